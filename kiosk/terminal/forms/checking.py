"""What was typed, checked as it is typed, by the same grammars that read cards and answers. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.id_number import parse_id_number
from kiosk.dialogue.period import amiss
from kiosk.dialogue.slot import Slot
from kiosk.nlu.value.phone import valid as valid_phone
from kiosk.terminal.forms.model import ASKED, FormField, ItemForm
from kiosk.vision.grammar import parse_date, parse_plate, value_of

Fault = Literal[
    "missing", "id_number", "date", "plate", "phone", "sex", "choice", "months", "shape",
    "past", "before_start", "differs_birth", "differs_sex", "differs_number",
]  # fmt: skip
_MOST_MONTHS = 120


@dataclass(frozen=True)
class Checked:
    """A form as it stands."""

    values: Mapping[str, str] = field(repr=False)
    """Key -> value as the desk wants it; only what is right by itself."""
    faults: Mapping[str, Fault]
    """Key -> what is wrong with what stands there, or that it is missing."""
    hidden: frozenset[str]
    """Questions that don't count with these answers."""

    @property
    def whole(self) -> bool:
        """It can be handed in."""
        return not self.faults

    @property
    def wrong(self) -> frozenset[str]:
        """What was typed wrongly, apart from what is still missing."""
        return frozenset(k for k, f in self.faults.items() if f != "missing")


def checked(form: ItemForm, typed: Mapping[str, str], day: str, groups: frozenset[str]) -> Checked:
    """`typed`: key -> text as it stands in the line. `day`: ISO, today. `groups`: the ethnic groups."""
    values: dict[str, str] = {}
    faults: dict[str, Fault] = {}
    hidden: set[str] = set()
    for one in form.fields:
        if one.slot is not None and not _counts(one.slot, values):
            hidden.add(one.key)
            continue
        text = typed.get(one.key, "").strip()
        if not text:
            continue
        value = value_typed(one, text, groups)
        if value is None:
            faults[one.key] = fault_of(one)
        else:
            values[one.key] = value
    _between(form, values, faults, day)
    for one in form.fields:
        open_ = one.key not in hidden and one.key not in values and one.key not in faults
        if open_ and one.needed and _section_wanted(form, one, typed):
            faults[one.key] = "missing"
    return Checked(values, faults, frozenset(hidden))


def value_typed(one: FormField, text: str, groups: frozenset[str]) -> str | None:
    """The value of one line, or None where the text is none."""
    if one.slot is not None:
        return _answer(one, one.slot, text)
    if one.kind == "from":
        return parse_date(text)
    if one.kind == "to":
        return _chosen(one, text) or parse_date(text)
    assert one.layout is not None
    flat = text.upper() if one.kind in ("plate", "vin", "classes", "code") else text
    found = value_of(one.layout, flat, groups)
    return found[one.layout.name] if found else None


def _answer(one: FormField, slot: Slot, text: str) -> str | None:
    match slot.kind:
        case "plate":
            value = parse_plate(text.upper().replace(" ", ""))
        case "phone":
            digits = text.replace(" ", "").replace("-", "")
            value = digits[-11:] if valid_phone(digits) else None
        case "date":
            value = parse_date(text)
        case "months":
            value = text if text.isascii() and text.isdigit() and 0 < int(text) <= _MOST_MONTHS else None
        case "id_tail":
            value = text.upper()
        case _:
            value = _chosen(one, text)
    return value if value is not None and slot.takes(value) else None


def _chosen(one: FormField, text: str) -> str | None:
    low = text.lower()
    return next((v for v, w in one.choices if low in (v.lower(), w.zh.lower(), w.en.lower())), None)


def fault_of(one: FormField) -> Fault:
    """What is wrong with a line that has no value."""
    kinds: dict[str, Fault] = {
        "id_number": "id_number", "date": "date", "from": "date", "to": "date", "plate": "plate",
        "phone": "phone", "sex": "sex", "months": "months",
    }  # fmt: skip
    return kinds.get(one.kind, "choice" if one.choices else "shape")


def _counts(slot: Slot, values: Mapping[str, str]) -> bool:
    return all(values.get(f"{ASKED}.{name}") in among for name, among in slot.when.items())


def _section_wanted(form: ItemForm, one: FormField, typed: Mapping[str, str]) -> bool:
    """A document that only may help is whole or isn't there at all."""
    section = next(s for s in form.sections if one in s.fields)
    return section.needed or any(typed.get(f.key, "").strip() for f in section.fields)


def _between(form: ItemForm, values: Mapping[str, str], faults: dict[str, Fault], day: str) -> None:
    """What two lines say of one another."""
    owner: str | None = None
    for section in form.sections:
        text = values.get(f"{section.id}.id_number", values.get(f"{section.id}.licence_number"))
        number = parse_id_number(text) if text else None
        if number is None:
            continue
        if owner is not None and number.text != owner:
            faults[next(f.key for f in section.fields if f.kind == "id_number")] = "differs_number"
        owner = owner or number.text
        birth, sex = values.get(f"{section.id}.birth"), values.get(f"{section.id}.sex")
        if birth and birth != number.birth.isoformat():
            faults[f"{section.id}.birth"] = "differs_birth"
        if sex and sex != number.sex:
            faults[f"{section.id}.sex"] = "differs_sex"
    slots = [f.slot for f in form.fields if f.slot is not None]
    held = {s.name: values[f"{ASKED}.{s.name}"] for s in slots if f"{ASKED}.{s.name}" in values}
    for slot in slots:
        why = amiss(slot, held[slot.name], slots, held, day) if slot.name in held else None
        if why:
            faults[f"{ASKED}.{slot.name}"] = why


def followed(form: ItemForm, values: Mapping[str, str]) -> dict[str, str]:
    """What an ID number tells of the lines beside it: birth and sex, for lines that are still empty."""
    told: dict[str, str] = {}
    for section in form.sections:
        number = parse_id_number(values.get(f"{section.id}.id_number", ""))
        if number is None:
            continue
        keys = {f.name: f.key for f in section.fields}
        for name, value in (("birth", number.birth.isoformat()), ("sex", number.sex)):
            if name in keys:
                told[keys[name]] = value
    return told
