"""Which function draws which document."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.frames import cards, licences
from benchmarks.frames.form import medical_form
from benchmarks.frames.sheet import Sheet
from benchmarks.frames.strangers import stranger
from benchmarks.frames.words import Rng

DRAWN: dict[str, Callable[[Rng], Sheet]] = {
    "id_card_front": cards.id_card_front,
    "id_card_back": cards.id_card_back,
    "temporary_id_card": cards.temporary_id_card,
    "driving_licence": licences.driving_licence,
    "driving_licence_2": licences.driving_licence_2,
    "vehicle_licence": licences.vehicle_licence,
    "vehicle_licence_2": licences.vehicle_licence_2,
    "residence_permit": cards.residence_permit,
    "medical_form": medical_form,
    "none": stranger,
}
DOCUMENTS = tuple(name for name in DRAWN if name != "none")
