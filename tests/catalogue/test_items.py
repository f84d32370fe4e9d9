"""The law as the items have it: worked examples, what they catch, what is never approved."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.check import check
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.law import Law
from kiosk.catalogue.model import Cause, FactValue, Item, Outcome, Rule

TODAY = date(2026, 1, 5)


TAUGHT = {"lic_damaged", "lic_lost", "lic_expiry"}
THIRTEEN = TAUGHT | {
    *("lic_transfer", "lic_info", "lic_postpone", "lic_downgrade", "lic_medical"),
    *("veh_license", "veh_mark", "truck_pass", "no_crime", "residence"),
}


def test_the_thirteen_items_are_there(catalogue: Catalogue) -> None:
    assert set(catalogue.items) == THIRTEEN
    assert {i.id for i in catalogue.items.values() if not i.taught_later} == TAUGHT
    assert len([i for i in catalogue.handoffs.values() if i.sentences]) == 9


def test_an_item_without_rules_is_never_approved(catalogue: Catalogue) -> None:
    """Empty rules all hold; that must not pass for an approval."""
    for item in catalogue.items.values():
        if item.taught_later:
            assert item.by_officer
            decision = catalogue.decide(item.id, {}, TODAY)
            assert (decision.decision, decision.cause) == (Outcome.REVIEW, Cause.INCOMPLETE)
            assert catalogue.fee(item.id, TODAY) is None


def test_what_is_not_whole_yet_is_noted(catalogue: Catalogue) -> None:
    assert {note.where for note in catalogue.notes()} == THIRTEEN - TAUGHT


def test_every_example_comes_out_as_written_and_every_rule_shows_both_sides(catalogue: Catalogue) -> None:
    assert catalogue.check() == []
    assert sum(len(i.examples) for i in catalogue.items.values()) > 120


def _broken(catalogue: Catalogue, item: Item, law: Law | None = None) -> bool:
    judge = replace(catalogue.judge, law=law) if law else catalogue.judge
    return bool(check({item.id: item}, judge))


def _mutants(rule: Rule) -> list[str]:
    text = rule.expression
    swaps = [(" <= ", " < "), (" >= ", " > "), (" < ", " <= "), (" > ", " >= "), (" == ", " != ")]
    swaps += [(" && ", " || "), (" || ", " && ")]
    return [text.replace(a, b, 1) for a, b in swaps if a in text] + [f"!({text})", "true", "false"]


def test_a_changed_rule_breaks_an_example(catalogue: Catalogue) -> None:
    survivors = []
    # Equivalent: on the last day itself not_near_expiry refuses too, and offers the same.
    equivalent = {"lic_damaged.not_expired: licence_days_left > 0"}
    for item in catalogue.items.values():
        for index, rule in enumerate(item.rules):
            for text in _mutants(rule):
                rules = list(item.rules)
                rules[index] = replace(rule, expression=text)
                if not _broken(catalogue, replace(item, rules=tuple(rules))):
                    survivors.append(f"{item.id}.{rule.id}: {text}")
    assert set(survivors) == equivalent


@pytest.mark.parametrize("step", [-1, 1])
def test_a_changed_number_breaks_an_example(catalogue: Catalogue, step: int) -> None:
    unnoticed = []
    for name, parameter in catalogue.judge.law.parameters.items():
        used = any(
            name in catalogue.judge.expressions.compile(r.expression).names
            for i in catalogue.items.values()
            for r in i.rules
        )
        derived = name in {"renewal_grace_years", "medical_valid_months"}
        for at, dated in enumerate(parameter.values):
            if not (used or derived) or not isinstance(dated.value, int):
                continue
            values = list(parameter.values)
            values[at] = replace(dated, value=dated.value + step)
            law = Law({**catalogue.judge.law.parameters, name: replace(parameter, values=tuple(values))})
            if not any(_broken(catalogue, item, law) for item in catalogue.items.values()):
                unnoticed.append((name, at))
    assert unnoticed == []


@pytest.mark.parametrize("item_id", ["lic_damaged", "lic_lost", "lic_expiry"])
def test_the_order_of_the_rules_never_matters(catalogue: Catalogue, item_id: str) -> None:
    item = catalogue.item(item_id)
    shuffled = list(item.rules)
    random.Random(5).shuffle(shuffled)
    other = replace(item, rules=tuple(shuffled))
    for example in item.examples:
        assert catalogue.judge.decide(item, example.facts, example.as_of) == catalogue.judge.decide(
            other, example.facts, example.as_of
        )


@pytest.mark.parametrize("item_id", ["lic_damaged", "lic_lost", "lic_expiry"])
def test_without_a_fact_that_counts_nothing_is_approved(catalogue: Catalogue, item_id: str) -> None:
    item = catalogue.item(item_id)
    assert catalogue.decide(item_id, item.typical, TODAY).decision is Outcome.APPROVE
    for name in item.typical:
        facts = {k: v for k, v in item.typical.items() if k != name}
        decision = catalogue.decide(item_id, facts, TODAY)
        if name == "abilities_passed":  # asked only of those of seventy and over
            assert decision.decision is Outcome.APPROVE
        else:
            assert decision.decision is Outcome.REVIEW, name
            assert decision.cause is Cause.INCOMPLETE
            assert name in decision.unknown


def test_no_facts_at_all_go_to_an_officer(catalogue: Catalogue) -> None:
    for item_id in TAUGHT:
        decision = catalogue.decide(item_id, {}, TODAY)
        assert decision.decision is Outcome.REVIEW
        assert "person_number" in decision.unknown
        assert not any(name == "age" or name.startswith("licence_days") for name in decision.unknown)


def _random_facts(item: Item, rng: random.Random) -> dict[str, FactValue]:
    """The typical facts with a few of them changed or gone."""
    facts = dict(item.typical)
    for name in rng.sample(sorted(facts), k=rng.choice([0, 0, 1, 2, 4])):
        value = facts[name]
        if rng.random() < 0.3:
            del facts[name]
        elif isinstance(value, bool):
            facts[name] = rng.random() < 0.5
        elif isinstance(value, int):
            facts[name] = rng.randrange(0, 14)
        elif isinstance(value, date):
            facts[name] = TODAY + timedelta(days=rng.randrange(-800, 800))
        else:
            facts[name] = rng.choice([value, "seized", "C1E", "330106", ""])
    return facts


def test_approval_means_that_every_rule_holds(catalogue: Catalogue) -> None:
    rng = random.Random(11)
    approved = 0
    for _ in range(3000):
        item = catalogue.item(rng.choice(sorted(TAUGHT)))
        decision = catalogue.judge.decide(item, _random_facts(item, rng), TODAY)
        if decision.decision is Outcome.APPROVE:
            approved += 1
            assert {r.rule for r in decision.reasons} == {r.id for r in item.rules}
            assert all(r.holds is True for r in decision.reasons)
            assert decision.unknown == ()
        else:
            assert decision.reasons
            assert decision.cause is not None
            refusing = any(r.holds is False and r.cause is Cause.NOT_ELIGIBLE for r in decision.reasons)
            assert (decision.decision is Outcome.REFUSE) == refusing
    assert approved > 600


@pytest.mark.parametrize(
    "status",
    [
        "seized",
        "detained",
        "suspended",
        "revoked",
        "cancelled",
        "withdrawn",
        "points_full",
        "expired_cancelled",
    ],
)
@pytest.mark.parametrize("item_id", ["lic_damaged", "lic_lost", "lic_expiry"])
def test_every_blocked_status_is_refused_with_its_article(
    catalogue: Catalogue, item_id: str, status: str
) -> None:
    facts = {**catalogue.item(item_id).typical, "licence_status": status}
    decision = catalogue.decide(item_id, facts, TODAY)
    assert decision.decision is Outcome.REFUSE
    assert len(decision.reasons) == 1
    assert "第" in decision.reasons[0].basis


def test_an_item_offers_the_one_that_helps(catalogue: Catalogue) -> None:
    def offer(item_id: str, **changed: FactValue) -> str | None:
        facts = {**catalogue.item(item_id).typical, **changed}
        return catalogue.decide(item_id, facts, TODAY).reasons[0].offer

    assert offer("lic_damaged", licence_valid_to=date(2026, 3, 1)) == "lic_expiry"
    assert offer("lic_lost", licence_area="330106") == "lic_transfer"
    assert offer("lic_expiry", licence_valid_to=date(2024, 12, 1)) == "lic_restore"


def test_a_day_without_any_rule_in_force_is_no_approval(catalogue: Catalogue) -> None:
    item = catalogue.item("lic_damaged")
    ended = tuple(replace(r, in_force_to=date(2020, 1, 1)) for r in item.rules)
    decision = catalogue.judge.decide(replace(item, rules=ended), item.typical, TODAY)
    assert decision.decision is Outcome.REVIEW


def test_a_rule_counts_only_in_its_span(catalogue: Catalogue) -> None:
    item = catalogue.item("lic_lost")
    facts = {**item.typical, "replacements_12_months": 5}
    later = tuple(
        replace(r, in_force_from=date(2027, 1, 1)) if r.id == "not_frequent" else r for r in item.rules
    )
    changed = replace(item, rules=later)
    assert catalogue.judge.decide(changed, facts, date(2026, 12, 31)).decision is Outcome.APPROVE
    assert catalogue.judge.decide(changed, facts, date(2027, 1, 1)).decision is Outcome.REFUSE


def test_a_sentence_for_the_citizen_is_short_and_names_no_number(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        for rule in item.rules:
            assert len(rule.citizen.zh) <= 22, rule.citizen.zh
            assert not any(
                ch.isdigit() for ch in rule.citizen.zh.replace("90", "").replace("12", "").replace("70", "")
            )


def test_the_version_changes_with_the_law(catalogue: Catalogue, assets) -> None:  # type: ignore[no-untyped-def]
    same = Catalogue.load(assets)
    assert same.item("lic_lost").version == catalogue.item("lic_lost").version
    path = assets / "law" / "licence.yaml"
    path.write_text(path.read_text().replace("value: 90", "value: 60"))
    assert Catalogue.load(assets).item("lic_lost").version != catalogue.item("lic_lost").version


def test_the_fee(catalogue: Catalogue) -> None:
    assert catalogue.fee("lic_damaged", TODAY) == 1000


def test_a_fee_that_isnt_known_is_not_free(catalogue: Catalogue) -> None:
    fee = catalogue.judge.law.parameters["licence_fee_fen"]
    later = tuple(replace(v, start=date(2027, 1, 1)) for v in fee.values)
    law = Law({**catalogue.judge.law.parameters, "licence_fee_fen": replace(fee, values=later)})
    changed = replace(catalogue, judge=replace(catalogue.judge, law=law))
    with pytest.raises(CatalogueError, match="licence_fee_fen"):
        changed.fee("lic_damaged", date(2026, 12, 31))
    assert changed.fee("lic_damaged", date(2027, 1, 1)) == 1000
