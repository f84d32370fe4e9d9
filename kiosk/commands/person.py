"""`person export|delete`: what the desk holds of somebody. The number is read from standard input, not from
the command line, which everybody on the machine can see."""

from __future__ import annotations

import argparse
import sys

from kiosk.commands.output import print_json, print_line
from kiosk.commands.store_access import Access, add_store, opened, operator
from kiosk.core.errors import UsageError
from kiosk.core.id_number import IdNumber, parse_id_number
from kiosk.desk.upkeep.persons import Persons


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["export", "delete"])
    parser.add_argument("--reason", default="", help="why it is erased; audited, sealed")
    parser.add_argument("--json", action="store_true", help="export always prints JSON, a line a case")
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    if sys.stdin.isatty():
        sys.stderr.write("ID number: ")
    person = parse_id_number(sys.stdin.readline())
    if person is None:
        raise UsageError("id_number", "a valid ID number is expected on standard input")
    with opened(options) as access:
        return _act(options, access, person)


def _act(options: argparse.Namespace, access: Access, person: IdNumber) -> int:
    persons = Persons(access.store, access.keys, access.clock, access.papers)
    if options.action == "export":
        for case in persons.export(person, operator()):
            print_json(case)
        return 0
    erased = persons.delete(person, operator(), options.reason)
    if options.json:
        print_json({"erased": erased.cases, "open": erased.kept_open})
    else:
        print_line(f"erased from {erased.cases} cases; {erased.kept_open} aren't finished and stay")
    return 0
