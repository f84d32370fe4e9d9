"""Cards the reader doesn't know: bank, library, member's, business card, bus card; nobody's brand."""

from __future__ import annotations

import numpy as np

from benchmarks.frames.people import person
from benchmarks.frames.sheet import Colour, Sheet, blank
from benchmarks.frames.words import Rng, chance, digits, pick


def stranger(rng: Rng) -> Sheet:
    """A card of 85.6 x 54 mm with its own colours and words."""
    h, w = 54 * 12, int(85.6 * 12)
    a, b = (rng.integers(20, 236, 3).astype(np.float32) for _ in range(2))
    ramp = (
        np.linspace(0, 1, w, dtype=np.float32)[None, :, None] * 0.7
        + np.linspace(0, 0.3, h, dtype=np.float32)[:, None, None]
    )
    sheet = blank(85.6, 54, 12, (a * (1 - ramp) + b * ramp).clip(0, 255).astype(np.uint8))
    sheet.gloss = 0.7
    light = float((a + b).mean()) < 130 * 2 * 0.5
    ink: Colour = (240, 240, 236) if light else (30, 30, 36)
    who = person(rng)
    title = pick(
        rng,
        ("东海商业银行储蓄卡", "城市图书馆读者证", "阳光超市会员卡", "公交一卡通", "健身中心年卡", "工作证"),
    )
    sheet.text((6, 9), title, pick(rng, ("hei_bold", "song_bold", "kai_bold")), 5.0, ink, 0.3)
    sheet.text((6, 32), " ".join(digits(rng, 4) for _ in range(4)), "latin", 4.4, ink)
    if chance(rng, 0.6):
        sheet.text((6, 42), f"姓名 {who.name}", "hei", 3.2, ink)
    sheet.text((6, 48), "凭此卡享受服务 请妥善保管", "hei", 2.4, ink)
    sheet.specimen((66, 48), 3.4, ink)
    return sheet
