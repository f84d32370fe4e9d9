"""Reads a document from one frame, and says whether the reading can be trusted.

Silently wrong is the one thing that must not happen: every gate errs towards "lay it down again".
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import cv2
import numpy as np

from kiosk.vision import checks, id_card, ink
from kiosk.vision.detect import Detector, TextFinder
from kiosk.vision.documents import DocumentReader, Known, named
from kiosk.vision.fields import Fields, Flat, back_fields, front_fields
from kiosk.vision.find import Found, find_cards, hidden_cards, overlap
from kiosk.vision.layouts import load_layouts
from kiosk.vision.looks import Box
from kiosk.vision.page import Page
from kiosk.vision.presentation import has_rim, in_device, not_itself
from kiosk.vision.quality import Quality, assess
from kiosk.vision.recognise import LineReader, Recogniser
from kiosk.vision.strokes import draw_ahead
from kiosk.vision.types import CardReading, DocumentKind, Image, Problem, Quad
from kiosk.vision.warp import turn, turn_quad, warp

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
_GROWN, _AIR_AROUND = 1.6, 0.08
_WORTH_A_LOOK = 0.15
"""Score of a quadrilateral that is worth reading."""
_TITLE_SURE = 0.8
_TITLE_ENOUGH = 0.5

Wanted = Literal["auto"] | DocumentKind
_PLAIN = {"id_card_front": (51.0, 4.0, 81.5, 40.0)}
"""The portrait, millimetres: white by nature, and nothing is read there."""
Side = Literal["id_card_front", "id_card_back"]
_TEXT = {"id_card_front": (3.0, 4.5, 51.5, 50.0), "id_card_back": (19.0, 38.0, 83.0, 50.0)}
"""Where a side's fields are, millimetres."""
_BLACK_ON_WHITE = ("medical_form",)
"""Printed without colour in the first place."""
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
_MISPLACED = frozenset({"unreadable", "id_check", "birth_mismatch", "sex_mismatch"})
"""Problems of print that stands elsewhere than usual."""
SIDES: tuple[Side, ...] = ("id_card_front", "id_card_back")


@dataclass(frozen=True)
class _Upright:
    """A card that was found, flat and the right way up as far as can be told."""

    found: Found
    quad: Quad
    card: Image
    side: Side
    title: float


