"""A real CUPS server: a job to its end, out of paper, a queue stopped in mid-job, a crash at every step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.printing.carry import End, Patience, carry_out, sweep
from kiosk.printing.ipp import job_state
from kiosk.printing.lp import LpPrinter, printers
from kiosk.printing.port import JobState, PrintError, PrintJob, Trouble
from tests.printing.private_cups import PrivateCups

QUICK = Patience(look=0.05, working=8.0, troubled=0.6)
PDF = b"%PDF-1.7 slip"


@pytest.fixture(scope="module")
def cups() -> Iterator[PrivateCups]:
    with PrivateCups() as running:
        yield running


@dataclass
class Slot:
    """One queue of the server."""

    name: str
    folder: Path
    printer: LpPrinter

    @property
    def sheets(self) -> list[bytes]:
        return [p.read_bytes() for p in sorted(self.folder.glob("*.pdf"))]

    def put(self, name: str) -> None:
        (self.folder / name).touch()

    def take(self, name: str) -> None:
        (self.folder / name).unlink()


@dataclass
class HandRow:
    """The desk's row, kept in memory: what survives the kiosk's crash."""

    job: str | None = None
    end: End | None = None
    jobs: list[str] = field(default_factory=list)

    def note(self, job: str, instead_of: str | None) -> bool:
        if self.end is not None or self.job != instead_of:
            return False
        self.job = job
        self.jobs.append(job)
        return True

    def close(self, end: End) -> None:
        self.end = end


@pytest.fixture
def slot(cups: PrivateCups, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Slot:
    for key, value in cups.environment.items():
        monkeypatch.setenv(key, value)
    name = f"q{abs(hash(request.node.name)) % 10**9}"
    policy = getattr(request, "param", "stop-printer")
    return Slot(name, cups.add(name, policy), LpPrinter(name))


def until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.03)


def carried(slot: Slot, row: HandRow, told: list[tuple[Trouble, ...]] | None = None) -> End:
    tell = told.append if told is not None else lambda _: None
    return carry_out(slot.printer, PDF, "slip A001", row, time.sleep, tell, QUICK)


def test_a_paper_is_followed_until_it_is_out(slot: Slot) -> None:
    row = HandRow()
    assert slot.printer.available()
    assert slot.printer.status().ready
    assert carried(slot, row) is End.PRINTED
    assert slot.sheets == [PDF]
    assert row.end is End.PRINTED
    assert slot.name in {one.name for one in printers()}


def test_nothing_prints_before_it_is_let_go(slot: Slot) -> None:
    job = slot.printer.prepare(PDF, "slip A001")
    assert slot.printer.state(job) is JobState.HELD
    later = slot.printer.print_pdf(b"%PDF other", "slip A002")
    until(lambda: slot.printer.state(later) is JobState.DONE)
    assert slot.sheets == [b"%PDF other"]
    slot.printer.release(job)
    until(lambda: slot.printer.state(job) is JobState.DONE)
    slot.printer.release(job)
    assert sorted(slot.sheets) == sorted([b"%PDF other", PDF])


def test_out_of_paper_is_told_and_filled_paper_goes_on(slot: Slot) -> None:
    slot.put("no-paper")
    row, told = HandRow(), []  # type: ignore[var-annotated]

    def sleep(seconds: float) -> None:
        time.sleep(seconds)
        if (Trouble.PAPER,) in told and (slot.folder / "no-paper").exists():
            slot.take("no-paper")

    end = carry_out(slot.printer, PDF, "slip A001", row, sleep, told.append, QUICK)
    assert end is End.PRINTED
    assert (Trouble.PAPER,) in told
    assert slot.sheets == [PDF]


def test_out_of_paper_for_too_long_is_handed_over_and_never_comes_out_later(slot: Slot) -> None:
    slot.put("no-paper")
    row, told = HandRow(), []  # type: ignore[var-annotated]
    assert carried(slot, row, told) is End.HANDED_OVER
    assert told[-1] == (Trouble.PAPER,)
    assert row.job
    slot.take("no-paper")
    until(lambda: slot.printer.state(PrintJob(row.job or "")) is JobState.CANCELLED)
    after = slot.printer.print_pdf(b"%PDF next citizen", "slip A002")
    until(lambda: slot.printer.state(after) is JobState.DONE)
    assert slot.sheets == [b"%PDF next citizen"]


def test_an_open_door_is_named(slot: Slot) -> None:
    slot.put("door-open")
    slot.printer.print_pdf(PDF, "slip A001")
    until(lambda: slot.printer.status().troubles == (Trouble.DOOR,))
    assert not slot.printer.status().ready
    slot.take("door-open")
    until(lambda: slot.printer.status().ready)


def test_a_queue_that_stops_in_mid_job_is_handed_over(slot: Slot) -> None:
    slot.put("jam")
    row = HandRow()
    assert carried(slot, row) is End.HANDED_OVER
    status = slot.printer.status()
    assert {Trouble.JAM, Trouble.STOPPED} <= set(status.troubles)
    assert not slot.printer.available()
    with pytest.raises(PrintError) as caught:
        slot.printer.print_pdf(PDF, "slip A002")
    assert caught.value.code == "printer_stopped"


def test_started_again_it_prints_nothing_that_was_handed_over(slot: Slot, cups: PrivateCups) -> None:
    slot.put("jam")
    carried(slot, HandRow())
    slot.take("jam")
    cups.run("cupsenable", slot.name)
    job = slot.printer.print_pdf(b"%PDF next", "slip A002")
    until(lambda: slot.printer.state(job) is JobState.DONE)
    assert slot.sheets == [b"%PDF next"]


def test_an_operator_stops_the_queue_while_it_prints(slot: Slot, cups: PrivateCups) -> None:
    slot.put("slow")
    row = HandRow()

    def sleep(seconds: float) -> None:
        time.sleep(seconds)
        if slot.printer.status().printing:
            cups.run("cupsdisable", slot.name)

    assert carry_out(slot.printer, PDF, "slip A001", row, sleep, patience=QUICK) is End.HANDED_OVER
    assert slot.sheets == []


@pytest.mark.parametrize("slot", ["abort-job"], indirect=True)
def test_a_job_that_failed_is_begun_again_and_printed_once(slot: Slot) -> None:
    slot.put("fail-once")
    row = HandRow()
    assert carried(slot, row) is End.PRINTED
    assert len(row.jobs) == 2
    assert slot.sheets == [PDF]


@pytest.mark.parametrize("slot", ["abort-job"], indirect=True)
def test_a_job_that_fails_twice_is_handed_over(slot: Slot) -> None:
    slot.put("fail")
    row = HandRow()
    assert carried(slot, row) is End.HANDED_OVER
    assert (len(row.jobs), row.end) == (2, End.HANDED_OVER)
    assert slot.sheets == []


class Crash(BaseException):
    """The kiosk's process ends here."""


