"""核校: what goes on and what an officer looks at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.catalogue.model import Cause
from kiosk.desk.check import check_documents
from kiosk.desk.codec import Snapshot, snapshot_from_json, snapshot_to_json
from kiosk.desk.errors import DeskFault
from kiosk.desk.facts import ports_needed
from kiosk.desk.numbers import certificate_number, ticket, ticket_letter
from kiosk.desk.paper_data import ApprovedCase, PaperBook, PaperWords, paper_data
from kiosk.desk.schemas import SubmittedDocument
from kiosk.issuance.render import Renderer
from kiosk.registries.ports import Port
from kiosk.registries.queries import Subject
from tests.desk.parts import (
    ASSETS,
    DAY,
    NUMBERS,
    WORLD,
    HandRegistries,
    back,
    card,
    catalogue,
    submission,
)

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


ANSWERS = {
    "lic_postpone": {"postpone_reason": "abroad", "postpone_until": "2027-12-01"},
    "lic_downgrade": {"target_class": "C2"},
    "veh_license": {"vehicle_matter": "damaged", "plate": "浙B12345"},
    "veh_mark": {"mark_matter": "issue", "plate": "浙B12345"},
    "truck_pass": {
        "plate": "浙B12345",
        "zone": "core",
        "pass_from": "2026-11-25",
        "pass_to": "2026-12-04",
    },
    "no_crime": {"purpose": "work"},
    "residence": {"moved": "no"},
}
#: Who has what the paper of an item tells; mao has for all others.
WHO = {"lic_medical": "zhang_elder", "residence": "chen_jiangxi"}


def approved(who: str, item: str) -> ApprovedCase:
    sent = submission(who, item, answers=ANSWERS.get(item, {}))
    subject = Subject(NUMBERS[who], None, sent.answers.get("plate"), sent.answers.get("zone"))
    ports = [Port(p) for p in ports_needed(catalogue().items[item].facts.values())]
    registries = HandRegistries()
    gathered = registries.gather_for(ports, subject)
    registries.close()
    answers = {port.value: answer for port, answer in gathered.answers.items()}
    snapshot = snapshot_from_json(snapshot_to_json({}, answers))
    return ApprovedCase(catalogue().items[item], sent, snapshot, "A001", 1000, True)


def test_every_item_with_a_paper_has_its_words() -> None:
    book = PaperBook.load(ASSETS)
    renderer = Renderer(ASSETS / "papers")
    for item in (i for i in catalogue().items.values() if not i.taught_later):
        who = WHO.get(item.id, "mao")
        data = paper_data(approved(who, item.id), book.items[item.id])
        assert data["holder"] == WORLD.persons[NUMBERS[who]].person.name
        assert data["fee"] == "10.00"
        assert "第" in data["basis"]
        assert data["id_masked"] == f"{NUMBERS[who][:6]}********{NUMBERS[who][-4:]}"
        assert NUMBERS[who] not in data.values()
        assert item.outcome is not None
        # With what the issuer adds, the template has all it asks for.
        added = {"certificate_number": "X-1", "case_id": "0" * 32, "issued_at": "2026-11-24 09:00"}
        pages = renderer.png(
            item.outcome.paper, {**data, **added, "check_code": "A" * 16, "qr": "XZ1*X-1*A"}, 30
        )
        assert len(pages) == 1, item.id


def test_what_the_register_does_not_tell_is_left_out_only_where_that_may_be() -> None:
    words = PaperBook.load(ASSETS).items["veh_license"]
    case = approved("mao", "veh_license")
    bare = Snapshot({}, {"vehicle": {"plate": "浙B12345"}})
    assert paper_data(case, words)["old_card"] == "return"
    kept = paper_data(replace(case, snapshot=bare, old_card_back=False), words)
    assert (kept["plate"], kept["old_card"]) == ("浙B12345", "void")
    assert "kind" not in kept
    with pytest.raises(DeskFault, match=r"registry:vehicle\.plate"):
        paper_data(replace(case, snapshot=Snapshot({}, {"vehicle": None})), words)
    with pytest.raises(DeskFault, match="item:old_card"):
        paper_data(replace(case, old_card_back=None), words)


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
