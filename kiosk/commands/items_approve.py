"""`items approve ID --by KEY [--from DATE]`: sign a version; two officers make it approved."""

from __future__ import annotations

import argparse

from kiosk.catalogue.approvals import SIGNATURES, approve
from kiosk.catalogue.keys import load_officers, load_signer
from kiosk.catalogue.versions import VersionReader
from kiosk.commands.decide import day
from kiosk.commands.items_versions import approvals_folder, is_file, officers_folder
from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.core.clock import SystemClock
from kiosk.core.paths import Paths


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="an ID, or an item's FILE")
    parser.add_argument("--by", required=True, metavar="KEY", help="the name of your key")
    parser.add_argument(
        "--from", dest="from_", type=day, metavar="DATE", help="in force from; the first signer's, or today"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    paths = Paths.default()
    reader = VersionReader(paths.assets)
    if is_file(options.id):
        path = existing_file(options.id)
    else:
        reader.present(options.id)
        path = paths.assets / "items" / f"{options.id}.yaml"
    folder = officers_folder(paths)
    signer = load_signer(folder, options.by)
    made = approve(
        path,
        reader,
        approvals_folder(paths),
        load_officers(folder),
        signer,
        options.from_,
        SystemClock().now(),
    )
    if options.json:
        print_json(
            {
                "item": made.item,
                "version": made.digest[:12],
                "digest": made.digest,
                "from": made.in_force_from.isoformat(),
                "signers": list(made.signers),
                "approved": made.complete,
            }
        )
        return 0
    who = " and ".join(made.signers)
    lacking = "" if made.complete else f"; {SIGNATURES - len(made.signed)} more to sign"
    print_line(
        f"{made.item} {made.digest[:12]}, in force from {made.in_force_from}: signed by {who}{lacking}"
    )
    return 0
