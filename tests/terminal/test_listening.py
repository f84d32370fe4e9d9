"""From turns to meaning: speculation, hesitation, evidence of earlier tries, faults of the sound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kiosk.core.text import Language
from kiosk.dialogue import actions as do
from kiosk.nlu.types import Understanding
from kiosk.speech.types import Evidence, Expectation, Recognition, Samples, Speech, never
from kiosk.terminal.ears import Turn
from kiosk.terminal.expectations import Expectations
from kiosk.terminal.hesitation import HELD, Hesitation
from kiosk.terminal.listening import Heard, Listening
from kiosk.terminal.meaning import Meaning
from tests.terminal.running import Later, pump, skipping

HESITATION = Hesitation(("呃", "那个", "我要"), ("uh", "i want to"))


class Recogniser:
    """Hears what the test lays ready, in order; keeps what was expected."""

    name = "told"

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.expected: list[Expectation] = []

    def warm(self) -> None:
        """Nothing to load."""

    def prime(self, expectation: Expectation) -> None:
        """Nothing to prepare."""

    def listen(
        self, samples: Samples, expectation: Expectation, given_up: Callable[[], bool] = never
    ) -> Recognition:
        self.expected.append(expectation)
        text = self.texts.pop(0) if len(self.texts) > 1 else self.texts[0]
        answer = text if text in ("confirm", "deny") else None
        evidence = None if answer else Evidence((("confirm", float(len(self.expected))),))
        return Recognition(text, answer, answer is None, (), self.name, 1.0, 0.1, evidence)


class Understands:
    def understand(self, text: str) -> Understanding:
        return Understanding(
            text, "item" if "驾照" in text else "none", "lic_lost" if "驾照" in text else None
        )

    def understand_best(self, hypotheses: Any) -> Understanding:
        return self.understand(hypotheses[0][0])


class Ears:
    def __init__(self) -> None:
        self.did: list[str] = []
        self.voices: list[Speech | None] = []

    def open(self, kind: str) -> None:
        self.did.append(f"open {kind}")

    def close(self) -> None:
        self.did.append("close")

    def wipe(self) -> None:
        self.did.append("wipe")

    def own_voice(self, speech: Speech | None) -> None:
        self.voices.append(speech)


class Room:
    """Listening over ears that a test moves; a `Reports`."""

    at_rest = False
    spoken_language: Language = "zh"

    def __init__(self, *texts: str, expect: str = "open") -> None:
        self.timeline, self.pool, self.ears = skipping(), Later(), Ears()
        self.recogniser = Recogniser(*texts)
        self.said: list[str] = []
        self.means: list[Heard] = []
        expectations = Expectations({"confirm": ("对",)}, {"confirm": ("对",)}, ())
        self.listening = Listening(
            self.timeline, self.pool, self.recogniser, expectations, Meaning(Understands()), self, HESITATION
        )
        self.listening.attach(self.ears)
        self.ask(expect)

    def ask(self, expect: Any) -> None:
        self.listening.want(do.Listen(expect))
        self.listening.open_wanted(silently=False)

    def say(self, mark: int = 1, level: float = 0.1) -> Turn:
        """A whole turn."""
        turn = self.turn(mark, level)
        self.listening.heard(turn)
        return turn

    @staticmethod
    def turn(mark: int = 1, level: float = 0.1) -> Turn:
        rng = np.random.default_rng(1)
        samples = (1e-4 * rng.standard_normal(32000)).astype(np.float32)
        samples[16000:] += (level * rng.standard_normal(16000)).astype(np.float32)
        return Turn(samples, 0.0, 1.0, False, 16000, 32000, mark)

    def work(self) -> None:
        self.pool.do()
        while not self.timeline._inbox.empty():
            self.timeline.next()()

    def she_pauses(self) -> None:
        self.said.append("pauses")

    def she_goes_on(self) -> None:
        self.said.append("goes on")

    def she_has_ended(self, turn: Turn) -> None:
        self.said.append("ended")

    def she_means(self, heard: Heard) -> None:
        self.means.append(heard)

    def overheard(self, said: Understanding) -> bool:
        self.said.append(f"overheard {said.outcome}")
        return False

    def calls_for_help(self, said: Understanding) -> None:
        self.said.append("help")

    def partly_heard(self, text: str) -> None:
        self.said.append(text)


def test_a_pause_begins_the_work_and_the_end_has_its_result_without_another_decoding() -> None:
    room = Room("我的驾照丢了")
    room.listening.paused(room.turn())
    room.work()
    assert room.said == ["pauses"]
    assert not room.means, "nothing is acted on before she has ended"
    room.say()
    assert room.said == ["pauses", "ended"]
    assert [h.said.id for h in room.means if h.said] == ["lic_lost"]
    assert len(room.recogniser.expected) == 1
    assert room.ears.did[-1] == "close"


def test_who_goes_on_is_heard_to_the_end() -> None:
    room = Room("驾照", "我的驾照丢了")
    room.listening.paused(room.turn(1))
    room.listening.resumed()
    room.work()
    room.say(2)
    room.work()
    assert room.said == ["pauses", "goes on", "ended"]
    assert [h.recognition.text for h in room.means] == ["我的驾照丢了"]


def test_who_goes_on_after_the_end_before_the_answer_is_heard_whole() -> None:
    room = Room("驾照", "我的驾照丢了")
    room.say(1)
    room.listening.resumed()
    room.work()
    assert not room.means
    room.say(2)
    room.work()
    assert [h.recognition.text for h in room.means] == ["我的驾照丢了"]


def test_a_word_with_which_nobody_ends_gives_her_time_for_the_next_one() -> None:
    room = Room("我要", "我要补驾照")
    room.say(1)
    room.work()
    assert not room.means
    room.listening.resumed()
    room.say(2)
    room.work()
    assert [h.recognition.text for h in room.means] == ["我要补驾照"]


def test_where_no_next_word_comes_it_is_answered_after_all() -> None:
    room = Room("呃那个")
    room.say()
    room.work()
    begun = room.timeline.now()
    assert not room.means
    pump(room.timeline, lambda: bool(room.means))
    assert abs(room.timeline.now() - begun - HELD) < 0.01
    assert room.means[0].said is not None
    assert room.means[0].said.outcome == "none"


def test_what_is_understood_does_not_wait_for_a_next_word() -> None:
    room = Room("驾照丢了那个")
    room.say()
    room.work()
    assert len(room.means) == 1


def test_what_an_answer_that_was_not_understood_has_told_counts_at_the_next_try() -> None:
    room = Room("", expect="yes_no")
    for _ in range(4):
        room.say()
        room.work()
        room.ask("yes_no")
    tries = [e for e in room.recogniser.expected if e.kind == "yes_no"]
    assert [len(e.earlier) for e in tries] == [0, 1, 2, 2]
    first, second = tries[2].earlier
    assert first.answers[0][1] < second.answers[0][1], "oldest first"
    assert all(h.said is None for h in room.means)


def test_another_question_and_the_end_of_the_visit_know_nothing_of_it() -> None:
    for forget in ("new_question", "wipe"):
        room = Room("", expect="yes_no")
        room.say()
        room.work()
        getattr(room.listening, forget)()
        room.ask("yes_no")
        room.say()
        room.work()
        assert [e for e in room.recogniser.expected if e.kind == "yes_no"][-1].earlier == ()


def test_a_try_that_was_understood_leaves_nothing() -> None:
    room = Room("confirm", expect="yes_no")
    room.say()
    room.work()
    assert room.means[0].said is not None
    room.ask("yes_no")
    room.say()
    room.work()
    assert room.recogniser.expected[-1].earlier == ()


def test_what_was_wrong_with_the_sound_comes_with_it() -> None:
    faults = []
    for level in (0.1, 0.002, 3.0):
        room = Room("")
        turn = room.turn(1, level)
        np.clip(turn.samples, -1, 1, out=turn.samples)
        room.listening.heard(turn)
        room.work()
        faults.append(room.means[0].fault)
    assert faults == [None, "too_quiet", "too_loud"]


def test_while_xiaozhi_speaks_the_ears_are_closed_and_open_again() -> None:
    room = Room("驾照")
    room.listening.paused(room.turn())
    room.listening.mouth_opens()
    assert room.ears.did == ["open open", "close"]
    assert room.listening.open_wanted(silently=False) == do.Listen("open")
    room.work()
    assert not room.means, "what was said halfway is thrown away"


def test_at_rest_nothing_is_begun_at_a_pause_and_the_ears_open_again() -> None:
    room = Room("今天天气不错")
    room.at_rest = True
    paused = room.turn()
    room.listening.paused(paused)
    assert not paused.samples.any()
    assert not room.pool.jobs
    turn = room.say()
    room.work()
    assert room.said == ["overheard none"]
    assert room.ears.did[-1] == "open open"
    assert not turn.samples.any()


def test_a_copy_is_kept_only_where_that_was_asked_for() -> None:
    room = Room("驾照")
    kept: list[Samples] = []
    room.say()
    room.work()
    assert not kept
    room.listening.keep = kept.append
    turn = room.say(2)
    room.work()
    assert len(kept) == 1
    assert kept[0].any()
    assert not turn.samples.any()


def test_hesitating_words_of_both_languages() -> None:
    assert HESITATION.heard_in("我的驾照那个", "zh")
    assert HESITATION.heard_in("Uh, I want to", "en")
    assert not HESITATION.heard_in("我的驾照丢了", "zh")
    assert not HESITATION.heard_in("I lost my luncheon uhuh", "en")
    assert not HESITATION.heard_in("", "zh")
    assert not Hesitation().heard_in("呃", "zh")
