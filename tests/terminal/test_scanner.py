"""A paper's code under the camera: ours by its number, another as none of ours, each told once."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.issuance.qr import pickup_text, verification_text
from kiosk.terminal.scanner import Scanner, number_on
from kiosk.terminal.timeline import Timeline
from kiosk.vision.codes import read_codes
from kiosk.vision.types import Image, VisionError
from tests.codes import on_a_table
from tests.terminal.running import Inline, pump, skipping

NUMBER = "LD-NINGBO-20261124-0001"
OURS = verification_text(NUMBER, "ABCDEFGH234567AB")


@pytest.mark.parametrize("turn", [0, 17, 90, 200])
def test_a_code_is_read_however_the_paper_lies(turn: float) -> None:
    assert read_codes(on_a_table(OURS, turn)) == (OURS,)


def test_a_small_code_on_a_wide_table_is_read_too() -> None:
    assert read_codes(on_a_table(OURS, 8, size=130, width=2592)) == (OURS,)


def test_whose_code_it_is() -> None:
    assert number_on(()) is None
    assert number_on((OURS,)) == NUMBER
    assert number_on((pickup_text(NUMBER),)) == NUMBER
    assert number_on(("https://example.org/pay",)) == ""
    assert number_on(("https://example.org/pay", OURS)) == NUMBER


class Pictures:
    """A camera that shows these one after the other, the last for ever; None: it gives no picture."""

    name = "pictures"

    def __init__(self, *pictures: Image | None) -> None:
        self.left = list(pictures)

    def read(self) -> Image | None:
        now = self.left.pop(0) if len(self.left) > 1 else self.left[0]
        if now is None:
            raise VisionError("camera_lost", "no picture")
        return now

    def close(self) -> None:
        self.left.clear()


def watched(camera: Pictures, seconds: float = 4.0) -> tuple[list[str], list[str]]:
    """The numbers and the losses that are told."""
    timeline: Timeline = skipping()
    numbers: list[str] = []
    lost: list[str] = []
    scanner = Scanner(timeline, Inline(), camera, numbers.append, lost.append)
    scanner.watch()
    timeline.after(seconds, scanner.rest)
    pump(timeline)
    return numbers, lost


def test_what_lies_there_is_told_once() -> None:
    assert watched(Pictures(on_a_table(OURS, width=800))) == ([NUMBER], [])


def test_the_next_paper_is_told_too() -> None:
    other = verification_text("NC-NINGBO-20261124-0002", "ABCDEFGH234567AB")
    pictures = [on_a_table(text, width=800) for text in (OURS, "weixin://x", other)]
    camera = Pictures(*(p for p in pictures for _ in range(8)))
    assert watched(camera)[0] == [NUMBER, "", "NC-NINGBO-20261124-0002"]


def test_an_empty_table_says_nothing() -> None:
    assert watched(Pictures(np.full((300, 400, 3), 150, np.uint8))) == ([], [])


def test_a_lost_camera_is_told_once_and_looked_at_on() -> None:
    assert watched(Pictures(None, None, on_a_table(OURS, width=800))) == ([NUMBER], ["camera"])


def test_who_has_left_is_told_nothing() -> None:
    timeline = skipping()
    numbers: list[str] = []
    scanner = Scanner(
        timeline, Inline(), Pictures(on_a_table(OURS, width=800)), numbers.append, numbers.append
    )
    scanner.watch()
    scanner.rest()
    pump(timeline)
    assert numbers == []
