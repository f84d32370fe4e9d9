"""Slips for the hall's printers: the guide of an item, a number, and what a case's citizen takes along.

Nothing here is signed. A slip says of a case only what its kiosk may show (`CaseView`), so all hand-overs
of a discreet item print the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from kiosk.catalogue.guide import guide_lines
from kiosk.catalogue.model import Item
from kiosk.catalogue.prompts import Prompts
from kiosk.core.clock import Clock
from kiosk.core.errors import SetupError
from kiosk.core.text import Bilingual, Language
from kiosk.core.yaml_model import read_model
from kiosk.desk.errors import DeskFault
from kiosk.desk.offices import Name
from kiosk.desk.ports import SlipOffice
from kiosk.desk.schemas import CaseState, CaseView
from kiosk.issuance.qr import pickup_text
from kiosk.issuance.values import local_minute, yuan

Width = Literal["80mm", "a4"]
#: A QR code of more letters has modules too fine for a thermal head and an old telephone.
_LONGEST_CODE = 110
#: What a licence's paper and its faces both say.
_ON_BOTH = ("holder", "id_masked", "licence_class", "valid_from", "valid_to", "ticket")


class GuideWords(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Name
    subtitle: Name
    scan: Name
    printed: Name
    code: Name


class BringWords(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id_card: Name
    old_card: Name | None = None


class ReceiptWords(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    states: Mapping[CaseState, Name]


class FacesWords(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    nationality: str
    record: str


class SlipBook(BaseModel):
    """`assets/desk/slips.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    guide: GuideWords
    pickup: BringWords
    handover: BringWords
    receipt: ReceiptWords
    faces: FacesWords

    @classmethod
    def load(cls, assets: Path) -> SlipBook:
        """Raises SetupError `slip_book`."""
        return read_model(assets / "desk" / "slips.yaml", cls, partial(SetupError, "slip_book"))


class Slips:
    """Makes them. Safe to use from several threads."""

    def __init__(self, office: SlipOffice, book: SlipBook, prompts: Prompts, clock: Clock) -> None:
        self.office = office
        """What draws them."""
        self._book = book
        self._prompts = prompts
        self._clock = clock

    @classmethod
    def load(cls, assets: Path, office: SlipOffice, clock: Clock) -> Slips:
        """With the words of an installation. Raises SetupError, CatalogueError."""
        return cls(office, SlipBook.load(assets), Prompts.load(assets / "prompts"), clock)

    def guide_slip(self, item: Item, language: Language = "zh", width: Width = "80mm") -> bytes:
        """The guide of an item as a PDF. Raises DeskFault `no_guide` (404), IssuanceError."""
        return self.office.render_slip("guide_slip", self.guide_data(item, language, width))

    def guide_data(self, item: Item, language: Language, width: Width) -> dict[str, str]:
        """What stands on it. Raises DeskFault `no_guide` (404)."""
        lines = guide_lines(item, self._prompts, language)
        if item.guide is None:
            raise DeskFault("no_guide", "the item has no guide", 404)
        words, day = self._book.guide, self._now()[:10]
        bring = "、".join(b.zh for b in item.guide.bring)
        if language == "en":
            bring = ", ".join(b.en for b in item.guide.bring)
        name = item.name.get(language)
        code = words.code.get(language).format(id=item.id, item=name, bring=bring, window=item.window)
        return {
            "language": language,
            "width": width,
            "title": words.title.get(language),
            "subtitle": words.subtitle.get(language),
            "item": name,
            "rows": "\n".join("\t".join((line.label, line.note, *line.texts)) for line in lines),
            "scan": words.scan.get(language),
            "printed": words.printed.get(language).format(day=day),
            "qr": code[:_LONGEST_CODE],
        }

    def queue_ticket(
        self,
        ticket: str,
        window: str,
        item: Item | None = None,
        ahead: int | None = None,
        width: Width = "80mm",
    ) -> bytes:
        """A number for a window. `ahead`: how many wait before."""
        data = {"ticket": ticket, "window": window, "issued_at": self._now(), "width": width}
        if item is not None:
            data |= {"item_zh": item.name.zh, "item_en": item.name.en}
        if ahead is not None:
            data["ahead"] = str(ahead)
        return self.office.render_slip("queue_ticket", data)

    def of_case(self, view: CaseView, item: Item, fee_fen: int, old_card: bool, width: Width) -> bytes:
        """What the citizen takes along: the pick-up slip once the paper is ready, else the hand-off slip.

        `view`: as a kiosk may see it. Raises DeskFault `no_slip` (409) while the machine still works on it.
        """
        if view.state in (CaseState.ISSUED, CaseState.COLLECTED) and view.certificate is not None:
            data = self.pickup_data(view, item, fee_fen, old_card)
            return self.office.render_slip("slip", {**data, "width": width})
        if view.state in (CaseState.REVIEW, CaseState.REFUSED, CaseState.CLOSED):
            return self.office.render_slip(
                "handover_slip", {**self.handover_data(view, item), "width": width}
            )
        raise DeskFault("no_slip", "the case isn't decided yet", 409)

    def pickup_data(self, view: CaseView, item: Item, fee_fen: int, old_card: bool) -> dict[str, str]:
        """What stands on the pick-up slip."""
        if view.certificate is None:
            raise DeskFault("no_slip", "the case has no certificate", 409)
        words = self._book.pickup
        bring = [words.id_card, *([words.old_card] if old_card and words.old_card else [])]
        return {
            **self._head(view, item),
            "fee": yuan(fee_fen),
            "bring_zh": "\n".join(b.zh for b in bring),
            "bring_en": "\n".join(b.en for b in bring),
            "qr": pickup_text(view.certificate.number),
        }

    def handover_data(self, view: CaseView, item: Item) -> dict[str, str]:
        """What stands on the hand-off slip: one cause in plain words."""
        cause = self._cause(view)
        bring = self._book.handover.id_card
        return {
            **self._head(view, item),
            "cause_zh": cause.zh,
            "cause_en": cause.en,
            "bring_zh": bring.zh,
            "bring_en": bring.en,
            "case_id": view.case_id,
        }

    def faces_data(
        self,
        says: Mapping[str, str],
        records: Mapping[str, Mapping[str, Any] | None],
        card: Mapping[str, str],
    ) -> dict[str, str]:
        """What stands on a licence's specimen faces. `says`: of its paper; `card`: the ID card's fields."""
        driver = records.get("driver") or {}
        return {
            **{k: says[k] for k in _ON_BOTH},
            "sex": card.get("sex", ""),
            "nationality": self._book.faces.nationality,
            "birth": card.get("birth", ""),
            "first_issued": str(driver.get("first_issued") or ""),
            "record": self._book.faces.record,
            "address": str(driver.get("address") or card.get("address", "")),
        }

    def receipt(
        self, view: CaseView, item: Item, given: list[Bilingual], fee_fen: int, width: Width
    ) -> bytes:
        """What was handed in, and where it stands. `given`: the documents' names."""
        state = self._book.receipt.states[view.state]
        data = {
            **self._head(view, item),
            "width": width,
            "case_id": view.case_id,
            "given_zh": "\n".join(g.zh for g in given),
            "given_en": "\n".join(g.en for g in given),
            "state_zh": state.zh,
            "state_en": state.en,
        }
        if item.guide is not None and not item.discreet:
            data |= {"takes_zh": item.guide.takes.zh, "takes_en": item.guide.takes.en}
        if item.outcome is not None:
            data["fee"] = yuan(fee_fen)
        return self.office.render_slip("receipt", data)

    def _cause(self, view: CaseView) -> Bilingual:
        """The first reason where a rule sent it to the officer, else the cause's own sentence."""
        decision = view.decision
        if (
            decision is not None
            and decision.decision != "approve"
            and decision.reasons
            and decision.reasons[0].zh
        ):
            return Bilingual(decision.reasons[0].zh, decision.reasons[0].en)
        key = f"handover.cause.{view.review_cause or 'system'}"
        return Bilingual(self._prompts.text(key, "zh"), self._prompts.text(key, "en"))

    def _head(self, view: CaseView, item: Item) -> dict[str, str]:
        return {
            "item_zh": item.name.zh,
            "item_en": item.name.en,
            "window": view.window,
            "ticket": view.ticket,
            "issued_at": self._now(),
        }

    def _now(self) -> str:
        return local_minute(self._clock.now())
