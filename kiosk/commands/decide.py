"""`decide ITEM --facts FILE [--as-of DATE]`: the rules only."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.model import Decision
from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.core.clock import SystemClock, local_day
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("item", metavar="ITEM")
    parser.add_argument("--facts", required=True, metavar="FILE", help="flat JSON: fact name to value")
    parser.add_argument("--as-of", type=day, metavar="DATE", help="the day the rules are applied on")
    add_json(parser)


def day(text: str) -> date:
    """An ISO day, for argparse."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        read = None
    # Python reads 20261124 and 2026-W48-2 too; a day of law is written one way.
    if read is None or read.isoformat() != text:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2026-11-24")
    return read


def run(options: argparse.Namespace) -> int:
    catalogue = Catalogue.load(Paths.default().assets)
    catalogue.automatic(options.item)
    facts = read_facts(options.facts)
    decision = catalogue.decide(options.item, facts, options.as_of or local_day(SystemClock().now()))
    if options.json:
        print_json(as_json(decision))
    else:
        print_line(f"{decision.item} ({decision.as_of}): {decision.decision}" + _cause(decision))
        for reason in decision.reasons:
            mark = {True: "✓", False: "✗", None: "?"}[reason.holds]
            print_line(f"  {mark} {reason.zh}（{reason.basis}）")
    return 0


def read_facts(name: str) -> dict[str, object]:
    """A flat JSON object. Raises UsageError."""
    try:
        text = existing_file(name).read_text(encoding="utf-8")
        facts = json.loads(text, object_pairs_hook=_once)
    except (ValueError, UnicodeDecodeError) as error:
        raise UsageError("bad_facts", f"{name} is not JSON: {error}") from error
    except RecursionError as error:
        raise UsageError("bad_facts", f"{name} must hold one flat JSON object") from error
    if not isinstance(facts, dict):
        raise UsageError("bad_facts", f"{name} must hold one flat JSON object")
    return facts


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A fact that is there twice may mean either. Raises UsageError."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise UsageError("bad_facts", f"fact {name!r} is there twice")
    return dict(pairs)


def as_json(decision: Decision) -> dict[str, Any]:
    """As the README documents it."""
    return {
        "item": decision.item,
        "decision": decision.decision.value,
        "cause": decision.cause.value if decision.cause else None,
        "reasons": [{"rule": r.rule, "basis": r.basis, "zh": r.zh, "en": r.en} for r in decision.reasons],
        "unknown": list(decision.unknown),
    }


def _cause(decision: Decision) -> str:
    return f", {decision.cause}" if decision.cause else ""
