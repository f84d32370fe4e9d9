"""The rules of hearing that need no model: margins, merging, lengths, exact phrases."""

from __future__ import annotations

import math

import pytest

from kiosk.speech.open_decoding import join_runs, merge_by_sound, tidy
from kiosk.speech.types import Answer, Expectation, Hypothesis
from kiosk.speech.vad import SpeechSpan
from kiosk.speech.whisper import _runs, _said_exactly

YES_NO = (Answer("confirm", ("对", "是的")), Answer("deny", ("不对", "不是")), Answer("staff", ("转人工",)))


def test_a_yes_or_no_is_never_taken_from_free_decoding() -> None:
    closed = Expectation("yes_no", (*YES_NO, Answer("repeat", ("再说一遍",))))
    assert _said_exactly("再说一遍", closed) == "repeat"
    assert _said_exactly("再说一遍吧", closed) is None
    assert _said_exactly("对", closed) is None
    assert _said_exactly("不对", closed) is None
    assert _said_exactly("部队", closed) is None


def test_readings_of_one_sound_are_one() -> None:
    found = [
        Hypothesis("补领行驶证", -1.0),
        Hypothesis("补领形式证", -1.5),
        Hypothesis("不令", -2.0),
        Hypothesis("", -0.1),
    ]
    merged = merge_by_sound(found)
    assert [h.text for h in merged] == ["补领行驶证", "不令"]
    assert merged[0].score == pytest.approx(math.log(math.exp(-1.0) + math.exp(-1.5)))


def test_two_writings_of_one_sound_can_win_together() -> None:
    found = [Hypothesis("换证", -1.0), Hypothesis("补证", -1.1), Hypothesis("不证", -1.2)]
    assert [h.text for h in merge_by_sound(found)] == ["补证", "换证"]


def test_runs_are_joined_with_their_alternatives() -> None:
    joined = join_runs(
        [(Hypothesis("我要", -1.0), Hypothesis("我摇", -3.0)), (), (Hypothesis("换证", -1.0),)]
    )
    assert [(h.text, h.score) for h in joined] == [("我要换证", -2.0), ("我摇换证", -4.0)]
    assert join_runs([()]) == ()


def test_tidy() -> None:
    assert tidy("驾照，丢了。 怎么 补？") == "驾照丢了怎么补"
    assert tidy("浙Ｂ１２３") == "浙B123"
    assert tidy("I lost  my licence!") == "I lost my licence"


def test_long_recordings_are_cut_at_their_pauses() -> None:
    second = 16_000
    spans = [
        SpeechSpan(0, 10 * second),
        SpeechSpan(12 * second, 20 * second),
        SpeechSpan(22 * second, 40 * second),
    ]
    runs = _runs(spans, 25.0)
    assert [(r.first // second, r.last // second) for r in runs] == [(0, 20), (22, 40)]
    assert [r.seconds for r in _runs([SpeechSpan(0, 60 * second)], 25.0)] == [25.0, 25.0, 10.0]
