"""An item's guide, why it was decided so, the five faces, the cover, and how the screen helps."""

from __future__ import annotations

import pytest

from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.states import State, StateName
from tests.dialogue.building import (
    CAUSES,
    DIALOGUE,
    FAILED,
    LIVE,
    REACHED,
    TAKEN,
    label,
    said,
    tapped,
    walk,
    wants,
)

S = StateName
Actions = tuple[do.Action, ...]


def says(actions: Actions) -> list[str]:
    return [a.key for a in actions if isinstance(a, do.Say)]


def page(actions: Actions) -> do.Show:
    return [a for a in actions if isinstance(a, do.Show)][-1]


def touches(item: str) -> ev.Meant:
    return ev.Meant(wants(item).understanding, "touch")


# -- the guide ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [S.GREET, S.ASK_NEED, S.CLARIFY])
def test_an_item_that_is_touched_shows_its_guide_and_goes_on_from_there(name: StateName) -> None:
    state, actions = DIALOGUE.step(REACHED[name], touches("one_side"))
    assert (state.name, state.item) == (S.GUIDE, "one_side")
    assert page(actions).page == "guide"
    assert page(actions).choices == ("confirm", "guide")
    assert walk(tapped("confirm"), start=state).name is S.NOTICE
    assert walk(tapped("back"), start=state).name is S.ASK_NEED
    assert walk(said("deny"), start=state).item is None


def test_a_word_still_asks_first_and_the_guide_is_a_button_beside_yes_and_no() -> None:
    state, actions = DIALOGUE.step(REACHED[S.ASK_NEED], wants("one_side"))
    assert (state.name, page(actions).choices) == (S.CONFIRM_ITEM, ("confirm", "deny", "guide"))
    assert walk(said("guide"), start=state).name is S.GUIDE
    _, actions = DIALOGUE.step(REACHED[S.ASK_NEED], wants("two_sides"))
    assert page(actions).choices == ("confirm", "deny"), "it has no guide"


@pytest.mark.parametrize("name", [S.GUIDE, S.NOTICE, S.PLACE_CARD, S.CONFIRM_FIELDS])
def test_what_to_bring_is_told_aloud_wherever_the_item_is_known(name: StateName) -> None:
    state, actions = DIALOGUE.step(REACHED[name], said("guide"))
    assert state.name is name
    told = next(a for a in actions if isinstance(a, do.Say))
    assert (told.key, told.values["bring"]) == ("guide.told", "居民身份证")
    _, actions = DIALOGUE.step(REACHED[S.ASK_NEED], said("guide"))
    assert says(actions)[0] == "help"


# -- why ------------------------------------------------------------------------------------------


def handed_over(cause: str = "not_eligible", item: str = "one_side") -> tuple[State, Actions]:
    decide = State(**{**vars(REACHED[S.DECIDE]), "item": item})
    start = walk(TAKEN, start=decide)
    return DIALOGUE.step(start, ev.CaseHandedOver("A007", "5", cause, FAILED.zh, (FAILED,)))


@pytest.mark.parametrize("way", [said("why"), tapped("why")])
def test_a_hand_over_is_explained_with_its_article_and_the_number_comes_back(way: ev.Meant) -> None:
    over, _ = handed_over()
    why, actions = DIALOGUE.step(over, way)
    assert (why.name, page(actions).page) == (S.WHY, "why")
    told = next(a for a in actions if isinstance(a, do.Say))
    assert (told.key, told.values) == ("why.told", {"reason": FAILED.zh, "basis": FAILED.basis})
    back, actions = DIALOGUE.step(why, said("back"))
    assert (back.name, says(actions)) == (S.STAFF, ["handover.number"])
    shown = page(actions).values
    assert (shown["window"], shown["ticket"], shown["reason"], shown["cause"]) == (
        "5",
        "A007",
        FAILED.zh,
        "not_eligible",
    )


@pytest.mark.parametrize("name", [S.ISSUE, S.SURVEY])
def test_an_approval_is_explained_too(name: StateName) -> None:
    why, actions = DIALOGUE.step(REACHED[name], said("why"))
    assert (why.name, says(actions)) == (S.WHY, ["why.approved"])
    assert why.reasons
    assert why.reasons[0].holds
    assert page(actions).values["ticket"] == "A001", "the number stays in sight"
    assert walk(said("back"), start=why).name is S.SURVEY
    assert walk(tapped("finish"), start=why).name is S.GOODBYE


