"""The real models: what Kokoro says, Whisper hears."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from kiosk.core.paths import repository_root
from kiosk.speech.audio import to_house_rate
from kiosk.speech.engines import choose_recogniser, describe_engines
from kiosk.speech.microphone import FileMicrophone
from kiosk.speech.models import ModelStore
from kiosk.speech.turns import SpeechEnded, TurnDetector
from kiosk.speech.types import SAMPLE_RATE, Answer, Expectation, Recogniser, Samples, SpeechError
from kiosk.speech.vad import SileroVad
from kiosk.speech.voices import Voices, default_voices
from kiosk.speech.whisper import WhisperRecogniser

pytestmark = pytest.mark.models

PROMPT = "我的驾照坏了，想换一本新的驾驶证。身份证放好了，我要开无犯罪记录证明。"
YES_NO = Expectation(
    "yes_no",
    (
        Answer("confirm", ("对", "是的", "没错", "好的")),
        Answer("deny", ("不对", "不是", "错了")),
        Answer("staff", ("转人工", "找个民警")),
    ),
)

Say = Callable[[str, str], Samples]


@pytest.fixture(scope="module")
def voices(store: ModelStore, tmp_path_factory: pytest.TempPathFactory) -> Voices:
    return default_voices(store, repository_root() / "assets", tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def say(voices: Voices) -> Say:
    """Text by a Kokoro voice as a microphone would have it: 16 kHz, with lead-in, end and a noise floor."""
    random = np.random.default_rng(5)

    def made(text: str, voice: str) -> Samples:
        speech = voices.speak(text, voice=voice)
        spoken = to_house_rate(speech.samples, speech.rate)
        whole = np.concatenate([np.zeros(24_000), spoken, np.zeros(8_000)])
        return (whole + 2e-4 * random.standard_normal(len(whole))).astype(np.float32)

    return made


@pytest.fixture(scope="module")
def recogniser(store: ModelStore) -> Recogniser:
    chosen = choose_recogniser(store, "whisper-base")
    chosen.warm()
    return chosen


def test_a_request_is_heard(say: Say, recogniser: Recogniser) -> None:
    heard = recogniser.listen(
        say("我的驾驶证损坏了要换一本", "zm_yunjian"), Expectation("open", prompt=PROMPT)
    )
    assert heard.text == "我的驾驶证损坏了要换一本"
    assert heard.answer is None
    assert heard.engine == "whisper-base"
    assert len({h.text for h in heard.hypotheses}) == len(heard.hypotheses)


@pytest.mark.parametrize(
    ("text", "voice", "answer"),
    [
        ("对", "zm_yunyang", "confirm"),
        ("不对", "zf_xiaoyi", "deny"),
        ("没错", "zf_xiaoxiao", "confirm"),
        ("转人工", "zm_yunxi", "staff"),
    ],
)
def test_closed_answers(say: Say, recogniser: Recogniser, text: str, voice: str, answer: str) -> None:
    heard = recogniser.listen(say(text, voice), YES_NO)
    assert (heard.answer, heard.text, heard.unsure) == (answer, text, False)


def test_another_sentence_is_no_answer_but_its_text_is_kept(say: Say, recogniser: Recogniser) -> None:
    heard = recogniser.listen(say("我想开无犯罪记录证明", "zm_yunjian"), YES_NO)
    assert heard.answer is None
    assert heard.unsure
    assert "无犯罪记录" in heard.text


def test_silence_and_noise_are_nothing(recogniser: Recogniser) -> None:
    noise = (0.05 * np.random.default_rng(3).standard_normal(2 * SAMPLE_RATE)).astype(np.float32)
    for sound in (np.zeros(2 * SAMPLE_RATE, np.float32), noise):
        for expectation in (Expectation("open", prompt=PROMPT), YES_NO):
            heard = recogniser.listen(sound, expectation)
            assert (heard.text, heard.answer, heard.unsure) == ("", None, False)


def test_a_turn_is_found_in_a_stream_and_understood(say: Say, recogniser: Recogniser) -> None:
    spoken = say("是的", "zm_yunyang")
    microphone = FileMicrophone(pace=lambda seconds: None)
    microphone.say(spoken)
    turns = TurnDetector(SileroVad())
    turns.expect("yes_no")
    ended = None
    while not isinstance(ended, SpeechEnded):
        frame = microphone.read()
        assert frame is not None
        ended = turns.feed(frame)
        assert turns.position < 10 * SAMPLE_RATE
    assert ended.first_voiced >= SAMPLE_RATE
    assert 0.1 < (ended.last_voiced - ended.first_voiced) / SAMPLE_RATE < 1.0
    assert recogniser.listen(ended.samples, YES_NO).answer == "confirm"


def test_kokoro_speaks_every_part_of_a_long_text(voices: Voices) -> None:
    short = voices.speak("号码是A001。")
    assert short.engine == "kokoro"
    assert short.rate == 24_000
    assert np.abs(short.samples).max() <= 0.9
    twice = voices.speak("号码是A001。" * 2)
    assert twice.seconds == pytest.approx(2 * short.seconds + 0.28, abs=0.15)
    with pytest.raises(SpeechError) as caught:
        voices.speak("。。。")
    assert caught.value.code == "nothing_to_say"


def test_an_unknown_voice_is_named_with_the_known_ones(voices: Voices) -> None:
    with pytest.raises(SpeechError, match="zf_xiaoyi") as caught:
        voices.speak("您好", voice="zf_nobody")
    assert caught.value.code == "voice_unknown"


def test_the_doctor_sees_which_engine_hears(store: ModelStore) -> None:
    states = {s.engine: s for s in describe_engines(store)}
    assert states["whisper-base"].in_use
    assert isinstance(choose_recogniser(store), WhisperRecogniser)
    with pytest.raises(SpeechError):
        choose_recogniser(store, "nobody")
