"""Turns: when somebody begins to speak, pauses, goes on and has ended. Frames in, events out; no clock."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from kiosk.speech.levels import FLOOR_DB, decibels
from kiosk.speech.types import FRAME, SAMPLE_RATE, ExpectationKind, Samples
from kiosk.speech.vad import Probability, Voicing, frames_in

#: Seconds of silence that end a turn. A number is said in groups, with pauses to remember the next.
PAUSES: dict[ExpectationKind, float] = {
    "yes_no": 0.35,
    "commands": 0.45,
    "choice": 0.45,
    "open": 0.7,
    "date": 0.7,
    "digits": 0.9,
    "plate": 0.9,
}
#: So much longer than usual a slow speaker may pause at the most.
_LONGEST_STRETCH = 1.8
#: Who once paused for so long may pause a little longer the next time.
_ALLOWANCE = 1.3
#: Pauses that are remembered of one speaker.
_REMEMBERED = 6


@dataclass(frozen=True)
class TurnSettings(Voicing):
    """How a turn begins and ends. Seconds, and probabilities from 0 to 1."""

    lead_in: float = 1.2
    """Real sound kept from before the first voiced frame: recognisers need it (80 against 59 of 80 right)."""
    tail: float = 0.3
    """Sound kept after the last voiced frame."""
    think_after: float = 0.25
    """A pause of this length may be the end: recognition begins, and is thrown away if she goes on."""
    longest: float = 15.0
    """A turn that goes on longer is ended."""
    share: float = 0.3
    """A voiced frame lies at least this share of the way up from the room's level to the speaker's: people
    who talk in the background have voices, too."""


@dataclass(frozen=True)
class SpeechStarted:
    """Somebody began to speak."""

    at: int
    """Sample of the stream with the first voiced frame."""


@dataclass(frozen=True)
class SpeechPaused:
    """She is silent for a moment; this may be all."""

    samples: Samples
    """Lead-in, speech, tail: what the turn would hold if it ended here."""
    first_voiced: int
    """Sample within `samples`."""
    last_voiced: int
    """End of the last voiced frame, a sample within `samples`."""
    last_voiced_in_stream: int
    """The same as a sample of the stream; `TurnDetector.position` less this is how long ago that was."""


@dataclass(frozen=True)
class SpeechResumed:
    """She has gone on, after a pause or after what was taken for the end: what was said is not all."""


@dataclass(frozen=True)
class SpeechEnded(SpeechPaused):
    """Somebody has stopped speaking."""

    cut: bool
    """Ended because it was too long, not by a pause."""


TurnEvent = SpeechStarted | SpeechPaused | SpeechResumed | SpeechEnded


class Pace:
    """How long one speaker pauses in the middle of what she says."""

    def __init__(self) -> None:
        self._pauses: deque[float] = deque(maxlen=_REMEMBERED)

    def paused(self, seconds: float) -> None:
        """She was silent for so long, and went on."""
        self._pauses.append(seconds)

    def limit(self, kind: ExpectationKind) -> float:
        """Seconds of silence that end her turn: the usual ones, more where she is slower."""
        usual = PAUSES[kind]
        wanted = max(self._pauses, default=0.0) * _ALLOWANCE
        return min(max(usual, wanted), usual * _LONGEST_STRETCH)

    def forget(self) -> None:
        """Somebody else comes."""
        self._pauses.clear()


class TurnDetector:
    """Fed every frame of one stream, tells when a turn begins, pauses, goes on and ends.

    A turn that has ended is kept until `drop_turn`: who goes on before anybody has answered is heard to her
    real end. Not safe for threads: one owner feeds it.
    """

    _recent_size = 5

    def __init__(self, probability: Probability, settings: TurnSettings | None = None, seed: int = 0) -> None:
        """`seed`: of the quiet noise that stands for 小智's own voice."""
        self._probability = probability
        self._settings = settings or TurnSettings()
        self.pace = Pace()
        self._kind: ExpectationKind = "open"
        self._lead: deque[Samples] = deque(maxlen=frames_in(self._settings.lead_in) + self._recent_size)
        self._recent: deque[bool] = deque(maxlen=self._recent_size)
        self._room = _Room(seed)
        self._turn: list[Samples] | None = None
        self._turn_began = 0
        self._first_voiced = 0
        self._last_voiced = 0
        self._paused = False
        self._ended = False
        self._least_db = FLOOR_DB
        self.position = 0
        """Samples fed since the beginning of the stream."""

    @property
    def speaking(self) -> bool:
        """A turn is under way, and has not ended."""
        return self._turn is not None and not self._ended

    def expect(self, kind: ExpectationKind) -> None:
        """Take the pause that suits what is asked now."""
        self._kind = kind

    def drop_turn(self) -> None:
        """Forget the turn (小智 itself was speaking, it was answered, or the answer came by touch)."""
        for frame in self._turn or []:
            frame.fill(0)
        self._turn = None
        self._paused = self._ended = False
        self._recent.clear()

    def wipe(self) -> None:
        """Overwrite and forget all sound: the citizen has left."""
        for frame in self._lead:
            frame.fill(0)
        self._lead.clear()
        self.drop_turn()
        self.pace.forget()

    def feed(self, frame: Samples, own: bool = False) -> TurnEvent | None:
        """One frame of FRAME samples; what it made happen, if anything.

        `own`: 小智 is speaking, or the room still rings of it. Nobody is heard then, and what is kept as the
        next turn's lead-in is as quiet as the room.
        """
        kept = self._room.instead(FRAME) if own else np.array(frame, dtype=np.float32)
        self.position += FRAME
        if own:
            if self._turn is not None:
                self.drop_turn()
            self._lead.append(kept)
            self._recent.clear()
            return None
        likely, level = self._probability(kept), decibels(kept)
        if self._turn is None:
            self._room.heard(level)
            return self._waiting(kept, likely)
        return self._in_turn(kept, likely, level)

    def _waiting(self, frame: Samples, likely: float) -> SpeechStarted | None:
        self._lead.append(frame)
        self._recent.append(likely >= self._settings.begin_at)
        if sum(self._recent) < self._settings.begin_frames:
            return None
        ago = len(self._recent) - list(self._recent).index(True)
        self._turn = list(self._lead)
        self._turn_began = self.position - FRAME * len(self._turn)
        self._first_voiced = self.position - FRAME * ago
        self._last_voiced = self.position
        self._paused = self._ended = False
        self._least_db = FLOOR_DB
        for voiced in self._turn[-ago:]:
            self._louder(decibels(voiced))
        self._lead.clear()
        self._recent.clear()
        return SpeechStarted(self._first_voiced)

    def _louder(self, level: float) -> None:
        """The speaker's level sets what is too quiet to be hers."""
        floor = self._room.level
        least = floor + self._settings.share * (level - floor)
        self._least_db = max(self._least_db, least)

    def _in_turn(self, frame: Samples, likely: float, level: float) -> TurnEvent | None:
        assert self._turn is not None
        self._turn.append(frame)
        voiced = likely >= self._settings.go_on_at and level >= self._least_db
        if likely >= self._settings.begin_at:
            self._louder(level)
        self._recent.append(voiced)
        if self._paused or self._ended:
            if self._goes_on():
                return SpeechResumed()
        elif voiced:
            self._last_voiced = self.position
        if self._ended:
            self._limit_kept()
            return None
        if self.position - self._first_voiced >= self._settings.longest * SAMPLE_RATE:
            return self._end(cut=True)
        silent = (self.position - self._last_voiced) / SAMPLE_RATE
        if silent >= self.pace.limit(self._kind):
            return self._end(cut=False)
        if not self._paused and silent >= self._settings.think_after:
            self._paused = True
            self._recent.clear()
            return SpeechPaused(*self._so_far())
        return None

    def _goes_on(self) -> bool:
        """A click is no speech: it takes two voiced frames in a pause, and as many as a beginning needs after
        the end."""
        needed = self._settings.begin_frames if self._ended else 2
        if sum(self._recent) < needed:
            return False
        ago = len(self._recent) - list(self._recent).index(True)
        self.pace.paused((self.position - ago * FRAME - self._last_voiced) / SAMPLE_RATE)
        self._last_voiced = self.position
        self._paused = self._ended = False
        self._recent.clear()
        return True

    def _end(self, cut: bool) -> SpeechEnded:
        ended = SpeechEnded(*self._so_far(), cut)
        self._paused, self._ended = False, True
        self._recent.clear()
        if cut:
            # What follows is another turn; it would only be cut again.
            self._to_lead()
        return ended

    def _so_far(self) -> tuple[Samples, int, int, int]:
        assert self._turn is not None
        last = self._last_voiced - self._turn_began
        whole = np.concatenate(self._turn)
        samples = whole[: last + int(self._settings.tail * SAMPLE_RATE)].copy()
        whole.fill(0)
        return samples, self._first_voiced - self._turn_began, last, self._last_voiced

    def _limit_kept(self) -> None:
        """Nobody has come for the turn that ended: after a while what follows is another one."""
        if self.position - self._last_voiced >= self._settings.longest * SAMPLE_RATE:
            self._to_lead()

    def _to_lead(self) -> None:
        """What follows the last voiced frame is the real lead-in of the next turn."""
        for frame in self._turn or []:
            self._lead.append(frame)
        self._turn = None
        self._paused = self._ended = False


class _Room:
    """How loud the room is while nobody speaks to us, and a noise that is as loud.

    People who talk in the background are part of it: the quieter quarter of the last seconds tells.
    """

    _FRAMES, _SHARE = 94, 25

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._levels: deque[float] = deque(maxlen=self._FRAMES)

    @property
    def level(self) -> float:
        """dB of full scale."""
        return float(np.percentile(self._levels, self._SHARE)) if self._levels else FLOOR_DB

    def heard(self, level: float) -> None:
        self._levels.append(level)

    def instead(self, length: int) -> Samples:
        """`length` samples of noise at the room's level."""
        amplitude = 10 ** (self.level / 20)
        return (self._random.standard_normal(length) * amplitude).astype(np.float32)
