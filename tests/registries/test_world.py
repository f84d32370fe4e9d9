"""World files: what they may hold, and that their errors name the place and never a value."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kiosk.core.errors import UsageError
from kiosk.core.paths import repository_root
from kiosk.registries.world import load_world, load_worlds, parse_world

NUMBER = "11010519491231002X"
OTHER = "330212198806153428"


def entry(**changes: Any) -> dict[str, Any]:
    person = {"id_number": NUMBER, "name": "张三丰", "ethnicity": "汉", "address": "北京市某路1号"}
    driver = {
        "issuer_area": "3302",
        "classes": "C1",
        "status": "normal",
        "first_issued": "2010-01-01",
        "valid_from": "2020-01-01",
        "valid_to": "long-term",
        "points": 0,
        "cycles_at_12": 0,
        "replacements_12_months": 0,
        "portrait_usable": True,
        "open_violations": 0,
        "open_accidents": 0,
    }
    for key, value in changes.items():
        part, _, field = key.partition("__")
        {"person": person, "driver": driver}[part][field] = value
    return {"id": "somebody", "person": person, "driver": driver}


def test_the_shipped_world_has_everybody_on_the_specimen_cards() -> None:
    assets = repository_root() / "assets" / "demo"
    world = load_world(assets / "world.yaml")
    cards = yaml.safe_load((assets / "people.yaml").read_text(encoding="utf-8"))["cards"]
    for card in cards:
        record = world.person(card["id_number"])
        assert record is not None, card["id"]
        assert (record.name, record.sex, record.ethnicity) == (card["name"], card["sex"], card["ethnicity"])
        assert (record.birth, record.address) == (card["birth"], card["address"])
        if record.card_valid_to is not None:
            assert record.card_valid_to == card["valid_to"], card["id"]


def test_left_out_parts_come_from_the_number() -> None:
    world = parse_world({"persons": [entry()]}, "w")
    person, driver = world.person(NUMBER), world.driver(NUMBER)
    assert person is not None
    assert driver is not None
    assert (person.sex, person.birth) == ("女", date(1949, 12, 31))
    assert (driver.licence_number, driver.name) == (NUMBER, "张三丰")


def test_nobody_and_no_licence() -> None:
    content = {"persons": [{"id": "a", "person": entry()["person"]}]}
    world = parse_world(content, "w")
    assert world.driver(NUMBER) is None
    assert world.person(OTHER) is None


def test_json_and_yaml_are_read_alike(tmp_path: Path) -> None:
    content = {"persons": [entry()]}
    (tmp_path / "a.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    assert load_world(tmp_path / "a.json") == load_world(tmp_path / "a.yaml")


def test_of_two_files_the_later_wins(tmp_path: Path) -> None:
    files = []
    for status in ("normal", "seized"):
        file = tmp_path / f"{status}.yaml"
        file.write_text(yaml.safe_dump({"persons": [entry(driver__status=status)]}))
        files.append(file)
    driver = load_worlds(files).driver(NUMBER)
    assert driver is not None
    assert driver.status == "seized"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"person__id_number": "110105194912310022"}, "persons[0].person.id_number: not a valid ID number"),
        ({"person__id_number": int(OTHER)}, "persons[0].person.id_number: Input should be a valid string"),
        ({"person__sex": "男"}, "persons[0].person.sex: differs"),
        ({"person__birth": "1950-01-01"}, "persons[0].person.birth: differs"),
        ({"person__birth": "1949-13-31"}, "persons[0].person.birth: "),
        ({"person__surprise": 1}, "persons[0].person.surprise: unknown field"),
        ({"driver__licence_number": OTHER}, "persons[0].driver.licence_number: must equal"),
        ({"driver__status": "gone"}, "persons[0].driver.status: "),
        ({"driver__points": "0"}, "persons[0].driver.points: "),
        ({"driver__portrait_usable": 1}, "persons[0].driver.portrait_usable: "),
        ({"driver__issuer_area": 3302}, "put it in quotes"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_without_its_value(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_world({"persons": [entry(**changes)]}, "world.yaml")
    assert said in error.value.operator
    assert NUMBER not in str(error.value)
    assert OTHER not in str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "a list named `persons`"),
        ({"persons": {}}, "a list named `persons`"),
        ({"persons": [], "people": 1}, "`people` isn't known"),
        ({"persons": [5]}, "persons[0]: must hold"),
        ({"persons": [{"id": "a"}]}, "persons[0].person: must be a mapping"),
        ({"persons": [entry(), entry()]}, "persons[1].person.id_number: the same number as persons[0]"),
        ({"persons": [{**entry(), NUMBER: 1}]}, "persons[0].‹id-number›: unknown field"),
    ],
)
def test_a_wrong_shape_is_named(content: object, said: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_world(content, "w")
    assert said in error.value.operator
    assert NUMBER not in str(error.value)


@pytest.mark.parametrize("text", ["persons: [", "persons:\n- person: {birth: 2026-02-30}\n", "\0"])
def test_an_unreadable_file_is_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "w.yaml"
    file.write_text(text)
    with pytest.raises(UsageError) as error:
        load_world(file)
    assert "\n" not in error.value.operator


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        load_world(tmp_path / "nowhere.yaml")
