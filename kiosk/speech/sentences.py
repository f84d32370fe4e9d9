"""A long text in pieces that can be spoken one after the other, so that the first sound comes early.

Pure. A sentence is cut at its commas only where it is long; a clause without a comma after words that open
many sentences (您的号码是), whose sound is made ready at set-up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from kiosk.core.text import Language
from kiosk.speech.types import SpeechError

_SENTENCE_END: Mapping[Language, re.Pattern[str]] = {
    "zh": re.compile(r"(?<=[。！？!?；;\n])(?![。！？!?；;”」』）)\s])\s*"),
    "en": re.compile(r"(?<=[.!?;])\s+|\n+"),
}
_CLAUSE_END: Mapping[Language, re.Pattern[str]] = {
    "zh": re.compile(r"(?<=[，,：:])(?![\d”」』])"),
    "en": re.compile(r"(?<=[,:])\s+"),
}
_WORDS = re.compile(r"[\w\u4e00-\u9fff]")
#: Later pieces may be so much longer: they are made while others sound.
_LATER = 2
#: Silence in seconds between two pieces, beyond the 0.15 s that each keeps at its ends.
_AFTER_SENTENCE, _AFTER_CLAUSE = 0.15, 0.03


class PieceRules(BaseModel):
    """The file `pieces.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    whole_up_to: Mapping[Language, int]
    """A sentence of so many characters stays whole."""
    first_up_to: Mapping[Language, int]
    """A first piece of more characters is opened by an opener, where it begins with one."""
    openers: Mapping[Language, tuple[str, ...]]
    joints: Mapping[Language, str]
    """A regular expression of the places where a clause that is still too long may be cut."""

    @field_validator("joints")
    @classmethod
    def _are_patterns(cls, joints: Mapping[Language, str]) -> Mapping[Language, str]:
        for pattern in joints.values():
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no pattern: {error}") from error
        return joints


def load_piece_rules(path: Path) -> PieceRules:
    """Read and check the file.

    Raises SpeechError `speech_data_bad`.
    """
    try:
        return PieceRules.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SpeechError("speech_data_bad", f"{path.name} can't be used: {error}") from error


def sentences(text: str, language: Language) -> list[str]:
    """`text` cut after its full stops; what has no word in it is left out."""
    parts = (part.strip() for part in _SENTENCE_END[language].split(text))
    return [part for part in parts if _WORDS.search(part)]


def pause_after(piece: str) -> float:
    """Seconds to wait before the next piece, if one follows."""
    return _AFTER_SENTENCE if piece.rstrip("”」』）)")[-1:] in tuple("。！？!?；;.…") else _AFTER_CLAUSE


@dataclass(frozen=True)
class Cutter:
    """Cuts one sentence by the rules."""

    rules: PieceRules

    def clauses(self, sentence: str, language: Language) -> tuple[str, ...]:
        """One sentence in pieces; short ones and those without a place to cut stay whole.

        Joined again they are the sentence (in English but for spaces). The first piece is as short as it can
        be, the others may be twice as long as `whole_up_to`: every cut costs some melody.
        """
        limit = self.rules.whole_up_to[language]
        if len(sentence) <= limit:
            return (sentence,)
        parts = [p for p in _CLAUSE_END[language].split(sentence) if p]
        space = " " if language == "en" else ""
        fine = [p for part in parts[1:] for p in self._cut_at_joints(part, language)]
        head, *more = self._opened(parts[0], language)
        pieces = [head]
        for part in [*more, *fine]:
            grown = f"{pieces[-1]}{space}{part}"
            if len(pieces) > 1 and len(grown) <= _LATER * limit:
                pieces[-1] = grown
            else:
                pieces.append(part)
        return tuple(pieces)

    def _opened(self, clause: str, language: Language) -> tuple[str, ...]:
        if len(clause) <= self.rules.first_up_to[language]:
            return (clause,)
        for opener in sorted(self.rules.openers[language], key=len, reverse=True):
            rest = clause.removeprefix(opener).strip()
            if rest != clause and _WORDS.search(rest):
                return (opener, *self._cut_at_joints(rest, language))
        return self._cut_at_joints(clause, language)

    def _cut_at_joints(self, clause: str, language: Language) -> tuple[str, ...]:
        if len(clause) <= self.rules.whole_up_to[language]:
            return (clause,)
        parts = (p.strip() for p in re.split(self.rules.joints[language], clause))
        return tuple(p for p in parts if p)
