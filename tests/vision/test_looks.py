"""Weighing several looks at one line."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.vision.looks import agree, weigh
from kiosk.vision.recognise import Glyph

BOX = (14.0, 5.0, 30.0, 10.0)
CARD = np.full((648, 1027, 3), 220, np.uint8)


def look(*chances: tuple[str, float] | tuple[str, float, str, float]) -> tuple[Glyph, ...]:
    """(character, probability[, rival, its probability]) each."""
    return tuple(Glyph(c[0], c[1], 0.0, ((c[2], c[3]),) if len(c) > 2 else ()) for c in chances)


class Script:
    """Gives the looks it was told, in order, and counts them."""

    def __init__(self, *looks):
        self.looks = list(looks)
        self.asked = 0

    def read(self, strip):
        self.asked += 1
        return self.looks[self.asked - 1]


SURE = look(("毛", 0.99), ("燕", 0.95))


def test_two_sure_looks_are_enough():
    script = Script(SURE)
    agreed = agree(CARD, script, SURE, BOX, 60.0)
    assert (agreed.text, agreed.sure, script.asked) == ("毛燕", True, 1)
    assert agreed.confidence == pytest.approx(0.95)


def test_two_that_differ_take_more_and_are_outvoted_when_they_must_be():
    odd = look(("毛", 0.99), ("蒸", 0.46, "燕", 0.4))
    script = Script(SURE, SURE, SURE)
    agreed = agree(CARD, script, odd, BOX, 60.0)
    assert (agreed.text, agreed.sure, script.asked) == ("毛燕", True, 3)


def test_a_strong_minority_is_heeded():
    """阗 was read as 闻 by two looks of three, with 阗 close behind: it must not pass."""
    looks = [
        look(("闻", 0.688, "阗", 0.307)),
        look(("阗", 0.501, "闻", 0.477)),
        look(("闻", 0.898, "阗", 0.095)),
        look(("闻", 0.7, "阗", 0.29)),
    ]
    assert not agree(CARD, Script(*looks[1:]), looks[0], BOX, 60.0).sure
    assert not weigh(looks, 0.6, 0.2).sure


def test_soft_frames_need_surer_looks():
    weak = look(("毛", 0.99), ("燕", 0.8, "蒸", 0.12))
    assert agree(CARD, Script(weak, weak, weak), weak, BOX, 60.0).sure
    assert not agree(CARD, Script(weak, weak, weak), weak, BOX, 18.0).sure


def test_a_line_of_another_length_supports_nothing():
    short = look(("毛", 0.99))
    assert not weigh([SURE, short], 0.7, 0.2).sure
    assert not weigh([SURE, SURE, short, short], 0.7, 0.2).sure
    assert weigh([SURE, SURE, SURE, SURE, short], 0.7, 0.2).sure


def test_nothing_read_is_not_sure():
    assert not weigh([(), ()], 0.0, 1.0).sure


def test_dots_of_a_name_are_one_and_the_blank_is_no_rival():
    one = look(("艾", 0.99), ("•", 0.6, "·", 0.35))
    other = look(("艾", 0.9, "", 0.3), ("·", 0.95))
    agreed = weigh([one, other], 0.85, 0.1)
    assert (agreed.text, agreed.sure) == ("艾·", True)
