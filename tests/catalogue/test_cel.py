"""The adapter around CEL."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.catalogue.cel import Expressions
from kiosk.catalogue.errors import CatalogueError


@pytest.fixture(scope="module")
def expressions() -> Expressions:
    return Expressions({"a": "bool", "b": "bool", "n": "int", "s": "string", "day": "date", "end": "date"})


@pytest.mark.parametrize(
    ("text", "values", "answer"),
    [
        ("a && b", {"a": False}, False),
        ("a && b", {"b": False}, False),
        ("a && b", {"a": True}, None),
        ("a || b", {"b": True}, True),
        ("a || b", {"b": False}, None),
        ("!a", {}, None),
        ("n < 5", {"n": 4}, True),
        ("n < 5", {"n": 5}, False),
        ("s == 'n'", {"s": "n"}, True),
        ("s in ['x', 'y']", {"s": "z"}, False),
        ("day <= end", {"day": date(2026, 1, 5), "end": date(2026, 1, 5)}, True),
        ("day < end", {"day": date(2026, 1, 5), "end": date(2026, 1, 5)}, False),
        ("day < end", {"day": date(2026, 1, 5), "end": date.max}, True),
    ],
)
def test_three_answers(
    expressions: Expressions, text: str, values: dict[str, bool | int | str | date], answer: bool | None
) -> None:
    assert expressions.compile(text).holds(values) is answer


def test_it_is_compiled_once(expressions: Expressions) -> None:
    assert expressions.compile("n < 7") is expressions.compile("n < 7")


def test_names_in_strings_are_no_facts(expressions: Expressions) -> None:
    assert expressions.compile("s == 'a b n'").names == {"s"}


@pytest.mark.parametrize("text", ["nn < 5", "n < 's'", "n", "n <", "a ? n : b", "x" * 500 + " == 1"])
def test_what_is_no_condition_fails_when_compiled(expressions: Expressions, text: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        expressions.compile(text)
    assert caught.value.code == "bad_expression"


def test_loops_in_loops_are_refused(expressions: Expressions) -> None:
    with pytest.raises(CatalogueError, match="loop"):
        expressions.compile("[1, 2].all(x, [1, 2].all(y, x + y < n))")


def test_arithmetic_out_of_range_is_unknown_and_logged(
    expressions: Expressions, caplog: pytest.LogCaptureFixture
) -> None:
    assert expressions.compile("n + 9223372036854775807 > 1").holds({"n": 3}) is None
    assert "no answer" in caplog.text
