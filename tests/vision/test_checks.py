"""The checks between fields."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.core.errors import SetupError
from kiosk.vision.checks import check_back, check_front, lawful_span, load_card_words, span_fits

GOOD = {"name": "毛晓燕", "sex": "女", "birth": "1988-06-15", "id_number": "330212198806153428"}


def codes(problems):
    return [(p.code, p.field) for p in problems]


def test_a_sound_front_has_no_problem():
    assert check_front(GOOD) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"id_number": "330212198806153429"}, [("id_check", "id_number")]),
        ({"id_number": "33021219880615342"}, [("id_check", "id_number")]),
        ({"id_number": ""}, [("id_check", "id_number")]),
        ({"birth": "1988-06-16"}, [("birth_mismatch", "birth")]),
        ({"sex": "男"}, [("sex_mismatch", "sex")]),
        ({"name": "毛"}, [("low_confidence", "name")]),
        ({"name": "毛晓1"}, [("low_confidence", "name")]),
        ({"name": "毛晓·"}, [("low_confidence", "name")]),
        ({"name": "买买提·艾力"}, []),
        ({"name": "𠮷田"}, []),
    ],
)
def test_front(change, expected):
    assert codes(check_front({**GOOD, **change})) == expected


@pytest.mark.parametrize(
    ("birth", "issued", "span"),
    [
        (date(2010, 3, 2), date(2026, 3, 1), 5),
        (date(2010, 3, 2), date(2026, 3, 2), 10),
        (date(2000, 3, 2), date(2026, 3, 1), 10),
        (date(2000, 3, 2), date(2026, 3, 2), 20),
        (date(1980, 3, 2), date(2026, 3, 1), 20),
        (date(1980, 3, 2), date(2026, 3, 2), "long-term"),
        (date(2004, 2, 29), date(2020, 2, 28), 5),
        (date(2004, 2, 29), date(2020, 2, 29), 10),
    ],
)
def test_lawful_span_at_the_edges(birth, issued, span):
    assert lawful_span(birth, issued) == span


def test_spans():
    start = date(2019, 3, 2)
    assert span_fits(start, "2039-03-02")
    assert span_fits(start, "long-term")
    assert not span_fits(start, "2034-03-02")
    assert not span_fits(start, "2039-03-03")
    assert not span_fits(start, "2009-03-02")
    assert span_fits(date(2016, 2, 29), "2026-02-28")
    assert span_fits(date(2016, 2, 29), "2026-03-01")
    assert not span_fits(date(2016, 2, 29), "2026-02-27")


def test_a_birthday_while_the_card_is_made_counts_either_way():
    birth = date(1993, 2, 20)  # 26 ten days before the card is issued
    assert span_fits(date(2019, 3, 2), "2029-03-02", birth)
    assert span_fits(date(2019, 3, 2), "2039-03-02", birth)
    assert not span_fits(date(2019, 6, 2), "2029-06-02", birth)


def test_back():
    good = {"authority": "宁波市公安局鄞州分局", "valid_from": "2019-03-02", "valid_to": "2039-03-02"}
    assert check_back(good) == []
    assert codes(check_back({**good, "authority": "宁波市公安局鄞州分"})) == [("low_confidence", "authority")]
    assert codes(check_back({**good, "valid_to": "2038-03-02"})) == [("validity_span", "valid_to")]
    assert codes(check_back(good, date(1960, 1, 1))) == [("validity_span", "valid_to")]


def test_the_tables():
    words = load_card_words()
    assert len(words.ethnic_groups) == 56 + 2
    assert {"汉", "畲", "乌孜别克"} <= words.ethnic_groups
    assert "洗" in words.lookalikes["冼"]
    assert "冼" in words.lookalikes["洗"]
    assert all(char not in twins for char, twins in words.lookalikes.items())


def test_missing_tables_are_a_setup_error(tmp_path):
    with pytest.raises(SetupError) as caught:
        load_card_words(tmp_path)
    assert caught.value.code == "assets_missing"
