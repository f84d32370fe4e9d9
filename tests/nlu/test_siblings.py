"""Each item beside its sentences: what reaches it, and what looks like it and must not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kiosk.catalogue.catalogue import Catalogue
from kiosk.nlu.understand import Understander

DATA = yaml.safe_load((Path(__file__).parent / "data" / "siblings.yaml").read_text(encoding="utf-8"))


def test_every_item_has_siblings(catalogue: Catalogue) -> None:
    assert set(DATA) == {i.id for i in catalogue.all_items.values() if i.sentences}


@pytest.mark.parametrize("item", sorted(DATA))
def test_what_reaches_an_item(understander: Understander, item: str) -> None:
    found = understander.understand_all(DATA[item]["reached"])
    for said in found:
        held = said.id == item or (said.outcome == "ask" and item in {c.id for c in said.candidates[:3]})
        assert held, said
    assert sum(said.id == item for said in found) >= len(found) - 1, found


@pytest.mark.parametrize("item", sorted(DATA))
def test_what_only_looks_like_it(understander: Understander, item: str) -> None:
    for said in understander.understand_all(DATA[item]["never"]):
        assert said.id != item, said


@pytest.mark.parametrize("item", sorted(DATA))
def test_the_grammar_alone_acts_on_no_lookalike(grammar_alone: Understander, item: str) -> None:
    """Where nothing was built 小智 asks more, but what it does is no worse."""
    wrong = [t for t in DATA[item]["never"] if grammar_alone.understand(t).id == item]
    assert len(wrong) <= 1, wrong
