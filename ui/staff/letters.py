"""What the citizen will read of a refusal or a request for papers, as text for the officer's eyes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kiosk.core.clock import LOCAL_ZONE
from kiosk.desk.staff_schemas import CaseFile
from ui.staff.words import Words


def refusal_letter(file: CaseFile, article: str, reason: str, words: Words, now: datetime) -> str:
    """不予办理告知书."""
    return words.say(
        "letter.refusal",
        name=_name(file),
        item=_item(file, words),
        ticket=file.review.ticket,
        article=article,
        reason=reason,
        window=file.review.window,
        day=_day(now),
    )


def ask_letter(file: CaseFile, documents: Sequence[str], reason: str, words: Words, now: datetime) -> str:
    """一次性告知书: everything that is missing, at once."""
    lines = [f"{n}. {words.known(f'document.{d}', d)}" for n, d in enumerate(documents, 1)]
    return words.say(
        "letter.ask",
        name=_name(file),
        item=_item(file, words),
        ticket=file.review.ticket,
        documents="\n".join(lines),
        reason=reason,
        window=file.review.window,
        day=_day(now),
    )


def _item(file: CaseFile, words: Words) -> str:
    return file.item.zh if words.language == "zh" else file.item.en


def _name(file: CaseFile) -> str:
    return next((d.fields["name"] for d in file.documents if d.fields.get("name")), "—")


def _day(now: datetime) -> str:
    return now.astimezone(LOCAL_ZONE).date().isoformat()
