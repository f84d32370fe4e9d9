"""Licences, permits and forms from pixels: named, read, and never silently wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from kiosk.core.paths import repository_root
from kiosk.training.invent import load_stock
from kiosk.training.invent_documents import DOCUMENTS, Paper, invent_paper
from kiosk.training.people import PersonCard
from kiosk.training.photograph import Shot, photograph
from kiosk.training.photograph_kinds import KINDS, take
from kiosk.training.sheet import LABEL, Sheet
from kiosk.training.specimen import draw_front
from kiosk.training.specimens import DRAWINGS, draw
from kiosk.vision.anchors import find_anchors, identify, place_of, without_english
from kiosk.vision.detect import TextBox
from kiosk.vision.layouts import load_layouts
from kiosk.vision.page import Char, Line
from kiosk.vision.presentation import grid_strength, is_grey
from kiosk.vision.recognise import Glyph

STOCK = load_stock(repository_root() / "assets" / "demo" / "invent.yaml")
PERSON = PersonCard(
    "陈海燕", "女", "汉", date(1988, 6, 15), "浙江省宁波市鄞州区百丈东路88弄12号304室", "330212198806153428",
    "宁波市公安局鄞州分局", date(2019, 3, 2), date(2039, 3, 2),
)  # fmt: skip
LABELLED = [d for d in DOCUMENTS if not d.startswith("id_card")]


def paper(document: str, seed: int = 3) -> Paper:
    return invent_paper(STOCK, document, PERSON, np.random.default_rng(seed))


def shot_of(document: str, **changed: object) -> Shot:
    if document == "medical_form":
        return replace(Shot(card_width=720, corner=0.0, rotation=91.0, blur=0.4), **changed)
    return replace(Shot(card_width=640, rotation=3.0), **changed)


@pytest.mark.parametrize("document", LABELLED)
def test_every_document_is_named_and_read(reader, document):
    what = paper(document)
    frame = photograph(draw(what), shot_of(document), np.random.default_rng(1))
    reading = reader.read(frame)
    assert reading.document == document
    assert reading.problems == ()
    assert reading.values() == dict(what.fields)


def test_upside_down(reader):
    what = paper("driving_licence_2")
    frame = photograph(draw(what), shot_of("driving_licence_2", rotation=185.0), np.random.default_rng(1))
    reading = reader.read(frame, "driving_licence_2")
    assert reading.accepted
    assert reading.values() == dict(what.fields)


def test_a_wrong_document_is_named(reader):
    frame = photograph(draw(paper("vehicle_licence")), shot_of("vehicle_licence"), np.random.default_rng(1))
    reading = reader.read(frame, "id_card_front")
    assert (reading.document, reading.accepted) == ("vehicle_licence", False)
    assert [p.code for p in reading.problems] == ["wrong_document"]


def test_two_cards_are_told_apart_and_the_one_asked_for_comes_first(reader):
    licence = paper("driving_licence_2")
    card = draw_front(PERSON)
    left = Shot(card_width=560, centre=(480, 500), rotation=2)
    right = Shot(card_width=560, centre=(1400, 560), rotation=-4)
    frame = photograph(draw(licence), left, np.random.default_rng(1), [(card, right)])
    for wanted, other in (("id_card_front", "driving_licence_2"), ("driving_licence_2", "id_card_front")):
        reading = reader.read(frame, wanted)
        assert (reading.document, [o.document for o in reading.others]) == (wanted, [other])
        assert reading.accepted
    assert reading.values() == dict(licence.fields)
    assert reading.others[0].values() == PERSON.front()


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("screen", "screen"),
        ("photocopy", "photocopy"),
        ("field_covered", "covered"),
        ("outside", "cut_off"),
        ("other_card", "wrong_document"),
    ],
)
def test_what_must_be_refused_is_with_its_reason(reader, kind, code):
    what = Paper("id_card_front", PERSON, PERSON.front())
    frame = take(kind, draw(what), what, DRAWINGS["id_card_front"].size_mm, np.random.default_rng(4))
    reading = reader.read(frame, "id_card_front")
    assert not reading.accepted
    assert reading.problems[0].code == code


@pytest.mark.parametrize("kind", [k for k, kind in KINDS.items() if kind.group == "hard"])
def test_hard_frames_are_never_silently_wrong(reader, kind):
    what = Paper("id_card_front", PERSON, PERSON.front())
    frame = take(kind, draw(what), what, DRAWINGS["id_card_front"].size_mm, np.random.default_rng(6))
    reading = reader.read(frame, "id_card_front")
    assert not reading.accepted or reading.values() == PERSON.front()


def test_a_card_is_neither_grey_nor_a_grid():
    card = draw_front(PERSON, 12)
    assert not is_grey(card)
    assert grid_strength(card) < 1.4
    grey = np.repeat(card.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    assert is_grey(grey)


def line(text: str, x: float, y: float, high: float = 40.0) -> Line:
    chars = tuple(Char(Glyph(c, 0.99, 0.0, ()), x + 30.0 * k + 15, y) for k, c in enumerate(text))
    return Line(TextBox(x, y - high / 2, x + 30.0 * len(text), y + high / 2), chars)


def test_a_label_is_found_with_one_wrong_character_only_where_it_is_long():
    assert place_of("初次领证目期", "初次领证日期", frozenset()) == (0, 6)
    assert place_of("姓各", "姓名", frozenset()) is None
    assert place_of("居住地址浙江", "住址", frozenset({0, 1, 2, 3})) is None


def test_the_longer_label_wins():
    lines = [line("居住地址浙江省", 10, 200), line("户籍地址江西省", 10, 100)]
    anchors = {a.field: a.label for a in find_anchors(lines, load_layouts()["residence_permit"])}
    assert anchors == {"residence_address": "居住地址", "address": "户籍地址"}


def test_english_lines_go_but_values_of_letters_stay():
    lines = [
        line("PlateNo.", 0, 0),
        line("Vahicle Type", 0, 50),
        line("C1", 0, 90),
        line("LSVAB2BR1CN014577", 0, 120),
    ]
    kept = without_english(lines, load_layouts()["vehicle_licence"].english)
    assert [one.text for one in kept] == ["C1", "LSVAB2BR1CN014577"]


def test_too_few_labels_make_no_document():
    assert identify([line("姓名毛晓燕", 0, 0), line("性别女", 0, 60)], load_layouts())[0] is None


def test_a_card_whose_print_stands_elsewhere_is_read_by_its_labels(reader):
    sheet = Sheet(15.0, 1)
    sheet.portrait(PERSON.sex)
    rows = (
        ("姓名", 7, 6, PERSON.name, 16),
        ("性别", 7, 12, PERSON.sex, 16),
        ("民族", 27, 12, PERSON.ethnicity, 36),
        ("出生", 7, 18, "1988年6月15日", 16),
        ("住址", 7, 24.5, PERSON.address[:11], 16),
        ("公民身份号码", 7, 48.8, PERSON.id_number, 32),
    )
    for label, x, y, text, at in rows:
        sheet.write(label, x, y, 2.4, "regular", LABEL, pitch=2.9)
        sheet.write(text, at, y, 3.0, "regular", pitch=3.2)
    sheet.write(PERSON.address[11:], 16, 29.1, 3.0, "regular", pitch=3.2)
    frame = photograph(sheet.finish(), Shot(card_width=640, rotation=176), np.random.default_rng(1))
    reading = reader.read(frame, "id_card_front")
    assert reading.accepted
    assert reading.values() == PERSON.front()
