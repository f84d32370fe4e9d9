"""How a line of a list is pointed at, made from the words of choice.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kiosk.nlu.value.shapes import ChoiceShape


def _any(words: Iterable[str]) -> str:
    return "|".join(
        rf"\b{re.escape(w)}\b" if w.isascii() and w.isalpha() else re.escape(w)
        for w in sorted(words, key=len, reverse=True)
    )


class ChoicePatterns:
    """Compiled once."""

    def __init__(self, shape: ChoiceShape) -> None:
        self.shape = shape
        self.numbers = {name: int(number) for number, names in shape.numbers.items() for name in names}
        number, counter = _any(self.numbers), _any(shape.counters)
        self.from_end = re.compile(rf"(?:{_any(shape.from_end)})[的是]*第?(?P<n>{number})")
        self.last_one = re.compile(
            rf"(?:最后|末了?|最末|末尾)的?(?:那|这)?(?:一|1)?(?:{counter})?(?![二两三四五六七八九2-9])"
        )
        digit = "".join(name for name in self.numbers if len(name) == 1)
        lengths = "|".join(map(re.escape, shape.lengths))
        counted = rf"月(?:{number})+[号日]?|{lengths}"
        self.lengths = re.compile(rf"(?<![第{digit}])(?:{number})+(?:个半?|多|整)*(?:{counted})")
        self.ordinal = re.compile(rf"第\s*(?P<n>{number})")
        self.counted = re.compile(rf"(?<![那这哪每上下前后一面边头])(?P<n>{number})\s*(?:{counter})")
        self.picked = re.compile(
            rf"(?:选择?|选项|序号|编号|要|办|用|按|数字|NUMBER|OPTION|NO\.?)\s*第?(?P<n>{number})(?![下点])"
        )
        self.english = re.compile(r"\b(?P<n>FIRST|SECOND|THIRD|FOURTH|FIFTH|SIXTH|1ST|2ND|3RD|4TH|5TH)\b")
        words = "|".join(re.escape(w) for w in sorted(shape.words, key=len, reverse=True))
        self.bare = re.compile(rf"(?:{words}|[\s,，。.!！])*(?P<n>{number})(?:{words}|[\s,，。.!！])*\Z")
        self.first, self.last, self.middle = (
            re.compile(_any(w)) for w in (shape.first, shape.last, shape.middle)
        )
        self.pair = re.compile(r"(?P<side>[前后上下])(?:面|边|头)?(?:那|这)?一(?:个|条|项|种|行)")
        self.neither = re.compile(_any(shape.neither))
        self.denied = re.compile(
            rf"(?:{_any(shape.denied)})[^，,。.!！\s\x02]*?(?=[，,。.!！\s\x02要选是]|\Z)"
        )
