"""An item's form: what an officer types where nobody can hear, see or be asked. Pure.

The form is made of the item's own data (its documents and questions), of the documents' layouts and of the
prompts; there is no second definition of anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.catalogue.model import Item
from kiosk.catalogue.prompts import Prompts
from kiosk.core.text import Bilingual
from kiosk.dialogue.slot import Slot
from kiosk.terminal.questions import both, slot_of_question
from kiosk.vision.layouts import FieldLayout, Layout
from kiosk.vision.validity import LONG_TERM

#: An item that names no document is done with this one, as at the kiosk.
_FIRST = "id_card_front"
ASKED = "asked"


@dataclass(frozen=True)
class FormField:
    """One line of the form."""

    key: str
    """`DOCUMENT.FIELD`, or `asked.QUESTION`."""
    label: Bilingual
    kind: str
    """Of a document's field (`vision.layouts.Kind`; the ends of a span: `from`, `to`) or of a question."""
    needed: bool
    layout: FieldLayout | None = None
    """Of a document's field."""
    slot: Slot | None = None
    """Of a question."""
    choices: tuple[tuple[str, Bilingual], ...] = ()
    """Value and words of each, where only these may stand in it; of `to` what may stand instead of a day."""

    @property
    def owner(self) -> str:
        return self.key.partition(".")[0]

    @property
    def name(self) -> str:
        return self.key.partition(".")[2]


@dataclass(frozen=True)
class Section:
    """A document, or the questions."""

    id: str
    label: Bilingual
    fields: tuple[FormField, ...]
    needed: bool
    """False: a document that helps only where no register knows what stands on it."""


@dataclass(frozen=True)
class ItemForm:
    item: str
    version: str
    """Of the item that it was made of."""
    name: Bilingual
    sections: tuple[Section, ...]
    by_key: Mapping[str, FormField] = field(default_factory=dict, compare=False)

    @property
    def fields(self) -> tuple[FormField, ...]:
        """In the order of the tab key."""
        return tuple(f for section in self.sections for f in section.fields)


def form_of(item: Item, layouts: Mapping[str, Layout], prompts: Prompts) -> ItemForm:
    """Raises CatalogueError `bad_prompt` where a label is missing."""
    wanted = item.documents or (_FIRST,)
    extra = tuple(d for d in dict.fromkeys(item.extra_documents.values()) if d not in wanted)
    sections = [_document(layouts[d], _read_of(item, d), True, prompts) for d in wanted]
    sections += [_document(layouts[d], _read_of(item, d), False, prompts) for d in extra]
    if item.questions:
        slots = [slot_of_question(q, prompts) for q in item.questions]
        asked = tuple(_question(s, prompts) for s in slots)
        sections.append(Section(ASKED, both("form.section.asked", prompts), asked, True))
    made = tuple(sections)
    keys = {f.key: f for section in made for f in section.fields}
    return ItemForm(item.id, item.version, item.name, made, keys)


def _read_of(item: Item, document: str) -> frozenset[str]:
    """The fields of the document that the item's facts come from, and the number that says whose it is."""
    sources = [s for f in item.facts.values() for s in (f.source, f.fallback) if s]
    start = f"card:{document}."
    named = {s.removeprefix(start) for s in sources if s.startswith(start)}
    return frozenset(named | {"id_number", "name"})


def _question(slot: Slot, prompts: Prompts) -> FormField:
    choices = tuple((o.id, o.label) for o in slot.options)
    if slot.kind == "yes_no":
        choices = tuple((answer, both(f"form.{answer}", prompts)) for answer in ("yes", "no"))
    return FormField(f"{ASKED}.{slot.name}", slot.label, slot.kind, True, slot=slot, choices=choices)


def _document(layout: Layout, read: frozenset[str], needed: bool, prompts: Prompts) -> Section:
    fields: list[FormField] = []
    ordered = sorted(layout.fields, key=lambda f: f.kind != "id_number")
    for one in ordered:
        for name, kind in _parts(one):
            label = both(f"label.{name}", prompts)
            words = one.words if kind == "word" else ()
            choices = tuple((w, Bilingual(w, w)) for w in sorted(words))
            if kind == "to":
                choices = ((LONG_TERM, both(f"value.{LONG_TERM}", prompts)),)
            key = f"{layout.document}.{name}"
            fields.append(FormField(key, label, kind, name in read, layout=one, choices=choices))
    return Section(layout.document, both(f"document.{layout.document}", prompts), tuple(fields), needed)


def _parts(one: FieldLayout) -> tuple[tuple[str, str], ...]:
    """A span is typed as its two ends."""
    return (("valid_from", "from"), ("valid_to", "to")) if one.kind == "span" else ((one.name, one.kind),)
