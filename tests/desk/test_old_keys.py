"""Words inside audit rows outlive a rotation, and end with their key when their time is over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.core.clock import ManualClock, SystemClock
from kiosk.core.crypto import CryptoError
from kiosk.desk.audit.verify import verify
from kiosk.desk.audit.words import open_words
from kiosk.desk.errors import DeskFault
from kiosk.desk.keys import FolderKeys
from kiosk.desk.service import Desk
from kiosk.desk.store import schema as t
from kiosk.desk.store.ledger import Ledger
from kiosk.desk.upkeep.old_keys import retire
from kiosk.desk.upkeep.persons import Persons
from kiosk.desk.upkeep.rotate import rotate
from tests.desk.hall import PASSWORD, make_hall
from tests.desk.parts import back, submission
from tests.desk.test_upkeep import finished, number

YEAR = timedelta(days=365)
WHY = "a child was alone at the window"


@pytest.fixture
def keys(tmp_path: Path) -> FolderKeys:
    return FolderKeys(tmp_path / "secrets")


@pytest.fixture
def desk(tmp_path: Path, keys: FolderKeys, store_url: str | None) -> Iterator[Desk]:
    made = make_hall(tmp_path / "state", store_url, keys=keys)
    made.start()
    yield made
    made.stop()


def row_of(desk: Desk, action: str) -> int:
    with desk._store.read() as connection:
        rows = connection.execute(select(t.AUDIT.c.seq).where(t.AUDIT.c.action == action)).scalars()
        return int(next(iter(rows)))


def test_words_in_the_audit_are_read_after_a_rotation_and_end_with_their_key(
    desk: Desk, keys: FolderKeys, tmp_path: Path
) -> None:
    papers = tmp_path / "state" / "papers"
    token = desk.hall.staff.sign_in("wang", PASSWORD).token
    desk.hall.staff.break_glass(token, WHY)
    finished(desk)
    Persons(desk._store, keys, SystemClock(), papers).delete(number("mao"), "test", "she asked for it")
    visit = "3" * 32
    with desk._store.write() as connection:
        said = {"step": "address", "new_sealed": keys.encrypt("百丈东路 1 号", f"visit/{visit}/new")}
        Ledger(connection, keys, datetime.now(UTC)).audit(visit, "wang", "visit.corrected", said)
    open_ = submission("wang_seized", documents=[back()], hand_off="agent")
    desk.submit(open_)
    rotate(desk._store, keys, SystemClock(), papers, "test")
    glass, erased = row_of(desk, "GLASS.BROKEN"), row_of(desk, "person.erased")

    def read(row: int) -> dict[str, str]:
        return dict(open_words(desk._store, keys, SystemClock(), row, "qian"))

    assert read(glass) == {"reason": WHY}
    assert read(erased) == {"reason": "she asked for it"}
    assert read(row_of(desk, "visit.corrected")) == {"new": "百丈东路 1 号"}
    read_row = row_of(desk, "audit.words_read")
    with pytest.raises(DeskFault, match="unknown_row"):
        read(read_row)
    with pytest.raises(DeskFault, match="unknown_row"):
        read(10**6)

    # Not before its time, nor while anything else is sealed with it.
    early = retire(desk._store, keys, SystemClock(), papers, YEAR, "test")
    assert (early.destroyed, [(use.key, use.words) for use in early.kept]) == ((), [("data-0001", 3)])
    later = ManualClock(datetime.now(UTC) + YEAR + timedelta(days=1))
    done = retire(desk._store, keys, later, papers, YEAR, "test")
    assert (done.destroyed, done.kept) == (("data-0001",), ())
    assert [file.name for file in sorted((tmp_path / "secrets").glob("data-*"))] == ["data-0002.key"]
    with pytest.raises(DeskFault, match="words_gone"):
        read(glass)
    # The rest is read on, and the chain is whole.
    assert desk.case(open_.case_id).decision is None
    assert desk.submit(submission("li_young", hand_off="agent"))[1]
    desk._sealer.seal()
    assert verify(desk._store, keys, None, datetime.now(UTC)).whole
    with desk._store.read() as connection:
        told = connection.execute(select(t.AUDIT.c.detail).where(t.AUDIT.c.action == "keys.retired"))
        assert json.loads(told.scalar_one()) == {"key": "data-0001", "words": 3}


def test_a_key_that_is_needed_is_never_destroyed(desk: Desk, keys: FolderKeys, tmp_path: Path) -> None:
    papers = tmp_path / "state" / "papers"
    finished(desk)
    later = ManualClock(datetime.now(UTC) + 2 * YEAR)
    with pytest.raises(CryptoError, match="key_in_use"):
        keys.destroy(keys.current)
    assert retire(desk._store, keys, later, papers, YEAR, "test").kept == ()
    # A rotation that was begun and not ended: the new key is there, the fields are the old one's.
    keys.add()
    (use,) = retire(desk._store, keys, later, papers, YEAR, "test").kept
    assert (use.fields > 0, use.papers, use.ends(YEAR)) == (True, 1, None)
    # Ended, and its time is over.
    rotate(desk._store, keys, SystemClock(), papers, "test", new_key=False)
    with desk._store.read() as connection:
        assert connection.execute(select(t.AUDIT).where(t.AUDIT.c.action == "keys.rotated")).first()
    assert keys.ids == ["data-0001", "data-0002"]
    retired = retire(desk._store, keys, later, papers, YEAR, "test")
    assert retired.destroyed == ("data-0001",)
