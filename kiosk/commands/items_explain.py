"""`items explain ID [--table|--mermaid|--json]`: an item's rules as a lawyer reads them."""

from __future__ import annotations

import argparse

from kiosk.catalogue.decision_table import decision_table
from kiosk.catalogue.explain import explain
from kiosk.catalogue.mermaid import mermaid
from kiosk.catalogue.sentences import sentences
from kiosk.catalogue.versions import VersionReader
from kiosk.commands.items_versions import NAMED, add_day, add_language, phrases, today, version
from kiosk.commands.output import add_json, print_json, print_line
from kiosk.core.paths import Paths

_WAYS = {"sentences": sentences, "table": decision_table, "mermaid": mermaid}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help=NAMED)
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--table", dest="way", action="store_const", const="table", help="a decision table")
    ways.add_argument("--mermaid", dest="way", action="store_const", const="mermaid", help="a Mermaid flow")
    add_day(parser, "the day whose law and values are said; today without it")
    add_language(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    paths = Paths.default()
    found = version(options.id, paths, VersionReader(paths.assets))
    if options.json:
        print_json(explain(found.item, found.judge))
        return 0
    way = _WAYS[options.way or "sentences"]
    for line in way(found.item, found.judge, phrases(paths, options.lang), options.as_of or today()):
        print_line(line)
    return 0
