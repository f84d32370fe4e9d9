"""Draws specimens of the temporary ID card and the residence permit card, 85.6 x 54 mm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kiosk.training.invent_documents import Paper
from kiosk.training.sheet import CARD_MM, INK, LABEL, MARK, PX_PER_MM, CardImage, Sheet
from kiosk.training.specimen import wrap_columns


def draw_temporary(paper: Paper, px_per_mm: float = PX_PER_MM, face: str = "regular") -> CardImage:
    """The temporary ID card's side with the portrait and all nine fields."""
    f, sheet = paper.fields, Sheet(px_per_mm, 11, CARD_MM, (238, 238, 226))
    sheet.portrait(paper.person.sex, 57.5, 5.0, 0.86)
    _person(sheet, f, face, 6.0)
    _labelled(sheet, "住址", f["address"], 5.0, 22.8, face, 11)
    _labelled(sheet, "公民身份号码", f["id_number"], 5.0, 36.6, face, 30, at=26.0)
    _labelled(sheet, "签发机关", f["authority"], 5.0, 42.0, face, 30, at=20.0)
    _labelled(
        sheet, "有效期限", f"{_dots(f['valid_from'])}-{_dots(f['valid_to'])}", 5.0, 47.2, face, 40, at=20.0
    )
    sheet.write("样本 SPECIMEN", 70.0, 36.4, 2.0, "bold", MARK, anchor="mm", pitch=2.2)
    return sheet.finish()


def draw_permit(paper: Paper, px_per_mm: float = PX_PER_MM, face: str = "regular") -> CardImage:
    """The residence permit card."""
    f, sheet = paper.fields, Sheet(px_per_mm, 12, CARD_MM, (226, 236, 246))
    sheet.write("浙江省居住证", 30.0, 4.2, 3.6, "bold", (28, 74, 140), anchor="mm", pitch=4.4)
    sheet.portrait(paper.person.sex, 64.0, 3.0, 0.74)
    _person(sheet, f, face, 9.4, step=4.7, size=2.5)
    _labelled(sheet, "户籍地址", f["address"], 5.0, 23.6, face, 17, at=17.0, size=2.4, step=3.0)
    _labelled(sheet, "居住地址", f["residence_address"], 5.0, 30.4, face, 17, at=17.0, size=2.4, step=3.0)
    _labelled(sheet, "公民身份号码", f["id_number"], 5.0, 37.6, face, 30, at=22.0, size=2.8)
    _labelled(sheet, "签发机关", f["authority"], 5.0, 42.6, face, 30, at=17.0, size=2.5)
    _labelled(
        sheet,
        "有效期限",
        f"{_dots(f['valid_from'])}-{_dots(f['valid_to'])}",
        5.0,
        47.4,
        face,
        40,
        at=17.0,
        size=2.5,
    )
    sheet.write("样本 SPECIMEN", 73.0, 30.2, 1.7, "bold", MARK, anchor="mm", pitch=1.9)
    return sheet.finish()


def _person(
    sheet: Sheet, fields: Mapping[str, str], face: str, top: float, step: float = 5.4, size: float = 2.8
) -> None:
    born = date.fromisoformat(fields["birth"])
    name = fields["name"]
    _labelled(sheet, "姓名", name, 5.0, top, face, 99, at=14.0, size=min(size * 1.12, 34.0 / len(name)))
    _labelled(sheet, "性别", fields["sex"], 5.0, top + step, face, 9, at=14.0, size=size)
    _labelled(sheet, "民族", fields["ethnicity"], 24.0, top + step, face, 9, at=33.0, size=size)
    _labelled(
        sheet,
        "出生",
        f"{born.year}年{born.month}月{born.day}日",
        5.0,
        top + 2 * step,
        face,
        20,
        at=14.0,
        size=size,
    )


def _labelled(
    sheet: Sheet, label: str, text: str, x: float, y: float, face: str, columns: int,
    at: float = 14.0, size: float = 2.8, step: float = 3.9,
) -> None:  # fmt: skip
    sheet.write(label, x, y, 2.4, "regular", LABEL, pitch=2.7 if len(label) < 6 else 2.55)
    for row, line in enumerate(wrap_columns(text, columns)):
        sheet.write(line, at, y + step * row, size, face, INK, pitch=size * 1.07)


def _dots(day: str) -> str:
    return day.replace("-", ".")
