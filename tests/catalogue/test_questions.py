"""An item's questions: read, checked with file and line, and with words for every one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.prompts import Prompts
from kiosk.core.paths import Paths

ASSETS = Paths.default().assets


def test_every_question_has_its_words(catalogue: Catalogue) -> None:
    keys = Prompts.load(ASSETS / "prompts").keys()
    asked = [(i.id, q) for i in catalogue.all_items.values() for q in i.questions]
    assert asked
    for item, question in asked:
        wanted = {f"slot.ask.{question.name}", f"label.slot.{question.name}"}
        wanted |= {f"choice.{question.name}.{option}" for option in question.options}
        assert wanted <= keys, item


def test_the_slots_of_the_desk_are_asked(catalogue: Catalogue) -> None:
    asked = {i.id: [q.name for q in i.questions] for i in catalogue.items.values()}
    assert asked["truck_pass"] == ["plate", "zone", "pass_from", "pass_to"]
    assert asked["lic_postpone"] == ["postpone_reason", "postpone_until"]
    assert asked["lic_downgrade"] == ["target_class", "body_changed"]
    assert asked["lic_transfer"] == ["body_changed"]
    assert asked["no_crime"] == ["purpose"]
    assert asked["lic_medical"] == asked["lic_damaged"] == []


@pytest.mark.parametrize(
    ("questions", "problem"),
    [
        ("[{name: plate, kind: plate}, {name: plate, kind: plate}]", "is there twice"),
        ("[{name: zone, kind: choice}]", "every choice has them"),
        ("[{name: plate, kind: plate, options: [{id: a}]}]", "only a choice has options"),
        ("[{name: plate, kind: plate, when: {zone: [core]}}]", "no earlier question 'zone'"),
        ("[{name: until, kind: date, edge: last}]", "follows the question for the first"),
        ("[{name: plate, kind: number}]", "kind"),
    ],
)
def test_a_question_that_cannot_be_asked_is_no_question(assets: Path, questions: str, problem: str) -> None:
    path = assets / "items" / "lic_damaged.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"questions: {questions}\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        Catalogue.load(assets)
    assert problem in error.value.operator
    assert "lic_damaged.yaml" in error.value.operator
