"""Whole readings from pixels: right ones are accepted, and nothing wrong ever is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import cv2
import numpy as np
import pytest

from kiosk.core.paths import repository_root
from kiosk.training.photograph import Shot, photograph
from kiosk.training.specimen import draw_front
from kiosk.vision.load import load_image
from kiosk.vision.types import CardReading

DEMO = repository_root() / "assets" / "demo"


def codes(reading: CardReading) -> set[str]:
    return {p.code for p in reading.problems}


def silently_wrong(reading: CardReading, truth: dict[str, str]) -> bool:
    return reading.accepted and reading.values() != truth


@pytest.mark.parametrize("side", ["front", "back"])
def test_the_demos_card_is_read(reader, people, side):
    reading = reader.read(load_image(DEMO / f"mao_id_{side}.jpg"))
    assert reading.document == f"id_card_{side}"
    assert reading.problems == ()
    assert reading.accepted
    assert reading.values() == getattr(people["mao"], side)()


@pytest.mark.parametrize("person", ["zhang_elder", "li_young", "wang_seized", "chen_jiangxi", "lan_she"])
def test_everybodys_card_is_read(reader, people, camera, person):
    for side in ("front", "back") if person == "zhang_elder" else ("front",):
        reading = reader.read(camera(people[person], side, rotation=4, gradient=0.2))
        assert (reading.accepted, reading.values()) == (True, getattr(people[person], side)())


@pytest.mark.parametrize("rotation", [0, 45, 90, 180, 250, 315])
def test_any_way_round(reader, people, camera, rotation):
    frame = camera(people["mao"], rotation=rotation, card_width=820)
    reading = reader.read(frame)
    assert reading.accepted
    assert reading.values() == people["mao"].front()


@pytest.mark.parametrize("rotation", [0, 180])
def test_the_card_and_its_corners_come_out_upright(reader, people, camera, rotation):
    reading = reader.read(camera(people["mao"], rotation=rotation))
    top_left, top_right = reading.quad[0], reading.quad[1]
    assert (top_left[0] < top_right[0]) == (rotation == 0)
    # The portrait is at the right: dark hair there, pale paper at the left.
    grey = cv2.cvtColor(reading.card, cv2.COLOR_BGR2GRAY)
    assert grey[100:460, 640:960].std() > 2 * grey[100:460, 20:50].std()


def test_a_scan_cropped_to_the_card_is_read(reader, people):
    reading = reader.read(draw_front(people["mao"], 12))
    assert reading.accepted
    assert reading.values() == people["mao"].front()


def test_the_wrong_side_is_named(reader, people, camera):
    reading = reader.read(camera(people["mao"], "back"), "id_card_front")
    assert (reading.document, reading.accepted, codes(reading)) == ("id_card_back", False, {"wrong_document"})
    reading = reader.read(camera(people["mao"]), "id_card_back")
    assert (reading.document, reading.accepted, codes(reading)) == (
        "id_card_front",
        False,
        {"wrong_document"},
    )


def test_another_card_is_a_wrong_document(reader):
    bank_card = np.full((810, 1284, 3), (150, 90, 40), np.uint8)
    for row, text in enumerate(("CITY BANK", "6222 0000 1111 2222", "VALID 09/29", "DEBIT", "A. NOBODY")):
        cv2.putText(bank_card, text, (100, 130 + 150 * row), cv2.FONT_HERSHEY_SIMPLEX, 3, (245, 245, 245), 8)
    reading = reader.read(photograph(bank_card, Shot(), np.random.default_rng(1)))
    assert (reading.document, reading.accepted, codes(reading)) == (None, False, {"wrong_document"})


def test_an_empty_table_has_no_card(reader):
    empty = Shot(card_width=2, centre=(-900, -900), surface="wood")
    frame = photograph(np.zeros((54, 86, 3), np.uint8), empty, np.random.default_rng(2))
    assert codes(reader.read(frame)) == {"no_card"}


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ({"centre": (960.0, 100.0)}, "cut_off"),
        ({"centre": (1800.0, 540.0)}, "cut_off"),
        ({"blur": 4.0}, "blurred"),
        ({"motion": 24.0}, "blurred"),
        ({"glare": 1.3, "glare_at": (0.4, 0.5), "glare_size": 140.0}, "glare"),
        ({"light": 0.05}, "dark"),
        ({"finger": (0.35, 0.12, -90.0)}, "covered"),
        ({"finger": (0.6, 0.8, 90.0)}, "covered"),
    ],
)
def test_a_bad_frame_says_why(reader, people, camera, trouble, code):
    reading = reader.read(camera(people["zhang_elder"], **trouble))
    assert not reading.accepted
    assert code in codes(reading)
    assert not silently_wrong(reading, people["zhang_elder"].front())


@pytest.mark.parametrize("step", range(4))
def test_a_finger_that_hides_the_end_of_the_name_is_noticed(reader, people, camera, step):
    frame = camera(people["mao"], finger=(0.24 + 0.03 * step, 0.16, -90.0), finger_width=90.0)
    reading = reader.read(frame)
    assert not silently_wrong(reading, people["mao"].front())
    assert not reading.accepted


@pytest.mark.parametrize("offset", [-250, -100, 50])
@pytest.mark.parametrize("angle", [0, 180])
def test_a_shadow_never_makes_a_wrong_reading(reader, people, camera, offset, angle):
    frame = camera(
        people["chen_jiangxi"], shadow=0.85, shadow_offset=float(offset), shadow_angle=float(angle), light=0.6
    )
    assert not silently_wrong(reader.read(frame), people["chen_jiangxi"].front())


def test_a_name_without_its_last_character_is_not_accepted_when_ink_is_left(reader, people, camera):
    """The line's end is smeared: print that no character explains."""
    drawn = draw_front(people["mao"])
    drawn[90:150, 340:395] = cv2.blur(drawn[90:150, 340:395], (19, 19))
    reading = reader.read(photograph(drawn, Shot(), np.random.default_rng(3)))
    assert not silently_wrong(reading, people["mao"].front())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"birth": date(1988, 6, 16)}, "birth_mismatch"),
        ({"sex": "男"}, "sex_mismatch"),
        ({"id_number": "330212198806153429"}, "id_check"),
    ],
)
def test_fields_that_contradict_one_another_are_refused(reader, people, camera, change, code):
    reading = reader.read(camera(replace(people["mao"], **change)))
    assert not reading.accepted
    assert codes(reading) == {code}


