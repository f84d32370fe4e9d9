"""The forms of numbers, plates and days, read from their file and made ready for the search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.speech.grammar import Net, make_net
from kiosk.speech.types import ExpectationKind, SpeechError


class _Way(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str
    least: float
    most: float
    """Seconds of speech."""


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: str
    ways: list[_Way]


class _File(BaseModel):
    """assets/speech/numbers.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    forms: dict[ExpectationKind, _Form]
    rules: dict[str, list[str]]


@dataclass(frozen=True)
class NumberForm:
    """One kind of value: what primes the recogniser, and what it may write, by the seconds spoken."""

    prompt: str
    ways: tuple[tuple[float, float, Net], ...]

    def nets(self, seconds: float) -> tuple[Net, ...]:
        """Those that speech of this length can be."""
        return tuple(net for least, most, net in self.ways if least <= seconds <= most)


def load_numbers(path: Path, encode: Callable[[str], list[int]]) -> dict[ExpectationKind, NumberForm]:
    """`encode` gives the tokens of a word. Raises SpeechError `speech_data_bad`."""
    try:
        told = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SpeechError("speech_data_bad", f"{path.name}: {type(error).__name__}") from error
    return {
        kind: NumberForm(
            form.prompt,
            tuple((way.least, way.most, make_net(told.rules, way.rule, encode)) for way in form.ways),
        )
        for kind, form in told.forms.items()
    }
