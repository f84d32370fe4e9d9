"""Passwords by argon2id, and one-time codes (RFC 6238).

A hash costs a fifth of a second and 64 MB on purpose; two at a time are enough for a hall, and a flood of
wrong passwords must not take the machine from those who wait.
"""

from __future__ import annotations

import threading

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.desk.errors import DeskFault

SHORTEST = 8
_LONGEST = 200


class Passwords:
    """Hashes and checks; at most two at a time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """`hasher`: another cost, for tests."""
        self._hasher = hasher or PasswordHasher()
        self._gate = threading.BoundedSemaphore(2)
        # What is checked where nobody has that name, so that it takes as long.
        self._nobody = self._hasher.hash("nobody's password")

    def hash(self, password: str) -> str:
        """Raises DeskFault `password_weak` (422)."""
        if not SHORTEST <= len(password) <= _LONGEST or len(set(password)) < 4:
            raise DeskFault("password_weak", f"at least {SHORTEST} characters, four of them different", 422)
        with self._gate:
            return self._hasher.hash(password)

    def check(self, kept: str | None, password: str) -> bool:
        """Is it the one that `kept` was made of? None: nobody's, after the same while."""
        with self._gate:
            try:
                return self._hasher.verify(kept or self._nobody, password[:_LONGEST]) and kept is not None
            except (VerificationError, InvalidHashError):
                return False


def new_secret() -> str:
    return pyotp.random_base32()


def code_step(secret: str, code: str, now: float) -> int | None:
    """The 30-second step whose code this is, a step of clock drift allowed; None where it is none."""
    totp = pyotp.TOTP(secret)
    step = int(now // totp.interval)
    for candidate in (step, step - 1, step + 1):
        if pyotp.utils.strings_equal(code, totp.generate_otp(candidate)):
            return candidate
    return None


def enrolment(secret: str, staff_id: str) -> str:
    """The otpauth address that an authenticator scans."""
    return pyotp.TOTP(secret).provisioning_uri(name=staff_id, issuer_name="xiaozhi desk")
