"""What the kiosk was started for: the options of its command, as the parts behind the window need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.core.paths import Paths


@dataclass(frozen=True)
class Errand:
    """Immutable; made once at the start."""

    paths: Paths
    worlds: Sequence[Path]
    """People of the simulated registers."""
    camera: str | None
    """As given; None: what the environment or the machine has."""
    again: bool
    """It comes back after a crash."""
