"""`items backtest FILE [--with ITEM_FILE]`: recorded decisions against the present or a changed item.

Exit 1 where one comes out otherwise or can't be replayed.
"""

from __future__ import annotations

import argparse
from typing import Any

from kiosk.catalogue.backtest import Counts, Replayed, count, replay
from kiosk.catalogue.versions import Version, VersionReader
from kiosk.commands.items_versions import version
from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="JSON lines of item, as_of, facts, decision")
    parser.add_argument(
        "--with",
        dest="changed",
        action="append",
        default=[],
        metavar="ITEM",
        help="a changed item's FILE, or ID@VERSION; again for another item",
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    paths = Paths.default()
    reader = VersionReader(paths.assets)
    known: dict[str, Version] = {}
    for name in options.changed:
        changed = version(name, paths, reader)
        known[changed.item.id] = changed

    def version_of(item: str) -> Version:
        if item not in known:
            known[item] = reader.present(item)
        return known[item]

    try:
        lines = existing_file(options.file).read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise UsageError("bad_records", f"{options.file} is not UTF-8 text") from error
    replayed = list(replay(lines, version_of))
    for one in replayed:
        if one.differs or one.now is None:
            _tell(one, options.json)
    counts = count(replayed)
    _sum(counts, options.json)
    return 1 if counts.differ or counts.unread else 0


def _tell(one: Replayed, as_json: bool) -> None:
    """Without the facts: they are somebody's."""
    if as_json:
        print_json(_plain(one))
        return
    who = f"line {one.line}" + (f" ({one.case})" if one.case is not None else "")
    if one.now is None:
        print_line(f"{who}: can't be replayed: {one.problem}")
        return
    recorded = f"{one.recorded}" + (f" ({one.recorded_cause})" if one.recorded_cause else "")
    now = f"{one.now.decision}" + (f" ({one.now.cause})" if one.now.cause else "")
    print_line(f"{who}: {one.item} on {one.as_of}: recorded {recorded}, now {now}")
    for reason in one.now.reasons:
        if reason.holds is not True:
            print_line(
                f"    {'✗' if reason.holds is False else '?'} {reason.rule}: {reason.zh}（{reason.basis}）"
            )


def _plain(one: Replayed) -> dict[str, Any]:
    now = one.now
    return {
        "line": one.line,
        "case": one.case,
        "item": one.item,
        "as_of": one.as_of.isoformat() if one.as_of else None,
        "recorded": one.recorded,
        "now": now.decision.value if now else None,
        "cause": now.cause.value if now and now.cause else None,
        "rules": list(one.rules),
        "version": now.item_version if now else None,
        "problem": one.problem or None,
    }


def _sum(counts: Counts, as_json: bool) -> None:
    if as_json:
        print_json(vars(counts))
        return
    print_line(
        f"{counts.cases} cases: {counts.same} as recorded, {counts.differ} otherwise, "
        f"{counts.unread} could not be replayed"
    )
    for change, n in counts.changes.items():
        print_line(f"    {change.replace('>', ' -> ')}: {n}")
