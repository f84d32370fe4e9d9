"""Sentences that nobody understood, as candidates for teaching: only those that tell nothing of a person.

What names somebody, a number or a place to live is not blotted out but left out whole. Kept are the sentence
and how often it was said; no time, no visit.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kiosk.core.errors import SetupError
from kiosk.core.yaml_model import read_model

_log = logging.getLogger("kiosk.terminal")
_CHINESE = re.compile(r"[\u4e00-\u9fff，。、？！,.?! ]+")


class CandidateRules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    naming: tuple[str, ...]
    digits: str
    digits_most: int
    longest: int
    shortest: int
    kept: int

    @classmethod
    def load(cls, assets: Path) -> CandidateRules:
        """Raises SetupError `candidates`."""
        return read_model(assets / "teaching" / "candidates.yaml", cls, partial(SetupError, "candidates"))

    def impersonal(self, text: str) -> bool:
        """May it be kept?"""
        told = text.strip()
        numbers = sum(c in self.digits for c in told)
        plain = _CHINESE.fullmatch(told) is not None and self.shortest <= len(told) <= self.longest
        return plain and numbers <= self.digits_most and not any(word in told for word in self.naming)


class Candidates:
    """A small file of this kiosk's, 0600."""

    def __init__(self, file: Path, rules: CandidateRules) -> None:
        self._file = file
        self._rules = rules

    def keep(self, text: str) -> None:
        """Once more, if it may be kept at all. A disk that is full is no citizen's business."""
        if not self._rules.impersonal(text):
            return
        counts = dict(self.all())
        counts[text.strip()] = counts.get(text.strip(), 0) + 1
        most = sorted(counts.items(), key=lambda one: -one[1])[: self._rules.kept]
        self._write(dict(most))

    def drop(self, text: str) -> None:
        """It was taught, or is nothing."""
        self._write({t: n for t, n in self.all().items() if t != text})

    def all(self) -> Mapping[str, int]:
        """Sentence -> how often, the most frequent first."""
        try:
            held = json.loads(self._file.read_text(encoding="utf-8"))
            return {str(t): int(n) for t, n in held.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError):
            _log.error("the candidates can't be read", extra={"code": "candidates"})
            return {}

    def _write(self, counts: Mapping[str, int]) -> None:
        draft = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.touch(mode=0o600)
            draft.write_text(json.dumps(counts, ensure_ascii=False), encoding="utf-8")
            os.replace(draft, self._file)
        except OSError as error:
            _log.error("a candidate can't be kept: %s", type(error).__name__, extra={"code": "candidates"})
