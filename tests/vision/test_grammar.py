"""What the print of a field may say."""

from __future__ import annotations

import pytest

from kiosk.vision.checks import check_document, load_card_words
from kiosk.vision.grammar import (
    parse_classes,
    parse_date,
    parse_inspection,
    parse_plate,
    parse_span,
    parse_vin,
    value_of,
    vin_fits,
)
from kiosk.vision.layouts import load_layouts

NUMBER = "330212198806153428"
GROUPS = load_card_words().ethnic_groups


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2016-03-04", "2016-03-04"),
        ("2016.03.04", "2016-03-04"),
        ("2016年3月4日", "2016-03-04"),
        ("20160304", "2016-03-04"),
        ("2016-02-30", None),
        ("2016-03", None),
        ("016-03-04", None),
        ("2016-03-045", None),
    ],
)
def test_dates(text, value):
    assert parse_date(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2016-01-02至2026-01-02", ("2016-01-02", "2026-01-02")),
        ("2016-01-02至长期", ("2016-01-02", "long-term")),
        ("2024.09.14-2025.09.14", ("2024-09-14", "2025-09-14")),
        ("2016-01-02", None),
        ("2016-01-02至2026-01-2", None),
    ],
)
def test_spans(text, value):
    assert parse_span(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("浙B12345", "浙B12345"),
        ("浙B·12345", "浙B12345"),
        ("浙BD12345", "浙BD12345"),
        ("浙B12345D", "浙B12345D"),
        ("浙B1234挂", "浙B1234挂"),
        ("浙BI2345", None),
        ("浙B1O345", None),
        ("浙B1234", None),
        ("B12345", None),
    ],
)
def test_plates(text, value):
    assert parse_plate(text) == value


def test_classes():
    for good in ("C1", "A1A2", "A2D", "C1E", "B1B2"):
        assert parse_classes(good) == good
    for bad in ("C7", "A", "G", "", "1C"):
        assert parse_classes(bad) is None


def test_a_vin_has_no_look_alike_letters_and_a_check_digit_that_warns():
    assert parse_vin("1M8GDM9AXKP042788") == "1M8GDM9AXKP042788"
    assert vin_fits("1M8GDM9AXKP042788")
    assert not vin_fits("1M8GDM9AXKP042789")
    assert parse_vin("1M8GDM9AXKPO42788") is None
    assert parse_vin("1M8GDM9AXKP04278") is None


def test_an_inspection_ends_with_its_month_and_the_newest_counts():
    assert parse_inspection("检验有效期至2024年02月浙B(99)") == "2024-02-29"
    assert parse_inspection("检验有效期至2022年05月检验有效期至2024年5月") == "2024-05-31"
    assert parse_inspection("检验有效期至2024年13月") is None


def test_closed_vocabularies_take_nothing_else():
    fields = {f.name: f for f in load_layouts()["vehicle_licence"].fields}
    assert value_of(fields["use"], "非营运", GROUPS) == {"use": "非营运"}
    assert value_of(fields["use"], "非营", GROUPS) is None
    person = {f.name: f for f in load_layouts()["temporary_id_card"].fields}
    assert value_of(person["ethnicity"], "汉族", GROUPS) == {"ethnicity": "汉"}
    assert value_of(person["id_number"], "330212198806153429", GROUPS) is None


def test_layouts_have_the_fields_of_the_design():
    layouts = load_layouts()
    assert set(layouts) == {
        "id_card_front", "id_card_back",
        "temporary_id_card", "driving_licence", "driving_licence_2", "vehicle_licence", "vehicle_licence_2",
        "residence_permit", "medical_form",
    }  # fmt: skip
    assert [f.name for f in layouts["vehicle_licence"].fields] == [
        "plate", "vehicle_type", "owner", "address", "use", "model", "vin", "engine_number", "registered",
        "issued",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("document", "values", "code"),
    [
        ("driving_licence", {"licence_number": NUMBER, "birth": "1988-06-16"}, "birth_mismatch"),
        ("driving_licence", {"licence_number": NUMBER, "sex": "男"}, "sex_mismatch"),
        ("driving_licence", {"valid_from": "2016-01-02", "valid_to": "2023-01-02"}, "validity_span"),
        (
            "driving_licence",
            {"valid_from": "2016-01-02", "valid_to": "2022-01-02", "first_issued": "2017-01-02"},
            "validity_span",
        ),
        ("temporary_id_card", {"valid_from": "2024-01-02", "valid_to": "2024-06-02"}, "validity_span"),
        ("residence_permit", {"valid_from": "2024-01-02", "valid_to": "2023-06-02"}, "validity_span"),
        ("vehicle_licence", {"registered": "2024-01-02", "issued": "2023-06-02"}, "validity_span"),
        ("medical_form", {"name": "A"}, "low_confidence"),
    ],
)  # fmt: skip
def test_fields_that_contradict_one_another(document, values, code):
    assert [p.code for p in check_document(document, values)] == [code]


def test_fields_that_agree():
    values = {
        "licence_number": "330212198806153428", "birth": "1988-06-15", "sex": "女", "name": "毛晓燕",
        "first_issued": "2010-01-02", "valid_from": "2016-01-02", "valid_to": "2026-01-02",
    }  # fmt: skip
    assert check_document("driving_licence", values) == []
