"""The words that the dialogue may need are there: for every document, problem, cause and command."""

from __future__ import annotations

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.model import Cause
from kiosk.dialogue.questions import QUESTIONS
from kiosk.terminal.parts import NOT_SPOKEN
from tests.dialogue.building import ASSETS, BACK, CAUSES, FRONT, PROMPTS

KEYS = PROMPTS.keys()


def test_the_causes_are_the_catalogues() -> None:
    assert set(CAUSES) == {cause.value for cause in Cause}


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_has_a_sentence(cause: str) -> None:
    assert f"handover.cause.{cause}" in KEYS
    assert not PROMPTS.placeholders(f"handover.cause.{cause}")


@pytest.mark.parametrize("document", [FRONT, BACK])
def test_every_document_of_the_dialogue_has_a_sentence(document: str) -> None:
    assert f"card.place.{document}" in KEYS


def test_every_document_of_the_catalogue_has_a_sentence() -> None:
    """What the desk may ask for while the citizen looks at the fields must be something 小智 can ask for."""
    catalogue = Catalogue.load(ASSETS)
    documents: set[str] = set()
    for item in (*catalogue.items.values(), *catalogue.handoffs.values()):
        documents |= set(item.documents) | set(item.extra_documents.values())
    assert documents
    assert {f"card.place.{d}" for d in documents} <= KEYS


def test_every_question_has_page_and_sentence() -> None:
    for state, question in QUESTIONS.items():
        assert {f"page.{question.page}.title", f"page.{question.page}.hint"} <= KEYS, state
        assert all({f"button.{b}", f"button.{question.page}.{b}"} & KEYS for b in question.buttons), state


def test_what_needs_no_value_asks_for_none() -> None:
    """Only these sentences may hold a placeholder; the dialogue gives each exactly what it needs."""
    allowed = {
        "item.confirm": {"item"},
        "item.confirm.two": {"item", "second"},
        "item.confirm.other": {"item"},
        "item.next": {"item"},
        "need.apart": {"options"},
        "slot.confirm": {"values"},
        "slot.read_back": {"values"},
        "handover.why": {"reason"},
        "need.elsewhere": {"pointer"},
        "result.approved": {"window", "ticket"},
        "result.existing": {"window", "ticket"},
        "handover.number": {"window", "ticket"},
        "handover.elsewhere": {"office", "window", "ticket"},
        "handover.reason": {"reason"},
        "guide.ask": {"item"},
        "guide.ask.officer": {"item"},
        "guide.told": {"bring", "takes", "fee"},
        "why.told": {"reason", "basis"},
    }
    allowed |= {key: allowed["result.approved"] for key in KEYS if key.startswith("result.approved.")}
    for key in KEYS:
        if key.split(".")[0] in NOT_SPOKEN:
            continue
        assert set(PROMPTS.placeholders(key)) <= allowed.get(key, set()), key
