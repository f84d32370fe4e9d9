"""Whether a value is stated or asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from kiosk.nlu.value.alternation import any_of
from kiosk.nlu.value.shapes import SpeechShape

_SENTENCE = re.compile(r"[，,。.!！?？;；\s]+")
_CLAUSE = re.compile(r"[，,。.!！;；\s]+")


@dataclass(frozen=True)
class Questions:
    """Made from speech.yaml."""

    shape: SpeechShape

    @cached_property
    def _inside(self) -> re.Pattern[str]:
        plain = "|".join(re.escape(q).replace(r"\?", r"(?:[?？]|$)") for q in self.shape.questions)
        soft, may = any_of(self.shape.asked_softly), any_of(self.shape.may)
        return re.compile(rf"{plain}|(?:{soft})[?？]|(?:{may}).*(?:{soft})$")

    @cached_property
    def _tags(self) -> re.Pattern[str]:
        return re.compile(rf"[，,。 ]*(?:{'|'.join(map(re.escape, self.shape.tags))})[?？。 ]*$")

    @cached_property
    def _stated(self) -> re.Pattern[str]:
        return re.compile(any_of((*self.shape.stated, *self.shape.listening)))

    @cached_property
    def _listening(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{any_of(self.shape.listening)})[?？]?")

    def without_listening(self, text: str) -> str:
        """一三八，好了吗，零零一三: what only asks whether one is listened to, as pauses."""
        return self._listening.sub(lambda m: "，" * len(m.group(0)), text)

    def asked(self, text: str, start: int, end: int) -> bool:
        """Whether the clause with `text[start:end]` asks, or a tag question follows it."""
        text = self._stated.sub(lambda m: "\x01" * len(m.group(0)), text)
        if self._tags.search(text, end):
            return True
        opening = max((m.end() for m in _SENTENCE.finditer(text, 0, start)), default=0)
        closing = _CLAUSE.search(text, end)
        clause = text[opening : closing.start() if closing else len(text)]
        if self._inside.search(clause):
            return True
        rest = text[end:].strip()
        return rest in ("?", "？")
