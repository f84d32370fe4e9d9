"""Facts at the border."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.model import LONG_TERM, Outcome


def test_dates_come_as_iso_or_long_term(catalogue: Catalogue) -> None:
    read = catalogue.read_facts({"licence_valid_to": "2030-02-28", "id_card_valid_to": "long-term"})
    assert read == {"licence_valid_to": date(2030, 2, 28), "id_card_valid_to": LONG_TERM}


def test_null_is_unknown(catalogue: Catalogue) -> None:
    assert catalogue.read_facts({"medical_date": None}) == {}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"licence_statos": "normal"}, "licence_status"),
        ({"licence_valid_to": "2023-02-30"}, "licence_valid_to"),
        ({"licence_valid_to": "20230301"}, "licence_valid_to"),
        ({"licence_valid_to": 20230301}, "licence_valid_to"),
        ({"licence_points": True}, "licence_points"),
        ({"licence_points": 3.0}, "licence_points"),
        ({"licence_points": 2**70}, "licence_points"),
        ({"person_alive": 1}, "person_alive"),
        ({"person_alive": "true"}, "person_alive"),
        ({"card_name": 7}, "card_name"),
        ({"age": 30}, "age"),
        ({"as_of": "2026-01-05"}, "as_of"),
    ],
)
def test_a_wrong_fact_is_named_in_one_line(catalogue: Catalogue, raw: dict[str, object], said: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        catalogue.decide("lic_lost", raw, date(2026, 1, 5))
    assert caught.value.code == "bad_facts"
    assert said in caught.value.operator
    assert "\n" not in caught.value.operator


def test_an_error_never_holds_the_value(catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueError) as caught:
        catalogue.read_facts({"licence_points": "330200198806010026"})
    assert "330200198806010026" not in str(caught.value)


def test_an_unknown_item_gets_a_suggestion(catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueError, match="lic_damaged"):
        catalogue.item("lic_damage")


PERSON = {
    "id_number": "330200198806010026",
    "name": "毛晓燕",
    "birth": date(1988, 6, 1),
    "alive": True,
    "card_status": "valid",
    "card_valid_to": None,
}
DRIVER = {
    "licence_number": "330200198806010026",
    "name": "毛晓燕",
    "issuer_area": "330205",
    "classes": "C1",
    "status": "normal",
    "valid_to": "long-term",
    "points": 0,
    "replacements_12_months": 0,
    "portrait_usable": True,
}
FRONT = {"name": "毛晓燕", "id_number": "330200198806010026"}


def test_cards_and_registries_make_the_facts(catalogue: Catalogue) -> None:
    cards = {"id_card_front": FRONT, "id_card_back": {"valid_to": "2030-01-01"}}
    facts = catalogue.gather("lic_damaged", cards, {"person": PERSON, "driver": DRIVER})
    assert facts["licence_valid_to"] == LONG_TERM
    assert facts["id_card_valid_to"] == date(2030, 1, 1)
    assert catalogue.decide("lic_damaged", facts, date(2026, 1, 5)).decision is Outcome.APPROVE


def test_the_back_of_the_card_is_asked_for_where_the_register_does_not_know(catalogue: Catalogue) -> None:
    facts = catalogue.gather("lic_damaged", {"id_card_front": FRONT}, {"person": PERSON, "driver": DRIVER})
    assert catalogue.needed_documents("lic_damaged", facts) == ("id_card_back",)
    decision = catalogue.decide("lic_damaged", facts, date(2026, 1, 5))
    assert decision.decision is Outcome.REVIEW
    assert decision.unknown == ("id_card_valid_to",)


def test_nobody_known_is_not_the_same_as_no_answer(catalogue: Catalogue) -> None:
    day = date(2026, 1, 5)
    stranger = catalogue.gather("lic_lost", {"id_card_front": FRONT}, {"person": PERSON, "driver": None})
    silent = catalogue.gather("lic_lost", {"id_card_front": FRONT}, {"person": PERSON})
    assert catalogue.decide("lic_lost", stranger, day).decision is Outcome.REFUSE
    assert catalogue.decide("lic_lost", silent, day).decision is Outcome.REVIEW
    assert "licence_found" in catalogue.decide("lic_lost", silent, day).unknown


def test_a_registry_that_answers_a_wrong_type_is_an_error(catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueError):
        catalogue.gather("lic_lost", {"id_card_front": FRONT}, {"driver": {**DRIVER, "points": "three"}})


def test_explain_lists_what_can_be_given(catalogue: Catalogue) -> None:
    data = catalogue.explain("lic_expiry")
    facts = {f["name"]: f["example"] for f in data["facts"]}
    assert "age" not in facts
    day = date.fromisoformat(data["as_of"])
    assert catalogue.decide("lic_expiry", facts, day).decision is Outcome.APPROVE
