"""What freely said words mean in the present question, before the conversation sees them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

import numpy as np
from pydantic import RootModel

from kiosk.dialogue.actions import Listen
from kiosk.nlu.types import Understanding
from kiosk.nlu.value import ValueFound, read_value
from kiosk.nlu.value.types import Kind as ValueKind
from kiosk.nlu.words import read_list
from kiosk.terminal.reading import WordReader

#: What may be meant where a value is asked for.
_VALUES: Mapping[str, tuple[ValueKind, ...]] = {
    "digits": ("phone", "id_tail"),
    "plate": ("plate",),
    "date": ("period", "date"),
}
#: Whether it is a day doesn't depend on today.
_SOME_DAY = date(2000, 1, 1)
#: An item that was picked out of those that were offered.
_PICKED = 0.8
#: Where other answers were expected: a command is so much of what was written freely, and so many characters.
_PLAIN_COMMAND, _PLAIN_LENGTH = 0.8, 3
#: What only the sound, scored as an answer, may say.
_NEVER_FREE = frozenset({"confirm", "deny"})


class Understands(Protocol):
    """The understanding of words, as far as it is needed here."""

    def understand(self, text: str) -> Understanding: ...

    def understand_best(self, hypotheses: Sequence[tuple[str, float]]) -> Understanding: ...


class _Words(RootModel[dict[str, list[str]]]):
    """assets/dialogue/apart.yaml: item -> what it is called among those that were offered."""


@dataclass(frozen=True)
class Meaning:
    """With the understanding and the word lists of one installation."""

    understander: Understands
    reader: WordReader | None = None
    names: Mapping[str, str] | None = None
    words: Mapping[str, Sequence[str]] | None = None

    @classmethod
    def load(
        cls, assets: Path, understander: Understands, reader: WordReader, names: Mapping[str, str]
    ) -> Meaning:
        """`names`: the items', in Chinese. Raises NluError `bad_words`."""
        words = read_list(assets / "dialogue" / "apart.yaml", _Words)
        return cls(understander, reader, names, words.root)

    def of(
        self, hypotheses: Sequence[tuple[str, float]], listen: Listen, last_request: str = ""
    ) -> Understanding:
        """`hypotheses`: readings with their log probabilities, the best first.

        A question with candidates is answered by naming one of them, or by what completes the request that
        led to it.
        """
        if listen.expect in _VALUES and hypotheses:
            return self._value(hypotheses, _VALUES[listen.expect])
        said = self.understander.understand_best(hypotheses)
        text = hypotheses[0][0] if hypotheses else ""
        if listen.slot or not listen.options or said.outcome not in ("none", "ask") or not text:
            return said
        picked = self._picked(listen.options, text)
        if picked is not None:
            return Understanding(text, "item", picked, (), _PICKED, _for(said))
        if last_request:
            # "我的驾照" ... "坏了": the answer to our question completes the request.
            together = self.understander.understand(f"{last_request}，{text}")
            if together.outcome in ("item", "handoff"):
                return replace(together, text=text)
        return said

    def _value(self, hypotheses: Sequence[tuple[str, float]], kinds: Sequence[ValueKind]) -> Understanding:
        """The reading whose value is likeliest, all readings of the same value together.

        What isn't a value from end to end may be a command, a request or a call for help: that comes first.
        """
        text = hypotheses[0][0]
        if not self._is_value(text, kinds):
            said = self.understander.understand_best(hypotheses[:1])
            if said.outcome != "none":
                return said
        texts: dict[str, str] = {}
        sums: dict[str, float] = {}
        for reading, score in hypotheses:
            value = self._read(reading, kinds)
            if value is not None:
                told = str(value.value)
                texts.setdefault(told, reading)
                sums[told] = float(np.logaddexp(sums.get(told, -np.inf), score))
        if sums:
            text = texts[max(sums, key=lambda v: sums[v])]
        return Understanding(text, "none", None)

    def _read(self, text: str, kinds: Sequence[ValueKind]) -> ValueFound | None:
        if self.reader is None:
            return None
        lexicon = self.reader.lexicon
        found = (read_value(kind, text, today=_SOME_DAY, lexicon=lexicon) for kind in kinds)
        return next((one for one in found if one is not None), None)

    def _is_value(self, text: str, kinds: Sequence[ValueKind]) -> bool:
        found = self._read(text, kinds)
        return found is not None and found.span == (0, len(text))

    def beside(self, hypotheses: Sequence[tuple[str, float]]) -> Understanding:
        """What was said instead of an expected answer: a request, an emergency, a value, a command in other
        words than its phrases (你讲太快了); never yes or no.
        """
        said = self.understander.understand_best(hypotheses)
        if said.outcome != "command":
            return said
        plain = said.confidence >= _PLAIN_COMMAND and len(said.text) >= _PLAIN_LENGTH
        return said if plain and said.id not in _NEVER_FREE else Understanding(said.text, "none", None)

    def _picked(self, offered: Sequence[str], text: str) -> str | None:
        if self.reader is None or self.names is None or self.words is None:
            return None
        known = [(i, self.names[i]) for i in offered if i in self.names]
        return self.reader.choose(known, self.words, text)


def _for(said: Understanding) -> Mapping[str, str]:
    return {k: v for k, v in said.values.items() if k in ("for", "disqualifier")}


__all__ = ["Meaning", "Understands"]
