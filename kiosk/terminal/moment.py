"""The first page, before anything else is loaded: one moment, please. Imports little, to be there early."""

from __future__ import annotations

from kiosk.catalogue.prompts import Prompts
from kiosk.core.text import Language
from kiosk.terminal.screen import View

_WORDS = "label.touch."


def moment_view(prompts: Prompts, again: bool, language: Language = "zh") -> View:
    """`again`: it comes back after a crash; who was in the middle of something is told that it is safe."""
    small = sorted(k for k in prompts.keys() if k.startswith(_WORDS))  # noqa: SIM118 - a method of its own
    title = prompts.text("page.moment.title", language)
    return View(
        page="moment",
        title=title,
        hint=prompts.text("page.moment.again" if again else "page.moment.hint", language),
        hall=prompts.text("title.hall", language),
        subtitle=prompts.text("title.subtitle", language),
        language=language,
        face="thinking",
        caption=title,
        words={k.removeprefix(_WORDS): prompts.text(k, language) for k in small},
    )
