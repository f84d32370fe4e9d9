"""`replay FILE`: do recorded cases give the same decisions today? Exit 1 where one doesn't."""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.catalogue.catalogue import Catalogue
from kiosk.commands.output import add_json, print_json, print_line
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.desk.upkeep.replay import replay


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="lines of `person export`")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    if not options.file.is_file():
        raise UsageError("no_file", f"{options.file} isn't there")
    same = True
    for one in replay(options.file, Catalogue.load(Paths.default().assets)):
        same = same and one.same
        if options.json:
            print_json({**one.__dict__, "same": one.same})
        else:
            changed = " (its rules have changed since)" if one.other_version else ""
            verdict = "same" if one.same else f"now {one.now}"
            print_line(f"{one.case_id} {one.item}: {one.before}, {verdict}{changed}")
    return 0 if same else 1
