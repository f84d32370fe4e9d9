"""`--tls-certificate`, `--tls-key`, `--tls-authority`: mutual TLS, for who serves and who asks."""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.core.errors import UsageError
from kiosk.core.tls import Tls

_NAMES = ("tls_certificate", "tls_key", "tls_authority")


def add_tls(parser: argparse.ArgumentParser, others: str) -> None:
    """`others`: whom the authority vouches for, as the help says it."""
    parser.add_argument("--tls-certificate", type=Path, metavar="FILE", help="who we are: PEM with its chain")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="its key: PEM without a password")
    parser.add_argument("--tls-authority", type=Path, metavar="FILE", help=f"who vouches for {others}: PEM")


def tls_of(options: argparse.Namespace) -> Tls | None:
    """None without any of them. Raises UsageError `half_tls`: half of it protects nobody."""
    files = [getattr(options, name) for name in _NAMES]
    if not any(files):
        return None
    if not all(files):
        raise UsageError("half_tls", "--tls-certificate, --tls-key and --tls-authority go together")
    return Tls(*files)


def tls_arguments(options: argparse.Namespace) -> list[str]:
    """The same options for another process."""
    given = [(name, getattr(options, name)) for name in _NAMES if getattr(options, name)]
    return [part for name, file in given for part in (f"--{name.replace('_', '-')}", str(file))]
