"""Which version of an item is in force: draft, approved by two officers, in force, retired.

Pure answers over signed statements (`statements.py`), and `ApprovedItems`, the loader the desk takes its
rules from: always the copy that was approved, never the file that somebody may be changing.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from kiosk.catalogue.check import Finding
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.keys import Officer, Signer
from kiosk.catalogue.statements import Chain, Statement, append, read_chain
from kiosk.catalogue.versions import Version, VersionReader, keep
from kiosk.core.clock import local_day

_log = logging.getLogger("kiosk.catalogue")

#: So many different officers make an approval.
SIGNATURES = 2


class State(StrEnum):
    """Of a version on a day."""

    DRAFT = "draft"
    APPROVED = "approved"
    IN_FORCE = "in_force"
    RETIRED = "retired"


@dataclass(frozen=True)
class Approval:
    """One version with the signatures that it has."""

    item: str
    digest: str
    in_force_from: date
    """As it was signed."""
    signed: tuple[Statement, ...]
    """One a signer, in order."""
    retired_from: date | None

    @property
    def complete(self) -> bool:
        return len(self.signed) >= SIGNATURES

    @property
    def begins(self) -> date | None:
        """The day it takes effect: never before the last signature it needed. None: not complete."""
        if not self.complete:
            return None
        return max(self.in_force_from, self.signed[SIGNATURES - 1].signed_on)

    @property
    def signers(self) -> tuple[str, ...]:
        return tuple(one.officer.name for one in self.signed)


@dataclass(frozen=True)
class Standing:
    """How a version stands on a day."""

    state: State
    approval: Approval | None
    """None: nobody signed it."""


@dataclass(frozen=True)
class Approvals:
    """All approvals of one installation, as they were when they were read."""

    chain: Chain
    _known: Mapping[tuple[str, str], Approval]

    @classmethod
    def load(cls, folder: Path, officers: Mapping[str, Officer]) -> Approvals:
        """From `state/approvals`. What is wrong counts for nothing and is among `problems`."""
        chain = read_chain(folder, officers)
        return cls(chain, _gather(chain.statements))

    @property
    def problems(self) -> tuple[Finding, ...]:
        return self.chain.problems

    def of(self, item: str, digest: str) -> Approval | None:
        """The signatures that a version has; None: none."""
        return self._known.get((item, digest))

    def in_force(self, item: str, day: date) -> Approval | None:
        """The approval that holds on that day: of those begun and not retired the one begun last.

        Two that begin on one day: the one signed later. None: nothing is in force, or the chain is broken:
        a lost statement may have been a retirement, and officers are the safe side.
        """
        if not self.chain.whole:
            return None
        begun = [
            (begins, one.signed[SIGNATURES - 1].number, one)
            for one in self._known.values()
            if one.item == item and (begins := one.begins) is not None and begins <= day
        ]
        standing = [entry for entry in begun if entry[2].retired_from is None or day < entry[2].retired_from]
        return max(standing, key=lambda entry: entry[:2])[2] if standing else None

    @property
    def items(self) -> frozenset[str]:
        """Those that somebody signed."""
        return frozenset(item for item, _ in self._known)

    def begun(self, item: str, day: date) -> bool:
        """Has any version of it been in force by that day? True too where the chain is broken: who knows."""
        if not self.chain.whole:
            return True
        starts = [one.begins for one in self._known.values() if one.item == item]
        return any(begins is not None and begins <= day for begins in starts)

    def standing(self, item: str, digest: str, day: date) -> Standing:
        """Draft, approved, in force or retired, on that day."""
        approval = self.of(item, digest)
        if approval is None or approval.begins is None:
            return Standing(State.DRAFT, approval)
        if approval.retired_from is not None and approval.retired_from <= day:
            return Standing(State.RETIRED, approval)
        if day < approval.begins:
            return Standing(State.APPROVED, approval)
        now = self.in_force(item, day)
        return Standing(State.IN_FORCE if now == approval else State.RETIRED, approval)


def _gather(statements: tuple[Statement, ...]) -> dict[tuple[str, str], Approval]:
    """Two keys, one day. The same key again adds nothing; another day, while one is lacking, begins anew."""
    known: dict[tuple[str, str], Approval] = {}
    for one in statements:
        key = (one.item, one.digest)
        before = known.get(key)
        if one.kind == "retire":
            if before is not None:
                # Not backwards: what was decided until the signature stays decided by it.
                since = max(one.from_, one.signed_on)
                known[key] = _with(before, before.signed, min(since, before.retired_from or since))
        elif before is None or (one.from_ != before.in_force_from and not before.complete):
            known[key] = Approval(one.item, one.digest, one.from_, (one,), None)
        elif one.from_ == before.in_force_from and one.officer not in [s.officer for s in before.signed]:
            known[key] = _with(before, (*before.signed, one), before.retired_from)
    return known


def _with(approval: Approval, signed: tuple[Statement, ...], retired: date | None) -> Approval:
    return Approval(approval.item, approval.digest, approval.in_force_from, signed, retired)


@dataclass
class ApprovedItems:
    """The versions in force, loaded. Not for two threads at once."""

    folder: Path
    """`state/approvals`: the statements, and under `versions/DIGEST/` what was approved."""
    officers: Mapping[str, Officer]
    approvals: Approvals = field(init=False)
    problems: tuple[Finding, ...] = field(init=False, default=())
    """Of the statements, and copies that could not be loaded."""
    _reader: VersionReader = field(init=False)
    _loaded: dict[str, Version] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        # A copy is a whole catalogue, so that no other facts or law are ever looked at.
        self._reader = VersionReader(self.folder / "versions")
        self.refresh()

    def refresh(self) -> bool:
        """Look for new statements; true where there are some. Cheap: a listing and the files' signatures.

        A chain that was tampered with since is refused: what was in force stays, and `problems` says so.
        """
        read = Approvals.load(self.folder, self.officers)
        self.problems = read.problems
        for problem in self.problems:
            _log.error("approvals: %s", problem)
        before: Approvals | None = getattr(self, "approvals", None)
        if before is not None:
            broken = before.chain.whole and not read.chain.whole
            if broken or before.chain == read.chain:
                return False
        self.approvals = read
        return True

    def in_force(self, item: str, day: date) -> Version | None:
        """The version that decides on that day, from its copy. None: nothing is in force; an officer does it.

        A copy that was changed or is missing is refused (logged, and among `problems`); then nothing is.
        """
        approval = self.approvals.in_force(item, day)
        return None if approval is None else self._version(approval)

    def _version(self, approval: Approval) -> Version | None:
        if approval.digest not in self._loaded:
            try:
                version = read_kept(self.folder, approval.item, approval.digest, self._reader)
            except CatalogueError as error:
                problem = Finding("approvals", error.operator, file=f"{approval.digest[:12]}/", line=0)
                if problem not in self.problems:
                    self.problems += (problem,)
                    _log.error("approvals: %s", problem)
                return None
            self._loaded[approval.digest] = version
        return self._loaded[approval.digest]


def read_kept(folder: Path, item: str, digest: str, reader: VersionReader) -> Version:
    """The copy of an approved version. Raises CatalogueError `bad_version` where it isn't what was signed."""
    path = folder / "versions" / digest / "items" / f"{item}.yaml"
    short = digest[:12]
    try:
        version = reader.read(path)
    except CatalogueError as error:
        said = f"the copy of {item} {short} can't be loaded: {error.operator}"
        raise CatalogueError("bad_version", said) from error
    except OSError as error:
        raise CatalogueError("bad_version", f"the copy of {item} {short} is missing or not whole") from error
    if version.item.digest != digest:
        raise CatalogueError("bad_version", f"the copy of {item} {short} is not what was signed")
    return version


