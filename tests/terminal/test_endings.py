"""What a citizen is told to fetch is what her item's paper is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.prompts import Prompts
from kiosk.core.paths import Paths
from kiosk.terminal.parts import dialogue_settings

ASSETS = Paths.default().assets
CATALOGUE = Catalogue.load(ASSETS)
PROMPTS = Prompts.load(ASSETS / "prompts")
SETTINGS = dialogue_settings(CATALOGUE, PROMPTS, None)
#: Template -> a word that the sentence has. A new licence in exchange for the old one says that too.
FETCHED = {
    "licence_card": "办好了",
    "licence_postpone": "凭证",
    "medical_receipt": "回执",
    "vehicle_licence": "办好了",
    "inspection_mark": "标志",
    "truck_pass": "通行证",
    "no_crime": "办好了",
    "residence_endorsement": "签注",
}


@pytest.mark.parametrize("item", sorted(CATALOGUE.items))
def test_the_end_names_what_the_item_gives(item: str) -> None:
    outcome = CATALOGUE.items[item].outcome
    assert outcome is not None
    key = SETTINGS.items[item].approved
    said = PROMPTS.text(key, "zh", window="3", ticket="A001")
    assert FETCHED[outcome.paper] in said
    assert "3号窗口" in said
    assert "A001" in said
    # Art 68: who exchanges a licence brings the old one; where a fact decides it the officer asks.
    assert ("旧证" in said) == (outcome.old_card_back and outcome.old_card_back_if is None)
    assert ("不能开车" in said) == (item == "lic_postpone")


def test_a_clean_record_is_not_told_aloud() -> None:
    for language in ("zh", "en"):
        said = PROMPTS.text(SETTINGS.items["no_crime"].approved, language, window="5", ticket="B002")
        assert not any(word in said.lower() for word in ("犯罪", "记录", "crim", "record"))


def test_an_end_without_a_sentence_is_found_out_before_the_first_visit() -> None:
    item = CATALOGUE.items["residence"]
    assert item.outcome is not None
    lost = replace(item, outcome=replace(item.outcome, ends="nowhere"))
    with pytest.raises(CatalogueError, match=r"result\.approved\.nowhere"):
        dialogue_settings(replace(CATALOGUE, items={"residence": lost}), PROMPTS, None)
