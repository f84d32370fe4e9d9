"""The officers' pages at the kiosk, as QML sees them: lines of the form, what is typed, what completes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.core.id_number import mask_id_number
from kiosk.terminal.forms.checking import fault_of, value_typed
from kiosk.terminal.forms.completing import Completion
from kiosk.terminal.forms.model import ASKED, FormField
from kiosk.terminal.screen import OfficerView, View

_LIST: Any = "QVariantList"
_NOBODY = OfficerView()


class OfficerModel(QObject):
    """Holds the line that is being typed; everything else is the view's."""

    changed = Signal()
    typedChanged = Signal()

    def __init__(self, completion: Callable[[], Completion]) -> None:
        """`completion`: read at the first need."""
        super().__init__()
        self._completion = completion
        self._view = _NOBODY
        self._language = "zh"
        self._words: dict[str, str] = {}
        self._key = ""
        self._text = ""

    def put(self, view: View) -> None:
        """Another view; one without an officer forgets all that was typed."""
        before, self._view = self._view, view.officer or _NOBODY
        turned = self._language != view.language
        self._language, self._words = view.language, dict(view.words)
        if view.officer is None or turned or self._field() is None:
            self._key = self._text = ""
            self.typedChanged.emit()
        if before != self._view or view.officer is not None:
            self.changed.emit()

    # -- typing

    @Slot(str)
    def edit(self, key: str) -> None:
        """Begin to put a line right; '' to leave it."""
        self._key = key
        self._text = self._view.values.get(key, "") if key else ""
        one = self._field()
        if one is not None:
            self._text = self._shown(one, self._text, whole=True)
        self.typedChanged.emit()

    @Slot(str)
    def type(self, text: str) -> None:
        self._text = text
        self.typedChanged.emit()

    @Slot(result=str)
    def event(self) -> str:  # type: ignore[override]
        """What the line says now, for the conversation; '' where it can't be so. The line is left."""
        one, value = self._field(), self._value()
        if one is None or value is None:
            return ""
        told = {"slot": one.name} if one.owner == ASKED else {"document": one.owner, "name": one.name}
        self._key = self._text = ""
        self.typedChanged.emit()
        return json.dumps({**told, "value": value}, ensure_ascii=False)

    @Slot(str, str, str, result=str)
    def credentials(self, staff: str, password: str, code: str) -> str:
        return json.dumps({"staff": staff, "password": password, "code": code}, ensure_ascii=False)

    # -- inside

    def _field(self) -> FormField | None:
        return self._view.form.by_key.get(self._key) if self._view.form is not None else None

    def _value(self) -> str | None:
        one = self._field()
        if one is None or not self._text.strip():
            return None
        return value_typed(one, self._text.strip(), frozenset(self._completion().groups))

    def _shown(self, one: FormField, value: str, whole: bool = False) -> str:
        words = dict(one.choices).get(value)
        if words is not None:
            return words.zh if self._language == "zh" else words.en
        return value if whole or one.kind != "id_number" else mask_id_number(value)

    def _fault(self) -> str:
        one = self._field()
        if one is None or not self._text.strip() or self._value() is not None:
            return ""
        return self._words.get(f"form.fault.{fault_of(one)}", "")

    def _offers(self) -> list[str]:
        one = self._field()
        if one is None:
            return []
        number = self._view.values.get(f"{one.owner}.id_number", "")
        language = "zh" if self._language == "zh" else "en"
        return list(self._completion().offers(one, self._text, number, language))  # type: ignore[arg-type]

    def _lines(self) -> list[dict[str, Any]]:
        view, made = self._view, []
        for section in view.form.sections if view.form else ():
            for index, one in enumerate(section.fields):
                value = view.values.get(one.key, "")
                made.append(
                    {
                        "key": one.key,
                        "label": one.label.zh if self._language == "zh" else one.label.en,
                        "value": self._shown(one, value) if value else "",
                        "section": (section.label.zh if self._language == "zh" else section.label.en)
                        if index == 0
                        else "",
                        "asked": view.asked in (one.key, one.owner),
                    }
                )
        return made

    def _label(self) -> str:
        one = self._field()
        return "" if one is None else one.label.zh if self._language == "zh" else one.label.en

    by = Property(str, lambda self: self._view.by, notify=changed)
    step = Property(str, lambda self: self._view.step, notify=changed)
    item = Property(str, lambda self: self._view.item, notify=changed)
    problem = Property(str, lambda self: self._view.problem, notify=changed)
    locked = Property(bool, lambda self: self._view.locked, notify=changed)
    due = Property(bool, lambda self: self._view.due, notify=changed)
    served = Property(bool, lambda self: self._view.served, notify=changed)
    maySkip = Property(bool, lambda self: self._view.may_skip, notify=changed)
    mayChange = Property(bool, lambda self: self._view.may_change, notify=changed)
    lines = Property(_LIST, lambda self: self._lines(), notify=changed)
    said = Property(
        _LIST, lambda self: [{"who": w, "text": t} for w, t in self._view.said[-40:]], notify=changed
    )
    items = Property(
        _LIST, lambda self: [{"id": c.id, "label": c.label} for c in self._view.items], notify=changed
    )
    reasons = Property(
        _LIST,
        lambda self: [{"text": r.text, "basis": r.basis, "holds": r.holds} for r in self._view.reasons],
        notify=changed,
    )
    editing = Property(str, lambda self: self._key, notify=typedChanged)
    label = Property(str, lambda self: self._label(), notify=typedChanged)
    text = Property(str, lambda self: self._text, notify=typedChanged)
    fault = Property(str, lambda self: self._fault(), notify=typedChanged)
    offers = Property(_LIST, lambda self: self._offers(), notify=typedChanged)
    right = Property(bool, lambda self: self._value() is not None, notify=typedChanged)
