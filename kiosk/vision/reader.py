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
from kiosk.vision.find import Found, find_cards, hidden_cards
from kiosk.vision.layouts import load_layouts
from kiosk.vision.presentation import has_rim, in_device
from kiosk.vision.quality import Quality, assess
from kiosk.vision.recognise import LineReader, Recogniser
from kiosk.vision.strokes import draw_ahead
from kiosk.vision.types import CardReading, DocumentKind, Image, Problem, Quad
from kiosk.vision.verdict import (
    SURE_OUTLINE,
    apart_from,
    explain_covered,
    legible,
    may_be_hidden,
    nothing,
    perhaps_cut_off,
    print_at_rim,
    reading_of,
    same_place,
    seen_badly,
    shown,
    within,
)
from kiosk.vision.warp import turn, turn_quad, warp

_GROWN = 1.6
"""Whatever is around an outline that cuts print is looked at by so much more."""
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
        if may_be_hidden(main):
            main = self._read_hidden(image, found, main, document, birth)
        main = perhaps_cut_off(main, found)
        if main.accepted and main.quad is not None and in_device(image, main.quad, [f.quad for f in found]):
            screen = Problem("screen", None, "it lies within a device's dark rim")
            main = replace(main, accepted=False, problems=(screen,))
        rest = [] if main.quad is None else [f for f in found if apart_from(f, main.quad)]
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
            if one.score <= _WORTH_A_LOOK or any(same_place(one, other) for other in found):
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
            return nothing(image, found)
        if has_rim(best.card):
            problems = [Problem("screen", None, "a dark rim as of a telephone")]
        elif known is not None and legible(known[0].page):
            problems = [named(None, document)]
        elif best.found.score < SURE_OUTLINE:
            # Lines on a table make an outline now and then; without print it is none.
            return replace(nothing(image, found), quad=best.quad, card=best.card)
        else:
            quality = assess(best.card, ink.ground_of(best.card))
            problems = seen_badly(quality, best.found) or [named(None, document)]
        return CardReading(None, False, {}, tuple(problems), 0.0, best.quad, best.card)

    def _read_side(self, image: Image, best: _Upright, document: Wanted, birth: date | None) -> CardReading:
        """An ID card's side."""
        if document not in ("auto", best.side):
            return CardReading(best.side, False, {}, (named(best.side, document),), 0.0, best.quad, best.card)
        ground = ink.ground_of(best.card)
        quality = assess(best.card, ground, _PLAIN.get(best.side))
        fields = self._side_fields(best, ground, quality, birth)
        fields.problems.extend(shown(best.card, image, best.quad, True))
        explain_covered(fields, quality, _TEXT[best.side])
        return reading_of(best.side, fields, quality, best.found, best.quad, best.card)

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
            if not within(known.page) and document not in SIDES:
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
        if again.document is None or not within(again.page) or print_at_rim(image, again):
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
        fields.problems.extend(shown(known.page.image, image, known.quad, coloured))
        fields.in_place = within(known.page)
        return reading_of(kind, fields, quality, found, known.quad, known.page.image)

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
