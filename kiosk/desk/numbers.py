"""Tickets and certificate numbers: what they look like. The counting is the store's."""

from __future__ import annotations

import re
from datetime import date


def ticket_letter(window: str) -> str:
    """The letter of a window's group: its own first letter where it has one (`B2`), else A."""
    found = re.search(r"[A-Z]", window.upper())
    return found[0] if found else "A"


def ticket(letter: str, number: int) -> str:
    """A001; from the thousandth on four digits, never the same one twice."""
    return f"{letter}{number:03d}"


def certificate_number(prefix: str, office: str, day: date, number: int) -> str:
    """LD-NINGBO-20261124-0001: capitals, digits and hyphens only, at most 40 characters."""
    clean = re.sub(r"[^A-Z0-9]", "", office.upper())[:12]
    return f"{prefix.upper()}-{clean}-{day:%Y%m%d}-{number:04d}"
