"""An item's question as the conversation and the forms ask it: the slot, with its words."""

from __future__ import annotations

from kiosk.catalogue.model import Question
from kiosk.catalogue.prompts import Prompts
from kiosk.core.text import Bilingual
from kiosk.dialogue.slot import Option, Slot


def slot_of_question(question: Question, prompts: Prompts) -> Slot:
    """Raises CatalogueError `bad_prompt` where its words are missing."""
    name = question.name
    prompts.text(f"slot.ask.{name}", "zh")
    options = tuple(
        Option(i, both(f"choice.{name}.{i}", prompts), words) for i, words in question.options.items()
    )
    return Slot(
        name,
        question.kind,
        both(f"label.slot.{name}", prompts),
        options,
        question.called,
        question.card or "",
        question.when,
        question.confirm,
        question.edge or "",
    )


def both(key: str, prompts: Prompts) -> Bilingual:
    """A prompt in both languages. Raises CatalogueError `bad_prompt`."""
    return Bilingual(prompts.text(key, "zh"), prompts.text(key, "en"))
