"""What the camera sees of a scenario's documents: drawn and photographed on demand, or put in as fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from zlib import crc32

import numpy as np

from kiosk.terminal.timeline import Timeline
from kiosk.training.cast import Actor
from kiosk.training.citizen import Hand
from kiosk.training.photograph import CORNER_MM, Shot, photograph
from kiosk.training.scenario import Laid, Scenario
from kiosk.training.specimens import DRAWINGS, draw
from kiosk.training.written import Cards, WrittenCard
from kiosk.vision.types import Image

_HELD = Shot(rotation=4.0, tilt=(0.04, 0.02), gradient=0.25)
_SHOTS: Mapping[str, Shot] = {
    "photographed": _HELD,
    "upside_down": replace(_HELD, rotation=184.0),
    "blurred": replace(_HELD, blur=9.0, light=0.6),
}


class Shown:
    """The documents of one scenario's people."""

    def __init__(self, scenario: Scenario, actors: Mapping[str, Actor], cards: Cards) -> None:
        self._scenario = scenario
        self._actors = actors
        self._cards = cards

    def camera(self, timeline: Timeline) -> Hand:
        """Her first card lies there all the time: for a trainee who speaks herself."""
        hand = Hand(timeline, list(self._scenario.citizen.lays), self)
        hand.asked("id_card_front")
        return hand

    def __call__(self, laid: Laid) -> Image:
        """Raises TrainingError `no_such_document`."""
        actor = self._actors[laid.of]
        if laid.how == "blurred" and self._cards.only_written:
            return self._cards.frame_of(WrittenCard(laid.document, {}, "blurred"))
        if laid.how == "in_writing":
            return self._cards.frame_of(WrittenCard(laid.document, actor.fields(laid.document)))
        paper = actor.paper(laid.document)
        width, height = DRAWINGS[laid.document].size_mm
        shot = _SHOTS[laid.how]
        # The camera looks at an A4 field: a card's width stands for 85.6 mm.
        shot = replace(
            shot, card_width=shot.card_width * width / 85.6, corner=CORNER_MM / width if height < 200 else 0
        )
        seed = crc32(f"{self._scenario.id} {laid.document} {laid.of} {laid.how}".encode())
        return photograph(draw(paper), shot, np.random.default_rng(seed))
