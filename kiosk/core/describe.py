"""An error for a log: its text may quote a person's data, so it stays out."""

from __future__ import annotations

import os
import traceback

from kiosk.core.errors import KioskError


def describe(error: BaseException) -> str:
    """Type, code and place, without the error's own words."""
    code = f" [{error.code}]" if isinstance(error, KioskError) else ""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{code}{place}"
