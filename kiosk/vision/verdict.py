"""What a reading is worth: which problem explains the others, and what the picture as a whole lacks. Pure."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from kiosk.vision.documents import Known
from kiosk.vision.fields import Fields
from kiosk.vision.find import Found, overlap
from kiosk.vision.looks import Box
from kiosk.vision.page import Page
from kiosk.vision.presentation import not_itself
from kiosk.vision.quality import Quality
from kiosk.vision.types import CardReading, DocumentKind, Image, Problem, Quad

MIN_SHARPNESS = 5.0
_MIN_SHARPNESS_LABELLED = 2.0
"""How much print is on a page varies; its characters' own probabilities say the rest."""
MAX_GLARE = 0.12
"""Share of the card that is burnt out. What counts is glare on a field; this much is no picture any more."""
MIN_BRIGHTNESS = 18.0
MIN_QUAD_SCORE = 0.5
_IN_PLACE_SCORE = 0.2
"""Enough where every label stands in its place: a card on a table of its own colour has edges no clearer."""
_CLEAR_OF_RIM = 0.02
_PART_OF = 0.7
SURE_OUTLINE = 0.85
"""Score of an outline that is a card's for certain, whatever is on it."""
_AIR_AROUND = 0.08
"""A card's air around its print, in parts of the print's width."""
_ORDER = (
    "screen",
    "photocopy",
    "wrong_document",
    "no_card",
    "cut_off",
    "dark",
    "covered",
    "blurred",
    "glare",
)
"""What is told first of several problems."""


def reading_of(
    document: DocumentKind, fields: Fields, quality: Quality, found: Found, quad: Quad, card: Image
) -> CardReading:
    """A document's fields with all that speaks against them; accepted where nothing does."""
    least = MIN_SHARPNESS if document in ("id_card_front", "id_card_back") else _MIN_SHARPNESS_LABELLED
    in_place = fields.in_place and not fields.problems
    problems = first_things_first([*seen_badly(quality, found, least, in_place), *fields.problems])
    return CardReading(
        document=document,
        accepted=not problems,
        fields=fields.readings,
        problems=tuple(problems),
        seconds=0.0,
        quad=quad,
        card=card,
        notes=tuple(fields.notes),
    )


def first_things_first(problems: list[Problem]) -> list[Problem]:
    """The problem that explains the others comes first: that is what the citizen is told."""
    return sorted(problems, key=lambda p: _ORDER.index(p.code) if p.code in _ORDER else len(_ORDER))


def explain_covered(fields: Fields, quality: Quality, text: Box) -> None:
    """Where something lies on the text and a field can't be read, the cover is the reason."""
    doubted = [p.field for p in fields.problems if p.field and p.code in ("unreadable", "low_confidence")]
    if not doubted or any(p.code == "covered" for p in fields.problems):
        return
    if quality.spot(quality.covered, *text):
        fields.add("covered", doubted[0], "something lies on it")


def legible(page: Page) -> bool:
    """Can print be read on it, whatever it is?"""
    chars = [c.glyph.probability for line in page.lines for c in line.chars]
    return len(chars) >= 8 and float(np.median(chars)) > 0.8


def shown(card: Image, frame: Image, quad: Quad, coloured: bool) -> list[Problem]:
    """The problem of a copy or a screen, if it is one."""
    problem = not_itself(card, frame, quad, coloured)
    return [] if problem is None else [problem]


def apart_from(found: Found, quad: Quad) -> bool:
    """Is it a whole card beside the one in `quad`?"""
    return found.score >= MIN_QUAD_SCORE and not found.cut_off and overlap(found.quad, quad) < 0.1


def may_be_hidden(reading: CardReading) -> bool:
    """Another thing than what was asked for, or one that is covered: a card may lie beside or on it."""
    codes = {p.code for p in reading.problems}
    return bool(codes & {"wrong_document", "covered", "unreadable", "no_card", "cut_off"}) and not (
        codes & {"screen", "photocopy", "dark"}
    )


