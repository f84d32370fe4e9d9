"""Every item of this installation from the greeting to its end, by touch only and by voice only.

The real items, sentences and word readers; desk, camera and ears are played. By touch a thing may only be
done that a button, a key or a card on the present page offers; by voice only what the ears are open for.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.core.paths import repository_root
from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.slot import Slot
from kiosk.dialogue.states import State, StateName
from kiosk.nlu.types import Understanding
from kiosk.terminal.guidance import Guidance
from kiosk.terminal.pages import Pages
from kiosk.terminal.parts import dialogue_settings
from kiosk.terminal.reading import WordReader
from kiosk.terminal.screen import View

S = StateName
ASSETS = repository_root() / "assets"
CATALOGUE = Catalogue.load(ASSETS)
PROMPTS = Prompts.load(ASSETS / "prompts")
SETTINGS = dialogue_settings(CATALOGUE, PROMPTS, None, WordReader.load(ASSETS))
NAMES = {item.id: item.name for item in CATALOGUE.all_items.values()}
DAY = "2026-11-24"
ID_NUMBER = "11010519491231002X"
#: What is typed, and what is said, where the item gives no list.
TYPED = {"plate": "浙B12345", "phone": "13800138000", "id_tail": "0021", "date": "2026-12-01", "months": "6"}
SPOKEN = {"plate": "浙B12345", "phone": "13800138000", "id_tail": "0021", "date": "明天", "months": "六个月"}
#: A page on which these are keyed in.
_KEYED = frozenset({"digits", "plate", "date"})
every = pytest.mark.parametrize("item", [i.id for i in CATALOGUE.all_items.values()])


class Visit:
    """A visit by one way only: `touch` or `voice`."""

    def __init__(self, way: str) -> None:
        self.way = way
        self.dialogue = Dialogue(replace(SETTINGS, prints=True))
        self.state = State(day=DAY)
        self.pages = Pages(PROMPTS, NAMES, guidance=Guidance.of(CATALOGUE, PROMPTS))
        self.view: View | None = None
        self.ears: do.Listen | None = None
        self.said: list[str] = []
        self.passed: list[StateName] = []

    def happen(self, event: ev.Event) -> None:
        self.state, actions = self.dialogue.step(self.state, event)
        if self.passed[-1:] != [self.state.name]:
            self.passed.append(self.state.name)
        for action in actions:
            match action:
                case do.Show():
                    self.view = self.pages.turn(action, self.state, ())
                case do.Listen():
                    self.ears = action
                case do.StopListening():
                    self.ears = None
                case do.Say():
                    self.said.append(
                        self.pages.sentence(action.key, action.values, self.state.language, action.variant)
                    )

    def command(self, command: str) -> None:
        """A button on the page, or a word while the ears are open."""
        assert self.view is not None
        if self.way == "touch":
            assert command in {c.id for c in self.view.choices}, f"no button {command} on {self.view.page}"
        else:
            assert self.ears is not None, f"deaf on {self.view.page}"
            assert self.ears.expect in ("yes_no", "commands", "open")
        self._meant(Understanding("", "command", command, (), 1.0))

    def ask_for(self, item: str) -> None:
        assert self.view is not None
        if self.way == "touch":
            assert item in {c.id for c in self.view.choices}
        else:
            assert self.ears is not None
            assert self.ears.expect == "open"
        outcome = "handoff" if item in CATALOGUE.handoffs else "item"
        self._meant(Understanding("", outcome, item, (), 1.0))  # type: ignore[arg-type]

    def answer(self, slot: Slot) -> None:
        assert self.view is not None
        if slot.kind == "yes_no":
            self.command("deny")
        elif self.way == "touch":
            value = slot.options[0].id if slot.options else TYPED[slot.kind]
            offered = {c.id for c in self.view.choices}
            assert self.view.asks in _KEYED or value in offered, f"{slot.name} can't be answered by hand"
            self._meant(Understanding(value, "none", None, (), 1.0, {"value": value}))
        else:
            assert self.ears is not None
            assert self.ears.slot == slot.name
            text = slot.options[0].label.zh if slot.options else SPOKEN[slot.kind]
            self._meant(Understanding(text, "none", None))

    def _meant(self, said: Understanding) -> None:
        self.happen(ev.Meant(said, "touch" if self.way == "touch" else "voice", DAY))

    def lay_card(self) -> None:
        document = self.state.wanted_document
        assert document is not None
        fields = {"id_number": ID_NUMBER, "name": "甲"} if document == "id_card_front" else {}
        self.happen(ev.CardStill(document))
        self.happen(ev.CardRead(document, True, fields))

    def go_on(self) -> bool:
        """The next step of hers; False: the desk has it."""
        match self.state.name:
            case S.CONFIRM_ITEM | S.GUIDE | S.NOTICE | S.CONFIRM_SLOTS:
                self.command("confirm")
            case S.PLACE_CARD:
                self.lay_card()
            case S.CONFIRM_FIELDS:
                self.happen(ev.PrecheckDone(()))
                self.command("confirm")
            case S.ASK_SLOT:
                slots = SETTINGS.items[self.state.item or ""].slots
                self.answer(next(s for s in slots if s.name == self.state.slot))
            case S.DECIDE | S.STAFF:
                return False
            case other:
                raise AssertionError(f"stuck at {other}")
        return True

    def until_the_desk(self, item: str) -> None:
        self.happen(ev.Woke())
        self.happen(ev.SaidAll())
        self.ask_for(item)
        for _ in range(40):
            if not self.go_on():
                return
        raise AssertionError(f"round and round: {self.passed}")


@pytest.mark.parametrize("way", ["touch", "voice"])
@every
def test_every_item_can_be_done_to_its_end(item: str, way: str) -> None:
    visit = Visit(way)
    visit.until_the_desk(item)
    by_officer = CATALOGUE.all_items[item].by_officer
    assert visit.state.name is (S.STAFF if by_officer else S.DECIDE)
    assert visit.state.item == item
    visit.happen(ev.CaseTaken("A017", "3"))
    if by_officer:
        visit.happen(ev.CaseHandedOver("A017", "3", "system"))
    else:
        visit.happen(ev.CaseIssued("A017", "3", "33"))
    # Where to go is said and shown, and the visit is left the same way.
    assert any("A017" in said and "3" in said for said in visit.said)
    assert visit.view is not None
    assert set(visit.view.facts.values()) == {"A017", "3"}
    visit.happen(ev.SaidAll())
    visit.command("finish")
    assert visit.state.name is S.GOODBYE
    visit.happen(ev.SaidAll())
    assert visit.state == State(name=S.WIPE, ended="handed_over" if by_officer else "issued")


@every
def test_by_voice_nobody_needs_eyes_for_a_question(item: str) -> None:
    """What stands on a page as a question has been said."""
    visit = Visit("voice")
    visit.until_the_desk(item)
    spoken = "".join(visit.said)
    for slot in SETTINGS.items[item].slots:
        if S.ASK_SLOT in visit.passed and slot.name in visit.state.answers:
            assert PROMPTS.text(f"slot.ask.{slot.name}", "zh")[:6] in spoken
    assert ID_NUMBER not in spoken
    assert "甲" not in spoken, "a name is nobody else's to hear"
