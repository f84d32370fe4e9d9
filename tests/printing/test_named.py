from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.printing.file import FilePrinter
from kiosk.printing.lp import LpPrinter
from kiosk.printing.named import tray_named
from kiosk.printing.port import PrintError


@pytest.mark.parametrize(
    ("text", "queue", "width"),
    [("slips", "slips", "80mm"), ("slips/80mm", "slips", "80mm"), ("o/a4", "o", "a4")],
)
def test_a_queue_and_its_paper(text: str, queue: str, width: str) -> None:
    tray = tray_named(text)
    assert isinstance(tray.printer, LpPrinter)
    assert (tray.printer.queue, tray.width) == (queue, width)


def test_a_folder_takes_the_place_of_a_printer(tmp_path: Path) -> None:
    tray = tray_named(f"folder:{tmp_path}")
    assert isinstance(tray.printer, FilePrinter)
    assert tray.printer.folder == tmp_path


@pytest.mark.parametrize("text", ["", "slips/a5", "-o evil", "a b"])
def test_no_such_printer(text: str) -> None:
    with pytest.raises(PrintError) as caught:
        tray_named(text)
    assert caught.value.code == "queue_unknown"
