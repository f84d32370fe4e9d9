"""Who can't be heard well is told why; who was understood never is. Noise is nobody's failure, once."""

from __future__ import annotations

from typing import Literal

import pytest

from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.states import StateName
from tests.dialogue.building import DIALOGUE, PROMPTS, REACHED, said

S = StateName
ASKING = [S.ASK_NEED, S.CLARIFY, S.CONFIRM_ITEM, S.PLACE_CARD, S.CONFIRM_FIELDS]


def says(actions: tuple[do.Action, ...]) -> list[str]:
    return [a.key for a in actions if isinstance(a, do.Say)]


@pytest.mark.parametrize("name", ASKING)
@pytest.mark.parametrize("why", ["too_quiet", "too_loud"])
def test_the_first_time_it_is_said_what_was_wrong_then_the_ladder_goes_on(
    name: StateName, why: Literal["too_quiet", "too_loud"]
) -> None:
    state, actions = DIALOGUE.step(REACHED[name], ev.Unclear(why))
    assert says(actions) == [f"heard.{why}"]
    assert any(isinstance(a, do.Listen) for a in actions)
    assert state.misses == 1
    state, actions = DIALOGUE.step(state, ev.Unclear(why))
    assert says(actions)[0].endswith(".second"), "now the buttons"
    state, _ = DIALOGUE.step(state, ev.Unclear(why))
    assert state.name is S.STAFF


@pytest.mark.parametrize("name", ASKING)
def test_noise_is_told_once_without_counting_and_ends_like_any_other_misunderstanding(
    name: StateName,
) -> None:
    state, actions = DIALOGUE.step(REACHED[name], ev.Unclear("noise"))
    assert says(actions) == ["heard.noise"]
    assert any(isinstance(a, do.Listen) for a in actions)
    assert state.misses == 0
    for count in (1, 2):
        state, _ = DIALOGUE.step(state, ev.Unclear("noise"))
        assert state.misses == count
    state, _ = DIALOGUE.step(state, ev.Unclear("noise"))
    assert state.name is S.STAFF


def test_at_the_next_question_noise_is_told_again() -> None:
    state, _ = DIALOGUE.step(REACHED[S.CONFIRM_ITEM], ev.Unclear("noise"))
    state, _ = DIALOGUE.step(state, said("confirm"))
    assert state.name is S.NOTICE
    assert not state.noise


@pytest.mark.parametrize("name", ASKING)
def test_who_is_cut_is_told_kindly_and_the_visit_stays_where_it_is(name: StateName) -> None:
    state, actions = DIALOGUE.step(REACHED[name], ev.CutShort())
    assert state == REACHED[name]
    assert says(actions) == ["heard.too_long"]


def test_an_officer_comes_whatever_the_noise() -> None:
    state, actions = DIALOGUE.step(REACHED[S.STAFF], ev.Unclear("noise"))
    assert state.name is S.STAFF
    assert says(actions) == []


@pytest.mark.parametrize("why", ["too_quiet", "too_loud", "noise", "too_long"])
def test_the_sentences_are_short(why: str) -> None:
    text = PROMPTS.text(f"heard.{why}", "zh")
    assert all(len(part) <= 20 for part in text.split("。"))
    assert PROMPTS.text(f"heard.{why}", "en")
