"""Devices that are lost and come back: the visit goes on, its buttons and its number stay."""

from __future__ import annotations

import pytest

from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.questions import QUESTIONS
from kiosk.dialogue.states import RESTING, State, StateName
from tests.dialogue.building import (
    DEVICES,
    DIALOGUE,
    FRONT,
    LIVE,
    NOTHING,
    REACHED,
    SETTINGS,
    VARIANTS,
    label,
    read_well,
    said,
    tapped,
)
from tests.dialogue.simulated_terminal import SimulatedTerminal

S = StateName
by_state = pytest.mark.parametrize("state", LIVE, ids=label)
WAITED = next(v for v in VARIANTS if v.camera_lost)


def keys(actions: tuple[do.Action, ...]) -> list[str]:
    return [a.key for a in actions if isinstance(a, do.Say)]


def pages(actions: tuple[do.Action, ...]) -> list[str]:
    return [a.page for a in actions if isinstance(a, do.Show)]


@by_state
@pytest.mark.parametrize("device", [d for d in DEVICES if d not in ("camera", "reader")])
def test_the_page_stays_and_the_visit_goes_on_without_the_device(state: State, device: str) -> None:
    """The terminal tells it in one line over the page; the page with its buttons and its number stays."""
    after, actions = DIALOGUE.step(state, ev.DeviceLost(device))
    assert after == state
    assert all(isinstance(a, do.Say) for a in actions)
    back, actions = DIALOGUE.step(after, ev.DeviceBack(device))
    assert (back, actions) == (state, ())


@by_state
def test_who_is_asked_something_is_told_that_she_is_not_heard(state: State) -> None:
    _, actions = DIALOGUE.step(state, ev.DeviceLost("microphone"))
    asked = state.name in QUESTIONS and state.name is not S.SURVEY
    assert keys(actions) == (["device.microphone"] if asked else [])


@by_state
@pytest.mark.parametrize("device", ["muted", "switched_off", "loudspeaker", "silent", "covered"])
def test_a_switch_is_told_in_writing_only(state: State, device: str) -> None:
    assert DIALOGUE.step(state, ev.DeviceLost(device))[1] == ()


@by_state
def test_a_camera_that_nobody_needs_just_now_is_nobodys_business(state: State) -> None:
    if state.name in (S.PLACE_CARD, S.VERIFY):
        return
    for event in (ev.DeviceLost("camera"), ev.DeviceBack("camera")):
        assert DIALOGUE.step(state, event) == (state, ())


@pytest.mark.parametrize("name", sorted(RESTING))
@pytest.mark.parametrize("device", DEVICES)
def test_at_rest_nothing_is_said(name: StateName, device: str) -> None:
    for event in (ev.DeviceLost(device), ev.DeviceBack(device)):
        assert DIALOGUE.step(State(name=name), event) == (State(name=name), ())


# -- the camera, while a card is wanted -----------------------------------------------------------


def test_she_is_told_to_wait_and_not_to_lay_a_card() -> None:
    after, actions = DIALOGUE.step(REACHED[S.PLACE_CARD], ev.DeviceLost("camera"))
    assert after.name is S.PLACE_CARD
    assert after.camera_lost
    assert keys(actions) == ["device.camera.wait"]
    assert actions[0] == do.StopTimers()
    (page,) = [a for a in actions if isinstance(a, do.Show)]
    assert (page.page, page.values, page.choices) == ("device", {"device": "camera"}, ("staff",))
    assert not any(isinstance(a, do.StopCapture) for a in actions), "the camera is looked at on"


def test_a_camera_that_is_back_goes_on_with_the_same_card() -> None:
    after, actions = DIALOGUE.step(WAITED, ev.DeviceBack("camera"))
    assert not after.camera_lost
    assert after.wanted_document == WAITED.wanted_document == FRONT
    assert keys(actions) == ["device.camera.back"]
    assert pages(actions) == ["place_card"]
    assert do.Capture(FRONT) in actions
    done, _ = DIALOGUE.step(DIALOGUE.step(after, ev.CardStill(FRONT))[0], read_well())
    assert done.name is S.CONFIRM_FIELDS


def test_a_camera_that_stays_away_brings_an_officer() -> None:
    terminal = SimulatedTerminal(DIALOGUE, REACHED[S.PLACE_CARD])
    terminal.watching = FRONT
    terminal.happen(ev.DeviceLost("camera"))
    assert terminal.pass_time(), "the sentence ends"
    assert terminal.timers == {"camera": terminal.now + SETTINGS.patience.camera}
    terminal.pass_time()
    assert terminal.state.name is S.STAFF
    assert keys(terminal.last) == ["device.camera"]
    assert [a.cause for a in terminal.last if isinstance(a, do.HandOver)] == ["system"]


@pytest.mark.parametrize(
    "event",
    [
        said("repeat"),
        said("louder"),
        said("wait"),
        said("help"),
        said("elder_mode"),
        tapped("confirm"),
        NOTHING,
        ev.Unclear(),
        ev.Touched(),
        ev.LanguageChosen("en"),
        ev.DeviceLost("microphone"),
    ],
    ids=label,
)
def test_whatever_she_does_meanwhile_the_wait_has_an_end(event: ev.Event) -> None:
    terminal = SimulatedTerminal(DIALOGUE, WAITED)
    terminal.watching = FRONT
    terminal.timers = {"camera": SETTINGS.patience.camera}
    terminal.happen(event)
    assert terminal.state.camera_lost
    assert "place_card" not in pages(terminal.last)
    assert terminal.left_alone().state.ended in ("handed_over", "timed_out")


@pytest.mark.parametrize("command", ["staff", "cancel", "back", "restart"])
def test_she_may_leave_the_wait(command: str) -> None:
    after, _ = DIALOGUE.step(WAITED, tapped(command))
    assert after.name is not S.PLACE_CARD
    assert not after.camera_lost


def test_a_reader_that_fails_hands_over() -> None:
    for name in (S.PLACE_CARD, S.RECOGNISE):
        after, actions = DIALOGUE.step(REACHED[name], ev.DeviceLost("reader"))
        assert after.name is S.STAFF
        assert keys(actions) == ["device.reader"]
        assert [a.cause for a in actions if isinstance(a, do.HandOver)] == ["system"]
