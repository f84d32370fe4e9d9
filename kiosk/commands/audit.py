"""`audit verify`: is the chain of the audit whole? Exit 1 where it isn't, with the places."""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.commands.output import add_json, print_json, print_line
from kiosk.commands.store_access import add_store, opened
from kiosk.desk.audit.verify import verify


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["verify"])
    parser.add_argument(
        "--heads", type=Path, metavar="DIR", help="the signed heads, where not beside the keys"
    )
    add_store(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    with opened(options) as access:
        report = verify(access.store, access.keys, access.heads(options.heads), access.clock.now())
    found = [str(one) for one in report.findings]
    if options.json:
        said = {"whole": report.whole, "rows": report.rows, "seals": report.seals, "heads": report.heads}
        print_json({**said, "findings": found})
    else:
        for line in found:
            print_line(line)
        state = "whole" if report.whole else f"touched at {len(found)} places"
        print_line(f"{report.rows} rows, {report.seals} seals, {report.heads} heads: {state}")
    return 0 if report.whole else 1
