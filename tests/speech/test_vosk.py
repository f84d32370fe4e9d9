"""Vosk's engine: what counts as an answer, and the way through the real library.

Its Mandarin model can't be had from a registry, so the library is tested with a Korean one and two Korean
words spoken by eSpeak NG: 아니요 (no) and 좋아요 (good). The model hears them as 아니에요 and 조와요.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from kiosk.speech.audio import load_audio
from kiosk.speech.models import ModelStore
from kiosk.speech.types import (
    FRAME,
    Answer,
    Evidence,
    Expectation,
    GivenUp,
    Hypothesis,
    Samples,
    SpeechError,
)
from kiosk.speech.vad import SpeechSpan
from kiosk.speech.vosk_engine import VoskRecogniser
from kiosk.speech.vosk_partials import VoskPartials

DATA = Path(__file__).parent / "data"
YES_NO = (Answer("confirm", ("对", "是的")), Answer("deny", ("不对", "不是")), Answer("staff", ("转人工",)))
SILENCE = np.zeros(16_000, np.float32)


class Heard(VoskRecogniser):
    """A recogniser whose grammar and free decoding are told what they hear."""

    def __init__(self, within: str, confidence: float, free: str) -> None:
        super().__init__(lambda: Path("nowhere"))
        self._told = (within, confidence, free)

    def warm(self) -> None:
        """No model."""

    def grammar(self, phrases: object) -> list[str]:
        return []

    def grammar_of(self, answers: object) -> list[str]:
        return []

    def _within(self, *_: object) -> tuple[str, float]:
        return self._told[:2]

    def _read(self, *_: object) -> tuple[Hypothesis, ...]:
        return (Hypothesis(self._told[2], 0.0),) if self._told[2] else ()


@pytest.fixture(autouse=True)
def _speech(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if not request.node.get_closest_marker("models"):
        monkeypatch.setattr("kiosk.speech.vosk_engine.find_speech", lambda *_: [SpeechSpan(0, 6000)])


@pytest.mark.parametrize(
    ("within", "confidence", "free", "answer"),
    [
        ("对", 1.0, "对", "confirm"),
        ("对", 1.0, "队", "confirm"),
        ("对", 1.0, "不对", None),
        ("对", 1.0, "部队", None),
        ("对", 1.0, "", None),
        ("对", 0.8, "对", None),
        ("不对", 0.9, "部队", "deny"),
        ("对 [unk]", 1.0, "对", None),
        ("对对", 1.0, "对对", None),
        ("转人工", 0.5, "转人工", None),
        ("", 0.0, "转人工", "staff"),
        ("对", 1.0, "转人工", "staff"),
        ("", 0.0, "是的", None),
    ],
)
def test_grammar_and_free_decoding_must_agree_and_a_yes_needs_both(
    within: str, confidence: float, free: str, answer: str | None
) -> None:
    heard = Heard(within, confidence, free).listen(SILENCE, Expectation("yes_no", YES_NO))
    assert heard.answer == answer
    assert heard.unsure is (answer is None)
    assert (heard.evidence is None) is (answer is not None)


def test_what_took_too_long_for_the_phrase_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.speech.vosk_engine.find_speech", lambda *_: [SpeechSpan(0, 16_000)])
    heard = Heard("对", 1.0, "对").listen(SILENCE, Expectation("yes_no", YES_NO))
    assert heard.answer is None


def test_a_second_try_needs_less_but_not_for_a_yes() -> None:
    for phrase, answer, counts in (("转人工", "staff", True), ("对", "confirm", False)):
        first = Heard(phrase, 0.7, phrase).listen(SILENCE, Expectation("yes_no", YES_NO))
        assert first.answer is None
        assert first.evidence == Evidence(((answer, 0.7),), (Hypothesis(phrase, 0.0),))
        again = Expectation("yes_no", YES_NO, earlier=(first.evidence,))
        assert Heard(phrase, 0.7, phrase).listen(SILENCE, again).answer == (answer if counts else None)


def test_another_language_is_not_guessed_at() -> None:
    heard = Heard("对", 1.0, "对").listen(SILENCE, Expectation("yes_no", YES_NO, language="en"))
    assert (heard.text, heard.answer, heard.unsure) == ("", None, True)


def _knowing(*words: str) -> VoskRecogniser:
    recogniser = VoskRecogniser(lambda: Path("nowhere"))
    recogniser._model = type("M", (), {"vosk_model_find_word": lambda self, w: 1 if w in words else -1})()
    return recogniser


def test_it_is_given_only_words_that_it_knows(caplog: pytest.LogCaptureFixture) -> None:
    recogniser = _knowing("再说", "一遍", "不", "对", "不对", "[unk]")
    assert recogniser.grammar(["再说一遍", "不对", "叉"]) == ["再说 一遍", "不对", "[unk]"]
    assert caplog.text.count("vocabulary") == 1
    recogniser.grammar(["叉"])
    assert caplog.text.count("vocabulary") == 1, "each phrase is told once"


def test_an_answer_that_can_not_be_said_at_all_is_told(caplog: pytest.LogCaptureFixture) -> None:
    recogniser = _knowing("不", "对")
    assert recogniser.grammar_of((Answer("deny", ("不对", "叉")), Answer("x", ("叉叉",)))) == ["不 对"]
    assert [r.answer for r in caplog.records if hasattr(r, "answer")] == ["x"]


# -- partials, with an engine that says one letter a frame ----------------------------------------


class Letters:
    """Says `ab`, ends the part, begins anew."""

    def __init__(self) -> None:
        self.frames = 0

    def AcceptWaveform(self, data: bytes) -> bool:
        self.frames += len(data) // (2 * FRAME)
        return False

    def PartialResult(self) -> str:
        return '{"partial": "' + "字" * self.frames + '"}'


def _until(partials: VoskPartials, wanted: str, frame: Samples | None = None) -> bool:
    """Feed until it says so; what is waiting is worked off in between."""
    for _ in range(500):
        told = partials.feed(frame) if frame is not None else partials.feed(np.zeros(0, np.float32))
        if told == wanted:
            return True
        time.sleep(0.01)
    return False


def test_partials_tell_what_has_changed_and_forget_at_a_reset() -> None:
    made = []
    partials = VoskPartials(lambda: made.append(Letters()) or made[-1], lambda text: text.strip())
    frame = np.ones(FRAME, np.float32)
    assert partials.feed(frame) is None, "the words come after the sound"
    assert _until(partials, "字")
    assert partials.feed(np.zeros(0, np.float32)) is None, "told once"
    partials.reset()
    partials.reset()
    assert partials.feed(frame) is None
    assert _until(partials, "字")
    assert len(made) == 2, "an engine for each utterance, none for a reset without sound"
    partials.close()
    assert partials.feed(frame) is None


def test_partials_that_lag_are_left_out_and_cost_the_ears_nothing(caplog: pytest.LogCaptureFixture) -> None:
    import threading

    gate = threading.Event()

    class Slow(Letters):
        def AcceptWaveform(self, data: bytes) -> bool:
            gate.wait(10)
            return super().AcceptWaveform(data)

    partials = VoskPartials(Slow, str.strip, behind=0.2)
    for _ in range(60):
        assert partials.feed(np.ones(FRAME, np.float32)) is None
    assert caplog.text.count("too slow") == 1
    gate.set()
    partials.reset()
    assert (
        _until(partials, "字", np.ones(FRAME, np.float32)) or partials.feed(np.zeros(0, np.float32)) is None
    )
    partials.close()


def test_a_model_that_breaks_takes_only_the_words_from_the_screen() -> None:
    def broken() -> object:
        raise SpeechError("model_damaged", "broken")

    partials = VoskPartials(broken, str)
    for _ in range(3):
        assert partials.feed(np.ones(FRAME, np.float32)) is None
    partials.close()


# -- the real library ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def korean(store: ModelStore) -> VoskRecogniser:
    if not store.is_installed("vosk-ko"):
        pytest.skip("the Korean test model isn't here: main.py models install vosk-ko")
    made = VoskRecogniser(lambda: store.path("vosk-ko"), name="vosk-ko")
    made.warm()
    return made


def _spoken(name: str) -> Samples:
    speech = load_audio(DATA / f"{name}.flac")
    return np.concatenate([np.zeros(16_000), speech, np.zeros(8_000)]).astype(np.float32)


@pytest.mark.models
def test_words_are_taken_apart_or_left_out(korean: VoskRecogniser, caplog: pytest.LogCaptureFixture) -> None:
    assert korean.grammar(["아니요", "직원불러", "对"]) == ["아니요", "직원 불러"]
    assert "vocabulary" in caplog.text
    assert korean.grammar_of((Answer("a", ("아니요",)),)) == ["아니요"]


@pytest.mark.models
@pytest.mark.parametrize(("phrase", "answer"), [("조와요", "confirm"), ("좋아요", None)])
def test_what_only_the_grammar_hears_is_no_answer(
    korean: VoskRecogniser, phrase: str, answer: str | None
) -> None:
    answers = (Answer("confirm", ("네", phrase)), Answer("deny", ("아니요",)))
    heard = korean.listen(_spoken("ko_good"), Expectation("yes_no", answers))
    assert (heard.answer, heard.unsure) == (answer, answer is None)
    assert heard.text.replace(" ", "") == "조와요"


@pytest.mark.models
def test_said_twice_it_counts(korean: VoskRecogniser) -> None:
    """The model is sure to .69: between the two thresholds."""
    answers = (Answer("again", ("아니에요",)), Answer("back", ("아니요", "좋아요", "네")))
    first = korean.listen(_spoken("ko_no"), Expectation("commands", answers))
    assert (first.answer, first.unsure) == (None, True)
    assert first.evidence is not None
    second = Expectation("commands", answers, earlier=(first.evidence,))
    assert korean.listen(_spoken("ko_no"), second).answer == "again"


@pytest.mark.models
def test_an_open_question_has_readings_with_scores(korean: VoskRecogniser) -> None:
    heard = korean.listen(_spoken("ko_good"), Expectation("open"))
    assert heard.engine == "vosk-ko"
    assert heard.text.replace(" ", "") == "조와요"
    assert heard.hypotheses[0] == Hypothesis(heard.text, heard.hypotheses[0].score)
    assert list(heard.hypotheses) == sorted(heard.hypotheses, key=lambda h: -h.score)
    assert heard.evidence == Evidence(hypotheses=heard.hypotheses)


@pytest.mark.models
def test_it_can_be_given_up(korean: VoskRecogniser) -> None:
    with pytest.raises(GivenUp):
        korean.listen(_spoken("ko_no"), Expectation("open"), lambda: True)


@pytest.mark.models
def test_silence_is_nothing(korean: VoskRecogniser) -> None:
    heard = korean.listen(np.zeros(32_000, np.float32), Expectation("open"))
    assert (heard.text, heard.answer, heard.unsure, heard.hypotheses) == ("", None, False, ())


@pytest.mark.models
def test_words_come_while_she_speaks(korean: VoskRecogniser) -> None:
    partials = VoskPartials(lambda: korean._recogniser(None), korean._written, behind=60.0)
    speech = _spoken("ko_good")
    told = [partials.feed(speech[at : at + FRAME]) for at in range(0, len(speech), FRAME)]
    for _ in range(3000):
        if "조와요" in "".join(told[-1] or "").replace(" ", ""):
            break
        time.sleep(0.02)
        told.append(partials.feed(np.zeros(FRAME, np.float32)) or told[-1])
    else:
        pytest.fail(f"never heard; told {[t for t in told if t][-3:]}")
    partials.close()


@pytest.mark.models
def test_a_folder_without_a_model_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SpeechError) as caught:
        VoskRecogniser(lambda: tmp_path).warm()
    assert caught.value.code == "model_damaged"
