"""Whether a value is stated or asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from kiosk.nlu.value.shapes import SpeechShape

_SENTENCE = re.compile(r"[，,。.!！?？;；\s]+")
_CLAUSE = re.compile(r"[，,。.!！;；\s]+")


@dataclass(frozen=True)
class Questions:
    """Made from speech.yaml."""

    shape: SpeechShape

    @cached_property
    def _inside(self) -> re.Pattern[str]:
        return re.compile("|".join(re.escape(q).replace(r"\?", r"(?:[?？]|$)") for q in self.shape.questions))

    @cached_property
    def _tags(self) -> re.Pattern[str]:
        return re.compile(rf"[，,。 ]*(?:{'|'.join(map(re.escape, self.shape.tags))})[?？。 ]*$")

    def asked(self, text: str, start: int, end: int) -> bool:
        """Whether the clause with `text[start:end]` asks, or a tag question follows it."""
        if self._tags.search(text, end):
            return True
        opening = max((m.end() for m in _SENTENCE.finditer(text, 0, start)), default=0)
        closing = _CLAUSE.search(text, end)
        clause = text[opening : closing.start() if closing else len(text)]
        if self._inside.search(clause):
            return True
        rest = text[end:].strip()
        return rest in ("?", "？")
