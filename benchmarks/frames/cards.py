"""ID card (GA 461: 85.6 x 54 mm), temporary ID card and residence permit."""

from __future__ import annotations

from datetime import date, timedelta

from benchmarks.frames.ornament import emblem, guilloche, portrait, wall
from benchmarks.frames.people import TODAY, Person, card_validity, iso, person, years_later
from benchmarks.frames.people import address as some_address
from benchmarks.frames.sheet import Sheet, blank
from benchmarks.frames.words import Rng, among, chance, pick

CARD = (85.6, 54.0)
SCALE = 16
_HEI = ("hei", "hei", "droid", "hei_bold")


def _card(stops: tuple[tuple[int, int, int], ...], ink: tuple[int, int, int], rng: Rng) -> Sheet:
    size = (round(CARD[0] * SCALE / 2), round(CARD[1] * SCALE / 2))
    return blank(*CARD, SCALE, guilloche(size, stops, ink, int(rng.integers(3))))


def _noted(sheet: Sheet, who: Person) -> None:
    sheet.truth |= {"name": who.name, "sex": who.sex, "ethnicity": who.ethnicity, "birth": iso(who.birth)}
    sheet.truth |= {"address": who.address, "id_number": who.id_number}


def _born(
    sheet: Sheet, y: float, x: float, birth: date, face: str, size: float, label: tuple[int, int, int]
) -> None:
    """Year, month and day in their places, the characters between them printed with the card."""
    columns = ((0.0, birth.year, "年", 9.2), (15.7, birth.month, "月", 20.5), (25.2, birth.day, "日", 29.6))
    for at, value, unit, unit_at in columns:
        sheet.text((x + at, y), str(value), face, size, of="birth")
        sheet.text((x + unit_at, y), unit, "hei", size * 0.86, label)


def id_card_front(rng: Rng) -> Sheet:
    """Portrait side. Labels in blue, values in black Hei, the number in OCR-B."""
    who = person(rng)
    sheet = _card(((214, 230, 236), (232, 224, 228), (226, 232, 214)), (150, 186, 206), rng)
    _noted(sheet, who)
    face, label = pick(rng, _HEI), pick(rng, ((58, 120, 176), (48, 104, 160), (76, 132, 184)))
    dy = among(rng, -0.35, 0.35)
    sheet.text((6.4, 8.0), "姓名", "hei", 2.5, label, 0.5)
    sheet.text((15.4, 8.0 + dy), who.name, face, 3.3 if len(who.name) < 10 else 2.6, pitch=0.25, of="name")
    sheet.text((6.4, 15.1), "性别", "hei", 2.5, label, 0.5)
    sheet.text((15.4, 15.1 + dy), who.sex, face, 2.9, of="sex")
    sheet.text((26.6, 15.1), "民族", "hei", 2.5, label, 0.5)
    sheet.text((35.0, 15.1 + dy), who.ethnicity, face, 2.9, of="ethnicity")
    sheet.text((6.4, 22.0), "出生", "hei", 2.5, label, 0.5)
    _born(sheet, 22.0, 15.4, who.birth, face, 2.9, label)
    sheet.text((6.4, 29.2), "住址", "hei", 2.5, label, 0.5)
    # Descriptions differ on whether a digit takes a whole place of the eleven: both come up.
    halves = chance(rng, 0.5)
    sheet.lines((15.4, 29.2 + dy), who.address, 11, 4.3, face, 2.9, "address", 0.18, by_width=halves)
    sheet.text((6.4, 46.4), "公民身份号码", "hei", 2.5, label, 0.45)
    number, pitch = pick(rng, (("ocr_b", -0.1), ("ocr_b", -0.1), ("ocr_b", 0.0), ("hei_bold", 0.3)))
    sheet.text((30.2, 46.4 + dy), who.id_number, number, 3.4, pitch=pitch, of="id_number")
    portrait(sheet, (55.6, 8.2, 79.6, 40.2), rng)
    sheet.specimen((66.0, 4.4), 2.4)
    return sheet


