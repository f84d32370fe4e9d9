"""`serve`: the desk's API on the loopback, for other kiosks, windows and the online channel."""

from __future__ import annotations

import argparse
import os
import secrets
from datetime import date
from pathlib import Path

from kiosk.catalogue.in_force import RulesFrom
from kiosk.commands.decide import day
from kiosk.commands.output import print_line
from kiosk.core.crypto import write_private
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.desk import server


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8420, help="on 127.0.0.1")
    parser.add_argument("--state", metavar="DIR", help="the store; without it the installation's")
    registers = parser.add_mutually_exclusive_group()
    registers.add_argument("--registries", metavar="URL", help="key in XIAOZHI_REGISTRIES_KEY")
    registers.add_argument(
        "--registries-file", metavar="FILE", help="each register's address, certificates and signing key"
    )
    parser.add_argument(
        "--rules",
        choices=[one.value for one in RulesFrom],
        help="shipped: as released, until officers sign a version; approved: only what two officers signed",
    )
    parser.add_argument(
        "--as-of", type=day, metavar="DATE", help="for demos: the day the rules are applied on"
    )


def run(options: argparse.Namespace) -> int:
    paths = Paths.default()
    registers = _registers(options)
    key_file = paths.secrets / "desk-api.key"
    os.environ.setdefault("XIAOZHI_DESK_KEY", _key(key_file))
    print_line(f"desk on http://127.0.0.1:{options.port}, key in {key_file}")
    return server.main(_arguments(options, paths, registers, options.as_of))


def _registers(options: argparse.Namespace) -> list[str]:
    """Where the registers are, as the desk is told: by the command line, else by the environment."""
    file = options.registries_file
    url = options.registries
    if not file and not url:
        file = os.environ.get("XIAOZHI_REGISTRIES_FILE")
        url = os.environ.get("XIAOZHI_REGISTRIES_URL")
    if file:
        return ["--registries-file", file]
    if not url:
        raise UsageError(
            "no_registries", "name the registers with --registries URL or --registries-file FILE"
        )
    return ["--registries", url]


def _arguments(
    options: argparse.Namespace, paths: Paths, registers: list[str], as_of: date | None
) -> list[str]:
    state = Path(options.state) if options.state else paths.state
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    arguments = ["--state", str(state), "--secrets", str(paths.secrets), *registers]
    arguments += ["--port", str(options.port), "--ready-file", str(state / "desk.ready.json")]
    arguments += ["--rules", options.rules] if options.rules else []
    return arguments + (["--as-of", as_of.isoformat()] if as_of else [])


def _key(file: Path) -> str:
    """The key that clients must show; made at the first start."""
    write_private(file, secrets.token_urlsafe(32).encode())
    return file.read_text().strip()
