"""What can be wrong with the word lists."""

from __future__ import annotations

from kiosk.core.errors import KioskError


class NluError(KioskError):
    """A word list can't be used: `bad_words`, with file and place."""
