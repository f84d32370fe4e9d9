"""An item's page of guidance, line by line (国务院令716号 art 6): for the screen and the slip. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.catalogue.model import Item
from kiosk.catalogue.prompts import Prompts
from kiosk.core.text import Language


@dataclass(frozen=True)
class GuideLine:
    """One line of an item's guide."""

    id: str
    """who, bring, shared, takes, fee, ends, why, law: for its picture."""
    label: str
    texts: tuple[str, ...]
    note: str = ""


def guide_lines(held: Item, prompts: Prompts, language: Language) -> tuple[GuideLine, ...]:
    """From who may to by which law; nothing where the item has no guide."""
    guide = held.guide
    if guide is None:
        return ()

    def line(name: str, *texts: str, note: str = "") -> GuideLine:
        return GuideLine(name, prompts.text(f"label.guide.{name}", language), texts, note)

    lines = [
        line("who", guide.who.get(language)),
        line("bring", *(b.get(language) for b in guide.bring)),
    ]
    if held.shared and not held.by_officer:
        # What nobody has to bring: the desk looks it up itself (716号 art 7).
        names = tuple(prompts.text(f"label.port.{port}", language) for port in held.shared)
        lines.append(line("shared", *names, note=prompts.text("label.guide.shared.note", language)))
    ends = "label.guide.ends.officer" if held.by_officer else "label.guide.ends.window"
    lines += [
        line("takes", guide.takes.get(language)),
        line("fee", guide.fee.get(language)),
        line("ends", prompts.text(ends, language, window=held.window)),
    ]
    if held.handoff_reason is not None:
        lines.append(line("why", held.handoff_reason.get(language)))
    return (*lines, line("law", *guide.law))