@pytest.mark.parametrize(
    "state", [s for s in LIVE if s.ended is None and s.name is not S.EMERGENCY], ids=label
)
def test_before_a_decision_there_is_nothing_to_explain(state: State) -> None:
    after, actions = DIALOGUE.step(state, said("why"))
    assert after.name in (state.name, S.STAFF)
    assert after.name is S.STAFF or says(actions)[0] in ("why.none", "offer.staff")


def test_no_certificate_of_conduct_tells_why_it_went_to_an_officer() -> None:
    """The same pages, sentences, ears and timers, whatever was found; neither does "why" tell."""
    ways = {cause: handed_over(cause, "discreet") for cause in CAUSES}
    first_state, first = ways["not_eligible"]
    for state, actions in ways.values():
        assert (actions, state) == (first, first_state)
        assert state.reasons == ()
        why, told = DIALOGUE.step(state, said("why"))
        assert says(told) == ["why.cause"]
        assert "reason" not in page(told).values
        assert why == walk(said("why"), start=first_state)
        assert DIALOGUE.step(why, said("back")) == DIALOGUE.step(
            walk(said("why"), start=first_state), said("back")
        )


# -- the stages, the faces, the cover, the aids ---------------------------------------------------


def test_the_seconds_of_each_stage_are_kept() -> None:
    state = walk(ev.StageDone("accept", 0.25), ev.StageDone("fill", 0.1), start=REACHED[S.DECIDE])
    assert state.stages == {"accept": 0.25, "fill": 0.1}


@pytest.mark.parametrize(
    ("score", "sentence"), [(5, "thanks"), (4, "thanks"), (3, "thanks"), (2, "sorry"), (1, "sorry")]
)
def test_one_touch_of_five_faces_is_kept_and_ends_the_visit(score: int, sentence: str) -> None:
    state, actions = DIALOGUE.step(REACHED[S.SURVEY], ev.Rated(score))
    assert (state.name, says(actions)) == (S.GOODBYE, [f"survey.{sentence}"])
    assert [a for a in actions if isinstance(a, do.Rate)] == [do.Rate(score)]


def test_who_says_it_in_a_word_is_counted_and_who_skips_it_is_not() -> None:
    rated = {c: [a.score for a in DIALOGUE.step(REACHED[S.SURVEY], said(c))[1] if isinstance(a, do.Rate)]
             for c in ("confirm", "deny", "finish")}  # fmt: skip
    assert rated == {"confirm": [4], "deny": [2], "finish": []}
    _, actions = DIALOGUE.step(REACHED[S.SURVEY], ev.TimerFired("survey"))
    assert not [a for a in actions if isinstance(a, do.Rate)]


@pytest.mark.parametrize("name", [S.CONFIRM_FIELDS, S.ASK_SLOT, S.CONFIRM_SLOTS])
def test_who_steps_away_finds_her_data_covered_and_a_finger_brings_them_back(name: StateName) -> None:
    state, actions = DIALOGUE.step(REACHED[name], ev.TimerFired("first"))
    assert not [a for a in actions if isinstance(a, do.Show)]
    state, actions = DIALOGUE.step(state, ev.TimerFired("second"))
    assert (page(actions).page, page(actions).values) == ("cover", {})
    _, actions = DIALOGUE.step(state, ev.Touched())
    assert page(actions).page == page(DIALOGUE.step(REACHED[name], said("repeat"))[1]).page


@pytest.mark.parametrize("state", LIVE, ids=label)
def test_the_screen_helps_everywhere_and_nothing_else_changes(state: State) -> None:
    after, actions = DIALOGUE.step(state, ev.AidChosen("contrast"))
    assert actions == (do.Look(),)
    assert after == State(**{**vars(state), "aids": state.aids ^ {"contrast"}})
    assert walk(ev.AidChosen("contrast"), start=after) == state


def test_who_asks_for_time_gets_twice_as_much() -> None:
    asked = walk(tapped("wait"), start=REACHED[S.CONFIRM_FIELDS])
    times = {
        a.timer: a.seconds for a in DIALOGUE.step(asked, ev.SaidAll())[1] if isinstance(a, do.StartTimer)
    }
    assert times["wipe"] == 150
    _, actions = DIALOGUE.step(walk(tapped("wait"), start=handed_over()[0]), ev.SaidAll())
    assert [a.seconds for a in actions if isinstance(a, do.StartTimer)] == [40]
