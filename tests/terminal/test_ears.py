"""Listening: turns at their place in the visit's time; silence and whistles are none. The VAD is real."""

from __future__ import annotations

import queue
import threading

import numpy as np
import pytest

from kiosk.core.clock import SystemClock
from kiosk.speech.types import FRAME, SAMPLE_RATE, Samples, Speech, SpeechError
from kiosk.terminal.ears import LiveEars, Turn
from kiosk.terminal.recorded_ears import RecordedEars, first_turn
from kiosk.terminal.timeline import Timeline
from tests.terminal.running import Inline, Later, Told, pump, skipping


def vowel(seconds: float, pitch: float = 140.0) -> Samples:
    """Something like an "a", swelling four times a second: enough for a detector of voices."""
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.05 * np.sin(2 * np.pi * 3 * t))) / SAMPLE_RATE
    formants = ((700, 90, 1.0), (1200, 110, 0.6), (2600, 160, 0.3), (3500, 250, 0.1))
    sound = np.zeros_like(t)
    for harmonic in range(1, 40):
        level = sum(g / (1 + ((harmonic * pitch - f) / width) ** 2) for f, width, g in formants)
        sound += level * np.sin(harmonic * phase)
    sound *= 0.5 - 0.5 * np.cos(2 * np.pi * 4 * t)
    return (0.3 * sound / np.abs(sound).max()).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * SAMPLE_RATE), dtype=np.float32)


def whistle(seconds: float) -> Samples:
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.3 * np.sin(2 * np.pi * 440 * t)).astype(np.float32)


def syllables(count: int, pitch: int = 120) -> Samples:
    """From 0.5 s on, a syllable every 0.36 s; the last ends 0.06 s before its time is over."""
    said = [np.concatenate([vowel(0.3, pitch + 30 * n), silence(0.06)]) for n in range(count)]
    return np.concatenate([silence(0.5), *said, silence(0.3)])


SPOKEN = syllables(2)


class Heard:
    """Recorded ears and what they reported."""

    def __init__(self, *recordings: Samples, pool: Inline | Later | None = None) -> None:
        self.timeline = skipping()
        self.told = Told(self.timeline)
        self.ears = RecordedEars(self.timeline, pool or Inline(), recordings, self.told)

    @property
    def turns(self) -> list[tuple[float, Turn]]:
        return list(zip(self.told.at, self.told.turns, strict=True))


def test_a_recording_is_a_turn_at_the_time_it_would_have_been_live() -> None:
    heard = Heard(SPOKEN)
    heard.ears.open("yes_no")
    pump(heard.timeline)
    ((at, turn),) = heard.turns
    reaction, began, ended = 0.3, 0.5, 0.5 + 0.36 + 0.3
    assert turn.first_voiced == pytest.approx(reaction + began, abs=0.1)
    assert turn.last_voiced == pytest.approx(reaction + ended, abs=0.1)
    assert at == pytest.approx(turn.last_voiced + 0.35, abs=0.04), "after the pause that ends an answer"
    assert not turn.cut
    assert len(turn.samples) >= int((turn.last_voiced - turn.first_voiced) * SAMPLE_RATE)


def test_an_open_question_waits_longer_for_the_end() -> None:
    found = {kind: first_turn(SPOKEN, kind) for kind in ("yes_no", "open")}
    assert found["yes_no"] is not None
    assert found["open"] is not None
    assert found["open"][0].last_voiced_in_stream == found["yes_no"][0].last_voiced_in_stream
    assert found["open"][1] > found["yes_no"][1]


@pytest.mark.parametrize("sound", [silence(2), whistle(2), silence(0)], ids=["silence", "whistle", "empty"])
def test_where_nobody_speaks_there_is_no_turn(sound: Samples) -> None:
    heard = Heard(sound)
    heard.ears.open("open")
    pump(heard.timeline)
    assert heard.turns == []


def test_a_silent_recording_is_a_question_left_unanswered_and_the_next_one_follows() -> None:
    heard = Heard(silence(1), SPOKEN)
    heard.ears.open("yes_no")
    pump(heard.timeline)
    assert heard.turns == []
    heard.ears.open("yes_no")
    pump(heard.timeline)
    assert len(heard.turns) == 1


