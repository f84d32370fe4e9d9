"""What lies still on the desk: table, documents, light. A burst takes several pictures of one scene."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.frames import clutter
from benchmarks.frames.arrays import floats, octets
from benchmarks.frames.copies import on_telephone, photocopied
from benchmarks.frames.documents import DRAWN
from benchmarks.frames.hands import TONES
from benchmarks.frames.kinds import Plan
from benchmarks.frames.light import fall, hard_shadow, soft_shadow
from benchmarks.frames.place import HEIGHT, WIDTH, Place, moved, place
from benchmarks.frames.sheet import Sheet
from benchmarks.frames.surfaces import Linear, linear, surface
from benchmarks.frames.wear import worn
from benchmarks.frames.words import Rng, among, chance, pick

Mask = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything that doesn't move between the frames of a burst."""

    reflecting: Linear
    """[1080, 1920, 3]: table and documents in white light."""
    light: Linear
    """[1080, 1920, 3]: what falls on them."""
    sheet: Sheet | None
    where: Place | None
    mask: Mask
    """[1080, 1920]: where the document is."""
    barrel: int
    lamp: float
    """Direction the light comes from, in radians."""
    skin: tuple[int, int, int]
    """Of the one hand that may come into the picture."""
    others: tuple[str, ...]


def scene(plan: Plan, rng: Rng) -> Scene:
    """Draws, places and lights what `plan` says."""
    sheet, where = None, None
    if not (plan.document == "none" and plan.kind == "none"):
        sheet = _document(plan, rng)
        where = _placed(plan, sheet, rng)
    ground = surface(rng, _rim(sheet) if sheet and plan.kind == "near_table_colour" else None)
    lamp = among(rng, 0, 2 * np.pi)
    others: tuple[str, ...] = ()
    if plan.kind == "none" or chance(rng, 0.12):
        keep_off = where.outline(sheet) if sheet and where else None
        clutter.scatter(ground, rng, keep_off, many=plan.kind == "none")
    if plan.kind == "two_documents" and sheet and where:
        others = (_second(ground, plan, sheet, where, rng, lamp),)
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    if sheet and where:
        mask = lay(ground, sheet, where, lamp, rng, worn_out=plan.kind == "worn")
    return Scene(
        ground,
        _lit(plan, rng, sheet, where),
        sheet,
        where,
        mask,
        pick(rng, (0, 3, 6)),
        lamp,
        pick(rng, TONES),
        others,
    )


def _document(plan: Plan, rng: Rng) -> Sheet:
    sheet = DRAWN[plan.document](rng)
    if plan.kind == "screen":
        return on_telephone(sheet, rng)
    if plan.kind == "photocopy":
        return photocopied(sheet, rng)
    return sheet


def _placed(plan: Plan, sheet: Sheet, rng: Rng) -> Place:
    turn = among(rng, -14, 14) if chance(rng, 0.75) else among(rng, 0, 360)
    turn = {
        "clean": among(rng, -5, 5),
        "rotated": among(rng, 0, 360),
        "upside_down": 180 + among(rng, -9, 9),
    }.get(plan.kind, turn)
    tilt = among(rng, 8, 20) if plan.kind == "perspective" else among(rng, 0, 2.5)
    if plan.document == "medical_form":
        return _form_placed(plan, sheet, rng, tilt)
    wide = {"small": (440, 485), "clean": (500, 700)}.get(plan.kind, (480, 700))
    if plan.document not in ("id_card_front", "id_card_back", "none"):
        wide = (480, 540) if plan.kind == "small" else (540, 700)
    if plan.kind in ("worn", "perspective", "low_light"):
        wide = (max(wide[0], 520), 700)
    px_per_mm = among(rng, *wide) / 85.6
    where = place(rng, sheet, px_per_mm, turn, tilt)
    return _cut_off(where, sheet, rng) if plan.kind == "outside" else where


def _form_placed(plan: Plan, sheet: Sheet, rng: Rng, tilt: float) -> Place:
    """A4 fills the camera's area: mostly sideways, where its letters come out largest."""
    sideways = chance(rng, 0.75) and plan.kind != "upside_down"
    turn = (
        pick(rng, (90, 270)) if sideways else (180 if plan.kind == "upside_down" else pick(rng, (0, 0, 180)))
    )
    px_per_mm = among(rng, 4.4, 4.85) if sideways else among(rng, 3.45, 3.55)
    lean = among(rng, -3, 3) if plan.kind != "rotated" else among(rng, -6, 6)
    px_per_mm *= 1 - abs(lean) / 40
    where = place(rng, sheet, px_per_mm, turn + lean, min(tilt, 6), margin=4)
    return _cut_off(where, sheet, rng) if plan.kind == "outside" else where


