"""Numbers, plates and days: the search may write only what one of them is made of, in its order.

The readings that mean the same value (幺三八, 要三八, 一三八) are one, with their probabilities added up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.speech.decoder import Array, Decoder, Sound
from kiosk.speech.grammar import Net
from kiosk.speech.numbers import NumberForm, load_numbers
from kiosk.speech.types import SAMPLE_RATE, ExpectationKind, GivenUp, Hypothesis, Samples, never
from kiosk.speech.whisper_net import ENCODER_RATE, WhisperNet
from kiosk.speech.written import Written

#: Beginnings followed at a time.
BEAM = 12
#: Below this log probability a sign, on the average, something else was said: commands and small talk had
#: -1.85 at most (60 clips), numbers in babble -1.6 at least but for few.
_PLAUSIBLE = -1.75
_READINGS = 10
#: Seconds that the encoder sees; the shortest that holds the utterance is taken.
_WINDOWS = (15.0, 30.0)
#: Encoder frames kept after the last sample.
_AFTER = 25
#: Steps at most; the longest number has eleven signs of one or two tokens, and a few words around it.
_LONGEST = 48


@dataclass(frozen=True)
class NumberFound:
    """What a search has brought."""

    readings: tuple[Hypothesis, ...]
    """Values, likeliest first."""
    plausible: bool
    """The first is likely enough to be what was said."""


class NumberReader:
    """Reads the values of one installation's forms. Not safe for two calls at a time."""

    def __init__(self, net: WhisperNet, file: Path) -> None:
        self._net = net
        self._file = file
        self._forms: dict[ExpectationKind, NumberForm] | None = None
        self._written: dict[ExpectationKind, Written] = {}

    def load(self) -> None:
        """Raises SpeechError `speech_data_bad` or those of the network."""
        if self._forms is not None:
            return
        forms = load_numbers(self._file, self._net.encode_text)
        for kind, form in forms.items():
            tokens = set(self._net.chinese).union(*(net.tokens() for _, _, net in form.ways))
            self._written[kind] = Written.of(self._net.decoder, tokens, self._net.end_token())
        self._forms = forms

    def read(
        self,
        samples: Samples,
        speech_seconds: float,
        kind: ExpectationKind,
        given_up: Callable[[], bool] = never,
    ) -> NumberFound:
        """`samples` with real lead-in; `speech_seconds` of them are speech. Raises GivenUp, SpeechError."""
        self.load()
        assert self._forms is not None
        form = self._forms[kind]
        nets = form.nets(speech_seconds)
        if not nets:
            return NumberFound((), False)
        seconds = len(samples) / SAMPLE_RATE
        window = next((w for w in _WINDOWS if seconds <= w), _WINDOWS[-1])
        frames = min(round(window * ENCODER_RATE), math.ceil(seconds * ENCODER_RATE) + _AFTER)
        encoded = self._net.encode_audio(samples, window)[0, :frames]
        if given_up():
            raise GivenUp
        decoder = self._net.decoder
        sound = decoder.attend(encoded)
        before = self._net.lead_tokens(form.prompt, "zh")
        found = [search(decoder, sound, before, net, self._written[kind], given_up=given_up) for net in nets]
        readings = merge_values([h for one in found for h in one])
        if not readings:
            return NumberFound((), False)
        best = readings[0]
        return NumberFound(readings, best.score >= _PLAUSIBLE * (len(best.text) + 1))


def merge_values(found: list[Hypothesis]) -> tuple[Hypothesis, ...]:
    """One reading a value, the probabilities of all its ways added up, best first; ten at most."""
    summed: dict[str, float] = {}
    for one in found:
        summed[one.text] = float(np.logaddexp(summed.get(one.text, -math.inf), one.score))
    ordered = sorted(summed.items(), key=lambda item: item[1], reverse=True)
    return tuple(Hypothesis(text, score) for text, score in ordered[:_READINGS])


@dataclass(frozen=True)
class _Way:
    """One beginning in the net."""

    row: int
    node: int
    value: str
    score: float


def search(
    decoder: Decoder,
    sound: Sound,
    before: list[int],
    net: Net,
    written: Written,
    beam: int = BEAM,
    given_up: Callable[[], bool] = never,
) -> tuple[Hypothesis, ...]:
    """The values that `net` allows, likeliest first; `before`: tokens that lie before the answer.

    Raises GivenUp once `given_up` says so.
    """
    state = decoder.begin(sound, before)
    ways = [_Way(0, 0, "", 0.0)]
    done: dict[str, float] = {}
    best_end = -math.inf
    for _ in range(_LONGEST):
        shares = written.log_probabilities(state.hidden)
        best_end = max(best_end, _finish(ways, shares, net, written, done))
        ways, parents, tokens = _extend(ways, shares, net, written, beam)
        if given_up():
            raise GivenUp
        if not ways or (len(done) >= beam and ways[0].score < best_end - 8.0):
            break
        state = decoder.step(sound, state, parents, tokens)
    found = [Hypothesis(value, score) for value, score in done.items()]
    return tuple(sorted(found, key=lambda h: h.score, reverse=True))


def _finish(ways: list[_Way], shares: Array, net: Net, written: Written, done: dict[str, float]) -> float:
    """Note those that may end here; the best of them."""
    best = -math.inf
    for way in ways:
        if net.onward(way.node)[1] and way.value:
            score = way.score + float(shares[way.row, written.place[written.end]])
            done[way.value] = float(np.logaddexp(done.get(way.value, -math.inf), score))
            best = max(best, score)
    return best


def _extend(
    ways: list[_Way], shares: Array, net: Net, written: Written, beam: int
) -> tuple[list[_Way], NDArray[np.int64], NDArray[np.int64]]:
    """The best ways one token longer, and what each of their rows is made of."""
    made = [
        (way.score + float(shares[way.row, written.place[arc.token]]), way, arc.to, arc.value, arc.token)
        for way in ways
        for arc in net.onward(way.node)[0]
    ]
    made.sort(key=lambda one: one[0], reverse=True)
    rows: dict[tuple[int, int], int] = {}
    kept: dict[tuple[int, int, str], _Way] = {}
    for score, way, node, value, token in made:
        row = rows.get((way.row, token))
        if row is None:
            if len(rows) >= beam:
                continue
            row = rows[way.row, token] = len(rows)
        # The same tokens by another way in the net are the same sound, not more of it.
        kept.setdefault((row, node, way.value + value), _Way(row, node, way.value + value, score))
    parents = np.asarray([parent for parent, _ in rows], np.int64)
    tokens = np.asarray([token for _, token in rows], np.int64)
    return sorted(kept.values(), key=lambda w: w.score, reverse=True), parents, tokens
