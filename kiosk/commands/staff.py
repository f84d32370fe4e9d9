"""`staff add|list|password|roles|disable|enable|unlock`: accounts, from the machine itself; `staff --screen`:
the officer's window.

Passwords are asked for or read from standard input, never from the command line.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from kiosk.commands.output import add_json, print_json, print_line
from kiosk.commands.store_access import add_store, opened, operator
from kiosk.core.clock import SystemClock
from kiosk.core.crypto import load_key_ring
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.desk.staff.accounts import Staff
from kiosk.desk.staff.roles import Role
from kiosk.desk.staff_client import StaffClient

_DESK_VARIABLE = "XIAOZHI_DESK_URL"
_DESK = "http://127.0.0.1:8420"
_ACTIONS = ["add", "list", "password", "roles", "disable", "enable", "unlock"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=_ACTIONS)
    parser.add_argument("staff", nargs="?", metavar="ID")
    parser.add_argument("--name", default="")
    parser.add_argument("--role", action="append", choices=[r.value for r in Role], default=[])
    parser.add_argument("--code", action="store_true", help="with one-time codes")
    parser.add_argument("--screen", action="store_true", help="the officer's window on a PC")
    parser.add_argument("--desk", metavar="URL", help=f"with --screen: the desk, else {_DESK_VARIABLE}")
    parser.add_argument("--camera", metavar="URI", help="with --screen: scans slips (camera:0, http://...)")
    parser.add_argument("--language", choices=["zh", "en"], default="zh", help="with --screen")
    add_store(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    if options.screen:
        return _screen(options)
    if options.action is None:
        raise UsageError("no_action", f"staff needs one of {', '.join(_ACTIONS)}, or --screen")
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


def _screen(options: argparse.Namespace) -> int:
    """The officer's window, until it is closed."""
    url = desk_address(options.desk or os.environ.get(_DESK_VARIABLE) or _DESK)
    paths = Paths.default()
    # Only the window needs Qt and a camera's libraries.
    from kiosk.vision.frames import open_source
    from ui.staff.window import Place, StaffApp

    keys = load_key_ring(paths.secrets / "staff-window")
    camera = partial(open_source, options.camera) if options.camera else None
    exports = Path(platformdirs.user_documents_path())
    place = Place(paths.assets, paths.state / "staff-outbox", keys, exports, camera)
    return StaffApp(StaffClient(url), place, SystemClock(), language=options.language).run()


def desk_address(url: str) -> str:
    """`url`, where nobody on the way can read along. Raises UsageError `desk_address`, `desk_in_clear`."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("desk_address", "the desk's address is http(s)://HOST[:PORT]")
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise UsageError("desk_in_clear", "over a network the desk is reached by https only")
    return url


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
