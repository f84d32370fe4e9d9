"""Draws a specimen of the resident ID card (second generation), 85.6 x 54 mm, front and back.

The layout is that of the real card, so that a reader tuned to it meets the real thing. Ground,
portrait and arms are our own drawings and every card carries a mark that says 样本 SPECIMEN: it must never
pass for a card that somebody could use. Millimetres are measured from the card's top left corner.
"""

from __future__ import annotations

from datetime import date

from kiosk.training.people import PersonCard
from kiosk.training.sheet import INK, LABEL, MARK, PX_PER_MM, CardImage, Sheet

ADDRESS_COLUMNS = 11
ADDRESS_LINES = 3


def draw_front(card: PersonCard, px_per_mm: float = PX_PER_MM, face: str = "regular") -> CardImage:
    """The side with the portrait: 1284 x 810 px at 15 px a millimetre."""
    sheet = Sheet(px_per_mm, seed=1)
    sheet.portrait(card.sex)
    for label, x, y in (
        ("姓", 5.0, 8.0),
        ("名", 8.9, 8.0),
        ("性", 5.0, 14.4),
        ("别", 8.9, 14.4),
        ("民", 25.4, 14.4),
        ("族", 29.3, 14.4),
        ("出", 5.0, 20.7),
        ("生", 8.9, 20.7),
        ("年", 24.2, 20.7),
        ("月", 32.4, 20.7),
        ("日", 40.4, 20.7),
        ("住", 5.0, 27.4),
        ("址", 8.9, 27.4),
    ):
        sheet.write(label, x, y, 2.75, "regular", LABEL)
    sheet.write("公民身份号码", 5.0, 46.2, 2.75, "regular", LABEL, pitch=3.25)
    name_pitch = min(3.85, 35.0 / len(card.name))
    sheet.write(card.name, 14.9, 8.0, name_pitch / 1.1, face, pitch=name_pitch)
    sheet.write(card.sex, 14.9, 14.4, 2.95, face)
    sheet.write(card.ethnicity, 34.6, 14.4, 2.95, face, pitch=3.1)
    sheet.write(str(card.birth.year), 14.9, 20.7, 2.95, "regular", pitch=1.75)
    sheet.write(str(card.birth.month), 30.2, 20.7, 2.95, "regular", anchor="mm", pitch=1.75)
    sheet.write(str(card.birth.day), 38.0, 20.7, 2.95, "regular", anchor="mm", pitch=1.75)
    for row, line in enumerate(wrap_address(card.address)):
        sheet.write(line, 14.9, 27.4 + 4.25 * row, 2.95, face, pitch=3.12, half=1.72)
    sheet.write(card.id_number, 28.6, 46.2, 3.75, "mono", pitch=2.36, half=2.36)
    sheet.write("样本 SPECIMEN", 66.2, 41.4, 2.1, "bold", MARK, anchor="mm", pitch=2.3)
    return sheet.finish()


def draw_back(card: PersonCard, px_per_mm: float = PX_PER_MM, face: str = "regular") -> CardImage:
    """The side with the title, the issuing authority and the validity."""
    sheet = Sheet(px_per_mm, seed=2)
    sheet.arms()
    sheet.write("中华人民共和国", 27.5, 11.0, 5.0, "serif", pitch=6.4)
    sheet.write("居民身份证", 27.3, 21.8, 7.4, "serif", pitch=9.2)
    sheet.write("签发机关", 21.2, 41.0, 2.75, "bold", INK, pitch=3.2)
    sheet.write("有效期限", 21.2, 47.0, 2.75, "bold", INK, pitch=3.2)
    sheet.write(card.authority, 36.2, 41.0, 2.9, face, pitch=3.1)
    sheet.write(validity_text(card), 36.2, 47.0, 2.9, face, pitch=3.1)
    sheet.write("样本 SPECIMEN", 66.2, 31.0, 2.1, "bold", MARK, anchor="mm", pitch=2.3)
    return sheet.finish()


def validity_text(card: PersonCard) -> str:
    """2019.03.02-2039.03.02, or 2009.04.16-长期."""
    end = "长期" if isinstance(card.valid_to, str) else _dotted(card.valid_to)
    return f"{_dotted(card.valid_from)}-{end}"


def wrap_address(address: str) -> list[str]:
    """At most three lines of eleven Han characters; a digit or a Latin letter takes half a column.

    Raises ValueError when the address needs more room.
    """
    lines = wrap_columns(address, ADDRESS_COLUMNS)
    if len(lines) > ADDRESS_LINES:
        raise ValueError(f"an address of {len(address)} characters has no room on the card")
    return lines


def wrap_columns(text: str, columns: int) -> list[str]:
    """Lines of so many Han characters; a digit or a Latin letter takes a bit more than half a column."""
    lines, used = [""], 0.0
    for char in text:
        width = 0.55 if char.isascii() else 1.0
        if used + width > columns + 1e-6:
            lines.append("")
            used = 0.0
        lines[-1] += char
        used += width
    return lines


def _dotted(day: date) -> str:
    return f"{day.year:04d}.{day.month:02d}.{day.day:02d}"
