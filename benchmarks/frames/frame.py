"""One frame and what is true of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Group = Literal["good", "hard", "refuse"]
Image = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Frame:
    """A picture of the desk under the camera."""

    image: Image
    """[1080, 1920, 3] BGR."""
    document: str
    """What lies there: a name of `read --as`, or "none"."""
    asked: str
    """What the kiosk asked for. Another one than `document` in the kinds other_card and none."""
    truth: dict[str, str]
    """The fields as printed: dates ISO, 长期 = "long-term"; empty where nothing lies there."""
    kind: str
    """How it was made: clean, glare_beside_text, screen ..."""
    group: Group
    """good and hard are to be read right, refuse is to be refused."""
    card_px: float
    """Mean length of the document's long edges in the picture, in pixels; 0 for none."""
    others: tuple[str, ...] = ()
    """Further documents in the frame ("none" for a card of no kind the reader knows)."""
