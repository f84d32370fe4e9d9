"""Can what the dialogue wants said and shown be said and shown, in both languages, with the real words?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from kiosk.dialogue import actions as do
from kiosk.dialogue.states import State
from kiosk.terminal.pages import Pages
from tests.dialogue.building import ID_NUMBER, ITEM_NAMES, PROMPTS


@cache
def pages() -> Pages:
    return Pages(PROMPTS, ITEM_NAMES)


def check_words(state: State, actions: Sequence[do.Action]) -> None:
    """Every sentence is there with all it needs; every page, button and label has its words."""
    for action in actions:
        if isinstance(action, do.Say):
            check_sentence(action)
        if isinstance(action, do.Show):
            check_page(state, action)


def check_sentence(say: do.Say) -> None:
    wanted = PROMPTS.placeholders(say.key)
    assert wanted <= say.values.keys(), f"{say.key} needs {wanted}"
    for name in wanted:
        assert isinstance(say.values[name], str), f"{say.key}: {name} is no text"
        assert say.values[name].strip(), f"{say.key}: {name} is empty"
    for language in ("zh", "en"):
        spoken = pages().sentence(say.key, say.values, language, say.variant)
        assert spoken.strip()
        assert "None" not in spoken
        assert ID_NUMBER not in spoken
    for name in wanted & {"item", "second"}:
        assert say.values[name] in ITEM_NAMES, "an id would be read aloud instead of a name"


def check_page(state: State, show: do.Show) -> None:
    for language in ("zh", "en"):
        view = pages().turn(show, replace(state, language=language), ())
        assert view.title
        assert view.hint
        assert all(choice.label for choice in view.choices)
        assert ID_NUMBER not in repr(view)
