"""Draws a specimen of the driver's medical form (机动车驾驶人身体条件证明), A4 upright."""

from __future__ import annotations

from kiosk.training.invent_documents import Paper
from kiosk.training.sheet import INK, MARK, CardImage, Sheet

A4_MM = (210.0, 297.0)
FORM_PX_PER_MM = 8.0


def draw_medical(paper: Paper, px_per_mm: float = FORM_PX_PER_MM, face: str = "regular") -> CardImage:
    """A filled form with the hospital's seal where the truth says so."""
    f, sheet = paper.fields, Sheet(px_per_mm, 0, A4_MM, plain=True)
    sheet.write("机动车驾驶人身体条件证明", 105.0, 26.0, 7.0, "bold", INK, anchor="mm", pitch=8.0)
    sheet.write("样本 SPECIMEN", 172.0, 14.0, 3.4, "bold", MARK, anchor="mm", pitch=3.8)
    lines = [40.0 + 13.0 * k for k in range(13)]
    for y in lines:
        sheet.rule(20, y, 190, y)
    for x in (20, 190):
        sheet.rule(x, lines[0], x, lines[-1])

    def cell(row: int, x: float, label: str, text: str, at: float) -> None:
        y = lines[row] + 6.5
        sheet.write(label, x, y, 4.0, "regular", INK, pitch=4.3)
        sheet.write(text, at, y, 4.2, face, INK, pitch=4.5)

    person = paper.person
    cell(0, 24, "姓名", f["name"], 46)
    cell(0, 92, "性别", person.sex, 106)
    cell(0, 126, "出生日期", person.birth.isoformat(), 148)
    cell(1, 24, "身份证明号码", f["id_number"], 56)
    cell(2, 24, "申请准驾车型", "C1", 56)
    cell(3, 24, "身高", f["results.height"] + "cm", 46)
    cell(3, 106, "辨色力", f["results.colour_vision"], 130)
    cell(4, 24, "左眼视力", f["results.vision_left"], 52)
    cell(4, 106, "右眼视力", f["results.vision_right"], 134)
    cell(5, 24, "左耳听力", f["results.hearing_left"], 52)
    cell(5, 106, "右耳听力", f["results.hearing_right"], 134)
    cell(6, 24, "上肢", f["results.upper_limbs"], 46)
    cell(6, 106, "下肢", f["results.lower_limbs"], 130)
    cell(7, 24, "躯干和颈部", f["results.trunk_neck"], 52)
    cell(8, 24, "检查结论", f["conclusion"], 52)
    cell(9, 24, "医疗机构名称", f["hospital"], 58)
    cell(10, 24, "医师签字", "样本", 52)
    year, month, day = f["date"].split("-")
    cell(11, 24, "检查日期", f"{year}年{int(month)}月{int(day)}日", 52)
    if f["seal"] == "present":
        sheet.round_seal(150, 178, 20, f["hospital"])
    return sheet.finish()
