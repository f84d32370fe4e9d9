"""The scenarios as data: complete, consistent, and nobody's."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.core.id_number import parse_id_number
from kiosk.core.paths import repository_root
from kiosk.dialogue.states import StateName
from kiosk.registries.world import load_worlds
from kiosk.training.cast import NOBODYS_AREA, cast, load_likes, world_of
from kiosk.training.people import TrainingError
from kiosk.training.scenario import Scenario, load_scenario, load_scenarios

ASSETS = repository_root() / "assets"
SCENARIOS = load_scenarios(ASSETS)
#: What the set must hold besides two an item.
BESIDES = {
    "emergency_fire",
    "silence",
    "mishearing",
    "wrong_card",
    "card_upside_down",
    "registry_down",
    "printer_out_of_paper",
    "power_cut",
    "angry_visitor",
    "found_card",
    "agent_for_a_parent",
    "english_speaker",
    "deaf_visitor",
}


def test_every_item_is_approved_once_and_handed_over_once() -> None:
    kinds = Counter((s.item, s.kind) for s in SCENARIOS.values())
    for item in Catalogue.load(ASSETS).items:
        assert kinds[item, "approved"] >= 1, item
        assert kinds[item, "handed_over"] >= 1, item
    assert len(SCENARIOS) >= 26
    assert SCENARIOS.keys() >= BESIDES


def test_what_is_expected_is_in_the_catalogue() -> None:
    catalogue = Catalogue.load(ASSETS)
    for scenario in SCENARIOS.values():
        item = catalogue.all_items.get(scenario.expect.item or "")
        rules = {r.id for r in item.rules} if item else set()
        assert set(scenario.expect.rules) <= rules, scenario.id
        if scenario.expect.paper:
            assert item is not None
            assert item.outcome is not None
            assert item.outcome.paper == scenario.expect.paper


def test_a_question_that_a_step_answers_exists() -> None:
    catalogue = Catalogue.load(ASSETS)
    slots = {q.name for item in catalogue.items.values() for q in item.questions}
    states = {s.value for s in StateName}
    for scenario in SCENARIOS.values():
        for step in scenario.citizen.steps:
            kind, _, name = step.at.partition(".")
            assert (name in slots) if kind == "slot" else (step.at in states), (scenario.id, step.at)


def test_people_are_consistent_and_nobodys() -> None:
    likes = load_likes(ASSETS)
    numbers: list[str] = []
    for scenario in SCENARIOS.values():
        for actor in cast(scenario, likes).values():
            number = parse_id_number(actor.card.id_number)
            assert number is not None
            assert number.birth == actor.card.birth
            assert number.sex == actor.card.sex
            assert number.area == NOBODYS_AREA
            numbers.append(number.text)
    assert len(set(numbers)) == len(numbers)


def test_the_world_of_all_scenarios_loads(tmp_path: Path) -> None:
    likes = load_likes(ASSETS)
    actors = [a for s in SCENARIOS.values() for a in cast(s, likes).values()]
    file = tmp_path / "world.json"
    file.write_text(world_of(actors), encoding="utf-8")
    known = load_worlds([file]).persons
    assert len(known) == sum(a.world is not None for a in actors)
    plates = [a.plate for a in actors if a.plate]
    assert len(set(plates)) == len(plates)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id: other", "named alike"),
        ("id: broken\nsteps: [", "can't be used"),
        ("id: broken\ntitle: {zh: a, en: b}", "can't be used"),
    ],
)
def test_a_scenario_that_is_wrong_is_refused_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "broken.yaml"
    whole = (ASSETS / "scenarios" / "silence.yaml").read_text(encoding="utf-8")
    file.write_text(whole.replace("id: silence", text) if text == "id: other" else text, encoding="utf-8")
    with pytest.raises(TrainingError, match=says):
        load_scenario(file)


def test_a_handed_over_case_needs_the_officers_part() -> None:
    raw = SCENARIOS["lic_lost_seized"].model_dump()
    raw["officer"] = None
    with pytest.raises(ValueError, match="officer"):
        Scenario.model_validate(raw)
