"""A citizen on tape: what she says goes through the same voice activity detector as a microphone's sound."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np

from kiosk.core.describe import describe
from kiosk.speech.turns import (
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    TurnDetector,
    TurnEvent,
)
from kiosk.speech.types import FRAME, SAMPLE_RATE, ExpectationKind, Samples, Speech
from kiosk.speech.vad import SileroVad
from kiosk.terminal.ears import Hearer, turn_of
from kiosk.terminal.timeline import Scheduled, Timeline

_log = logging.getLogger("kiosk.terminal")
#: Silence after a recording, long enough for every end-of-speech pause.
_TRAILING = 3.0

#: An event, and the sample of the recording at which it was noticed.
Noticed = tuple[TurnEvent, int]


class Tape:
    """One recording with a detector; gives what happens on it one by one."""

    def __init__(self, samples: Samples, kind: ExpectationKind) -> None:
        self._samples = np.concatenate([samples, np.zeros(int(_TRAILING * SAMPLE_RATE), dtype=np.float32)])
        self._at = 0
        self._detector = TurnDetector(SileroVad())
        self._detector.expect(kind)

    def next(self) -> Noticed | None:
        """What happens next on it; None where nothing does any more."""
        while self._at + FRAME <= len(self._samples):
            frame = self._samples[self._at : self._at + FRAME]
            self._at += FRAME
            happened = self._detector.feed(frame)
            if happened is not None:
                return happened, self._detector.position
        return None

    def wipe(self) -> None:
        """Overwrite the copy."""
        self._samples.fill(0)
        self._detector.wipe()


class RecordedEars:
    """Each time the ears open she says her next recording, the last one ever after.

    The voice activity detector runs over the recording as over a microphone; its turn ends, in the visit's
    time, when it would have ended live. A recording in which nobody speaks is a question left unanswered.
    """

    def __init__(
        self,
        timeline: Timeline,
        pool: Executor,
        recordings: Sequence[Samples],
        hearer: Hearer,
        reaction: float = 0.3,
    ) -> None:
        self._timeline = timeline
        self._pool = pool
        self._recordings = list(recordings)
        self._next = 0
        self._hearer = hearer
        self._reaction = reaction
        self._due: Scheduled | None = None
        self._tape: Tape | None = None
        self._begin = 0.0
        self._said = False
        """A turn of the tape has ended."""
        self._round = 0

    def open(self, kind: ExpectationKind) -> None:
        self.close()
        if not self._recordings:
            return
        self._tape = Tape(self._recordings[min(self._next, len(self._recordings) - 1)], kind)
        self._begin, self._said = self._timeline.now() + self._reaction, False
        self._look(self._tape, self._round)

    def close(self) -> None:
        self._round += 1
        if self._due:
            self._due.cancel()
            self._due = None
        self._tape = None

    def wipe(self) -> None:
        tape = self._tape
        self.close()
        if tape:
            tape.wipe()

    def own_voice(self, speech: Speech | None) -> None:
        """A tape hears nothing."""

    def _look(self, tape: Tape, round_: int) -> None:
        """What comes next on the tape; looked for on the pool, told when it is due."""
        self._timeline.work(
            self._pool, tape.next, lambda found: self._found(tape, found, round_), self._failed
        )

    def _found(self, tape: Tape, found: Noticed | None, round_: int) -> None:
        if round_ != self._round:
            return
        if found is None:
            if not self._said:
                self._next += 1
            return
        event, position = found
        self._due = self._timeline.at(
            self._begin + position / SAMPLE_RATE, lambda: self._tell(tape, event, round_)
        )

    def _tell(self, tape: Tape, event: TurnEvent, round_: int) -> None:
        self._due = None
        # First: what is told may close the ears.
        self._look(tape, round_)
        if isinstance(event, SpeechStarted):
            self._hearer.started()
        elif isinstance(event, SpeechResumed):
            self._hearer.resumed()
        elif isinstance(event, SpeechPaused):
            turn = turn_of(event, self._begin + event.last_voiced_in_stream / SAMPLE_RATE)
            if not isinstance(event, SpeechEnded):
                self._hearer.paused(turn)
                return
            if not self._said:
                self._said = True
                self._next += 1
            self._hearer.heard(turn)

    def _failed(self, error: BaseException) -> None:
        _log.error("a recording could not be heard: %s", describe(error))


def first_turn(samples: Samples, kind: ExpectationKind) -> tuple[SpeechEnded, int] | None:
    """The first turn in a recording and the sample at which its end was noticed; None where nobody speaks."""
    tape = Tape(samples, kind)
    while (found := tape.next()) is not None:
        event, position = found
        if isinstance(event, SpeechEnded):
            return event, position
    return None
