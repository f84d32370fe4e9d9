"""Every sentence of the data files gives its value, and enough of them there are."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kiosk.nlu.value import KINDS, read_value, score_cases
from kiosk.nlu.value.score import misses

_DATA = Path(__file__).parent / "data"
FILES = sorted(_DATA.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_each_sentence_gives_its_value(path: Path) -> None:
    _, wrong = misses(path)
    assert [(m.kind, m.say, m.wanted, m.got) for m in wrong] == []


def test_each_kind_has_many_sentences_and_many_that_say_nothing() -> None:
    cases: Counter[str] = Counter()
    nothing: Counter[str] = Counter()
    for path in FILES:
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        for kind in KINDS:
            cases[kind] += len(data.get(kind, ()))
            nothing[kind] += sum(case["value"] is None for case in data.get(kind, ()))
    assert min(cases[kind] for kind in KINDS) >= 95
    assert min(nothing[kind] for kind in KINDS) >= 10


def test_the_score_tells_wrong_from_missed(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(
        "as_of: 2026-03-19\nmonths:\n"
        "  - {say: 半年, value: 6}\n  - {say: 半年, value: 7}\n  - {say: 好的, value: 6}\n",
        encoding="utf-8",
    )
    assert score_cases(path) == {"months": (1, 1, 1, 3)}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_span_lies_in_the_sentence(path: Path) -> None:
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for kind in KINDS:
        for case in data.get(kind, ()):
            say = str(case["say"])
            found = read_value(
                kind,
                say,
                today=date(2026, 3, 19),
                options=tuple(data.get("choice_options", ())),
                before=case.get("before"),
            )
            if found is not None:
                start, end = found.span
                assert 0 <= start < end <= len(say), (kind, say)
                assert 0 < found.confidence <= 1
                assert found.read_back
