"""The catalogue as the other rooms use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.catalogue.check import Finding, check, notes, open_points
from kiosk.catalogue.errors import CatalogueError, suggestion
from kiosk.catalogue.explain import explain
from kiosk.catalogue.facts import read_facts
from kiosk.catalogue.loader import load
from kiosk.catalogue.model import Decision, Fact, FactValue, Item
from kiosk.catalogue.periods import WorkingDays
from kiosk.catalogue.rules import Judge
from kiosk.catalogue.weigh import Weighed, weigh


@dataclass(frozen=True)
class Catalogue:
    """Items, facts and law of one installation."""

    items: Mapping[str, Item]
    """The items the desk finishes by itself (or will: `Item.taught_later`), by id, in their files' order."""
    handoffs: Mapping[str, Item]
    """Those it recognises and hands over."""
    facts: Mapping[str, Fact]
    """All declared facts."""
    judge: Judge
    working_days: WorkingDays

    @classmethod
    def load(cls, assets: Path, unreadable: dict[str, CatalogueError] | None = None) -> Catalogue:
        """From the assets folder. Raises CatalogueError with file and line.

        With `unreadable`, an item that can't be read is left out and its error put there by its id.
        """
        loaded = load(assets, unreadable)
        items = {i.id: i for i in loaded.items if i.kind == "item"}
        handoffs = {i.id: i for i in loaded.items if i.kind == "handoff"}
        judge = Judge(loaded.law, loaded.expressions, loaded.unknown)
        return cls(items, handoffs, loaded.facts, judge, loaded.working_days)

    @property
    def all_items(self) -> dict[str, Item]:
        """The items decided here, then those that are handed over."""
        return {**self.items, **self.handoffs}

    def item(self, item_id: str) -> Item:
        """The item or hand-off item. Raises CatalogueError `unknown_item`."""
        found = self.items.get(item_id) or self.handoffs.get(item_id)
        if found is None:
            known = [*self.items, *self.handoffs]
            raise CatalogueError("unknown_item", f"no item {item_id!r}{suggestion(item_id, known)}")
        return found

    def automatic(self, item_id: str) -> Item:
        """The same, but only an item that has rules. Raises CatalogueError `unknown_item`."""
        item = self.item(item_id)
        if item.kind != "item":
            raise CatalogueError("unknown_item", f"{item_id!r} is always handed over; it has no rules")
        return item

    def read_facts(self, raw: Mapping[str, object]) -> dict[str, FactValue]:
        """Flat JSON as typed facts. Raises CatalogueError `bad_facts`."""
        return read_facts(raw, self.facts)

    def decide(self, item_id: str, facts: Mapping[str, object], as_of: date) -> Decision:
        """The rules' answer. Facts typed or as JSON has them. Raises CatalogueError."""
        return self.judge.decide(self.automatic(item_id), self.read_facts(facts), as_of)

    def weigh(self, item_id: str, facts: Mapping[str, object], as_of: date) -> Weighed:
        """Each rule's answer and what would change it; nothing for an item without rules."""
        item = self.item(item_id)
        return Weighed() if item.by_officer else weigh(item, self.judge, self.read_facts(facts), as_of)

    def explain(self, item_id: str) -> dict[str, Any]:
        """The item as plain data: facts to give, what follows from them, rules, law values."""
        return explain(self.item(item_id), self.judge)

    def fee(self, item_id: str, as_of: date) -> int | None:
        """Fen to be paid at the window, or None where the item costs nothing.

        Raises CatalogueError `fee_unknown` where it costs something and no fee is in force that day.
        """
        outcome = self.automatic(item_id).outcome
        if outcome is None or outcome.fee_parameter is None:
            return None
        fee = self.judge.law.number(outcome.fee_parameter, as_of)
        if fee is None:
            raise CatalogueError("fee_unknown", f"{item_id}: no {outcome.fee_parameter} in force on {as_of}")
        return fee

    def due(self, item_id: str, as_of: date) -> date | None:
        """The last day the law lets it take, working days counted; None: none set, or not known."""
        outcome = self.automatic(item_id).outcome
        if outcome is None or outcome.limit_parameter is None:
            return None
        days = self.judge.law.number(outcome.limit_parameter, as_of)
        return None if days is None else self.working_days.after(as_of, days)

    def old_card_back(self, item_id: str, facts: Mapping[str, object], as_of: date) -> bool | None:
        """Does the window take the old one back? None: a fact that decides it is missing."""
        item = self.automatic(item_id)
        if item.outcome is None or not item.outcome.old_card_back:
            return False
        condition = item.outcome.old_card_back_if
        if condition is None:
            return True
        values = self.judge.values(item, self.read_facts(facts), as_of)
        return self.judge.expressions.compile(condition).holds(values)

    def check(self) -> list[Finding]:
        """What is wrong: examples that come out otherwise, rules without an example, overlapping dates …"""
        return check(self.all_items, self.judge)

    def notes(self) -> list[Finding]:
        """What is not whole yet: items that the desk can't finish so far."""
        return notes(self.items)

    def open_points(self) -> list[Finding]:
        """What an owner should confirm: rules and values marked K (general knowledge) or ? (unread)."""
        return open_points(self.items, self.judge)
