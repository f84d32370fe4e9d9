"""What stands on the letters: their words as data, and how a case's values come between them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kiosk.catalogue.model import Item
from kiosk.core.errors import SetupError
from kiosk.core.yaml_model import read_model
from kiosk.desk.errors import DeskFault
from kiosk.desk.offices import Name


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sender(_Data):
    """Who sends the letter."""

    office: Name
    short: str
    """Under the seal."""


class Cited(_Data):
    """An article with its mark of evidence."""

    article: str
    mark: str


class ToldBy(_Data):
    """Which article asks for the letter: `general`, or by an item's id or the first part of it."""

    refusal: Mapping[str, Cited]
    supplement: Mapping[str, Cited]


class Appeal(_Data):
    """One way against a refusal."""

    way: str
    to: str
    term: str
    article: str
    mark: str


class DocumentWords(_Data):
    """What a document is called, and how it is brought."""

    zh: str
    how: str


class LetterBook(_Data):
    """`assets/desk/letters.yaml`."""

    senders: Mapping[str, Sender]
    other_sender: Sender
    told_by: ToldBy
    appeal: tuple[Appeal, ...]
    ask: str
    where: Name
    kept: str
    documents: Mapping[str, DocumentWords]

    @classmethod
    def load(cls, assets: Path) -> LetterBook:
        """Raises SetupError `letter_book`."""
        return read_model(assets / "desk" / "letters.yaml", cls, partial(SetupError, "letter_book"))


@dataclass(frozen=True)
class Addressee:
    """Whose letter it is, and about which case."""

    item: Item
    holder: str
    id_masked: str
    case_id: str
    office: Name
    window: str
    handed_in: str
    """ISO day in Asia/Shanghai."""
    now: str
    """Asia/Shanghai, to the minute."""


@dataclass(frozen=True)
class Missing:
    """One thing that is missing."""

    what: str
    how: str
    article: str


def letter_head(to: Addressee, book: LetterBook) -> dict[str, str]:
    """What both letters need. Pure."""
    sender = book.senders.get(to.item.department.zh, book.other_sender)
    return {
        "item_zh": to.item.name.zh,
        "item_en": to.item.name.en,
        "holder": to.holder,
        "id_masked": to.id_masked,
        "case_id": to.case_id,
        "issued_at": to.now,
        "handed_in": to.handed_in,
        "office_zh": sender.office.zh,
        "office_en": sender.office.en,
        "office_short": sender.short,
    }


def refusal_data(to: Addressee, article: str, reason: str, book: LetterBook) -> dict[str, str]:
    """What stands on a refusal: article, reason, and every way against it. Pure."""
    ways = (f"{_one(a.way)}\t{_one(a.to)}\t{_one(a.term)}\t{_one(a.article)}" for a in book.appeal)
    return {
        **letter_head(to, book),
        "told_by": _told_by(book.told_by.refusal, to.item),
        "article": _one(article),
        "reason": _one(reason),
        "appeal": "\n".join(ways),
        "ask_zh": book.ask.format(office=to.office.zh, window=_window(to.window)),
    }


def supplement_data(to: Addressee, missing: Sequence[Missing], book: LetterBook) -> dict[str, str]:
    """What stands on the notice of what is missing. Pure. Raises DeskFault `nothing_missing` (409)."""
    if not missing:
        raise DeskFault("nothing_missing", "nothing is missing in this case", 409)
    lines = (f"{_one(m.what)}\t{_one(m.how)}\t{_one(m.article)}" for m in missing)
    return {
        **letter_head(to, book),
        "told_by": _told_by(book.told_by.supplement, to.item),
        "missing": "\n".join(lines),
        "where_zh": book.where.zh.format(office=to.office.zh, window=_window(to.window)),
        "where_en": book.where.en.format(office=to.office.en, window=to.window),
        "kept_zh": book.kept,
    }


def missing_documents(documents: Sequence[str], reason: str, item: Item, book: LetterBook) -> list[Missing]:
    """The documents an officer asks for, each with the article of the item; the officer's words with each.

    Raises DeskFault `unknown_document` (422): a letter never names a thing by a code.
    """
    article = item.guide.law[0] if item.guide and item.guide.law else ""
    found = []
    for document in dict.fromkeys(documents):
        words = book.documents.get(document)
        if words is None:
            raise DeskFault("unknown_document", "the letters have no name for this document", 422)
        found.append(Missing(words.zh, f"{words.how}。{reason}" if reason else words.how, article))
    return found


def _told_by(cited: Mapping[str, Cited], item: Item) -> str:
    found = cited.get(item.id) or cited.get(item.id.partition("_")[0]) or cited["general"]
    return found.article


def _window(window: str) -> str:
    return f"{window}号窗口" if window.isdigit() else window


def _one(text: str) -> str:
    """In one line, so that nobody's words make a row of their own."""
    return " ".join(text.split())
