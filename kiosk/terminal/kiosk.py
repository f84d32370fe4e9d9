"""A terminal that serves citizen after citizen, with whatever devices it has; the window is behind a port."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from typing import get_args

from kiosk.core.clock import Clock
from kiosk.core.describe import describe
from kiosk.core.text import Language
from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.states import RESTING, visit_over
from kiosk.dialogue.told import Aid
from kiosk.nlu.types import Candidate, Understanding
from kiosk.speech.together import partials_of
from kiosk.terminal.candidates import Candidates
from kiosk.terminal.conductor import Conductor, Devices, Slips
from kiosk.terminal.counter import Desk
from kiosk.terminal.ears import FrameStream, LiveEars
from kiosk.terminal.house import House, HouseSettings
from kiosk.terminal.mouth import Player
from kiosk.terminal.officer import OfficersLine
from kiosk.terminal.officer_pages import OfficerPages
from kiosk.terminal.pages import Pages
from kiosk.terminal.parts import Parts
from kiosk.terminal.recorder import Recorder
from kiosk.terminal.screen import Screen
from kiosk.terminal.timeline import Timeline
from kiosk.vision.types import FrameSource

_log = logging.getLogger("kiosk.terminal")


class Kiosk:
    """Owns the conductor and its thread. `tap` and `touched` may be called from any thread."""

    def __init__(
        self,
        parts: Parts,
        desk: Desk,
        screen: Screen,
        player: Player,
        microphone: FrameStream | None,
        camera: FrameSource,
        clock: Clock,
        shows_table: bool = True,
        adjust: Callable[[str], None] = lambda _: None,
        beat: Callable[[], None] = lambda: None,
        officers: OfficersLine | None = None,
        decided: Callable[[str], None] = lambda _: None,
        slips: Slips | None = None,
        candidates: Candidates | None = None,
        house: House | None = None,
        usual: Callable[[float], None] = lambda _: None,
    ) -> None:
        """`adjust`: louder, quieter, slower, large; reset comes at the end of a visit.

        `decided` gets the id of each case whose slip may be printed; it returns at once.
        `slips`: what prints when the citizen asks for it; None: there is no printer.
        `beat` is called once a second on the conductor's thread: its loop turns.
        """
        self._beat = beat
        self._house = house
        self._usual = usual
        self._set: HouseSettings | None = None
        self._timeline = Timeline(clock, skipping=False)
        self._pool = ThreadPoolExecutor(3, thread_name_prefix="work")
        self._parts = parts
        self.recorder = Recorder()
        self._conductor = conductor_of(
            parts,
            Devices(
                recogniser=parts.recogniser,
                voice=parts.voices,
                player=player,
                reader=parts.reader,
                frames=camera,
                shows_table=shows_table,
                screen=screen,
                desk=desk,
                acknowledge=lambda: player.play(parts.beep),
                adjust=adjust,
                lively=True,
                decided=decided,
                slips=slips,
            ),
            self._timeline,
            self._pool,
            self.recorder,
            officers,
        )
        self._conductor.patience = None
        if candidates is not None:
            self._conductor.not_understood = candidates.keep
        self._ears: LiveEars | None = None
        if microphone is not None:
            self._ears = LiveEars(
                self._timeline,
                microphone,
                self._conductor.listening,
                self._conductor.device_lost,
                screen.level,
                self._conductor.device_back,
                partials=partials_of(parts.recogniser),
            )
            self._conductor.attach(self._ears)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="conductor", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after what is being done; the citizen's data are wiped first."""
        self._stopped.set()
        self._conductor.stop()
        self._thread.join(timeout=5)
        if self._ears:
            self._ears.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def lost(self, device: str) -> None:
        """From any thread: a device is gone."""
        self._timeline.post(lambda: self._conductor.device_lost(device))

    def back(self, device: str) -> None:
        """From any thread: it is there again."""
        self._timeline.post(lambda: self._conductor.device_back(device))

    def at_rest(self) -> bool:
        """Nobody is being served just now."""
        return self._conductor.state.name in RESTING

    def touched(self) -> None:
        """A finger on the glass."""
        if self._ears:
            self._ears.touched()
        self._conductor.post(ev.Touched())

    def tap(self, kind: str, what: str) -> None:
        """A button: the same event as the word for it."""
        if kind == "sign_in":
            given = json.loads(what)
            self._timeline.post(lambda: self._conductor.officer.sign_in(**given))
            return
        if kind == "wake" and self._conductor.closed:
            return
        if kind == "corner" and not self._conductor.officer.possible:
            _log.error("no officer can sign in here", extra={"code": "no_officers"})
            return
        event = event_of(kind, what, self._parts)
        if event is not None:
            self._conductor.post(event)

    def _keep_house(self) -> None:
        """What officers have set since."""
        if self._house is None:
            return
        now = self._house.now()
        if now != self._set:
            self._set = now
            self._usual(now.volume)
            self._conductor.set_house(not now.open, now.spoken)

    def _pulse(self) -> None:
        self._beat()
        self._keep_house()
        self._timeline.after(1.0, self._pulse)

    def _serve(self) -> None:
        """Visit after visit. Whatever breaks in one, the citizen's page goes and the next one is served."""
        self._pulse()
        while not self._stopped.is_set():
            self._conductor.rest()
            # A visit's log is for measuring; in a hall nothing of it is kept.
            self.recorder.entries.clear()
            try:
                self._conductor.run(until=visit_over)
            except Exception as error:  # noqa: BLE001 - the last line before a dead screen with her data on it
                _log.critical("a visit broke: %s", describe(error))
                self._conductor.abandon()
        self._conductor.abandon()


