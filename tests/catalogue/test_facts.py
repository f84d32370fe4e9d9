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


def test_explain_lists_what_can_be_given(catalogue: Catalogue) -> None:
    data = catalogue.explain("lic_expiry")
    facts = {f["name"]: f["example"] for f in data["facts"]}
    assert "age" not in facts
    day = date.fromisoformat(data["as_of"])
    assert catalogue.decide("lic_expiry", facts, day).decision is Outcome.APPROVE
