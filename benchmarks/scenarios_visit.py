"""A random visit quickly: the real conductor, dialogue, understanding and desk; words and cards are put in.

The desk lives in this process on a store of its own, the registers answer without HTTP; time is skipped.
Papers are really rendered and signed for one visit in fifty.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.crash_parts import QuickOffice
from benchmarks.scenarios_people import REQUESTS, Drawn
from kiosk.catalogue.catalogue import Catalogue
from kiosk.core.clock import SystemClock
from kiosk.core.paths import Paths
from kiosk.desk.client import is_settled
from kiosk.desk.keys import FolderKeys
from kiosk.desk.levels import ServiceLevels
from kiosk.desk.offices import Offices
from kiosk.desk.paper_data import PaperBook
from kiosk.desk.records import RecordFetcher
from kiosk.desk.schemas import CaseView, HandOff, PrecheckAnswer, PrecheckRequest, Submission
from kiosk.desk.service import Desk, DeskParts
from kiosk.dialogue import events as ev
from kiosk.dialogue.states import State, StateName, visit_over
from kiosk.issuance.papers import PaperIssuer
from kiosk.registries.gather import Gathered
from kiosk.registries.holdings import Holdings
from kiosk.registries.ports import Answer, Port, Record, RegistryError, query_for
from kiosk.registries.queries import Subject
from kiosk.registries.world import World
from kiosk.terminal.conductor import Conductor, Devices
from kiosk.terminal.kiosk import conductor_of, event_of
from kiosk.terminal.parts import Parts
from kiosk.terminal.recorder import Recorder
from kiosk.terminal.screen import View
from kiosk.terminal.timeline import Timeline
from kiosk.terminal.visit import SilentPlayer
from kiosk.training.citizen import AGREES, Scripted, Table, asked
from kiosk.training.pace import still_clock
from kiosk.training.quick import quick_parts
from kiosk.training.scenario import DAY, Citizen, Step
from kiosk.training.written import Cards, WrittenCard
from kiosk.vision.types import Image, Quad

#: Steps of a visit after which it is stuck.
PATIENCE = 4000
_PAPERS_IN = 50
_SAID = {
    "body_changed": {"no": "没有变化。", "yes": "有变化。"},
    "moved": {"no": "没变。", "yes": "搬家了。"},
    "purpose": {"work": "找工作。", "abroad": "出国。", "school": "上学。", "other": "别的用处。"},
    "vehicle_matter": {"lost": "丢了。", "damaged": "坏了。"},
    "zone": {"core": "核心区。"},
}


class Inline(Executor):
    """Does a job at once, on the thread that asks."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - a job's error belongs to whoever asked for it
            future.set_exception(error)
        return future


class Registers:
    """The simulator's holdings, asked without HTTP; one of them may be silent."""

    def __init__(self) -> None:
        self.holdings = Holdings(World())
        self.silent: str | None = None

    def gather_for(self, ports: Iterable[Port], subject: Subject) -> Gathered:
        answers: dict[Port, Answer[Record]] = {}
        silent: dict[Port, RegistryError] = {}
        unasked: list[Port] = []
        for port in ports:
            query = query_for(port, subject)
            if query is None:
                unasked.append(port)
            elif port.value == self.silent:
                silent[port] = RegistryError("registry_timeout", port.value, "told to be silent")
            else:
                record = self.holdings.look_up(port, query, DAY)
                answers[port] = Answer(port, record, port.value, datetime.now(UTC))
        return Gathered(answers, silent, tuple(unasked))

    def close(self) -> None:
        """Nothing is open."""


class SomePapers:
    """Renders and signs one paper in fifty; the others are made at once."""

    def __init__(self, real: PaperIssuer) -> None:
        self._real, self._quick, self._made = real, QuickOffice(), 0

    def issue(self, template: str, data: Any, certificate_number: str, case_id: str) -> Any:
        self._made += 1
        office: Any = self._real if self._made % _PAPERS_IN == 1 else self._quick
        return office.issue(template, data, certificate_number, case_id)


