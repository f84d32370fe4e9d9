"""A paper's code as the document camera sees it."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.issuance.qr import qr_png
from kiosk.vision.types import Image


def on_a_table(text: str, turn: float = 0.0, size: int = 220, width: int = 1600) -> Image:
    """Small on a grey table, turned by `turn` degrees, a little soft; BGR, 4:3."""
    code = cv2.imdecode(np.frombuffer(qr_png(text, 8), np.uint8), cv2.IMREAD_COLOR)
    assert code is not None
    table = np.full((width * 3 // 4, width, 3), 150, np.uint8)
    code = cv2.resize(code, (size, size), interpolation=cv2.INTER_AREA)
    top, left = table.shape[0] // 2 - size // 2, width // 2 - size // 2
    table[top : top + size, left : left + size] = code
    turning = cv2.getRotationMatrix2D((width / 2, table.shape[0] / 2), turn, 1.0)
    turned = cv2.warpAffine(table, turning, (width, table.shape[0]), borderValue=(150, 150, 150))
    return np.asarray(cv2.GaussianBlur(turned, (3, 3), 0.8), np.uint8)
