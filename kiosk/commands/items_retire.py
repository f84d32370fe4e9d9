"""`items retire ID[@VERSION] --by KEY [--from DATE]`: end a version. One officer is enough to stop it."""

from __future__ import annotations

import argparse

from kiosk.catalogue.approvals import retire
from kiosk.catalogue.keys import load_officers, load_signer
from kiosk.commands.decide import day
from kiosk.commands.items_versions import approvals_folder, approvals_of, officers_folder, today
from kiosk.commands.output import add_json, print_json, print_line
from kiosk.core.clock import SystemClock
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID[@VERSION]", help="without a version the one in force")
    parser.add_argument("--by", required=True, metavar="KEY", help="the name of your key")
    parser.add_argument(
        "--from", dest="from_", type=day, metavar="DATE", help="the first day without it; today"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    paths = Paths.default()
    item, digest = _which(options.id, paths)
    folder = officers_folder(paths)
    signer, from_ = load_signer(folder, options.by), options.from_ or today()
    retire(approvals_folder(paths), load_officers(folder), signer, (item, digest), from_, SystemClock().now())
    if options.json:
        print_json({"item": item, "version": digest[:12], "retired_from": from_.isoformat()})
    else:
        print_line(f"{item} {digest[:12]} is retired from {from_}")
    return 0


def _which(name: str, paths: Paths) -> tuple[str, str]:
    approvals = approvals_of(paths)
    item, at, short = name.partition("@")
    if not at:
        now = approvals.in_force(item, today())
        if now is None:
            raise UsageError("not_approved", f"no version of {item} is in force")
        return item, now.digest
    signed = {s.digest for s in approvals.chain.statements if s.item == item and s.digest.startswith(short)}
    if len(signed) != 1 or not short:
        raise UsageError("no_version", f"{'no' if not signed else 'more than one'} signed version {name}")
    return item, signed.pop()
