"""Every document that can be drawn, by its name of `read --as`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.training.invent_documents import Paper
from kiosk.training.sheet import CARD_MM, CardImage
from kiosk.training.specimen import draw_back, draw_front
from kiosk.training.specimen_form import A4_MM, draw_medical
from kiosk.training.specimen_licence import (
    LICENCE_MM,
    draw_driving_licence,
    draw_driving_licence_2,
    draw_vehicle_licence,
    draw_vehicle_licence_2,
)
from kiosk.training.specimen_permit import draw_permit, draw_temporary


@dataclass(frozen=True)
class Drawing:
    """How a document is drawn."""

    draw: Callable[[Paper, str], CardImage]
    """(paper, face of the values)."""
    size_mm: tuple[float, float]


DRAWINGS: dict[str, Drawing] = {
    "id_card_front": Drawing(lambda p, face: draw_front(p.person, face=face), CARD_MM),
    "id_card_back": Drawing(lambda p, face: draw_back(p.person, face=face), CARD_MM),
    "temporary_id_card": Drawing(lambda p, face: draw_temporary(p, face=face), CARD_MM),
    "driving_licence": Drawing(lambda p, face: draw_driving_licence(p, face=face), LICENCE_MM),
    "driving_licence_2": Drawing(lambda p, face: draw_driving_licence_2(p, face=face), LICENCE_MM),
    "vehicle_licence": Drawing(lambda p, face: draw_vehicle_licence(p, face=face), LICENCE_MM),
    "vehicle_licence_2": Drawing(lambda p, face: draw_vehicle_licence_2(p, face=face), LICENCE_MM),
    "residence_permit": Drawing(lambda p, face: draw_permit(p, face=face), CARD_MM),
    "medical_form": Drawing(lambda p, face: draw_medical(p, face=face), A4_MM),
}


def draw(paper: Paper, face: str = "regular") -> CardImage:
    """The document as a flat picture. Raises KeyError for one that can't be drawn."""
    return DRAWINGS[paper.document].draw(paper, face)
