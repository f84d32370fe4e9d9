"""The QR code of a paper: its text, and its picture.

The text is what an officer's scanner reads: `XZ1*<certificate number>*<check code>`. It uses only the
characters of QR's alphanumeric mode (ISO/IEC 18004, 7.4.4), so the code stays coarse and easy to scan, and
it holds nothing about the person.
"""

from __future__ import annotations

import io

import segno

from kiosk.core.paper_code import (
    PAPER,
    PICKUP,
    is_certificate_number,
    parse_pickup_text,
    parse_verification_text,
)
from kiosk.issuance.errors import IssuanceError

__all__ = [
    "is_certificate_number",
    "parse_pickup_text",
    "parse_verification_text",
    "pickup_text",
    "qr_png",
    "qr_svg",
    "verification_text",
]


def verification_text(certificate_number: str, check_code: str) -> str:
    """`XZ1*NUMBER*CODE`.

    Raises IssuanceError `reference_unfit` where either holds other characters.
    """
    text = f"{PAPER}*{certificate_number}*{check_code}"
    if parse_verification_text(text) is None:
        raise IssuanceError("reference_unfit", "a certificate number is 4-40 of A-Z, 0-9 and hyphen")
    return text


def pickup_text(certificate_number: str) -> str:
    """`XZP1*NUMBER`: what the window scans from a pick-up slip to find the paper.

    It proves nothing; the officer looks at face and card. Raises IssuanceError `reference_unfit`.
    """
    if not is_certificate_number(certificate_number):
        raise IssuanceError("reference_unfit", "a certificate number is 4-40 of A-Z, 0-9 and hyphen")
    return f"{PICKUP}*{certificate_number}"


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