def test_each_time_the_ears_open_the_next_recording_and_the_last_ever_after() -> None:
    heard = Heard(syllables(1), syllables(2))
    lengths = []
    for _ in range(4):
        heard.ears.open("yes_no")
        pump(heard.timeline)
        lengths.append(round(heard.turns[-1][1].last_voiced - heard.turns[-1][1].first_voiced, 1))
    assert lengths[0] < 0.5 < lengths[1] == lengths[2] == lengths[3]


def test_without_recordings_nobody_ever_speaks() -> None:
    heard = Heard()
    heard.ears.open("open")
    pump(heard.timeline)
    assert heard.turns == []


def test_closed_ears_hear_nothing_and_the_words_are_not_lost() -> None:
    heard = Heard(SPOKEN, silence(1))
    heard.ears.open("yes_no")
    pump(heard.timeline, until=lambda: heard.timeline.now() > 0.5 or heard.ears._due is not None)
    heard.ears.close()
    pump(heard.timeline)
    assert heard.turns == []
    heard.ears.open("yes_no")
    pump(heard.timeline)
    assert len(heard.turns) == 1, "what was not said to the end is said when it is asked again"


@pytest.mark.parametrize("end", ["close", "wipe"])
def test_what_was_being_listened_to_when_they_closed_is_not_reported_later(end: str) -> None:
    pool = Later()
    heard = Heard(SPOKEN, pool=pool)
    heard.ears.open("yes_no")
    getattr(heard.ears, end)()
    pool.do()
    pump(heard.timeline)
    assert heard.turns == []


# -- a microphone ---------------------------------------------------------------------------------


class Microphone:
    """Gives the frames that a test puts in; an error is raised where one lies."""

    def __init__(self) -> None:
        self.frames: queue.Queue[Samples | SpeechError] = queue.Queue()
        self.empty = threading.Event()
        self.missing = False
        self.opened = 0

    def open(self) -> None:
        if self.missing:
            raise SpeechError("microphone_missing", "nothing is plugged in")
        self.opened += 1

    def close(self) -> None:
        """Nothing to give back."""

    def put(self, sound: Samples) -> None:
        for start in range(0, len(sound) - FRAME + 1, FRAME):
            self.frames.put(sound[start : start + FRAME].copy())

    def drained(self) -> None:
        """Wait until all has been heard."""
        self.empty.clear()
        assert self.empty.wait(30), "nobody listens"

    def read(self, timeout: float) -> Samples | None:
        try:
            frame = self.frames.get_nowait()
        except queue.Empty:
            self.empty.set()
            try:
                frame = self.frames.get(timeout=0.02)
            except queue.Empty:
                return None
        if isinstance(frame, SpeechError):
            raise frame
        return frame


def test_a_microphone_is_heard_only_while_the_ears_are_open_and_its_loss_is_told() -> None:
    timeline: Timeline = skipping()
    microphone = Microphone()
    told = Told(timeline)
    turns, started = told.turns, told.events
    lost: list[str] = []
    ears = LiveEars(timeline, microphone, told, lost.append)
    try:
        microphone.put(SPOKEN)
        microphone.put(silence(1.5))
        microphone.drained()
        pump(timeline)
        assert (turns, started) == ([], []), "nothing is heard before the ears open"

        ears.open("yes_no")
        microphone.put(SPOKEN)
        microphone.put(silence(1.5))
        microphone.drained()
        pump(timeline)
        assert started[0] == "started"
        assert started[-2:] == ["paused", "heard"]
        (turn,) = turns
        assert turn.last_voiced - turn.first_voiced == pytest.approx(0.66, abs=0.15)
        assert len(turn.samples) > SAMPLE_RATE // 2

        ears.close()
        microphone.put(SPOKEN)
        microphone.put(silence(1.5))
        microphone.drained()
        pump(timeline)
        assert len(turns) == 1

        ears.wipe()
        microphone.frames.put(SpeechError("microphone_lost", "unplugged"))
        while not lost:
            timeline.next(patience=30)()
        assert lost == ["microphone"]
    finally:
        ears.stop()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.terminal.ears._RETRY", 0.01)


class Live:
    """Live ears over a test's microphone, and what they reported."""

    def __init__(self, missing: bool = False) -> None:
        self.timeline = skipping()
        self.microphone = Microphone()
        self.microphone.missing = missing
        self.told: list[str] = []
        self.hears = Told(self.timeline)
        self.turns = self.hears.turns
        self.ears = LiveEars(
            self.timeline,
            self.microphone,
            self.hears,
            lambda device: self.told.append(f"lost {device}"),
            on_back=lambda device: self.told.append(f"back {device}"),
        )

    def hear(self, sound: Samples) -> None:
        self.microphone.put(sound)
        self.microphone.drained()
        pump(self.timeline)


