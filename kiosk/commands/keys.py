"""`keys rotate|retire|add|list|revoke`: what seals personal data; keys of kiosks, windows, sources."""

from __future__ import annotations

import argparse
from datetime import timedelta

from kiosk.commands.output import add_json, print_json, print_line
from kiosk.commands.store_access import Access, add_store, opened, operator
from kiosk.core.errors import UsageError
from kiosk.desk.access import Access as Callers
from kiosk.desk.upkeep.old_keys import KeyUse, retire
from kiosk.desk.upkeep.rotate import rotate


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["rotate", "retire", "add", "list", "revoke"])
    parser.add_argument("name", nargs="?", help="of the kiosk's, window's or source's key")
    parser.add_argument("--scope", choices=["kiosk", "window", "online", "metrics"], default="kiosk")
    parser.add_argument("--office", help="the only office that it may speak for")
    parser.add_argument("--source", choices=["kiosk", "window", "zheliban", "traffic_wechat"])
    parser.add_argument(
        "--resume", action="store_true", help="rotate: go on with the newest key, make no other"
    )
    add_store(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    with opened(options) as access:
        if options.action == "rotate":
            return _rotate(options, access)
        if options.action == "retire":
            return _retire(options, access)
        callers = Callers(access.store, access.keys, access.clock)
        if options.action == "list":
            for one in callers.all():
                print_json(one.__dict__)
            return 0
        if not options.name:
            raise UsageError("no_name", f"keys {options.action} needs the key's name")
        if options.action == "revoke":
            callers.revoke(options.name, operator())
            print_line(f"{options.name} opens nothing any more")
            return 0
        token = callers.add(options.name, options.scope, options.office, options.source, operator())
        if options.json:
            print_json({"name": options.name, "key": token})
        else:
            print_line(f"{token}\nshown only now; the store keeps a digest")
    return 0


def _rotate(options: argparse.Namespace, access: Access) -> int:
    done = rotate(
        access.store, access.keys, access.clock, access.papers, operator(), new_key=not options.resume
    )
    if options.json:
        print_json({"key": done.key, "fields": done.fields, "papers": done.papers})
    else:
        print_line(f"{done.key} seals now; {done.fields} fields and {done.papers} papers sealed anew")
    return 0


def _retire(options: argparse.Namespace, access: Access) -> int:
    kept = timedelta(days=access.levels.retention_days)
    done = retire(access.store, access.keys, access.clock, access.papers, kept, operator())
    if options.json:
        print_json({"destroyed": list(done.destroyed), "kept": [use.key for use in done.kept]})
        return 0
    for key in done.destroyed:
        print_line(f"{key} is destroyed; what only it could open is gone")
    for use in done.kept:
        print_line(f"{use.key} stays: {_why(use, kept)}")
    if not done.destroyed and not done.kept:
        print_line("no older key is there")
    return 0


def _why(use: KeyUse, kept: timedelta) -> str:
    end = use.ends(kept)
    if use.fields or use.papers:
        return f"{use.fields} fields and {use.papers} papers are sealed with it; `keys rotate --resume` first"
    if end is None:
        return "the audit doesn't say when it was replaced"
    return f"{use.words} rows of the audit and the backups need it until {end.date().isoformat()}"
