"""The chip in an ID card (GA 450): what a reader gives wins over what a camera sees.

A camera can't tell a good colour print from a card; a chip reader can. The usual readers speak the SDT
interface, whose basic message is 256 bytes of UTF-16. `SdtReader` is that interface over any library that has
its functions; no such device was at hand, so it is tried with a library that plays one.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from kiosk.core.id_number import parse_id_number
from kiosk.vision.types import CardReading, FieldReading, Problem, VisionError
from kiosk.vision.validity import LONG_TERM

_LAYOUT = (
    ("name", 30), ("sex", 2), ("ethnicity", 4), ("birth", 16), ("address", 70), ("id_number", 36),
    ("authority", 30), ("valid_from", 16), ("valid_to", 16),
)  # fmt: skip
"""Field and bytes, in their order; what is left of the 256 is spare."""
_SEX = {"1": "男", "2": "女"}
_OK, _FOUND, _READ = 0x90, 0x9F, 0x90
_FRONT = ("name", "sex", "ethnicity", "birth", "address", "id_number")
_BACK = ("authority", "valid_from", "valid_to")
_USB_PORT = 1001


@dataclass(frozen=True)
class ChipCard:
    """What a chip says."""

    fields: Mapping[str, str]
    """The six fields of the front and the three of the back, as a reading names and writes them."""


class ChipReader(Protocol):
    """A device that reads a card's chip."""

    def read(self) -> ChipCard | None:
        """The card on it, or None where there is none. Raises VisionError `chip_lost`."""


class SimulatedChip:
    """A reader upon which cards are laid by program; it goes through the same 256 bytes."""

    def __init__(self, groups: Sequence[str]) -> None:
        self._groups = groups
        self._message: bytes | None = None

    def lay(self, fields: Mapping[str, str] | None) -> None:
        """Lay a card (the nine fields) on it, or take it away."""
        self._message = None if fields is None else base_message(fields, self._groups)

    def read(self) -> ChipCard | None:
        return None if self._message is None else parse_base_message(self._message, self._groups)


class SdtReader:
    """A reader with the SDT interface, through the maker's library."""

    def __init__(self, library: Any, groups: Sequence[str], port: int = _USB_PORT) -> None:
        """`library` has SDT_OpenPort and its like (`ctypes.CDLL` of the maker's file).

        Raises VisionError `chip_missing` when the port can't be opened.
        """
        self._sdt, self._groups, self._port = library, groups, port
        if self._sdt.SDT_OpenPort(port) != _OK:
            raise VisionError("chip_missing", f"no chip reader on port {port}")

    def read(self) -> ChipCard | None:
        found = ctypes.create_string_buffer(4)
        if self._sdt.SDT_StartFindIDCard(self._port, found, 1) != _FOUND:
            return None
        chosen = ctypes.create_string_buffer(8)
        if self._sdt.SDT_SelectIDCard(self._port, chosen, 1) != _OK:
            return None
        text, photo = ctypes.create_string_buffer(256), ctypes.create_string_buffer(1024)
        lengths = (ctypes.c_uint(0), ctypes.c_uint(0))
        told = self._sdt.SDT_ReadBaseMsg(
            self._port, text, ctypes.byref(lengths[0]), photo, ctypes.byref(lengths[1]), 1
        )
        if told != _READ:
            raise VisionError("chip_lost", f"the chip could not be read: {told:#x}")
        return parse_base_message(text.raw, self._groups)

    def close(self) -> None:
        self._sdt.SDT_ClosePort(self._port)


def parse_base_message(message: bytes, groups: Sequence[str]) -> ChipCard:
    """The nine fields of a basic message; `groups` are the ethnic groups in the order of GB/T 3304.

    Raises VisionError `chip_lost` for one that makes no sense.
    """
    parts, at = {}, 0
    try:
        for name, size in _LAYOUT:
            parts[name] = message[at : at + size].decode("utf-16-le").replace("\0", " ").strip()
            at += size
        number = parse_id_number(parts["id_number"])
        fields = {
            **parts,
            "sex": _SEX[parts["sex"]],
            "ethnicity": groups[int(parts["ethnicity"]) - 1] if int(parts["ethnicity"]) <= 56 else "其他",
            "birth": _iso(parts["birth"]),
            "valid_from": _iso(parts["valid_from"]),
            "valid_to": LONG_TERM if parts["valid_to"] == "长期" else _iso(parts["valid_to"]),
        }
    except (UnicodeDecodeError, KeyError, ValueError, IndexError):
        number, fields = None, {}
    if number is None:
        # The cause is left out: it would carry what is on the card.
        raise VisionError("chip_lost", "the chip's message makes no sense") from None
    return ChipCard(fields)


def base_message(fields: Mapping[str, str], groups: Sequence[str]) -> bytes:
    """The 256 bytes that a chip would send for these fields."""
    codes = {sex: code for code, sex in _SEX.items()}
    plain = {
        **fields,
        "sex": codes[fields["sex"]],
        "ethnicity": f"{groups.index(fields['ethnicity']) + 1:02d}"
        if fields["ethnicity"] in groups
        else "97",
        "birth": fields["birth"].replace("-", ""),
        "valid_from": fields["valid_from"].replace("-", ""),
        "valid_to": "长期" if fields["valid_to"] == LONG_TERM else fields["valid_to"].replace("-", ""),
    }
    out = b"".join(plain[name].ljust(size // 2)[: size // 2].encode("utf-16-le") for name, size in _LAYOUT)
    return out.ljust(256, b"\0")


def prefer_chip(reading: CardReading, chip: ChipCard | None) -> CardReading:
    """The reading with the chip's fields instead of the camera's; unchanged without a chip.

    A number that was read for sure and isn't the chip's means that two different cards lie there: refused
    with `other_person`. Otherwise the chip settles every doubt of the camera's.
    """
    if chip is None or reading.document not in ("id_card_front", "id_card_back"):
        return reading
    names = _FRONT if reading.document == "id_card_front" else _BACK
    seen = reading.fields.get("id_number")
    number = None if seen is None else parse_id_number(seen.value)
    if number is not None and number.text != chip.fields["id_number"]:
        problem = Problem("other_person", "id_number", "the card on the chip reader is another one")
        return replace(reading, accepted=False, problems=(problem,))
    fields = {
        name: FieldReading(
            chip.fields[name], 1.0, reading.fields[name].crop if name in reading.fields else None
        )
        for name in names
    }
    return replace(reading, accepted=True, fields=fields, problems=(), notes=())


def _iso(text: str) -> str:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8])).isoformat()
