"""The pattern that finds sums of money, made from the words of amounts.yaml."""

from __future__ import annotations

import re

from kiosk.nlu.value import numerals
from kiosk.nlu.value.alternation import any_of
from kiosk.nlu.value.shapes import AmountsShape

_ONE = "一二两三四五六七八九1-9"
_NUMBER = rf"[{numerals.CLASS}]+(?:[,.][0-9]+)*[{numerals.CLASS}]*"


class AmountPatterns:
    """Made from amounts.yaml."""

    def __init__(self, shape: AmountsShape) -> None:
        yuan, jiao, fen = map(any_of, (shape.yuan, shape.jiao, shape.fen))
        more = rf"(?:零|又|〇)?(?P<jiao>[{_ONE}])(?:{jiao})"
        after_yuan = (
            rf"(?:{more})?(?:(?P<zero>零|〇)?(?P<fen>[{_ONE}])(?:(?:{fen})|(?!{any_of(shape.not_money)})))?"
        )
        self.any = re.compile(
            rf"(?<![A-Z0-9.])(?P<sign>{any_of(shape.currency)})?\s*(?:(?P<number>{_NUMBER})\s*(?:(?P<yuan>{yuan})(?:整|半)?{after_yuan})?"
            rf"(?:(?P<rest>{any_of((*shape.jiao, *shape.fen))})(?:(?P<odd>[{_ONE}])(?:{fen})?)?)?)"
        )
        self.frames = re.compile(any_of(shape.frames))
        self.points = re.compile(
            rf"(?:{any_of(shape.point_verbs)})\s*[{numerals.CLASS}]{{1,3}}分(?![钱之])"
            rf"|[{numerals.CLASS}]+分之[{numerals.CLASS}]*"
        )
        self.paid = re.compile(any_of(shape.paid))
        self.talk = re.compile(rf"(?:{any_of(shape.talk)}|[\s，,。.!！\x01])*\Z")
        self.unit = re.compile(any_of(shape.not_money))
        self.before = re.compile(rf"(?:{any_of(shape.not_before)})\s*\Z")
        self.range = re.compile(r"[二两三四五六七八九][三四五六七八九](?=[十百千万块])")
