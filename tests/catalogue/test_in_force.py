"""What a desk decides by: as shipped, as signed, or nothing at all; what is wrong is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.catalogue.approvals import approve, retire
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.in_force import CatalogueInForce, Folders, RulesFrom, rules_from
from kiosk.catalogue.keys import load_officers, load_signer, make_key
from kiosk.catalogue.model import Cause, Outcome
from kiosk.catalogue.versions import VersionReader
from kiosk.core.paths import repository_root

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)


class House:
    """An installation with two officers and a clock of its own."""

    def __init__(self, assets: Path, folder: Path) -> None:
        self.folders = Folders(assets, folder / "approvals", folder / "officers")
        self.file = assets / "items" / "lic_lost.yaml"
        self.seconds = 0.0
        self.papers = assets / "papers"
        self.papers.symlink_to(repository_root() / "assets" / "papers")
        for name in ("wang", "li"):
            make_key(self.folders.officers, name)

    def open(self, source: RulesFrom = RulesFrom.SHIPPED, today: date = TODAY) -> CatalogueInForce:
        return CatalogueInForce(self.folders, source, lambda: today, lambda: self.seconds)

    def sign(self, *by: str, from_: date | None = None) -> str:
        officers = load_officers(self.folders.officers)
        reader = VersionReader(self.folders.assets)
        for name in by:
            signer = load_signer(self.folders.officers, name)
            made = approve(self.file, reader, self.folders.approvals, officers, signer, from_, NOW)
        return made.digest

    def change(self, old: str, new: str) -> None:
        text = self.file.read_text(encoding="utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def house(assets: Path, tmp_path: Path) -> House:
    return House(assets, tmp_path / "data")


def typical(catalogue: CatalogueInForce) -> Callable[[date], tuple[Outcome, str]]:
    def decide(day: date) -> tuple[Outcome, str]:
        item = catalogue.shipped.items["lic_lost"]
        decision = catalogue.decide("lic_lost", item.typical, day)
        return decision.decision, decision.item_version

    return decide


def test_a_fresh_checkout_decides_as_shipped_and_with_the_strict_setting_nothing(house: House) -> None:
    shipped = house.open()
    version = shipped.shipped.items["lic_lost"].version
    assert shipped.items["lic_lost"].in_force
    assert typical(shipped)(TODAY) == (Outcome.APPROVE, version)
    assert {(one.version != "", one.signers) for one in shipped.standing()} == {(True, ())}
    strict = house.open(RulesFrom.APPROVED)
    item = strict.items["lic_lost"]
    assert (item.in_force, item.by_officer, item.rules) == (False, True, ())
    assert (
        strict.decide("lic_lost", shipped.shipped.items["lic_lost"].typical, TODAY).cause is Cause.INCOMPLETE
    )
    assert typical(strict)(TODAY)[0] is Outcome.REVIEW
    assert len(strict.items) == len(shipped.items) == 13
    assert len(strict.handoffs) == len(shipped.handoffs) > 5
    assert "no_such_item" not in strict.items


def test_what_two_officers_sign_is_taken_up_by_a_desk_that_runs(house: House) -> None:
    desk = house.open()
    before = typical(desk)(TODAY)[1]
    house.change("钱包被偷了，驾照也没了", "驾照被偷了")
    house.sign("wang")
    house.seconds += 2
    assert typical(desk)(TODAY)[1] == before
    digest = house.sign("li")
    assert typical(desk)(TODAY)[1] == before, "looked for once a second, not at every question"
    house.seconds += 2
    assert typical(desk)(TODAY) == (Outcome.APPROVE, digest[:12])
    assert digest[:12] != before
    assert desk.items["lic_lost"].digest == digest
    standing = {one.item: one for one in desk.standing()}
    assert standing["lic_lost"].signers == ("wang", "li")
    assert standing["lic_damaged"].signers == ()
    # The day before, it wasn't in force yet.
    assert typical(desk)(TODAY - timedelta(days=1))[1] == before


def test_an_officer_who_came_after_the_start_counts(house: House) -> None:
    desk = house.open(RulesFrom.APPROVED)
    make_key(house.folders.officers, "zhao")
    house.sign("zhao", "li")
    house.seconds += 2
    assert typical(desk)(TODAY)[0] is Outcome.APPROVE
    assert desk.problems == ()


def test_what_was_retired_doesnt_fall_back_to_what_was_shipped(house: House) -> None:
    desk = house.open()
    digest = house.sign("wang", "li")
    signer, officers = load_signer(house.folders.officers, "li"), load_officers(house.folders.officers)
    retire(house.folders.approvals, officers, signer, ("lic_lost", digest), TODAY, NOW)
    house.seconds += 2
    assert typical(desk)(TODAY)[0] is Outcome.REVIEW
    assert not desk.items["lic_lost"].in_force
    assert desk.items["lic_damaged"].in_force


def test_a_bad_key_doesnt_keep_a_retired_version_in_force(house: House) -> None:
    digest = house.sign("wang", "li")
    desk = house.open()
    assert typical(desk)(TODAY)[0] is Outcome.APPROVE
    signer, officers = load_signer(house.folders.officers, "li"), load_officers(house.folders.officers)
    (house.folders.officers / "zhao.pub").mkdir()
    retire(house.folders.approvals, officers, signer, ("lic_lost", digest), TODAY, NOW)
    house.seconds += 2
    assert typical(desk)(TODAY)[0] is Outcome.REVIEW
    assert "zhao.pub" in " ".join(str(one) for one in desk.problems)


def test_a_version_to_come_waits_for_its_day(house: House) -> None:
    house.change("钱包被偷了，驾照也没了", "驾照被偷了")
    digest = house.sign("wang", "li", from_=TODAY + timedelta(days=3))
    house.change("驾照被偷了", "钱包被偷了，驾照也没了")
    desk = house.open()
    assert typical(desk)(TODAY + timedelta(days=2))[1] != digest[:12]
    assert typical(desk)(TODAY + timedelta(days=3))[1] == digest[:12]


def test_a_file_whose_examples_come_out_otherwise_is_refused(house: House) -> None:
    house.change(
        "{licence_valid_to: 2026-01-05}, decision: approve",
        "{licence_valid_to: 2026-01-04}, decision: approve",
    )
    desk = house.open()
    assert typical(desk)(TODAY)[0] is Outcome.REVIEW
    assert [p.file for p in desk.problems] == ["lic_lost.yaml"]
    assert desk.items["lic_damaged"].in_force


def test_a_file_that_cant_be_read_leaves_the_signed_version_in_force(house: House) -> None:
    digest = house.sign("wang", "li")
    house.change("kind: item", "kind: [item")
    for source in RulesFrom:
        desk = house.open(source)
        assert desk.items["lic_lost"].digest == digest
        decision = desk.decide("lic_lost", desk.items["lic_lost"].typical, TODAY)
        assert (decision.decision, decision.item_version) == (Outcome.APPROVE, digest[:12])
        assert "lic_lost" in str(desk.problems[0])
    with pytest.raises(CatalogueError, match=r"lic_lost\.yaml"):
        house.open(today=TODAY - timedelta(days=1))


def test_a_signed_version_without_its_paper_is_refused(house: House) -> None:
    digest = house.sign("wang", "li")
    paper = house.open().items["lic_lost"].outcome
    assert paper is not None
    house.papers.unlink()
    house.papers.mkdir()
    desk = house.open()
    assert desk.items["lic_lost"].digest == digest
    assert not desk.items["lic_lost"].in_force
    assert f"there is no paper {paper.paper!r}" in str(desk.problems[0])


def test_tampered_statements_put_nothing_in_force_at_the_start_and_change_nothing_later(house: House) -> None:
    digest = house.sign("wang", "li")
    desk = house.open()
    statement = house.folders.approvals / "00002.json"
    statement.write_text(statement.read_text().replace('"2026-11-25"', '"2026-11-26"'))
    house.seconds += 2
    assert typical(desk)(TODAY) == (Outcome.APPROVE, digest[:12])
    assert "00002.json" in str(desk.problems[0])
    again = house.open()
    # A retirement may be what was lost: not even what nobody signed is decided.
    assert not any(item.in_force for item in again.items.values())


def test_there_are_two_settings() -> None:
    assert [rules_from(one.value) for one in RulesFrom] == list(RulesFrom)
    with pytest.raises(CatalogueError, match="shipped or approved, not from 'drafts'"):
        rules_from("drafts")
