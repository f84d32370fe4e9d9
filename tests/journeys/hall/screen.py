"""The hall's screen: a private X server, read as pixels and touched by a pointer."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.types import Image

WIDTH, HEIGHT = 1080, 1920
#: Reading at this share of the size is enough for type of 30 pt and three times as fast; a single character
#: that one size misses is found at another.
_ZOOMS = (0.6, 0.5, 0.8)
#: Grey levels by which a point of the glance changes where text has come or gone.
_CHANGED = 6


@dataclass(frozen=True)
class Line:
    """A line of text on the screen."""

    text: str
    x: int
    y: int


class XScreen:
    """A portrait panel of 1080 x 1920. Needs Xvfb and xdotool."""

    def __init__(self, folder: Path, reader: Any) -> None:
        """`reader`: a rapidocr engine; what a visitor reads is read from pixels."""
        self._folder = folder
        self._reader = reader
        self._server: subprocess.Popen[bytes] | None = None
        self.name = ""
        self._read: dict[float, tuple[NDArray[np.int16], list[Line]]] = {}

    def __enter__(self) -> XScreen:
        told, tells = os.pipe()
        self._server = subprocess.Popen(
            [
                "Xvfb", "-displayfd", str(tells), "-screen", "0", f"{WIDTH}x{HEIGHT}x24",
                "-fbdir", str(self._folder), "-nolisten", "tcp", "-nocursor",
            ],
            pass_fds=[tells],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(tells)
        with os.fdopen(told) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        self.name = f":{number}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(timeout=10)

    # -- looking ----------------------------------------------------------------------------------

    def picture(self) -> Image:
        """What is on the panel now, BGR."""
        raw = (self._folder / "Xvfb_screen0").read_bytes()
        # XWD: header size, …, colours; then rows of 32-bit pixels.
        head = struct.unpack(">25I", raw[:100])
        start = head[0] + 12 * head[19]
        pixels = np.frombuffer(raw, np.uint8, HEIGHT * WIDTH * 4, start).reshape(HEIGHT, WIDTH, 4)
        return np.ascontiguousarray(pixels[:, :, :3])

    def lines(self, zoom: float = _ZOOMS[0]) -> list[Line]:
        """Every line of text on it; what still stands as it was read is not read again."""
        picture = self.picture()
        glance = _glance(picture)
        last = self._read.get(zoom)
        if last is not None and np.abs(last[0] - glance).max() < _CHANGED:
            return last[1]
        lines = self._lines(picture, zoom)
        self._read[zoom] = (glance, lines)
        return lines

    def _lines(self, picture: Image, zoom: float) -> list[Line]:
        small = cv2.resize(picture, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
        found = self._reader(small)
        if found.txts is None:
            return []
        return [
            Line(text, round(float(box[:, 0].mean()) / zoom), round(float(box[:, 1].mean()) / zoom))
            for text, box in zip(found.txts, np.asarray(found.boxes), strict=True)
        ]

    def text(self) -> str:
        return "\n".join(line.text for line in self.lines())

    def see(self, *wanted: str, patience: float = 60.0) -> list[Line]:
        """Wait until one of the texts stands on the panel (spaces don't count); all lines of that moment."""
        end = time.monotonic() + patience
        while True:
            lines = self.lines()
            shown = _tight("".join(line.text for line in lines))
            if any(_tight(w) in shown for w in wanted):
                return lines
            if time.monotonic() >= end:
                self.save("missing")
                texts = "\n".join(line.text for line in lines)
                raise AssertionError(f"{wanted} never came; the panel says:\n{texts}")
            time.sleep(0.2)

    def save(self, name: str) -> Path:
        """Keep a picture."""
        path = self._folder / f"{name}.png"
        cv2.imwrite(str(path), self.picture())
        return path

    # -- touching ---------------------------------------------------------------------------------

    def press(self, x: int, y: int) -> None:
        """Touch, and once more where nothing came of it, as a visitor does."""
        before = _glance(self.picture())
        for _ in range(2):
            self.touch_at(x, y)
            end = time.monotonic() + 3
            while time.monotonic() < end:
                if np.abs(_glance(self.picture()) - before)[30:].max() > _CHANGED:
                    return
                time.sleep(0.1)

    def touch_at(self, x: int, y: int) -> None:
        subprocess.run(
            ["xdotool", "mousemove", str(x), str(y), "click", "1"],
            env=os.environ | {"DISPLAY": self.name},
            check=True,
        )

    def touch(self, label: str, patience: float = 60.0) -> None:
        """Wait for the label and touch it; the lowest one where it stands twice."""
        self.see(label, patience=patience)
        there = next((found for zoom in _ZOOMS if (found := self._labels(label, zoom))), [])
        assert there, f"{label} stands nowhere by itself"
        place = max(there, key=lambda line: line.y)
        self.press(place.x, place.y)

    def _labels(self, label: str, zoom: float) -> list[Line]:
        return [line for line in self.lines(zoom) if _is(line.text, label)]

    def touch_card(self, words: str) -> None:
        """Touch what has these words in its name, however it is broken into lines."""
        lines = self.see(words)
        place = next(line for line in lines if words in _tight(line.text))
        time.sleep(0.4)
        self.press(place.x, place.y)


def _glance(picture: Image) -> NDArray[np.int16]:
    """The panel in 54 x 96 grey points, without 小智, who never stands still."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    points = cv2.resize(grey, (54, 96), interpolation=cv2.INTER_AREA).astype(np.int16)
    points[:26, :23] = 0
    return points


def _is(read: str, label: str) -> bool:
    """Perhaps with an icon that was read as a letter: √对 is 对, 不对 isn't."""
    beside = _tight(read).replace(_tight(label), "", 1)
    return _tight(label) in _tight(read) and len(beside) <= 2 and not any("一" <= c <= "鿿" for c in beside)


def _tight(text: str) -> str:
    return "".join(text.split()).replace("，", ",").replace("？", "?")


def missing_tools() -> list[str]:
    """What of the hall isn't on this machine."""
    return [
        tool
        for tool in ("Xvfb", "xdotool", "pulseaudio", "pactl", "paplay", "parec")
        if not shutil.which(tool)
    ]
