"""What was said before the question isn't its answer, and what was said in a visit doesn't outlive it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kiosk.core.clock import ManualClock
from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.states import StateName
from kiosk.nlu.types import Understanding
from kiosk.speech.types import Recognition
from kiosk.terminal.conductor import Conductor, Devices
from kiosk.terminal.ears import Turn
from kiosk.terminal.expectations import Expectations
from kiosk.terminal.pages import Pages
from kiosk.terminal.recorder import Recorder
from kiosk.terminal.screen import RecordingScreen
from kiosk.terminal.timeline import Timeline
from tests.dialogue.building import DIALOGUE, ITEM_NAMES, PROMPTS, WAYS
from tests.terminal.running import FakePlayer, FakeVoice, Later, pump, run

SECRET = "我是第一个人"


class Hears:
    """A recogniser that hears what it is told to."""

    name = "told"

    def __init__(self, text: str, answer: str | None) -> None:
        self.heard = Recognition(text, answer, answer is None, (), self.name, 1.0, 0.1)

    def listen(self, samples: Any, expectation: Any, given_up: Any = None) -> Recognition:
        return self.heard


class Understands:
    def understand(self, text: str) -> Understanding:
        return Understanding(text, "ask", None)

    def understand_best(self, hypotheses: Any) -> Understanding:
        return self.understand(hypotheses[0][0])


def _conductor(hears: Hears) -> tuple[Conductor, Timeline, Later, RecordingScreen]:
    timeline, pool, screen = Timeline(ManualClock(), skipping=False), Later(), RecordingScreen()
    nothing: Any = None
    devices = Devices(
        recogniser=hears,  # type: ignore[arg-type]
        voice=FakeVoice(),
        player=FakePlayer(),
        reader=nothing,
        frames=nothing,
        shows_table=False,
        screen=screen,
        desk=nothing,
        acknowledge=lambda: None,
        adjust=lambda _: None,
    )
    pages = Pages(PROMPTS, ITEM_NAMES)
    expectations = Expectations({"confirm": ("对",)}, {"confirm": ("对",)}, ())
    conductor = Conductor(DIALOGUE, Understands(), expectations, pages, devices, timeline, pool, Recorder())
    return conductor, timeline, pool, screen


def _walk(conductor: Conductor, name: StateName) -> None:
    for event in WAYS[name]:
        conductor.happen(event)
    assert conductor.state.name is name


TURN = Turn(np.zeros(16000, dtype=np.float32), 0.0, 1.0, False)


@pytest.mark.parametrize("before", [StateName.PLACE_CARD, StateName.CONFIRM_ITEM])
def test_a_yes_that_was_said_before_the_question_is_none(before: StateName) -> None:
    conductor, timeline, pool, _ = _conductor(Hears("对", "confirm"))
    _walk(conductor, before)
    conductor.listening.asked = do.Listen("commands")
    conductor.listening.heard(TURN)
    decoding = pool.jobs[-1]
    way = WAYS[StateName.CONFIRM_FIELDS]
    for event in way[len(WAYS[before]) :]:
        conductor.happen(event)
    assert conductor.state.name is StateName.CONFIRM_FIELDS
    run(*decoding)
    pump(timeline, lambda: timeline._inbox.empty())
    assert not any(d.confirmed for d in conductor.state.documents)
    assert conductor.state.name is StateName.CONFIRM_FIELDS


def test_what_is_decoded_after_the_wipe_reaches_nobody() -> None:
    conductor, timeline, pool, screen = _conductor(Hears(SECRET, None))
    _walk(conductor, StateName.ASK_NEED)
    conductor.listening.heard(TURN)
    decoding = pool.jobs[-1]
    conductor.happen(ev.TimerFired("wipe"))
    assert conductor.state.name is StateName.WIPE
    run(*decoding)
    pump(timeline, lambda: timeline._inbox.empty())
    assert conductor.listening.last_request == ""
    assert not any(SECRET in view.heard for view in screen.views)