class CardReader:
    """Finds, flattens, turns, reads and checks. One per process; calls are independent of one another."""

    def __init__(
        self,
        reader: LineReader | None = None,
        words: checks.CardWords | None = None,
        seconds: Callable[[], float] = time.monotonic,
        finder: TextFinder | None = None,
    ) -> None:
        """`seconds` is a monotonic clock. Raises VisionError or SetupError without model or tables."""
        self._reader = reader or Recogniser()
        self._words = words or checks.load_card_words()
        self._finder = finder or Detector()
        self._documents = DocumentReader(self._finder, self._reader, load_layouts(), self._words)
        self._seconds = seconds

    def warm(self) -> None:
        """Run the models once on the usual sizes, so that the first citizen doesn't wait for it."""
        cv2.setNumThreads(1)
        for width in (180, 480, 620):
            self._reader.read(np.full((48, width, 3), 220, np.uint8))
        self._finder.find(np.full((416, 640, 3), 220, np.uint8), 640)
        draw_ahead(self._words.rare)

    def read(self, image: Image, document: Wanted = "auto", birth: date | None = None) -> CardReading:
        """Read the document in a frame (height x width x 3, BGR).

        `birth` (from the front read before) lets the back's validity be checked against the age at issue.
        Further documents in the frame are `others`; the one that was asked for comes first, wherever it lies.
        Never raises for what is in the picture: problems say why a reading isn't accepted.
        """
        start = self._seconds()
        found = find_cards(image)
        main = self._read_one(image, found, document, birth)
        if _may_be_hidden(main):
            main = self._read_hidden(image, found, main, document, birth)
        main = _perhaps_cut_off(main, found)
        if main.accepted and main.quad is not None and in_device(image, main.quad, [f.quad for f in found]):
            shown = Problem("screen", None, "it lies within a device's dark rim")
            main = replace(main, accepted=False, problems=(shown,))
        rest = [] if main.quad is None else [f for f in found if _apart_from(f, main.quad)]
        others = [self._read_one(image, (one,), "auto", birth) for one in rest]
        others = [other for other in others if other.document is not None]
        if document not in ("auto", main.document):
            asked = next((o for o in others if o.document == document), None)
            if asked is not None:
                others = [main, *(o for o in others if o is not asked)]
                main = asked
        return replace(main, others=tuple(others), seconds=self._seconds() - start)

    def _read_hidden(
        self, image: Image, found: tuple[Found, ...], first: CardReading, document: Wanted, birth: date | None
    ) -> CardReading:
        """A card that the first look took no notice of, if it can be read; else what was `first` read."""
        for one in hidden_cards(image)[:2]:
            if one.score <= _WORTH_A_LOOK or any(_same_place(one, other) for other in found):
                continue
            again = self._read_one(image, (one,), document, birth)
            if again.accepted:
                return again
        return first

    def _read_one(
        self, image: Image, found: tuple[Found, ...], document: Wanted, birth: date | None
    ) -> CardReading:
        best = None
        if document in ("auto", *SIDES):
            best = self._best_upright(image, found, document)
        if best is not None and best.title >= _TITLE_ENOUGH:
            reading = self._read_side(image, best, document, birth)
            return self._second_way(image, best, reading, birth)
        known = self._best_known(image, found, document)
        if known is not None and known[0].document is not None:
            return self._read_known(image, *known, document, birth)
        if best is None and document not in ("auto", *SIDES):
            best = self._best_upright(image, found, "auto")
            if best is not None and best.title >= _TITLE_ENOUGH:
                return self._read_side(image, best, document, birth)
        if best is None:
            return _nothing(image, found)
        if has_rim(best.card):
            problems = [Problem("screen", None, "a dark rim as of a telephone")]
        elif known is not None and legible(known[0].page):
            problems = [named(None, document)]
        else:
            quality = assess(best.card, ink.ground_of(best.card))
            problems = _seen_badly(quality, best.found) or [named(None, document)]
        return CardReading(None, False, {}, tuple(problems), 0.0, best.quad, best.card)

    def _read_side(self, image: Image, best: _Upright, document: Wanted, birth: date | None) -> CardReading:
        """An ID card's side."""
        if document not in ("auto", best.side):
            return CardReading(best.side, False, {}, (named(best.side, document),), 0.0, best.quad, best.card)
        ground = ink.ground_of(best.card)
        quality = assess(best.card, ground, _PLAIN.get(best.side))
        fields = self._side_fields(best, ground, quality, birth)
        fields.problems.extend(_shown(best.card, image, best.quad, True))
        explain_covered(fields, quality, _TEXT[best.side])
        return _reading(best.side, fields, quality, best.found, best.quad, best.card)

    def _side_fields(self, best: _Upright, ground: ink.Plane, quality: Quality, birth: date | None) -> Fields:
        flat = Flat(best.card, quality, self._reader, self._words)
        mask = ink.ink_mask(best.card, ground)
        if best.side == "id_card_front":
            rows = id_card.read_rows(best.card, mask, self._reader, id_card.FRONT_ROWS)
            fields = front_fields(flat, rows)
            values = {name: reading.value for name, reading in fields.readings.items()}
            fields.problems.extend(checks.check_front(values))
        else:
            rows = id_card.read_rows(best.card, mask, self._reader, id_card.BACK_ROWS)
            fields = back_fields(flat, rows)
            values = {name: reading.value for name, reading in fields.readings.items()}
            fields.problems.extend(checks.check_back(values, birth))
        fields.in_place = id_card.in_place(rows)
        return fields

    def _best_known(
        self, image: Image, found: tuple[Found, ...], document: Wanted
    ) -> tuple[Known, Found] | None:
        """The first candidate whose labels say what it is; one that is asked for before any other."""
        best: tuple[Known, Found] | None = None
        for one in [f for f in found if f.score > _WORTH_A_LOOK][:2]:
            known = self._documents.look(image, one.quad, True if document == "medical_form" else None)
            if not _within(known.page) and document not in SIDES:
                known = self._grown(image, one, known)
            if known.document == document or (known.document and document == "auto"):
                return known, one
            if best is None or (known.document is not None and best[0].document is None):
                best = known, one
        return best

    def _grown(self, image: Image, one: Found, known: Known) -> Known:
        """The same with more around it, where print touches the rim: a line of print was taken for an edge.

        What was `known` where that doesn't show a whole document, clear of the frame's rim.
        """
        if known.document is None and not known.page.lines:
            return known
        middle = one.quad.mean(axis=0)
        wide = np.asarray(middle + (one.quad - middle) * _GROWN, np.float32)
        again = self._documents.look(image, wide, False)
        if again.document is None or not _within(again.page) or _print_at_rim(image, again):
            return known
        return again

    def _second_way(
        self, image: Image, best: _Upright, reading: CardReading, birth: date | None
    ) -> CardReading:
        """A side whose print isn't where it should be, by its labels; the same reading where that fails, too.

        Only what couldn't be found is looked for again: doubt about a character stays doubt.
        """
        codes = {p.code for p in reading.problems}
        if not codes or not codes <= _MISPLACED:
            return reading
        known = self._documents.look(image, reading.quad if reading.quad is not None else best.quad, False)
        if known.document != best.side:
            return reading
        again = self._read_known(image, known, best.found, best.side, birth)
        return again if again.accepted else reading

    def _read_known(
        self, image: Image, known: Known, found: Found, document: Wanted, birth: date | None = None
    ) -> CardReading:
        """A document that is read by its labels."""
        kind: DocumentKind = known.document  # type: ignore[assignment]
        if document not in ("auto", kind):
            problem = named(kind, document)
            return CardReading(kind, False, {}, (problem,), 0.0, known.quad, known.page.image)
        fields, quality = self._documents.fields(known, birth)
        coloured = kind not in _BLACK_ON_WHITE
        fields.problems.extend(_shown(known.page.image, image, known.quad, coloured))
        fields.in_place = _within(known.page)
        return _reading(kind, fields, quality, found, known.quad, known.page.image)

    def _best_upright(self, image: Image, found: tuple[Found, ...], document: Wanted) -> _Upright | None:
        """The candidate whose heading can be read best; the first by score where none can."""
        best: _Upright | None = None
        for one in [f for f in found if f.score > _WORTH_A_LOOK][:2]:
            for upright in self._orient(image, one, document):
                if best is None or upright.title > best.title:
                    best = upright
                if best.title >= _TITLE_SURE:
                    return best
        return best

    def _orient(self, image: Image, found: Found, document: Wanted) -> list[_Upright]:
        """Both ways up and both sides, until a heading is sure."""
        sides = SIDES if document != "id_card_back" else SIDES[::-1]
        card = warp(image, found.quad)
        ways = [(card, found.quad), (turn(card), turn_quad(found.quad))]
        tried = []
        for side in sides:
            for flat, quad in ways:
                tried.append(_Upright(found, quad, flat, side, id_card.title_score(flat, self._reader, side)))
                if tried[-1].title >= _TITLE_SURE:
                    return tried
        return tried


