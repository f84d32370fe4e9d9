"""`backup FILE`: one archive of store and papers, taken while the desk works. The keys are not in it."""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.commands.output import add_json, print_json, print_line
from kiosk.commands.store_access import add_store, state_of
from kiosk.desk.upkeep.backup import backup


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a .tar.gz that isn't there yet")
    add_store(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    made = backup(state_of(options), options.store, options.file.absolute())
    if options.json:
        print_json({"file": str(options.file.absolute()), "rows": made.rows, "papers": made.papers})
    else:
        print_line(f"{sum(made.rows.values())} rows and {made.papers} papers in {options.file.absolute()}")
    return 0
