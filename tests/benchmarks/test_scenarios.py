"""Two hundred random visits on a desk of their own, held against what is true; and who judges them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.scenarios import figures, judged, visits
from benchmarks.scenarios_oracle import lawful
from benchmarks.scenarios_people import ITEMS, Drawn, Ills, People
from benchmarks.scenarios_visit import Came
from kiosk.core.paths import Paths
from kiosk.training.cast import load_likes
from kiosk.training.stored import StoredCase


@pytest.fixture(scope="module")
def drawn() -> list[Drawn]:
    people = People(load_likes(Paths.default().assets), 3)
    return [people.draw(number) for number in range(650)]


def test_the_same_seed_draws_the_same_people() -> None:
    likes = load_likes(Paths.default().assets)
    one, other = People(likes, 5), People(likes, 5)
    assert [one.draw(i) for i in range(30)] == [other.draw(i) for i in range(30)]


def test_every_item_is_drawn_lawful_and_unlawful(drawn: list[Drawn]) -> None:
    for item in ITEMS:
        mine = {lawful(d, item) for d in drawn if d.item == item}
        assert mine == {True, False}, item


def _case(item: str, **changes: object) -> StoredCase:
    kept = StoredCase("c", item, "issued", "approve", None, "licence_card", 1, 0, None, None, None)
    return replace(kept, **changes)  # type: ignore[arg-type]


def _came(drawn: Drawn, ended: str | None = "issued") -> Came:
    return Came(drawn, ended, "c", ended is None, drawn.item, True)


def test_the_judge_sees_what_is_wrong(drawn: list[Drawn]) -> None:
    plain = [replace(d, ills=Ills()) for d in drawn]
    good = next(d for d in plain if lawful(d, d.item))
    bad = next(d for d in plain if d.item == "lic_lost" and not lawful(d, d.item))
    assert judged(_came(good), _case(good.item))["wrong_approvals"] == 0
    assert judged(_came(bad), _case(bad.item))["wrong_approvals"] == 1
    assert judged(_came(good), _case(good.item, papers=0))["lost"] == 1
    assert judged(_came(good), _case(good.item, state="approved"))["stuck"] == 1
    assert judged(_came(good), None)["lost"] == 1
    assert judged(_came(good, None), None)["stuck"] == 1
    assert judged(
        _came(good, "handed_over"), _case(good.item, state="review", decision=None, papers=0, reviews=1)
    )["missed"]


def test_an_officers_wish_is_no_miss(drawn: list[Drawn]) -> None:
    good = next(d for d in drawn if lawful(d, d.item))
    asks = replace(good, ills=Ills(asks_staff=True))
    case = _case(good.item, state="review", decision=None, papers=0, reviews=1, cause="asked_by_citizen")
    assert judged(_came(asks, "handed_over"), case)["missed"] == 0


def test_two_hundred_visits_end_as_they_must() -> None:
    found = figures(visits(11, 200))
    assert found["visits"] == 200
    for never in ("wrong_approvals", "lost", "doubled", "stuck", "no_reason"):
        assert found[never] == 0, never
    assert found["missed"] <= 0.10
    assert found["approved"] >= 60
    assert found["wrong_items"] >= 6