def _reading(
    document: DocumentKind, fields: Fields, quality: Quality, found: Found, quad: Quad, card: Image
) -> CardReading:
    least = MIN_SHARPNESS if document in SIDES else _MIN_SHARPNESS_LABELLED
    in_place = fields.in_place and not fields.problems
    problems = first_things_first([*_seen_badly(quality, found, least, in_place), *fields.problems])
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


def _shown(card: Image, frame: Image, quad: Quad, coloured: bool) -> list[Problem]:
    problem = not_itself(card, frame, quad, coloured)
    return [] if problem is None else [problem]


def _apart_from(found: Found, quad: Quad) -> bool:
    return found.score >= MIN_QUAD_SCORE and not found.cut_off and overlap(found.quad, quad) < 0.1


def _may_be_hidden(reading: CardReading) -> bool:
    """Another thing than what was asked for, or one that is covered: a card may lie beside or on it."""
    codes = {p.code for p in reading.problems}
    return bool(codes & {"wrong_document", "covered", "unreadable", "no_card", "cut_off"}) and not (
        codes & {"screen", "photocopy", "dark"}
    )


def _perhaps_cut_off(reading: CardReading, found: tuple[Found, ...]) -> CardReading:
    """Where print is missing and something runs out of the frame there, that is the reason."""
    codes = {p.code for p in reading.problems}
    if reading.quad is None or "unreadable" not in codes or codes & {"cut_off", "covered"}:
        return reading
    if not any(f.cut_off and overlap(f.quad, reading.quad) > _PART_OF for f in found):
        return reading
    cut = Problem("cut_off", None, "something runs out of the frame here")
    return replace(reading, problems=tuple(first_things_first([cut, *reading.problems])))


def _same_place(one: Found, other: Found) -> bool:
    size = float(np.hypot(*(one.quad[0] - one.quad[2])))
    return float(np.abs(one.quad - other.quad).max()) < 0.02 * size


def _nothing(image: Image, found: tuple[Found, ...]) -> CardReading:
    if float(np.percentile(image[::8, ::8], 95)) < 40:
        problem = Problem("dark", None, "hardly any light")
    elif any(f.cut_off for f in found):
        problem = Problem("cut_off", None, "something runs out of the frame")
    else:
        problem = Problem("no_card", None, "nothing found")
    return CardReading(None, False, {}, (problem,), 0.0)


def _within(page: Page) -> bool:
    """Does all print stay clear of the page's rim? Then the outline cuts none of it."""
    height, width = page.image.shape[:2]
    rim = _CLEAR_OF_RIM * height
    return all(
        c.x > rim and c.x < width - rim and line.box.y > rim and line.box.y < height - rim
        for line in page.lines
        for c in line.chars
    )


def _print_at_rim(image: Image, known: Known) -> bool:
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


def _seen_badly(
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
