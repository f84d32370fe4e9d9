"""The catalogue a desk decides by: of each item the version that is in force on the day asked for.

Two settings. `shipped`: an item is in force as the release has it, until officers of this installation sign
a version of it; from then on only what they signed counts. `approved`: only what they signed. An item of
which nothing is in force stays known, and every case of it goes to an officer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from kiosk.catalogue.approvals import ApprovedItems
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.check import Finding, check_item
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.keys import load_officers
from kiosk.catalogue.model import Decision, FactValue, Item
from kiosk.catalogue.versions import Version
from kiosk.catalogue.weigh import Weighed

_log = logging.getLogger("kiosk.catalogue")
#: The environment variable that holds the setting.
RULES_VARIABLE = "XIAOZHI_RULES"
#: Seconds between two looks for new statements.
_LOOK = 1.0


class RulesFrom(StrEnum):
    """Which versions count."""

    SHIPPED = "shipped"
    APPROVED = "approved"


def rules_from(name: str) -> RulesFrom:
    """The setting of that name. Raises CatalogueError `bad_setting`."""
    try:
        return RulesFrom(name)
    except ValueError as error:
        known = " or ".join(RulesFrom)
        raise CatalogueError("bad_setting", f"rules come from {known}, not from {name!r}") from error


@dataclass(frozen=True)
class Folders:
    """Where the rules of an installation lie."""

    assets: Path
    approvals: Path
    """Signed statements, and the copies they are about."""
    officers: Path
    """Whose signatures count."""


@dataclass(frozen=True)
class InForce:
    """One item on one day."""

    item: str
    version: str
    """The first twelve digits of its hash; '' where nothing is in force."""
    signers: tuple[str, ...] = ()
    """Nobody: it is in force as it was shipped, or not at all."""


class CatalogueInForce:
    """Items, and the decisions of their versions in force. Safe to use from several threads.

    New statements are looked for at most once a second, when something is asked. A file somebody changes
    under `assets` is never looked at again; one that was wrong at the start is refused.
    """

    def __init__(
        self,
        folders: Folders,
        source: RulesFrom,
        today: Callable[[], date],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises CatalogueError where facts, law, or an item that nobody signed can't be read."""
        self.source = source
        self._folders = folders
        self._today = today
        self._monotonic = monotonic
        self._lock = threading.RLock()
        self._signed = ApprovedItems(folders.approvals, load_officers(folders.officers))
        self._seen = self._listing()
        self._next_look = monotonic() + _LOOK
        unreadable: dict[str, CatalogueError] = {}
        self._shipped = Catalogue.load(folders.assets, unreadable)
        self._refused: dict[str, Finding] = {}
        self._checked: dict[str, bool] = {}
        for item, error in unreadable.items():
            if self._signed.in_force(item, today()) is None:
                raise error
            self._refuse(item, Finding(item, error.operator, file=error.file or "", line=error.line or 0))

    @property
    def items(self) -> Mapping[str, Item]:
        """As they are in force today, by id; one that isn't has `in_force` False and no rules."""
        return _Items(self)

    @property
    def handoffs(self) -> Mapping[str, Item]:
        """Those that are recognised and handed over: nothing is decided, so nothing is signed."""
        return self._shipped.handoffs

    @property
    def shipped(self) -> Catalogue:
        """As the release has it, whether it is in force or not."""
        return self._shipped

    @property
    def problems(self) -> tuple[Finding, ...]:
        """Statements that don't count, copies and files that were refused."""
        with self._lock:
            return (*self._signed.problems, *self._refused.values())

    def ids(self) -> list[str]:
        """Of all items, shipped or signed."""
        with self._lock:
            self._look()
            known = dict.fromkeys(self._shipped.items)
            for item in sorted(self._signed.approvals.items - self._shipped.handoffs.keys()):
                if item in known or self._signed.in_force(item, self._today()):
                    known[item] = None
            return list(known)

    def item(self, item_id: str) -> Item:
        """As it is in force today. Raises CatalogueError `unknown_item`."""
        return self.on(item_id, self._today()).items[item_id]

    def decide(self, item_id: str, facts: Mapping[str, FactValue], as_of: date) -> Decision:
        """By the version in force on that day, and its law; names the version. Raises CatalogueError."""
        return self.on(item_id, as_of).decide(item_id, facts, as_of)

    def weigh(self, item_id: str, facts: Mapping[str, FactValue], as_of: date) -> Weighed:
        """Each rule's answer by the version in force on that day, and what would change it."""
        return self.on(item_id, as_of).weigh(item_id, facts, as_of)

    def fee(self, item_id: str, as_of: date) -> int | None:
        """Fen, or None where it costs nothing. Raises CatalogueError."""
        return self.on(item_id, as_of).fee(item_id, as_of)

    def old_card_back(self, item_id: str, facts: Mapping[str, FactValue], as_of: date) -> bool | None:
        """Does the window take the old one back? None: a fact that decides it is missing."""
        return self.on(item_id, as_of).old_card_back(item_id, facts, as_of)

    def on(self, item_id: str, day: date) -> Catalogue:
        """The catalogue that decides about this item on that day. Raises CatalogueError `unknown_item`."""
        with self._lock:
            self._look()
            version = self._signed.in_force(item_id, day)
            if version is not None:
                whole = self._check(version.item, lambda: self._wrong(version))
                return self._with(version) if whole else self._nothing(version.item)
            item = self._shipped.automatic(item_id)
            as_shipped = self.source is RulesFrom.SHIPPED and not self._signed.approvals.begun(item_id, day)
            if as_shipped and self._check(item, lambda: check_item(item, self._shipped.judge)):
                return self._shipped
            return self._nothing(item)

    def standing(self) -> list[InForce]:
        """Every item as it stands today."""
        return [self._standing(item) for item in self.ids()]

    def _standing(self, item_id: str) -> InForce:
        day = self._today()
        item = self.on(item_id, day).items[item_id]
        if not item.in_force:
            return InForce(item_id, "")
        with self._lock:
            approval = self._signed.approvals.in_force(item_id, day)
        return InForce(item_id, item.version, approval.signers if approval else ())

    def _look(self) -> None:
        """New statements, new officers?"""
        if self._monotonic() < self._next_look:
            return
        self._next_look = self._monotonic() + _LOOK
        seen = self._listing()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._signed.officers = load_officers(self._folders.officers)
        except CatalogueError as error:
            # The keys known before still count, and a version that was retired must not go on.
            _log.error("officers' keys: %s", error.operator)
            self._refuse("officers", Finding("officers", error.operator))
        if self._signed.refresh():
            _log.info(
                "new approvals were taken up", extra={"statements": self._signed.approvals.chain.length}
            )

    def _listing(self) -> tuple[tuple[str, int, int], ...]:
        """Name, time and size of each statement and key: cheaper than verifying them all again."""
        files = [*self._folders.approvals.glob("*.json"), *self._folders.officers.glob("*.pub")]
        return tuple(sorted((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in files))

    def _check(self, item: Item, wrong: Callable[[], list[Finding]]) -> bool:
        """Does it do what its examples say? Asked once a version; what doesn't is refused."""
        if item.digest not in self._checked:
            found = wrong()
            self._checked[item.digest] = not found
            if found:
                self._refuse(item.digest, found[0])
        return self._checked[item.digest]

    def _wrong(self, version: Version) -> list[Finding]:
        outcome = version.item.outcome
        template = self._folders.assets / "papers" / f"{outcome.paper}.typ" if outcome else None
        if template is not None and not template.is_file():
            return [Finding(version.item.id, f"there is no paper {template.stem!r}")]
        return version.check()

    def _refuse(self, key: str, finding: Finding) -> None:
        self._refused[key] = finding
        _log.error("refused: %s", finding)

    def _with(self, version: Version) -> Catalogue:
        item = version.item
        return replace(self._shipped, items={item.id: item}, facts=version.facts, judge=version.judge)

    def _nothing(self, item: Item) -> Catalogue:
        """An item without rules approves nothing."""
        return replace(self._shipped, items={item.id: replace(item, rules=(), in_force=False)})


@dataclass(frozen=True)
class _Items(Mapping[str, Item]):
    """Looked up one by one, so that an item is checked when it is first asked for."""

    _of: CatalogueInForce

    def __getitem__(self, item_id: str) -> Item:
        try:
            return self._of.item(item_id)
        except CatalogueError as error:
            raise KeyError(item_id) from error

    def __iter__(self) -> Iterator[str]:
        return iter(self._of.ids())

    def __len__(self) -> int:
        return len(self._of.ids())
