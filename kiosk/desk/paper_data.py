"""What a paper says: the strings its template asks for, from a case that was approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from kiosk.catalogue.derive import next_validity, validity_terms
from kiosk.catalogue.model import LONG_TERM, Item
from kiosk.core.errors import SetupError
from kiosk.core.id_number import mask_id_number
from kiosk.core.yaml_model import read_model
from kiosk.desk.codec import Snapshot
from kiosk.desk.errors import DeskFault
from kiosk.desk.facts import as_type, identity, identity_document
from kiosk.desk.schemas import Submission
from kiosk.issuance.values import yuan


class PaperWords(BaseModel):
    """One item of `assets/desk/papers.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: dict[str, str] = Field(default_factory=dict)
    sources: dict[str, str] = Field(default_factory=dict)


class PaperBook(BaseModel):
    """`assets/desk/papers.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: dict[str, PaperWords]

    @classmethod
    def load(cls, assets: Path) -> PaperBook:
        """From the assets folder. Raises SetupError `paper_book`."""
        return read_model(assets / "desk" / "papers.yaml", cls, partial(SetupError, "paper_book"))


@dataclass(frozen=True)
class ApprovedCase:
    """What is known of a case when its paper is made."""

    item: Item
    submission: Submission
    snapshot: Snapshot
    ticket: str
    fee_fen: int
    old_card_back: bool | None = None
    """Does the window take the old one back? None: a fact that decides it is missing."""


def paper_data(case: ApprovedCase, words: PaperWords) -> dict[str, str]:
    """Flat strings: dates ISO, an open end `long-term`, money in yuan. Pure.

    Raises DeskFault `paper_value` where a source has nothing: a paper with a gap is never made.
    """
    owner = identity(case.submission.documents)
    document = identity_document(case.submission.documents)
    if owner is None or document is None:
        raise DeskFault("paper_value", "a paper needs to know whose it is", 500)
    data = {
        "item_zh": case.item.name.zh,
        "item_en": case.item.name.en,
        "holder": document.fields.get("name", ""),
        "id_masked": mask_id_number(owner.text),
        "window": case.item.window,
        "ticket": case.ticket,
        "fee": yuan(case.fee_fen),
    }
    values = {name: _value(source, case) for name, source in words.sources.items()}
    return {**data, **words.says, **{name: value for name, value in values.items() if value}}


def _value(source: str, case: ApprovedCase) -> str:
    """Empty where nothing is known and the source says that this may be."""
    sure = source.removesuffix("?")
    value = _look_up(sure, case)
    if value is None or value == "":
        if sure == source:
            raise DeskFault("paper_value", f"the paper's {source} isn't known", 500)
        return ""
    return str(value)


def _look_up(source: str, case: ApprovedCase) -> object:
    kind, _, place = source.partition(":")
    owner, _, name = place.partition(".")
    if kind == "registry":
        return (case.snapshot.records.get(owner) or {}).get(name)
    if kind == "card":
        return next((d.fields.get(name) for d in case.submission.documents if d.document == owner), None)
    if kind == "asked":
        return case.submission.answers.get(place)
    if kind == "renewed":
        return _renewed(case).get(place)
    if source == "item:old_card" and case.old_card_back is not None:
        return "return" if case.old_card_back else "void"
    return None


def _renewed(case: ApprovedCase) -> Mapping[str, str]:
    """By the law in force on the first day of the new span."""
    driver = case.snapshot.records.get("driver") or {}
    start, end = as_type(driver.get("valid_from"), "date"), as_type(driver.get("valid_to"), "date")
    cycles = as_type(driver.get("cycles_at_12"), "int")
    if not (isinstance(start, date) and isinstance(end, date) and isinstance(cycles, int)):
        return {}
    terms = validity_terms(case.item.law, end) if case.item.law else None
    if terms is None:
        return {}
    first, last = next_validity(start, end, cycles, terms)
    return {"valid_from": _iso(first), "valid_to": _iso(last)}


def _iso(day: date) -> str:
    return "long-term" if day == LONG_TERM else day.isoformat()
