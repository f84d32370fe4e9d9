"""What an officer sees at the kiosk: everything heard, read, asked and decided so far. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.catalogue.prompts import Prompts
from kiosk.core.text import Language
from kiosk.dialogue.actions import Show
from kiosk.dialogue.skipping import skip
from kiosk.dialogue.states import RESTING, State, StateName, Taken
from kiosk.terminal.forms.model import ASKED, ItemForm
from kiosk.terminal.screen import Choice, OfficerView, ReasonLine

OFFICERS = frozenset({"sign_in", "officer"})
_WORDS = ("label.officer.", "form.")
_CHOOSING = frozenset(
    {
        *(StateName.GREET, StateName.ASK_NEED, StateName.CLARIFY, StateName.CONFIRM_ITEM),
        *(StateName.GUIDE, StateName.NOTICE),
    }
)


class OfficerPages:
    """With the words of this installation and the items' forms."""

    def __init__(self, prompts: Prompts, forms: Mapping[str, ItemForm]) -> None:
        self._prompts = prompts
        self._forms = forms
        self._keys = sorted(k for k in prompts.keys() if k.startswith(_WORDS))  # noqa: SIM118 - a method

    def words(self, language: Language) -> dict[str, str]:
        """Small words of these pages, without their first part."""
        plain = (k for k in self._keys if not self._prompts.placeholders(k))
        return {k.removeprefix("label."): self._prompts.text(k, language) for k in plain}

    def view(
        self, show: Show, state: State, items: tuple[Choice, ...], said: tuple[tuple[str, str], ...]
    ) -> OfficerView:
        """The sign-in page knows nothing of the visit below."""
        taken = state.taken or Taken(State())
        if show.page == "sign_in":
            problem = show.values.get("problem", "")
            locked = bool(taken.by)
            return OfficerView(
                problem="" if problem == "locked" else self._problem(problem, state), locked=locked
            )
        inner = taken.state
        shown = OfficerView(
            by=self._prompts.text("label.officer.signed_in", state.language, who=taken.by),
            step=self._prompts.text(f"label.officer.step.{inner.name.value}", state.language),
            said=said,
            form=self._forms.get(inner.item or ""),
            values=_held(inner),
            asked=f"{ASKED}.{inner.slot}" if inner.slot else inner.wanted_document or "",
            reasons=tuple(ReasonLine(r.get(state.language), r.basis, r.holds) for r in inner.reasons),
            may_skip=skip(inner) is not None and not taken.due,
            may_change=inner.name not in RESTING and (taken.due or not inner.submitted),
            due=taken.due,
            served=inner.name not in RESTING,
        )
        if shown.form is not None:
            shown = replace(shown, item=shown.form.name.get(state.language))
        return replace(shown, items=items if inner.name in _CHOOSING else ())

    @staticmethod
    def hint(shown: OfficerView, page: str) -> str:
        """The key of what is to be done."""
        if page == "sign_in":
            return "page.sign_in.hint.locked" if shown.locked else "page.sign_in.hint"
        if not shown.served:
            return "page.officer.hint.rest"
        if shown.due:
            return "page.officer.hint.due"
        return "page.officer.hint" if shown.may_change else "page.officer.hint.at_desk"

    def _problem(self, code: str, state: State) -> str:
        if not code:
            return ""
        key = f"label.officer.problem.{code}"
        return self._prompts.text(
            key if self._prompts.has(key) else "label.officer.problem.other", state.language
        )


def _held(inner: State) -> dict[str, str]:
    values = {f"{d.document}.{n}": v for d in inner.documents for n, v in d.fields.items()}
    return values | {f"{ASKED}.{n}": a.value for n, a in inner.answers.items()}
