"""Taking back what was said: 不对, 说错了, 不是A是B. A text of the same length in which that is marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kiosk.nlu.value.shapes import SpeechShape

CUT = "\x02"
PAUSE = "\x03"
BLANK = "\x01"
_BREAK = "，,。.!！?？;；、 "
#: 不是A是B, 不是A，是B, 不是A而是B, 不是A应该是B
_NOT_A_BUT_B = re.compile(
    r"(?:不是|弗是|勿是|并不是)(?!不|的|啊|[，,。 ]|是)(?P<a>[^，,。!？?是不]{1,24}?)"
    r"[，,。 ]*(?:而是|就是|应该是|是的?)"
)
_TAKEN_BACK = re.compile(rf"(?:不是)+(?:的|啊|呀)?(?=[{_BREAK}是]|$)")
_LONE_NO = re.compile(rf"(?<=[{_BREAK}])不+(?=[{_BREAK}])")
#: 二八九九不不六八九九, 三三三四不三三三五
_BETWEEN = re.compile(
    r"(?<=[0-9A-Z零〇一二两三四五六七八九幺洞拐勾])不+(?=[0-9零〇一二两三四五六七八九幺洞拐勾])"
)
_CONTRAST = re.compile(rf"(?:而)?不是(?P<b>[^{_BREAK}]+)")


@dataclass(frozen=True)
class Swap:
    """不是A，是B behind something: what stands before it, A, and B with all that follows."""

    head: str
    old: str
    rest: str
    at: int
    """Where `rest` begins."""


def swap_in(text: str) -> Swap | None:
    """The first 不是A，是B of a text."""
    match = _NOT_A_BUT_B.search(text)
    if match is None:
        return None
    return Swap(text[: match.start()], match.group("a"), text[match.end() :], match.end())


@dataclass(frozen=True)
class Restarts:
    """Made from speech.yaml."""

    shape: SpeechShape

    @cached_property
    def _words(self) -> re.Pattern[str]:
        both = [*self.shape.restarts, *self.shape.pauses]
        words = "|".join(map(re.escape, sorted(both, key=len, reverse=True)))
        return re.compile(rf"(?<!对)(?:{words})")

    @cached_property
    def _pauses(self) -> frozenset[str]:
        return frozenset(self.shape.pauses)

    def readings(self, text: str) -> Iterator[str]:
        """The text with CUT, PAUSE and BLANK in it, likeliest reading first; at most two."""
        marked = _NOT_A_BUT_B.sub(lambda m: _fill(CUT, m), text)
        marked = _TAKEN_BACK.sub(lambda m: _fill(CUT, m), marked)
        marked = _LONE_NO.sub(lambda m: _fill(CUT, m), marked)
        marked = _BETWEEN.sub(lambda m: _fill(CUT, m), marked)
        marked = self._words.sub(self._mark, marked)
        contrast = _CONTRAST.search(marked)
        if contrast is None:
            yield marked
            return
        before = marked[: contrast.start()].strip(_BREAK + CUT + BLANK)
        yield marked[: contrast.start()] + _fill(BLANK, contrast) + marked[contrast.end() :]
        if before:
            yield _CONTRAST.sub(_restarted, marked)

    def _mark(self, match: re.Match[str]) -> str:
        return _fill(PAUSE if match.group(0) in self._pauses else CUT, match)


def _restarted(match: re.Match[str]) -> str:
    lead = len(match.group(0)) - len(match.group("b"))
    return CUT + BLANK * (lead - 1) + match.group("b")


def _fill(sign: str, match: re.Match[str]) -> str:
    return sign + BLANK * (len(match.group(0)) - 1)


def statements(marked: str, pauses_cut: bool = False) -> list[tuple[int, str]]:
    """(place, text) of what stands between the cuts."""
    if pauses_cut:
        marked = marked.replace(PAUSE, CUT)
    parts: list[tuple[int, str]] = []
    at = 0
    for part in marked.split(CUT):
        parts.append((at, part))
        at += len(part) + 1
    return parts
