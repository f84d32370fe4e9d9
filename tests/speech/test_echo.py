"""小智's own voice: its delay is measured, and what she said is never an answer; who answers is heard."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.speech.echo import HalfDuplex, OwnVoice, OwnVoiceHeard, likeness
from kiosk.speech.levels import decibels
from kiosk.speech.turns import SpeechEnded, TurnDetector
from kiosk.speech.types import FRAME, SAMPLE_RATE, Samples, Speech

FRAME_SECONDS = FRAME / SAMPLE_RATE


def sentence(seed: int, seconds: float = 2.0) -> Samples:
    """Noise in syllables of uneven length and strength."""
    rng = np.random.default_rng(seed)
    made: list[Samples] = []
    while sum(map(len, made)) < seconds * SAMPLE_RATE:
        syllable = rng.standard_normal(int(rng.uniform(0.08, 0.25) * SAMPLE_RATE)) * rng.uniform(0.03, 0.3)
        made += [
            syllable.astype(np.float32),
            np.zeros(int(rng.uniform(0.02, 0.12) * SAMPLE_RATE), np.float32),
        ]
    return np.concatenate(made)[: int(seconds * SAMPLE_RATE)]


def speech(samples: Samples) -> Speech:
    return Speech(samples, SAMPLE_RATE, "fake", "fake", cached=True)


def ringing(samples: Samples, delay: float, gain: float = 0.1) -> Samples:
    """As it comes back: late, quieter, with a tail of reverberation."""
    rng = np.random.default_rng(9)
    tail = rng.standard_normal(3000) * np.exp(-np.arange(3000) / 900) * 0.03
    response = np.concatenate([[1.0], np.zeros(80), tail])
    wet = np.convolve(samples, response).astype(np.float32) * np.float32(gain)
    return np.concatenate([np.zeros(int(delay * SAMPLE_RATE), np.float32), wet])


def run(voice: OwnVoice, said: Samples, heard: Samples, at: float) -> float:
    """She says it from `at` on and the microphone hears that; the time when all is over."""
    rng = np.random.default_rng(2)
    length = len(said) + 3 * SAMPLE_RATE
    near = (0.0005 * rng.standard_normal(length)).astype(np.float32)
    near[: len(heard)] += heard[:length]
    voice.begins(speech(said), at)
    closed = False
    for start in range(0, length - FRAME + 1, FRAME):
        now = at + (start + FRAME) / SAMPLE_RATE
        if not closed and start >= len(said):
            closed = True
            voice.closes(at + len(said) / SAMPLE_RATE)
        voice.frame(decibels(near[start : start + FRAME]), now)
    return at + length / SAMPLE_RATE


@pytest.mark.parametrize("delay", [0.0, 0.08, 0.3, 0.6])
def test_the_delay_is_measured_from_levels_and_the_ears_open_after_it(delay: float) -> None:
    voice = OwnVoice()
    said = sentence(1)
    before = voice.tail
    run(voice, said, ringing(said, delay), 10.0)
    assert voice.delay == pytest.approx(delay, abs=2 * FRAME_SECONDS)
    assert voice.tail == pytest.approx(delay + 0.15, abs=2 * FRAME_SECONDS)
    assert before == 0.45


def test_where_nothing_of_her_comes_back_the_ears_open_at_once() -> None:
    voice = OwnVoice()
    nothing = np.zeros(0, np.float32)
    after = run(voice, sentence(1), nothing, 0.0)
    assert voice.tail == 0.45, "one sentence proves nothing"
    run(voice, sentence(2), nothing, after + 1)
    assert voice.tail == 0.1


def test_a_microphone_that_hears_her_again_is_believed() -> None:
    voice = OwnVoice()
    nothing = np.zeros(0, np.float32)
    at = run(voice, sentence(1), nothing, 0.0)
    at = run(voice, sentence(2), nothing, at)
    run(voice, sentence(3), ringing(sentence(3), 0.25), at)
    assert voice.tail == pytest.approx(0.4, abs=2 * FRAME_SECONDS)


def test_a_cut_sentence_is_compared_as_far_as_it_was_said() -> None:
    voice = OwnVoice()
    said = sentence(4, 3.0)
    run(voice, said[: 2 * SAMPLE_RATE], ringing(said[: 2 * SAMPLE_RATE], 0.1), 0.0)
    assert voice.delay == pytest.approx(0.1, abs=2 * FRAME_SECONDS)


def test_her_waveform_is_known_again_and_another_one_is_not() -> None:
    said = sentence(1, 3.0)
    end = ringing(said, 0.0)[int(2.2 * SAMPLE_RATE) :]
    assert likeness(end, said) > 0.6
    assert likeness(sentence(7, 1.0), said) < 0.15
    assert likeness(np.zeros(10, np.float32), said) == 0


def _duplex() -> HalfDuplex:
    loud = lambda frame: 0.9 if decibels(frame) > -45 else 0.0  # noqa: E731
    detector = TurnDetector(loud)
    detector.expect("yes_no")
    return HalfDuplex(detector, OwnVoice())


def _hear(duplex: HalfDuplex, sound: Samples, at: float) -> list[object]:
    events = []
    for start in range(0, len(sound) - FRAME + 1, FRAME):
        event = duplex.feed(sound[start : start + FRAME], at + (start + FRAME) / SAMPLE_RATE, listening=True)
        events += [event] if event else []
    return events


def _quiet(seconds: float) -> Samples:
    return np.full(int(seconds * SAMPLE_RATE), 1e-4, np.float32)


def test_what_she_said_is_no_answer_even_where_it_comes_later_than_was_measured() -> None:
    duplex = _duplex()
    said = sentence(1, 3.0)
    duplex.voice.begins(speech(said), 0.0)
    duplex.voice.closes(3.0)
    late = np.concatenate([ringing(said[-SAMPLE_RATE:], 0.0, 0.3), _quiet(1.0)])
    events = _hear(duplex, late, 3.6)
    assert any(isinstance(e, OwnVoiceHeard) for e in events)
    assert not any(isinstance(e, SpeechEnded) for e in events)
    assert duplex.voice.tail > 0.6, "that it came so late is remembered"


def test_who_answers_right_after_her_is_heard() -> None:
    duplex = _duplex()
    duplex.voice.begins(speech(sentence(1, 3.0)), 0.0)
    duplex.voice.closes(3.0)
    answer = np.concatenate([_quiet(0.6), sentence(8, 0.6), _quiet(1.0)])
    events = _hear(duplex, answer, 3.0)
    assert any(isinstance(e, SpeechEnded) for e in events)
    assert not any(isinstance(e, OwnVoiceHeard) for e in events)


def test_at_the_end_of_a_visit_what_she_said_is_overwritten_and_the_rooms_delay_stays() -> None:
    voice = OwnVoice()
    said = sentence(1)
    run(voice, said, ringing(said, 0.2), 0.0)
    kept = [s.samples for s in voice._sentences]
    assert any(k.any() for k in kept)
    voice.wipe()
    assert not any(k.any() for k in kept)
    assert not voice._sentences
    assert voice.delay is not None
