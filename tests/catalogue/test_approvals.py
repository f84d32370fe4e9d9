"""Two officers approve; the desk's loader takes only what they signed; tampering shows."""

from __future__ import annotations

import json
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.catalogue.approvals import Approval, Approvals, ApprovedItems, State, approve, retire
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.keys import load_officers, load_signer, make_key
from kiosk.catalogue.statements import append
from kiosk.catalogue.versions import VersionReader

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
DAY = timedelta(days=1)


class House:
    """One installation with three officers."""

    def __init__(self, assets: Path, folder: Path) -> None:
        self.assets, self.folder, self.keys = assets, folder / "approvals", folder / "officers"
        for name in ("wang", "li", "zhao"):
            make_key(self.keys, name)
        self.file = assets / "items" / "lic_lost.yaml"

    def sign(self, by: str, from_: date | None = None, now: datetime = NOW) -> Approval:
        signer = load_signer(self.keys, by)
        officers = load_officers(self.keys)
        return approve(self.file, VersionReader(self.assets), self.folder, officers, signer, from_, now)

    def both(self, from_: date | None = None, now: datetime = NOW) -> Approval:
        self.sign("wang", from_, now)
        return self.sign("li", now=now)

    @property
    def approvals(self) -> Approvals:
        return Approvals.load(self.folder, load_officers(self.keys))

    def approved(self) -> ApprovedItems:
        return ApprovedItems(self.folder, load_officers(self.keys))

    def state(self, digest: str, day: date = TODAY) -> State:
        return self.approvals.standing("lic_lost", digest, day).state

    def change(self, old: str = "钱包被偷了，驾照也没了", new: str = "驾照被偷了") -> None:
        text = self.file.read_text(encoding="utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def statement(self, number: int) -> Path:
        return self.folder / f"{number:05d}.json"


@pytest.fixture
def house(assets: Path, tmp_path: Path) -> House:
    return House(assets, tmp_path / "data")


def test_keys_are_private_and_never_written_over(house: House) -> None:
    for path in house.keys.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = (house.keys / "wang.key").read_bytes()
    with pytest.raises(CatalogueError, match="already"):
        make_key(house.keys, "wang")
    assert (house.keys / "wang.key").read_bytes() == before
    for name in ("../x", "Wang", ""):
        with pytest.raises(CatalogueError):
            make_key(house.keys, name)
    with pytest.raises(CatalogueError, match="did you mean 'wang'"):
        load_signer(house.keys, "wan")


def test_draft_approved_in_force_retired(house: House) -> None:
    digest = VersionReader(house.assets).read(house.file).item.digest
    assert house.state(digest) is State.DRAFT
    one = house.sign("wang", TODAY + DAY)
    assert not one.complete
    assert house.state(digest, TODAY + DAY) is State.DRAFT
    two = house.sign("li")
    assert (two.signers, two.begins) == (("wang", "li"), TODAY + DAY)
    assert house.state(digest) is State.APPROVED
    assert house.state(digest, TODAY + DAY) is State.IN_FORCE
    signer = load_signer(house.keys, "zhao")
    retire(house.folder, load_officers(house.keys), signer, ("lic_lost", digest), TODAY + 3 * DAY, NOW)
    assert house.state(digest, TODAY + 2 * DAY) is State.IN_FORCE
    assert house.state(digest, TODAY + 3 * DAY) is State.RETIRED
    assert house.approvals.in_force("lic_lost", TODAY + 3 * DAY) is None


def test_it_takes_two_different_keys(house: House) -> None:
    house.sign("wang")
    with pytest.raises(CatalogueError) as error:
        house.sign("wang")
    assert error.value.code == "signed_already"
    # The same key under another name is the same officer.
    for suffix in ("key", "pub"):
        (house.keys / f"another.{suffix}").write_bytes((house.keys / f"wang.{suffix}").read_bytes())
    with pytest.raises(CatalogueError):
        house.sign("another")
    # Also where somebody writes the statement past `approve`.
    made = house.approvals
    item = made.chain.statements[0]
    signer = load_signer(house.keys, "wang")
    about = (item.item, item.digest, item.from_)
    append(house.folder, load_officers(house.keys), "approve", about, signer, NOW)
    assert house.approvals.in_force("lic_lost", TODAY) is None
    house.sign("li")
    assert house.approvals.in_force("lic_lost", TODAY) is not None
    with pytest.raises(CatalogueError) as error:
        house.sign("zhao")
    assert error.value.code == "approved_already"


def test_nothing_is_in_force_before_it_was_signed(house: House) -> None:
    with pytest.raises(CatalogueError) as error:
        house.sign("wang", TODAY - DAY)
    assert error.value.code == "backdated"
    house.sign("wang", TODAY)
    late = house.sign("li", now=NOW + 5 * DAY)
    assert late.begins == TODAY + 5 * DAY
    assert house.approvals.in_force("lic_lost", TODAY) is None


def test_another_day_begins_anew(house: House) -> None:
    house.sign("wang", TODAY + DAY)
    again = house.sign("li", TODAY + 2 * DAY)
    assert again.signers == ("li",)
    assert house.sign("wang").begins == TODAY + 2 * DAY


def test_what_fails_its_check_is_not_signed_and_the_version_in_force_stays(house: House) -> None:
    first = house.both()
    approved = house.approved()
    house.change("decision: approve}", "decision: refuse, cause: not_eligible}")
    with pytest.raises(CatalogueError) as error:
        house.sign("wang")
    assert error.value.code == "check_failed"
    house.file.write_text("id: lic_lost\nrules: nonsense\n", encoding="utf-8")
    with pytest.raises(CatalogueError):
        house.sign("wang")
    for one in (approved, house.approved()):
        version = one.in_force("lic_lost", TODAY)
        assert version is not None
        assert version.item.digest == first.digest
        decision = version.decide(version.item.typical, TODAY)
        assert (decision.decision.value, decision.item_version) == ("approve", first.digest[:12])


def test_a_newly_approved_version_is_taken_up_without_a_restart(house: House) -> None:
    first = house.both()
    approved = house.approved()
    assert not approved.refresh()
    house.change()
    second = house.both(TODAY + DAY)
    assert approved.refresh()
    days = {day: approved.in_force("lic_lost", day) for day in (TODAY, TODAY + DAY)}
    assert [v.item.digest for v in days.values() if v] == [first.digest, second.digest]
    assert house.state(first.digest, TODAY + DAY) is State.RETIRED
    assert approved.in_force("lic_lost", TODAY - DAY) is None
    assert approved.in_force("no_crime", TODAY) is None


def test_the_law_of_then_stays_with_the_version(house: House) -> None:
    house.both()
    law = house.assets / "law" / "licence.yaml"
    text = law.read_text(encoding="utf-8")
    law.write_text(text.replace("value: 12\n", "value: 2\n", 1), encoding="utf-8")
    version = house.approved().in_force("lic_lost", TODAY)
    assert version is not None
    assert version.judge.law.number("points_full", TODAY) == 12
    assert version.decide(version.item.typical, TODAY).decision.value == "approve"


@pytest.mark.parametrize("field", ["from", "digest", "item", "key", "kind", "signed_at", "signature"])
def test_a_changed_statement_counts_for_nothing(house: House, field: str) -> None:
    house.both()
    path = house.statement(2)
    held = json.loads(path.read_text(encoding="utf-8"))
    other = {
        "from": "2026-11-26",
        "digest": "0" * 64,
        "item": "no_crime",
        "key": next(o for o in load_officers(house.keys) if o != held["key"]),
        "kind": "retire",
        "signed_at": "2026-11-24T02:00:00+00:00",
        "signature": "A" * 86 + "==",
    }
    held[field] = other[field]
    path.write_text(json.dumps(held), encoding="utf-8")
    assert house.approvals.problems
    assert house.approvals.in_force("lic_lost", TODAY) is None
    with pytest.raises(CatalogueError) as error:
        house.sign("zhao")
    assert error.value.code == "approvals_broken"


def test_a_removed_or_reordered_statement_shows_and_what_was_in_force_stays(house: House) -> None:
    first = house.both()
    house.change()
    house.both()
    approved = house.approved()
    kept = house.statement(2).read_bytes()
    house.statement(2).unlink()
    assert house.approvals.problems
    assert not approved.refresh()
    assert approved.problems
    version = approved.in_force("lic_lost", TODAY)
    assert version is not None
    assert version.item.digest != first.digest
    assert house.approved().in_force("lic_lost", TODAY) is None
    house.statement(2).write_bytes(house.statement(3).read_bytes())
    house.statement(3).write_bytes(kept)
    assert house.approvals.problems


def test_a_strangers_signature_is_none(house: House, tmp_path: Path) -> None:
    house.both()
    (house.keys / "li.pub").unlink()
    assert any("no officer" in str(p) for p in house.approvals.problems)
    assert house.approvals.in_force("lic_lost", TODAY) is None


@pytest.mark.parametrize(
    "name", ["items/lic_lost.yaml", "items/shared/identity.yaml", "law/licence.yaml", "facts.yaml"]
)
def test_a_changed_copy_is_refused(house: House, name: str) -> None:
    made = house.both()
    copy = house.folder / "versions" / made.digest / name
    copy.write_text(copy.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    approved = house.approved()
    assert approved.in_force("lic_lost", TODAY) is None
    assert any("not what was signed" in str(p) for p in approved.problems)
    copy.unlink()
    assert house.approved().in_force("lic_lost", TODAY) is None


def test_of_two_that_begin_on_one_day_the_later_signed_holds(house: House) -> None:
    house.both(TODAY)
    house.change()
    second = house.both(TODAY, NOW + timedelta(minutes=5))
    now = house.approvals.in_force("lic_lost", TODAY)
    assert now is not None
    assert now.digest == second.digest
