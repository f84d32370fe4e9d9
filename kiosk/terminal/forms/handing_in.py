"""A whole form as a case: the documents and answers that were typed, with the source `window`. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.desk.schemas import Submission, SubmittedDocument
from kiosk.terminal.forms.checking import Checked
from kiosk.terminal.forms.model import ASKED, ItemForm


def submission_of(form: ItemForm, checked: Checked, case_id: str, office: str) -> Submission:
    """For the desk. The officer has the documents before her: what she typed counts as agreed to.

    Raises ValueError where the form isn't whole.
    """
    if not checked.whole:
        raise ValueError(f"the form has faults in {sorted(checked.faults)}")
    return Submission(
        case_id=case_id,
        item=form.item,
        source="window",
        office=office,
        documents=documents_of(form, checked.values),
        answers=answers_of(form, checked),
    )


def documents_of(form: ItemForm, values: Mapping[str, str]) -> list[SubmittedDocument]:
    """Those of which anything was typed."""
    made = []
    for section in form.sections:
        fields = {f.name: values[f.key] for f in section.fields if f.key in values}
        if section.id != ASKED and fields:
            made.append(SubmittedDocument(document=section.id, fields=fields, accepted=True, confirmed=True))
    return made


def answers_of(form: ItemForm, checked: Checked) -> dict[str, str]:
    """Of the questions that count with these answers."""
    asked = [f for f in form.fields if f.slot is not None and f.key not in checked.hidden]
    return {f.name: checked.values[f.key] for f in asked if f.key in checked.values}
