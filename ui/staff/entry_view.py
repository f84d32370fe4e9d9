"""A form as its page shows it: sections, lines, faults, offers. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from kiosk.core.text import Language
from kiosk.terminal.forms.checking import Checked
from kiosk.terminal.forms.kit import FormKit
from kiosk.terminal.forms.model import ItemForm


def entry_view(
    form: ItemForm,
    typed: Mapping[str, str],
    found: Checked,
    kit: FormKit,
    language: Language,
    left: AbstractSet[str],
    at: str,
    offers: Sequence[str],
) -> dict[str, Any]:
    """`left`: lines that were come by; there a missing value is said. `at`: the line that is typed in."""
    sections = []
    for section in form.sections:
        lines = []
        for one in section.fields:
            if one.key in found.hidden:
                continue
            fault = found.faults.get(one.key)
            said = fault is not None and (fault != "missing" or one.key in left) and one.key != at
            lines.append(
                {
                    "key": one.key,
                    "label": one.label.get(language),
                    "needed": one.needed and section.needed,
                    "text": typed.get(one.key, ""),
                    "fault": kit.fault(fault, language) if fault is not None and said else "",
                    "right": one.key in found.values,
                    "at": one.key == at,
                    "offers": list(offers) if one.key == at else [],
                }
            )
        sections.append(
            {"id": section.id, "label": section.label.get(language), "needed": section.needed, "lines": lines}
        )
    filled = sum(1 for f in form.fields if f.key in found.values)
    return {
        "mode": "form",
        "item": form.name.get(language),
        "sections": sections,
        "whole": found.whole,
        "open": len(found.faults),
        "filled": filled,
        "at": at,
    }
