"""Labels, seals and characters of a page: what is read as what."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from kiosk.vision.anchors import find_anchors, only_word, until_gap
from kiosk.vision.detect import TextBox
from kiosk.vision.fields import Fields
from kiosk.vision.find import Found
from kiosk.vision.id_card import FRONT_ROWS, Placed, ReadRow, in_place, parse_birth
from kiosk.vision.layouts import load_layouts
from kiosk.vision.page import Char, Line, is_red, read_page
from kiosk.vision.presentation import in_device
from kiosk.vision.recognise import Glyph
from kiosk.vision.types import CardReading, Problem
from kiosk.vision.verdict import perhaps_cut_off

BIRTH = next(row for row in FRONT_ROWS if row.name == "birth")
QUAD = np.array([(100, 100), (500, 100), (500, 350), (100, 350)], np.float32)


def line(text: str, x: float, y: float = 100.0, rivals: tuple[tuple[str, float], ...] = ()) -> Line:
    chars = tuple(Char(Glyph(c, 0.9, 0.0, rivals), x + 30.0 * k + 15, y) for k, c in enumerate(text))
    return Line(TextBox(x, y - 20, x + 30.0 * len(text), y + 20), chars)


def birth(*placed: tuple[str, float]) -> ReadRow:
    chars = tuple(
        Placed(Glyph(c, 0.99, 0.0, ()), x + 1.6 * k) for text, x in placed for k, c in enumerate(text)
    )
    return ReadRow(BIRTH, BIRTH.y, True, chars, 2, 0.0, 0.0)


@pytest.mark.parametrize(
    ("row", "value"),
    [
        (birth(("1934", 15), ("年", 23), ("3", 27), ("月", 30), ("3", 34), ("日", 37)), "1934-03-03"),
        (birth(("1934", 14), ("年", 28), ("11", 32), ("月", 38), ("23", 42)), "1934-11-23"),
        (birth(("1934", 15), ("3", 27), ("13", 34)), "1934-03-13"),
        (birth(("1934", 15), ("111", 27)), None),
        (birth(("1934", 15), ("年", 23), ("13", 27), ("月", 31), ("3", 34), ("日", 37)), None),
        (birth(("1934", 15), ("年", 23), ("3", 27), ("口", 30), ("3", 34)), None),
    ],
)
def test_a_birth_is_read_by_its_marks_wherever_they_stand(row: ReadRow, value: str | None) -> None:
    assert parse_birth(row) == value


def test_labels_in_their_places_say_that_the_outline_is_right() -> None:
    rows = {row.name: ReadRow(row, row.y, True, (), len(row.labels), 0.3, 0.0) for row in FRONT_ROWS}
    assert in_place(rows)
    moved = {n: ReadRow(r.row, r.y, True, (), r.labels_found, 2.0, 0.0) for n, r in rows.items()}
    assert not in_place(moved)
    assert not in_place({n: ReadRow(r.row, r.y, True, (), 1, 0.3, 0.0) for n, r in rows.items()})


def strip(ink: tuple[int, int, int], paper: tuple[int, int, int]) -> np.ndarray:
    picture = np.full((40, 160, 3), paper, np.uint8)
    cv2.putText(picture, "ABCD", (8, 32), cv2.FONT_HERSHEY_SIMPLEX, 1.0, ink, 2)
    return cv2.GaussianBlur(picture, (0, 0), 1.5)


@pytest.mark.parametrize(
    ("ink", "paper", "red"),
    [
        ((60, 60, 200), (225, 228, 230), True),
        ((170, 170, 225), (225, 228, 230), True),
        ((30, 30, 32), (225, 228, 230), False),
        ((120, 118, 122), (225, 228, 230), False),
        ((70, 95, 125), (120, 170, 220), False),
    ],
    ids=["seal", "faint seal", "black", "grey label", "grey label in warm light"],
)
def test_a_seal_is_told_from_faint_grey_print(ink, paper, red) -> None:
    assert is_red(strip(ink, paper), TextBox(0, 0, 160, 40)) is red


def test_what_two_boxes_share_is_read_once_and_a_portrait_is_no_line() -> None:
    boxes = (TextBox(0, 80, 120, 120), TextBox(112, 80, 200, 120), TextBox(300, 0, 600, 300))
    told = {
        0: (Glyph("1", 0.99, 20, ()), Glyph("8", 0.99, 112, ())),
        112: (Glyph("3", 0.5, 3, ()), Glyph("年", 0.99, 50, ())),
    }

    class Finder:
        def find(self, page, long_side):
            return boxes

    class Reader:
        def __init__(self):
            self.widths = []

        def read(self, piece):
            self.widths.append(piece.shape[1])
            return told[0] if piece.shape[1] == 120 else told[112]

    reader = Reader()
    page = read_page(np.full((400, 640, 3), 220, np.uint8), Finder(), reader, 640)
    assert [one.text for one in page.lines] == ["18", "年"]
    assert 300 not in reader.widths


def test_a_second_thought_makes_a_label_but_never_a_value() -> None:
    layout = load_layouts()["driving_licence"]
    lines = (line("国路", 700, rivals=(("籍", 0.4),)), line("中国", 900))
    found = [a.field for a in find_anchors(lines, layout)]
    assert "nationality" in found
    assert "nationality" not in [
        a.field for a in find_anchors((line("囗路", 700), line("中国", 900)), layout)
    ]


def test_a_word_that_only_one_field_can_say_needs_no_label() -> None:
    layout = load_layouts()["driving_licence"]
    nationality = next(f for f in layout.fields if f.name == "nationality")
    only = line("中国", 900)
    assert only_word(nationality, layout, (line("男", 600), only)) is only
    assert only_word(nationality, layout, (only, line("中国", 300))) is None, "which of the two?"
    form = load_layouts()["medical_form"]
    limbs = next(f for f in form.fields if f.name == "results.upper_limbs")
    assert only_word(limbs, form, (line("正常", 300),)) is None, "others may say it, too"


def test_what_stands_far_behind_a_date_is_no_part_of_it() -> None:
    chars = (*line("2019", 100).chars, *line("样本", 600).chars)
    assert "".join(c.glyph.char for c in until_gap(chars, 40.0)) == "2019"
    assert until_gap(chars, 200.0) == chars


def test_a_card_within_a_dark_rim_is_a_picture_of_one() -> None:
    outer = QUAD + np.array([(-40, -40), (40, -40), (40, 40), (-40, 40)], np.float32)
    frame = np.full((480, 640, 3), 150, np.uint8)
    plain = frame.copy()
    cv2.fillConvexPoly(frame, outer.astype(np.int32), (20, 20, 20))
    for picture in (frame, plain):
        cv2.fillConvexPoly(picture, QUAD.astype(np.int32), (220, 220, 220))
    assert in_device(frame, QUAD, [QUAD, outer])
    assert not in_device(plain, QUAD, [QUAD, outer])


def test_what_runs_out_of_the_frame_explains_missing_print_and_no_other_card() -> None:
    missing = CardReading("id_card_front", False, {}, (Problem("unreadable", "birth"),), 0.0, QUAD)
    piece = Found(QUAD + 5, 0.0, True)
    assert perhaps_cut_off(missing, (piece,)).problems[0].code == "cut_off"
    assert perhaps_cut_off(missing, (Found(QUAD, 0.9, False),)) == missing
    stranger = CardReading(None, False, {}, (Problem("wrong_document"),), 0.0, QUAD)
    assert perhaps_cut_off(stranger, (piece, Found(QUAD, 0.95, False))) == stranger
    assert perhaps_cut_off(stranger, (piece,)).problems[0].code == "cut_off"
    assert not Fields({}, []).in_place
