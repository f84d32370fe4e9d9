"""Plates (GA 36-2018) and vehicle numbers (GB 16735) of the simulated vehicles, each worked out both ways.

A vehicle's index, scattered over all serials, is its plate; so a plate leads back to the one vehicle that may
have it, with no table.
"""

from __future__ import annotations

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_FIVE = 100_000 + len(_LETTERS) * 10_000
_SIX = 100_000
#: Prime to both numbers of serials.
_SCATTER = 77_773
_VIN_VALUES = {
    **{str(d): d for d in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_ALPHABET = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
#: Model years from 2001 on; no I, O, Q, U, Z and no 0.
_YEARS = "123456789ABCDEFGHJKLMNPRSTVWXY"


def plate_text(prefix: str, index: int, colour: str) -> str:
    """The plate of the vehicle with that index. Green and yellow-green ones have six characters."""
    if colour in ("green", "yellow_green"):
        serial = index * _SCATTER % _SIX
        letter = "F" if index % 7 == 0 else "D"
        return f"{prefix}{letter}{serial:05d}" if colour == "green" else f"{prefix}{serial:05d}{letter}"
    serial = index * _SCATTER % _FIVE
    if serial < 100_000:
        return f"{prefix}{serial:05d}"
    place, digits = divmod(serial - 100_000, 10_000)
    return f"{prefix}{_LETTERS[place]}{digits:04d}"


def plate_index(plate: str) -> int | None:
    """The one index that may have this plate."""
    rest = plate[2:]
    if len(rest) == 6 and rest[0] in "DF" and _digits(rest[1:]):
        return int(rest[1:]) * pow(_SCATTER, -1, _SIX) % _SIX
    if len(rest) == 6 and rest[5] in "DF" and _digits(rest[:5]):
        return int(rest[:5]) * pow(_SCATTER, -1, _SIX) % _SIX
    if len(rest) != 5:
        return None
    if _digits(rest):
        serial = int(rest)
    elif rest[0] in _LETTERS and _digits(rest[1:]):
        serial = 100_000 + _LETTERS.index(rest[0]) * 10_000 + int(rest[1:])
    else:
        return None
    return serial * pow(_SCATTER, -1, _FIVE) % _FIVE


def vin_text(wmi: str, describing: int, year: int, serial: int) -> str:
    """17 characters with the check digit in the ninth place."""
    section = "".join(
        _VIN_ALPHABET[describing // len(_VIN_ALPHABET) ** i % len(_VIN_ALPHABET)] for i in range(5)
    )
    text = f"{wmi}{section}0{_YEARS[(year - 2001) % 30]}M{serial % 1_000_000:06d}"
    return text[:8] + vin_check(text) + text[9:]


def vin_check(vin: str) -> str:
    """The ninth character for the other sixteen."""
    rest = sum(_VIN_VALUES[c] * w for c, w in zip(vin, _VIN_WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
