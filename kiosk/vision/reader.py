"""Reads an ID card from one frame, and says whether the reading can be trusted.

Silently wrong is the one thing that must not happen: every gate errs towards "lay it down again".
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import cv2
import numpy as np

from kiosk.vision import checks, id_card, ink
from kiosk.vision.fields import Fields, Flat, back_fields, front_fields
from kiosk.vision.find import Found, find_cards
from kiosk.vision.quality import Quality, assess
from kiosk.vision.recognise import LineReader, Recogniser
from kiosk.vision.types import CardReading, DocumentKind, Image, Problem, Quad
from kiosk.vision.warp import turn, turn_quad, warp

MIN_SHARPNESS = 15.0
MAX_GLARE = 0.02
MIN_BRIGHTNESS = 18.0
MIN_QUAD_SCORE = 0.5
_TITLE_SURE = 0.8
_TITLE_ENOUGH = 0.5

Wanted = Literal["auto", "id_card_front", "id_card_back"]
_PLAIN = {"id_card_front": (51.0, 4.0, 81.5, 40.0)}
"""The portrait, millimetres: white by nature, and nothing is read there."""
_SIDES: tuple[DocumentKind, ...] = get_args(DocumentKind)


@dataclass(frozen=True)
class _Upright:
    """A card that was found, flat and the right way up as far as can be told."""

    found: Found
    quad: Quad
    card: Image
    side: DocumentKind
    title: float


class CardReader:
    """Finds, flattens, turns, reads and checks. One per process; calls are independent of one another."""

    def __init__(
        self,
        reader: LineReader | None = None,
        words: checks.CardWords | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """`seconds` is a monotonic clock. Raises VisionError or SetupError without model or tables."""
        self._reader = reader or Recogniser()
        self._words = words or checks.load_card_words()
        self._seconds = seconds

    def warm(self) -> None:
        """Run the model once on strips of the usual widths, so that the first citizen doesn't wait for it."""
        cv2.setNumThreads(1)
        for width in (180, 480, 620):
            self._reader.read(np.full((48, width, 3), 220, np.uint8))

    def read(self, image: Image, document: Wanted = "auto", birth: date | None = None) -> CardReading:
        """Read the card in a frame (height x width x 3, BGR).

        `birth` (from the front read before) lets the back's validity be checked against the age at issue.
        Never raises for what is in the picture: problems say why a reading isn't accepted.
        """
        start = self._seconds()
        found = find_cards(image)
        best = self._best_upright(image, found, document)
        if best is None:
            return self._nothing(image, found, start)
        ground = ink.ground_of(best.card)
        quality = assess(best.card, ground, _PLAIN.get(best.side))
        if best.title < _TITLE_ENOUGH:
            problems = _seen_badly(quality, best.found) or [_not_this_card(document)]
            return CardReading(
                None, False, {}, tuple(problems), self._seconds() - start, best.quad, best.card
            )
        if document not in ("auto", best.side):
            problem = Problem("wrong_document", None, f"{best.side} instead of {document}")
            return CardReading(
                best.side, False, {}, (problem,), self._seconds() - start, best.quad, best.card
            )
        fields = self._fields(best, ground, quality, birth)
        problems = [*_seen_badly(quality, best.found), *fields.problems]
        return CardReading(
            document=best.side,
            accepted=not problems,
            fields=fields.readings,
            problems=tuple(problems),
            seconds=self._seconds() - start,
            quad=best.quad,
            card=best.card,
        )

    def _fields(self, best: _Upright, ground: ink.Plane, quality: Quality, birth: date | None) -> Fields:
        flat = Flat(best.card, quality, self._reader, self._words)
        mask = ink.ink_mask(best.card, ground)
        if best.side == "id_card_front":
            fields = front_fields(flat, id_card.read_rows(best.card, mask, self._reader, id_card.FRONT_ROWS))
            values = {name: reading.value for name, reading in fields.readings.items()}
            fields.problems.extend(checks.check_front(values))
        else:
            fields = back_fields(flat, id_card.read_rows(best.card, mask, self._reader, id_card.BACK_ROWS))
            values = {name: reading.value for name, reading in fields.readings.items()}
            fields.problems.extend(checks.check_back(values, birth))
        return fields

    def _best_upright(self, image: Image, found: tuple[Found, ...], document: Wanted) -> _Upright | None:
        """The candidate whose heading can be read best; the first by score where none can."""
        best: _Upright | None = None
        for one in [f for f in found if f.score > 0.15][:2]:
            for upright in self._orient(image, one, document):
                if best is None or upright.title > best.title:
                    best = upright
                if best.title >= _TITLE_SURE:
                    return best
        return best

    def _orient(self, image: Image, found: Found, document: Wanted) -> list[_Upright]:
        """Both ways up and both sides, until a heading is sure."""
        sides = _SIDES if document != "id_card_back" else _SIDES[::-1]
        card = warp(image, found.quad)
        ways = [(card, found.quad), (turn(card), turn_quad(found.quad))]
        tried = []
        for side in sides:
            for flat, quad in ways:
                tried.append(_Upright(found, quad, flat, side, id_card.title_score(flat, self._reader, side)))
                if tried[-1].title >= _TITLE_SURE:
                    return tried
        return tried

    def _nothing(self, image: Image, found: tuple[Found, ...], start: float) -> CardReading:
        if float(np.percentile(image[::8, ::8], 95)) < 40:
            problem = Problem("dark", None, "hardly any light")
        elif any(f.cut_off for f in found):
            problem = Problem("cut_off", None, "something runs out of the frame")
        else:
            problem = Problem("no_card", None, "nothing found")
        return CardReading(None, False, {}, (problem,), self._seconds() - start)


def _seen_badly(quality: Quality, found: Found) -> list[Problem]:
    """What is wrong with the picture as a whole."""
    problems = []
    if found.cut_off:
        problems.append(Problem("cut_off", None, "the card runs out of the frame"))
    elif found.score < MIN_QUAD_SCORE:
        problems.append(Problem("cut_off", None, f"an edge isn't clear: {found.score:.2f}"))
    if quality.glare > MAX_GLARE:
        problems.append(Problem("glare", None, f"{quality.glare:.3f} of the card burnt out"))
    if quality.brightness < MIN_BRIGHTNESS:
        problems.append(Problem("dark", None, f"ground at {quality.brightness:.0f}"))
    if quality.sharpness < MIN_SHARPNESS:
        problems.append(Problem("blurred", None, f"sharpness {quality.sharpness:.1f}"))
    return problems


def _not_this_card(document: Wanted) -> Problem:
    return Problem("wrong_document", None, f"no heading of an ID card; wanted {document}")
