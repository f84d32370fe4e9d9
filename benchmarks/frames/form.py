"""机动车驾驶人身体条件证明 on A4, filled in by a printer and stamped."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from benchmarks.frames.ornament import round_seal
from benchmarks.frames.people import TODAY, iso, person
from benchmarks.frames.sheet import Sheet, blank
from benchmarks.frames.words import Rng, among, chance, pick, words

SCALE = 7
_INK = (34, 32, 36)


def results(rng: Rng) -> tuple[list[tuple[str, str]], bool]:
    """What was measured, item by item, and whether all of it is enough."""
    bad = chance(rng, 0.12)
    sight = (f"{rng.integers(48, 53) / 10:.1f}", f"{rng.integers(48, 53) / 10:.1f}")
    items = [
        ("身高", f"{rng.integers(150, 192)}cm"),
        ("辨色力", "正常"),
        ("左眼视力", sight[0]),
        ("右眼视力", "4.5" if bad else sight[1]),
        ("矫正", pick(rng, ("是", "否"))),
        ("左耳听力", "正常"),
        ("右耳听力", "正常"),
        ("上肢", "正常"),
        ("下肢", "正常"),
        ("躯干颈部", "正常"),
    ]
    return items, not bad


def medical_form(rng: Rng) -> Sheet:
    """Portrait A4; cells of a table, Song or Kai from a printer, a round red seal near the date."""
    who = person(rng, (1940, 2006))
    day = TODAY - timedelta(int(rng.integers(0, 330)))
    hospital = pick(rng, words()["hospitals"])
    items, fit = results(rng)
    stamped = chance(rng, 0.92)
    sheet = blank(210, 297, SCALE, np.full((8, 8, 3), (249, 248, 244), np.uint8))
    sheet.radius, sheet.gloss = 0.0, 0.0
    said = "合格" if fit else "不合格"
    sheet.truth |= {"name": who.name, "id_number": who.id_number, "hospital": hospital, "date": iso(day)}
    sheet.truth |= {"results": ";".join(f"{k}:{v}" for k, v in items), "conclusion": said}
    sheet.truth |= {"seal": "present" if stamped else "absent"}
    face, dy = pick(rng, ("song", "song_gb", "kai", "hei")), among(rng, -0.5, 0.5)
    sheet.text((105, 24), "机动车驾驶人身体条件证明", "song_bold", 8.4, _INK, 0.4, centred=True)
    sheet.text((172, 24), "（样本）", "hei", 5.0, (200, 60, 60))
    _grid(sheet)
    _applicant(sheet, rng, face, dy, who.name, who.sex, iso(who.birth), who.id_number)
    for i, (label, value) in enumerate(items):
        x, y = (24.0, 108.0) if i % 2 == 0 else (112.0, 108.0)
        y += i // 2 * 14
        sheet.text((x, y), label, "song", 4.6, _INK)
        sheet.text((x + 30, y + dy), value, face, 4.8, of="results")
    sheet.text((24, 180), "体检结论", "song", 4.8, _INK)
    sheet.text((54, 180 + dy), said, face, 5.2, of="conclusion")
    sheet.text((112, 180), "医生签字", "song", 4.6, _INK)
    sheet.text((142, 180), pick(rng, words()["doctors"]), "kai_gb", 6.0, (40, 46, 110))
    sheet.text((24, 200), "医疗机构（盖章）", "song", 4.8, _INK)
    sheet.text((70, 200 + dy), hospital, face, 5.0, of="hospital")
    sheet.text((24, 216), "体检日期", "song", 4.8, _INK)
    sheet.text((54, 216 + dy), f"{day.year}年{day.month:02d}月{day.day:02d}日", face, 5.0, of="date")
    for i, line in enumerate(("本证明自体检之日起六个月内有效。", "医疗机构应当如实填写，加盖公章后生效。")):
        sheet.text((24, 244 + i * 9), line, "song", 4.0, _INK)
    if stamped:
        at = (150 + among(rng, -6, 8), 222 + among(rng, -5, 6))
        round_seal(sheet, at, 20, hospital, "体检专用章", int(rng.integers(150, 225)))
    return sheet


def _grid(sheet: Sheet) -> None:
    rows = [38, 50, 62, 74, 100, 114, 128, 142, 156, 172, 188, 236]
    for y in rows:
        sheet.rule(((20, y), (190, y)), _INK, 0.3)
    for x in (20, 190):
        sheet.rule(((x, 38), (x, 236)), _INK, 0.3)
    sheet.rule(((108, 100), (108, 188)), _INK, 0.3)


def _applicant(
    sheet: Sheet, rng: Rng, face: str, dy: float, name: str, sex: str, birth: str, number: str
) -> None:
    cells: tuple[tuple[tuple[float, float], str, float, str, str], ...] = (
        ((24, 44), "姓名", 16, name, "name"),
        ((112, 44), "性别", 16, sex, ""),
        ((24, 56), "出生日期", 26, birth, ""),
    )
    cells += (((112, 56), "国籍", 16, "中国", ""), ((24, 68), "身份证明名称", 36, "居民身份证", ""))
    for (x, y), label, wide, value, of in cells:
        sheet.text((x, y), label, "song", 4.6, _INK)
        sheet.text((x + wide, y + dy), value, face, 4.8, of=of)
    sheet.text((96, 68), "号码", "song", 4.6, _INK)
    sheet.text((112, 68 + dy), number, pick(rng, ("mono", face)), 5.0, pitch=0.2, of="id_number")
    sheet.text(
        (24, 80), "申告事项：本人如实申告不具有器质性心脏病、癫痫、美尼尔氏症、眩晕、", "song", 4.2, _INK
    )
    sheet.text((24, 88), "癔病、震颤麻痹、精神病、痴呆等妨碍安全驾驶的疾病。", "song", 4.2, _INK)
