"""The state table is whole: every cell filled, every rule there and used, and nothing moves past it."""

from __future__ import annotations

import random
from typing import get_args

import pytest

from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import RULES
from kiosk.dialogue.states import RESTING, State, StateName
from kiosk.dialogue.table import COMMANDS, TABLE
from tests.dialogue.building import COMMANDS as SPOKEN
from tests.dialogue.building import DIALOGUE, EVENTS, OFFICER_EVENTS, REACHED, VARIANTS, label

ALL = (*EVENTS, *OFFICER_EVENTS)
by_row = pytest.mark.parametrize("name", list(StateName))


@by_row
def test_every_state_has_a_cell_for_every_event(name: StateName) -> None:
    assert set(TABLE[name].on) == set(get_args(ev.Event))


@by_row
def test_every_state_that_is_served_has_a_cell_for_every_command(name: StateName) -> None:
    assert set(COMMANDS) == set(SPOKEN)
    if name not in RESTING:
        assert set(TABLE[name].commands) == set(SPOKEN)


def test_every_rule_of_the_table_is_there_and_every_rule_is_in_the_table() -> None:
    named: set[str] = set()
    for row in TABLE.values():
        named |= {*row.on.values(), *row.timers.values(), *row.commands.values()}
    assert named == set(RULES)


def test_from_everywhere_somebody_and_the_end_are_near() -> None:
    for name, row in TABLE.items():
        if name in RESTING:
            continue
        assert row.timers["wipe"] in ("wipe",), name
        assert row.commands["staff"] in ("call_officer", "repeat"), name
        assert {StateName.WIPE} <= row.leads_to, name


@pytest.mark.parametrize("state", [*REACHED.values(), *VARIANTS], ids=label)
def test_no_event_leads_past_the_table(state: State) -> None:
    for event in ALL:
        after, _ = DIALOGUE.step(state, event)
        assert after.name is state.name or after.name in TABLE[state.name].leads_to, label(event)


def test_no_walk_leads_past_the_table_and_most_ways_are_walked() -> None:
    """Half a million cells would be too many; random walks go where the table says one can go."""
    walked: dict[StateName, set[StateName]] = {name: set() for name in StateName}
    rng = random.Random(3)
    for _ in range(1500):
        state = rng.choice([*REACHED.values(), *VARIANTS])
        for _ in range(25):
            after, _actions = DIALOGUE.step(state, rng.choice(ALL))
            if after.name is not state.name:
                walked[state.name].add(after.name)
            state = after
    for name, row in TABLE.items():
        assert walked[name] <= row.leads_to, name
    ways = sum(len(row.leads_to - {n}) for n, row in TABLE.items())
    assert sum(map(len, walked.values())) >= 0.7 * ways, "a table that allows everything says nothing"
