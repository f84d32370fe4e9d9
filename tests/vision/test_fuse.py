"""Several frames of one card: what one frame trusts counts, what frames dispute doesn't."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.vision.fuse import fuse
from kiosk.vision.types import CardReading, FieldReading, Problem

GOOD = {
    "name": "毛晓燕",
    "sex": "女",
    "birth": "1988-06-15",
    "ethnicity": "汉",
    "address": "浙江省宁波市鄞州区百丈东路八号",
    "id_number": "330212198806153428",
}


def reading(*problems: Problem, confidence: float = 0.95, **changed: str) -> CardReading:
    fields = {k: FieldReading(v, confidence) for k, v in {**GOOD, **changed}.items()}
    return CardReading("id_card_front", not problems, fields, problems, 0.2)


GLARE_NAME = Problem("glare", "name")
GLARE_NUMBER = Problem("glare", "id_number")


def test_glare_moves_between_frames():
    fused = fuse([reading(GLARE_NAME, name="毛"), reading(GLARE_NUMBER, id_number="33021219880615342")])
    assert fused.accepted
    assert fused.values() == GOOD
    assert fused.seconds == pytest.approx(0.4)


def test_a_field_that_no_frame_trusts_stays_refused():
    fused = fuse([reading(GLARE_NAME), reading(GLARE_NAME)])
    assert not fused.accepted
    assert [(p.code, p.field) for p in fused.problems] == [("glare", "name")]


def test_frames_that_contradict_one_another_make_no_field():
    fused = fuse([reading(), reading(name="毛晓雁")])
    assert not fused.accepted
    assert {p.field for p in fused.problems} == {"name"}


def test_a_sure_dissent_outweighs_a_single_frame():
    doubt = reading(Problem("low_confidence", "name"), name="毛晓雁", confidence=0.65)
    assert not fuse([reading(), doubt]).accepted
    assert fuse([reading(), reading(), doubt]).accepted


def test_a_frame_that_is_cut_off_lends_no_field():
    cut = reading(Problem("cut_off"))
    assert not fuse([cut, cut]).accepted
    assert not fuse([cut, reading(GLARE_NAME)]).accepted


def test_two_cards_are_no_card():
    other = reading(id_number="330212199001013227", birth="1990-01-01")
    fused = fuse([reading(), other])
    assert not fused.accepted
    assert {p.code for p in fused.problems} == {"other_person"}


def test_a_screen_stays_a_screen():
    shown = reading(Problem("screen"))
    assert {p.code for p in fuse([shown, reading()]).problems} == {"screen"}


def test_checks_between_fields_are_made_again():
    one = reading(Problem("birth_mismatch", "birth"), birth="1988-06-16")
    assert "birth_mismatch" in {p.code for p in fuse([one, one]).problems}


def test_one_frame_is_itself_and_none_is_an_error():
    one = reading(GLARE_NAME)
    assert fuse([one]) == replace(one, seconds=0.2)
    with pytest.raises(ValueError, match="no frames"):
        fuse([])