@pytest.mark.parametrize("at", ["before_note", "after_note", "after_release", "before_close"])
def test_a_crash_at_any_step_prints_once(slot: Slot, at: str) -> None:
    row = HandRow()

    class Dying(LpPrinter):
        def release(self, job: PrintJob) -> None:
            if at == "after_note":
                raise Crash
            super().release(job)
            if at == "after_release":
                raise Crash

    class DyingRow(HandRow):
        def note(self, job: str, instead_of: str | None) -> bool:
            if at == "before_note":
                raise Crash
            return super().note(job, instead_of)

        def close(self, end: End) -> None:
            if at == "before_close":
                raise Crash
            super().close(end)

    dying = DyingRow()
    with pytest.raises(Crash):
        carry_out(Dying(slot.name), PDF, "slip A001", dying, time.sleep, patience=QUICK)
    # The desk's row is all that the next process has.
    row.job = dying.job
    assert carried(slot, row) is End.PRINTED
    assert carried(slot, HandRow(row.job)) is End.PRINTED
    assert slot.sheets == [PDF]


def test_what_another_process_prints_is_left_to_it(slot: Slot) -> None:
    class Taken(HandRow):
        def note(self, job: str, instead_of: str | None) -> bool:
            self.jobs.append(job)
            return False

    row = Taken()
    assert carried(slot, row) is End.ELSEWHERE
    assert row.end is None
    assert slot.printer.state(PrintJob(row.jobs[0])) is JobState.CANCELLED
    assert slot.sheets == []


def test_what_a_crash_left_unnoted_is_taken_out(slot: Slot) -> None:
    known, stray = (slot.printer.prepare(PDF, "slip A001") for _ in range(2))
    assert sweep(slot.printer, {known.id}) == 1
    assert slot.printer.held() == [known]
    assert slot.printer.state(stray) is JobState.CANCELLED


def test_a_job_nobody_knows(slot: Slot) -> None:
    assert job_state(slot.name, 999999, 5.0) is JobState.GONE
    for other in ("elsewhere-1", "no number", f"{slot.name}-x"):
        with pytest.raises(PrintError):
            slot.printer.state(PrintJob(other))


def test_without_a_server_it_is_told(slot: Slot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "none"))
    assert not slot.printer.available()
    with pytest.raises(PrintError):
        slot.printer.state(PrintJob(f"{slot.name}-1"))
    row = HandRow()
    assert carried(slot, row) is End.HANDED_OVER