@pytest.mark.usefixtures("quick")
def test_a_microphone_that_comes_later_is_told_once_it_is_heard() -> None:
    live = Live(missing=True)
    try:
        live.timeline.next(patience=30)()
        assert live.told == ["lost microphone"]
        live.microphone.missing = False
        live.microphone.drained()
        pump(live.timeline)
        assert live.told == ["lost microphone"], "that it can be opened proves nothing"
        live.ears.open("yes_no")
        live.hear(SPOKEN)
        live.hear(silence(1.5))
        assert live.told == ["lost microphone", "back microphone"]
        assert len(live.turns) == 1
    finally:
        live.ears.stop()


@pytest.mark.usefixtures("quick")
def test_a_microphone_that_goes_again_and_again_before_it_is_heard_is_lost_once() -> None:
    live = Live()
    try:
        for _ in range(3):
            live.microphone.frames.put(SpeechError("microphone_lost", "unplugged"))
        live.microphone.drained()
        pump(live.timeline)
        assert live.told == ["lost microphone"]
        assert live.microphone.opened >= 3
    finally:
        live.ears.stop()


NOISE = np.random.default_rng(1).normal(0, 0.001, 2 * SAMPLE_RATE).astype(np.float32)


@pytest.mark.parametrize("touched", [True, False])
def test_a_switch_at_the_microphone_is_told_once_a_visit_to_who_uses_her_finger(touched: bool) -> None:
    live = Live()
    try:
        live.ears.open("yes_no")
        live.hear(silence(4))
        if touched:
            live.ears.touched()
        live.hear(silence(4))
        assert live.told == (["lost switched_off"] if touched else [])
        live.hear(NOISE)
        live.ears.touched()
        live.hear(silence(8))
        first = ["lost switched_off", "back switched_off"] if touched else ["lost switched_off"]
        assert live.told == first
        live.ears.wipe()
    finally:
        live.ears.stop()


def test_a_quiet_room_is_no_switch_and_closed_ears_prove_nothing() -> None:
    live = Live()
    try:
        live.ears.touched()
        live.hear(silence(8))
        live.ears.open("yes_no")
        for _ in range(4):
            live.ears.touched()
            live.hear(NOISE)
        assert live.told == []
    finally:
        live.ears.stop()


class Spells:
    """Partial words: one more for every ten frames."""

    def __init__(self) -> None:
        self.frames = 0

    def feed(self, frame: Samples) -> str | None:
        self.frames += 1
        return "字" * (self.frames // 10) if self.frames % 10 == 0 else None

    def reset(self) -> None:
        self.frames = 0


def test_words_come_while_she_speaks_where_an_engine_gives_them() -> None:
    timeline, microphone, spells = skipping(), Microphone(), Spells()
    told = Told(timeline)
    ears = LiveEars(timeline, microphone, told, lambda _: None, partials=spells)
    try:
        ears.open("open")
        microphone.put(np.concatenate([syllables(3), silence(1.5)]))
        microphone.drained()
        pump(timeline)
        assert told.partials[0] == "字"
        assert len(told.turns) == 1
        assert spells.frames == 0, "forgotten after the turn"
    finally:
        ears.stop()


def test_xiaozhi_is_not_heard_and_who_answers_her_is() -> None:
    timeline, microphone = Timeline(SystemClock(), skipping=False), Microphone()
    told = Told(timeline)
    ears = LiveEars(timeline, microphone, told, lambda _: None)
    try:
        ears.own_voice(Speech(SPOKEN, SAMPLE_RATE, "fake", "fake", cached=True))
        ears.open("yes_no")
        microphone.put(SPOKEN)
        microphone.put(silence(1.0))
        microphone.drained()
        assert told.events == []
        ears.own_voice(None)
        ears._voice._closed -= 1.0  # the room has stopped ringing
        microphone.put(syllables(3, pitch=217))
        microphone.put(silence(1.0))
        microphone.drained()
        while not told.turns:
            timeline.next(patience=30)()
        assert len(told.turns) == 1
    finally:
        ears.stop()
