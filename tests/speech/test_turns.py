"""Turns: when they begin, pause, go on and end, and what is kept. The probabilities are given, so every case
is exact."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import pytest

from kiosk.speech.turns import (
    Pace,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    TurnDetector,
    TurnEvent,
    TurnSettings,
)
from kiosk.speech.types import FRAME, SAMPLE_RATE

E = TypeVar("E", bound=TurnEvent)
FRAME_SECONDS = FRAME / SAMPLE_RATE


class Script:
    """Probabilities in order, then silence."""

    def __init__(self, probabilities: Iterable[float]) -> None:
        self._left = list(probabilities)

    def __call__(self, frame: np.ndarray) -> float:
        return self._left.pop(0) if self._left else 0.0


def _of(kind: type[E], events: list[tuple[int, TurnEvent]]) -> list[tuple[int, E]]:
    return [(n, e) for n, e in events if type(e) is kind]


def _run(probabilities: list[float], detector: TurnDetector, frames: int) -> list[tuple[int, TurnEvent]]:
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
    (_, started), (_, _), (_, ended) = _run(script, detector, 150)
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
    assert len(_of(SpeechEnded, _run(script, _detector(script, "digits"), 150))) == 1


def test_a_click_is_no_turn() -> None:
    script = [0.0] * 20 + [0.9, 0.9] + [0.0] * 20 + [0.6] + [0.0] * 5 + [0.9]
    assert not _run(script, _detector(script), 100)


def test_somebody_who_never_stops_is_cut() -> None:
    script = [0.9] * 1000
    events = _run(script, _detector(script, longest=3.0), 120)
    number, ended = _of(SpeechEnded, events)[0]
    assert ended.cut
    assert number * FRAME_SECONDS == pytest.approx(3.0, abs=0.2)


def test_once_a_turn_is_answered_the_next_one_has_a_lead_in_too() -> None:
    script = [0.0] * 50 + [0.9] * 10 + [0.0] * 20
    detector = _detector(script, "yes_no")
    assert len(_of(SpeechEnded, _run(script, detector, 80))) == 1
    detector.drop_turn()
    detector._probability = Script([0.0] * 25 + [0.9] * 10)
    ((_, second),) = _of(SpeechEnded, _run([], detector, 80))
    assert second.first_voiced == 25 * FRAME


def test_at_a_pause_what_was_said_so_far_is_given_and_it_is_all_where_nothing_follows() -> None:
    script = [0.0] * 40 + [0.9] * 10
    events = _run(script, _detector(script), 120)
    (number, paused), (_, ended) = _of(SpeechPaused, events)[0], _of(SpeechEnded, events)[0]
    assert (number - 49) * FRAME_SECONDS == pytest.approx(0.25, abs=FRAME_SECONDS)
    assert paused.last_voiced_in_stream == ended.last_voiced_in_stream
    assert np.array_equal(paused.samples, ended.samples[: len(paused.samples)])
    assert paused.samples is not ended.samples


def test_who_goes_on_is_heard_to_the_end_and_each_pause_is_told() -> None:
    script = [0.0] * 40 + [0.9] * 10 + [0.0] * 14 + [0.9] * 10
    events = [e for _, e in _run(script, _detector(script), 120)]
    assert [type(e) for e in events] == [
        SpeechStarted,
        SpeechPaused,
        SpeechResumed,
        SpeechPaused,
        SpeechEnded,
    ]
    ended = events[-1]
    assert isinstance(ended, SpeechEnded)
    assert ended.last_voiced - ended.first_voiced == (10 + 14 + 10) * FRAME


def test_a_click_in_a_pause_is_no_going_on() -> None:
    script = [0.0] * 40 + [0.9] * 10 + [0.0] * 12 + [0.9] + [0.0] * 60
    events = _run(script, _detector(script), 120)
    assert not _of(SpeechResumed, events)
    ((number, ended),) = _of(SpeechEnded, events)
    assert ended.last_voiced_in_stream == 50 * FRAME
    assert (number - 49) * FRAME_SECONDS == pytest.approx(0.7, abs=FRAME_SECONDS)


def test_who_goes_on_after_the_end_before_anybody_answered_is_heard_whole() -> None:
    script = [0.0] * 40 + [0.9] * 10 + [0.0] * 30 + [0.9] * 10
    events = _run(script, _detector(script), 150)
    assert [type(e) for _, e in events][2:4] == [SpeechEnded, SpeechResumed]
    whole = _of(SpeechEnded, events)[-1][1]
    assert whole.last_voiced - whole.first_voiced == (10 + 30 + 10) * FRAME


def test_a_slow_speaker_is_given_more_time_up_to_a_bound() -> None:
    pace = Pace()
    assert pace.limit("open") == 0.7
    pace.paused(0.6)
    assert pace.limit("open") == pytest.approx(0.78)
    assert pace.limit("digits") == 0.9
    pace.paused(3.0)
    assert pace.limit("open") == pytest.approx(0.7 * 1.8)
    assert pace.limit("yes_no") == pytest.approx(0.35 * 1.8)
    pace.forget()
    assert pace.limit("open") == 0.7


def test_voices_in_the_background_do_not_keep_a_turn_open() -> None:
    """Voiced, but as quiet as the room has been all the time."""
    probabilities = [0.9] * 200
    detector = TurnDetector(Script(probabilities), TurnSettings(begin_at=0.95))
    detector._settings = TurnSettings()
    rng = np.random.default_rng(3)
    room = lambda: (0.003 * rng.standard_normal(FRAME)).astype(np.float32)  # noqa: E731
    for _ in range(60):
        detector._probability = lambda _: 0.2
        detector.feed(room())
    detector._probability = lambda _: 0.9
    events: list[TurnEvent] = []
    for n in range(70):
        loud = 0.1 if n < 20 else 0.003
        event = detector.feed((loud * rng.standard_normal(FRAME)).astype(np.float32))
        events += [event] if event else []
    ended = events[-1]
    assert isinstance(ended, SpeechEnded)
    assert (ended.last_voiced - ended.first_voiced) == 20 * FRAME


def test_while_xiaozhi_speaks_nobody_is_heard_and_the_lead_in_is_as_quiet_as_the_room() -> None:
    detector = TurnDetector(lambda frame: 0.9 if np.abs(frame).max() > 0.05 else 0.0)
    room = np.full(FRAME, 0.001, np.float32)
    for _ in range(30):
        assert detector.feed(room) is None
    for _ in range(60):
        assert detector.feed(np.full(FRAME, 0.5, np.float32), own=True) is None
    events = [detector.feed(np.full(FRAME, 0.1, np.float32)) for _ in range(10)]
    events += [detector.feed(room) for _ in range(30)]
    (ended,) = [e for e in events if isinstance(e, SpeechEnded)]
    lead = ended.samples[: ended.first_voiced]
    assert len(lead) >= SAMPLE_RATE
    assert np.abs(lead).max() < 0.02
    assert np.sqrt(np.mean(lead**2)) == pytest.approx(0.001, rel=0.3)


def test_wipe_overwrites_what_was_said() -> None:
    detector = _detector([0.9] * 20)
    for _ in range(10):
        detector.feed(np.ones(FRAME, np.float32))
    kept = list(detector._turn or [])
    assert kept
    detector.pace.paused(2.0)
    detector.wipe()
    assert all(not frame.any() for frame in kept)
    assert detector._turn is None
    assert detector.pace.limit("open") == 0.7
