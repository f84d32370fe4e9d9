"""Teaching at the desk: an officer changes an item in a form, sees what that does, and two officers sign it.

Whoever is signed in signs with a key of her own that the desk keeps; two officers are two sessions. What is
decided by, and what a signature means, is `kiosk/catalogue/approvals.py`'s business.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from kiosk.catalogue.approvals import Approvals, State, approve, retire
from kiosk.catalogue.compare import compare_versions
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.in_force import CatalogueInForce, Folders
from kiosk.catalogue.keys import Signer, load_officers, load_signer, make_key
from kiosk.catalogue.phrases import Phrases
from kiosk.catalogue.teaching import Change, changed_copy, teachable
from kiosk.catalogue.versions import Version, VersionReader
from kiosk.core.clock import Clock
from kiosk.desk.codec import snapshot_from_json
from kiosk.desk.errors import DeskFault
from kiosk.desk.keys import Keys
from kiosk.desk.staff.roles import Right, Session
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store
from kiosk.desk.store.ledger import Ledger
from kiosk.desk.teaching_schemas import (
    DraftView,
    DraftWish,
    ParameterView,
    RuleView,
    SignedView,
    TaughtItem,
    TaughtItems,
    TeachableView,
    WaitingDraft,
)

#: So many of the newest decided cases are gone through again.
_REPLAYED = 300


@dataclass(frozen=True)
class TeachingParts:
    store: Store
    keys: Keys
    clock: Clock
    catalogue: CatalogueInForce
    folders: Folders
    drafts: Path
    today: Callable[[], date]


class Teaching:
    """Safe to use from several threads, as far as its folders are."""

    def __init__(self, parts: TeachingParts) -> None:
        self._p = parts
        self._reader = VersionReader(parts.folders.assets)

    # -- looking

    def items(self, session: Session) -> TaughtItems:
        """Every item with the version that decides, and what waits for a signature or its day."""
        session.need(Right.TEACH)
        catalogue, approvals = self._p.catalogue, self._approvals()
        names = catalogue.items
        listed = [
            TaughtItem(
                item=one.item,
                zh=names[one.item].name.zh,
                en=names[one.item].name.en,
                version=one.version,
                signers=list(one.signers),
            )
            for one in catalogue.standing()
        ]
        pairs = sorted({(s.item, s.digest) for s in approvals.chain.statements})
        waiting = []
        for item, digest in pairs:
            standing = approvals.standing(item, digest, self._p.today())
            if standing.state in (State.DRAFT, State.APPROVED) and standing.approval is not None:
                waiting.append(
                    WaitingDraft(
                        item=item,
                        digest=digest,
                        signers=list(standing.approval.signers),
                        in_force_from=standing.approval.in_force_from,
                        complete=standing.approval.complete,
                    )
                )
        return TaughtItems(items=listed, waiting=waiting, problems=[str(p) for p in catalogue.problems])

    def teachable(self, session: Session, item: str) -> TeachableView:
        """What of it may be changed in a form. Raises DeskFault `unknown_item`."""
        session.need(Right.TEACH)
        version = self._version(self._base(item))
        found = teachable(version, self._p.today())
        return TeachableView(
            item=item,
            version=version.item.version,
            parameters=[
                ParameterView(
                    name=p.name, zh=p.label.zh, en=p.label.en, value=_said(p.value), article=p.article
                )
                for p in found.parameters
            ],
            rules=[RuleView(rule=rule, zh=told.zh, en=told.en) for rule, told in found.rules],
            sentences=list(found.sentences),
        )

    # -- changing

    def draft(self, session: Session, item: str, wish: DraftWish) -> DraftView:
        """Make it, look what it does, keep it for the signatures. Nothing is in force by it.

        Raises DeskFault `unknown_item`, `bad_change` (422).
        """
        session.need(Right.TEACH)
        base = self._base(item)
        before = self._version(base)
        changes = [Change(c.kind, c.name, c.value) for c in wish.changes]
        self._p.drafts.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=self._p.drafts) as made:
            folder = Path(made) / "tree"
            try:
                file = changed_copy(
                    base, self._p.folders.assets, before.item, changes, self._p.today(), folder
                )
                after = VersionReader(self._p.folders.assets).read(file)
            except CatalogueError as error:
                raise DeskFault("bad_change", error.operator, 422) from error
            view = self._look(before, after)
            kept = self._p.drafts / after.item.digest
            if not kept.exists():
                shutil.copytree(folder, kept)
        self._audit(session, "teaching.draft", item, after.item.digest, [c.kind for c in changes])
        return view

    def sign(self, session: Session, item: str, digest: str, from_: date | None) -> SignedView:
        """With this officer's key; the second, different officer approves it.

        Raises DeskFault `unknown_draft` (404) and what `approve` raises, as 409.
        """
        session.need(Right.TEACH)
        file = self._p.drafts / digest / "items" / f"{item}.yaml"
        if not digest.isalnum() or not file.is_file():
            raise DeskFault("unknown_draft", "there is no such draft here", 404)
        folders, signer = self._p.folders, self._signer(session)
        try:
            if self._version(file).item.digest != digest:
                raise DeskFault("unknown_draft", "the draft was changed since", 404)
            officers = load_officers(folders.officers)
            done = approve(
                file, self._reader, folders.approvals, officers, signer, from_, self._p.clock.now()
            )
        except CatalogueError as error:
            raise DeskFault(error.code, error.operator, 409) from error
        self._audit(session, "teaching.signed", item, digest, [])
        return SignedView(
            item=item,
            digest=digest,
            signers=list(done.signers),
            in_force_from=done.in_force_from,
            complete=done.complete,
        )

    def retire(self, session: Session, item: str) -> None:
        """End the signed version in force, from today: the one before it decides again.

        Raises DeskFault `not_approved` (409).
        """
        session.need(Right.TEACH)
        day = self._p.today()
        approval = self._approvals().in_force(item, day)
        if approval is None:
            raise DeskFault("not_approved", "what is in force was not signed here", 409)
        folders = self._p.folders
        try:
            officers = load_officers(folders.officers)
            about = (item, approval.digest)
            retire(folders.approvals, officers, self._signer(session), about, day, self._p.clock.now())
        except CatalogueError as error:
            raise DeskFault(error.code, error.operator, 409) from error
        self._audit(session, "teaching.retired", item, approval.digest, [])

    # -- inside

    def _look(self, before: Version, after: Version) -> DraftView:
        words = Phrases.load(self._p.folders.assets / "teaching", "zh")
        day = self._p.today()
        counts = self._replay(after)
        return DraftView(
            item=after.item.id,
            digest=after.item.digest,
            version=after.item.version,
            differences=[c.said(words) for c in compare_versions(before, after, words, day)],
            findings=[str(f) for f in after.check()],
            examples=len(after.item.examples),
            cases=sum(counts.values()),
            same=counts.pop("same", 0),
            otherwise=dict(counts),
        )

    def _replay(self, after: Version) -> Counter[str]:
        """This desk's own decided cases of the item, by the changed rules."""
        c, d = t.CASE.c, t.DECISION.c
        newest = (
            select(c.id, d.decision, d.as_of)
            .join(t.DECISION, d.case_id == c.id)
            .where(c.item == after.item.id, c.erased_at.is_(None))
            .order_by(c.created_at.desc())
            .limit(_REPLAYED)
        )
        counts: Counter[str] = Counter()
        with self._p.store.read() as connection:
            ledger = Ledger(connection, self._p.keys, self._p.clock.now())
            for row in connection.execute(newest).all():
                facts = snapshot_from_json(ledger.facts(row.id)).facts
                now = after.judge.decide(after.item, facts, row.as_of).decision.value
                counts["same" if now == row.decision else f"{row.decision}>{now}"] += 1
        return counts

    def _base(self, item: str) -> Path:
        """The file of what is in force: the copy that was signed, or the release's."""
        approval = self._approvals().in_force(item, self._p.today())
        tree = self._p.folders.assets
        if approval is not None:
            tree = self._p.folders.approvals / "versions" / approval.digest
        file = tree / "items" / f"{item}.yaml"
        if not item.replace("_", "").isalnum() or not file.is_file():
            raise DeskFault("unknown_item", "there is no such item", 404)
        return file

    def _version(self, file: Path) -> Version:
        try:
            return self._reader.read(file)
        except CatalogueError as error:
            raise DeskFault(error.code, error.operator, 409) from error

    def _approvals(self) -> Approvals:
        folders = self._p.folders
        return Approvals.load(folders.approvals, load_officers(folders.officers))

    def _signer(self, session: Session) -> Signer:
        """Her key, made at her first signature. A dot may stand in an account's name, not in a key's."""
        name = session.staff_id.replace(".", "-")[:32]
        if not (self._p.folders.officers / f"{name}.key").is_file():
            make_key(self._p.folders.officers, name)
        return load_signer(self._p.folders.officers, name)

    def _audit(self, session: Session, action: str, item: str, digest: str, kinds: list[str]) -> None:
        said = {"item": item, "digest": digest, **({"changes": kinds} if kinds else {})}
        with self._p.store.write() as connection:
            Ledger(connection, self._p.keys, self._p.clock.now()).audit(None, session.staff_id, action, said)


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