def _until(day: date | None) -> str:
    return f"{day:%Y.%m.%d}" if day else "长期"


def id_card_back(rng: Rng) -> Sheet:
    """Emblem side: who issued it, and the span of validity."""
    who = person(rng)
    issued, until = card_validity(rng, who.birth)
    sheet = _card(((222, 232, 226), (238, 224, 226), (216, 228, 236)), (198, 176, 186), rng)
    authority = who.authority
    sheet.truth |= {"authority": authority, "valid_from": iso(issued), "valid_to": iso(until)}
    wall(sheet, 30, (176, 160, 180))
    emblem(sheet, (14.2, 14.6), 8.2)
    title = pick(rng, ("song_bold", "hei_bold"))
    sheet.text((52, 11.2), "中华人民共和国", title, 4.5, (30, 26, 28), 1.7, centred=True)
    sheet.text((52, 21.6), "居民身份证", title, 7.0, (30, 26, 28), 1.6, centred=True)
    face, dy = pick(rng, _HEI), among(rng, -0.3, 0.3)
    sheet.text((20.2, 40.8), "签发机关", "hei", 2.7, (40, 38, 44), 0.3)
    sheet.text((35.4, 40.8 + dy), authority, face, 2.8, pitch=0.15, of="authority")
    sheet.text((20.2, 47.2), "有效期限", "hei", 2.7, (40, 38, 44), 0.3)
    end = sheet.text((35.4, 47.2 + dy), f"{issued:%Y.%m.%d}", face, 2.8, pitch=0.12, of="valid_from")
    end = sheet.text((end + 0.1, 47.2 + dy), "-", face, 2.8, pitch=0.12)
    sheet.text((end + 0.1, 47.2 + dy), _until(until), face, 2.8, pitch=0.12, of="valid_to")
    sheet.specimen((73, 32.0), 3.2)
    return sheet


def temporary_id_card(rng: Rng) -> Sheet:
    """The side with the nine items: pale green to yellow, grey portrait, valid for three months."""
    who = person(rng, (1930, 2009))
    issued = TODAY - timedelta(int(rng.integers(0, 100)))
    month = issued.month + 3
    until = years_later(issued, (month > 12 and 1) or 0)
    until = date(until.year, (month - 1) % 12 + 1, min(issued.day, 28))
    sheet = _card(((206, 232, 208), (240, 238, 204), (206, 232, 208)), (150, 196, 160), rng)
    _noted(sheet, who)
    sheet.truth |= {"authority": who.authority, "valid_from": iso(issued), "valid_to": iso(until)}
    face, label, dy = pick(rng, _HEI), (46, 62, 56), among(rng, -0.3, 0.3)
    for y, x, name in (
        (7, 6, "姓名"),
        (12.4, 6, "性别"),
        (12.4, 24, "民族"),
        (17.8, 6, "出生"),
        (23.2, 6, "住址"),
    ):
        sheet.text((x, y), name, "hei", 2.4, label, 0.4)
    sheet.text((14.6, 7 + dy), who.name, face, 3.0 if len(who.name) < 10 else 2.5, pitch=0.2, of="name")
    sheet.text((14.6, 12.4 + dy), who.sex, face, 2.7, of="sex")
    sheet.text((32, 12.4 + dy), who.ethnicity, face, 2.7, of="ethnicity")
    _born(sheet, 17.8, 14.6, who.birth, face, 2.7, label)
    sheet.lines((14.6, 23.2 + dy), who.address, 12, 3.8, face, 2.7, "address", 0.12)
    sheet.text((6, 36.6), "公民身份号码", "hei", 2.4, label, 0.3)
    sheet.text((26, 36.6 + dy), who.id_number, pick(rng, ("ocr_b", "hei")), 3.0, pitch=0.25, of="id_number")
    sheet.text((6, 42.4), "签发机关", "hei", 2.4, label, 0.3)
    sheet.text((20, 42.4 + dy), sheet.truth["authority"], face, 2.7, pitch=0.12, of="authority")
    sheet.text((6, 48.0), "有效期限", "hei", 2.4, label, 0.3)
    end = sheet.text((20, 48 + dy), f"{issued:%Y.%m.%d}", face, 2.7, of="valid_from")
    sheet.text((sheet.text((end, 48 + dy), "-", face, 2.7), 48 + dy), _until(until), face, 2.7, of="valid_to")
    portrait(sheet, (57, 5.4, 79.6, 32.6), rng, grey=True, ground=(228, 230, 228))
    sheet.specimen((70, 44.5), 3.2)
    sheet.radius, sheet.gloss = 3.2, 0.9
    return sheet


