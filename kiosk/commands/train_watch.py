"""Watching 小智 do a scenario, all explained, with time in the trainee's hands; or being the citizen."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from kiosk.commands.scenario_run import Played, Stage, play
from kiosk.commands.train_screen import TrainingConsole
from kiosk.commands.training_world import TrainingWorld
from kiosk.core.errors import KioskError
from kiosk.dialogue import events as ev
from kiosk.dialogue.states import State
from kiosk.speech.audio import save_wav
from kiosk.speech.microphone import SoundDeviceMicrophone
from kiosk.speech.types import SAMPLE_RATE, ExpectationKind, Samples, Speech
from kiosk.terminal.conductor import Conductor
from kiosk.terminal.ears import Ears, Turn
from kiosk.terminal.timeline import Timeline
from kiosk.terminal.visit import VisitPlan
from kiosk.training import panel
from kiosk.training.citizen import Hand, Visitor
from kiosk.training.course import Done
from kiosk.training.pace import PacedClock, PacedTimeline, ScenarioClock
from kiosk.training.scenario import Scenario
from kiosk.training.shown import Shown
from kiosk.training.written import Cards, written_samples

_HELP = "空格/p 暂停或继续 · s 单步 · b 回到上一页 · + - 快慢 · q 结束（每次按回车）"
#: After these something new can be looked at: steps end here, checkpoints lie here.
_STEPS = frozenset({"page", "heard", "card_read", "hand_over"})


@dataclass
class Reins:
    """What the trainee holds of a visit that runs on another thread."""

    clock: PacedClock
    conductor: Conductor | None = None
    timeline: PacedTimeline | None = None
    stepping: bool = False
    pages: int = 0
    """Checkpoints that were passed."""
    back_to: int | None = None
    """The page to go back to, once this run has been let go."""
    over: bool = False

    def obey(self, command: str) -> None:
        """One of p, s, b, +, -, q."""
        match command:
            case "p" | "":
                self.stepping = False
                (self.clock.go_on if self.clock.paused else self.clock.pause)()
            case "s":
                self.stepping = True
                self.clock.go_on()
            case "+" | "-":
                self.clock.set_speed(self.clock.speed * (2.0 if command == "+" else 0.5))
            case "b":
                self.back_to = max(0, self.pages - 2)
                self._let_go()
            case "q":
                self.over = True
                self._let_go()

    def passed(self, event: str) -> None:
        """Something new can be looked at."""
        if event == "page":
            self.pages += 1
            if self.timeline is not None and self.back_to is not None and self.pages >= self.back_to:
                self.timeline.skipping, self.back_to = False, None
                self.clock.pause()
        if self.stepping and event in _STEPS:
            self.clock.pause()

    def _let_go(self) -> None:
        if self.conductor is not None:
            self.conductor.stop()
        self.clock.go_on()


def watch(
    stage: Stage,
    world: TrainingWorld,
    scenario: Scenario,
    console: TrainingConsole,
    speed: float = 1.0,
    window: bool = False,
) -> Played | None:
    """Run it until it is over or she has seen enough; she may go back to an earlier page."""
    reins = Reins(PacedClock(ScenarioClock()))
    reins.clock.set_speed(speed)
    stage.parts  # noqa: B018 - loaded before time begins
    console.lines([("操作", _HELP)])
    hearing = threading.Thread(target=_obey, args=(reins, console), daemon=True)
    hearing.start()
    while True:
        played = _one_run(stage, world, scenario, console, reins, window)
        if reins.over or reins.back_to is None:
            break
        console.lines([("回到", f"第 {reins.back_to + 1} 页")])
    reins.over = True
    console.lines(panel.of_decision(played.came.decision))
    console.page(f"{scenario.teaches.zh}\n[dim]{scenario.teaches.article}[/dim]\n{scenario.teaches.en}")
    return played


def _one_run(
    stage: Stage,
    world: TrainingWorld,
    scenario: Scenario,
    console: TrainingConsole,
    reins: Reins,
    window: bool,
) -> Played:
    timeline = PacedTimeline(reins.clock, skipping=reins.back_to is not None)
    reins.timeline, reins.pages = timeline, 0
    seen = 0

    def told(entry: Mapping[str, object]) -> None:
        nonlocal seen
        reins.passed(str(entry["event"]))
        if timeline.skipping:
            return
        console.lines(panel.of_entry(entry), float(str(entry["t"])))
        if str(entry["event"]) in ("submit", "hand_over", "wiped", "page"):
            rows = world.store.audit(seen)
            seen = rows[-1].seq if rows else seen
            console.lines(panel.of_audit(rows))

    def witnessed(t: float, event: ev.Event, state: State) -> None:
        if not timeline.skipping:
            console.lines(panel.of_event(event, state), t)

    def ready(conductor: Conductor) -> None:
        reins.conductor = conductor

    def run(screen: Any = None) -> Played:
        return play(
            stage,
            world,
            scenario,
            natural=True,
            screen=screen,
            listener=told,
            witness=witnessed,
            ready=ready,
            timeline=timeline,
        )

    if not window:
        return run()
    from kiosk.commands.train_window import in_training_window

    return in_training_window(run, stage, reins.obey)


def _obey(reins: Reins, console: TrainingConsole) -> None:
    while not reins.over:
        said = console.ask("")
        if not console.ended:
            reins.obey(said[:1].lower())
        else:
            # The end of the input is no command; nobody is there to press a key again.
            time.sleep(0.2)
            if reins.clock.paused:
                reins.clock.go_on()
                return


# -- the trainee as the citizen ------------------------------------------------------------------------


class TypedEars:
    """What the trainee types is what is heard. Owned by the conductor's thread."""

    def __init__(self, timeline: Timeline, conductor: Conductor, ask: Callable[[str], str]) -> None:
        self._timeline = timeline
        self._conductor = conductor
        self._ask = ask
        self._round = 0

    def open(self, kind: ExpectationKind) -> None:
        self._round += 1
        round_ = self._round

        def typed() -> None:
            text = self._ask("群众（您）说：")
            self._timeline.post(lambda: self._said(text, round_))

        threading.Thread(target=typed, name="typed", daemon=True).start()

    def close(self) -> None:
        self._round += 1

    def wipe(self) -> None:
        self.close()

    def own_voice(self, speech: Speech | None) -> None:
        """She reads."""

    def _said(self, text: str, round_: int) -> None:
        if text and round_ == self._round:
            now = self._timeline.now()
            self._conductor.listening.started()
            self._conductor.listening.heard(Turn(written_samples(text), now, now, False))


