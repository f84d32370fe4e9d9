"""Driving licence (GA 482) and vehicle licence (GA 37): 88 x 60 mm, often in a clear 95 x 66 mm laminate."""

from __future__ import annotations

from datetime import date

from benchmarks.frames.ornament import guilloche, portrait, square_seal
from benchmarks.frames.people import iso, licence_validity, person
from benchmarks.frames.sheet import Colour, Sheet, blank, laminated
from benchmarks.frames.vehicles import Vehicle, vehicle
from benchmarks.frames.words import Rng, among, chance, digits, pick, words

CORE = (88.0, 60.0)
SCALE = 15
_SEALS = (
    ("浙江省宁", "波市公安", "局交通警", "察支队　"),
    ("江西省上", "饶市公安", "局交通警", "察支队　"),
    ("广东省佛", "山市公安", "局交通警", "察支队　"),
)


def _core(stops: tuple[Colour, ...], ink: Colour, rng: Rng) -> Sheet:
    size = (round(CORE[0] * SCALE / 2), round(CORE[1] * SCALE / 2))
    sheet = blank(*CORE, SCALE, guilloche(size, stops, ink, 10 + int(rng.integers(3))))
    sheet.gloss, sheet.radius = 0.9, 2.5
    return sheet


def _finish(sheet: Sheet, rng: Rng) -> Sheet:
    return laminated(sheet, 3.2) if chance(rng, 0.5) else sheet


def _bars(sheet: Sheet, rng: Rng, x: float, y: float) -> None:
    for i, bar in enumerate(rng.integers(0, 2, 115)):
        if bar:
            sheet.rule(((x + i * 0.36, y), (x + i * 0.36, y + 5)), (30, 30, 30), 0.36)


def _labels(sheet: Sheet, labels: tuple[tuple[float, float, str, str], ...], ink: Colour) -> None:
    """Chinese labels with the small English ones below or after them: (x, y, Chinese, English)."""
    for x, y, chinese, english in labels:
        sheet.text((x, y - 0.7), chinese, "hei", 2.0, ink)
        sheet.text((x, y + 1.4), english, "latin", 1.15, ink)


def driving_licence(rng: Rng) -> Sheet:
    """Main page. Its number is the holder's ID number."""
    who = person(rng, (1950, 2006))
    first, since, until = licence_validity(rng, who.birth)
    sheet = _core(((216, 236, 226), (236, 242, 226), (214, 234, 236)), (150, 204, 178), rng)
    classes = pick(rng, words()["classes"])
    sheet.truth |= {"licence_number": who.id_number, "name": who.name, "sex": who.sex, "nationality": "中国"}
    sheet.truth |= {
        "address": who.address,
        "birth": iso(who.birth),
        "first_issued": iso(first),
        "classes": classes,
    }
    sheet.truth |= {"valid_from": iso(since), "valid_to": iso(until)}
    ink, face = (36, 62, 58), pick(rng, ("hei", "song", "kai", "droid", "hei_bold"))
    dx, dy = among(rng, -0.5, 0.6), among(rng, -0.45, 0.35)
    sheet.text((44, 4.0), "中华人民共和国机动车驾驶证", "hei_bold", 3.5, (20, 30, 30), 0.4, centred=True)
    sheet.text(
        (44, 7.3), "Driving License of the People's Republic of China", "latin", 1.7, ink, centred=True
    )
    _labels(
        sheet, ((5, 12.4, "证号", "License No."), (5, 18.4, "姓名", "Name"), (48, 18.4, "性别", "Sex")), ink
    )
    _labels(sheet, ((63, 18.4, "国籍", "Nationality"), (5, 24.4, "住址", "Address")), ink)
    _labels(
        sheet,
        ((27, 36.4, "出生日期", "Date of Birth"), (27, 42.4, "初次领证日期", "Date of First Issue")),
        ink,
    )
    _labels(sheet, ((27, 48.4, "准驾车型", "Class"), (5, 55.6, "有效期限", "Valid Period")), ink)
    for y in (15.2, 21.2, 31.4):
        sheet.rule(((4, y), (84, y)), (120, 170, 150))
    sheet.text((25 + dx, 12.2 + dy), who.id_number, "hei_bold", 3.1, pitch=0.2, of="licence_number")
    sheet.text((14 + dx, 18.4 + dy), who.name, face, 2.8, of="name")
    sheet.text((54 + dx, 18.4 + dy), who.sex, face, 2.7, of="sex")
    sheet.text((74 + dx, 18.4 + dy), "中国", face, 2.7, of="nationality")
    sheet.lines((14 + dx, 24.4 + dy), who.address, 24, 3.7, face, 2.6, "address")
    sheet.text((43.6 + dx, 36.4 + dy), iso(who.birth), face, 2.7, of="birth")
    sheet.text((43.6 + dx, 42.4 + dy), iso(first), face, 2.7, of="first_issued")
    sheet.text((43.6 + dx, 48.4 + dy), classes, "hei_bold", 3.0, of="classes")
    end = sheet.text((24 + dx, 55.6 + dy), iso(since), face, 2.7, of="valid_from")
    end = sheet.text((end + 1.2, 55.6 + dy), "至", face, 2.7)
    sheet.text((end + 1.2, 55.6 + dy), iso(until) if until else "长期", face, 2.7, of="valid_to")
    square_seal(sheet, (5, 33.4, 23, 51.4), pick(rng, _SEALS))
    portrait(sheet, (64, 32.4, 83, 57), rng, ground=(238, 240, 242))
    sheet.specimen((74, 12.0), 3.0)
    return _finish(sheet, rng)


