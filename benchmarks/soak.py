"""`bench soak --hours H`: visits without end in a training world; every ten minutes something is pulled out.

Real parts: models, desk, registers, camera port. Time in which nothing works is skipped, so an hour holds
many more visits than a hall's. It reports how memory and the citizen's waits grow: a straight line's slope.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from itertools import cycle
from typing import Any

from benchmarks.longrun import median_of, slope
from benchmarks.memory import PeakMemory
from kiosk.commands.officer import Officer
from kiosk.commands.scenario_run import Played, Stage, play
from kiosk.commands.training_world import TUTOR, TrainingWorld
from kiosk.core.describe import describe
from kiosk.core.errors import KioskError
from kiosk.desk.staff_schemas import Collection
from kiosk.registries.faults import Fault, FaultKind
from kiosk.registries.ports import Port
from kiosk.speech.progress import Progress
from kiosk.terminal.conductor import Conductor
from kiosk.terminal.timeline import Timeline
from kiosk.training.pace import ScenarioClock

_PULLED_EVERY = 600.0
#: Seconds of a visit after which what was pulled out is back.
_BACK = 6.0
#: One after the other; each is lost in the middle of a visit.
_PULLED = ("microphone", "camera", "loudspeaker", "printer", "register", "desk")
#: What people come for again and again.
_VISITS = (
    "lic_damaged_approved",
    "veh_license_approved",
    "residence_approved",
    "lic_lost_seized",
    "deaf_visitor",
)


def run(n: int | None, progress: Progress, hours: float | None = None) -> dict[str, Any]:
    """For `hours` (a twelfth without: five minutes), or `n` visits."""
    seconds = 3600.0 * (hours if hours is not None else 1 / 12)
    stage = Stage()
    stage.parts  # noqa: B018 - loaded before anything is measured
    progress.begin("visits", n or 0)
    with stage.world() as world:
        log = _Log(seconds, n)
        for name in cycle(_VISITS):
            if log.over():
                break
            log.visit(stage, world, name)
            progress.reach("visits", log.counts["visits"])
    progress.end("visits")
    return log.figures()


class _Log:
    """What happened so far."""

    def __init__(self, seconds: float, visits: int | None) -> None:
        self._begun = time.monotonic()
        self._seconds = seconds
        self._visits = visits
        # The first is pulled out half way to the first ten minutes, and sooner where the run is short.
        self._every = min(_PULLED_EVERY, seconds / 4)
        self._next_pull = self._every / 2
        self._pulls = cycle(_PULLED)
        self.counts: Counter[str] = Counter()
        self._times: list[float] = []
        self._memory: list[float] = []
        self._waits: list[float] = []

    def over(self) -> bool:
        if self._visits is not None:
            return self.counts["visits"] >= self._visits
        return time.monotonic() - self._begun >= self._seconds

    def visit(self, stage: Stage, world: TrainingWorld, name: str) -> None:
        """One visit; whatever breaks it is counted and the next one comes."""
        pulled = self._due()
        self.counts["visits"] += 1
        try:
            played = play(
                stage,
                world,
                stage.scenarios[name],
                reset=False,
                timeline=_living(),
                ready=_pull(pulled, world),
            )
        except KioskError as error:
            self.counts["broken"] += 1
            print(f"\nvisit {self.counts['visits']} ({name}, pulled {pulled}) broke: {describe(error)}")
            return
        finally:
            for port in Port:
                world.misbehave(Fault(port=port, fault=FaultKind.NONE))
        self._note(played, pulled)
        _collect(world, played)

    def _due(self) -> str | None:
        if time.monotonic() - self._begun < self._next_pull:
            return None
        self._next_pull += self._every
        self.counts["pulled"] += 1
        return next(self._pulls)

    def _note(self, played: Played, pulled: str | None) -> None:
        self.counts[str(played.came.ended)] += 1
        if pulled is not None:
            return
        peak = PeakMemory()
        peak.sample()
        self._times.append(time.monotonic() - self._begun)
        self._memory.append(peak.mb)
        self._waits.append(played.outcome.machine_seconds)

    def figures(self) -> dict[str, Any]:
        return {
            "hours": round((time.monotonic() - self._begun) / 3600, 3),
            "visits": self.counts["visits"],
            "issued": self.counts["issued"],
            "handed_over": self.counts["handed_over"],
            "broken": self.counts["broken"],
            "pulled": self.counts["pulled"],
            "mb_first": round(median_of(self._memory, 0.1, False), 1),
            "mb_last": round(median_of(self._memory, 0.1, True), 1),
            "mb_an_hour": round(slope(self._times, self._memory), 2),
            "wait_first": round(median_of(self._waits, 0.1, False), 3),
            "wait_last": round(median_of(self._waits, 0.1, True), 3),
            "wait_an_hour": round(slope(self._times, self._waits), 4),
        }


def _living() -> Timeline:
    """Waits are measured: the machine's work takes the time it takes."""
    return Timeline(ScenarioClock(), skipping=True)


def _pull(what: str | None, world: TrainingWorld) -> Callable[[Conductor], None]:
    """In the middle of the visit something is gone, and a little later it is back."""

    def ready(conductor: Conductor) -> None:
        if what == "register":
            world.misbehave(Fault(port=Port.PERSON, fault=FaultKind.DOWN))
        elif what == "desk":
            world.cut_power()
        elif what is not None:
            conductor.device_lost(what)
            conductor.later(_BACK, lambda: conductor.device_back(what))

    return ready


def _collect(world: TrainingWorld, played: Played) -> None:
    """Handed out at the window, so that the same person may come again."""
    case = played.case
    if case is None or case.certificate is None:
        return
    with Officer(world.desk_url, TUTOR, world.password) as tutor:
        given = Collection(
            number=case.certificate.number, face_matches=True, old_card_back=True, fee_fen=1000
        )
        tutor.collect(given)
