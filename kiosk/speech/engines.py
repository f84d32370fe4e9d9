"""Which recogniser listens, by what is installed on this machine and by how fast it was measured to be."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.core.clock import Clock, SystemClock
from kiosk.speech.audio import load_audio
from kiosk.speech.effort import FULL, LIGHT, Effort
from kiosk.speech.models import ModelStore
from kiosk.speech.sherpa_engine import PARAFORMER, SENSE_VOICE, SherpaRecogniser, sherpa_is_there
from kiosk.speech.speed_check import BUDGET, Speed, SpeedBook, measure, this_machine
from kiosk.speech.together import Together
from kiosk.speech.types import SAMPLE_RATE, Recogniser, SpeechError
from kiosk.speech.vosk_engine import VoskRecogniser
from kiosk.speech.whisper import WhisperRecogniser

_log = logging.getLogger("kiosk.speech")

WHISPER = "whisper-base"
VOSK = "vosk-small-cn"
#: In order of preference. Whisper's forced scoring never confused a yes and a no; the others are there where
#: a machine is too slow for it, or has only their models.
PREFERENCE = (WHISPER, SENSE_VOICE, PARAFORMER, VOSK)
_SHERPA = (SENSE_VOICE, PARAFORMER)
#: The engine that the README's and docs/benchmarks.md's figures of hearing were measured with.
MEASURED_WITH = WHISPER

#: The recorded request that speed is measured with, below assets.
SPEED_CLIP = "demo/mao_request.wav"
#: Seconds for that clip (5.7 s) up to which Whisper's whole path is used.
FULL_UNTIL = 1.5
#: Up to which its smaller path is; beyond, the next engine, where one is installed.
LIGHT_UNTIL = 3.0
#: Work a second of sound up to which words are shown while they are said: half the machine is left to finals.
PARTIALS_UNTIL = 0.5


@dataclass(frozen=True)
class Choice:
    """What listens."""

    engine: str
    effort: Effort = FULL
    partials: str | None = None
    """The engine that tells words while they are said."""


@dataclass(frozen=True)
class EngineState:
    """One line of `doctor` about hearing."""

    engine: str
    installed: bool
    in_use: bool
    detail: str


def choose(installed: tuple[str, ...], speed: Callable[[str], Speed | None]) -> Choice:
    """The engine, its path and the partials, by what is installed (best first) and its speed. Pure.

    What was not measured counts as fast enough. Raises ValueError where nothing is installed.
    """
    engine = installed[0]
    effort = FULL
    measured = speed(engine)
    if engine == WHISPER and measured is not None and measured.seconds > FULL_UNTIL:
        effort = LIGHT
        if len(installed) > 1 and (not measured.finished or measured.seconds > LIGHT_UNTIL):
            other = installed[1]
            return Choice(other, FULL, other if other == VOSK else None)
    if VOSK not in installed:
        return Choice(engine, effort)
    streaming = speed(VOSK)
    fast = effort is FULL and (streaming is None or streaming.share <= PARTIALS_UNTIL)
    return Choice(engine, effort, VOSK if engine == VOSK or fast else None)


def choose_recogniser(
    store: ModelStore, wanted: str | None = None, clip: Path | None = None, clock: Clock | None = None
) -> Recogniser:
    """The wanted engine with its whole path, or the best for this machine.

    `clip`: a recorded request. With it, an engine of unknown speed is measured now (at most 5 s, kept for the
    next start); without it, what is known counts.

    Raises SpeechError `model_missing` where none is, or the wanted one isn't; `engine_unknown`,
    and `model_damaged` where nothing that is installed can be loaded for measuring.
    """
    if wanted is not None and wanted not in PREFERENCE:
        raise SpeechError("engine_unknown", f"no recogniser {wanted!r}; there are {', '.join(PREFERENCE)}")
    if wanted is not None:
        if not store.is_installed(wanted):
            raise SpeechError("model_missing", f"{wanted} can't hear yet: run `models install {wanted}`")
        return _make(wanted, store, FULL)
    installed = _installed(store)
    if not installed:
        raise SpeechError("model_missing", f"nothing here can hear: run `models install {PREFERENCE[0]}`")
    installed = _working(store, installed, clip, clock or SystemClock())
    choice = choose(installed, _known(store))
    _log.info(
        "engines chosen",
        extra={"engine": choice.engine, "effort": choice.effort.name, "partials": choice.partials or "none"},
    )
    finals = _make(choice.engine, store, choice.effort)
    if choice.partials in (None, choice.engine):
        return finals
    return Together(finals, _make(VOSK, store, FULL))


def check_speeds(store: ModelStore, clip: Path, clock: Clock | None = None) -> tuple[Speed, ...]:
    """Measure what was never measured or was slow; what is known then, best engine first.

    Raises SpeechError where no engine that is installed can be loaded.
    """
    installed = _working(store, _installed(store), clip, clock or SystemClock())
    known = _known(store)
    return tuple(speed for name in installed if (speed := known(name)) is not None)


def describe_hearing(store: ModelStore) -> str | None:
    """One line: what hears Mandarin here, and whose the published figures are; None where nothing does."""
    installed = _installed(store)
    if not installed:
        return None
    choice = choose(installed, _known(store))
    words = choice.partials or "none"
    told = f"Mandarin by {choice.engine}, {choice.effort.name} path; words while she speaks: {words}"
    ours = "as here" if choice.engine == MEASURED_WITH else "not by this engine"
    return f"{told}; the published figures were measured with {MEASURED_WITH}, {ours}"


def describe_engines(store: ModelStore, wanted: str | None = None) -> list[EngineState]:
    """Each engine: is its model there, is it in use, how fast it was."""
    installed = _installed(store)
    known = _known(store)
    used = choose(installed, known) if installed else None
    if wanted is not None:
        used = Choice(wanted) if wanted in installed else None
    states = []
    for row in store.list():
        if row.name not in PREFERENCE:
            continue
        if row.name in installed:
            detail = "; ".join([row.title, *_facts(row.name, used, known(row.name))])
        elif row.state == "installed":
            detail = f"{row.title}: its package isn't installed: pip install sherpa-onnx"
        else:
            more = " --from FOLDER" if row.name in _SHERPA else ""
            detail = f"{row.title}: {row.state}: run `models install {row.name}{more}`"
        in_use = used is not None and row.name in (used.engine, used.partials)
        states.append(EngineState(row.name, row.name in installed, in_use, detail))
    return states


def _facts(name: str, used: Choice | None, speed: Speed | None) -> list[str]:
    facts = []
    if used is not None and name == used.engine:
        facts.append(f"hears and decides, {used.effort.name} path")
    if used is not None and name == used.partials:
        facts.append("words on the screen while she speaks")
    if speed is None:
        facts.append("its speed will be measured at the next start")
    else:
        over = "" if speed.finished else "more than "
        told = f"{speed.audio_seconds:.1f} s of speech in {over}{speed.seconds:.1f} s"
        facts.append(f"{told}, measured {speed.at:%Y-%m-%d}")
    return facts


def _working(
    store: ModelStore, installed: tuple[str, ...], clip: Path | None, clock: Clock
) -> tuple[str, ...]:
    """Measure the best engine and the one that streams, BUDGET together; those that can be loaded.

    Raises SpeechError where none can.
    """
    if clip is None or not clip.is_file():
        if clip is not None:
            _log.warning("no recording to measure the speed with", extra={"file": clip.name})
        return installed
    book, sound = _book(store), load_audio(clip)
    left, broken = BUDGET, {}
    for name, enough in ((WHISPER, FULL_UNTIL), (VOSK, PARTIALS_UNTIL * len(sound) / SAMPLE_RATE)):
        known = book.find(store.digest(name)) if name in installed else None
        if name not in installed or left <= 0 or (known is not None and known.seconds <= enough):
            continue
        try:
            speed = measure(_make(name, store, FULL), sound, clock, enough, left, _threads(name))
        except SpeechError as error:
            _log.error("an engine can't be used", extra={"engine": name, "code": error.code})
            broken[name] = error
            continue
        book.keep(store.digest(name), speed)
        _log.info("speed measured", extra={"engine": name, "seconds": speed.seconds})
        # Where Whisper is slow there is nothing left for words on the screen.
        left -= speed.seconds if speed.seconds <= enough else left
    rest = tuple(name for name in installed if name not in broken)
    if not rest:
        raise next(iter(broken.values()))
    return rest


def _threads(name: str) -> int:
    """How many an engine works with here."""
    return 1 if name == VOSK else min(2, os.cpu_count() or 1)


def _book(store: ModelStore) -> SpeedBook:
    return SpeedBook(store.folder / "speed.json", this_machine())


def _known(store: ModelStore) -> Callable[[str], Speed | None]:
    book = _book(store)
    return lambda name: book.find(store.digest(name))


def _installed(store: ModelStore) -> tuple[str, ...]:
    """The engines that can work here, best first."""
    there = {row.name for row in store.list() if row.state == "installed"}
    return tuple(n for n in PREFERENCE if n in there and (n not in _SHERPA or sherpa_is_there()))


def _make(name: str, store: ModelStore, effort: Effort) -> Recogniser:
    def folder() -> Path:
        return store.path(name)

    if name == VOSK:
        return VoskRecogniser(folder)
    if name in _SHERPA:
        return SherpaRecogniser(name, folder)
    return WhisperRecogniser(folder, effort=effort)
