"""Closed questions without a model: margins, floors, lengths, what else is said, and two tries added up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kiosk.core.paths import repository_root
from kiosk.speech.closed import Beside, ClosedResult, ClosedScorer, Margins, fits, too_short
from kiosk.speech.trie import PhraseScore
from kiosk.speech.types import Answer, Evidence, GivenUp, SpeechError

YES_NO = (Answer("confirm", ("对", "是的")), Answer("deny", ("不对", "不是")), Answer("staff", ("转人工",)))
BESIDE = Beside(others=("啊",), written={"不对": ("部队",)}, around=("请{}",), around_yes_no=("嗯{}", "{}{}"))


class FakeNet:
    """Sound is marked in the encoder's output."""

    def encode_audio(self, samples: np.ndarray, window: float) -> np.ndarray:
        mark = 1.0 if np.any(samples) else 0.0
        return np.full((1, round(window * 50), 4), mark, np.float32)


class FakeScores:
    """Phrases with given log probabilities on speech; on silence all have -10."""

    def __init__(self, heard: dict[str, float], ended: float = 0.0) -> None:
        self.heard = heard
        self.ended = ended
        self.asked: list[bool] = []

    def score(self, encoded: np.ndarray, phrases: Sequence[str], language: str) -> list[PhraseScore]:
        speech = bool(encoded.any())
        self.asked.append(speech)
        said = (self.heard.get(p, -30.0) if speech else -10.0 for p in phrases)
        return [PhraseScore(one, self.ended if speech else 0.0) for one in said]


def scorer(scores: FakeScores) -> ClosedScorer:
    return ClosedScorer(FakeNet(), Margins(), BESIDE, scores)  # type: ignore[arg-type]


def heard(
    said: dict[str, float], seconds: float = 0.5, earlier: Sequence[Evidence] = (), ended: float = 0.0
) -> ClosedResult:
    made = scorer(FakeScores(said, ended))
    return made.score(np.ones(32_000, np.float32), YES_NO, seconds, "zh", earlier)


def test_the_best_phrase_of_an_answer_counts_less_what_silence_would_say() -> None:
    result = heard({"是的": -1.0, "对": -8.0, "不是": -9.0}, ended=-0.6)
    assert result.sure
    assert result.ranked[0][0] == "confirm"
    assert result.ranked[0][1].text == "是的"
    assert result.ranked[0][1].score == pytest.approx(-1.0 - 0.3 + 0.7 * 10)


@pytest.mark.parametrize(
    ("said", "sure"),
    [
        ({"对": -1.0, "转人工": -2.4}, False),
        ({"对": -1.0, "转人工": -2.6}, True),
        # Between a yes and a no more is asked for than between others.
        ({"对": -1.0, "不对": -4.4}, False),
        ({"不对": -1.0, "对": -4.4}, False),
        ({"对": -1.0, "不对": -4.6}, True),
        # What else is said in a hall stands against them.
        ({"对": -1.0, "啊": -1.9}, False),
        ({"对": -1.0, "啊": -2.1}, True),
        ({"对": -2.0, "啊": -1.0}, False),
        # However far ahead: too weak for a yes of one syllable (1.5), of two (0.5), for a no (-1).
        ({"对": -5.6}, False),
        ({"对": -5.4}, True),
        ({"是的": -6.6}, False),
        ({"是的": -6.4}, True),
        ({"不对": -7.9}, True),
        ({"不对": -8.1}, False),
    ],
)
def test_below_the_margins_nobody_answered(said: dict[str, float], sure: bool) -> None:
    assert heard(said, 0.36).sure is sure


def test_another_writing_of_the_same_sounds_is_the_phrase() -> None:
    result = heard({"部队": -1.0, "对": -5.0})
    assert result.sure
    assert (result.ranked[0][0], result.ranked[0][1].text) == ("deny", "不对")


def test_speech_too_long_for_the_phrase_is_something_else() -> None:
    assert fits("对", 0.6)
    assert not fits("对", 0.7)
    assert fits("我想和人说话", 1.6)
    result = heard({"对": -1.0}, seconds=1.5)
    assert not result.fits_length
    assert not result.sure
    assert result.evidence == Evidence()


def test_a_long_phrase_is_not_said_in_a_moment() -> None:
    assert too_short("转人工", 0.3)
    assert not too_short("转人工", 0.4)
    assert not heard({"转人工": -5.0}, 0.3).sure
    assert heard({"转人工": -5.0}, 0.5).sure


def test_a_short_no_still_stands_against_a_yes() -> None:
    """However short the sound was, a no that scores well keeps a yes from being taken."""
    assert not heard({"是的": -1.0, "不对": -1.2}, 0.1).sure


