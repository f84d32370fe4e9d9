"""What is on the screen, as QML sees it. It holds and tells; it decides nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.catalogue.guide import GuideLine
from kiosk.terminal.screen import Choice, FieldView, ReasonLine, StageView, View
from ui.touch.finding import Finding
from ui.touch.keying import Keying

_log = logging.getLogger("ui.touch")

#: Qt takes names for these; its stubs don't know that.
_LIST: Any = "QVariantList"
_MAP: Any = "QVariantMap"

#: View.page -> the QML file of it.
PAGES = {
    "standby": "Standby",
    "home": "Home",
    "clarify": "Clarify",
    "confirm_item": "ConfirmItem",
    "guide": "Guide",
    "verify": "Verify",
    "notice": "Notice",
    "place_card": "PlaceCard",
    "recognise": "Recognise",
    "confirm_fields": "ConfirmFields",
    "question": "Question",
    "checking": "Checking",
    "result": "Result",
    "handover": "Handover",
    "survey": "Survey",
    "why": "Why",
    "cover": "Cover",
    "goodbye": "Goodbye",
    "emergency": "Emergency",
    "warning": "Warning",
    "device": "Device",
    "moment": "Moment",
    "sign_in": "SignIn",
    "officer": "Officer",
    "closed": "Closed",
}
_HAPPY = frozenset({"result", "survey", "goodbye"})
_COMPARED = tuple(f.name for f in fields(View) if f.name != "card")
_EMPTY = View(page="standby", title="", hint="", hall="", subtitle="")


def _text(name: str) -> Callable[[ViewModel], str]:
    return lambda self: str(getattr(self.view, name))


class ViewModel(QObject):
    """The present view in properties. Only what has changed is told, so that buttons under a finger stay."""

    pageChanged = Signal()
    textChanged = Signal()
    captionChanged = Signal()
    heardChanged = Signal()
    faceChanged = Signal()
    largeChanged = Signal()
    choicesChanged = Signal()
    fieldsChanged = Signal()
    stagesChanged = Signal()
    factsChanged = Signal()
    alwaysChanged = Signal()
    wordsChanged = Signal()
    cardChanged = Signal()
    levelChanged = Signal()
    noticeChanged = Signal()
    previewChanged = Signal()
    clockChanged = Signal()
    countdownChanged = Signal()
    typedChanged = Signal()
    findingChanged = Signal()
    toldChanged = Signal()
    aidsChanged = Signal()
    nightChanged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.view = _EMPTY
        self._level = 0.0
        self._card = ""
        self._crops: tuple[str, ...] = ()
        self._preview = ""
        self._outline: tuple[tuple[float, float], ...] = ()
        self._lies = ""
        self._keying = Keying()
        self._finding = Finding()
        self._aiding = False
        self._night = False
        self._clock = ("", "")

    # -- what the window sets ---------------------------------------------------------------------

    def put(self, view: View, card: str, crops: Sequence[str]) -> None:
        """Show `view`; `card` and `crops` are addresses of pictures, empty where there is none."""
        before, self.view = self.view, view
        # Pictures can't be compared; theirs are the addresses.
        different = {n for n in _COMPARED if getattr(before, n) != getattr(view, n)}
        if (card, tuple(crops)) != (self._card, self._crops):
            self._card, self._crops = card, tuple(crops)
            different |= {"card", "fields"}
        if different & {"page", "slot", "asks", "length"}:
            self._key(Keying(view.asks, view.length))
        if different & {"page", "language", "choices"} and "home" in (before.page, view.page):
            self._find(Finding())
        if "page" in different:
            self._aid(False)
        told: dict[str, Callable[[], None]] = {
            "words": self.wordsChanged.emit,
            "large": self.largeChanged.emit,
            "always": self.alwaysChanged.emit,
            "choices": self.choicesChanged.emit,
            "fields": self.fieldsChanged.emit,
            "stages": self.stagesChanged.emit,
            "facts": self.factsChanged.emit,
            "card": self.cardChanged.emit,
            "heard": self.heardChanged.emit,
            "caption": self.captionChanged.emit,
            "notice": self.noticeChanged.emit,
        }
        if different & {"guide", "reasons"}:
            self.toldChanged.emit()
        if different & {"aids", "contrast", "low", "calm"}:
            self.aidsChanged.emit()
        if different & {"choices", "happenings"}:
            self.findingChanged.emit()
        if different & {
            "title",
            "hint",
            "hall",
            "subtitle",
            "language",
            "cause",
            "document",
            "item",
            "slot",
            "asks",
        }:
            self.textChanged.emit()
        if different & {"countdown", "countdown_round"}:
            self.countdownChanged.emit()
        for name in told.keys() & different:
            told[name]()
        if different & {"face", "page"}:
            self.faceChanged.emit()
        # The page last: when it is made, all that it shows is there.
        if "page" in different:
            self.pageChanged.emit()

    def put_level(self, level: float) -> None:
        self._level = min(max(level, 0.0), 1.0)
        self.levelChanged.emit()

    def put_preview(
        self, address: str, outline: tuple[tuple[float, float], ...], still: bool = False
    ) -> None:
        """`outline`: corners as shares of the picture's width and height."""
        self._preview, self._outline = address, outline
        self._lies = "" if not address else "none" if not outline else "still" if still else "moving"
        self.previewChanged.emit()

    def put_clock(self, time: str, date: str) -> None:
        if (time, date) != self._clock:
            self._clock = (time, date)
            self.clockChanged.emit()

    # -- what is typed ----------------------------------------------------------------------------

    @Slot(str)
    def press(self, key: str) -> None:
        """A key of the question's pad."""
        self._key(self._keying.press(key))

    @Slot()
    def erase(self) -> None:
        """The last key was wrong."""
        self._key(self._keying.erase())

    @Slot(result=str)
    def take(self) -> str:
        """What was typed, for the conversation; here it is forgotten."""
        value = self._keying.value
        self._key(Keying(self._keying.asks, self._keying.length))
        return value

    def _key(self, keying: Keying) -> None:
        if keying != self._keying:
            self._keying = keying
            self.typedChanged.emit()

    # -- how an item is found ---------------------------------------------------------------------

    @Slot(str)
    def find(self, way: str) -> None:
        """By what happened, by department, by letters."""
        self._find(self._finding.turned(way))

    @Slot(str)
    def within(self, group: str) -> None:
        """One department."""
        self._find(self._finding.within(group))

    @Slot(str)
    def spell(self, letter: str) -> None:
        """A key of the letters' pad; empty takes the last one back."""
        choices = self.view.choices
        self._find(self._finding.press(letter, choices) if letter else self._finding.erase())

    def _find(self, finding: Finding) -> None:
        if finding != self._finding:
            self._finding = finding
            self.findingChanged.emit()

    # -- how the screen helps ---------------------------------------------------------------------

    @Slot(bool)
    def aid(self, wanted: bool) -> None:
        """Open or close the sheet of aids."""
        self._aid(wanted)

    def _aid(self, wanted: bool) -> None:
        if wanted != self._aiding:
            self._aiding = wanted
            self.aidsChanged.emit()

    def put_night(self, night: bool) -> None:
        """The hall is closed: the page at rest is dimmed."""
        if night != self._night:
            self._night = night
            self.nightChanged.emit()

    # -- what QML reads ---------------------------------------------------------------------------

    def _page(self) -> str:
        if self.view.page not in PAGES:
            _log.error("no page is called so", extra={"code": "unknown_page", "page": self.view.page})
            return "Clarify"
        return PAGES[self.view.page]

    def _face(self) -> str:
        if self.view.face == "idle" and self.view.page in _HAPPY:
            return "happy"
        return self.view.face

    def _found(self) -> list[dict[str, Any]]:
        # One department, or some letters: nothing is behind "other matters" there.
        return [{**c, "minor": False, "officer": c["minor"], "group": ""} for c in
                _choices(self._finding.found(self.view.choices))]  # fmt: skip

    def _groups(self) -> list[dict[str, Any]]:
        names = self._finding.groups(self.view.choices)
        chosen = self._finding.group if self._finding.group in names else next(iter(names), "")
        return [{"name": n, "on": n == chosen} for n in names]

    def _countdown(self) -> float:
        return -1.0 if self.view.countdown is None else self.view.countdown

    page = Property(str, _page, notify=pageChanged)
    title = Property(str, _text("title"), notify=textChanged)
    hint = Property(str, _text("hint"), notify=textChanged)
    hall = Property(str, _text("hall"), notify=textChanged)
    subtitle = Property(str, _text("subtitle"), notify=textChanged)
    language = Property(str, _text("language"), notify=textChanged)
    cause = Property(str, _text("cause"), notify=textChanged)
    document = Property(str, _text("document"), notify=textChanged)
    item = Property(str, _text("item"), notify=textChanged)
    asks = Property(str, _text("asks"), notify=textChanged)
    countdown = Property(float, _countdown, notify=countdownChanged)
    countdownRound = Property(int, lambda self: self.view.countdown_round, notify=countdownChanged)
    typed = Property(str, lambda self: self._keying.typed, notify=typedChanged)
    typedGroups = Property(_LIST, lambda self: list(self._keying.groups), notify=typedChanged)
    board = Property(str, lambda self: self._keying.board, notify=typedChanged)
    keys = Property(str, lambda self: self._keying.keys, notify=typedChanged)
    whole = Property(bool, lambda self: self._keying.whole, notify=typedChanged)
    caption = Property(str, _text("caption"), notify=captionChanged)
    heard = Property(str, _text("heard"), notify=heardChanged)
    notice = Property(str, _text("notice"), notify=noticeChanged)
    face = Property(str, _face, notify=faceChanged)
    large = Property(bool, lambda self: self.view.large, notify=largeChanged)
    words = Property(_MAP, lambda self: dict(self.view.words), notify=wordsChanged)
    choices = Property(_LIST, lambda self: _choices(self.view.choices), notify=choicesChanged)
    always = Property(_LIST, lambda self: _choices(self.view.always), notify=alwaysChanged)
    fields = Property(_LIST, lambda self: _fields(self.view.fields, self._crops), notify=fieldsChanged)
    stages = Property(_LIST, lambda self: _stages(self.view.stages), notify=stagesChanged)
    facts = Property(
        _LIST,
        lambda self: [{"label": k, "value": v} for k, v in self.view.facts.items()],
        notify=factsChanged,
    )
    happenings = Property(_LIST, lambda self: _choices(self.view.happenings), notify=findingChanged)
    way = Property(str, lambda self: self._finding.way, notify=findingChanged)
    groups = Property(_LIST, lambda self: self._groups(), notify=findingChanged)
    found = Property(_LIST, lambda self: self._found(), notify=findingChanged)
    spelled = Property(str, lambda self: self._finding.typed, notify=findingChanged)
    letters = Property(str, lambda self: self._finding.able(self.view.choices), notify=findingChanged)
    guide = Property(_LIST, lambda self: [_guide_line(g) for g in self.view.guide], notify=toldChanged)
    reasons = Property(_LIST, lambda self: [_reason_line(r) for r in self.view.reasons], notify=toldChanged)
    aids = Property(_LIST, lambda self: _choices(self.view.aids), notify=aidsChanged)
    aiding = Property(bool, lambda self: self._aiding, notify=aidsChanged)
    contrast = Property(bool, lambda self: self.view.contrast, notify=aidsChanged)
    low = Property(bool, lambda self: self.view.low, notify=aidsChanged)
    calm = Property(bool, lambda self: self.view.calm, notify=aidsChanged)
    night = Property(bool, lambda self: self._night, notify=nightChanged)
    card = Property(str, lambda self: self._card, notify=cardChanged)
    level = Property(float, lambda self: self._level, notify=levelChanged)
    preview = Property(str, lambda self: self._preview, notify=previewChanged)
    outline = Property(
        _LIST,
        lambda self: [{"x": x, "y": y} for x, y in self._outline],
        notify=previewChanged,
    )
    lies = Property(str, lambda self: self._lies, notify=previewChanged)
    time = Property(str, lambda self: self._clock[0], notify=clockChanged)
    date = Property(str, lambda self: self._clock[1], notify=clockChanged)


