"""`replay FILE`: do recorded cases (lines of `person export`) give the same decisions today?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kiosk.core.errors import UsageError
from kiosk.desk.codec import decision_view, snapshot_from_json
from kiosk.desk.ports import Decider, find_item


@dataclass(frozen=True)
class Replayed:
    """One case decided again."""

    case_id: str
    item: str
    before: str
    now: str
    """`approve`, or `refuse/not_eligible`; `gone` where the catalogue no longer has the item."""
    other_version: bool
    """The item's rules have changed since."""

    @property
    def same(self) -> bool:
        return self.before == self.now


def replay(file: Path, catalogue: Decider) -> Iterator[Replayed]:
    """Every recorded case that was decided. Raises UsageError `bad_recording`."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            case = json.loads(line)
            if case.get("decision") is None or case.get("known") is None:
                continue
            facts = snapshot_from_json(json.dumps(case["known"])).facts
            before, day = case["decision"], date.fromisoformat(case["decision"]["as_of"])
            item_id, case_id, version = case["item"], case["case_id"], case["item_version"]
            said = _said(before["decision"], before["cause"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError("bad_recording", f"line {number} is no recorded case") from error
        item = find_item(catalogue, item_id)
        if item is None:
            yield Replayed(case_id, item_id, said, "gone", True)
            continue
        now = decision_view(catalogue.decide(item_id, facts, day))
        yield Replayed(case_id, item_id, said, _said(now.decision, now.cause), item.version != version)


def _said(decision: str, cause: str | None) -> str:
    return f"{decision}/{cause}" if cause else decision
