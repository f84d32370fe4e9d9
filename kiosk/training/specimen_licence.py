"""Draws specimens of the driving licence and the vehicle licence, main and second page, 88 x 60 mm.

Labels stand where those of the real cards stand, each with its English line below. Every card says
样本 SPECIMEN.
"""

from __future__ import annotations

from kiosk.training.invent_documents import Paper
from kiosk.training.sheet import INK, MARK, PX_PER_MM, CardImage, Sheet
from kiosk.training.specimen import wrap_columns

LICENCE_MM = (88.0, 60.0)
_TINT = (226, 240, 232)
_LABEL = (46, 52, 60)


class _Licence(Sheet):
    """A sheet with the licences' labels and values."""

    face = "regular"

    def __init__(self, px_per_mm: float, seed: int, face: str) -> None:
        super().__init__(px_per_mm, seed, LICENCE_MM, _TINT)
        self.face = face

    def title(self, chinese: str, english: str) -> None:
        self.write(chinese, 44.0, 5.6, 3.9, "bold", INK, anchor="mm", pitch=4.3)
        self.write(english, 44.0, 9.6, 1.7, "regular", INK, anchor="mm")

    def label(self, chinese: str, english: str, x: float, y: float) -> None:
        self.write(chinese, x, y - 0.55, 2.2, "regular", _LABEL, pitch=2.35)
        self.write(english, x, y + 1.75, 1.25, "regular", _LABEL)

    def value(self, text: str, x: float, y: float, size: float = 2.9, pitch: float | None = None) -> None:
        self.write(text, x, y, size, self.face, INK, pitch=pitch or size * 1.06)

    def mark(self, x: float, y: float) -> None:
        self.write("样本 SPECIMEN", x, y, 1.9, "bold", MARK, anchor="mm", pitch=2.1)


def draw_driving_licence(paper: Paper, px_per_mm: float = PX_PER_MM, face: str = "regular") -> CardImage:
    """The page with the portrait."""
    f, sheet = paper.fields, _Licence(px_per_mm, 5, face)
    sheet.title("中华人民共和国机动车驾驶证", "Driving License of the People's Republic of China")
    sheet.label("证号", "No.", 16.0, 14.2)
    sheet.value(f["licence_number"], 26.0, 14.2, 3.4)
    sheet.label("姓名", "Name", 5.0, 20.2)
    sheet.value(f["name"], 13.5, 20.2, min(3.1, 26.0 / len(f["name"])))
    sheet.label("性别", "Sex", 43.0, 20.2)
    sheet.value(f["sex"], 50.5, 20.2)
    sheet.label("国籍", "Nationality", 57.5, 20.2)
    sheet.value(f["nationality"], 66.5, 20.2)
    sheet.label("住址", "Address", 5.0, 26.2)
    for row, line in enumerate(wrap_columns(f["address"], 22)):
        sheet.value(line, 13.5, 26.2 + 4.0 * row, 2.8)
    sheet.square_seal(5.5, 34.5, 17.0, ("浙江省宁", "波市公安", "局交通警", "察支队"))
    for row, (chinese, english, name) in enumerate(
        (
            ("出生日期", "Date of Birth", "birth"),
            ("初次领证日期", "Date of First Issue", "first_issued"),
            ("准驾车型", "Class", "classes"),
        )
    ):
        sheet.label(chinese, english, 25.0, 36.4 + 5.6 * row)
        sheet.value(f[name], 41.5, 36.4 + 5.6 * row)
    sheet.label("有效期限", "Valid Period", 5.0, 55.0)
    end = "长期" if f["valid_to"] == "long-term" else f["valid_to"]
    sheet.value(f"{f['valid_from']} 至 {end}", 17.0, 55.0)
    sheet.portrait(paper.person.sex, 65.5, 32.5, 0.74)
    sheet.mark(56.0, 58.2)
    return sheet.finish()


def draw_driving_licence_2(paper: Paper, px_per_mm: float = PX_PER_MM, face: str = "regular") -> CardImage:
    """The second page: file number and record."""
    f, sheet = paper.fields, _Licence(px_per_mm, 6, face)
    sheet.title(
        "中华人民共和国机动车驾驶证副页", "Duplicate of Driving License of the People's Republic of China"
    )
    sheet.label("证号", "No.", 16.0, 14.2)
    sheet.value(paper.person.id_number, 26.0, 14.2, 3.4)
    sheet.label("姓名", "Name", 5.0, 20.6)
    sheet.value(paper.person.name, 13.5, 20.6, min(3.1, 24.0 / len(paper.person.name)))
    sheet.label("档案编号", "File No.", 43.0, 20.6)
    sheet.value(f["file_number"], 55.0, 20.6)
    sheet.label("记录", "Record", 5.0, 28.0)
    for row, line in enumerate(wrap_columns(f["record"], 22)):
        sheet.value(line, 13.5, 28.0 + 4.3 * row, 2.8)
    sheet.bars(14.0, 47.0, 60.0, 7.0, 3)
    sheet.mark(44.0, 57.2)
    return sheet.finish()


