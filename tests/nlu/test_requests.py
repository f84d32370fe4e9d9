"""Requests as they are said: others' records, two at once, what is denied, left open or only mentioned.

The sentences of `data/requests.yaml` built nothing. What is certain by its words must always hold; where the
classifier has a say, a few may fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from kiosk.nlu.sentences import read_sentences
from kiosk.nlu.types import Understanding
from kiosk.nlu.understand import Understander
from tests.nlu.conftest import WORDS

DATA = yaml.safe_load((Path(__file__).parent / "data" / "requests.yaml").read_text(encoding="utf-8"))


def first_three(said: Understanding) -> list[str]:
    return [said.id] if said.id else [c.id for c in said.candidates[:3]]


def held(found: Sequence[Understanding], right: Callable[[int, Understanding], bool], least: float) -> None:
    wrong = [said for at, said in enumerate(found) if not right(at, said)]
    assert len(wrong) <= (1 - least) * len(found), wrong


def texts(section: Any) -> Iterator[str]:
    if isinstance(section, dict):
        yield from (text for some in section.values() for text in some)
    else:
        yield from (one if isinstance(one, str) else one["text"] for one in section)


def test_none_was_built_from() -> None:
    built = {s.text for s in read_sentences(WORDS / "sentences")}
    assert not built & {text for section in DATA.values() for text in texts(section)}


def test_somebody_elses_record_is_never_printed(understander: Understander) -> None:
    found = understander.understand_all(DATA["records"])
    held(found, lambda _, said: (said.outcome, said.id) == ("handoff", "no_crime"), 0.96)
    assert not any(said.outcome == "item" for said in found)


def test_ones_own_record_is_the_item_whoever_asks(understander: Understander) -> None:
    found = understander.understand_all(DATA["own_records"])
    held(found, lambda _, said: (said.outcome, said.id) == ("item", "no_crime"), 1.0)


def test_two_requests(understander: Understander) -> None:
    found = understander.understand_all([one["text"] for one in DATA["two"]])

    def both(at: int, said: Understanding) -> bool:
        return said.values.get("two") == "yes" and {c.id for c in said.candidates} == set(
            DATA["two"][at]["ids"]
        )

    held(found, both, 0.96)


def test_what_is_only_mentioned_is_no_second_request(understander: Understander) -> None:
    found = understander.understand_all([one["text"] for one in DATA["one"]])
    held(
        found,
        lambda at, said: "two" not in said.values and DATA["one"][at]["id"] in first_three(said),
        1.0,
    )


def test_what_is_denied_does_not_come_out(understander: Understander) -> None:
    found = understander.understand_all([one["text"] for one in DATA["negation"]])
    ids = [one["id"] for one in DATA["negation"]]
    held(found, lambda at, said: ids[at] in first_three(said) and said.id in (None, ids[at]), 1.0)
    held(found, lambda at, said: said.id == ids[at], 0.8)


def test_what_is_open_is_asked(understander: Understander) -> None:
    found = understander.understand_all(DATA["open"])
    assert [said for said in found if said.outcome in ("item", "handoff")] == []
    held(found, lambda _, said: said.outcome == "ask", 0.93)


def test_the_goal_counts(understander: Understander) -> None:
    found = understander.understand_all([one["text"] for one in DATA["goals"]])

    def goal(at: int, said: Understanding) -> bool:
        one = DATA["goals"][at]
        return bool(set(one["ids"]) & set(first_three(said))) and said.id != one.get("never", "")

    held(found, goal, 1.0)


def test_another_offices_matter_is_neither_ours_nor_an_answer(understander: Understander) -> None:
    found = understander.understand_all(DATA["elsewhere"])
    held(found, lambda _, said: said.outcome in ("none", "ask"), 1.0)


def test_what_makes_it_an_officers_is_flagged(understander: Understander) -> None:
    flags = DATA["flags"]
    found = understander.understand_all([one["text"] for one in flags])
    held(found, lambda at, said: said.values.get("disqualifier") == flags[at]["why"], 0.92)
    held(found, lambda _, said: bool({"for", "disqualifier"} & set(said.values)), 0.96)


def test_nobody_else_is_meant(understander: Understander) -> None:
    found = understander.understand_all(DATA["unflagged"])
    held(found, lambda _, said: not {"for", "disqualifier"} & set(said.values), 1.0)


@pytest.mark.parametrize("language", ["commands", "english_commands"])
def test_commands(understander: Understander, language: str) -> None:
    said = [(text, command) for command, texts in DATA[language].items() for text in texts]
    found = understander.understand_all([text for text, _ in said])
    held(found, lambda at, one: (one.outcome, one.id) == ("command", said[at][1]), 0.95)


def test_small_talk_in_english_is_no_command(understander: Understander) -> None:
    held(understander.understand_all(DATA["english_none"]), lambda _, said: said.outcome == "none", 0.94)
