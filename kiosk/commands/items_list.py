"""`items list [--all]`: what the desk can do, and how each item's file stands today."""

from __future__ import annotations

import argparse

from kiosk.catalogue.approvals import Standing, State
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.in_force import RulesFrom
from kiosk.catalogue.phrases import Phrases
from kiosk.commands.items_versions import (
    add_language,
    approvals_of,
    phrases,
    rules_setting,
    today,
)
from kiosk.commands.output import add_json, print_json, print_line
from kiosk.core.paths import Paths


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="the hand-off items too")
    parser.add_argument("--status", action="store_true", help="with --json: state and version too")
    add_language(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    paths = Paths.default()
    catalogue = Catalogue.load(paths.assets)
    approvals = approvals_of(paths)
    words, day, setting = phrases(paths, options.lang), today(), rules_setting()
    for item in (catalogue.all_items if options.all else catalogue.items).values():
        standing = approvals.standing(item.id, item.digest, day)
        in_force = approvals.in_force(item.id, day)
        as_shipped = setting is RulesFrom.SHIPPED and not approvals.begun(item.id, day)
        rules = "signed" if in_force else "shipped" if as_shipped else "none"
        if options.json:
            more: dict[str, str | None] = {
                "status": standing.state.value,
                "version": item.version,
                "in_force": in_force.digest[:12] if in_force else None,
                "rules": rules,
            }
            known: dict[str, str | None] = {
                "item": item.id,
                "name": item.name.zh,
                "department": item.department.zh,
            }
            print_json(known | (more if options.status else {}))
            continue
        mark = "  [an officer does it]" if item.by_officer else ""
        state = said(standing, words)
        if in_force and in_force.digest != item.digest:
            state += f" ({words.say('state_in_force', a=in_force.begins)}: {in_force.digest[:12]})"
        elif not in_force and not item.by_officer:
            state += f" ({words.say(f'state_rules_{rules}')})"
        print_line(f"{item.id:<16} {item.name.zh}（{item.department.zh}）  {item.version}  {state}{mark}")
    return 0


def said(standing: Standing, words: Phrases) -> str:
    """The state in words."""
    approval = standing.approval
    if standing.state is State.DRAFT and approval is not None and approval.signed:
        return words.say("state_signed_once", a=words.listed(list(approval.signers)))
    begins = approval.begins if approval else None
    return words.say(f"state_{standing.state.value}", a=begins)
