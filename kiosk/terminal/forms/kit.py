"""Everything a form needs, read once from the assets: forms by item, groups, completion, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.core.text import Language
from kiosk.terminal.forms.checking import Checked, Fault, checked
from kiosk.terminal.forms.completing import Completion
from kiosk.terminal.forms.model import ItemForm, form_of
from kiosk.vision.checks import load_card_words
from kiosk.vision.layouts import load_layouts


@dataclass(frozen=True)
class FormKit:
    forms: Mapping[str, ItemForm]
    """The items that are finished here first."""
    groups: frozenset[str]
    completion: Completion
    prompts: Prompts

    def check(self, item: str, typed: Mapping[str, str], day: str) -> Checked:
        """`day`: ISO, today."""
        return checked(self.forms[item], typed, day, self.groups)

    def fault(self, fault: Fault, language: Language) -> str:
        """In words."""
        return self.prompts.text(f"form.fault.{fault}", language)


@lru_cache(maxsize=2)
def load_kit(assets: Path) -> FormKit:
    """Raises CatalogueError, SetupError."""
    prompts = Prompts.load(assets / "prompts")
    layouts = load_layouts(assets / "vision")
    known = sorted(Catalogue.load(assets).all_items.values(), key=lambda item: item.by_officer)
    groups = load_card_words(assets / "vision").ethnic_groups
    forms = {i.id: form_of(i, layouts, prompts) for i in known}
    return FormKit(forms, groups, Completion.load(assets, sorted(groups)), prompts)