def _record(rng: Rng, until: date | None) -> str:
    renew = f"请于{until:%Y年%m月%d日}前九十日内申请换领新驾驶证。" if until else "有效期为长期。"
    review = "请于每个记分周期结束后三十日内接受审验。无记分的，免予本次审验。"
    probation = (
        f"实习期至{rng.integers(2024, 2028)}年{rng.integers(1, 13):02d}月{rng.integers(1, 29):02d}日。"
    )
    glasses = "驾驶时须佩戴矫正眼镜。"
    return str(pick(rng, (renew, renew, renew + review, probation + renew, glasses + renew)))


def driving_licence_2(rng: Rng) -> Sheet:
    """Second page: file number and record."""
    who = person(rng, (1950, 2006))
    _, _, until = licence_validity(rng, who.birth)
    sheet = _core(((216, 236, 226), (236, 242, 226), (214, 234, 236)), (150, 204, 178), rng)
    file_number, record = "3302" + digits(rng, 8), _record(rng, until)
    sheet.truth |= {"file_number": file_number, "record": record}
    ink, face = (36, 62, 58), pick(rng, ("hei", "song", "kai", "droid"))
    dx, dy = among(rng, -0.5, 0.6), among(rng, -0.4, 0.4)
    sheet.text((44, 5.0), "中华人民共和国机动车驾驶证副页", "hei_bold", 3.5, (20, 30, 30), 0.3, centred=True)
    _labels(
        sheet,
        ((5, 12, "证号", "License No."), (5, 18.6, "姓名", "Name"), (45, 18.6, "档案编号", "File No.")),
        ink,
    )
    _labels(sheet, ((5, 26, "记录", "Record"),), ink)
    for y in (15.4, 22.2, 54):
        sheet.rule(((4, y), (84, y)), (120, 170, 150))
    sheet.text((25 + dx, 12 + dy), who.id_number, "hei_bold", 3.1, pitch=0.2)
    sheet.text((14 + dx, 18.6 + dy), who.name, face, 2.8)
    sheet.text((57 + dx, 18.6 + dy), file_number, face, 2.9, of="file_number")
    sheet.lines((14 + dx, 26 + dy), record, 25, 4.2, face, 2.7, "record")
    _bars(sheet, rng, 16, 46)
    sheet.specimen((68, 49), 3.4)
    return _finish(sheet, rng)


def _vehicle_labels(sheet: Sheet, ink: Colour) -> None:
    _labels(
        sheet,
        ((5, 13, "号牌号码", "Plate No."), (44, 13, "车辆类型", "Vehicle Type"), (5, 19, "所有人", "Owner")),
        ink,
    )
    _labels(sheet, ((5, 25, "住址", "Address"), (5, 33, "使用性质", "Use Character")), ink)
    _labels(
        sheet,
        (
            (40, 33, "品牌型号", "Model"),
            (27, 40, "车辆识别代号", "VIN"),
            (27, 46.4, "发动机号码", "Engine No."),
        ),
        ink,
    )
    _labels(sheet, ((27, 53.4, "注册日期", "Register Date"), (56, 53.4, "发证日期", "Issue Date")), ink)
    for y in (15.8, 21.8, 29.6, 36.2):
        sheet.rule(((4, y), (84, y)), (200, 150, 136))


def _vehicle_values(sheet: Sheet, car: Vehicle, face: str, dx: float, dy: float) -> None:
    sheet.text((18 + dx, 13 + dy), car.plate, face, 2.8, pitch=0.15, of="plate")
    sheet.text((57 + dx, 13 + dy), car.vehicle_type, face, 2.6, of="vehicle_type")
    sheet.text((18 + dx, 19 + dy), car.owner, face, 2.6, of="owner")
    sheet.lines(
        (18 + dx, 25 + dy - (0.9 if len(car.address) > 24 else 0)), car.address, 24, 3.2, face, 2.6, "address"
    )
    sheet.text((18 + dx, 33 + dy), car.use, face, 2.6, of="use")
    sheet.text((50 + dx, 33 + dy), car.model, face, 2.45, of="model")
    sheet.text((45 + dx, 40 + dy), car.vin, face, 2.7, pitch=0.12, of="vin")
    sheet.text((45 + dx, 46.4 + dy), car.engine_number, face, 2.7, pitch=0.12, of="engine_number")
    sheet.text((39.6 + dx, 53.4 + dy), iso(car.registered), face, 2.5, of="registered")
    sheet.text((68.6 + dx, 53.4 + dy), iso(car.issued), face, 2.5, of="issued")


