"""`staff add|list|password|roles|disable|enable|unlock`: accounts, from the machine itself.

Passwords are asked for or read from standard input, never from the command line.
"""

from __future__ import annotations

import argparse
import getpass
import sys

from kiosk.commands.output import add_json, print_json, print_line
from kiosk.commands.store_access import add_store, opened, operator
from kiosk.core.errors import UsageError
from kiosk.desk.staff.accounts import Staff
from kiosk.desk.staff.roles import Role

_ACTIONS = ["add", "list", "password", "roles", "disable", "enable", "unlock"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=_ACTIONS)
    parser.add_argument("staff", nargs="?", metavar="ID")
    parser.add_argument("--name", default="")
    parser.add_argument("--role", action="append", choices=[r.value for r in Role], default=[])
    parser.add_argument("--code", action="store_true", help="with one-time codes")
    add_store(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    with opened(options) as access:
        staff = Staff(access.store, access.keys, access.clock)
        if options.action == "list":
            for one, name, roles, active in staff.all():
                print_json({"staff": one, "name": name, "roles": roles, "active": active})
            return 0
        if not options.staff:
            raise UsageError("no_staff", f"staff {options.action} needs an account")
        _act(options, staff)
    return 0


def _act(options: argparse.Namespace, staff: Staff) -> None:
    one, by = options.staff, operator()
    if options.action == "add":
        name = options.name or one
        enrolment = staff.add(one, name, options.role, _password(), by, options.code)
        if options.json:
            print_json({"staff": one, "enrolment": enrolment})
        else:
            print_line(f"{one} may sign in" + (f"; scan {enrolment}" if enrolment else ""))
        return
    if options.action == "password":
        staff.change(one, by, password=_password())
    elif options.action == "roles":
        staff.change(one, by, roles=options.role)
    elif options.action == "unlock":
        staff.change(one, by, unlock=True)
    else:
        staff.change(one, by, disabled=options.action == "disable")
    print_line(f"{one}: done; its sessions have ended")


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("password: ")
    return sys.stdin.readline().rstrip("\n")