class TypingVisitor(Visitor):
    """The scenario's cards, the trainee's own words."""

    def __init__(self, scenario: Scenario, shown: Shown, ask: Callable[[str], str]) -> None:
        self._scenario_part = scenario.citizen
        self._shown = shown
        self._ask = ask

    def hand(self, timeline: Timeline) -> Hand:
        return Hand(timeline, self._scenario_part.lays, self._shown)

    def ears(self, timeline: Timeline, pool: Any, conductor: Conductor) -> Ears:
        return TypedEars(timeline, conductor, self._ask)


def be_citizen(
    stage: Stage,
    world: TrainingWorld,
    scenario: Scenario,
    console: TrainingConsole,
    mic: bool = False,
    keep: Path | None = None,
) -> Done | None:
    """The trainee speaks or types; the scenario's people lend her their cards."""
    cards = Cards(stage.parts.reader)
    shown = Shown(scenario, stage.casts[scenario.id], cards)
    timeline = Timeline(ScenarioClock(), skipping=False)
    console.page(_task(scenario), scenario.id)
    plan = VisitPlan(citizen=TypingVisitor(scenario, shown, console.ask))
    microphone: SoundDeviceMicrophone | None = None
    if mic:
        microphone = SoundDeviceMicrophone()
        microphone.open()
        plan = VisitPlan(microphone=microphone, camera=shown.camera(timeline))
    begun = time.monotonic()
    try:
        played = play(
            stage,
            world,
            scenario,
            natural=True,
            listener=lambda entry: console.lines(panel.of_entry(entry), float(str(entry["t"]))),
            timeline=timeline,
            plan=plan,
            keep_audio=_keeping(keep, console) if keep else None,
        )
    except KioskError as error:
        console.lines([("出错", error.operator)])
        return None
    finally:
        if microphone is not None:
            microphone.close()
    right = not played.faults
    console.page(f"{'✓' if right else '✗'} {scenario.teaches.zh}\n" + "\n".join(played.faults))
    seconds = time.monotonic() - begun
    return Done(
        scenario=scenario.id, role="citizen", points=100 if right else 0, passed=right, seconds=seconds,
        at=datetime.now(UTC),
    )  # fmt: skip


def _task(scenario: Scenario) -> str:
    says = next((s.says for s in scenario.citizen.steps if s.says), "")
    return f"[b]{scenario.title.zh}[/b]\n您是这位群众。参考说法：{says}"


def _keeping(folder: Path, console: TrainingConsole) -> Callable[[Samples], None]:
    """Only here, and said loudly: a hall keeps no sound."""
    folder.mkdir(parents=True, exist_ok=True)
    console.lines([("录音", f"*** 您说的每句话都存到 {folder} ***")])
    numbers = count(1)
    return lambda samples: save_wav(folder / f"heard-{next(numbers):02d}.wav", samples, SAMPLE_RATE)