def _cut_off(where: Place, sheet: Sheet, rng: Rng) -> Place:
    """Shifted over an edge of the picture until at least one field is cut, at most half of the document."""
    corners = where.outline(sheet)
    low, high = corners.min(0), corners.max(0)
    for attempt in range(200):
        share = among(rng, 0.10, 0.45) if attempt < 150 else 0.5
        out = (high - low) * share
        shift = pick(
            rng,
            (
                (-low[0] - out[0], 0.0),
                (WIDTH - high[0] + out[0], 0.0),
                (0.0, -low[1] - out[1]),
                (0.0, HEIGHT - high[1] + out[1]),
            ),
        )
        there = moved(where, float(shift[0]), float(shift[1]))
        for boxes in sheet.boxes.values():
            points = np.concatenate([there.grid(box) for box in boxes])
            gone = (points < 0).any(1) | (points[:, 0] >= WIDTH) | (points[:, 1] >= HEIGHT)
            if gone.mean() > 0.25:
                return there
    return moved(where, -float(low[0] + high[0]) / 2, 0.0)


def _rim(sheet: Sheet) -> tuple[int, int, int]:
    """The mean colour along the document's edge."""
    small = np.asarray(sheet.image.resize((40, 26)), np.float32)
    edge = np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]]).mean(0)
    return int(edge[0]), int(edge[1]), int(edge[2])


def _second(ground: Linear, plan: Plan, sheet: Sheet, where: Place, rng: Rng, lamp: float) -> str:
    """Lays another card beside the first or partly under it (call before the first is laid)."""
    name = pick(rng, ["none", "none", *(n for n in DRAWN if n not in (plan.document, "medical_form"))])
    other = DRAWN[name](rng)
    middle = where.outline(sheet).mean(0)
    best: tuple[float, Place] | None = None
    for _ in range(40):
        there = place(rng, other, where.px_per_mm, among(rng, 0, 360), 0.5)
        gap = float(np.hypot(*(there.outline(other).mean(0) - middle))) / where.px_per_mm
        score = abs(gap - among(rng, 62, 120))
        if best is None or score < best[0]:
            best = (score, there)
    assert best is not None
    lay(ground, other, best[1], lamp, rng)
    return name


def lay(ground: Linear, sheet: Sheet, where: Place, lamp: float, rng: Rng, worn_out: bool = False) -> Mask:
    """Puts `sheet` on `ground` in place, with the shadow of its thickness; returns where it is."""
    factor = min(1.0, 1.5 * where.px_per_mm / sheet.scale)
    size = (max(2, round(sheet.image.width * factor)), max(2, round(sheet.image.height * factor)))
    picture = octets(cv2.resize(np.asarray(sheet.image), size, interpolation=cv2.INTER_AREA))
    if worn_out:
        picture = worn(picture, sheet.scale * factor, rng)
    opacity = cv2.resize(sheet.opacity(), size, interpolation=cv2.INTER_AREA)
    to_mm = np.diag([sheet.width / size[0], sheet.height / size[1], 1.0])
    matrix = where.matrix @ to_mm
    corners = where.outline(sheet)
    low, high = np.floor(corners.min(0)).astype(int) - 12, np.ceil(corners.max(0)).astype(int) + 12
    left, top = max(0, low[0]), max(0, low[1])
    right, bottom = min(WIDTH, high[0]), min(HEIGHT, high[1])
    shifted = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]]) @ matrix
    window = (int(right - left), int(bottom - top))
    seen = cv2.warpPerspective(linear(picture), shifted, window, borderMode=cv2.BORDER_REPLICATE)
    mask = floats(cv2.warpPerspective(opacity, shifted, window))
    part = ground[top:bottom, left:right]
    _thickness(part, mask, lamp, 2.6 if sheet.gloss > 0 else 1.2)
    part += mask[..., None] * (seen - part)
    whole = np.zeros((HEIGHT, WIDTH), np.float32)
    whole[top:bottom, left:right] = (mask > 0.02) if sheet.margin else mask
    return whole


def _thickness(part: Linear, mask: Mask, lamp: float, px: float) -> None:
    solid = (mask > 0.02).astype(np.float32)
    m = np.array([[1, 0, -np.cos(lamp) * px], [0, 1, -np.sin(lamp) * px]], np.float32)
    cast = cv2.GaussianBlur(cv2.warpAffine(solid, m, mask.shape[::-1]), (0, 0), px * 0.7)
    part *= (1 - 0.45 * np.clip(cast - solid * 0.9, 0, 1))[..., None]


def _lit(plan: Plan, rng: Rng, sheet: Sheet | None, where: Place | None) -> Linear:
    warm = among(rng, 0.55, 1.0) if plan.kind == "warm_light" else among(rng, -0.12, 0.18)
    colour = (1 + 0.10 * max(warm, 0), 1 - 0.12 * max(warm, 0), 1 - 0.52 * max(warm, 0) + 0.3 * max(-warm, 0))
    small = fall(rng, colour) * np.float32(among(rng, 0.92, 1.12))
    if plan.kind == "low_light" and sheet and where:
        at = where.outline(sheet).mean(0) / 4
        small *= np.float32(0.95 / small[int(np.clip(at[1], 0, 269)), int(np.clip(at[0], 0, 479))].max())
    elif chance(rng, 0.4) and plan.group != "hard":
        small *= soft_shadow(rng)[..., None]
    light = floats(cv2.resize(small, (WIDTH, HEIGHT)))
    if plan.kind == "hard_shadow" and sheet and where:
        light *= hard_shadow(rng, where, sheet)[..., None]
    return light
