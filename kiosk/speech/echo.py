"""小智's own voice in the microphone: how late and how loud it comes, and what to do while it rings.

Half-duplex: while she speaks, and until the room has stopped ringing of it, nobody is heard. How long that is
depends on loudspeaker, sound server and room, and is measured from levels alone, sentence by sentence. What
slips through all the same is told by its waveform: a turn that is what she has just said is no answer.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from kiosk.speech.audio import resample
from kiosk.speech.levels import decibels
from kiosk.speech.turns import SpeechPaused, TurnDetector, TurnEvent
from kiosk.speech.types import FRAME, SAMPLE_RATE, Samples, Speech

_FRAME_SECONDS = FRAME / SAMPLE_RATE


@dataclass(frozen=True)
class EchoSettings:
    """Seconds, decibels, correlations from 0 to 1."""

    unknown_tail: float = 0.45
    """Deaf for so long after her last sample, before anything was measured: 0.3 s late, and the room."""
    ringing: float = 0.15
    """A room rings for so long after the delayed end."""
    least_tail: float = 0.1
    latest: float = 1.0
    """An echo that comes later is none."""
    alike: float = 0.6
    """Levels of microphone and loudspeaker that go together so well are an echo."""
    same: float = 0.45
    """A waveform that fits so well is hers: whole words that came late reach 0.9. A short answer of somebody
    else fits by chance to 0.24 (one in twenty), 0.40 at the worst of 120: the tail is the guard against what
    only rings on."""
    same_again: float = 0.3
    """The same, once she was heard late: what follows is most likely the rest of it."""
    deaf_again: float = 0.5
    """And nobody is heard for so long then."""
    kept: float = 4.0
    """Seconds of her voice that are kept to compare with."""
    gate: float = 2.0
    """Only what begins so soon after her is compared."""


@dataclass
class _Sentence:
    """One that was given to the loudspeaker."""

    began: float
    levels: list[float]
    samples: Samples = field(repr=False)

    @property
    def ended(self) -> float:
        return self.began + len(self.samples) / SAMPLE_RATE


class OwnVoice:
    """Knows what 小智 says and when, and looks at the level of every frame of the microphone.

    Times are seconds of any one clock. Not safe for threads.
    """

    def __init__(self, settings: EchoSettings | None = None) -> None:
        self._settings = settings or EchoSettings()
        self._sentences: deque[_Sentence] = deque()
        self._levels: deque[tuple[float, float]] = deque(maxlen=round(30 / _FRAME_SECONDS))
        self._delays: deque[float] = deque(maxlen=3)
        self._unheard = 0
        self._speaking = False
        self._closed = float("-inf")
        self._late = float("-inf")
        """When she was last heard later than was known."""
        self._compared = True

    @property
    def delay(self) -> float | None:
        """Seconds from the loudspeaker's clock to the microphone's; None: never measured."""
        return max(self._delays) if self._delays else None

    @property
    def tail(self) -> float:
        """Seconds for which the room still rings of her after her last sample."""
        rules = self._settings
        if self._delays:
            return min(rules.latest, max(rules.least_tail, max(self._delays) + rules.ringing))
        # Two whole sentences of which nothing came back: a headset, or a microphone that cancels her.
        return rules.least_tail if self._unheard >= 2 else rules.unknown_tail

    def begins(self, speech: Speech, at: float) -> None:
        """She begins a sentence."""
        samples = speech.samples
        if speech.rate != SAMPLE_RATE:
            samples = resample(samples, speech.rate, SAMPLE_RATE)
        levels = [decibels(samples[i : i + FRAME]) for i in range(0, len(samples), FRAME)]
        self._sentences.append(_Sentence(at, levels, np.array(samples, np.float32)))
        self._speaking = True
        self._forget_before(at - self._settings.kept)

    def closes(self, at: float) -> None:
        """She has ended, or was cut off."""
        if self._speaking:
            self._speaking, self._closed, self._compared = False, at, False

    def covers(self, at: float) -> bool:
        """What the microphone gives now may be hers."""
        late = at - self._late < self._settings.deaf_again
        return self._speaking or late or at - self._closed < self.tail

    def frame(self, level_db: float, at: float) -> None:
        """A frame of the microphone, when it came."""
        if self._speaking or at - self._closed < self._settings.latest + 0.2:
            self._levels.append((at, level_db))
        elif not self._compared:
            self._compared = True
            self._measure()

    def said(self, samples: Samples, began: float) -> bool:
        """A turn that began at `began` is what she herself has just said.

        `samples`: the turn from its first voiced frame on.
        """
        if began - self._closed > self._settings.gate or not self._sentences:
            return False
        reference = np.concatenate([s.samples for s in self._sentences])[-self._kept :]
        late = began - self._late < self._settings.gate
        enough = self._settings.same_again if late else self._settings.same
        return likeness(samples[: 2 * SAMPLE_RATE], reference) >= enough

    def came_late(self, at: float) -> None:
        """She was still heard at `at`: later than was known, and there may be more of it."""
        self._delays.append(min(self._settings.latest, at - self._closed))
        self._late = at

    def wipe(self) -> None:
        """Overwrite what she said: names and numbers may be read back. Delay and level are the room's."""
        for sentence in self._sentences:
            sentence.samples.fill(0)
        self._sentences.clear()
        self._levels.clear()
        self._compared = True

    @property
    def _kept(self) -> int:
        return round(self._settings.kept * SAMPLE_RATE)

    def _forget_before(self, at: float) -> None:
        while len(self._sentences) > 1 and self._sentences[0].ended < at:
            self._sentences.popleft().samples.fill(0)

    def _measure(self) -> None:
        """How late the last sentence came back, if it did."""
        if not self._sentences or len(self._sentences[-1].levels) < 0.8 / _FRAME_SECONDS:
            self._levels.clear()
            return
        sentence = self._sentences[-1]
        # Cut off in the middle: only what was said can come back.
        length = min(len(sentence.levels), int((self._closed - sentence.began) / _FRAME_SECONDS))
        heard = self._on_grid(sentence.began, length)
        self._levels.clear()
        if heard is None:
            return
        lag, fit = _lag(np.array(sentence.levels[:length]), heard)
        if fit >= self._settings.alike:
            self._delays.append(lag * _FRAME_SECONDS)
            self._unheard = 0
        elif fit < self._settings.alike / 2:
            self._unheard += 1
            if self._unheard >= 2:
                self._delays.clear()

    def _on_grid(self, began: float, length: int) -> NDArray[np.float64] | None:
        """Levels of the microphone a frame apart from `began`, a second longer than the sentence."""
        wanted = length + round(self._settings.latest / _FRAME_SECONDS)
        if length < 0.8 / _FRAME_SECONDS or not self._levels:
            return None
        times = np.array([t for t, _ in self._levels])
        levels = np.array([level for _, level in self._levels])
        # A frame that comes at t holds what was heard in the 32 ms before.
        grid = began + (np.arange(wanted) + 1) * _FRAME_SECONDS
        if times[0] > grid[length // 2] or times[-1] < grid[length - 1]:
            return None
        return np.asarray(np.interp(grid, times, levels), dtype=np.float64)


@dataclass(frozen=True)
class OwnVoiceHeard:
    """What seemed to be a turn was 小智's own voice."""


class HalfDuplex:
    """A detector of turns that is deaf to 小智. Not safe for threads."""

    def __init__(self, detector: TurnDetector, voice: OwnVoice) -> None:
        self.detector = detector
        self.voice = voice

    def feed(self, frame: Samples, now: float, listening: bool) -> TurnEvent | OwnVoiceHeard | None:
        """One frame that came at `now`; without `listening` nothing happens, but the lead-in is kept."""
        self.voice.frame(decibels(frame), now)
        happened = self.detector.feed(frame, own=self.voice.covers(now))
        if not listening:
            self.detector.drop_turn()
            return None
        if isinstance(happened, SpeechPaused) and self._own(happened, now):
            self.detector.drop_turn()
            self.voice.came_late(now)
            return OwnVoiceHeard()
        return happened

    def _own(self, event: SpeechPaused, now: float) -> bool:
        ago = self.detector.position - event.last_voiced_in_stream + event.last_voiced - event.first_voiced
        said = event.samples[event.first_voiced : event.last_voiced]
        return self.voice.said(said, now - ago / SAMPLE_RATE)


def _lag(said: NDArray[np.float64], heard: NDArray[np.float64]) -> tuple[int, float]:
    """Frames by which `heard` is late, and how well it fits there."""
    said = np.maximum(said, said.max() - 40)
    best = (0, -1.0)
    for lag in range(len(heard) - len(said) + 1):
        part = np.maximum(heard[lag : lag + len(said)], heard.max() - 40)
        fit = _correlation(said, part)
        if fit > best[1]:
            best = (lag, fit)
    return best


def _correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / size if size > 0 else 0.0


def likeness(heard: Samples, said: Samples) -> float:
    """How well `heard` fits somewhere into `said`, or its beginning onto the end of it; 0 to 1.

    The largest normalised cross-correlation of the waveforms. Of an echo the direct path stands out; another
    voice, even with the same words, fits the less the longer it is.
    """
    if len(heard) < FRAME or len(said) < FRAME:
        return 0.0
    a, b = _whiten(heard), np.concatenate([_whiten(said), np.zeros(len(heard), np.float32)])
    products = np.abs(fftconvolve(b, a[::-1], mode="full"))[len(a) - 1 : len(b)]
    energy = np.concatenate([[0.0], np.cumsum(np.square(b, dtype=np.float64))])
    ends = np.minimum(np.arange(len(products)) + len(a), len(b))
    under = energy[ends] - energy[np.arange(len(products))]
    # Where the two overlap only a little, chance looks like a fit.
    enough = under > 0.05 * max(float(under.max()), 1e-9)
    size = np.sqrt(np.maximum(under, 1e-9) * float(np.square(a).sum()))
    return float((products / np.maximum(size, 1e-9))[enough].max()) if enough.any() else 0.0


def _whiten(samples: Samples) -> Samples:
    """Without the bass that all voices share."""
    return np.append(samples[:1], samples[1:] - np.float32(0.95) * samples[:-1]).astype(np.float32)
