"""The chip wins over the camera, and two different cards are none."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from kiosk.core.paths import repository_root
from kiosk.vision.chip import SdtReader, SimulatedChip, base_message, parse_base_message, prefer_chip
from kiosk.vision.medical import judge
from kiosk.vision.types import CardReading, FieldReading, Problem, VisionError

GROUPS = yaml.safe_load(
    (repository_root() / "assets" / "vision" / "ethnic_groups.yaml").read_text(encoding="utf-8")
)["groups"]
CARD = {
    "name": "毛晓燕", "sex": "女", "ethnicity": "畲", "birth": "1988-06-15",
    "address": "浙江省宁波市鄞州区百丈东路8号",
    "id_number": "330212198806153428", "authority": "宁波市公安局鄞州分局", "valid_from": "2019-03-02",
    "valid_to": "2039-03-02",
}  # fmt: skip


def seen(**changed: str) -> CardReading:
    front = {k: CARD[k] for k in ("name", "sex", "ethnicity", "birth", "address", "id_number")}
    fields = {k: FieldReading(v, 0.6) for k, v in {**front, **changed}.items()}
    return CardReading("id_card_front", False, fields, (Problem("low_confidence", "name"),), 0.1)


def test_the_message_of_a_chip_comes_out_as_it_went_in():
    assert len(base_message(CARD, GROUPS)) == 256
    assert dict(parse_base_message(base_message(CARD, GROUPS), GROUPS).fields) == CARD
    for_good = {**CARD, "valid_to": "long-term", "ethnicity": "汉"}
    assert dict(parse_base_message(base_message(for_good, GROUPS), GROUPS).fields) == for_good


def test_a_message_without_sense_is_an_error_without_its_content():
    with pytest.raises(VisionError) as caught:
        parse_base_message(base_message({**CARD, "id_number": "330212198806153429"}, GROUPS), GROUPS)
    assert caught.value.code == "chip_lost"
    assert "3302" not in str(caught.value)
    with pytest.raises(VisionError):
        parse_base_message(b"\xff" * 256, GROUPS)


def test_the_chip_settles_what_the_camera_doubts():
    chip = SimulatedChip(GROUPS)
    assert prefer_chip(seen(), chip.read()) == seen()
    chip.lay(CARD)
    settled = prefer_chip(seen(name="毛晓"), chip.read())
    assert settled.accepted
    assert settled.values()["name"] == "毛晓燕"


def test_another_card_on_the_chip_reader_is_refused():
    chip = SimulatedChip(GROUPS)
    chip.lay({**CARD, "id_number": "33021219900101322X"} | {"birth": "1990-01-01"})
    refused = prefer_chip(seen(), chip.read())
    assert not refused.accepted
    assert [p.code for p in refused.problems] == ["other_person"]


class Library:
    """Plays a maker's library with one card on the reader."""

    def __init__(self, opens: bool = True, found: bool = True, reads: int = 0x90):
        self.opens, self.found, self.reads = opens, found, reads

    def SDT_OpenPort(self, port):
        return 0x90 if self.opens else 1

    def SDT_StartFindIDCard(self, port, buffer, mode):
        return 0x9F if self.found else 0x80

    def SDT_SelectIDCard(self, port, buffer, mode):
        return 0x90

    def SDT_ReadBaseMsg(self, port, text, text_length, photo, photo_length, mode):
        text.raw = base_message(CARD, GROUPS)
        return self.reads


def test_the_sdt_interface():
    assert dict(SdtReader(Library(), GROUPS).read().fields) == CARD
    assert SdtReader(Library(found=False), GROUPS).read() is None
    with pytest.raises(VisionError, match="chip"):
        SdtReader(Library(reads=0x41), GROUPS).read()
    with pytest.raises(VisionError) as caught:
        SdtReader(Library(opens=False), GROUPS)
    assert caught.value.code == "chip_missing"


FORM = {
    "name": "毛晓燕", "id_number": "330212198806153428", "hospital": "模拟市第一体检医院",
    "date": "2026-01-31",
    "results.height": "165", "results.colour_vision": "正常", "conclusion": "合格", "seal": "present",
}  # fmt: skip
LISTED = {"模拟市第一体检医院"}


@pytest.mark.parametrize(
    ("changed", "as_of", "code"),
    [
        ({}, date(2026, 7, 31), None),
        ({}, date(2026, 8, 1), "medical_old"),
        ({}, date(2026, 1, 30), "medical_old"),
        ({"hospital": "模拟市便民诊所"}, date(2026, 3, 1), "hospital_unknown"),
        ({"results.colour_vision": "异常"}, date(2026, 3, 1), "medical_failed"),
        ({"conclusion": "不合格"}, date(2026, 3, 1), "medical_failed"),
        ({"seal": "absent"}, date(2026, 3, 1), "seal_missing"),
        ({"id_number": "33021219900101322X"}, date(2026, 3, 1), "other_person"),
    ],
)
def test_a_form_is_judged(changed, as_of, code):
    problems = judge({**FORM, **changed}, as_of, 6, LISTED, CARD["id_number"])
    assert [p.code for p in problems] == ([code] if code else [])