class InProcess:
    """The desk as the counter knows it, without HTTP."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def precheck(self, request: PrecheckRequest) -> PrecheckAnswer:
        return self._desk.precheck(request)

    def submit(self, submission: Submission) -> CaseView:
        case_id, _ = self._desk.carry_through(submission)
        return self._desk.case(case_id)

    def case(self, case_id: str, after_version: int = 0, wait: float = 0.0) -> CaseView:
        end = time.monotonic() + wait
        while True:
            view = self._desk.case(case_id)
            if view.version > after_version or is_settled(view) or time.monotonic() >= end:
                return view
            time.sleep(0.002)

    def hand_off(self, case_id: str, cause: str, note: str = "") -> CaseView:
        return self._desk.hand_off(case_id, HandOff(cause=cause, note=note))


class Unseen:
    """A screen that nobody looks at."""

    def show(self, view: View) -> None:
        """Nobody looks."""

    def level(self, loudness: float) -> None:
        """Nobody looks."""

    def preview(self, frame: Image | None, outline: Quad | None, still: bool = False) -> None:
        """Nobody looks."""

    def clear(self) -> None:
        """Nothing is there."""


class Answers:
    """A drawn citizen's script: what she says next, by what is asked and what is true."""

    def __init__(self, drawn: Drawn) -> None:
        self.part = Citizen(by="writing")
        self._drawn = drawn
        self._asked: dict[str, int] = {}
        self._heard_wrong = drawn.ills.heard_item is not None

    def next(self, state: State) -> Step | None:
        drawn, at = self._drawn, asked(state)
        often = self._asked[at] = self._asked.get(at, 0) + 1
        if drawn.ills.leaves_at == at or (drawn.ills.quiet and often == 1 and at == "ask_need"):
            return None
        if drawn.ills.asks_staff and at == "confirm_fields":
            return Step(at=at, says="转人工。")
        if state.name in (StateName.ASK_NEED, StateName.CLARIFY):
            return self._request(at)
        if state.name is StateName.CONFIRM_ITEM and state.item != drawn.item and not drawn.ills.careless:
            return Step(at=at, says="不对")
        if state.name is StateName.CONFIRM_SLOTS and self._read_back_wrong(state):
            return Step(at=at, says="不对")
        if state.name is StateName.ASK_SLOT:
            return self._answer(at, state.slot or "")
        if state.name in AGREES:
            return Step(at=at, touches="command:confirm") if drawn.taps else Step(at=at, says="对")
        return None

    def _read_back_wrong(self, state: State) -> bool:
        """She looks at what was taken down, and says so where it isn't what she said."""
        truth = self._drawn.answers
        wrong = (n for n in state.confirming if n in truth and state.answers[n].value != truth[n])
        return any(wrong) and not self._drawn.ills.careless

    def _request(self, at: str) -> Step:
        drawn, wrong = self._drawn, self._heard_wrong
        self._heard_wrong = False
        if drawn.taps and not wrong:
            return Step(at=at, touches=f"item:{drawn.item}")
        item = drawn.ills.heard_item if wrong and drawn.ills.heard_item else drawn.item
        ways = REQUESTS[item]
        return Step(at=at, says=ways[drawn.number % len(ways)])

    def _answer(self, at: str, slot: str) -> Step | None:
        value = self._drawn.answers.get(slot)
        if value is None:
            # Asked for something that isn't hers to tell: another item than she came for.
            return Step(at=at, says="转人工。")
        said = _SAID.get(slot, {}).get(value)
        if said and not self._drawn.taps:
            return Step(at=at, says=said)
        return Step(at=at, touches=f"value:{value}")


#: Seconds until a card lies there.
_HAND = 4.0


