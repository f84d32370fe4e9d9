"""Mistakes by teaching are caught: a rule or a dated value changed a little breaks an example."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from benchmarks.rules import EQUIVALENT
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.check import coverage
from kiosk.catalogue.mutants import rule_mutants, survivors, try_rules, try_values, value_mutants


def test_no_change_of_a_rule_goes_unnoticed(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        assert survivors(try_rules(item, catalogue.judge), EQUIVALENT) == []


def test_no_change_of_a_dated_value_goes_unnoticed(catalogue: Catalogue) -> None:
    tried = list(try_values(catalogue.items.values(), catalogue.judge))
    assert survivors(tried, EQUIVALENT) == []
    assert {m.name for m in tried if not m.caught} == EQUIVALENT.keys()


def test_there_are_enough_of_them(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        assert all(len(list(rule_mutants(rule))) >= 3 for rule in item.rules)
    law = catalogue.judge.law.parameters.values()
    assert all(len(list(value_mutants(p))) >= 2 * len(p.values) for p in law)


def test_a_rule_is_changed_in_every_way(catalogue: Catalogue) -> None:
    rule = replace(
        catalogue.item("lic_lost").rules[0],
        expression="licence_points < 12 && licence_status in ['a', 'b1']",
        in_force_from=date(2022, 4, 1),
    )
    made = dict(rule_mutants(rule))
    assert "licence_points <= 12 && licence_status in ['a', 'b1']" in made
    assert "licence_points < 11 && licence_status in ['a', 'b1']" in made
    assert "licence_points < 12 || licence_status in ['a', 'b1']" in made
    assert "licence_points < 12 && licence_status in ['b1']" in made
    assert {"true", "false", "from 2022-03-31", "from 2022-04-02"} <= made.keys()
    assert not any("'b2'" in change for change in made)


def test_every_rule_shows_both_its_sides(catalogue: Catalogue) -> None:
    for line in coverage(catalogue.items.values(), catalogue.judge):
        assert line["holds"], line
        assert line["fails"], line
