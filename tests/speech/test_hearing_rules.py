"""The rules of hearing that need no model: margins, merging, lengths, exact phrases."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kiosk.speech.closed import ClosedScorer, Margins, fits
from kiosk.speech.open_decoding import join_runs, merge_by_sound, tidy
from kiosk.speech.types import Answer, Expectation, Hypothesis
from kiosk.speech.vad import SpeechSpan
from kiosk.speech.vosk_engine import VoskRecogniser
from kiosk.speech.whisper import _runs, _said_exactly

YES_NO = (Answer("confirm", ("对", "是的")), Answer("deny", ("不对", "不是")), Answer("staff", ("转人工",)))


class FakeNet:
    """A network whose phrases have given log probabilities on speech; on silence all have -10."""

    def __init__(self, heard: dict[str, float]) -> None:
        self.heard = heard
        self.model = self

    def encode_audio(self, samples: np.ndarray, window: float) -> np.ndarray:
        mark = 1.0 if np.any(samples) else 0.0
        return np.full((1, round(window * 50), 4), mark, np.float32)

    def encode_text(self, text: str) -> list[int]:
        return [ord(c) for c in text]

    def start_tokens(self, language: str) -> list[int]:
        return [1, 2, 3]

    def align(
        self, features: object, start: list[int], texts: list[list[int]], frames: int, **_: object
    ) -> list:
        speech = np.asarray(features).any()
        made = []
        for ids in texts:
            text = "".join(map(chr, ids))
            total = self.heard.get(text, -30.0) if speech else -10.0
            made.append(type("Aligned", (), {"text_token_probs": [math.exp(total / len(ids))] * len(ids)}))
        return made


def _score(heard: dict[str, float], seconds: float = 0.5):
    scorer = ClosedScorer(FakeNet(heard), Margins())  # type: ignore[arg-type]
    return scorer.score(np.ones(32_000, np.float32), YES_NO, seconds)


def test_the_best_phrase_of_an_answer_counts_less_what_silence_would_say() -> None:
    result = _score({"是的": -1.0, "对": -8.0, "不是": -9.0})
    assert result.sure
    assert result.ranked[0][0] == "confirm"
    assert result.ranked[0][1].text == "是的"
    assert result.ranked[0][1].score == pytest.approx(-1.0 + 0.7 * 10)


@pytest.mark.parametrize(
    ("heard", "sure"),
    [
        ({"对": -1.0, "转人工": -2.4}, False),
        ({"对": -1.0, "转人工": -2.6}, True),
        # Between a yes and a no more is asked for than between others.
        ({"对": -1.0, "不对": -3.4}, False),
        ({"不对": -1.0, "对": -3.4}, False),
        ({"对": -1.0, "不对": -3.6}, True),
        # However far ahead: too weak for a yes (1.5), for a no (-1).
        ({"对": -5.6}, False),
        ({"对": -5.4}, True),
        ({"不对": -7.9}, True),
        ({"不对": -8.1}, False),
    ],
)
def test_below_the_margins_nobody_answered(heard: dict[str, float], sure: bool) -> None:
    assert _score(heard).sure is sure


def test_speech_too_long_for_the_phrase_is_something_else() -> None:
    assert fits("对", 0.6)
    assert not fits("对", 0.7)
    assert fits("我想和人说话", 1.6)
    assert not _score({"对": -1.0}, seconds=1.5).fits_length


def test_scores_on_silence_are_worked_out_once() -> None:
    net = FakeNet({"对": -1.0})
    scorer = ClosedScorer(net)  # type: ignore[arg-type]
    calls: list[bool] = []
    plain = net.align
    net.align = lambda f, *a, **k: (calls.append(bool(np.asarray(f).any())), plain(f, *a, **k))[1]  # type: ignore[method-assign]
    scorer.prime(YES_NO, [2.0])
    assert calls == [False]
    scorer.score(np.ones(32_000, np.float32), YES_NO, 0.5)
    assert calls == [False, True]


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


@pytest.mark.parametrize(
    ("free", "answer"), [("对", "confirm"), ("队", "confirm"), ("不对", None), ("部队", None), ("", None)]
)
def test_vosk_says_yes_only_where_free_decoding_hears_it_too(
    monkeypatch: pytest.MonkeyPatch, free: str, answer: str | None
) -> None:
    recogniser = VoskRecogniser(lambda: None)  # type: ignore[arg-type, return-value]
    monkeypatch.setattr(recogniser, "warm", lambda: None)
    monkeypatch.setattr(recogniser, "grammar", list)
    monkeypatch.setattr("kiosk.speech.vosk_engine.find_speech", lambda *_: [SpeechSpan(0, 6000)])
    monkeypatch.setattr(recogniser, "_decode", lambda _, rules: ("对", 1.0) if rules else (free, 1.0))
    heard = recogniser.listen(np.zeros(16_000, np.float32), Expectation("yes_no", YES_NO))
    assert heard.answer == answer
    assert heard.unsure is (answer is None)
    assert heard.text == ("对" if answer else "")


def test_vosk_is_given_only_words_that_it_knows(caplog: pytest.LogCaptureFixture) -> None:
    recogniser = VoskRecogniser(lambda: None)  # type: ignore[arg-type, return-value]
    known = {"再说", "一遍", "不", "对", "不对"}
    recogniser._model = type("M", (), {"vosk_model_find_word": lambda self, w: 1 if w in known else -1})()
    assert recogniser.grammar(["再说一遍", "不对", "叉"]) == ["再说 一遍", "不对", "[unk]"]
    assert "vocabulary" in caplog.text
