"""The third stage, 核校: do the documents say who this is, and did she agree to what was read?

Card against register is the rules' business: they get both as facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.catalogue.model import Cause
from kiosk.core.id_number import parse_id_number
from kiosk.desk.facts import identity
from kiosk.desk.schemas import SubmittedDocument


@dataclass(frozen=True)
class Finding:
    """Why a case can't go on by itself."""

    cause: Cause
    detail: str
    """A code and what it is about."""


def check_documents(required: Sequence[str], documents: Sequence[SubmittedDocument]) -> Finding | None:
    """The first thing that is wrong, or None. Pure."""
    given = {document.document for document in documents}
    for kind in required:
        if kind not in given:
            return Finding(Cause.INCOMPLETE, f"document_missing:{kind}")
    for document in documents:
        if not document.accepted:
            return Finding(Cause.INACCURATE, f"not_accepted:{document.document}")
        if not document.confirmed:
            return Finding(Cause.INACCURATE, f"not_confirmed:{document.document}")
    owner = identity(documents)
    if owner is None:
        return Finding(Cause.INACCURATE, "id_number_invalid")
    for document in documents:
        text = document.fields.get("id_number")
        if text is not None:
            number = parse_id_number(text)
            if number is None or number.text != owner.text:
                return Finding(Cause.INACCURATE, f"id_number_differs:{document.document}")
    return None