def approve(
    path: Path,
    reader: VersionReader,
    folder: Path,
    officers: Mapping[str, Officer],
    signer: Signer,
    in_force_from: date | None,
    now: datetime,
) -> Approval:
    """Sign the item in that file; a copy of it is kept.

    `in_force_from`: None takes the first signer's day, or, for the first signer, today; another day than the
    first signer's begins anew, with this signature alone. Raises CatalogueError
    `check_failed`, `approved_already`, `signed_already`, `backdated`, `approvals_broken`.
    """
    version = reader.read(path)
    item, digest = version.item.id, version.item.digest
    found = version.check()
    if found:
        raise CatalogueError("check_failed", f"{item} fails its check, so nobody can approve it: {found[0]}")
    approvals = Approvals.load(folder, officers)
    if approvals.problems:
        said = f"the approvals were tampered with; nothing is signed on top: {approvals.problems[0]}"
        raise CatalogueError("approvals_broken", said)
    day = _day(approvals.of(item, digest), signer, in_force_from, local_day(now))
    keep(path, reader.assets, folder / "versions" / digest)
    # What is signed is what the desk will load, not what the file was a moment ago.
    read_kept(folder, item, digest, reader)
    append(folder, officers, "approve", (item, digest, day), signer, now)
    signed = Approvals.load(folder, officers).of(item, digest)
    assert signed is not None  # it was just written
    return signed


def _day(before: Approval | None, signer: Signer, wanted: date | None, today: date) -> date:
    """The day that the signature names."""
    if before is not None and wanted in (None, before.in_force_from):
        wanted = before.in_force_from
    elif wanted is not None and wanted < today:
        raise CatalogueError("backdated", f"a version can't be in force from {wanted}: that is past")
    if before is None:
        return wanted or today
    if before.retired_from is not None:
        raise CatalogueError("approved_already", "this version is retired; change the item first")
    if before.complete:
        raise CatalogueError("approved_already", f"it is approved by {' and '.join(before.signers)}")
    if signer.officer in [one.officer for one in before.signed] and wanted == before.in_force_from:
        who = signer.officer.name
        raise CatalogueError("signed_already", f"{who} has signed it; the second officer is another one")
    return wanted or before.in_force_from


def retire(
    folder: Path,
    officers: Mapping[str, Officer],
    signer: Signer,
    about: tuple[str, str],
    from_: date,
    now: datetime,
) -> None:
    """End a version (item, digest). One officer is enough: what is stopped goes to officers.

    Raises CatalogueError `not_approved`.
    """
    item, digest = about
    approval = Approvals.load(folder, officers).of(item, digest)
    if approval is None:
        raise CatalogueError("not_approved", f"nobody signed {item} {digest[:12]}")
    append(folder, officers, "retire", (item, digest, from_), signer, now)
