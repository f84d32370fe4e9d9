"""Frames and bursts, one seed to each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.frames.camera import Exposure, exposure, photograph
from benchmarks.frames.copies import glow
from benchmarks.frames.fonts import require
from benchmarks.frames.frame import Frame
from benchmarks.frames.hands import Finger, finger
from benchmarks.frames.kinds import DOCUMENTS, KINDS, Plan, plan
from benchmarks.frames.light import Glare, glare_beside, glare_over, shine
from benchmarks.frames.place import Place, Points
from benchmarks.frames.scene import Scene, scene
from benchmarks.frames.sheet import Sheet
from benchmarks.frames.words import Rng, among, chance, pick

#: The kinds in which something moves, so that five frames tell more than one.
BURST_KINDS = ("hard_shadow", "finger_on_corner", "glare_beside_text", "worn")


@dataclass(frozen=True)
class _Moving:
    """What is in the way in one shot."""

    fingers: tuple[Finger, ...] = ()
    glares: tuple[Glare, ...] = ()


def frames(
    seed: int, n: int, documents: Sequence[str] = DOCUMENTS, kinds: Sequence[str] = KINDS
) -> Iterator[Frame]:
    """`n` frames. Frame i depends on `seed`, i and the two filters alone. Raises MissingFontsError."""
    require()
    for i in range(n):
        yield frame(seed, i, plan(seed, i, documents, kinds))


def frame(seed: int, i: int, planned: Plan) -> Frame:
    """The one frame `planned`."""
    still = scene(planned, np.random.default_rng([seed, i, 0]))
    rng = np.random.default_rng([seed, i, 1])
    return _shoot(planned, still, _in_the_way(planned, still, rng), _exposed(planned, still, rng), rng)


def bursts(
    seed: int, n: int, documents: Sequence[str] = DOCUMENTS, kinds: Sequence[str] = BURST_KINDS
) -> Iterator[list[Frame]]:
    """`n` times five frames of one still document; light spots, hands, noise and focus differ among them.

    In up to two of the five a light spot or a finger hides a field, never the same field twice: what is
    hidden in one frame is to be seen in the four others. Such a frame keeps the burst's kind and group, for
    the five count together.
    """
    require()
    for i in range(n):
        planned = plan(seed, i, documents, kinds)
        still = scene(planned, np.random.default_rng([seed, i, 0]))
        yield list(_burst(seed, i, planned, still))


def _burst(seed: int, i: int, planned: Plan, still: Scene) -> Iterator[Frame]:
    hidden: set[str] = set()
    base = _exposed(planned, still, np.random.default_rng([seed, i, 1]))
    for k in range(5):
        rng = np.random.default_rng([seed, i, 10 + k])
        moving = _in_the_way(planned, still, rng)
        if k in (1, 3) and still.sheet and still.sheet.gloss > 0 and planned.kind == "glare_beside_text":
            spot, hit = glare_over(rng, still.sheet, hidden)
            hidden |= hit
            moving = _Moving(moving.fingers, (spot,))
        if k == 2 and still.where and planned.kind == "finger_on_corner":
            moving = _Moving((_over_field(still.sheet, still.where, rng),), moving.glares)
        flicker, focus = among(rng, 0.95, 1.04), among(rng, 0.8, 1.2)
        how = replace(base, brightness=base.brightness * flicker, blur=base.blur * focus)
        yield _shoot(planned, still, moving, how, rng)


def _in_the_way(planned: Plan, still: Scene, rng: Rng) -> _Moving:
    sheet, where = still.sheet, still.where
    if sheet is None or where is None:
        hand = finger(rng, (among(rng, 300, 1600), among(rng, 700, 1000)), among(rng, 1.0, 2.1), 6.5)
        return _Moving((hand,) if chance(rng, 0.25) else ())
    if planned.kind == "finger_on_corner":
        return _Moving((_on_corner(sheet, where, rng),))
    if planned.kind == "finger_over_field":
        return _Moving((_over_field(sheet, where, rng),))
    if planned.kind == "glare_beside_text":
        return _Moving((), (glare_beside(rng, sheet),))
    if planned.kind in ("screen", "photocopy") and sheet.gloss > 0 and chance(rng, 0.3):
        return _Moving((), (glare_beside(rng, sheet),))
    return _Moving()


def _field_points(sheet: Sheet, where: Place) -> dict[str, Points]:
    return {
        name: np.concatenate([where.grid(box, 15) for box in boxes]) for name, boxes in sheet.boxes.items()
    }


def _on_corner(sheet: Sheet, where: Place, rng: Rng) -> Finger:
    """A finger holding down a corner, clear of every field."""
    corners = where.outline(sheet)
    middle = corners.mean(0)
    points = np.concatenate(list(_field_points(sheet, where).values()))
    for attempt in range(80):
        corner = corners[int(rng.integers(4))]
        inward = (middle - corner) / np.linalg.norm(middle - corner)
        depth = among(rng, 2.5, 9.0) * (1 - attempt / 110) * where.px_per_mm
        heading = float(np.arctan2(-inward[1], -inward[0])) + among(rng, -0.5, 0.5)
        tip = corner + inward * depth
        found = finger(rng, (float(tip[0]), float(tip[1])), heading, where.px_per_mm)
        if not found.covers(points, slack=0.6 * where.px_per_mm).any():
            return found
    corner = corners[0] - (middle - corners[0]) * 0.02
    away = float(np.arctan2(corner[1] - middle[1], corner[0] - middle[0]))
    return finger(rng, (float(corner[0]), float(corner[1])), away, where.px_per_mm)


def _over_field(sheet: Sheet | None, where: Place, rng: Rng) -> Finger:
    """A finger that hides a good part of a field, coming from outside the document."""
    assert sheet is not None
    fields = _field_points(sheet, where)
    middle = where.outline(sheet).mean(0)
    best: tuple[float, Finger] | None = None
    for _ in range(60):
        points = fields[pick(rng, sorted(fields))]
        target = points[int(rng.integers(len(points)))]
        out = target - middle + rng.normal(0, 40, 2)
        heading = float(np.arctan2(out[1], out[0])) + among(rng, -0.6, 0.6)
        tip = target - np.array([np.cos(heading), np.sin(heading)]) * among(rng, 0.2, 5.0) * where.px_per_mm
        found = finger(rng, (float(tip[0]), float(tip[1])), heading, where.px_per_mm)
        share = max(float(found.covers(p, slack=-0.8 * where.px_per_mm).mean()) for p in fields.values())
        if share >= 0.3:
            return found
        if best is None or share > best[0]:
            best = (share, found)
    assert best is not None
    return best[1]


def _exposed(planned: Plan, still: Scene, rng: Rng) -> Exposure:
    scale = still.where.px_per_mm if still.where else 6.5
    return exposure(rng, planned.kind, scale, planned.document == "medical_form")


def _shoot(planned: Plan, still: Scene, moving: _Moving, how: Exposure, rng: Rng) -> Frame:
    sheet, where = still.sheet, still.where
    reflecting = still.reflecting.copy()
    for one in moving.fingers:
        replace(one, tone=still.skin).paint(reflecting, still.lamp)
    lit = reflecting * still.light
    if sheet and where and planned.kind == "screen":
        glow(reflecting, lit, where, still.mask, rng)
    for spot in moving.glares:
        if sheet and where:
            shine(lit, spot, where, still.mask, sheet.gloss)
    image = photograph(lit, how, rng, still.barrel)
    long_edge = 0.0
    if sheet and where:
        sides = np.linalg.norm(np.roll(corners := where.outline(sheet), -1, 0) - corners, axis=1)
        long_edge = float(max(sides[0] + sides[2], sides[1] + sides[3])) / 2
    truth = dict(sheet.truth) if sheet else {}
    return Frame(
        image, planned.document, planned.asked, truth, planned.kind, planned.group, long_edge, still.others
    )