def perhaps_cut_off(reading: CardReading, found: tuple[Found, ...]) -> CardReading:
    """Where print is missing or means nothing, and something runs out of the frame there, that is the reason.

    Not where a whole card's outline is clear: then it is another card.
    """
    codes = {p.code for p in reading.problems}
    missing = "unreadable" in codes or (reading.document is None and codes & {"wrong_document", "blurred"})
    if reading.quad is None or not missing or codes & {"cut_off", "covered"}:
        return reading
    over = [f for f in found if overlap(f.quad, reading.quad) > _PART_OF]
    clear = reading.document is None and any(f.score >= SURE_OUTLINE and not f.cut_off for f in over)
    if clear or not any(f.cut_off for f in over):
        return reading
    cut = Problem("cut_off", None, "something runs out of the frame here")
    others = [p for p in reading.problems if reading.document or p.code != "wrong_document"]
    return replace(reading, problems=tuple(first_things_first([cut, *others])))


def same_place(one: Found, other: Found) -> bool:
    """Are the two one outline?"""
    size = float(np.hypot(*(one.quad[0] - one.quad[2])))
    return float(np.abs(one.quad - other.quad).max()) < 0.02 * size


def nothing(image: Image, found: tuple[Found, ...]) -> CardReading:
    """The reading of a frame in which no card was found."""
    if float(np.percentile(image[::8, ::8], 95)) < 40:
        problem = Problem("dark", None, "hardly any light")
    elif any(f.cut_off for f in found):
        problem = Problem("cut_off", None, "something runs out of the frame")
    else:
        problem = Problem("no_card", None, "nothing found")
    return CardReading(None, False, {}, (problem,), 0.0)


def within(page: Page) -> bool:
    """Does all print stay clear of the page's rim? Then the outline cuts none of it."""
    height, width = page.image.shape[:2]
    rim = _CLEAR_OF_RIM * height
    return all(
        c.x > rim and c.x < width - rim and line.box.y > rim and line.box.y < height - rim
        for line in page.lines
        for c in line.chars
    )


def print_at_rim(image: Image, known: Known) -> bool:
    """Does the print, with the air that a card has around it, reach the frame's rim?"""
    height, width = known.page.image.shape[:2]
    x0, y0 = (min(v) for v in zip(*((n.box.x0, n.box.y0) for n in known.page.lines), strict=True))
    x1, y1 = (max(v) for v in zip(*((n.box.x1, n.box.y1) for n in known.page.lines), strict=True))
    air = _AIR_AROUND * (x1 - x0)
    corners = np.array(
        [[(x0 - air, y0 - air), (x1 + air, y0 - air), (x1 + air, y1 + air), (x0 - air, y1 + air)]], np.float32
    )
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    back = cv2.getPerspectiveTransform(target, known.quad.astype(np.float32))
    seen = cv2.perspectiveTransform(corners, back)[0]
    return bool((seen < 0).any() or (seen >= image.shape[1::-1]).any())


def seen_badly(
    quality: Quality, found: Found, least_sharp: float = MIN_SHARPNESS, in_place: bool = False
) -> list[Problem]:
    """What is wrong with the picture as a whole. `in_place`: the print says that the outline is right."""
    problems = []
    if found.cut_off:
        problems.append(Problem("cut_off", None, "the card runs out of the frame"))
    elif found.score < (_IN_PLACE_SCORE if in_place else MIN_QUAD_SCORE):
        problems.append(Problem("cut_off", None, f"an edge isn't clear: {found.score:.2f}"))
    if quality.glare > MAX_GLARE:
        problems.append(Problem("glare", None, f"{quality.glare:.3f} of the card burnt out"))
    if quality.brightness < MIN_BRIGHTNESS:
        problems.append(Problem("dark", None, f"ground at {quality.brightness:.0f}"))
    if quality.sharpness < least_sharp:
        problems.append(Problem("blurred", None, f"sharpness {quality.sharpness:.1f}"))
    return problems
