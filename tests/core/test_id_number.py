"""GB 11643: what is right passes, one wrong character never does, and nothing leaks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.id_number import IdNumber, check_digit, mask_id_number, parse_id_number, redact

#: The standard's own example.
KNOWN = "11010519491231002X"


@st.composite
def numbers(draw: st.DrawFn) -> str:
    area = draw(st.integers(100000, 999999))
    born = draw(st.dates(date(1850, 1, 1), date(2199, 12, 31)))
    order = draw(st.integers(0, 999))
    first = f"{area}{born:%Y%m%d}{order:03d}"
    return first + check_digit(first)


def test_the_standards_example() -> None:
    assert parse_id_number(KNOWN) == IdNumber(KNOWN, date(1949, 12, 31), "女")
    assert IdNumber(KNOWN, date(1949, 12, 31), "女").area == "110105"


@given(numbers())
def test_every_right_number_passes_and_says_birth_and_sex(number: str) -> None:
    found = parse_id_number(number)
    assert found is not None
    assert found.text == number
    assert found.birth == date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    assert found.sex == ("男" if int(number[16]) % 2 else "女")
    assert found.area == number[:6]


@given(numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_changed_character_never_passes(number: str, place: int, character: str) -> None:
    changed = number[:place] + character + number[place + 1 :]
    assert (parse_id_number(changed) is None) == (changed != number)


@given(numbers(), st.integers(0, 15))
def test_two_swapped_neighbours_never_pass(number: str, place: int) -> None:
    a, b = number[place], number[place + 1]
    swapped = number[:place] + b + a + number[place + 2 :]
    assert (parse_id_number(swapped) is None) == (swapped != number)


@given(numbers())
def test_blanks_and_a_small_x_are_forgiven(number: str) -> None:
    spaced = f" {number[:6]} {number[6:14]} {number[14:]} ".lower()
    found = parse_id_number(spaced)
    assert found is not None
    assert found.text == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "110105194912310",
        KNOWN[:17],
        KNOWN + "0",
        "0" + KNOWN[1:],
        "X" * 18,
        "1１０１０５１９４９１２３１００２X",
        "11010519490231002" + check_digit("11010519490231002"),
        "11010500000101002" + check_digit("11010500000101002"),
    ],
    ids=["empty", "old", "short", "long", "zero", "letters", "full-width", "no-such-day", "year-0"],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_id_number(text) is None


@given(numbers())
def test_a_masked_number_shows_neither_birth_nor_more_than_ten_characters(number: str) -> None:
    masked = mask_id_number(number)
    assert masked == number[:6] + "********" + number[14:]
    assert number[6:14] not in masked


def test_a_piece_of_a_number_is_masked_entirely() -> None:
    assert mask_id_number("3302031") == "*******"
    assert mask_id_number("") == ""


@given(numbers(), st.text(max_size=20), st.text(max_size=20), st.booleans())
def test_redact_leaves_no_number_in_any_text(number: str, before: str, after: str, small: bool) -> None:
    digits = "0123456789０１２３４５６７８９"
    if before[-1:].isdigit() or after[:1].isdigit() or after[:1] in (*digits, "x", "X"):
        before, after = before + "，", "，" + after
    shown = number.lower() if small else number
    cleaned = redact(before + shown + after)
    assert shown not in cleaned
    assert number[6:17] not in cleaned


def test_redact_leaves_other_figures_alone() -> None:
    text = "case 0123456789abcdef0123456789abcdef at 1700000000.123456, ticket A001, 13800138000, 浙B12345"
    assert redact(text) == text


def test_redact_works_on_wrong_numbers_too() -> None:
    """A misread number is as personal as a right one."""
    wrong = KNOWN[:17] + "1"
    assert redact(f"读到{wrong}，{wrong}") == "读到‹id-number›，‹id-number›"
    assert redact(f'{{"id":"{KNOWN}"}}') == '{"id":"‹id-number›"}'


@pytest.mark.parametrize(
    "spoken", ["110105 19491231 002X", "110105-19491231-002x", "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X"]
)
def test_redact_finds_numbers_in_groups(spoken: str) -> None:
    """So they are read aloud, and so a recogniser writes them down."""
    assert redact(f"我是{spoken}的") == "我是‹id-number›的"


def test_redact_leaves_times_and_telephones_alone() -> None:
    text = "0.012345678901234567 2026-01-05 01:02:03.123456 13800138000 0574-87654321 [123456, 789012, 34567]"
    assert redact(text) == text
