"""Which rules decide, seen over HTTP: the real desk as a child, officers signing while it runs."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.catalogue.approvals import approve, retire
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.keys import load_officers, load_signer, make_key
from kiosk.catalogue.versions import VersionReader
from kiosk.core.child import ChildService
from kiosk.desk.client import DeskClient
from kiosk.desk.schemas import CaseState, CaseView
from tests.desk.parts import ASSETS, submission
from tests.desk.test_process import QUICK, WINDOW_KEY, desk_in, rows, simulator_in

#: Before the day that the desk is told to apply rules on.
SIGNED = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ITEM = "lic_damaged"


class House:
    """Assets of its own, and two officers with keys beside the desk's."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.assets = folder, folder / "assets"
        self.assets.mkdir()
        for part in ASSETS.iterdir():
            if part.name != "items":
                (self.assets / part.name).symlink_to(part)
        shutil.copytree(ASSETS / "items", self.assets / "items")
        self.file = self.assets / "items" / f"{ITEM}.yaml"
        self.officers, self.approvals = folder / "secrets" / "officers", folder / "state" / "approvals"
        for name in ("wang", "li"):
            make_key(self.officers, name)

    @property
    def shipped(self) -> str:
        return Catalogue.load(ASSETS).items[ITEM].version

    def sign(self, name: str) -> str:
        officers, signer = load_officers(self.officers), load_signer(self.officers, name)
        reader = VersionReader(self.assets)
        return approve(self.file, reader, self.approvals, officers, signer, None, SIGNED).digest

    def retire(self, name: str, digest: str) -> None:
        officers, signer = load_officers(self.officers), load_signer(self.officers, name)
        retire(self.approvals, officers, signer, (ITEM, digest), SIGNED.date(), SIGNED)

    def edit(self, old: str, new: str) -> None:
        text = self.file.read_text(encoding="utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChildService]:
    with simulator_in(tmp_path_factory.mktemp("simulator")) as service:
        yield service


class Counter:
    """One kiosk and its window."""

    def __init__(self, desk: ChildService) -> None:
        self._desk = desk

    def served(self, who: str = "mao") -> CaseView:
        """A whole case; a paper is collected, so that the next can be asked for."""
        sent = submission(who, ITEM)
        with (
            DeskClient(self._desk.url, self._desk.key) as kiosk,
            DeskClient(self._desk.url, WINDOW_KEY) as window,
        ):
            kiosk.submit(sent)
            view = kiosk.wait_done(sent.case_id, 30)
            if view.state is CaseState.ISSUED:
                window.collected(sent.case_id)
            return view

    def version(self) -> str:
        view = self.served()
        assert view.decision is not None
        assert view.decision.decision == "approve"
        return view.decision.item_version

    def until(self, version: str) -> int:
        """Cases served by another version before this one decides."""
        for count in range(20):
            if self.version() == version:
                return count
            time.sleep(0.2)
        raise AssertionError("the desk never took the version up")


def desk_of(house: House, simulator: ChildService, rules: str) -> ChildService:
    return desk_in(house.folder, simulator, QUICK, "--assets", str(house.assets), "--rules", rules)


def test_a_desk_takes_up_what_two_officers_sign_and_keeps_it(house: House, simulator: ChildService) -> None:
    with desk_of(house, simulator, "shipped") as desk:
        counter = Counter(desk)
        assert counter.version() == house.shipped
        house.edit("examples:", "# Read again by two officers.\nexamples:")
        house.sign("wang")
        assert counter.version() == house.shipped, "one signature approves nothing"
        digest = house.sign("li")
        counter.until(digest[:12])
        # What somebody does to the file now is nothing to the desk.
        house.edit("kind: item", "kind: [item")
        assert counter.version() == digest[:12]
    with desk_of(house, simulator, "shipped") as desk:
        assert Counter(desk).version() == digest[:12]
    assert f"refused: {ITEM}.yaml" in (house.folder / "desk.log").read_text()
    decided = rows(house.folder, "SELECT DISTINCT item_version FROM cases")
    assert {house.shipped, digest[:12]} == {row[0] for row in decided}


def test_only_what_is_signed_decides_where_that_is_set(house: House, simulator: ChildService) -> None:
    with desk_of(house, simulator, "approved") as desk:
        counter = Counter(desk)
        view = counter.served("li_young")
        assert (view.state, view.review_cause, view.decision) == (CaseState.REVIEW, "system", None)
        assert rows(house.folder, "SELECT detail FROM review") == [(f"not_in_force:{ITEM}",)]
        for name in ("wang", "li"):
            digest = house.sign(name)
        for who in ("chen_jiangxi", "lan_she", "zhang_elder", "mao", "mao", "mao"):
            view = counter.served(who)
            if view.state is CaseState.ISSUED:
                break
            time.sleep(0.5)
        assert view.decision is not None
        assert (view.state, view.decision.item_version) == (CaseState.ISSUED, digest[:12])
        house.retire("wang", digest)
        seen = []
        while not seen or seen[-1] is CaseState.ISSUED:
            assert len(seen) < 20
            seen.append(counter.served().state)
            time.sleep(0.2)
        assert seen[-1] is CaseState.REVIEW
