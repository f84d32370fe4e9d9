"""A length in whole months: 半年 6, 一年半 18, 三个月 3."""

from __future__ import annotations

from kiosk.nlu.value import durations
from kiosk.nlu.value.lexicon import Lexicon
from kiosk.nlu.value.restarts import PAUSE, statements
from kiosk.nlu.value.said import Said
from kiosk.nlu.value.types import Hit


def read(said: Said, lexicon: Lexicon) -> Hit | None:
    """The number of months; None for days, weeks, half months, ranges and what is vague."""
    for marked in lexicon.restarts.readings(said.text):
        held: durations.Duration | None = None
        several = False  # or taken back, and nothing said instead
        for offset, piece in statements(marked.replace(PAUSE, " ")):
            found = [d for d in durations.find(piece, lexicon.amounts) if not _ago(piece, d)]
            if not found:
                several = held is not None
                continue
            several = len({(d.months, d.days) for d in found}) > 1
            one = found[0]
            held = durations.Duration(one.start + offset, one.end + offset, one.months, one.days, one.vague)
        if held is None or several or held.vague or held.days or not held.months:
            continue
        if lexicon.questions.asked(said.text, held.start, held.end):
            return None
        return Hit(held.months, 0.95, held.start, held.end)
    return None


def _ago(piece: str, found: durations.Duration) -> bool:
    """三个月前 is a day."""
    return piece[found.end :].startswith(("前", "以前", "之前"))
