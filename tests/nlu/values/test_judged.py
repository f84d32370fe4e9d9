"""Cases by hands that never saw the parser (`judge/`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.nlu.value.score import misses, score_cases

JUDGE = Path(__file__).parent / "judge"
#: Share of exact values below which something broke: the second hand's unseen run, less a case or two.
LEAST = 0.94


@pytest.mark.parametrize("name", ["first", "second"])
def test_each_kind_is_read(name: str) -> None:
    for kind, (right, wrong, _, total) in score_cases(JUDGE / f"{name}.yaml").items():
        assert right / total >= LEAST, kind
        assert wrong <= 2, kind


@pytest.mark.parametrize("name", ["first", "second"])
def test_a_no_is_never_a_yes(name: str) -> None:
    swapped = [m.say for m in misses(JUDGE / f"{name}.yaml")[1] if m.kind == "yes_no" and m.got is not None]
    assert swapped == []
