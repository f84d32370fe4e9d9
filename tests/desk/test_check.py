"""核校: what goes on and what an officer looks at."""

from __future__ import annotations

import pytest

from kiosk.catalogue.model import Cause
from kiosk.desk.check import check_documents
from kiosk.desk.codec import Snapshot
from kiosk.desk.errors import DeskFault
from kiosk.desk.numbers import certificate_number, ticket, ticket_letter
from kiosk.desk.paper_data import ApprovedCase, PaperBook, PaperWords, paper_data
from kiosk.desk.schemas import SubmittedDocument
from tests.desk.parts import ASSETS, DAY, NUMBERS, WORLD, back, card, catalogue, submission

FRONT = ["id_card_front"]


def test_all_well() -> None:
    assert check_documents(FRONT, [card()]) is None
    assert check_documents(FRONT, [card(), back()]) is None


@pytest.mark.parametrize(
    ("documents", "cause", "detail"),
    [
        ([], Cause.INCOMPLETE, "document_missing:id_card_front"),
        ([back()], Cause.INCOMPLETE, "document_missing:id_card_front"),
        ([card(accepted=False)], Cause.INACCURATE, "not_accepted:id_card_front"),
        ([card(confirmed=False)], Cause.INACCURATE, "not_confirmed:id_card_front"),
        ([card(id_number="330212198806153429")], Cause.INACCURATE, "id_number_invalid"),
        ([card(id_number="")], Cause.INACCURATE, "id_number_invalid"),
        ([card(), back(id_number=NUMBERS["li_young"])], Cause.INACCURATE, "id_number_differs:id_card_back"),
    ],
)
def test_what_stops_a_case(documents: list[SubmittedDocument], cause: Cause, detail: str) -> None:
    finding = check_documents(FRONT, documents)
    assert finding is not None
    assert (finding.cause, finding.detail) == (cause, detail)


def test_numbers() -> None:
    assert ticket(ticket_letter("3"), 7) == "A007"
    assert ticket(ticket_letter("B2号窗口"), 1000) == "B1000"
    assert certificate_number("jsz", "ningbo", DAY, 12) == "JSZ-NINGBO-20261124-0012"
    assert len(certificate_number("JSZ", "a" * 40, DAY, 99999)) <= 40


def approved(who: str, item: str) -> ApprovedCase:
    records = {
        port: record.model_dump(mode="json") if record else None
        for port, record in (("person", WORLD.person(NUMBERS[who])), ("driver", WORLD.driver(NUMBERS[who])))
    }
    return ApprovedCase(catalogue().items[item], submission(who, item), Snapshot({}, records), "A001", 1000)


def test_every_item_with_a_paper_has_its_words() -> None:
    book = PaperBook.load(ASSETS)
    # What is taught later has no rules, so no paper is ever made of it.
    for item in (i for i in catalogue().items.values() if not i.taught_later):
        data = paper_data(approved("mao", item.id), book.items[item.id])
        assert data["holder"] == "毛晓燕"
        assert data["fee"] == "10.00"
        assert data["old_card"] in {"return", "void", "keep", "replaced"}
        assert data["id_masked"] == "330212********3428"
        assert NUMBERS["mao"] not in data.values()


def test_a_reissue_keeps_the_span_and_a_renewal_lengthens_it() -> None:
    book = PaperBook.load(ASSETS)
    kept = paper_data(approved("mao", "lic_damaged"), book.items["lic_damaged"])
    assert (kept["valid_from"], kept["valid_to"]) == ("2019-05-20", "2029-05-20")
    renewed = paper_data(approved("li_young", "lic_expiry"), book.items["lic_expiry"])
    assert (renewed["valid_from"], renewed["valid_to"]) == ("2026-12-29", "2036-12-29")
    forever = paper_data(approved("zhang_elder", "lic_expiry"), book.items["lic_expiry"])
    assert forever["valid_to"] == "long-term"


def test_a_paper_with_a_gap_is_never_made() -> None:
    with pytest.raises(DeskFault, match="points_of_heaven"):
        paper_data(approved("mao", "lic_lost"), PaperWords(sources={"x": "registry:driver.points_of_heaven"}))
