"""What a field's print may say: from characters to a value, or None where it makes none. Pure."""

from __future__ import annotations

import calendar
import re
from datetime import date

from kiosk.core.id_number import parse_id_number
from kiosk.vision.layouts import FieldLayout
from kiosk.vision.validity import LONG_TERM

_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使]"
    r"(?:[A-Z][A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[A-Z][A-HJK][A-HJ-NP-Z0-9][0-9]{4}|[A-Z][0-9]{5}[A-HJK])"
)
_CLASSES = re.compile(r"(?:A[123]|B[12]|C[1-6]|[DEFMNP])+")
_VIN_VALUES = {
    **{str(d): d for d in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7, "R": 9, **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}  # fmt: skip
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_ALNUM = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_DIGITS = frozenset("0123456789")
LETTERS: dict[str, frozenset[str]] = {
    "date": _DIGITS, "id_number": _DIGITS | {"X"}, "file_number": _DIGITS, "seats": _DIGITS,
    "sex": frozenset("男女"), "height": _DIGITS, "vision": _DIGITS, "span": _DIGITS, "inspection": _DIGITS,
    "classes": frozenset("ABCDEFMNP123456"), "vin": _ALNUM - set("IOQ"),
}  # fmt: skip
"""The characters that count in a kind's confidence: rivals outside them are none."""
FREE = frozenset({"name", "address", "authority", "text", "model", "code", "plate", "vin"})
"""Kinds without check digit or short vocabulary: read more than once."""

WHOLE = frozenset({"sex", "date", "span", "id_number", "file_number", "inspection", "vin"})
"""Kinds whose grammar no value passes that lost its end."""


def value_of(field: FieldLayout, text: str, ethnic_groups: frozenset[str]) -> dict[str, str] | None:
    """Field name -> value, as the design names them; None where `text` is no such field."""
    if field.kind == "span":
        span = parse_span(text)
        return None if span is None else {"valid_from": span[0], "valid_to": span[1]}
    value = _single(field, text, ethnic_groups)
    return None if value is None else {field.name: value}


def _single(field: FieldLayout, text: str, ethnic_groups: frozenset[str]) -> str | None:
    kind = field.kind
    if kind in ("word",):
        return text if text in field.words else None
    if kind == "sex":
        return text if text in ("男", "女") else None
    if kind == "ethnicity":
        return _group(text, ethnic_groups)
    if kind == "id_number":
        number = parse_id_number(text.upper())
        return number.text if number else None
    parsers = {
        "date": parse_date, "classes": parse_classes, "file_number": _file_number, "plate": parse_plate,
        "vin": parse_vin, "code": _code, "seats": _seats, "inspection": parse_inspection,
        "height": _height, "vision": _vision, "authority": _authority,
    }  # fmt: skip
    parse = parsers.get(kind)
    return parse(text) if parse else text or None


def _group(text: str, groups: frozenset[str]) -> str | None:
    if text in groups:
        return text
    return text[:-1] if text.endswith("族") and text[:-1] in groups else None


def parse_date(text: str) -> str | None:
    """2016-03-04, 2016.3.4, 2016年3月4日 or 20160304 as ISO."""
    match = re.fullmatch(r"(\d{4})[-–—.。·年/](\d{1,2})[-–—.。·月/](\d{1,2})日?", text)
    match = match or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    return iso(*match.groups()) if match else None


def parse_span(text: str) -> tuple[str, str] | None:
    """(from, to) of two dates, or of a date and 长期; whatever stands between them."""
    flat = re.sub(r"[^0-9年月日长期]", "", text)
    match = re.fullmatch(r"(\d{4})年?(\d{2})月?(\d{2})日?(?:(\d{4})年?(\d{2})月?(\d{2})日?|(长期))", flat)
    if match is None:
        return None
    start = iso(match[1], match[2], match[3])
    end = LONG_TERM if match[7] else iso(match[4], match[5], match[6])
    return (start, end) if start and end else None


def parse_classes(text: str) -> str | None:
    """Licence classes as printed: C1, A1A2, B2E."""
    return text if _CLASSES.fullmatch(text) else None


def parse_plate(text: str) -> str | None:
    """GA 36-2018, without the dot."""
    plain = re.sub(r"[·.•・\-]", "", text)
    return plain if _PLATE.fullmatch(plain) else None


def parse_vin(text: str) -> str | None:
    """Seventeen letters and digits; I, O and Q don't occur."""
    return text if re.fullmatch(r"[A-HJ-NPR-Z0-9]{17}", text) else None


def vin_fits(vin: str) -> bool:
    """The check digit of GB 16735. Cars from abroad may lack it."""
    total = sum(_VIN_VALUES[c] * w for c, w in zip(vin, _VIN_WEIGHTS, strict=True))
    return vin[8] == ("X" if total % 11 == 10 else str(total % 11))


def parse_inspection(text: str) -> str | None:
    """The last day of the month of the newest 检验有效期至2026年03月."""
    ends = []
    for year, month in re.findall(r"有效期至(\d{4})年(\d{1,2})月", text):
        if not 1 <= int(month) <= 12:
            return None
        ends.append(date(int(year), int(month), calendar.monthrange(int(year), int(month))[1]))
    return max(ends).isoformat() if ends else None


def _authority(text: str) -> str | None:
    return text if re.fullmatch(r"[㐀-鿿]*公安[㐀-鿿]*局", text) else None


def _file_number(text: str) -> str | None:
    return text if re.fullmatch(r"\d{12}", text) else None


def _code(text: str) -> str | None:
    return text if re.fullmatch(r"[A-Z0-9][A-Z0-9\-*]{3,19}", text) else None


def _seats(text: str) -> str | None:
    match = re.fullmatch(r"(\d{1,3})人?", text)
    return match[1] if match else None


def _height(text: str) -> str | None:
    match = re.fullmatch(r"(\d{3})(?:cm|CM|厘米)?", text)
    return match[1] if match and 100 <= int(match[1]) <= 230 else None


def _vision(text: str) -> str | None:
    return text if re.fullmatch(r"[345]\.\d", text) else None


def iso(year: str, month: str, day: str) -> str | None:
    """The date as ISO, or None where there is no such day."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