def _guide_line(line: GuideLine) -> dict[str, Any]:
    comma = "、" if any("\u4e00" <= c <= "\u9fff" for c in line.label) else ", "
    return {
        "icon": line.id,
        "label": line.label,
        "text": comma.join(line.texts),
        "note": line.note,
        "good": True,
    }


def _reason_line(line: ReasonLine) -> dict[str, Any]:
    return {
        "icon": "check" if line.holds else "cross",
        "label": "",
        "text": line.text,
        "note": line.basis,
        "good": line.holds,
    }


def _choices(choices: Sequence[Choice]) -> list[dict[str, Any]]:
    return [
        {
            "id": c.id,
            "kind": c.kind,
            "label": c.label,
            "group": c.group,
            "minor": c.minor,
            "officer": False,
            "short": c.short,
            "on": c.on,
        }
        for c in choices
    ]


def _fields(shown: Sequence[FieldView], crops: Sequence[str]) -> list[dict[str, Any]]:
    crops = [*crops, *[""] * len(shown)]
    return [{"label": f.label, "value": f.value, "crop": c} for f, c in zip(shown, crops, strict=False)]


def _stages(stages: Sequence[StageView]) -> list[dict[str, Any]]:
    """Done, now (the first that isn't done) or later."""
    first = next((i for i, s in enumerate(stages) if not s.done), len(stages))
    return [
        {
            "id": s.id,
            "label": s.label,
            "state": "done" if s.done else "now" if i == first else "later",
            "took": s.took,
        }
        for i, s in enumerate(stages)
    ]
