"""Accounts: passwords, codes, lock-out, sessions that end, the broken glass."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlparse

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from kiosk.core.clock import ManualClock
from kiosk.desk.errors import DeskFault
from kiosk.desk.staff.accounts import Staff
from kiosk.desk.staff.passwords import Passwords
from kiosk.desk.staff.roles import RIGHTS, Right, Role
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store
from tests.desk.hall import PASSWORD, QUICK
from tests.desk.parts import RING


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def staff(store: Store, clock: ManualClock) -> Staff:
    made = Staff(store, RING, clock, QUICK)
    made.add("wang", "Wang", ["officer"], PASSWORD, "test")
    return made


def code_of(error: pytest.ExceptionInfo[DeskFault]) -> tuple[str, int]:
    return error.value.code, error.value.status


def audited(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(t.AUDIT.c.action).order_by(t.AUDIT.c.seq)).scalars())


def test_the_hash_is_argon2id_at_its_full_cost() -> None:
    hasher = PasswordHasher()
    assert hasher.type.name == "ID"
    assert Passwords(hasher).hash(PASSWORD).startswith("$argon2id$v=19$m=65536")


def test_a_session_begins_and_ends(staff: Staff, store: Store, clock: ManualClock) -> None:
    signed = staff.sign_in("wang", PASSWORD)
    assert staff.session(signed.token).staff_id == "wang"
    staff.sign_out(signed.token)
    with pytest.raises(DeskFault) as error:
        staff.session(signed.token)
    assert code_of(error) == ("session_over", 401)
    # By disuse, and at the end of a shift however busy.
    idle = staff.sign_in("wang", PASSWORD).token
    clock.advance(31 * 60)
    with pytest.raises(DeskFault):
        staff.session(idle)
    busy = staff.sign_in("wang", PASSWORD).token
    for _ in range(29):
        clock.advance(20 * 60)
        staff.session(busy)
    clock.advance(20 * 60)
    with pytest.raises(DeskFault):
        staff.session(busy)
    assert audited(store)[:3] == ["staff.added", "staff.signed_in", "staff.signed_out"]
    with store.read() as connection:
        kept = str(connection.execute(select(t.STAFF_SESSION)).all()) + str(
            connection.execute(select(t.STAFF)).all()
        )
    assert busy not in kept
    assert PASSWORD not in kept


def test_the_fifth_wrong_try_locks_for_a_quarter_of_an_hour(
    staff: Staff, store: Store, clock: ManualClock
) -> None:
    for _ in range(5):
        with pytest.raises(DeskFault) as error:
            staff.sign_in("wang", "wrong horse")
        assert code_of(error) == ("login_refused", 401)
    with pytest.raises(DeskFault) as error:
        staff.sign_in("wang", PASSWORD)
    assert code_of(error) == ("login_locked", 423)
    clock.advance(15 * 60 + 1)
    staff.sign_in("wang", PASSWORD)
    assert audited(store).count("staff.locked") == 1
    # Four and a right one: the count begins anew.
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(DeskFault):
                staff.sign_in("wang", "wrong horse")
        staff.sign_in("wang", PASSWORD)


def test_nobody_learns_which_names_there_are(staff: Staff) -> None:
    with pytest.raises(DeskFault) as unknown:
        staff.sign_in("nobody", PASSWORD)
    with pytest.raises(DeskFault) as wrong:
        staff.sign_in("wang", "wrong horse")
    assert str(unknown.value) == str(wrong.value)


def test_a_code_is_good_once(staff: Staff, clock: ManualClock) -> None:
    address = staff.add("sun", "Sun", ["supervisor"], PASSWORD, "test", code=True)
    assert address is not None
    totp = pyotp.TOTP(parse_qs(urlparse(address).query)["secret"][0])
    with pytest.raises(DeskFault):
        staff.sign_in("sun", PASSWORD)
    code = totp.at(clock.now())
    staff.sign_in("sun", PASSWORD, code)
    with pytest.raises(DeskFault):
        staff.sign_in("sun", PASSWORD, code)
    clock.advance(30)
    staff.sign_in("sun", PASSWORD, totp.at(clock.now()))
    with pytest.raises(DeskFault):
        staff.sign_in("sun", PASSWORD, totp.at(clock.now() - timedelta(minutes=5)))


def test_a_change_ends_the_sessions(staff: Staff, clock: ManualClock) -> None:
    token = staff.sign_in("wang", PASSWORD).token
    staff.change("wang", "lin", roles=["auditor"])
    with pytest.raises(DeskFault):
        staff.session(token)
    assert staff.sign_in("wang", PASSWORD).session.roles == {Role.AUDITOR}
    staff.change("wang", "lin", disabled=True)
    with pytest.raises(DeskFault):
        staff.sign_in("wang", PASSWORD)
    with pytest.raises(DeskFault) as error:
        staff.change("nobody", "lin", unlock=True)
    assert code_of(error) == ("unknown_staff", 404)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaa", "x" * 300])
def test_a_weak_password_is_refused(staff: Staff, password: str) -> None:
    with pytest.raises(DeskFault) as error:
        staff.add("zhao", "Zhao", ["officer"], password, "test")
    assert error.value.code == "password_weak"


def test_the_broken_glass_shouts_and_heals(
    staff: Staff, store: Store, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    token = staff.sign_in("wang", PASSWORD).token
    assert Right.SECOND not in staff.session(token).rights
    with pytest.raises(DeskFault) as error:
        staff.break_glass(token, "because")
    assert error.value.code == "reason_missing"
    with caplog.at_level("CRITICAL"):
        assert Right.SECOND in staff.break_glass(token, "no supervisor here, a bus waits outside").rights
    assert "the glass is broken" in caplog.text
    assert audited(store)[-1] == "GLASS.BROKEN"
    clock.advance(15 * 60)
    assert Right.SECOND not in staff.session(token).rights
    staff.add("qian", "Qian", ["auditor"], PASSWORD, "test")
    with pytest.raises(DeskFault):
        staff.break_glass(staff.sign_in("qian", PASSWORD).token, "I would like to see more")


def test_no_role_has_everything() -> None:
    assert all(rights < frozenset(Right) for rights in RIGHTS.values())
    assert not RIGHTS[Role.AUDITOR] & {Right.DECIDE, Right.COLLECT, Right.STAFF, Right.REVOKE}
    assert not RIGHTS[Role.ADMINISTRATOR] & {Right.DECIDE, Right.COLLECT, Right.AUDIT}