def test_words_around_an_answer_are_heard_with_it() -> None:
    result = heard({"嗯是的": -1.0, "嗯不对": -7.0, "是的": -9.0}, 0.9)
    assert result.sure
    assert (result.ranked[0][0], result.ranked[0][1].text) == ("confirm", "嗯是的")
    # With the other answer in the same words close by, nobody has answered.
    assert not heard({"嗯是的": -1.0, "嗯不对": -3.0, "是的": -9.0}, 0.9).sure


def test_what_wraps_a_command_wraps_no_answer() -> None:
    """我是 was heard in 不是的."""
    # Among the likeliest answers are only those that sound a little like it.
    assert heard({"请转人工": -1.0, "转人工": -20.0}, 0.9).sure
    assert not heard({"请是的": -1.0, "是的": -20.0}, 0.9).sure


def test_an_answer_said_twice_takes_its_time() -> None:
    assert heard({"不是不是": -2.0}, 0.7).sure
    assert not heard({"不是不是": -5.0}, 0.5).sure


def test_two_tries_are_enough_together() -> None:
    weak = {"是的": -4.0, "不对": -6.0, "啊": -6.5}
    first = heard(weak)
    assert not first.sure
    again = heard(weak, earlier=[first.evidence])
    assert again.sure
    assert again.ranked[0][1].score == pytest.approx(2 * (-4.0 + 7.0))


def test_in_a_loud_hall_a_yes_needs_more() -> None:
    made = scorer(FakeScores({"是的": -5.0}))
    sound = np.ones(32_000, np.float32)
    assert made.score(sound, YES_NO, 0.5, loud=False).sure
    assert not made.score(sound, YES_NO, 0.5, loud=True).sure
    no = scorer(FakeScores({"不是": -5.0}))
    assert no.score(sound, YES_NO, 0.5, loud=True).sure


def test_among_voices_a_clear_command_may_seem_long() -> None:
    sound = np.ones(64_000, np.float32)
    far = {"转人工": -1.0}
    assert not scorer(FakeScores(far)).score(sound, YES_NO, 2.0, loud=False).sure
    assert scorer(FakeScores(far)).score(sound, YES_NO, 2.0, loud=True).sure
    assert not scorer(FakeScores({"是的": -1.0})).score(sound, YES_NO, 2.0, loud=True).sure
    assert not scorer(FakeScores({"不是": -1.0})).score(sound, YES_NO, 2.0, loud=True).sure
    assert not scorer(FakeScores({"啊": -1.0})).score(sound, YES_NO, 2.0, loud=True).sure
    assert not scorer(FakeScores({"转人工": -1.0, "是的": -6.0})).score(sound, YES_NO, 2.0, loud=True).sure


def test_a_no_of_one_syllable_over_and_over_takes_its_time() -> None:
    asked = (Answer("confirm", ("是",)), Answer("deny", ("不不不",)))
    made = scorer(FakeScores({"不不不": -1.0}))
    assert not made.score(np.ones(32_000, np.float32), asked, 0.13).sure
    assert made.score(np.ones(32_000, np.float32), asked, 0.5).sure


def test_two_faint_yeses_are_none() -> None:
    faint = {"是的": -6.7, "不是": -9.0}
    first = heard(faint)
    again = heard(faint, earlier=[first.evidence])
    assert again.ranked[0][1].score == pytest.approx(0.6)
    assert not again.sure


def test_two_tries_that_differ_are_asked_again() -> None:
    first = heard({"是的": -3.0, "不对": -5.0, "啊": -9.0})
    assert not heard({"是的": -5.0, "不对": -3.0, "啊": -9.0}, earlier=[first.evidence]).sure


def test_evidence_of_another_question_counts_nothing() -> None:
    other = Evidence(answers=(("confirm", 50.0),))
    assert not heard({"对": -1.0, "不对": -2.0}, earlier=[other]).sure


def test_scores_on_silence_are_worked_out_once() -> None:
    scores = FakeScores({"对": -1.0})
    made = scorer(scores)
    made.prime(YES_NO, [2.0])
    assert scores.asked == [False]
    made.score(np.ones(32_000, np.float32), YES_NO, 0.5)
    assert scores.asked == [False, True]


def test_who_goes_on_speaking_is_not_scored() -> None:
    scores = FakeScores({})
    with pytest.raises(GivenUp):
        scorer(scores).score(np.ones(32_000, np.float32), YES_NO, 0.5, given_up=lambda: True)
    assert scores.asked == []


def test_the_lists_beside_the_answers_are_read(tmp_path: object) -> None:
    beside = Beside.load(repository_root() / "assets" / "speech" / "closed.yaml")
    assert "部队" in beside.written["不对"]
    assert not {"对", "是的", "不对"} & set(beside.others)
    with pytest.raises(SpeechError):
        Beside.load(repository_root() / "assets" / "none.yaml")
