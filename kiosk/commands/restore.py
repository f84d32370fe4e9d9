"""`restore FILE`: an archive of `backup` into an empty store, on either engine, compared row by row."""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.commands.output import add_json, print_json, print_line
from kiosk.commands.store_access import add_store, opened
from kiosk.desk.upkeep.backup import restore


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    add_store(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    with opened(options) as access:
        made = restore(options.file, access.store, access.state)
    if options.json:
        print_json({"rows": made.rows, "papers": made.papers})
    else:
        print_line(f"{sum(made.rows.values())} rows and {made.papers} papers, as they were")
    return 0