def vehicle_licence(rng: Rng) -> Sheet:
    """Main page."""
    car = vehicle(rng)
    sheet = _core(((238, 226, 216), (240, 238, 222), (232, 222, 226)), (210, 176, 160), rng)
    sheet.truth |= {
        "plate": car.plate,
        "vehicle_type": car.vehicle_type,
        "owner": car.owner,
        "address": car.address,
    }
    sheet.truth |= {"use": car.use, "model": car.model, "vin": car.vin, "engine_number": car.engine_number}
    sheet.truth |= {"registered": iso(car.registered), "issued": iso(car.issued)}
    ink, face = (86, 46, 38), pick(rng, ("hei", "song", "kai", "droid", "hei_bold"))
    dx, dy = among(rng, -0.4, 0.6), among(rng, -0.4, 0.3)
    sheet.text((44, 4.4), "中华人民共和国机动车行驶证", "hei_bold", 3.5, (60, 26, 22), 0.4, centred=True)
    sheet.text(
        (44, 7.7), "Vehicle License of the People's Republic of China", "latin", 1.7, ink, centred=True
    )
    _vehicle_labels(sheet, ink)
    _vehicle_values(sheet, car, face, dx, dy)
    square_seal(sheet, (5, 38, 23.6, 56.6), pick(rng, _SEALS))
    sheet.specimen((77.2, 6.6), 2.8)
    return _finish(sheet, rng)


_Column = tuple[tuple[str, str], ...]


def _masses(rng: Rng, car: Vehicle, file_number: str) -> tuple[_Column, _Column]:
    """Label and value of the table's left and right column."""
    mass = int(rng.integers(11, 25)) * 100
    size = f"{rng.integers(38, 60) * 100}×1{rng.integers(70, 99)}0×1{rng.integers(40, 99)}0mm"
    left = (
        ("号牌号码", car.plate),
        ("核定载人数", f"{car.seats}人"),
        ("整备质量", f"{mass}kg"),
        ("外廓尺寸", size),
    )
    right = (
        ("档案编号", file_number),
        ("总质量", f"{mass + 375}kg"),
        ("核定载质量", "--"),
        ("准牵引总质量", "--"),
    )
    return left, right


def vehicle_licence_2(rng: Rng) -> Sheet:
    """Second page: seats, masses, and to which month the inspection is valid."""
    car = vehicle(rng)
    sheet = _core(((238, 226, 216), (240, 238, 222), (232, 222, 226)), (210, 176, 160), rng)
    file_number = digits(rng, 12)
    year, month = car.inspection
    sheet.truth |= {
        "file_number": file_number,
        "seats": str(car.seats),
        "inspection_valid_to": f"{year}-{month:02d}",
    }
    ink, face = (86, 46, 38), pick(rng, ("hei", "song", "kai", "droid"))
    dx, dy = among(rng, -0.4, 0.6), among(rng, -0.35, 0.35)
    sheet.text((44, 4.6), "中华人民共和国机动车行驶证副页", "hei_bold", 3.2, (60, 26, 22), 0.3, centred=True)
    columns = _masses(rng, car, file_number)
    named = {"核定载人数": "seats", "档案编号": "file_number"}
    for x, column in zip((5.0, 46.0), columns, strict=True):
        for row, (label, text) in enumerate(column):
            y, size = 11 + 6 * row, 2.5 if len(text) < 14 else 2.1
            sheet.text((x, y), label, "hei", 2.1, ink)
            sheet.text((x + 15 + dx, y + dy), text, face, size, of=named.get(label, ""))
            sheet.rule(((4, y + 3), (84, y + 3)), (200, 150, 136))
    sheet.text((5, 35), "备注", "hei", 2.1, ink)
    sheet.text(
        (20 + dx, 35 + dy),
        "强制报废期止：" + f"{year + 9}-{month:02d}-11" if chance(rng, 0.4) else "",
        face,
        2.4,
    )
    sheet.text((5, 43), "检验记录", "hei", 2.1, ink)
    place = pick(rng, ("浙B(01)", "浙B(12)", "浙BK", "赣E(03)"))
    value = f"检验有效期至{year}年{month:02d}月{place}"
    sheet.text((20 + dx, 43 + dy), value, face, 2.6, of="inspection_valid_to")
    for level in (38.4, 47.4):
        sheet.rule(((4, level), (84, level)), (200, 150, 136))
    _bars(sheet, rng, 8, 51)
    sheet.specimen((66, 53.5), 3.4)
    return _finish(sheet, rng)
