"""What `lpstat -l -p` says, as values. Pure; the C locale's words."""

from __future__ import annotations

import re

from kiosk.printing.port import PrinterStatus, Trouble

_HEAD = re.compile(r"printer (\S+) (.*)")
#: The beginnings of CUPS' and IPP's `printer-state-reasons`; a `-report` troubles nobody.
_KEYWORDS = (
    ("media-empty", Trouble.PAPER),
    ("media-needed", Trouble.PAPER),
    ("input-tray-missing", Trouble.PAPER),
    ("door-open", Trouble.DOOR),
    ("cover-open", Trouble.DOOR),
    ("interlock-open", Trouble.DOOR),
    ("media-jam", Trouble.JAM),
    ("toner-empty", Trouble.TONER),
    ("marker-supply-empty", Trouble.TONER),
    ("offline", Trouble.OFFLINE),
    ("timed-out", Trouble.OFFLINE),
    ("connecting-to-device", Trouble.OFFLINE),
    ("shutdown", Trouble.OFFLINE),
    ("paused", Trouble.STOPPED),
)
#: These only say that something will be needed soon.
_HARMLESS = ("none", "media-low", "toner-low", "marker-supply-low", "cups-", "marker-waste-almost-full")


def parse_printers(text: str) -> list[PrinterStatus]:
    """Every printer of `lpstat -l -p`."""
    found: list[tuple[str, str, list[str]]] = []
    for line in text.splitlines():
        head = _HEAD.match(line)
        if head:
            found.append((head[1], head[2], []))
        elif found and line.strip().startswith("Alerts:"):
            found[-1][2].extend(line.split(":", 1)[1].split())
    return [_status(name, said, alerts) for name, said, alerts in found]


def _status(name: str, said: str, alerts: list[str]) -> PrinterStatus:
    troubles = [trouble for alert in alerts if (trouble := _trouble(alert)) is not None]
    if "disabled" in said.split("since")[0]:
        troubles.append(Trouble.STOPPED)
    order = list(Trouble)
    unique = sorted(set(troubles), key=order.index)
    return PrinterStatus(name, "now printing" in said, tuple(unique))


def _trouble(alert: str) -> Trouble | None:
    if alert.endswith("-report") or alert.startswith(_HARMLESS):
        return None
    return next((trouble for word, trouble in _KEYWORDS if alert.startswith(word)), Trouble.OTHER)
