"""How fast an engine is on this machine: one recorded request recognised, at most five seconds, kept.

A machine that was fast enough once is not measured again. A slow result may be a busy moment (or a real slow
machine), so it is measured anew at the next start.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.core.clock import Clock
from kiosk.speech.types import SAMPLE_RATE, Expectation, GivenUp, Recogniser, Samples

_log = logging.getLogger("kiosk.speech")
#: Seconds that a measurement may take, all its tries together.
BUDGET = 5.0
#: Tries: the best counts, others use the machine too.
_TRIES = 3


class Speed(BaseModel):
    """One measurement."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: str
    seconds: float
    """Of the best try; where none came to its end, of the one that was given up."""
    audio_seconds: float
    finished: bool
    at: datetime

    @property
    def share(self) -> float:
        """Seconds of work a second of sound."""
        return self.seconds / self.audio_seconds


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    speeds: dict[str, Speed] = {}


@dataclass(frozen=True)
class SpeedBook:
    """What was measured, in one file; each by the machine and the model it was measured with."""

    path: Path
    machine: str

    def find(self, model: str) -> Speed | None:
        """`model`: its digest."""
        return self._read().speeds.get(self._key(model))

    def keep(self, model: str, speed: Speed) -> None:
        """A file that can't be written is logged: the next start measures again."""
        kept = self._read()
        new = kept.model_copy(update={"speeds": {**kept.speeds, self._key(model): speed}})
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            draft.write_text(new.model_dump_json(indent=1), encoding="utf-8")
            draft.replace(self.path)
        except OSError as error:
            _log.warning("the measured speed can't be kept", extra={"reason": type(error).__name__})
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)

    def _key(self, model: str) -> str:
        return f"{self.machine}-{model}"

    def _read(self) -> _Kept:
        try:
            return _Kept.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return _Kept()
        except (OSError, ValidationError) as error:
            _log.warning("the measured speeds can't be read", extra={"reason": type(error).__name__})
            return _Kept()


def measure(
    recogniser: Recogniser,
    clip: Samples,
    clock: Clock,
    enough: float,
    budget: float = BUDGET,
    threads: int = 1,
    worked: Callable[[], float] = time.process_time,
) -> Speed:
    """Recognise `clip` openly, again where it took more than `enough` seconds, all within `budget`.

    Loading is not counted: it is needed anyway, and the engine is warm afterwards. What others keep the
    processor busy with isn't either: at a kiosk's start its desk and its registers come up beside it. So the
    seconds are the processor's seconds over the engine's `threads`, or the clock's where they are fewer.

    Raises SpeechError where the engine can't hear at all.
    """
    recogniser.warm()
    began = clock.monotonic()
    best: float | None = None
    for _ in range(_TRIES):
        start, before = clock.monotonic(), worked()
        # Another try only where it will likely end in time.
        if start - began + (best or 0.0) > budget:
            break
        try:
            recogniser.listen(clip, Expectation("open"), lambda: clock.monotonic() - began > budget)
        except GivenUp:
            break
        took = min(clock.monotonic() - start, (worked() - before) / threads)
        best = took if best is None else min(best, took)
        if best <= enough:
            break
    return Speed(
        engine=recogniser.name,
        seconds=round(budget if best is None else best, 3),
        audio_seconds=round(len(clip) / SAMPLE_RATE, 3),
        finished=best is not None,
        at=clock.now(),
    )


def this_machine() -> str:
    """A digest of what makes it fast or slow: the processor's name, its cores, the system."""
    model = platform.processor()
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        model = next((line for line in lines if line.startswith("model name")), model)
    parts = (platform.system(), platform.machine(), model, str(os.cpu_count()))
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]
