"""What passes between the stages of seeing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.core.errors import KioskError

Image = NDArray[np.uint8]
"""Height x width x 3, BGR."""

Quad = NDArray[np.float32]
"""4 x 2: top left, top right, bottom right, bottom left, in pixels of the frame."""

DocumentKind = Literal[
    "id_card_front",
    "id_card_back",
    "temporary_id_card",
    "driving_licence",
    "driving_licence_2",
    "vehicle_licence",
    "vehicle_licence_2",
    "residence_permit",
    "medical_form",
]


class VisionError(KioskError):
    """A frame can't be had or can't be used."""


@dataclass(frozen=True)
class Problem:
    """Why a reading can't be trusted, as a code that the prompts have a sentence for."""

    code: str
    """Of the frame: no_card, cut_off, dark, blurred, glare, wrong_document, screen, photocopy, covered.
    Of a field: unreadable, low_confidence, glare, covered, id_check, birth_mismatch, sex_mismatch,
    validity_span, other_person."""
    field: str | None = None
    detail: str = ""
    """For the operator; never personal data."""


@dataclass(frozen=True)
class FieldReading:
    """One field as it was read."""

    value: str
    confidence: float
    """The lowest character probability, 0 to 1."""
    crop: Image | None = None


@dataclass(frozen=True)
class CardReading:
    """One document in one frame."""

    document: str | None
    """What it is, or None where nothing was found."""
    accepted: bool
    """The reading can be trusted. An expired card is read and accepted."""
    fields: Mapping[str, FieldReading]
    problems: tuple[Problem, ...]
    seconds: float
    quad: Quad | None = None
    card: Image | None = None
    """The warped card, upright."""
    others: tuple[CardReading, ...] = field(default_factory=tuple)
    notes: tuple[Problem, ...] = ()
    """What a person should look at although the reading is accepted: `lookalike` (show the crop beside the
    text and have it confirmed), `vin_check` (cars from abroad may lack a check digit)."""

    def values(self) -> dict[str, str]:
        """Field name -> text; dates ISO, an open end of validity `long-term`."""
        return {name: reading.value for name, reading in self.fields.items()}

    def wipe(self) -> None:
        """Overwrite every picture of the card with zeros, crops and further cards included.

        Text can't be overwritten in Python; drop the reading afterwards.
        """
        crops = [reading.crop for reading in self.fields.values()]
        for image in (self.card, *crops):
            if image is not None:
                image[:] = 0
        for other in self.others:
            other.wipe()


class FrameSource(Protocol):
    """The document camera, whatever it is: V4L2, HTTP MJPEG, or files."""

    name: str

    def read(self) -> Image | None:
        """The newest frame, or None where there is none just now. Raises VisionError when it is lost."""

    def close(self) -> None: ...
