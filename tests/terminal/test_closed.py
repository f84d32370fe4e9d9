"""A kiosk that is out of service: nobody wakes it, a cry for help does, and silent prompts are read."""

from __future__ import annotations

from kiosk.dialogue import events as ev
from kiosk.dialogue.states import StateName
from kiosk.nlu.types import Understanding
from tests.terminal.running import pump
from tests.terminal.test_stale_answers import Hears, _conductor


def test_closed_it_says_where_to_go_and_only_a_cry_for_help_wakes_it() -> None:
    conductor, _, _, screen = _conductor(Hears("", None))
    conductor.set_house(closed=True, spoken=True)
    assert screen.views[-1].page == "closed"
    assert "人工窗口" in screen.views[-1].hint
    assert not conductor.overheard(Understanding("", "item", "one_side", (), 1.0))
    assert conductor.state.name is StateName.IDLE
    assert conductor.overheard(Understanding("", "emergency", "emergency", (), 1.0))
    assert conductor.state.name is StateName.EMERGENCY


def test_who_is_served_is_served_to_the_end() -> None:
    conductor, _, _, screen = _conductor(Hears("", None))
    conductor.happen(ev.Woke())
    conductor.set_house(closed=True, spoken=True)
    assert screen.views[-1].page == "home"
    conductor.happen(ev.TimerFired("wipe"))
    conductor.rest()
    assert screen.views[-1].page == "closed"
    conductor.set_house(closed=False, spoken=True)
    assert screen.views[-1].page == "standby"


def test_without_spoken_prompts_the_sentences_are_shown_as_long_as_they_take_to_read() -> None:
    conductor, timeline, pool, screen = _conductor(Hears("", None))
    conductor.set_house(closed=False, spoken=False)
    conductor.happen(ev.Woke())
    pump(timeline, lambda: any(v.caption for v in screen.views))
    assert not pool.jobs, "nothing is synthesised"
    assert conductor.said
