"""The QR code of a paper: its text, and its picture.

The text is what an officer's scanner reads: `XZ1*<certificate number>*<check code>`. It uses only the
characters of QR's alphanumeric mode (ISO/IEC 18004, 7.4.4), so the code stays coarse and easy to scan, and
it holds nothing about the person.
"""

from __future__ import annotations

import io
import re

import segno

from kiosk.issuance.errors import IssuanceError

_PREFIX = "XZ1"
_PICKUP = "XZP1"
_NUMBER = re.compile(r"[A-Z0-9-]{4,40}")
_TEXT = re.compile(rf"{_PREFIX}\*([A-Z0-9-]{{4,40}})\*([A-Z2-7]{{16}})")


def verification_text(certificate_number: str, check_code: str) -> str:
    """`XZ1*NUMBER*CODE`.

    Raises IssuanceError `reference_unfit` where either holds other characters.
    """
    text = f"{_PREFIX}*{certificate_number}*{check_code}"
    if not _TEXT.fullmatch(text):
        raise IssuanceError("reference_unfit", "a certificate number is 4-40 of A-Z, 0-9 and hyphen")
    return text


def parse_verification_text(text: str) -> tuple[str, str] | None:
    """(certificate number, check code) of a scanned text, or None where it isn't ours."""
    found = _TEXT.fullmatch(text.strip())
    return (found[1], found[2]) if found else None


def pickup_text(certificate_number: str) -> str:
    """`XZP1*NUMBER`: what the window scans from a pick-up slip to find the paper.

    It proves nothing; the officer looks at face and card. Raises IssuanceError `reference_unfit`.
    """
    if not is_certificate_number(certificate_number):
        raise IssuanceError("reference_unfit", "a certificate number is 4-40 of A-Z, 0-9 and hyphen")
    return f"{_PICKUP}*{certificate_number}"


def parse_pickup_text(text: str) -> str | None:
    """The certificate number of a scanned pick-up slip, or None where it isn't one."""
    prefix, _, number = text.strip().partition("*")
    return number if prefix == _PICKUP and is_certificate_number(number) else None


def is_certificate_number(text: str) -> bool:
    """Whether `text` can be a certificate number: 4-40 of A-Z, 0-9 and hyphen."""
    return _NUMBER.fullmatch(text) is not None


def qr_svg(text: str) -> str:
    """An SVG of the code, error correction M or better; its quiet zone is the template's."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False, boost_error=True)
    code.save(out, kind="svg", border=0, scale=1, xmldecl=False, svgns=True, dark="#000000")
    return out.getvalue().decode()


def qr_png(text: str, pixels_per_module: int = 8) -> bytes:
    """A PNG of the code with its quiet zone of four modules, for a screen."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", border=4, scale=pixels_per_module)
    return out.getvalue()
