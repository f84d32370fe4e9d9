from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.printing.file import FilePrinter
from kiosk.printing.port import JobState, PrintError, PrintJob


def test_papers_are_numbered_private_and_whole(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path / "out")
    assert printer.available()
    jobs = [printer.print_pdf(b"%PDF-1", "slip A001"), printer.print_pdf(b"%PDF-2", "slip A001")]
    assert [job.id for job in jobs] == ["0001-slip-A001.pdf", "0002-slip-A001.pdf"]
    assert (tmp_path / "out" / jobs[1].id).read_bytes() == b"%PDF-2"
    assert stat.S_IMODE((tmp_path / "out" / jobs[0].id).stat().st_mode) == 0o600
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [job.id for job in jobs]


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        jobs = list(pool.map(lambda n: FilePrinter(tmp_path).print_pdf(b"%d" % n, "slip"), range(40)))
    assert len({job.id for job in jobs}) == 40
    assert {int((tmp_path / job.id).read_bytes()) for job in jobs} == set(range(40))


@pytest.mark.parametrize(
    "title", ["", "毛晓芸", "../x", "a/b", "slip 11010519491231002X", "x" * 61, "a\nb", ".hidden"]
)
def test_titles_hold_nothing_personal_and_no_path(tmp_path: Path, title: str) -> None:
    with pytest.raises(PrintError) as caught:
        FilePrinter(tmp_path).print_pdf(b"%PDF", title)
    assert caught.value.code == "title_unfit"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    printer = FilePrinter(tmp_path / "out")
    assert not printer.available()
    with pytest.raises(PrintError) as caught:
        printer.print_pdf(b"%PDF", "slip")
    assert caught.value.code == "folder_unwritable"


def test_what_is_prepared_comes_out_once_and_cancelled_never(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path)
    job, other = printer.prepare(b"%PDF-1", "slip A001"), printer.prepare(b"%PDF-2", "slip A002")
    assert list(tmp_path.glob("*.pdf")) == []
    assert printer.state(job) is JobState.HELD
    assert {held.id for held in printer.held()} == {job.id, other.id}
    printer.cancel(other)
    for _ in range(2):
        printer.release(job)
    assert [p.name for p in tmp_path.iterdir()] == ["0001-slip-A001.pdf"]
    assert printer.state(job) is JobState.DONE


def test_a_release_that_was_cut_off_is_not_done_twice(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path)
    job = printer.prepare(b"%PDF-1", "slip A001")
    (tmp_path / "0001-slip-A001.pdf").hardlink_to(tmp_path / job.id)
    printer.release(job)
    assert [p.name for p in tmp_path.iterdir()] == ["0001-slip-A001.pdf"]


@pytest.mark.parametrize("odd", ["../x", ".x", "/etc/passwd", ".0123456789ab~../x"])
def test_a_job_s_id_is_never_a_path(tmp_path: Path, odd: str) -> None:
    with pytest.raises(PrintError) as caught:
        FilePrinter(tmp_path).cancel(PrintJob(odd))
    assert caught.value.code == "job_unknown"