class Lays(Table):
    """What she lays for each document that is asked for."""

    name = "drawn"

    def __init__(self, timeline: Timeline, drawn: Drawn, cards: Cards) -> None:
        super().__init__(timeline)
        self._drawn = drawn
        self._cards = cards
        self._fronts = 0

    def asked(self, document: str) -> None:
        self.lay(self._picture(document), _HAND)

    def _picture(self, document: str) -> Image | None:
        drawn, ills = self._drawn, self._drawn.ills
        if document == "id_card_front":
            self._fronts += 1
            if ills.wrong_card and self._fronts == 1:
                return self._cards.frame_of(WrittenCard("driving_licence", {}))
            problem = "blurred" if self._fronts - ills.wrong_card <= ills.unreadable else ""
            fields = drawn.misread or drawn.card
            return self._cards.frame_of(WrittenCard("id_card_front", fields, problem))
        if document == "id_card_back":
            return self._cards.frame_of(WrittenCard("id_card_back", drawn.back))
        if document == "driving_licence" and drawn.licence:
            return self._cards.frame_of(WrittenCard("driving_licence", drawn.licence))
        return None


@dataclass(frozen=True)
class Came:
    """What a visit came to, as the terminal told it."""

    drawn: Drawn
    ended: str | None
    case_id: str | None
    stuck: bool
    item: str | None
    """That was decided on."""
    submitted: bool
    """It came to a decision of the rules."""
    misread: bool = False
    events: int = field(default=0)


class Hall:
    """One desk and one terminal in this process."""

    def __init__(self, folder: Path) -> None:
        paths = Paths.default()
        own = paths.under(folder)
        self.registers = Registers()
        keys = FolderKeys(own.secrets)
        clock = SystemClock()
        catalogue = Catalogue.load(paths.assets)
        fetcher = RecordFetcher(self.registers, self.registers, keys.blind_index)
        self.desk = Desk(
            DeskParts(
                state=own.state,
                keys=keys,
                catalogue=catalogue,
                fetcher=fetcher,
                papers=SomePapers(PaperIssuer(paths.assets, own.secrets, clock, specimen=True)),
                book=PaperBook.load(paths.assets),
                clock=clock,
                simulated_day=DAY,
                levels=ServiceLevels.load(paths.assets),
                offices=Offices.load(paths.assets),
            )
        )
        self.desk.start()
        self.state = own.state
        self._parts = quick_parts(paths, catalogue)
        self._pool = Inline()

    def close(self) -> None:
        self.desk.stop()

    def visit(self, drawn: Drawn) -> Came:
        """From the greeting to the wipe."""
        self.registers.silent = drawn.ills.fault
        cards = Cards(None)
        timeline = Timeline(still_clock(), skipping=True)
        lays = Lays(timeline, drawn, cards)
        parts = replace(self._parts, reader=cards)
        recorder = Recorder()
        conductor = conductor_of(parts, _devices(parts, lays, self.desk), timeline, self._pool, recorder)
        conductor.attach(
            Scripted(
                timeline, self._pool, conductor, Answers(drawn), _never, lambda k, w: event_of(k, w, parts)
            )  # type: ignore[arg-type]
        )
        seen: dict[str, Any] = {}
        conductor.before_wipe = lambda: seen.update(case=conductor.counter.last)
        timeline.post(lambda: conductor.happen(ev.Woke()))
        steps = 0
        while not visit_over(conductor.state) and steps < PATIENCE:
            timeline.next(5.0)()
            steps += 1
        case: CaseView | None = seen.get("case")
        submits = [e for e in recorder.entries if e["event"] == "submit"]
        item = str(submits[-1]["item"]) if submits else None
        return Came(
            drawn,
            conductor.state.ended,
            case.case_id if case else None,
            steps >= PATIENCE,
            item,
            bool(submits),
            bool(drawn.misread) and bool(submits),
            steps,
        )


def _devices(parts: Parts, lays: Lays, desk: Desk) -> Devices:
    return Devices(
        recogniser=parts.recogniser,
        voice=parts.voices,
        player=SilentPlayer(),
        reader=parts.reader,
        frames=lays,
        shows_table=False,
        screen=Unseen(),
        desk=InProcess(desk),
        acknowledge=lambda: None,
        adjust=lambda _: None,
        recorded=True,
        card_asked=lays.asked,
        card_taken=lays.taken,
    )


def _never(step: Step) -> Any:
    raise ValueError("nothing is spoken here")


__all__ = ["Came", "Conductor", "Hall"]
