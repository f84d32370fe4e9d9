"""Damaged image files: each must end in an image or one clear refusal, quickly and in little room."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import cv2
import numpy as np

from benchmarks.cards.frames import frame_of
from kiosk.core.errors import KioskError
from kiosk.speech.progress import Progress
from kiosk.vision.load import load_image

_FORMATS = (".jpg", ".png", ".webp", ".bmp", ".tiff")


def fuzz(seconds: float, seed: int, bar: Progress) -> dict[str, float | int]:
    """Break valid files for so long. `crashed` counts anything but an image or a KioskError."""
    rng = np.random.default_rng(seed)
    whole = cv2.resize(frame_of(0, seed).image, (480, 270))
    packed = [cv2.imencode(suffix, whole)[1].tobytes() for suffix in _FORMATS]
    end = time.monotonic() + seconds
    tried = loaded = refused = crashed = 0
    slowest = 0.0
    bar.begin("fuzz", int(seconds))
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            kind = int(rng.integers(len(packed)))
            path = Path(folder) / f"broken{_FORMATS[int(rng.integers(len(_FORMATS)))]}"
            path.write_bytes(broken(packed[kind], rng))
            start = time.monotonic()
            try:
                load_image(path)
                loaded += 1
            except KioskError:
                refused += 1
            except Exception:  # noqa: BLE001 - this is what is counted
                crashed += 1
            slowest = max(slowest, time.monotonic() - start)
            tried += 1
            bar.reach("fuzz", int(seconds - max(0.0, end - time.monotonic())))
    bar.end("fuzz")
    counts = {"files": tried, "loaded": loaded, "refused": refused, "crashed": crashed}
    return {**counts, "slowest_ms": round(1000 * slowest, 1)}


def broken(data: bytes, rng: np.random.Generator) -> bytes:
    """The file with bytes changed, cut, doubled or its head exchanged."""
    raw = bytearray(data)
    for _ in range(int(rng.integers(1, 12))):
        way = int(rng.integers(4))
        at = int(rng.integers(len(raw))) if raw else 0
        if way == 0 and raw:
            raw[at] = int(rng.integers(256))
        elif way == 1 and raw:
            near = min(int(rng.integers(64)), len(raw) - 1)
            raw[near] = int(rng.integers(256))
        elif way == 2:
            raw = raw[: max(at, 1)]
        else:
            raw[at:at] = raw[at : at + int(rng.integers(1, 400))]
    return bytes(raw)
