"""From turns to meaning: when the ears open, what they listen for, and what is made of what they hear."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.core.describe import describe
from kiosk.core.text import Language
from kiosk.dialogue import actions as do
from kiosk.nlu.types import Understanding
from kiosk.speech.levels import Fault, measure
from kiosk.speech.types import Evidence, Recogniser, Recognition, Samples, Speech
from kiosk.terminal.attempt import Attempts
from kiosk.terminal.ears import Ears, Turn
from kiosk.terminal.expectations import Expectations
from kiosk.terminal.hesitation import HELD, Hesitation
from kiosk.terminal.meaning import Meaning
from kiosk.terminal.timeline import Scheduled, Timeline

_log = logging.getLogger("kiosk.terminal")
#: Kinds of questions whose answers are scored against the sound.
_SCORED = frozenset({"yes_no", "commands", "choice"})
#: Tries at one question whose evidence is kept.
_TRIES = 2
#: These settle it: nobody waits for the next word.
_SETTLED = frozenset({"item", "handoff", "command", "emergency"})


@dataclass(frozen=True)
class Heard:
    """What became of one turn."""

    recognition: Recognition
    said: Understanding | None
    """None: nothing that can be acted on."""
    fault: Fault | None
    """What was wrong with the sound."""
    evidence: Evidence | None = None


class Reports(Protocol):
    """Who carries on with what was heard: the conductor. All on its thread."""

    @property
    def at_rest(self) -> bool:
        """Nobody is being served: what is said is only overheard."""

    @property
    def spoken_language(self) -> Language: ...

    def she_pauses(self) -> None: ...

    def she_goes_on(self) -> None: ...

    def she_has_ended(self, turn: Turn) -> None:
        """Of the present question; what it means comes later."""

    def she_means(self, heard: Heard) -> None: ...

    def overheard(self, said: Understanding) -> bool:
        """At rest; True where it wakes 小智."""

    def calls_for_help(self, said: Understanding) -> None:
        """In an answer to a question that is gone."""

    def partly_heard(self, text: str) -> None: ...


class Listening:
    """Owned by the conductor's thread; recognition runs on the pool. A Hearer."""

    def __init__(
        self,
        timeline: Timeline,
        pool: Executor,
        recogniser: Recogniser,
        expectations: Expectations,
        meaning: Meaning,
        reports: Reports,
        hesitation: Hesitation | None = None,
    ) -> None:
        self._timeline = timeline
        self._recogniser = recogniser
        self._expectations = expectations
        self._meaning = meaning
        self._reports = reports
        self._hesitation = hesitation or Hesitation()
        self._attempts: Attempts[Heard] = Attempts(timeline, pool)
        self._ears: Ears | None = None
        self._wanted: do.Listen | None = None
        """Once the mouth has closed."""
        self.asked = do.Listen("open")
        """What the open ears listen for."""
        self._open = False
        self._answered = False
        """The turn has ended and is being recognised; she may still go on."""
        self.speaking = False
        """Somebody is in the middle of a turn."""
        self._question = 0
        """Counts the questions: what was said to an earlier one is no answer to this one."""
        self._earlier: tuple[Evidence, ...] = ()
        self._held: Scheduled | None = None
        self.last_request = ""
        self.keep: Callable[[Samples], None] | None = None
        """Demo and training only, where it was asked for: gets a copy of every turn that is heard."""

    # -- ears -------------------------------------------------------------------------------------

    def attach(self, ears: Ears) -> None:
        self._ears = ears

    def want(self, listen: do.Listen) -> None:
        """Listen for this, once the mouth has closed."""
        self._wanted = listen

    def stop(self) -> None:
        """Close the ears; what was said to its end is still recognised."""
        self._wanted = None
        self._close()

    def mouth_opens(self) -> None:
        """Half-duplex: what 小智 says is not to be heard as an answer; the ears open again afterwards."""
        if not self._open or self._held:
            return
        if not self._answered:
            self._wanted = self.asked
        self._close()

    def own_voice(self, speech: Speech | None) -> None:
        """小智 begins this sentence; None: her mouth has closed."""
        if self._ears:
            self._ears.own_voice(speech)

    def open_wanted(self, silently: bool) -> do.Listen | None:
        """Open the ears for what is wanted, and give it; None where nothing is.

        `silently`: who is on tape says nothing to a question that goes on by itself.
        """
        if self._wanted is None or self._ears is None:
            return None
        self.asked, self._wanted = self._wanted, None
        self._opened(ears=not (silently and self.asked.may_be_silent))
        return self.asked

    def overhear(self) -> None:
        """Nobody is served; a request said aloud wakes 小智."""
        self.asked = do.Listen("open")
        self._opened(ears=True)

    def _opened(self, ears: bool) -> None:
        self._open = self._ears is not None
        self._answered = self.speaking = False
        if self._ears and ears:
            self._ears.open(self.asked.expect)

    def _close(self) -> None:
        self._open = self._answered = self.speaking = False
        self._drop_held()
        self._attempts.give_up_unended()
        if self._ears:
            self._ears.close()

    # -- questions --------------------------------------------------------------------------------

    def new_question(self) -> None:
        """What was said until now is no answer any more, and tells nothing of the next one."""
        self._question += 1
        self._earlier = ()
        self._drop_held()

    def wipe(self) -> None:
        """Overwrite and forget what was heard."""
        self._close()
        self._earlier = ()
        self.last_request = ""
        if self._ears:
            self._ears.wipe()

    # -- what the ears report ---------------------------------------------------------------------

    def started(self) -> None:
        self.speaking = True

    def paused(self, turn: Turn) -> None:
        """Recognition begins here: where this was all, the pause that makes it sure costs nothing."""
        if self._reports.at_rest:
            turn.samples.fill(0)
            return
        self._reports.she_pauses()
        self._attempts.begin(turn, self._job())

    def resumed(self) -> None:
        self._drop_held()
        self._attempts.give_up()
        self._answered = False
        self.speaking = True
        if not self._reports.at_rest:
            self._reports.she_goes_on()

    def broken_off(self) -> None:
        self.speaking = False
        self._attempts.give_up_unended()

    def partial(self, text: str) -> None:
        if not self._reports.at_rest:
            self._reports.partly_heard(text)

    def heard(self, turn: Turn) -> None:
        """A turn has ended: recognise it, with what the state expects."""
        self.speaking = False
        self._answered = True
        if self.keep is not None:
            self.keep(turn.samples.copy())
        if self._reports.at_rest:
            self._attempts.end(turn, self._overheard_job, self._overheard)
            return
        self._reports.she_has_ended(turn)
        question = self._question
        self._attempts.end(turn, self._job(), lambda _, result: self._recognised(result, question))

    def _overheard(self, _: Turn, result: Heard | BaseException) -> None:
        """Only what is plainly meant for 小智 wakes it, and nothing is kept."""
        if not self._reports.at_rest:
            return
        if isinstance(result, BaseException):
            _log.error("recognition failed: %s", describe(result))
        elif result.said is not None and self._reports.overheard(result.said):
            return
        self.overhear()

    def _recognised(self, result: Heard | BaseException, question: int) -> None:
        if isinstance(result, BaseException):
            _log.error("recognition failed: %s", describe(result))
            result = Heard(_nothing(), None, None)
        if question != self._question:
            # The card was read, a button was touched or she has left meanwhile. Only a call for help counts.
            if result.said is not None and result.said.outcome == "emergency":
                self._reports.calls_for_help(result.said)
            return
        if self._unfinished(result):
            self._held = self._timeline.after(HELD, lambda: self._settle(result))
            return
        self._settle(result)

    def _unfinished(self, heard: Heard) -> bool:
        """She ended on a word with which nobody ends; once a turn she is given a little longer."""
        if not self._open or (heard.said is not None and heard.said.outcome in _SETTLED):
            return False
        return self._hesitation.heard_in(heard.recognition.text, self._reports.spoken_language)

    def _settle(self, heard: Heard) -> None:
        self._held = None
        self._close()
        if heard.said is None and heard.evidence is not None:
            self._earlier = (*self._earlier, heard.evidence)[-_TRIES:]
        self._reports.she_means(heard)

    def _drop_held(self) -> None:
        if self._held:
            self._held.cancel()
            self._held = None

    # -- on the pool ------------------------------------------------------------------------------

    def _job(self) -> Callable[[Turn, Callable[[], bool]], Heard]:
        listen, language = self.asked, self._reports.spoken_language
        earlier, request = self._earlier, self.last_request
        return lambda turn, given_up: self._recognise(turn, given_up, listen, language, earlier, request)

    def _overheard_job(self, turn: Turn, given_up: Callable[[], bool]) -> Heard:
        free = self._recogniser.listen(turn.samples, self._expectations.open("zh"), given_up)
        return Heard(free, self._meaning.of(readings(free), do.Listen("open")), None)

    def _recognise(
        self,
        turn: Turn,
        given_up: Callable[[], bool],
        listen: do.Listen,
        language: Language,
        earlier: tuple[Evidence, ...],
        request: str,
    ) -> Heard:
        """A closed question is scored first; what fits no answer is decoded freely.

        From free text in a closed state a yes or no is never taken.
        """
        fault = _fault(turn)
        expectation = replace(self._expectations.of(listen, language), earlier=earlier)
        first = self._recogniser.listen(turn.samples, expectation, given_up)
        if expectation.kind not in _SCORED:
            said: Understanding | None = self._meaning.of(readings(first), listen, request)
            if said is not None and said.outcome == "none" and not first.text:
                said = None
            missed = said is None or said.outcome == "none"
            return Heard(first, said, fault, first.evidence if missed else None)
        if first.answer is not None:
            return Heard(first, _answer(first, listen), fault)
        # Longer than any answer: the recogniser has decoded it already.
        free = first
        if not first.text:
            # As short as an answer. Primed with our sentences, a 可以 in noise became the name of an item.
            plain = replace(self._expectations.open(language), prompt="")
            free = self._recogniser.listen(turn.samples, plain, given_up)
        said = self._meaning.beside(readings(free)) if free.text else None
        if said is not None and said.outcome != "none":
            return Heard(free, said, fault)
        return Heard(free, said, fault, first.evidence)


def _fault(turn: Turn) -> Fault | None:
    return measure(turn.samples, turn.begin, turn.end).fault() if turn.end else None


def readings(heard: Recognition) -> list[tuple[str, float]]:
    """The readings of what was heard, with their log probabilities."""
    return [(h.text, h.score) for h in heard.hypotheses] or [(heard.text, 0.0)]


def _answer(heard: Recognition, listen: do.Listen) -> Understanding:
    """One of the expected answers: of the slot's list, or a command."""
    if listen.slot and heard.answer in listen.options:
        return Understanding(heard.text, "none", None, (), 1.0, {"value": heard.answer})
    return Understanding(heard.text, "command", heard.answer, confidence=1.0)


def _nothing() -> Recognition:
    return Recognition("", None, False, (), "none", 0.0, 0.0)
