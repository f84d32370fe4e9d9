"""A clause as words that answer: yes, no, neither, or only polite."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kiosk.nlu.value.shapes import YesNoShape

YES, NO, NEITHER, HESITATION, NEUTRAL = "yes", "no", "neither", "hesitation", ""


@dataclass(frozen=True)
class AnswerWord:
    text: str
    tag: str


class AnswerWords:
    """Made from yes_no.yaml."""

    def __init__(self, shape: YesNoShape) -> None:
        self.shape = shape
        self.table: dict[str, str] = {}
        for words, tag in (
            (shape.no, NO),
            (shape.yes, YES),
            (shape.neither, NEITHER),
            (shape.hesitations, HESITATION),
            ((*shape.polite, *shape.subjects, *shape.after_yes), NEUTRAL),
        ):
            for word in words:
                self.table.setdefault(word.replace(" ", ""), tag)
        self.closings = frozenset(word.replace(" ", "") for word in shape.closings)
        for word in shape.restarts:
            self.table.setdefault(word, NEUTRAL)
        self.longest = max(map(len, self.table))
        ends = "|".join(re.escape(q) for q in sorted(shape.questions, key=len, reverse=True) if "?" not in q)
        self.either = re.compile(r"(?<![不勿弗没伐])([^不勿弗没伐])(?:不|没|勿|弗|伐)\1")
        self.question = re.compile(rf"(?:[?？]|(?:{ends}))[啦啊呀。 ]*$")

    def cut(self, clause: str) -> list[AnswerWord] | None:
        """The clause as words of the lists, as few as possible; None where some of it is in none."""
        best: list[tuple[int, int] | None] = [None] * (len(clause) + 1)
        best[0] = (0, 0)
        for end in range(1, len(clause) + 1):
            for size in range(1, min(self.longest, end) + 1):
                before = best[end - size]
                if before is None or clause[end - size : end] not in self.table:
                    continue
                if best[end] is None or before[0] + 1 < best[end][0]:  # type: ignore[index]
                    best[end] = (before[0] + 1, size)
        words: list[AnswerWord] = []
        at = len(clause)
        while at:
            step = best[at]
            if step is None:
                return None
            piece = clause[at - step[1] : at]
            words.append(AnswerWord(piece, self.table[piece]))
            at -= step[1]
        return words[::-1]