def residence_permit(rng: Rng) -> Sheet:
    """居住证条例 art 4: the person, both addresses, who issued it and when."""
    who = person(rng, (1940, 2010))
    issued = TODAY - timedelta(int(rng.integers(5, 360)))
    until = years_later(issued, 1) - timedelta(1)
    here = some_address(
        rng, f"宁波市{pick(rng, ('海曙区', '江北区', '鄞州区', '镇海区', '北仑区', '慈溪市'))}", 34
    )
    sheet = _card(((206, 224, 240), (226, 236, 240), (206, 232, 226)), (140, 178, 206), rng)
    _noted(sheet, who)
    authority = f"宁波市公安局{pick(rng, ('海曙', '江北', '鄞州', '镇海', '北仑', '奉化'))}分局"
    sheet.truth |= {"residence_address": here, "authority": authority}
    sheet.truth |= {"valid_from": iso(issued), "valid_to": iso(until)}
    face, label, dy = pick(rng, _HEI), (40, 84, 130), among(rng, -0.25, 0.25)
    sheet.text((42.8, 5.4), "浙江省居住证", "hei_bold", 4.0, (24, 62, 116), 0.8, centred=True)
    labels: tuple[tuple[float, float, str], ...] = (
        (11, 5, "姓名"),
        (15, 5, "性别"),
        (15, 26, "民族"),
        (19, 5, "出生日期"),
        (23, 5, "户籍地址"),
    )
    labels += ((30, 5, "居住地址"), (37.4, 5, "公民身份号码"), (42.4, 5, "签发机关"), (47.4, 5, "有效期限"))
    for y, x, name in labels:
        sheet.text((x, y), name, "hei", 2.25, label, 0.1)
    sheet.text((16, 11 + dy), who.name, face, 2.7 if len(who.name) < 12 else 2.4, of="name")
    sheet.text((16, 15 + dy), who.sex, face, 2.45, of="sex")
    sheet.text((33, 15 + dy), who.ethnicity, face, 2.45, of="ethnicity")
    born = f"{who.birth.year}年{who.birth.month}月{who.birth.day}日"
    sheet.text((16, 19 + dy), born, face, 2.45, of="birth")
    sheet.lines((16, 23 + dy), who.address, 18, 3.1, face, 2.45, "address")
    sheet.lines((16, 30 + dy), here, 18, 3.1, face, 2.45, "residence_address")
    sheet.text((21.4, 37.4 + dy), who.id_number, pick(rng, ("ocr_b", "hei")), 2.8, pitch=0.2, of="id_number")
    sheet.text((16, 42.4 + dy), authority, face, 2.45, of="authority")
    end = sheet.text((16, 47.4 + dy), f"{issued:%Y.%m.%d}", face, 2.45, of="valid_from")
    sheet.text(
        (sheet.text((end, 47.4 + dy), "-", face, 2.45), 47.4 + dy), _until(until), face, 2.45, of="valid_to"
    )
    portrait(sheet, (63.6, 9.4, 81.6, 33.4), rng, ground=(236, 240, 244))
    sheet.specimen((70, 45.0), 3.2)
    return sheet
