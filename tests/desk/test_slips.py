"""Slips and letters by HTTP, drawn for real: what they say, what they never say, and who may have them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader

from kiosk.core.clock import SystemClock
from kiosk.desk.client import DeskClient, DeskError
from kiosk.desk.letter_words import LetterBook, missing_documents
from kiosk.desk.levels import ServiceLevels
from kiosk.desk.offices import Offices
from kiosk.desk.schemas import CaseState
from kiosk.desk.slips import Slips
from kiosk.issuance.qr import parse_pickup_text, pickup_text
from tests.desk.hall import KIOSK, HallUnderTest, app_of, make_hall
from tests.desk.parts import (
    ASSETS,
    NUMBERS,
    DrawingOffice,
    HandRegistries,
    catalogue,
    drawing,
    settled,
    submission,
)  # fmt: skip
from tests.desk.test_items import PASS
from tests.desk.test_review import actions

_READY = CaseState.ISSUED
ARTICLE = "机动车驾驶证申领和使用规定第69条"


@pytest.fixture(scope="module")
def office() -> DrawingOffice:
    return DrawingOffice()


@pytest.fixture
def hall(tmp_path: Path, registries: HandRegistries, office: DrawingOffice) -> Iterator[HallUnderTest]:
    desk = make_hall(
        tmp_path / "state",
        registries=registries,
        levels=ServiceLevels.load(ASSETS),
        offices=Offices.load(ASSETS),
        **drawing(office),
    )
    office.drawn.clear()
    with TestClient(app_of(desk), raise_server_exceptions=False) as client:
        yield HallUnderTest(desk, client)


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def case_of(
    hall: HallUnderTest, who: str = "mao", state: CaseState = CaseState.ISSUED, **more: object
) -> str:
    sent = submission(who, **more)
    hall.desk.submit(sent)
    assert settled(hall.desk, sent.case_id).state is state
    return sent.case_id


def test_the_guide_s_slip_tells_what_the_page_tells(hall: HallUnderTest) -> None:
    answer = hall.call(None, "GET", "/items/lic_damaged/guide-slip")
    text = words(answer.content)
    assert answer.headers["content-type"] == "application/pdf"
    for said in ("办事须知", "居民身份证", "数据共享免提交", "工本费10元", "第66条", "3号窗口"):
        assert said in text
    english = words(hall.call(None, "GET", "/items/lic_damaged/guide-slip?language=en&width=a4").content)
    assert "Replacementofadamageddrivinglicence" in english
    assert "数据共享" not in english


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_item_s_guide_fits_its_slip(office: DrawingOffice, language: str) -> None:
    slips = Slips.load(ASSETS, office, SystemClock())
    for item in catalogue().all_items.values():
        if item.guide is None:
            continue
        for width in ("80mm", "a4"):
            pages = PdfReader(io.BytesIO(slips.guide_slip(item, language, width))).pages  # type: ignore[arg-type]
            assert len(pages) == 1, (item.id, width)


def test_an_item_without_a_guide_and_no_item(hall: HallUnderTest) -> None:
    assert hall.call(None, "GET", "/items/nothing/guide-slip").json()["code"] == "unknown_item"
    assert hall.call(None, "GET", "/items/assistance/guide-slip").json()["code"] == "no_guide"


def test_a_ready_paper_s_slip(hall: HallUnderTest, office: DrawingOffice) -> None:
    case_id = case_of(hall)
    text = words(hall.call(None, "GET", f"/cases/{case_id}/slip").content)
    view = hall.desk.case(case_id)
    assert view.certificate
    for said in ("取件单", view.ticket, "10.00元", "本人居民身份证原件"):
        assert said in text
    # Art 68 takes no old card back for a damaged one.
    assert "原证件" not in text
    _, data = office.drawn[-1]
    assert parse_pickup_text(data["qr"]) == view.certificate.number
    assert NUMBERS["mao"] not in str(data)
    assert "毛" not in str(data)


def test_a_handed_over_case_s_slip_has_one_cause_in_plain_words(hall: HallUnderTest) -> None:
    case_id = case_of(hall, "wang_seized", CaseState.REVIEW)
    text = words(hall.call(None, "GET", f"/cases/{case_id}/slip?width=a4").content)
    view = hall.desk.case(case_id)
    assert view.decision
    assert "人工办理提示单" in text
    assert "".join(view.decision.reasons[0].zh.split()) in text
    assert view.ticket in text


def test_all_hand_overs_of_a_discreet_item_print_the_same(
    hall: HallUnderTest, registries: HandRegistries, office: DrawingOffice
) -> None:
    """Handed over by a silent register or by a hit: one sentence, one paper (desk.md 4.5)."""
    told, own = [], ("ticket", "case_id", "issued_at")
    for failing in ({"crime": "registry_timeout"}, {"person": "registry_timeout"}):
        registries.failing.update(failing)
        who = "mao" if "crime" in failing else "wang_seized"
        case_id = case_of(hall, who, CaseState.REVIEW, item="no_crime", answers={"purpose": "work"})
        hall.call(None, "GET", f"/cases/{case_id}/slip")
        template, data = office.drawn[-1]
        told.append((template, {k: v for k, v in data.items() if k not in own}))
        registries.failing.clear()
    assert told[0] == told[1]


def test_a_refusal_s_letter_has_article_reason_and_both_ways_of_appeal(hall: HallUnderTest) -> None:
    case_id = case_of(hall, "wang_seized", CaseState.REVIEW)
    assert hall.call("wang", "GET", f"/reviews/{case_id}/letters/refusal").status_code == 409
    body = {"outcome": "refuse", "article": ARTICLE, "reason": "驾驶证在扣留期间。"}
    preview = hall.call("wang", "POST", f"/reviews/{case_id}/letters/refusal/preview", body)
    assert preview.status_code == 200
    assert hall.desk.case(case_id).state is CaseState.REVIEW
    assert hall.decide("wang", case_id, "refuse", article=ARTICLE).json()["state"] == "refused"
    text = words(hall.call("wang", "GET", f"/reviews/{case_id}/letters/refusal").content)
    said = ("不予办理告知书", "王建军", ARTICLE, "lookedatit", "六十日内", "六个月内", "行政复议", "行政诉讼")
    for expected in (*said, "第三条第二款"):
        assert expected in text
    assert "驾驶证在扣留期间" in words(preview.content)
    assert [a for _, a in actions(hall, case_id) if a.startswith("letter.")] == [
        "letter.previewed",
        "letter.refusal",
    ]


def test_the_notice_lists_all_that_is_missing_and_invents_no_day(hall: HallUnderTest) -> None:
    case_id = case_of(hall, "wang_seized", CaseState.REVIEW)
    wish = {"documents": ["id_card_back", "driving_licence"], "reason": "照片面看不清"}
    preview = words(hall.call("wang", "POST", f"/reviews/{case_id}/letters/supplement/preview", wish).content)
    assert hall.call("wang", "GET", f"/reviews/{case_id}/letters/supplement").status_code == 409
    version = hall.claim("wang", case_id)
    assert hall.call("wang", "POST", f"/reviews/{case_id}/ask", wish, version).status_code == 204
    text = words(hall.call("wang", "GET", f"/reviews/{case_id}/letters/supplement").content)
    assert text == preview
    for said in ("共2项", "居民身份证（国徽面）", "机动车驾驶证", "照片面看不清", "3号窗口", "第三条第二款"):
        assert said in text
    assert "日内" not in text
    assert "期限" not in text


def test_what_the_rules_found_missing_is_listed_with_its_article(
    hall: HallUnderTest, registries: HandRegistries
) -> None:
    registries.failing["driver"] = "registry_timeout"
    case_id = case_of(hall, "mao", CaseState.REVIEW)
    answer = hall.call("wang", "GET", f"/reviews/{case_id}/letters/supplement")
    if hall.desk.case(case_id).review_cause == "incomplete":
        assert "申领和使用规定" in words(answer.content)
    else:
        assert answer.json()["code"] == "nothing_missing"


def test_letters_are_an_officer_s_and_a_record_s_only_of_whom_it_concerns(
    hall: HallUnderTest, registries: HandRegistries
) -> None:
    registries.failing["crime"] = "registry_timeout"
    case_id = case_of(hall, "mao", CaseState.REVIEW, item="no_crime", answers={"purpose": "work"})
    body = {"outcome": "refuse", "article": "规定第10条", "reason": "x"}
    path = f"/reviews/{case_id}/letters/refusal/preview"
    assert hall.call("wang", "POST", path, body).status_code == 403
    assert hall.call("lin", "POST", path, body).status_code == 403
    assert hall.call("he", "POST", path, body).status_code == 200
    assert hall.call(None, "POST", path, body).status_code == 401


def test_a_letter_never_names_a_thing_by_a_code() -> None:
    book, item = LetterBook.load(ASSETS), catalogue().items["lic_lost"]
    with pytest.raises(Exception, match="no name for this document"):
        missing_documents(["id_card_back", "odd_code"], "", item, book)


def test_every_document_of_the_catalogue_has_its_name() -> None:
    wanted = {d for i in catalogue().all_items.values() for d in (*i.documents, *i.extra_documents.values())}
    assert wanted <= set(LetterBook.load(ASSETS).documents)


def test_the_client_fetches_slips(hall: HallUnderTest) -> None:
    def relayed(request: httpx.Request) -> httpx.Response:
        answer = hall.client.request(request.method, str(request.url), headers=dict(request.headers))
        return httpx.Response(answer.status_code, content=answer.content)

    with DeskClient("http://testserver", KIOSK, transport=httpx.MockTransport(relayed)) as client:
        assert client.guide_slip("lic_lost", "en", "a4").startswith(b"%PDF")
        with pytest.raises(DeskError) as caught:
            client.slip("0" * 32)
        assert caught.value.code == "unknown_case"


def test_a_desk_that_draws_nothing_says_so(tmp_path: Path) -> None:
    with TestClient(app_of(make_hall(tmp_path))) as client:
        bare = HallUnderTest(make_hall(tmp_path / "other"), client)
        assert bare.call(None, "GET", "/items/lic_lost/guide-slip").json()["code"] == "no_slips"


def test_a_pickup_text_is_read_back_and_nothing_else_is() -> None:
    assert parse_pickup_text(pickup_text("JSZ-1234")) == "JSZ-1234"
    for other in ("XZ1*JSZ-1234*ABCD2345EFGH67JK", "XZP1*", "JSZ-1234", "XZP1*毛晓燕"):
        assert parse_pickup_text(other) is None


def test_a_truck_s_pass_on_a_telephone_has_its_paper_s_number(
    hall: HallUnderTest, office: DrawingOffice
) -> None:
    case_id = case_of(hall, "li_young", item="truck_pass", answers=dict(PASS))
    view = hall.desk.case(case_id)
    assert view.certificate
    answer = hall.call(None, "GET", f"/cases/{case_id}/pass")
    text = words(answer.content)
    for said in ("货车电子通行证", view.certificate.number, "核心区"):
        assert said in text
    template, data = office.drawn[-1]
    assert (template, data["qr"].split("*")[1]) == ("e_pass", view.certificate.number)
    assert hall.call(None, "GET", f"/cases/{case_of(hall)}/pass").json()["code"] == "no_paper"


def test_a_revoked_pass_is_drawn_no_more(hall: HallUnderTest) -> None:
    case_id = case_of(hall, "li_young", item="truck_pass", answers=dict(PASS))
    view = hall.desk.case(case_id)
    assert view.certificate
    wish = {"number": view.certificate.number, "reason": "issued by mistake"}
    assert hall.call("sun", "POST", "/window/revocations", wish).status_code == 204
    assert hall.call(None, "GET", f"/cases/{case_id}/pass").json()["code"] == "no_paper"


def test_a_licence_s_faces_are_the_window_s_and_a_specimen(hall: HallUnderTest) -> None:
    case_id = case_of(hall)
    text = words(hall.call("wang", "GET", f"/window/faces/{case_id}").content)
    assert text.count("样本SPECIMEN") >= 2
    assert "2013年5月20日" in text
    assert NUMBERS["mao"] not in text
    assert hall.call("lin", "GET", f"/window/faces/{case_id}").status_code == 403
    assert hall.call(None, "GET", f"/window/faces/{case_id}").status_code == 401
    assert ("wang", "paper.drawn") in actions(hall, case_id)
