"""The judge of card reading: its frames are what they say they are, and the same every time."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from benchmarks.cards.frames import judge_agrees
from benchmarks.frames import DOCUMENTS, KINDS, bursts, frames, missing_packages, plan, same
from benchmarks.frames.documents import DRAWN
from benchmarks.frames.generate import frame
from benchmarks.frames.people import card_validity, name, person, with_check_digit
from benchmarks.frames.scene import scene
from benchmarks.frames.vehicles import plate, vehicle, with_vin_check
from benchmarks.frames.words import words
from kiosk.core.id_number import parse_id_number

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"apt-get install {' '.join(missing_packages())}"
)

FIELDS = {
    "id_card_front": "name sex ethnicity birth address id_number",
    "id_card_back": "authority valid_from valid_to",
    "temporary_id_card": "name sex ethnicity birth address id_number authority valid_from valid_to",
    "driving_licence": "licence_number name sex nationality address birth first_issued classes"
    " valid_from valid_to",
    "driving_licence_2": "file_number record",
    "vehicle_licence": "plate vehicle_type owner address use model vin engine_number registered issued",
    "vehicle_licence_2": "file_number seats inspection_valid_to",
    "residence_permit": "name sex ethnicity birth address id_number residence_address authority"
    " valid_from valid_to",
    "medical_form": "name id_number hospital date results conclusion seal",
}


def test_frame_i_is_the_same_for_every_n_and_run() -> None:
    one, two = list(frames(4, 2)), list(frames(4, 1))
    assert one[0].image.shape == (1080, 1920, 3)
    assert one[0].image.dtype == np.uint8
    assert np.array_equal(one[0].image, two[0].image)
    assert one[0].truth == two[0].truth
    assert not np.array_equal(one[0].image, next(frames(5, 1)).image)


def test_every_kind_and_document_comes_up() -> None:
    plans = [plan(1, i) for i in range(400)]
    assert {p.kind for p in plans} == set(KINDS)
    assert {p.document for p in plans if p.group == "good"} == set(DOCUMENTS)
    assert all(p.asked != p.document for p in plans if p.kind in ("other_card", "none"))
    assert all(p.asked == p.document for p in plans if p.kind not in ("other_card", "none"))
    assert {plan(1, i, ["id_card_back"], ["worn"]).document for i in range(9)} == {"id_card_back"}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_document_prints_its_fields_where_it_says(document: str) -> None:
    sheet = DRAWN[document](np.random.default_rng(3))
    assert set(sheet.truth) == set(FIELDS[document].split())
    printed = set(sheet.truth) - {"seal"}
    assert set(sheet.boxes) == printed
    assert all(sheet.truth[field] for field in printed)
    for boxes in sheet.boxes.values():
        for left, top, right, bottom in boxes:
            assert 0 < left < right < sheet.width
            assert 0 < top < bottom < sheet.height
            crop = sheet.image.crop([round(v * sheet.scale) for v in (left, top, right, bottom)])
            low, high = crop.convert("L").getextrema()
            assert high - low > 100, "nothing is printed there"


@pytest.mark.parametrize(
    "document", ["id_card_front", "temporary_id_card", "residence_permit", "driving_licence"]
)
def test_people_agree_with_their_numbers(document: str) -> None:
    for seed in range(3):
        truth = DRAWN[document](np.random.default_rng(seed)).truth
        number = parse_id_number(truth.get("id_number") or truth["licence_number"])
        assert number is not None
        assert (number.birth.isoformat(), number.sex) == (truth["birth"], truth["sex"])


def test_people_are_as_varied_as_the_country() -> None:
    rng = np.random.default_rng(0)
    everyone = [person(rng) for _ in range(1500)]
    assert {p.ethnicity for p in everyone} == set(words()["ethnic_groups"])
    assert len(words()["ethnic_groups"]) == 56
    assert {p.birth.year for p in everyone} >= {1930, 2012}
    assert max(len(p.address) for p in everyone) > 26
    names = [name(rng) for _ in range(600)]
    assert any(ord(c) > 0xFFFF for n in names for c in n)
    assert any("·" in n for n in names)
    assert {2, 3} <= {len(n) for n in names}


def test_a_card_is_valid_for_as_long_as_the_law_says() -> None:
    rng = np.random.default_rng(1)
    spans = set()
    for year in range(1931, 2020, 4):
        birth = date(year, 6, 15)
        since, until = card_validity(rng, birth)
        age = since.year - birth.year - ((since.month, since.day) < (6, 15))
        years = until.year - since.year if until else 0
        assert years == (5 if age < 16 else 10 if age < 26 else 20 if age < 46 else 0)
        spans.add(years)
    assert spans == {0, 5, 10, 20}


def test_numbers_of_vehicles_keep_their_grammar() -> None:
    assert with_vin_check("1M8GDM9A_KP042788".replace("_", "0"))[8] == "X"
    assert with_check_digit("11010519491231002") == "11010519491231002X"
    rng = np.random.default_rng(2)
    for _ in range(200):
        car = vehicle(rng)
        assert with_vin_check(car.vin) == car.vin
        assert len(car.vin) == 17
        assert not set("IOQ") & set(car.vin)
        assert car.registered <= car.issued
    assert all(len(plate(rng, "car", True)) == 8 for _ in range(20))
    assert not any(set("IO") & set(plate(rng, "car", False)) for _ in range(200))


def _pair(kind: str, document: str = "id_card_front") -> tuple[float, float]:
    """The most and the least any field's surface is hidden by what moves, over a few frames of `kind`."""
    from benchmarks.frames.generate import _field_points, _in_the_way

    shares = []
    for i in range(3):
        planned = plan(9, i, [document], [kind])
        still = scene(planned, np.random.default_rng([9, i, 0]))
        moving = _in_the_way(planned, still, np.random.default_rng([9, i, 1]))
        assert still.sheet is not None
        assert still.where is not None
        points = _field_points(still.sheet, still.where)
        shares.append(max(float(moving.fingers[0].covers(p).mean()) for p in points.values()))
    return max(shares), min(shares)