def conductor_of(
    parts: Parts,
    devices: Devices,
    timeline: Timeline,
    pool: Executor,
    recorder: Recorder,
    officers: OfficersLine | None = None,
) -> Conductor:
    """A conductor with this installation's conversation, words and pages."""
    dialogue = Dialogue(replace(parts.settings, prints=devices.slips is not None))
    return Conductor(
        dialogue,
        parts.understander,
        parts.expectations,
        pages_of(parts),
        devices,
        timeline,
        pool,
        recorder,
        meaning=parts.meaning,
        hesitation=parts.hesitation,
        officers=officers,
    )


def pages_of(parts: Parts) -> Pages:
    """The pages of this installation, beginning with the standby one."""
    return Pages(
        parts.prompts,
        parts.item_names,
        parts.departments,
        tuple(parts.catalogue.items),
        parts.guidance,
        OfficerPages(parts.prompts, parts.forms),
    )


def event_of(kind: str, what: str, parts: Parts) -> ev.Event | None:
    """What a tap means; None, and a line in the log, where its kind is unknown."""
    makers: dict[str, Callable[[], ev.Event]] = {
        "wake": ev.Woke,
        "language": lambda: ev.LanguageChosen(_language(what)),
        "item": lambda: ev.Meant(_named(what, parts), "touch"),
        "happened": lambda: ev.Meant(_happened(what, parts), "touch"),
        "aid": lambda: ev.AidChosen(_AIDS[what]),
        "rating": lambda: ev.Rated(int(what)),
        "command": lambda: ev.Meant(Understanding("", "command", what, (), 1.0), "touch"),
        "value": lambda: ev.Meant(Understanding(what, "none", None, (), 1.0, {"value": what}), "touch"),
    }
    makers |= {
        "corner": ev.CornerHeld,
        "sign_in_left": ev.SignInLeft,
        "correct": lambda: ev.FieldCorrected(**json.loads(what)),
        "answer": lambda: ev.AnsweredByOfficer(**json.loads(what)),
        "choose": lambda: ev.ItemChosen(what),
        "skip": lambda: ev.StepSkipped(what),
        "give_back": ev.GivenBack,
        "end_visit": ev.VisitEnded,
    }
    if kind not in makers:
        _log.error("an unknown kind of tap", extra={"kind": kind})
        return None
    return makers[kind]()


_AIDS: dict[str, Aid] = {name: name for name in get_args(Aid)}


def _happened(what: str, parts: Parts) -> Understanding:
    """坏了 by a finger means what the word means: which of these?"""
    helped = parts.guidance.helped_by(what)
    if len(helped) == 1:
        return _named(helped[0], parts)
    return Understanding("", "ask", None, tuple(Candidate(i, 1.0) for i in helped), 1.0)


def _language(what: str) -> Language:
    return "en" if what == "en" else "zh"


def _named(item: str, parts: Parts) -> Understanding:
    return Understanding("", "handoff" if item in parts.catalogue.handoffs else "item", item, (), 1.0)
