"""How long somebody spoke, in a still room and in babble."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.speech.extent import is_loud, narrowed
from kiosk.speech.types import SAMPLE_RATE
from kiosk.speech.vad import SpeechSpan


def scene(noise: float, *words: tuple[float, float], seconds: float = 3.0) -> np.ndarray:
    """Words (from, to) of one loudness in noise."""
    random = np.random.default_rng(2)
    sound = noise * random.standard_normal(round(seconds * SAMPLE_RATE))
    for begin, end in words:
        at = slice(round(begin * SAMPLE_RATE), round(end * SAMPLE_RATE))
        sound[at] += 0.1 * random.standard_normal(at.stop - at.start)
    return sound.astype(np.float32)


def seconds(span: SpeechSpan) -> tuple[float, float]:
    return span.first / SAMPLE_RATE, span.last / SAMPLE_RATE


WHOLE = SpeechSpan(0, 3 * SAMPLE_RATE)


def test_in_a_still_room_the_detector_is_right() -> None:
    assert narrowed(scene(0.0002, (1.0, 1.5)), WHOLE, 0.25) == WHOLE


def test_in_babble_only_the_nearest_voice_counts() -> None:
    first, last = seconds(narrowed(scene(0.03, (1.0, 1.5)), WHOLE, 0.25))
    assert first == pytest.approx(0.9, abs=0.06)
    assert last == pytest.approx(1.6, abs=0.06)


def test_a_pause_in_a_number_is_not_its_end() -> None:
    spoken = scene(0.03, (0.5, 1.2), (1.9, 2.3))
    assert seconds(narrowed(spoken, WHOLE, 1.0))[1] == pytest.approx(2.4, abs=0.06)
    assert seconds(narrowed(spoken, WHOLE, 0.25))[1] == pytest.approx(1.3, abs=0.06)


def test_it_never_grows() -> None:
    span = SpeechSpan(round(1.1 * SAMPLE_RATE), round(1.4 * SAMPLE_RATE))
    assert narrowed(scene(0.03, (1.0, 1.5)), span, 0.25) == span


def test_a_hall_is_loud_where_others_are_heard() -> None:
    assert is_loud(scene(0.03, (1.0, 1.5)), WHOLE)
    assert not is_loud(scene(0.0002, (1.0, 1.5)), WHOLE)
