"""`retention run`, daily: personal data older than assets/desk/service_levels.yaml allows is erased."""

from __future__ import annotations

import argparse

from kiosk.commands.output import add_json, print_json, print_line
from kiosk.commands.store_access import add_store, opened, operator
from kiosk.desk.upkeep.persons import Persons


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["run"])
    add_store(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    with opened(options) as access:
        persons = Persons(access.store, access.keys, access.clock, access.papers)
        erased = persons.retention(access.levels, operator())
    if options.json:
        print_json({"erased": erased.cases})
    else:
        print_line(f"personal data erased from {erased.cases} cases")
    return 0
