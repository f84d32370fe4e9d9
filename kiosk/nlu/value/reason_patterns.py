"""The patterns that find reasons, made from the words of reason.yaml."""

from __future__ import annotations

import re

from kiosk.nlu.value.alternation import any_of
from kiosk.nlu.value.shapes import ReasonShape


class ReasonPatterns:
    """Made from reason.yaml."""

    def __init__(self, shape: ReasonShape) -> None:
        self.shape = shape
        go = any_of(shape.go)
        self.military = re.compile(any_of(shape.military))
        self.abroad = re.compile(rf"{any_of(shape.abroad)}|{any_of(shape.places)}")
        self.other = re.compile(any_of(shape.other))
        self.because = re.compile(rf"(?:{any_of(shape.because)})(?P<what>[^，,。]+)")
        self.denied = re.compile(rf"(?:{any_of(shape.denied)})(?:因为|当过|当|去过|去|在|{go}|是)?\s*\Z")
        self.asking = re.compile(any_of(shape.asking))
        word = rf"(?:{any_of(shape.military)}|{any_of(shape.abroad)}|{any_of(shape.places)})"
        self.now = re.compile(rf"(?:{any_of(shape.now)})的?{word}|{word}去了|{word}回不")
        talk = rf"(?:{any_of(shape.talk)}|[\s，,。.!！\x01])*"
        self.whole = re.compile(rf"{talk}(?P<what>{any_of(shape.whole)}){talk}\Z")
        self.persons = re.compile(any_of(shape.persons))
        self.no_reason = re.compile(any_of(shape.no_reason))
        self.small = re.compile(any_of(shape.small))
        self.sent = re.compile(any_of(shape.sent))
        self.home = re.compile(any_of(shape.home))
        self.not_denying = re.compile(any_of(shape.not_denying))
