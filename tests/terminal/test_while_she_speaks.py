"""The conductor in the middle of her sentence: nobody asks whether she is still there, nothing is done."""

from __future__ import annotations

import numpy as np

from kiosk.dialogue import actions as do
from kiosk.dialogue.states import StateName
from kiosk.terminal.ears import Turn
from tests.terminal.running import pump
from tests.terminal.test_stale_answers import Hears, _conductor, _walk


def _turn(mark: int = 3, cut: bool = False) -> Turn:
    return Turn(np.ones(16000, dtype=np.float32), 0.0, 1.0, cut, mark=mark)


def test_a_timer_that_runs_out_while_she_speaks_waits_for_her_end() -> None:
    conductor, timeline, _, _ = _conductor(Hears("对", "confirm"))
    _walk(conductor, StateName.CONFIRM_ITEM)
    conductor._mouth.stop()
    conductor._stop_timers()
    conductor._start_timer(do.StartTimer("first", 0.0))
    conductor.listening.started()
    timeline.next()()
    assert conductor.state.silences == 0
    assert "first" in conductor._timers
    conductor.listening.broken_off()
    conductor._stop_timers()
    conductor._start_timer(do.StartTimer("first", 0.0))
    timeline.next()()
    assert conductor.state.silences == 1


def test_the_face_thinks_at_a_pause_and_listens_when_she_goes_on() -> None:
    conductor, _, pool, screen = _conductor(Hears("对", "confirm"))
    _walk(conductor, StateName.CONFIRM_ITEM)
    conductor.listening.paused(_turn())
    assert screen.views[-1].face == "thinking"
    assert conductor._recorder.entries[-1]["by"] == "face"
    conductor.listening.resumed()
    assert screen.views[-1].face == "listening"
    assert len(pool.jobs) >= 1
    assert conductor.state.name is StateName.CONFIRM_ITEM


def test_what_is_being_said_is_shown_word_by_word_and_decides_nothing() -> None:
    conductor, timeline, _, screen = _conductor(Hears("对", "confirm"))
    _walk(conductor, StateName.CONFIRM_ITEM)
    conductor.listening.partial("对的")
    pump(timeline, lambda: timeline._inbox.empty())
    assert "对的" in screen.views[-1].heard
    assert conductor.state.name is StateName.CONFIRM_ITEM


def test_who_speaks_too_long_is_told_so_while_it_is_worked_on() -> None:
    conductor, _, pool, _ = _conductor(Hears("对", "confirm"))
    _walk(conductor, StateName.CONFIRM_ITEM)
    conductor._mouth.stop()
    before = len(pool.jobs)
    conductor.listening.heard(_turn(cut=True))
    assert [line.key for line in conductor._mouth._lines][-1] == "heard.too_long"
    assert len(pool.jobs) > before, "it is recognised all the same"
