"""`serve`: the desk's API, for other kiosks, windows and the online channel."""

from __future__ import annotations

import argparse
import os
import secrets
from pathlib import Path

from kiosk.catalogue.in_force import RulesFrom
from kiosk.commands.decide import day
from kiosk.commands.output import print_line
from kiosk.commands.store_access import add_store, state_of
from kiosk.core.child import LOOPBACK
from kiosk.core.crypto import write_private
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.desk import server
from kiosk.desk.tls_options import add_tls, tls_arguments, tls_of


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8420, help="default: 8420")
    parser.add_argument(
        "--listen", metavar="ADDRESS", default=LOOPBACK, help="beyond the loopback only with --tls-..."
    )
    add_tls(parser, "the kiosks and windows that may come")
    parser.add_argument("--no-work", action="store_true", help="only answer; `work` carries cases on")
    configure_desk(parser)


def configure_desk(parser: argparse.ArgumentParser) -> None:
    """What every process of a desk is told."""
    add_store(parser)
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
        "--approvals",
        metavar="DIR",
        help="what officers signed, shared by all of a hall (default: the state's)",
    )
    parser.add_argument(
        "--audit-heads",
        metavar="DIR",
        help="where the audit's signed heads go, best on another machine's disk (default: beside the keys)",
    )
    parser.add_argument(
        "--as-of", type=day, metavar="DATE", help="for demos: the day the rules are applied on"
    )


def run(options: argparse.Namespace) -> int:
    paths = Paths.default()
    arguments = desk_arguments(options, paths)
    key_file = paths.secrets / "desk-api.key"
    os.environ.setdefault("XIAOZHI_DESK_KEY", _key(key_file))
    scheme = "https" if tls_of(options) else "http"
    print_line(f"desk on {scheme}://{options.listen}:{options.port}, key in {key_file}")
    arguments += ["--listen", options.listen, *tls_arguments(options)]
    arguments += ["--port", str(options.port), *(["--no-work"] if options.no_work else [])]
    return server.main([*arguments, "--ready-file", str(state_of(options) / "desk.ready.json")])


def desk_arguments(options: argparse.Namespace, paths: Paths) -> list[str]:
    """The desk's own arguments, but for its port."""
    state = state_of(options)
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    arguments = ["--state", str(state), "--secrets", str(options.secrets or paths.secrets)]
    arguments += _registers(options)
    if options.audit_heads:
        arguments += ["--audit-heads", options.audit_heads]
    if options.rules:
        arguments += ["--rules", options.rules]
    if options.approvals:
        arguments += ["--approvals", options.approvals]
    if options.store:
        # The address may hold a password: it goes through the environment, not through arguments.
        os.environ[server.STORE_VARIABLE] = options.store
    return arguments + (["--as-of", options.as_of.isoformat()] if options.as_of else [])


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


def _key(file: Path) -> str:
    """The key that clients must show; made at the first start."""
    write_private(file, secrets.token_urlsafe(32).encode())
    return file.read_text().strip()
