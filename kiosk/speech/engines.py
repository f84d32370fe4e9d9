"""Which recogniser listens, by what is installed on this machine."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from kiosk.speech.models import ModelStore
from kiosk.speech.types import Recogniser, SpeechError
from kiosk.speech.vosk_engine import VoskRecogniser
from kiosk.speech.whisper import WhisperRecogniser

_log = logging.getLogger("kiosk.speech")

#: In order of preference. Whisper's forced scoring never confused a yes and a no; Vosk is there where a
#: machine is too slow for it, or has only Vosk's model.
PREFERENCE = ("whisper-base", "vosk-small-cn")


@dataclass(frozen=True)
class EngineState:
    """One line of `doctor` about hearing."""

    engine: str
    installed: bool
    in_use: bool
    detail: str


def choose_recogniser(store: ModelStore, wanted: str | None = None) -> Recogniser:
    """The wanted engine, or the first of PREFERENCE whose model is installed.

    Raises SpeechError `model_missing` where none is, or the wanted one isn't; `engine_unknown`.
    """
    if wanted is not None and wanted not in PREFERENCE:
        raise SpeechError("engine_unknown", f"no recogniser {wanted!r}; there are {', '.join(PREFERENCE)}")
    for name in (wanted,) if wanted else PREFERENCE:
        if store.is_installed(name):
            return _make(name, store)
        _log.warning("a recogniser's model isn't installed", extra={"engine": name})
    missing = wanted or PREFERENCE[0]
    raise SpeechError("model_missing", f"nothing here can hear: run `models install {missing}`")


def describe_engines(store: ModelStore, wanted: str | None = None) -> list[EngineState]:
    """Each engine: is its model there, is it the one in use."""
    states: list[EngineState] = []
    order = (wanted,) if wanted else PREFERENCE
    used = next((name for name in order if store.is_installed(name)), None)
    for row in store.list():
        if row.name in PREFERENCE:
            detail = (
                row.title if row.state == "installed" else f"{row.state}: run `models install {row.name}`"
            )
            states.append(EngineState(row.name, row.state == "installed", row.name == used, detail))
    return states


def _make(name: str, store: ModelStore) -> Recogniser:
    if name == "vosk-small-cn":
        return VoskRecogniser(lambda: store.path(name))
    return WhisperRecogniser(lambda: store.path(name))