def draw_vehicle_licence(paper: Paper, px_per_mm: float = PX_PER_MM, face: str = "regular") -> CardImage:
    """The vehicle licence's main page."""
    f, sheet = paper.fields, _Licence(px_per_mm, 7, face)
    sheet.title("中华人民共和国机动车行驶证", "Vehicle License of the People's Republic of China")
    sheet.label("号牌号码", "Plate No.", 5.0, 14.6)
    sheet.value(f["plate"], 17.5, 14.6)
    sheet.label("车辆类型", "Vehicle Type", 45.0, 14.6)
    sheet.value(f["vehicle_type"], 57.0, 14.6)
    sheet.label("所有人", "Owner", 5.0, 20.6)
    sheet.value(f["owner"], 17.5, 20.6, 2.9)
    sheet.label("住址", "Address", 5.0, 26.6)
    for row, line in enumerate(wrap_columns(f["address"], 22)):
        sheet.value(line, 17.5, 26.6 + 3.8 * row, 2.7)
    sheet.square_seal(5.5, 35.5, 19.0, ("浙江省宁", "波市公安", "局交通警", "察支队"))
    sheet.label("使用性质", "Use Character", 27.0, 35.4)
    sheet.value(f["use"], 38.0, 35.4, min(2.7, 13.0 / len(f["use"])))
    sheet.label("品牌型号", "Model", 52.5, 35.4)
    sheet.value(
        f["model"], 63.0, 35.4, min(2.7, 22.5 / sum(0.66 if c.isascii() else 1.08 for c in f["model"]))
    )
    sheet.label("车辆识别代号", "VIN", 27.0, 41.2)
    sheet.value(f["vin"], 43.0, 41.2, 2.9)
    sheet.label("发动机号码", "Engine No.", 27.0, 47.0)
    sheet.value(f["engine_number"], 43.0, 47.0, 2.9)
    sheet.label("注册日期", "Register Date", 27.0, 53.0)
    sheet.value(f["registered"], 38.0, 53.0, 2.7)
    sheet.label("发证日期", "Issue Date", 57.0, 53.0)
    sheet.value(f["issued"], 67.5, 53.0, 2.7)
    sheet.mark(44.0, 57.6)
    return sheet.finish()


def draw_vehicle_licence_2(paper: Paper, px_per_mm: float = PX_PER_MM, face: str = "regular") -> CardImage:
    """Its second page: file number, seats, masses, inspection."""
    f, sheet = paper.fields, _Licence(px_per_mm, 8, face)
    sheet.title(
        "中华人民共和国机动车行驶证副页", "Duplicate of Vehicle License of the People's Republic of China"
    )
    rows = (
        (("号牌号码", "Plate No.", "浙B12345"), ("档案编号", "File No.", f["file_number"])),
        (("核定载人数", "Passengers", f"{f['seats']}人"), ("总质量", "Gross Mass", "1725kg")),
        (("整备质量", "Unladen Mass", "1320kg"), ("核定载质量", "Ratified Load", "--")),
        (("外廓尺寸", "Dimension", "4670×1806×1474"), ("准牵引总质量", "Traction", "--")),
    )
    for row, pair in enumerate(rows):
        for column, (chinese, english, text) in enumerate(pair):
            sheet.label(chinese, english, 5.0 + 42.0 * column, 14.6 + 6.2 * row)
            sheet.value(text, 18.5 + 43.0 * column, 14.6 + 6.2 * row, 2.4)
    sheet.label("备注", "Remarks", 5.0, 39.4)
    sheet.label("检验记录", "Inspection Record", 5.0, 45.2)
    year, month, _ = f["inspection_valid_to"].split("-")
    sheet.value(f"检验有效期至{year}年{month}月浙B(99)", 18.5, 45.2, 2.7)
    sheet.bars(14.0, 49.6, 60.0, 5.4, 4)
    sheet.mark(44.0, 57.4)
    return sheet.finish()
