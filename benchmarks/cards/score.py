"""Counting readings against what is true. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from benchmarks.cards.frames import FrameLike
from kiosk.vision.types import CardReading

REASONS: Mapping[str, frozenset[str]] = {
    "field_covered": frozenset({"covered"}),
    "outside": frozenset({"cut_off"}),
    "screen": frozenset({"screen"}),
    "photocopy": frozenset({"photocopy"}),
    "other_card": frozenset({"wrong_document"}),
    "none": frozenset({"no_card"}),
    "finger_over_field": frozenset({"covered"}),
}
"""What must be told first of a frame that must be refused."""


def same_values(read: Mapping[str, str], truth: Mapping[str, object]) -> bool:
    """Equal in every field; a form's results may be given as an object of their own."""
    flat: dict[str, str] = {}
    for name, value in truth.items():
        if isinstance(value, Mapping):
            flat.update({f"{name}.{item}": str(finding) for item, finding in value.items()})
        else:
            flat[name] = str(value)
    return dict(read) == flat


@dataclass
class Score:
    """Counts by kind."""

    total: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    reason: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    group: dict[str, str] = field(default_factory=dict)
    agrees: Callable[[Mapping[str, str], Mapping[str, object]], bool] = same_values
    """When a reading says what is printed; a judge has a rule of its own."""

    def add(self, frame: FrameLike, reading: CardReading) -> bool:
        """Count one; returns whether it was accepted with a wrong field."""
        kind = frame.kind
        self.group[kind] = frame.group
        self.total[kind] += 1
        same = self.agrees(reading.values(), frame.truth)
        self.right[kind] += reading.accepted and same
        self.refused[kind] += not reading.accepted
        told = reading.problems[0].code if reading.problems else ""
        self.reason[kind] += not reading.accepted and told in REASONS.get(kind, frozenset({told}))
        silent = reading.accepted and not (same and frame.document in (reading.document, "none"))
        silent = silent or (reading.accepted and frame.document == "none")
        self.wrong[kind] += silent
        return bool(silent)

    def share(self, counter: Counter[str], group: str) -> float:
        """Of a group's frames; 0 where it has none."""
        kinds = [kind for kind, of in self.group.items() if of == group]
        return round(sum(counter[k] for k in kinds) / max(sum(self.total[k] for k in kinds), 1), 4)

    def figures(self) -> dict[str, float | int]:
        """The benchmark's shares, and each kind's."""
        frames = sum(self.total.values())
        wrong = sum(self.wrong.values())
        kinds = {
            f"kind_{kind}": round(
                (self.refused if group == "refuse" else self.right)[kind] / self.total[kind], 3
            )
            for kind, group in self.group.items()
        }
        return {
            "good": self.share(self.right, "good"),
            "hard": self.share(self.right, "hard"),
            "refused": self.share(self.refused, "refuse"),
            "reason_right": self.share(self.reason, "refuse"),
            "silent_wrong": wrong,
            "silent_wrong_upper": round(upper_bound(wrong, frames), 5),
            "frames": frames,
            **kinds,
        }


def upper_bound(wrong: int, frames: int) -> float:
    """95 % upper bound of a share (Wilson's, one-sided; the rule of three where none was wrong)."""
    if frames == 0:
        return 1.0
    if wrong == 0:
        return min(1.0, 3.0 / frames)
    z, share = 1.645, wrong / frames
    middle = share + z * z / (2 * frames)
    spread = z * ((share * (1 - share) + z * z / (4 * frames)) / frames) ** 0.5
    return float((middle + spread) / (1 + z * z / frames))
