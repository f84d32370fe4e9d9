"""Free recognition: what was said, with the desk's own sentences as a prompt and several readings."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from pypinyin import lazy_pinyin

from kiosk.core.text import Language
from kiosk.speech.effort import FULL, Effort
from kiosk.speech.types import GivenUp, Hypothesis, Samples, never
from kiosk.speech.whisper_net import WhisperNet

#: Readings of the whole that are kept.
_READINGS = 5


def decode_open(
    net: WhisperNet,
    samples: Samples,
    prompt: str,
    language: Language,
    speech_seconds: float,
    effort: Effort = FULL,
    given_up: Callable[[], bool] = never,
) -> tuple[Hypothesis, ...]:
    """Readings, best first, merged by sound; () where nothing came.

    `speech_seconds` limits the length: a loop of one word would otherwise run on to the decoder's end.
    Raises GivenUp between the encoder and the decoder.
    """
    encoded = net.encode_audio(samples, effort.window)
    if given_up():
        raise GivenUp
    longest = 12 + round(speech_seconds * 12)
    return decode_frames(net, encoded, prompt, language, longest, effort.beam)


def decode_frames(
    net: WhisperNet, encoded: NDArray[np.float32], prompt: str, language: Language, longest: int, beam: int
) -> tuple[Hypothesis, ...]:
    """The same from the encoder's output [1, frames, 512]; at most `longest` tokens."""
    import ctranslate2

    tokens = net.lead_tokens(prompt, language)
    unwanted = net.suppressed if language == "zh" else []
    result = net.model.generate(
        ctranslate2.StorageView.from_array(np.ascontiguousarray(encoded)),
        [tokens],
        beam_size=beam,
        num_hypotheses=beam,
        return_scores=True,
        suppress_tokens=[-1, *unwanted],
        max_length=len(tokens) + min(448 - len(tokens), longest),
    )[0]
    found = []
    for ids, score in zip(result.sequences_ids, result.scores, strict=True):
        text = tidy(net.decode_text([int(i) for i in ids]))
        # The score is divided by the length (length penalty 1); its end of text counts as a token.
        found.append(Hypothesis(text, float(score) * (len(ids) + 1)))
    return merge_by_sound(found)


def tidy(text: str) -> str:
    """NFKC, without punctuation and without spaces between Chinese characters."""
    text = unicodedata.normalize("NFKC", text).replace("\ufffd", "")
    text = "".join(" " if unicodedata.category(c)[0] in "PZC" else c for c in text)
    text = re.sub(r"(?<=[\u4e00-\u9fff\d])\s+(?=[\u4e00-\u9fff\d])", "", text)
    return re.sub(r"\s+", " ", text).strip()


def merge_by_sound(found: list[Hypothesis]) -> tuple[Hypothesis, ...]:
    """One reading for each sound: the likeliest writing with the probabilities of all added up."""
    groups: dict[str, list[Hypothesis]] = {}
    for one in found:
        if one.text:
            groups.setdefault(" ".join(lazy_pinyin(one.text)).lower(), []).append(one)
    merged = []
    for group in groups.values():
        best = max(group, key=lambda h: h.score)
        total = best.score + math.log(sum(math.exp(h.score - best.score) for h in group))
        merged.append(Hypothesis(best.text, total))
    return tuple(sorted(merged, key=lambda h: h.score, reverse=True))


def join_runs(runs: list[tuple[Hypothesis, ...]]) -> tuple[Hypothesis, ...]:
    """Readings of consecutive stretches as readings of the whole: the best, then with one stretch changed."""
    runs = [r for r in runs if r]
    if len(runs) <= 1:
        return runs[0] if runs else ()
    best = [r[0] for r in runs]
    joined = [Hypothesis("".join(h.text for h in best), sum(h.score for h in best))]
    for place, run in enumerate(runs):
        for other in run[1:]:
            changed = [*best[:place], other, *best[place + 1 :]]
            joined.append(Hypothesis("".join(h.text for h in changed), sum(h.score for h in changed)))
    return tuple(sorted(joined, key=lambda h: h.score, reverse=True)[:_READINGS])
