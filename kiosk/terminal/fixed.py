"""The sentences that can be spoken before anybody has come: whole, or those parts of them that are known."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import RootModel, ValidationError

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.core.text import Language
from kiosk.speech.sentences import sentences
from kiosk.speech.types import SpeechError
from kiosk.terminal.parts import NOT_SPOKEN

#: Stands for what only a visit knows.
UNMADE = "\ue000"
#: Windows whose sentence is made ready.
_WINDOWS = 12


class _Keys(RootModel[list[str]]):
    """The file `first_english.yaml`."""


def first_english(path: Path) -> tuple[str, ...]:
    """The beginnings of the keys whose English sentences are made at set-up.

    Raises SpeechError `speech_data_bad`.
    """
    try:
        return tuple(_Keys.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).root)
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SpeechError("speech_data_bad", f"{path.name} can't be used: {error}") from error


def spoken_texts(
    catalogue: Catalogue, prompts: Prompts, language: Language, keys: tuple[str, ...] = ("",)
) -> list[str]:
    """Every prompt that is spoken, in all its ways, with every value known beforehand; UNMADE for the others.

    `keys`: only prompts whose key begins so; the rules' own sentences come where all are wanted.
    """
    texts: list[str] = []
    wanted = (k for k in sorted(prompts.keys()) if k.startswith(keys))
    for key in (k for k in wanted if k.split(".")[0] not in NOT_SPOKEN):
        for values in _values(prompts.placeholders(key), catalogue, language):
            texts += [prompts.text(key, language, variant=way, **values) for way in range(prompts.ways(key))]
    if keys == ("",):
        texts += [r.citizen.get(language) for item in catalogue.all_items.values() for r in item.rules]
    return list(dict.fromkeys(texts))


def whole(texts: list[str], language: Language) -> list[str]:
    """The sentences without a hole."""
    found = (s for text in texts for s in sentences(text, language) if UNMADE not in s)
    return list(dict.fromkeys(found))


def with_hole(texts: list[str], language: Language) -> list[str]:
    """The sentences that only a visit completes."""
    found = (s for text in texts for s in sentences(text, language) if UNMADE in s)
    return list(dict.fromkeys(found))


def _values(wanted: frozenset[str], catalogue: Catalogue, language: Language) -> list[dict[str, str]]:
    """The combinations of values that are known beforehand."""
    items = [i.name.get(language) for i in catalogue.all_items.values()] if "item" in wanted else [UNMADE]
    windows = [str(n) for n in range(1, _WINDOWS + 1)] if "window" in wanted else [UNMADE]
    rest = dict.fromkeys(wanted, UNMADE)
    return [rest | {"item": item, "window": window} for item in items for window in windows]
