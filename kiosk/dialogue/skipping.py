"""What it means to let a step go by: each step's own way on, as if the citizen had done it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.dialogue import cards, slots
from kiosk.dialogue import events as ev
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.states import State, StateName
from kiosk.dialogue.step import Rule, Step

S = StateName


def skip(state: State) -> Rule | None:
    """The rule for where the visit stands; None: there is nothing to go by."""
    return _WAYS.get(state.name)


def _card(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """This document isn't laid: it was typed, or the desk says that it is missing."""
    if state.to_show:
        return cards.place(settings, state, state.to_show)
    if state.documents:
        return cards.show_fields(settings, state)
    return slots.go_on(settings, state)


def _slot(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    name = {state.slot} if state.slot else set()
    return slots.go_on(settings, replace(state, skipped=state.skipped | name))


_WAYS: Mapping[StateName, Rule] = {
    S.CONFIRM_ITEM: slots.begin,
    S.GUIDE: slots.begin,
    S.NOTICE: cards.to_cards,
    S.PLACE_CARD: _card,
    S.RECOGNISE: _card,
    S.CONFIRM_FIELDS: cards.fields_agreed,
    S.EXTRA_INFO: cards.go_on_without_precheck,
    S.ASK_SLOT: _slot,
    S.CONFIRM_SLOTS: slots.values_agreed,
}
