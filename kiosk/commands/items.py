"""`items list [--all] | check | explain ID`: the catalogue."""

from __future__ import annotations

import argparse
import json

from kiosk.catalogue.catalogue import Catalogue
from kiosk.commands.output import add_json, print_json, print_line
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["list", "check", "explain"])
    parser.add_argument("id", nargs="?", metavar="ID")
    parser.add_argument("--all", action="store_true", help="the hand-off items too")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    catalogue = Catalogue.load(Paths.default().assets)
    if options.what == "explain":
        return _explain(catalogue, options)
    if options.what == "check":
        return _check(catalogue, options)
    shown = catalogue.all_items if options.all else catalogue.items
    for item in shown.values():
        if options.json:
            print_json({"item": item.id, "name": item.name.zh, "department": item.department.zh})
        else:
            print_line(f"{item.id:<16} {item.name.zh}（{item.department.zh}）")
    return 0


def _explain(catalogue: Catalogue, options: argparse.Namespace) -> int:
    if not options.id:
        raise UsageError("no_item", "items explain needs an ID")
    explained = catalogue.explain(options.id)
    if options.json:
        print_json(explained)
    else:
        print_line(json.dumps(explained, ensure_ascii=False, indent=2, default=str))
    return 0


def _check(catalogue: Catalogue, options: argparse.Namespace) -> int:
    findings = catalogue.check()
    for finding in findings:
        if options.json:
            print_json(vars(finding))
        else:
            print_line(str(finding))
    if not findings and not options.json:
        print_line(f"{len(catalogue.all_items)} items, nothing to complain of")
    return 1 if findings else 0