def test_a_finger_on_a_corner_hides_no_field_and_one_over_a_field_does() -> None:
    assert _pair("finger_on_corner")[0] == 0
    assert _pair("finger_over_field")[1] >= 0.2


def test_a_card_partly_outside_lacks_part_of_a_field() -> None:
    planned = plan(2, 0, ["id_card_front"], ["outside"])
    still = scene(planned, np.random.default_rng([2, 0, 0]))
    assert still.sheet is not None
    assert still.where is not None
    corners = still.where.outline(still.sheet)
    assert (corners < 0).any() or (corners[:, 0] > 1920).any() or (corners[:, 1] > 1080).any()


def test_dark_frames_are_dark_and_copies_grey() -> None:
    dark = frame(6, 0, plan(6, 0, ["id_card_front"], ["low_light"]))
    assert float(dark.image.mean()) < 130
    empty = frame(6, 0, plan(6, 0, ["id_card_front"], ["none"]))
    assert (empty.document, empty.truth, empty.card_px) == ("none", {}, 0)


def test_a_burst_is_five_looks_at_one_card() -> None:
    (five,) = bursts(3, 1, ["id_card_back"], ["glare_beside_text"])
    assert len(five) == 5
    assert len({tuple(sorted(f.truth.items())) for f in five}) == 1
    assert len({f.image.tobytes() for f in five}) == 5


def test_what_counts_as_read_right() -> None:
    assert same("name", "阿里·买买提", "阿里・买买提")
    assert not same("name", "冼月", "洗月")
    assert same("seats", "5", "5人")
    assert same("inspection_valid_to", "2026-05", "2026-05-31")
    assert not same("valid_to", "2026-05-01", "2026-05-31")
    assert same("record", "请于2030年。", "请于2030年")


def test_a_forms_findings_are_compared_one_by_one() -> None:
    truth = {"name": "甲乙", "results": "身高:178cm;矫正:是;上肢:正常"}
    read = {
        "name": "甲乙",
        "results.height": "178",
        "results.corrected": "是",
        "results.upper_limbs": "正常",
    }
    assert judge_agrees(read, truth)
    assert not judge_agrees({**read, "results.upper_limbs": "异常"}, truth)
    assert not judge_agrees({k: v for k, v in read.items() if k != "results.corrected"}, truth)
    assert not judge_agrees({**read, "made_up": "1"}, truth)
    assert judge_agrees({"inspection_valid_to": "2027-06-30"}, {"inspection_valid_to": "2027-06"})
