"""The desk's rows of what is printed, on both engines, by the client, and with a printer that is a folder."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from kiosk.desk.client import DeskClient, DeskError
from kiosk.desk.schemas import CaseState
from kiosk.desk.store import schema as t
from kiosk.printing.carry import End
from kiosk.printing.file import FilePrinter
from kiosk.printing.named import Tray
from kiosk.printing.port import PrintError, PrintJob, Trouble
from kiosk.terminal.printing import SlipPrinting
from tests.desk.hall import KIOSK, HallUnderTest, app_of, make_hall
from tests.desk.parts import DrawingOffice, HandRegistries, drawing, settled, submission
from tests.desk.test_review import actions


@pytest.fixture(scope="module")
def office() -> DrawingOffice:
    return DrawingOffice()


@pytest.fixture
def hall(
    tmp_path: Path, store_url: str | None, registries: HandRegistries, office: DrawingOffice
) -> Iterator[HallUnderTest]:
    desk = make_hall(tmp_path / "state", store_url, registries=registries, **drawing(office))
    with TestClient(app_of(desk), raise_server_exceptions=False) as client:
        yield HallUnderTest(desk, client)


@pytest.fixture
def desk(hall: HallUnderTest) -> Iterator[DeskClient]:
    def relayed(request: httpx.Request) -> httpx.Response:
        answer = hall.client.request(
            request.method, str(request.url), headers=dict(request.headers), content=request.content
        )
        return httpx.Response(answer.status_code, content=answer.content)

    with DeskClient("http://testserver", KIOSK, transport=httpx.MockTransport(relayed)) as client:
        yield client


def case_of(hall: HallUnderTest, who: str = "mao") -> str:
    sent = submission(who)
    hall.desk.submit(sent)
    assert settled(hall.desk, sent.case_id).state in (CaseState.ISSUED, CaseState.REVIEW)
    return sent.case_id


def test_a_row_is_asked_once_noted_once_and_closed_once(hall: HallUnderTest, desk: DeskClient) -> None:
    case_id = case_of(hall)
    row = desk.printing(case_id, "slip")
    assert (row.state, row.job) == ("open", None)
    assert desk.printing(case_id, "slip") == row
    desk.printing_job(row.id, "slips-1", None)
    # The same word again, after a broken connection, is no other job.
    desk.printing_job(row.id, "slips-1", None)
    for job, before in (("slips-2", None), ("slips-2", "slips-9")):
        with pytest.raises(DeskError) as caught:
            desk.printing_job(row.id, job, before)
        assert caught.value.code == "job_differs"
    assert [r.job for r in desk.printing_left()] == ["slips-1"]
    desk.printing_job(row.id, "slips-2", "slips-1")
    desk.printing_end(row.id, "printed")
    desk.printing_end(row.id, "handed_over")
    assert desk.printing(case_id, "slip").state == "printed"
    assert desk.printing_left() == []
    with pytest.raises(DeskError):
        desk.printing_job(row.id, "slips-3", "slips-2")
    said = [action for _, action in actions(hall, case_id) if action.startswith("print.")]
    assert said == ["print.wanted", "print.printed"]


def test_a_lost_slip_is_printed_again_only_when_somebody_says_so(
    hall: HallUnderTest, desk: DeskClient
) -> None:
    case_id = case_of(hall)
    first = desk.printing(case_id, "slip")
    with pytest.raises(DeskError) as caught:
        desk.printing(case_id, "slip", again=True)
    assert caught.value.code == "printing_now"
    desk.printing_end(first.id, "printed")
    second = desk.printing(case_id, "slip", again=True)
    assert (second.state, second.id != first.id) == ("open", True)


def test_what_was_handed_over_may_be_begun_anew(hall: HallUnderTest, desk: DeskClient) -> None:
    case_id = case_of(hall)
    first = desk.printing(case_id, "slip")
    desk.printing_end(first.id, "handed_over")
    assert desk.printing(case_id, "slip").id != first.id


def test_the_store_itself_keeps_a_second_row_out(hall: HallUnderTest, desk: DeskClient) -> None:
    case_id = case_of(hall)
    row = desk.printing(case_id, "slip")
    values = {"case_id": case_id, "kind": "slip", "state": "open", "place": "x"}
    second = insert(t.PRINTING).values(**values, created_at=hall.desk._clock.now())
    with pytest.raises(IntegrityError), hall.desk._store.write() as connection:
        connection.execute(second)
    assert desk.printing(case_id, "slip") == row


def test_many_kiosks_that_ask_at_once_get_one_row(hall: HallUnderTest, desk: DeskClient) -> None:
    case_id = case_of(hall)
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(lambda n: hall.desk.printing.ask(case_id, "slip", f"kiosk{n}").id, range(8)))
    assert len(set(ids)) == 1


def test_another_office_s_key_sees_no_row(hall: HallUnderTest, desk: DeskClient) -> None:
    row = desk.printing(case_of(hall), "slip")
    key = hall.desk.access(None).add("yz", "kiosk", "yinzhou", None, "test")
    answer = hall.client.post(
        f"/v1/printing/{row.id}/end", json={"end": "printed"}, headers={"Authorization": f"Bearer {key}"}
    )
    assert answer.json()["code"] == "unknown_print"
    assert desk.printing_left() == [row]


def test_a_slip_reaches_the_tray_once(hall: HallUnderTest, desk: DeskClient, tmp_path: Path) -> None:
    printing = SlipPrinting(desk, Tray(FilePrinter(tmp_path / "tray"), "80mm"))
    case_id = case_of(hall)
    assert printing.case(case_id).result(20) is End.PRINTED
    assert printing.case(case_id).result(20) is End.ELSEWHERE
    assert printing.case(case_id, again=True).result(20) is End.PRINTED
    sheets = sorted((tmp_path / "tray").glob("*.pdf"))
    assert len(sheets) == 2
    assert sheets[0].read_bytes().startswith(b"%PDF")
    assert printing.guide("lic_lost", "en").result(20) is End.PRINTED
    assert len(list((tmp_path / "tray").glob("*guide-lic_lost.pdf"))) == 1
    printing.close()


def test_after_a_crash_the_row_decides(hall: HallUnderTest, desk: DeskClient, tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path / "tray")
    noted, unnoted = case_of(hall), case_of(hall, "wang_seized")
    row = desk.printing(noted, "slip")
    job = printer.prepare(desk.slip(noted), "slip 1")
    desk.printing_job(row.id, job.id, None)
    desk.printing(unnoted, "slip")
    stray = printer.prepare(desk.slip(unnoted), "slip 2")
    # The next process has only the desk and the printer.
    printing = SlipPrinting(desk, Tray(printer, "80mm"))
    assert printing.recover().result(20) is End.PRINTED
    assert printing.recover().result(20) is End.PRINTED
    assert desk.printing_left() == []
    assert len(list((tmp_path / "tray").glob("*.pdf"))) == 2
    assert not (tmp_path / "tray" / stray.id).exists()
    printing.close()


def test_a_printer_that_fails_hands_over_and_tells(
    hall: HallUnderTest, desk: DeskClient, tmp_path: Path
) -> None:
    class Broken(FilePrinter):
        def prepare(self, pdf: bytes, title: str) -> PrintJob:
            raise PrintError("printer_stopped", "no")

    told: list[tuple[Trouble, ...]] = []
    printing = SlipPrinting(desk, Tray(Broken(tmp_path), "80mm"), told.append)
    case_id = case_of(hall)
    assert printing.case(case_id).result(20) is End.HANDED_OVER
    assert told == [(Trouble.OFFLINE,)]
    assert "print.handed_over" in [action for _, action in actions(hall, case_id)]
    assert printing.case("0" * 32).result(20) is End.HANDED_OVER
    printing.close()
