"""What speaks against a field, with a recogniser that answers what the test wants."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.vision import id_card, ink
from kiosk.vision.checks import load_card_words
from kiosk.vision.fields import Flat, front_fields
from kiosk.vision.id_card import Placed, ReadRow, parse_birth, parse_validity
from kiosk.vision.quality import Quality
from kiosk.vision.recognise import Glyph
from kiosk.vision.warp import CARD_PX, PX_PER_MM

ROWS = {row.name: row for row in id_card.FRONT_ROWS}


class Echo:
    """Answers the same to every strip."""

    def __init__(self, text: str, probability: float = 0.99) -> None:
        self.glyphs = tuple(Glyph(c, probability, 20.0 + 40 * i, ()) for i, c in enumerate(text))

    def read(self, strip):
        return self.glyphs


def row(name: str, text: str, start: float = 16.6, pitch: float = 3.2, **extra) -> ReadRow:
    placed = tuple(
        Placed(Glyph(c, extra.get("p", 0.99), 0.0, extra.get("rivals", ())), start + i * pitch)
        for i, c in enumerate(text)
    )
    return ReadRow(ROWS[name], ROWS[name].y, bool(text), placed, 2, 0.0, extra.get("lost", 0.0))


def rows(**changed: ReadRow) -> dict[str, ReadRow]:
    sex = row("sex", "女")
    sex = ReadRow(sex.row, sex.y, True, (*sex.value, Placed(Glyph("汉", 0.99, 0, ()), 36.2)), 4, 0.0, 0.0)
    birth = ReadRow(
        ROWS["birth"],
        20.7,
        True,
        tuple(
            Placed(Glyph(c, 0.99, 0, ()), x)
            for c, x in zip("1988615", (16, 17.7, 19.5, 21.2, 30.2, 37.2, 38.9), strict=True)
        ),
        5,
        0.0,
        0.0,
    )
    good = {
        "name": row("name", "毛晓燕"),
        "sex": sex,
        "birth": birth,
        "address": row("address", "浙江省宁波市鄞州区百丈"),
        "address_2": row("address_2", "东路八号"),
        "address_3": row("address_3", ""),
        "id_number": row("id_number", "330212198806153428", start=29.8, pitch=2.36),
    }
    return {**good, **changed}


def flat(second_look: str, probability: float = 0.99) -> Flat:
    card = np.full((CARD_PX[1], CARD_PX[0], 3), 220, np.uint8)
    none = np.zeros((CARD_PX[1] // 4, CARD_PX[0] // 4), bool)
    return Flat(card, Quality(50, 0, 200, none, none), Echo(second_look, probability), load_card_words())


def named(out, field):
    return {p.code for p in out.problems if p.field == field}


def test_a_name_that_both_looks_give_alike_is_taken():
    out = front_fields(flat("毛晓燕"), rows())
    assert named(out, "name") == set()
    assert out.readings["name"].value == "毛晓燕"
    assert out.readings["birth"].value == "1988-06-15"
    assert out.readings["ethnicity"].value == "汉"


@pytest.mark.parametrize(
    ("again", "p"), [("毛晓蒸", 0.99), ("毛晓", 0.99), ("毛晓燕燕", 0.99), ("毛晓燕", 0.55), ("", 0.99)]
)
def test_a_second_look_that_differs_is_doubt(again, p):
    assert "low_confidence" in named(front_fields(flat(again, p), rows()), "name")


def test_a_lookalike_with_some_probability_is_doubt_and_without_is_none():
    doubtful = row("name", "洗燕", rivals=(("冼", 0.08),))
    assert "low_confidence" in named(front_fields(flat("洗燕"), rows(name=doubtful)), "name")
    sure = row("name", "洗燕", rivals=(("冼", 0.01),))
    assert named(front_fields(flat("洗燕"), rows(name=sure)), "name") == set()


def test_a_low_character_is_doubt():
    out = front_fields(flat("x"), rows(id_number=row("id_number", "330212198806153428", 29.8, 2.36, p=0.6)))
    assert "low_confidence" in named(out, "id_number")


def test_a_line_that_begins_too_far_right_has_lost_its_beginning():
    out = front_fields(flat("晓燕"), rows(name=row("name", "晓燕", start=20.4)))
    assert "unreadable" in named(out, "name")


def test_ink_without_a_character_is_doubt():
    out = front_fields(flat("毛晓"), rows(name=row("name", "毛晓", lost=2.0)))
    assert "unreadable" in named(out, "name")


def test_an_address_with_a_short_line_before_the_last_is_doubt():
    out = front_fields(flat("x"), rows(address=row("address", "浙江省宁波市")))
    assert "unreadable" in named(out, "address")


def test_a_group_that_is_none_of_the_56_is_unreadable():
    broken = rows()
    sex = broken["sex"]
    broken["sex"] = ReadRow(
        sex.row, sex.y, True, (sex.value[0], Placed(Glyph("仅", 0.99, 0, ()), 36.2)), 4, 0.0, 0.0
    )
    assert "unreadable" in named(front_fields(flat("x"), broken), "ethnicity")


def test_the_variants_of_a_closed_vocabulary_are_no_rivals():
    assert named(front_fields(flat("x"), rows()), "ethnicity") == set()
    weak = rows()
    sex = weak["sex"]
    glyph = Glyph("汉", 0.55, 0, (("漢", 0.4),))
    weak["sex"] = ReadRow(sex.row, sex.y, True, (sex.value[0], Placed(glyph, 36.2)), 4, 0.0, 0.0)
    assert named(front_fields(flat("x"), weak), "ethnicity") == set()


def test_parse_birth_needs_a_real_day():
    assert parse_birth(rows()["birth"]) == "1988-06-15"
    bad = row("birth", "19881340", start=16.0, pitch=1.75)
    assert parse_birth(bad) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019.03.02-2039.03.02", ("2019-03-02", "2039-03-02")),
        ("2009.04.16-长期", ("2009-04-16", "long-term")),
        ("2019.0302 2039.03.02", ("2019-03-02", "2039-03-02")),
        ("2019.03.02-2039.03.0", None),
        ("2019.13.02-2039.03.02", None),
        ("2019.03.02-", None),
        ("2019.03.02-长", None),
        ("", None),
    ],
)
def test_parse_validity(text, expected):
    assert parse_validity(text) == expected


def test_ink_in_deep_shadow_is_seen():
    card = np.full((CARD_PX[1], CARD_PX[0], 3), 210, np.uint8)
    for index in range(8):
        left = 200 + index * 40
        card[330:366, left : left + 6] = 40
        card[330:336, left : left + 28] = 40
    lit = ink.columns(ink.ink_mask(card, ink.ground_of(card)), 348 / PX_PER_MM, 15, 50)
    card[:, :360] = (card[:, :360] * 0.18).astype(np.uint8)
    shaded = ink.columns(ink.ink_mask(card, ink.ground_of(card)), 348 / PX_PER_MM, 15, 50)
    assert len(lit) > 150
    assert len(shaded) > 0.8 * len(lit)
    assert ink.unexplained(shaded, [x for x in shaded if x > 31], 2.0) > 8


def test_a_blank_card_has_no_ink_and_no_line():
    card = np.full((CARD_PX[1], CARD_PX[0], 3), 210, np.uint8)
    mask = ink.ink_mask(card, ink.ground_of(card))
    assert not mask.any()
    assert ink.line_at(mask, 27, 5, 50, 1.7) is None
