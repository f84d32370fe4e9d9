"""The lines that CUPS' commands really print, played back by two small programs on the path."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.printing.lp import LpPrinter
from kiosk.printing.port import PrintError, PrintJob

IDLE = "printer slips is idle.  enabled since Mon 05 Jan 2026 09:00:00 AM CST"
DISABLED = "printer slips disabled since Mon 05 Jan 2026 09:00:00 AM CST -\n\tout of paper"
ACCEPTS = "slips accepting requests since Mon 05 Jan 2026 09:00:00 AM CST"
REJECTS = "slips not accepting requests since Mon 05 Jan 2026 09:00:00 AM CST -\n\tRejecting Jobs"


class Cups:
    """A folder with an `lp` and an `lpstat` that answer as told and note what they were given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.lp("echo 'request id is slips-12 (0 file(s))'")
        self.lpstat()

    def lp(self, script: str) -> None:
        self._program(
            "lp", f'printf "%s\\n" "$LC_ALL" "$@" > {self.folder}/args; cat > {self.folder}/got; {script}'
        )

    def lpstat(self, state: str = IDLE, accepts: str = ACCEPTS) -> None:
        for name, text in (("p", state), ("a", accepts)):
            (self.folder / f"state-{name}").write_text(text + "\n" if text else "")
        at = self.folder
        self._program(
            "lpstat",
            '[ "$1" != -l ] || [ "$3" = slips ] || { echo "lpstat: Invalid destination name" >&2; exit 1; }\n'
            f'case "$1" in -l) cat {at}/state-p;; -a) cat {at}/state-a;; esac',
        )

    def _program(self, name: str, script: str) -> None:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cups:
    made = Cups(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{made.folder}:/usr/bin:/bin")
    return made


def code_of(printer: LpPrinter, title: str = "slip A001") -> str:
    with pytest.raises(PrintError) as caught:
        printer.print_pdf(b"%PDF", title)
    return caught.value.code


def test_a_pdf_goes_to_the_queue_by_standard_input(cups: Cups) -> None:
    printer = LpPrinter("slips", options=("media=Custom.80x160mm",))
    assert printer.available()
    assert printer.print_pdf(b"%PDF\x00\xff", "slip A001") == PrintJob("slips-12")
    assert (cups.folder / "got").read_bytes() == b"%PDF\x00\xff"
    assert (cups.folder / "args").read_text().split("\n")[:-1] == [
        *("C", "-d", "slips", "-t", "slip A001", "-o", "media=Custom.80x160mm", "-")
    ]


@pytest.mark.parametrize("state", [{"state": DISABLED}, {"accepts": REJECTS}])
def test_a_stopped_queue(cups: Cups, state: dict[str, str]) -> None:
    cups.lpstat(**state)
    assert code_of(LpPrinter("slips")) == "printer_stopped"
    assert not LpPrinter("slips").available()
    assert not (cups.folder / "got").exists()


def test_no_such_queue(cups: Cups) -> None:
    assert code_of(LpPrinter("other")) == "queue_unknown"
    with pytest.raises(PrintError):
        LpPrinter("-o evil")


def test_lp_says_no(cups: Cups) -> None:
    cups.lp("echo 'lp: Unsupported document-format' >&2; exit 1")
    assert code_of(LpPrinter("slips")) == "print_refused"
    cups.lp("echo 'something else'")
    assert code_of(LpPrinter("slips")) == "print_refused"


def test_lp_hangs(cups: Cups) -> None:
    cups.lp("exec sleep 30")
    assert code_of(LpPrinter("slips", timeout=0.5)) == "print_timeout"


def test_a_machine_without_cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert code_of(LpPrinter("slips")) == "printing_missing"
    assert not LpPrinter("slips").available()


def test_a_title_with_a_name_never_reaches_the_queue(cups: Cups) -> None:
    assert code_of(LpPrinter("slips"), "毛晓芸") == "title_unfit"
    assert not (cups.folder / "got").exists()
