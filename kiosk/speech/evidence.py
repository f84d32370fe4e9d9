"""What earlier tries at the same question tell. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from kiosk.speech.types import Evidence, Hypothesis

#: A reading that another try did not bring is so much less likely there than the last that it brought.
_MISSING = 2.0


def with_earlier_readings(now: Sequence[Hypothesis], earlier: Sequence[Evidence]) -> tuple[Hypothesis, ...]:
    """Readings of this and of earlier utterances, with their log probabilities added up, best first.

    Within one utterance only differences mean anything, so each is taken as shares that make up 1. What was
    read only earlier stays: the same matter may have been said in other words.
    """
    tries = [_shares(one.hypotheses) for one in earlier if one.hypotheses]
    if not tries or not now:
        return tuple(now)
    tries.append(_shares(now))
    texts = dict.fromkeys(text for shares in tries for text in shares)
    added = [Hypothesis(text, sum(_share(shares, text) for shares in tries)) for text in texts]
    return tuple(sorted(added, key=lambda h: h.score, reverse=True))


def _shares(readings: Sequence[Hypothesis]) -> dict[str, float]:
    top = max(h.score for h in readings)
    total = top + math.log(sum(math.exp(h.score - top) for h in readings))
    return {h.text: h.score - total for h in readings}


def _share(shares: Mapping[str, float], text: str) -> float:
    return shares.get(text, min(shares.values()) - _MISSING)


def add_answers(now: Mapping[str, float], earlier: Sequence[Evidence]) -> tuple[dict[str, float], int]:
    """Scores of closed answers added up, and of how many tries.

    A try at another question, which did not know all of the answers, tells nothing.
    """
    summed, tries = dict(now), 1
    for one in earlier:
        told = dict(one.answers)
        if told.keys() >= summed.keys():
            tries += 1
            for answer in summed:
                summed[answer] += told[answer]
    return summed, tries
