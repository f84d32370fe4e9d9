"""A yes is never inferred: not from a denial that names the item, not from a word that means else."""

from __future__ import annotations

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.settings import DialogueSettings, ItemView
from kiosk.dialogue.states import StateName
from kiosk.nlu.understand import Understander
from tests.dialogue.building import ASSETS, DIALOGUE, REACHED, said, walk

CATALOGUE = Catalogue.load(ASSETS)
UNDERSTANDER = Understander.load(CATALOGUE, ASSETS / "words")
REAL = Dialogue(
    DialogueSettings(
        items={i.id: ItemView(i.id, i.documents) for i in CATALOGUE.items.values()}, card_problems=frozenset()
    )
)


@pytest.mark.parametrize(
    ("request_", "denial"),
    [
        ("我的驾驶证坏了", "不是驾驶证损毁换证"),
        ("我的驾驶证坏了", "我没说驾照坏了"),
        ("驾照丢了", "不办遗失补证"),
    ],
)
def test_a_denial_that_names_the_item_is_no_yes(request_: str, denial: str) -> None:
    state = walk(ev.Woke(), ev.SaidAll())
    for text in (request_, denial):
        state, _ = REAL.step(state, ev.Meant(UNDERSTANDER.understand(text)))
    assert state.name is not StateName.NOTICE


@pytest.mark.parametrize("name", [StateName.CONFIRM_ITEM, StateName.CONFIRM_FIELDS])
def test_laid_down_is_no_yes(name: StateName) -> None:
    """好了, 放好了 is scored with a lower floor than a yes and may even come from free text."""
    state, _ = DIALOGUE.step(REACHED[name], said("done"))
    assert not any(d.confirmed for d in state.documents)
    assert state.name is name
