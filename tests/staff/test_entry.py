"""Manual entry at the window: keyboard only, without microphone, camera or register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.desk.schemas import CaseState
from tests.desk.parts import HandRegistries, card, settled
from tests.staff.conftest import DeskOnLine, Officer


def typed(officer: Officer, text: str) -> None:
    """As keys; what is not ASCII comes as an input method commits it."""
    for letter in text:
        QTest.keyClick(officer.app.window, letter)


def mao() -> dict[str, str]:
    fields = card("mao").fields
    return {f"id_card_front.{n}": fields[n] for n in ("name", "id_number")}


@pytest.fixture
def officer(officers: Callable[..., Officer]) -> Officer:
    made = officers()
    made.sign_in()
    return made


def form(officer: Officer, item: str = "lic_damaged") -> Any:
    model = officer.page("entry")
    officer.until(lambda: model.property("view")["mode"] == "list", 20)
    model.begin(item)
    officer.app.settle()
    return model


def line(model: Any, key: str) -> dict[str, Any]:
    sections = model.property("view")["sections"]
    return next(one for s in sections for one in s["lines"] if one["key"] == key)


def test_a_whole_case_is_typed_with_keys_alone(officer: Officer, hall: DeskOnLine) -> None:
    model = form(officer)
    number = mao()["id_card_front.id_number"]
    first = "id_card_front.id_number"
    officer.until(lambda: officer.app.window.activeFocusItem().objectName() == first)
    typed(officer, number)
    officer.app.settle()
    assert line(model, "id_card_front.birth")["text"] == f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    model.type("id_card_front.name", mao()["id_card_front.name"])
    draft = model.draft.id
    QTest.keyClick(officer.app.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    officer.until(lambda: model.property("view")["mode"] == "list")
    assert settled(hall.desk, draft).state is CaseState.ISSUED
    assert model.property("view")["drafts"] == []


def test_what_is_wrong_is_told_and_nothing_is_sent(officer: Officer, hall: DeskOnLine) -> None:
    model = form(officer)
    model.type("id_card_front.id_number", "110105194912310021")
    model.come("id_card_front.name")
    assert line(model, "id_card_front.id_number")["fault"]
    assert not line(model, "id_card_front.name")["fault"], "nobody is scolded for a line she is on"
    model.hand_in()
    assert model.property("view")["mode"] == "form"
    assert model.property("view")["at"] == "id_card_front.id_number"
    assert hall.desk.reviews() == []


def test_a_draft_outlives_the_window_and_is_resumed(
    officers: Callable[..., Officer], hall: DeskOnLine
) -> None:
    first = officers("pc")
    first.sign_in()
    model = form(first)
    model.type("id_card_front.name", "毛晓燕")
    model.save()
    # The power is cut: nothing is closed in order.
    second = officers("pc")
    second.sign_in()
    again = second.page("entry")
    second.until(lambda: again.property("view")["mode"] == "list", 20)
    (draft,) = again.property("view")["drafts"]
    again.resume(draft["id"])
    assert line(again, "id_card_front.name")["text"] == "毛晓燕"
    again.discard()
    assert again.property("view")["mode"] == "form", "asked for twice"
    again.discard()
    assert again.property("view")["drafts"] == []


def test_another_officer_sees_no_draft_of_hers(officers: Callable[..., Officer]) -> None:
    first = officers("pc")
    first.sign_in()
    model = form(first)
    model.type("id_card_front.name", "毛晓燕")
    first.app.session.sign_out()
    first.app.settle()
    first.sign_in("zhao")
    other = first.page("entry")
    first.until(lambda: other.property("view")["mode"] == "list", 20)
    assert other.property("view")["drafts"] == []


def test_a_silent_register_makes_it_wait_and_be_completed(
    officer: Officer, hall: DeskOnLine, registries: HandRegistries
) -> None:
    registries.failing = {"person": "timeout", "driver": "timeout"}
    model = form(officer)
    for key, text in mao().items():
        model.type(key, text)
    draft = model.draft.id
    model.hand_in()
    officer.until(lambda: model.property("view")["mode"] == "list" and model.property("view")["waiting"])
    assert hall.desk.case(draft).state is CaseState.ACCEPTED
    registries.failing = {}
    assert settled(hall.desk, draft, 30).state is CaseState.ISSUED


def test_a_desk_that_is_gone_keeps_the_draft(officer: Officer, hall: DeskOnLine) -> None:
    model = form(officer)
    for key, text in mao().items():
        model.type(key, text)
    hall.close()
    model.hand_in()
    officer.until(lambda: not model.property("view").get("sending"))
    assert model.property("view")["mode"] == "form"
    model.back()
    assert len(model.property("view")["drafts"]) == 1
