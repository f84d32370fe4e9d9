"""What may be typed, when it is whole, and how it is read."""

from __future__ import annotations

from functools import reduce

import pytest

from ui.touch.keying import Keying


def keyed(asks: str, keys: str, length: int = 0) -> Keying:
    return reduce(Keying.press, keys, Keying(asks, length))


@pytest.mark.parametrize(
    ("asks", "length", "keys", "read"),
    [
        ("digits", 11, "13800138000", "138 0013 8000"),
        ("digits", 11, "138001", "138 001"),
        ("digits", 4, "34", "34"),
        ("digits", 0, "123456789", "123 4567 89"),
        ("plate", 0, "浙B12345", "浙B 12345"),
        ("plate", 0, "浙BD12345", "浙B D12345"),
        ("date", 0, "19580306", "1958 03 06"),
    ],
)
def test_it_is_read_in_groups(asks: str, length: int, keys: str, read: str) -> None:
    assert " ".join(keyed(asks, keys, length).groups).strip() == read


@pytest.mark.parametrize(
    ("asks", "length", "keys", "whole"),
    [
        ("digits", 11, "1380013800", False),
        ("digits", 11, "13800138000", True),
        ("digits", 0, "", False),
        ("digits", 0, "1", True),
        ("plate", 0, "浙B1234", False),
        ("plate", 0, "浙B12345", True),
        ("plate", 0, "浙BD12345", True),
        ("date", 0, "2027010", False),
        ("date", 0, "20270105", True),
        ("date", 0, "20270230", False),
        ("date", 0, "20280229", True),
        ("date", 0, "20270431", False),
    ],
)
def test_only_what_is_whole_can_be_sent(asks: str, length: int, keys: str, whole: bool) -> None:
    keying = keyed(asks, keys, length)
    assert keying.typed == keys
    assert keying.whole is whole


def test_a_plate_has_a_province_then_a_letter_and_neither_i_nor_o() -> None:
    assert keyed("plate", "B").typed == ""
    assert keyed("plate", "浙1").typed == "浙"
    assert keyed("plate", "浙BIO1").typed == "浙B1"
    assert keyed("plate", "浙BD123456789").typed == "浙BD12345", (
        "a new energy plate has eight signs, none more"
    )


def test_no_more_digits_than_are_asked_for() -> None:
    assert keyed("digits", "1" * 40, 11).typed == "1" * 11
    assert len(keyed("digits", "1" * 40).typed) == 18


def test_a_date_that_can_not_be_is_not_typed() -> None:
    assert keyed("date", "3").typed == ""
    assert keyed("date", "18").typed == "1"
    assert keyed("date", "202713").typed == "20271"
    assert keyed("date", "202700").typed == "20270"
    assert keyed("date", "20270105").value == "2027-01-05"


def test_the_last_key_is_taken_back() -> None:
    keying = keyed("plate", "浙B")
    assert keying.erase().typed == "浙"
    assert keying.erase().erase().erase().typed == ""
    assert "沪" in keying.erase().erase().keys


def test_a_question_with_buttons_takes_no_keys() -> None:
    assert keyed("yes_no", "123").typed == ""
    assert not keyed("choice", "").keys


@pytest.mark.parametrize("last", ["挂", "学", "警"])
def test_a_trailer_a_learner_and_the_police_have_a_sign_of_their_own_at_the_end(last: str) -> None:
    keying = keyed("plate", f"浙B1234{last}")
    assert (keying.typed, keying.whole, keying.keys) == (f"浙B1234{last}", True, "")
    assert keyed("plate", f"浙B12{last}3").typed == "浙B123", "only at the end"
    assert last in keyed("plate", "浙B12").board, "the keys stay where they are"
    assert last not in keyed("plate", "浙B12345").keys
