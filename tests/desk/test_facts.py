"""Facts by their source, and what a wrong value becomes: unknown, never a guess."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.model import LONG_TERM, Fact, FactType, FactValue
from kiosk.core.text import Bilingual
from kiosk.desk.codec import Told, snapshot_from_json, snapshot_to_json
from kiosk.desk.facts import Sources, as_type, collect, further_documents, identity, ports_needed
from kiosk.registries.ports import Port, VehicleRecord
from tests.desk.parts import NUMBERS, WORLD, answer_of, back, card, catalogue

LABEL = Bilingual("", "")
LAN = NUMBERS["lan_she"]


def fact(name: str, kind: FactType, source: str, fallback: str | None = None) -> Fact:
    return Fact(name, kind, source, LABEL, None, fallback)


def facts(*made: Fact) -> dict[str, Fact]:
    return {f.name: f for f in made}


RECORDS = {"person": WORLD.person(LAN), "driver": WORLD.driver(LAN)}


def test_each_kind_of_source() -> None:
    declared = facts(
        fact("a", "string", "card:id_card_front.name"),
        fact("b", "date", "registry:driver.valid_to"),
        fact("c", "bool", "registry:person.found"),
        fact("d", "string", "asked:reason"),
        fact("e", "date", "case:as_of"),
        fact("f", "int", "derived:age"),
        fact("g", "bool", "registry:driver.portrait_usable"),
    )
    found = collect(declared, Sources([card("lan_she")], {"reason": "army"}, RECORDS))
    assert found == {"a": "蓝雨晴", "b": date(2034, 8, 30), "c": True, "d": "army", "g": True}


def test_the_back_of_the_card_tells_what_the_register_does_not() -> None:
    declared = facts(
        fact("end", "date", "registry:person.card_valid_to", "card:id_card_back.valid_to"),
    )
    assert collect(declared, Sources([card("lan_she")], {}, RECORDS)) == {}
    found = collect(declared, Sources([card("lan_she"), back(valid_to="long-term")], {}, RECORDS))
    assert found == {"end": LONG_TERM}
    known = {"person": WORLD.person(NUMBERS["mao"])}
    assert collect(declared, Sources([back()], {}, known)) == {"end": date(2039, 3, 2)}


def test_a_stranger_is_not_found_and_a_silent_register_says_nothing() -> None:
    declared = facts(
        fact("found", "bool", "registry:driver.found"), fact("status", "string", "registry:driver.status")
    )
    assert collect(declared, Sources([], {}, {"driver": None})) == {"found": False}
    assert collect(declared, Sources([], {}, {})) == {}


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("2026-02-30", "date", None),
        ("20260228", "date", date(2026, 2, 28)),
        ("", "string", None),
        ("3", "int", 3),
        ("-3", "int", None),
        ("三", "int", None),
        (True, "int", None),
        (1, "bool", None),
        ("yes", "bool", True),
        ("false", "bool", False),
        ("maybe", "bool", None),
        (5, "string", None),
        (None, "string", None),
    ],
)
def test_types(value: object, kind: FactType, expected: FactValue | None) -> None:
    assert as_type(value, kind) == expected


@given(st.one_of(st.none(), st.text(), st.integers(), st.booleans(), st.floats(), st.dates()))
def test_a_value_is_of_its_type_or_unknown(value: object) -> None:
    for kind, wanted in {"bool": bool, "int": int, "string": str, "date": date}.items():
        typed = as_type(value, kind)  # type: ignore[arg-type]
        assert typed is None or type(typed) is wanted


def test_the_registers_an_item_needs() -> None:
    items = catalogue().items

    def ports(item: str) -> list[str]:
        return ports_needed(items[item].facts.values())

    assert ports("lic_damaged") == ["driver", "person"]
    assert ports("lic_expiry") == ["driver", "medical", "person", "violation"]
    assert ports("truck_pass") == ["insurance", "person", "truck_pass", "vehicle", "violation"]
    assert ports("no_crime") == ["crime", "person", "residence"]


def test_whose_case_it_is() -> None:
    assert identity([back(), card()]).text == NUMBERS["mao"]  # type: ignore[union-attr]
    assert identity([back()]) is None
    assert identity([card(id_number="330212198806153429")]) is None


def test_a_further_document_only_where_it_helps() -> None:
    item = catalogue().items["lic_damaged"]
    unknown = ["id_card_valid_to", "licence_status"]
    assert further_documents(item, unknown, [card()], []) == ["id_card_back"]
    assert further_documents(item, unknown, [card(), back()], []) == []
    assert further_documents(item, unknown, [card()], ["person"]) == []
    assert further_documents(item, ["licence_status"], [card()], []) == []


@given(
    st.dictionaries(
        st.text(min_size=1),
        st.one_of(st.booleans(), st.integers(min_value=-(2**53), max_value=2**53), st.text(), st.dates()),
    )
)
def test_a_snapshot_comes_back(values: dict[str, FactValue]) -> None:
    answers = {port: answer_of(Port(port), record) for port, record in RECORDS.items()}
    answers["crime"] = answer_of(Port.CRIME, None)
    back_again = snapshot_from_json(snapshot_to_json(values, answers))
    assert back_again.facts == values
    assert back_again.records["crime"] is None
    assert back_again.records["driver"]["classes"] == "C2"  # type: ignore[index]
    assert back_again.told["crime"] == Told("TEST crime", answers["crime"].at)


def test_what_a_register_does_not_say_is_not_kept_as_a_null() -> None:
    record = VehicleRecord(plate="浙B00000", emission_stage=None)
    kept = snapshot_from_json(snapshot_to_json({}, {"vehicle": answer_of(Port.VEHICLE, record)}))
    assert kept.records["vehicle"] == {"plate": "浙B00000", "emission_stage": None}


def test_a_case_from_before_sources_were_kept_is_still_read() -> None:
    assert snapshot_from_json('{"facts": {}, "records": {"person": null}}').told == {}
