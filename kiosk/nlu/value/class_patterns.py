"""The pattern that finds licence classes, made from the words of classes.yaml."""

from __future__ import annotations

import re

from kiosk.nlu.value.alternation import any_of
from kiosk.nlu.value.shapes import ClassesShape


class ClassPatterns:
    """Made from classes.yaml."""

    def __init__(self, shape: ClassesShape) -> None:
        self.shape = shape
        names = {name: code for code, known in shape.names.items() for name in known}
        self.names = {**names, **dict.fromkeys(shape.vague, "")}
        self.letters = {name: letter for letter, known in shape.letters.items() for name in known}
        self.numbers = {name: number for number, known in shape.numbers.items() for name in known}
        sounded = [name for name in self.letters if not (len(name) == 1 and name.isascii())]
        behind = any_of(w for w in shape.words if w != "级")
        self.any = re.compile(
            rf"(?P<name>{any_of(self.names)})"
            rf"|(?P<letter>{any_of(self.letters)})[\s、-]?(?P<number>{any_of(self.numbers)})(?![0-9年月号])"
            rf"|(?P<alone>[A-Z])(?![A-Z]{{2}})"
            rf"|(?P<sounded>{any_of([*sounded, '一'])})(?:{behind})(?![件明])"
        )
        letters = [name for name in sounded if self.letters[name] in shape.alone and name not in shape.hums]
        ends = rf"(?:{any_of((*shape.particles, *shape.joiners))}|[\s，,。.!！])*"
        code = rf"(?:{any_of(self.letters)})[\s、-]?(?:{any_of(self.numbers)})"
        stop = rf"(?=(?:{any_of(shape.particles)})*(?:[\s，,。.!！、\x01\x02]|{any_of(shape.joiners)}|\Z))"
        self.joined = re.compile(
            rf"(?:[\s，,、]|{any_of(shape.joiners)})*(?P<letter>{any_of(letters)}){stop}"
        )
        self.joined_before = re.compile(
            rf"(?:\A|[\s，,是])(?P<letter>{any_of(letters)})(?:{any_of(shape.joiners)})\s*(?={code})"
        )
        self.framed = re.compile(
            rf"(?:{any_of(shape.frames)})[\s，,]*(?P<letter>{any_of(letters)})(?={ends}\Z|{ends}{code}|[\s，,])"
        )
        self.driven = re.compile(rf"(?:{any_of(shape.driven)})\Z")
        self.dropped_before = re.compile(rf"(?:{any_of(shape.dropped)})[的了把]?\Z")
        self.dropped_after = re.compile(rf"(?:{any_of(shape.words)})?[的都就给]?(?:{any_of(shape.dropped)})")
        self.between = re.compile(rf"(?:{any_of(shape.words)}|的|就是|也就是|，|,| )*\Z")
        self.lowered = re.compile(any_of(shape.lowered))
