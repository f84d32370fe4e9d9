"""Speaking: in order, without gaps, silent at once when told to, and never stuck on a broken voice."""

from __future__ import annotations

from concurrent.futures import Executor

import pytest

from kiosk.terminal.mouth import Mouth, sentences
from kiosk.terminal.timeline import Timeline
from tests.terminal.running import FakePlayer, FakeVoice, Inline, Later, pump, skipping


class Room:
    """A mouth and everything around it."""

    def __init__(self, pool: Executor | None = None, fails: frozenset[str] = frozenset()) -> None:
        self.timeline: Timeline = skipping()
        self.voice = FakeVoice(fails)
        self.player = FakePlayer()
        self.heard: list[tuple[float, str, str]] = []
        self.silent: list[float] = []
        self.mouth = Mouth(
            self.timeline,
            pool or Inline(),
            self.voice,
            self.player,
            lambda key, text: self.heard.append((self.timeline.now(), key, text)),
            lambda: self.silent.append(self.timeline.now()),
        )


def test_sentences_are_cut_after_their_stops() -> None:
    assert sentences("您好。请说！好吗？再见", "zh") == ["您好。", "请说！", "好吗？", "再见"]
    assert sentences("It costs 10.5 yuan. Is that right? Yes!", "en") == [
        "It costs 10.5 yuan.",
        "Is that right?",
        "Yes!",
    ]
    assert sentences("  ", "zh") == []


def test_sentences_come_in_order_each_after_the_other() -> None:
    room = Room()
    room.mouth.say("a", "一二三四五六七八九。十。")
    room.mouth.say("b", "再说一句话吧好不好。")
    assert room.mouth.busy
    pump(room.timeline)
    assert room.heard == [
        (0.0, "a", "一二三四五六七八九。"),
        (1.0, "a", "十。"),
        (1.2, "b", "再说一句话吧好不好。"),
    ]
    assert room.silent == [pytest.approx(2.2)], "silence is told once, at the end"
    assert not room.mouth.busy
    assert room.player.played == room.mouth.spoken
    assert len(room.mouth.spoken) == 3


def test_the_next_sentence_is_made_while_one_is_playing() -> None:
    pool = Later()
    room = Room(pool)
    room.mouth.say("a", "一。二。三。")
    assert len(pool.jobs) == 2, "two are asked for; a third would be in vain if she interrupts"
    pool.do()
    pump(room.timeline, until=lambda: bool(room.heard))
    assert room.heard[0][2] == "一。"
    assert len(pool.jobs) == 2


def test_a_sentence_that_is_ready_early_waits_for_its_turn() -> None:
    pool = Later()
    room = Room(pool)
    room.mouth.say("a", "一。二。")
    pool.do(1)
    room.timeline.next(patience=0)()
    assert room.heard == []
    pool.do(0)
    pump(room.timeline)
    assert [text for _, _, text in room.heard] == ["一。", "二。"]


def test_stop_is_silence_at_once_and_for_good() -> None:
    room = Room()
    room.mouth.say("a", "一二三四五六七八九。第二句。")
    pump(room.timeline, until=lambda: bool(room.heard))
    room.mouth.stop()
    assert not room.mouth.busy
    assert room.player.stops == 1
    pump(room.timeline)
    assert len(room.heard) == 1
    assert room.silent == [], "who was interrupted has not finished"


def test_after_a_stop_only_what_is_new_is_said() -> None:
    pool = Later()
    room = Room(pool)
    room.mouth.say("old", "旧话。")
    room.mouth.stop()
    room.mouth.say("new", "新话。")
    while pool.jobs:
        pool.do()
    pump(room.timeline)
    assert [key for _, key, _ in room.heard] == ["new"]
    assert len(room.silent) == 1


def test_a_failing_voice_leaves_captions_long_enough_to_read(
    caplog: pytest.LogCaptureFixture,
) -> None:
    room = Room(fails=frozenset({"坏了。"}))
    room.mouth.say("a", "好的。坏了。再见。")
    pump(room.timeline)
    assert [text for _, _, text in room.heard] == ["好的。", "坏了。", "再见。"], "it stands on the screen"
    times = [at for at, _, _ in room.heard]
    assert times[2] - times[1] >= 1.0, "nobody reads in no time"
    assert len(room.player.played) == 2
    assert len(room.silent) == 1
    assert "voice_failed" in caplog.text


def test_a_voice_that_is_all_broken_still_comes_to_its_end() -> None:
    room = Room(fails=frozenset({"一。", "二。", "三。"}))
    room.mouth.say("a", "一。二。三。")
    pump(room.timeline)
    assert len(room.silent) == 1
    assert room.player.played == []


def test_it_speaks_the_language_it_was_told() -> None:
    room = Room()
    room.mouth.language = "en"
    room.mouth.say("a", "One. Two.")
    pump(room.timeline)
    assert room.voice.made == [("One.", "en"), ("Two.", "en")]


def test_wiped_it_remembers_nothing() -> None:
    room = Room()
    room.mouth.say("a", "一。")
    pump(room.timeline)
    room.mouth.wipe()
    assert room.mouth.spoken == []