def test_a_span_that_the_law_does_not_know_is_refused(reader, people, camera):
    forged = replace(people["mao"], valid_to=date(2031, 3, 2))
    assert codes(reader.read(camera(forged, "back"))) == {"validity_span"}


def test_the_span_is_held_against_the_age_at_issue(reader, people, camera):
    frame = camera(people["mao"], "back")
    assert reader.read(frame, birth=people["mao"].birth).accepted
    assert codes(reader.read(frame, birth=date(2005, 1, 1))) == {"validity_span"}


def test_an_expired_card_is_read_and_accepted(reader, people, camera):
    old = replace(people["li_young"], valid_from=date(2009, 1, 5), valid_to=date(2014, 1, 5))
    reading = reader.read(camera(old, "back"))
    assert reading.accepted
    assert reading.values()["valid_to"] == "2014-01-05"


def test_every_field_has_a_crop_to_confirm_it_by(reader, people, camera):
    reading = reader.read(camera(people["mao"]))
    for name, field in reading.fields.items():
        assert field.crop is not None, name
        assert field.crop.shape[0] > 30
        assert field.crop.shape[1] > 30
        assert not np.shares_memory(field.crop, reading.card)


def test_wiping_leaves_no_pixel(reader, people, camera):
    reading = reader.read(camera(people["mao"]))
    images = [reading.card, *(f.crop for f in reading.fields.values())]
    assert all(image.any() for image in images)
    reading.wipe()
    assert not any(image.any() for image in images)


def test_problems_hold_no_personal_data(reader, people, camera):
    card = people["zhang_elder"]
    frame = camera(replace(card, sex="女", valid_to=date(2012, 1, 1)), finger=(0.5, 0.85, 90.0))
    told = " ".join(p.detail for p in reader.read(frame).problems)
    for secret in (card.name, card.id_number, card.id_number[6:14], card.address[:6]):
        assert secret not in told


def test_noise_and_stripes_are_no_card(reader):
    noise = np.random.default_rng(0).integers(0, 255, (1080, 1920, 3), dtype=np.uint8)
    assert not reader.read(noise).accepted
    stripes = np.zeros((1080, 1920, 3), np.uint8)
    stripes[::40] = 255
    assert not reader.read(stripes).accepted
    assert not reader.read(np.zeros((64, 64, 3), np.uint8)).accepted
