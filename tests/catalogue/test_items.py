"""The law as the items have it: worked examples, what they catch, what is never approved."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.law import Law
from kiosk.catalogue.model import Cause, FactValue, Item, Outcome

TODAY = date(2026, 1, 5)


TAUGHT = {
    *("lic_damaged", "lic_lost", "lic_expiry", "lic_postpone", "lic_medical"),
    *("lic_transfer", "lic_info", "lic_downgrade"),
    *("veh_license", "veh_mark", "truck_pass", "no_crime", "residence"),
}
THIRTEEN = TAUGHT


#: Facts that somebody like the typical applicant isn't judged by.
_NOT_FOR_ALL = {
    "lic_damaged": {"person_birth"},
    "lic_lost": {"person_birth"},
    "lic_downgrade": {"person_birth"},
    "lic_expiry": {"abilities_passed", "review_study_done", "medical_hospital_provincial"},
    "lic_transfer": {"abilities_passed", "review_study_done"},
    "lic_medical": {"medical_hospital_provincial"},
    "lic_postpone": {"medical_cycle_end"},
    "lic_info": {"person_birth", "licence_name"},
    "truck_pass": {"pass_earlier", "pass_earlier_to", "vehicle_emission_stage", "vehicle_plate_colour"},
    "no_crime": {"person_hukou_area", "residence_found"},
    "residence": {"residence_housed", "residence_studying"},
}


def test_the_thirteen_items_are_there(catalogue: Catalogue) -> None:
    assert set(catalogue.items) == THIRTEEN
    assert {i.id for i in catalogue.items.values() if not i.taught_later} == TAUGHT
    assert len([i for i in catalogue.handoffs.values() if i.sentences]) == 9


def test_an_item_that_is_taught_later_stays_an_officers(catalogue: Catalogue) -> None:
    """Its rules are whole and tried; the desk can't fetch its facts yet."""
    for item in catalogue.items.values():
        assert item.by_officer == item.taught_later
        assert item.rules
        assert catalogue.decide(item.id, item.typical, TODAY).decision is Outcome.APPROVE


def test_without_rules_nothing_is_approved(catalogue: Catalogue) -> None:
    """Empty rules all hold; that must not pass for an approval."""
    bare = replace(catalogue.item("lic_lost"), rules=())
    decision = catalogue.judge.decide(bare, bare.typical, TODAY)
    assert (decision.decision, decision.cause) == (Outcome.REVIEW, Cause.INCOMPLETE)


def test_what_is_not_whole_yet_is_noted(catalogue: Catalogue) -> None:
    assert {note.where for note in catalogue.notes()} == THIRTEEN - TAUGHT


def test_every_example_comes_out_as_written_and_every_rule_shows_both_sides(catalogue: Catalogue) -> None:
    assert catalogue.check() == []
    assert sum(len(i.examples) for i in catalogue.items.values()) > 700


@pytest.mark.parametrize("item_id", sorted(THIRTEEN))
def test_the_order_of_the_rules_never_matters(catalogue: Catalogue, item_id: str) -> None:
    item = catalogue.item(item_id)
    shuffled = list(item.rules)
    random.Random(5).shuffle(shuffled)
    other = replace(item, rules=tuple(shuffled))
    for example in item.examples:
        assert catalogue.judge.decide(item, example.facts, example.as_of) == catalogue.judge.decide(
            other, example.facts, example.as_of
        )


@pytest.mark.parametrize("item_id", sorted(THIRTEEN))
def test_without_a_fact_that_counts_nothing_is_approved(catalogue: Catalogue, item_id: str) -> None:
    item = catalogue.item(item_id)
    assert catalogue.decide(item_id, item.typical, TODAY).decision is Outcome.APPROVE
    for name in item.typical:
        facts = {k: v for k, v in item.typical.items() if k != name}
        decision = catalogue.decide(item_id, facts, TODAY)
        if name in _NOT_FOR_ALL.get(item_id, ()):
            assert decision.decision is Outcome.APPROVE
        else:
            assert decision.decision is Outcome.REVIEW, f"{item_id} without {name}"
            assert decision.cause is Cause.INCOMPLETE
            assert name in decision.unknown


def test_no_facts_at_all_go_to_an_officer(catalogue: Catalogue) -> None:
    for item_id in THIRTEEN:
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
        item = catalogue.item(rng.choice(sorted(THIRTEEN)))
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
@pytest.mark.parametrize("item_id", sorted(i for i in THIRTEEN if i.startswith("lic_")))
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
            assert re.search(r"\d{3}", rule.citizen.zh) is None


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


#: The report's day, the days around the new ages, today.
@pytest.mark.parametrize("day", [date(2023, 3, 27), date(2024, 12, 31), date(2025, 1, 1), TODAY])
def test_the_large_classes_end_at_sixty_and_since_2025_at_sixty_three(
    catalogue: Catalogue, day: date
) -> None:
    limit = 60 if day < date(2025, 1, 1) else 63
    item = catalogue.item("lic_lost")
    for age, outcome in ((limit - 1, Outcome.APPROVE), (limit, Outcome.REFUSE)):
        born = date(day.year - age, day.month, day.day)
        facts = {**item.typical, "licence_classes": "B2", "person_birth": born}
        assert catalogue.decide("lic_lost", facts, day).decision is outcome


@pytest.mark.parametrize("item_id", sorted(THIRTEEN))
def test_every_item_can_be_decided_on_the_reports_day(catalogue: Catalogue, item_id: str) -> None:
    on_it = [e for e in catalogue.item(item_id).examples if e.as_of == date(2023, 3, 27)]
    assert any(e.decision is Outcome.APPROVE for e in on_it)


def test_a_discreet_item_says_one_sentence(catalogue: Catalogue) -> None:
    item = catalogue.item("no_crime")
    assert item.one_sentence is not None
    seen = set()
    for example in item.examples:
        decision = catalogue.judge.decide(item, example.facts, example.as_of)
        seen |= {(r.zh, r.en) for r in decision.reasons if r.holds is not True}
    assert seen == {(item.one_sentence.zh, item.one_sentence.en)}
    hit = catalogue.decide("no_crime", {**item.typical, "crime_hit": True}, TODAY)
    silent = catalogue.decide("no_crime", {k: v for k, v in item.typical.items() if k != "crime_hit"}, TODAY)
    assert (hit.decision, hit.cause) == (silent.decision, silent.cause)


def test_the_old_licence_comes_back_where_article_68_asks(catalogue: Catalogue) -> None:
    back = {
        i for i in THIRTEEN if catalogue.item(i).outcome and catalogue.old_card_back(i, {}, TODAY) is True
    }
    assert back == {"lic_transfer", "lic_info", "lic_downgrade"}
    assert catalogue.old_card_back("veh_license", {"vehicle_matter": "damaged"}, TODAY) is True
    assert catalogue.old_card_back("veh_license", {"vehicle_matter": "lost"}, TODAY) is False
    assert catalogue.old_card_back("veh_license", {}, TODAY) is None


def test_the_day_it_is_due_counts_working_days(catalogue: Catalogue) -> None:
    assert catalogue.due("lic_damaged", date(2026, 1, 5)) == date(2026, 1, 6)
    assert catalogue.due("lic_damaged", date(2026, 9, 30)) == date(2026, 10, 8)
    assert catalogue.due("lic_damaged", date(2026, 12, 31)) is None
    assert catalogue.due("residence", TODAY) is None


def test_every_item_has_its_guide(catalogue: Catalogue) -> None:
    for item in catalogue.all_items.values():
        if item.sentences:
            assert item.guide is not None
            assert item.guide.law
            assert item.guide.bring
