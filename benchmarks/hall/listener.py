"""The kiosk's hearing as a black box: real ears, turns, recogniser, understanding; clips in, meaning out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kiosk.core.clock import SystemClock
from kiosk.core.paths import Paths
from kiosk.core.text import Language
from kiosk.dialogue.actions import Listen
from kiosk.nlu.types import Understanding
from kiosk.speech.types import Expectation, GivenUp, Recogniser, Recognition, Samples, never
from kiosk.terminal.ears import Turn
from kiosk.terminal.expectations import Expectations
from kiosk.terminal.listening import Heard, Listening
from kiosk.terminal.meaning import Meaning
from kiosk.terminal.parts import Parts, load_parts
from kiosk.terminal.reading import WordReader
from kiosk.terminal.recorded_ears import RecordedEars
from kiosk.terminal.timeline import TerminalError, Timeline


@dataclass(frozen=True)
class Outcome:
    """What one clip led to."""

    text: str = ""
    said: Understanding | None = None
    """None: nobody was noticed, or 小智 asks again."""
    noticed: bool = False
    """A turn was heard."""
    waited: float = 0.0
    """Seconds from the last voiced frame to the result."""

    @property
    def kind(self) -> str:
        return self.said.outcome if self.said else "none"

    @property
    def command(self) -> str | None:
        """A closed answer that was accepted."""
        return self.said.id if self.said and self.kind == "command" else None

    @property
    def item(self) -> str | None:
        """What is acted on without a question."""
        return self.said.id if self.said and self.kind in ("item", "handoff") else None

    @property
    def value(self) -> str | None:
        """One of a question's own answers."""
        return self.said.values.get("value") if self.said else None

    @property
    def offered(self) -> tuple[str, ...]:
        """The item, or the three that are asked about."""
        if self.item:
            return (self.item,)
        return tuple(c.id for c in self.said.candidates[:3]) if self.said and self.kind == "ask" else ()


class Watched:
    """A recogniser whose failures are kept: the kiosk asks again then, and that must not pass for caution."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self.failure: Exception | None = None

    @property
    def name(self) -> str:
        return self._recogniser.name

    def warm(self) -> None:
        self._recogniser.warm()

    def prime(self, expectation: Expectation) -> None:
        self._recogniser.prime(expectation)

    def listen(
        self, samples: Samples, expectation: Expectation, given_up: Callable[[], bool] = never
    ) -> Recognition:
        try:
            return self._recogniser.listen(samples, expectation, given_up)
        except GivenUp:
            raise
        except Exception as error:
            self.failure = error
            raise


class Conversation:
    """One question, to which clips are said until it is answered. A `Reports`."""

    at_rest = False
    spoken_language: Language = "zh"

    def __init__(self, parts: Parts, pool: ThreadPoolExecutor, clips: Sequence[Samples]) -> None:
        self._timeline = Timeline(SystemClock(), skipping=True)
        self._recogniser = Watched(parts.recogniser)
        self._listening = Listening(
            self._timeline, pool, self._recogniser, parts.expectations, parts.meaning, self, parts.hesitation
        )
        # A copy: what was heard is overwritten.
        copies = [clip.copy() for clip in clips]
        self._listening.attach(RecordedEars(self._timeline, pool, copies, self._listening))
        self._turn: Turn | None = None
        self._heard: Heard | None = None
        self._at = 0.0

    def ask(self, listen: Listen, after: Outcome | None = None) -> Outcome:
        """The next clip is the answer. `after`: 小智 has understood so much and asks about it.

        Raises what the recogniser raises.
        """
        self._turn = self._heard = None
        if after is not None:
            self._listening.last_request = after.text
            self._listening.new_question()
        self._listening.want(listen)
        self._listening.open_wanted(silently=False)
        while self._heard is None:
            try:
                self._timeline.next(patience=0.05)()
            except TerminalError:
                break
        self._listening.stop()
        if self._recogniser.failure is not None:
            raise self._recogniser.failure
        if self._heard is None:
            return Outcome(noticed=self._turn is not None)
        last = self._turn.last_voiced if self._turn else self._at
        return Outcome(self._heard.recognition.text, self._heard.said, True, self._at - last)

    # -- what is reported -------------------------------------------------------------------------

    def she_pauses(self) -> None:
        """The short sound; not measured here."""

    def she_goes_on(self) -> None:
        """Nothing to do."""

    def she_has_ended(self, turn: Turn) -> None:
        self._turn = turn

    def she_means(self, heard: Heard) -> None:
        self._heard, self._at = heard, self._timeline.now()

    def overheard(self, said: Understanding) -> bool:
        return False

    def calls_for_help(self, said: Understanding) -> None:
        """Not asked for here."""

    def partly_heard(self, text: str) -> None:
        """For the screen only."""


class Listener:
    """One installation, warm."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="bench")

    @classmethod
    def load(cls, paths: Paths | None = None) -> Listener:
        """Raises SpeechError where the models aren't installed."""
        parts = load_parts(paths or Paths.default())
        parts.recogniser.warm()
        for kind in ("yes_no", "commands"):
            parts.recogniser.prime(parts.expectations.closed(kind, "zh"))
        return cls(parts)

    @property
    def recogniser(self) -> Recogniser:
        return self._parts.recogniser

    @property
    def meaning(self) -> Meaning:
        return self._parts.meaning

    @property
    def reader(self) -> WordReader:
        """Of values. It is there wherever the parts were loaded."""
        reader = self._parts.meaning.reader
        assert reader is not None
        return reader

    def offered(self, text: str) -> tuple[str, ...]:
        """What understanding makes of somebody else's text: the item, or the three that are asked about."""
        return Outcome(text, self._parts.meaning.of([(text, 0.0)], Listen("open"))).offered

    @property
    def expectations(self) -> Expectations:
        return self._parts.expectations

    def conversation(self, *clips: Samples) -> Conversation:
        """A question that will be answered with these, one after the other."""
        return Conversation(self._parts, self._pool, clips)

    def hear(self, clip: Samples, listen: Listen) -> Outcome:
        """One clip as the answer to one question."""
        return self.conversation(clip).ask(listen)

    def close(self) -> None:
        self._pool.shutdown()
