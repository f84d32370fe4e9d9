"""The error of this room."""

from __future__ import annotations

from kiosk.core.errors import KioskError


class IssuanceError(KioskError):
    """A paper can't be made, signed or checked.

    Codes: `font_missing`, `template_missing`, `template_broken`, `paper_data`, `glyph_missing`,
    `key_exposed`, `key_damaged`, `clock_behind_keys`, `trust_unreadable`, `reference_unfit`,
    `self_check_failed`, `issuer_unreadable`, `tsa_unreachable`.
    """
