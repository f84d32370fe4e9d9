"""What a code on a paper of ours says: its grammar, for who makes it and for who scans it. Pure.

`XZ1*<certificate number>*<check code>` on a paper, `XZP1*<certificate number>` on a pick-up slip; only
characters of QR's alphanumeric mode (ISO/IEC 18004, 7.4.4), and nothing about the person.
"""

from __future__ import annotations

import re

PAPER, PICKUP = "XZ1", "XZP1"
_NUMBER = re.compile(r"[A-Z0-9-]{4,40}")
_TEXT = re.compile(rf"{PAPER}\*([A-Z0-9-]{{4,40}})\*([A-Z2-7]{{16}})")


def parse_verification_text(text: str) -> tuple[str, str] | None:
    """(certificate number, check code) of a scanned text, or None where it isn't ours."""
    found = _TEXT.fullmatch(text.strip())
    return (found[1], found[2]) if found else None


def parse_pickup_text(text: str) -> str | None:
    """The certificate number of a scanned pick-up slip, or None where it isn't one."""
    prefix, _, number = text.strip().partition("*")
    return number if prefix == PICKUP and is_certificate_number(number) else None


def is_certificate_number(text: str) -> bool:
    """Whether `text` can be a certificate number: 4-40 of A-Z, 0-9 and hyphen."""
    return _NUMBER.fullmatch(text) is not None
