"""One scenario from the greeting to the judged store, in a training world."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from kiosk.commands.officer import Officer
from kiosk.commands.training_world import TUTOR, TrainingWorld
from kiosk.core.paths import Paths
from kiosk.desk.client import DeskClient
from kiosk.desk.schemas import CaseView, DecisionView
from kiosk.dialogue import events as ev
from kiosk.dialogue.states import State
from kiosk.printing.port import PrintError
from kiosk.registries.faults import Fault
from kiosk.speech.types import Samples
from kiosk.terminal.conductor import Conductor
from kiosk.terminal.kiosk import event_of
from kiosk.terminal.parts import Parts, load_parts, warm
from kiosk.terminal.recorder import Recorder
from kiosk.terminal.screen import Screen
from kiosk.terminal.timeline import Timeline
from kiosk.terminal.visit import AdjustablePlayer, VisitOutcome, VisitPlan, run_visit
from kiosk.training.cast import Actor, cast, load_likes
from kiosk.training.citizen import Visitor
from kiosk.training.judged import Came, faults
from kiosk.training.pace import ScenarioClock, still_clock
from kiosk.training.quick import in_writing, quick_parts
from kiosk.training.scenario import Mishap, Scenario, load_scenarios
from kiosk.training.shown import Shown
from kiosk.training.spoken import Spoken
from kiosk.training.written import Cards, ReadsWriting

#: Seconds that a paper may take after the visit is over.
_PAPER = 8.0
Witness = Callable[[float, ev.Event, State], None]
Listener = Callable[[Mapping[str, object]], None]


class Stage:
    """What all scenarios share: their people, the loaded engines. Engines are loaded when first needed."""

    def __init__(self, paths: Paths | None = None) -> None:
        """Raises TrainingError where a scenario can't be used."""
        self.paths = paths or Paths.default()
        self.scenarios = load_scenarios(self.paths.assets)
        likes = load_likes(self.paths.assets)
        self.casts = {s.id: cast(s, likes) for s in self.scenarios.values()}

    @cached_property
    def parts(self) -> Parts:
        """Loaded and warm."""
        parts = load_parts(self.paths)
        warm(parts)
        return parts

    @cached_property
    def quick_parts(self) -> Parts:
        """Without models."""
        return quick_parts(self.paths)

    def world(self) -> TrainingWorld:
        """One in which everybody of every scenario is known."""
        everybody = [actor for actors in self.casts.values() for actor in actors.values()]
        return TrainingWorld(everybody, paths=self.paths)


@dataclass(frozen=True)
class Played:
    """A scenario that was lived through."""

    scenario: Scenario
    outcome: VisitOutcome = field(repr=False)
    came: Came
    faults: list[str]
    entries: list[dict[str, Any]] = field(repr=False)
    seconds: float
    """Of the machine."""
    case: CaseView | None
    paper: bytes | None = field(repr=False)


def play(
    stage: Stage,
    world: TrainingWorld,
    scenario: Scenario,
    *,
    natural: bool = False,
    screen: Screen | None = None,
    player: AdjustablePlayer | None = None,
    listener: Listener | None = None,
    witness: Witness | None = None,
    ready: Callable[[Conductor], None] = lambda _: None,
    events: Path | None = None,
    keep_audio: Callable[[Any], None] | None = None,
    timeline: Timeline | None = None,
    plan: VisitPlan | None = None,
    quick: bool = False,
    reset: bool = True,
    she_says: Callable[[str, Samples | None], None] = lambda *_: None,
) -> Played:
    """Reset the world, run the visit, judge what the desk holds.

    `quick`: words and cards are put in and no model is needed; only for what comes after the visit.
    """
    if reset:
        world.reset()
    begun = time.monotonic()
    world.clean = False
    acting = _Acting(stage, world, scenario, stage.casts[scenario.id], quick, she_says)
    recorder = Recorder(events, acting.hears(listener))
    try:
        with world.client() as desk:
            outcome = acting.visit(
                desk, recorder, natural, screen, player, witness, ready, keep_audio, timeline, plan
            )
            paper = acting.paper(desk, outcome.case)
        came = acting.came(outcome, recorder.entries)
    finally:
        recorder.close()
        acting.cards.forget()
    seconds = time.monotonic() - begun
    return Played(
        scenario, outcome, came, faults(scenario, came), recorder.entries, seconds, outcome.case, paper
    )


