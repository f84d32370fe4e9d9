"""What lpstat says of printers, in its own words."""

from __future__ import annotations

import pytest

from kiosk.printing.ipp import parse_job_state
from kiosk.printing.lpstat import parse_printers
from kiosk.printing.port import JobState, PrintError, Trouble

TEXT = """printer slips is idle.  enabled since Mon 05 Jan 2026 09:00:00 AM CST
\tDescription: slips
\tAlerts: none
printer a4 now printing a4-7.  enabled since Mon 05 Jan 2026 09:00:00 AM CST
\tAlerts: media-low-warning media-empty-error door-open-error
printer old disabled since Mon 05 Jan 2026 09:00:00 AM CST -
\tpaper jam
\tAlerts: media-jam-error paused
"""


def test_every_printer_with_what_it_wants() -> None:
    slips, a4, old = parse_printers(TEXT)
    assert (slips.name, slips.ready, slips.printing) == ("slips", True, False)
    assert (a4.printing, a4.troubles) == (True, (Trouble.PAPER, Trouble.DOOR))
    assert old.troubles == (Trouble.JAM, Trouble.STOPPED)
    assert parse_printers("") == []
    assert parse_printers("no destinations added.") == []


@pytest.mark.parametrize(
    ("alert", "trouble"),
    [
        ("offline-report", None),
        ("offline", Trouble.OFFLINE),
        ("media-needed-warning", Trouble.PAPER),
        ("cover-open-warning", Trouble.DOOR),
        ("toner-empty-error", Trouble.TONER),
        ("toner-low-warning", None),
        ("cups-missing-filter-warning", None),
        ("developer-empty-error", Trouble.OTHER),
    ],
)
def test_a_keyword_s_trouble(alert: str, trouble: Trouble | None) -> None:
    (one,) = parse_printers(f"printer x is idle.  enabled since now\n\tAlerts: {alert}\n")
    assert one.troubles == ((trouble,) if trouble else ())


def test_an_ipp_answer_is_read_and_a_broken_one_refused() -> None:
    head = b"\x02\x00\x00\x00\x00\x00\x00\x01\x01"
    state = b"\x02\x23\x00\x09job-state\x00\x04\x00\x00\x00\x09\x03"
    assert parse_job_state(head + state) is JobState.DONE
    assert parse_job_state(b"\x02\x00\x04\x06\x00\x00\x00\x01\x03") is JobState.GONE
    for broken in (b"", b"\x02", head, head + state[:-6], head + state.replace(b"\x09\x03", b"\x63\x03")):
        with pytest.raises(PrintError):
            parse_job_state(broken)
