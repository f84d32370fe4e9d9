"""`audit verify`: is the chain whole? Exit 1 where it isn't, with the places. `words ROW`: what was said."""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.commands.output import add_json, print_json, print_line
from kiosk.commands.store_access import Access, add_store, opened, operator
from kiosk.core.errors import UsageError
from kiosk.desk.audit.verify import verify
from kiosk.desk.audit.words import open_words


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["verify", "words"])
    parser.add_argument("row", nargs="?", type=int, help="words: the row's number; the reading is audited")
    parser.add_argument(
        "--heads", type=Path, metavar="DIR", help="the signed heads, where not beside the keys"
    )
    add_store(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    with opened(options) as access:
        if options.action == "words":
            return _words(options, access)
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


def _words(options: argparse.Namespace, access: Access) -> int:
    if options.row is None:
        raise UsageError("no_row", "audit words needs the row's number")
    words = open_words(access.store, access.keys, access.clock, options.row, operator())
    if options.json:
        print_json(dict(words))
    for name, said in words.items() if not options.json else ():
        print_line(f"{name}: {said}")
    return 0