class _Acting:
    """One scenario's people and mishaps, on stage."""

    def __init__(
        self,
        stage: Stage,
        world: TrainingWorld,
        scenario: Scenario,
        actors: Mapping[str, Actor],
        quick: bool,
        she_says: Callable[[str, Samples | None], None],
    ) -> None:
        self._stage = stage
        self._world = world
        self._scenario = in_writing(scenario) if quick else scenario
        self._quick = quick
        self._she_says = she_says
        self.cards = Cards(None if quick else stage.parts.reader)
        self._shown = Shown(self._scenario, actors, self.cards)
        self._actors = actors
        self._conductor: Conductor | None = None
        self._happened: set[int] = set()
        self._printer_empty = False

    def visit(
        self,
        desk: DeskClient,
        recorder: Recorder,
        natural: bool,
        screen: Screen | None,
        player: AdjustablePlayer | None,
        witness: Witness | None,
        ready: Callable[[Conductor], None],
        keep_audio: Callable[[Any], None] | None,
        timeline: Timeline | None,
        given: VisitPlan | None,
    ) -> VisitOutcome:
        loaded = self._stage.quick_parts if self._quick else self._stage.parts
        hearing = ReadsWriting(None if self._quick else loaded.recogniser)
        parts = replace(loaded, recogniser=hearing, reader=self.cards)
        part = _with_plates(self._scenario, self._actors)
        visitor = Visitor(
            part.citizen,
            Spoken(self._stage.paths, part.citizen),
            self._shown,
            lambda kind, what: event_of(kind, what, parts),
            self._she_says,
        )

        def begin(conductor: Conductor) -> None:
            self._conductor = conductor
            if witness is not None:
                conductor.witness = witness
            self._mishaps("start")
            ready(conductor)

        plan = given or VisitPlan(citizen=visitor)
        timeline = timeline or Timeline(ScenarioClock() if natural else still_clock(), skipping=not natural)
        plan = replace(plan, natural=natural, keep_audio=keep_audio, timeline=timeline)
        return run_visit(parts, desk, plan, recorder, ScenarioClock(), player, screen, begin)

    def hears(self, listener: Listener | None) -> Listener:
        """What the log tells: a mishap's time has come."""

        def told(entry: Mapping[str, object]) -> None:
            self._mishaps(str(entry["event"]))
            if listener is not None:
                listener(entry)

        return told

    def _mishaps(self, at: str) -> None:
        for number, mishap in enumerate(self._scenario.mishaps):
            if mishap.at == at and number not in self._happened:
                self._happened.add(number)
                self._befall(mishap)

    def _befall(self, mishap: Mishap) -> None:
        if mishap.does == "register" and mishap.port is not None:
            self._world.misbehave(Fault(port=mishap.port, fault=mishap.fault, seconds=mishap.seconds))
        elif mishap.does == "desk_killed":
            self._world.cut_power()
        else:
            self._printer_empty = True
            if self._conductor is not None:
                conductor = self._conductor
                conductor.post(ev.DeviceLost("printer"))

    def paper(self, desk: DeskClient, case: CaseView | None) -> bytes | None:
        """The signed paper, printed where there is paper to print on."""
        if case is None or case.certificate is None:
            return None
        if not case.certificate.ready:
            case = desk.wait_done(case.case_id, _PAPER)
        paper = desk.paper(case.case_id)
        try:
            if self._printer_empty:
                raise PrintError("print_refused", "out of paper")
            self._world.printer.print_pdf(paper, f"{case.item} {case.ticket}")
        except PrintError:
            # What is in hand is safe at the desk; it is printed when somebody has filled the tray.
            return paper
        return paper

    def came(self, outcome: VisitOutcome, entries: list[dict[str, Any]]) -> Came:
        store = self._world.store
        end = time.monotonic() + _PAPER
        while store.undone() and time.monotonic() < end:
            time.sleep(0.05)
        return Came(
            ended=outcome.state.ended,
            cases=store.cases(),
            decision=self._decision(outcome.case),
            calls=[str(e["urgency"]) for e in entries if e["event"] == "call_staff"],
            printed=self._world.printed,
            undone=store.undone(),
            pages=[str(e["page"]) for e in entries if e["event"] == "page"],
        )

    def _decision(self, case: CaseView | None) -> DecisionView | None:
        """As the officer's file has it: a discreet item tells nobody else."""
        if case is None:
            return None
        if case.state.value != "review":
            return case.decision
        with Officer(self._world.desk_url, TUTOR, self._world.password) as tutor:
            return tutor.file(case.case_id).decision


def _with_plates(scenario: Scenario, actors: Mapping[str, Actor]) -> Scenario:
    """`{plate:ID}` in what she says or touches is that person's, `{spoken_plate:ID}` as people say it."""

    def filled(text: str) -> str:
        for name, actor in actors.items():
            text = text.replace(f"{{plate:{name}}}", actor.plate)
            text = text.replace(f"{{spoken_plate:{name}}}", actor.plate.translate(_DIGITS))
        return text

    steps = [
        s.model_copy(update={"says": filled(s.says), "touches": filled(s.touches)})
        for s in scenario.citizen.steps
    ]
    return scenario.model_copy(update={"citizen": scenario.citizen.model_copy(update={"steps": steps})})


_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
