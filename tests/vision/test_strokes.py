"""Strokes against print, in a face that isn't the one they were drawn with."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw

from kiosk.training.fonts import font
from kiosk.vision.checks import load_card_words
from kiosk.vision.strokes import fits, rarer

RARE = load_card_words().rare


def printed(text: str, face: str) -> np.ndarray:
    """Characters of 3.5 mm, 3.85 mm apart, the first one's middle at (10, 10) mm."""
    sheet = Pillow.new("RGB", (600, 240), (232, 230, 226))
    pen = ImageDraw.Draw(sheet)
    for k, char in enumerate(text):
        pen.text((120 + 46 * k, 120), char, font=font(face, 42), fill=(30, 30, 34), anchor="mm")
    return np.asarray(sheet, np.uint8)[:, :, ::-1].copy()


@pytest.mark.parametrize("face", ["regular", "bold", "song"])
@pytest.mark.parametrize(("right", "wrong"), ["仉仇", "冼洗", "逄逢", "湉活", "赟赞", "亓元", "骉弱"])
def test_the_right_one_of_two_fits_better(face, right, wrong):
    fitting = fits(printed(right, face), 10.0, 10.0, 3.85, [right, wrong])
    assert fitting[right] > fitting[wrong]


@pytest.mark.parametrize(("printed_char", "read"), ["𫘝驶", "㭎枫", "𬤇湮", "猋焱", "骉羴"])
def test_a_rare_character_isnt_taken_for_a_common_one(printed_char, read):
    assert rarer(printed(printed_char, "regular"), 10.0, 10.0, 3.85, read, RARE)


@pytest.mark.parametrize("face", ["regular", "song"])
@pytest.mark.parametrize("char", "驶枫湮伟静燕磊芳鑫淼焱晶")
def test_a_common_character_is_left_alone(face, char):
    assert not rarer(printed(char, face), 10.0, 10.0, 3.85, char, RARE)


def test_blank_paper_and_the_cards_rim_say_nothing():
    blank = np.full((240, 600, 3), 220, np.uint8)
    assert not rarer(blank, 10.0, 10.0, 3.85, "毛", RARE)
    assert fits(blank, 1.0, 10.0, 3.85, ["毛"]) == {}
    assert fits(blank, 10.0, 10.0, 0.0, ["毛"]) == {}
