"""Turns: when they begin and end, and what is kept. The probabilities are given, so every case is exact."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from kiosk.speech.types import FRAME, SAMPLE_RATE
from kiosk.speech.vad import (
    SileroVad,
    SpeechEnded,
    SpeechStarted,
    TurnDetector,
    TurnSettings,
    find_speech,
)

FRAME_SECONDS = FRAME / SAMPLE_RATE


class Script:
    """Probabilities in order, then silence."""

    def __init__(self, probabilities: Iterable[float]) -> None:
        self._left = list(probabilities)

    def __call__(self, frame: np.ndarray) -> float:
        return self._left.pop(0) if self._left else 0.0


def _run(
    probabilities: list[float], detector: TurnDetector, frames: int
) -> list[tuple[int, SpeechStarted | SpeechEnded]]:
    events = []
    for number in range(frames):
        event = detector.feed(np.full(FRAME, number / 1000, np.float32))
        if event:
            events.append((number, event))
    return events


def _detector(probabilities: list[float], kind: str = "open", **settings: float) -> TurnDetector:
    detector = TurnDetector(Script(probabilities), TurnSettings(**settings))  # type: ignore[arg-type]
    detector.expect(kind)  # type: ignore[arg-type]
    return detector


def test_a_turn_keeps_its_real_lead_in_and_says_where_speech_lies() -> None:
    script = [0.0] * 60 + [0.9] * 20
    detector = _detector(script)
    (_, started), (_, ended) = _run(script, detector, 150)
    assert isinstance(started, SpeechStarted)
    assert isinstance(ended, SpeechEnded)
    assert started.at == 60 * FRAME
    assert ended.first_voiced >= 1.0 * SAMPLE_RATE
    assert ended.last_voiced - ended.first_voiced == 20 * FRAME
    assert ended.last_voiced_in_stream == 80 * FRAME
    # Real sound, not padding: every frame carries its own number.
    first = round(float(ended.samples[0]) * 1000)
    assert first == 60 - ended.first_voiced // FRAME
    assert np.allclose(ended.samples[ended.first_voiced], 0.060)
    assert not ended.cut


@pytest.mark.parametrize(("kind", "pause"), [("yes_no", 0.35), ("open", 0.7), ("digits", 0.9)])
def test_the_pause_that_ends_a_turn_follows_the_question(kind: str, pause: float) -> None:
    script = [0.0] * 40 + [0.9] * 10
    events = _run(script, _detector(script, kind), 120)
    end = events[-1][0]
    assert (end - 49) * FRAME_SECONDS == pytest.approx(pause, abs=FRAME_SECONDS)


def test_a_pause_inside_a_number_does_not_end_it() -> None:
    script = [0.0] * 40 + [0.9] * 10 + [0.0] * 24 + [0.9] * 10
    assert len(_run(script, _detector(script, "digits"), 150)) == 2
    script = [0.0] * 40 + [0.9] * 10 + [0.0] * 24 + [0.9] * 10
    assert len(_run(script, _detector(script, "yes_no"), 150)) == 4


def test_a_click_is_no_turn() -> None:
    script = [0.0] * 20 + [0.9, 0.9] + [0.0] * 20 + [0.6] + [0.0] * 5 + [0.9]
    assert not _run(script, _detector(script), 100)


def test_somebody_who_never_stops_is_cut() -> None:
    script = [0.9] * 1000
    events = _run(script, _detector(script, longest=3.0), 120)
    ended = events[1][1]
    assert isinstance(ended, SpeechEnded)
    assert ended.cut
    assert events[1][0] * FRAME_SECONDS == pytest.approx(3.0, abs=0.2)


def test_after_a_turn_the_next_one_has_a_lead_in_too() -> None:
    script = [0.0] * 50 + [0.9] * 10 + [0.0] * 20 + [0.9] * 10
    events = _run(script, _detector(script, "yes_no"), 150)
    second = events[3][1]
    assert isinstance(second, SpeechEnded)
    assert second.first_voiced >= 20 * FRAME


def test_wipe_overwrites_what_was_said() -> None:
    detector = _detector([0.9] * 20)
    for _ in range(10):
        detector.feed(np.ones(FRAME, np.float32))
    kept = list(detector._turn or [])
    assert kept
    detector.wipe()
    assert all(not frame.any() for frame in kept)
    assert detector._turn is None


def test_noise_hum_and_silence_hold_no_speech() -> None:
    random = np.random.default_rng(1)
    vad = SileroVad()
    time = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    for sound in (
        np.zeros(SAMPLE_RATE),
        0.1 * random.standard_normal(SAMPLE_RATE),
        0.3 * np.sin(2 * np.pi * 50 * time),
    ):
        assert find_speech(sound.astype(np.float32), vad) == []
