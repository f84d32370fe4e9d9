"""Frames for `bench reading`: ours, drawn with seeds and fonts held out from the tuning; or a judge's."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.training.invent import invent_card, load_stock
from kiosk.training.invent_documents import Paper, adult, invent_paper
from kiosk.training.photograph_kinds import KINDS, take
from kiosk.training.specimens import DRAWINGS, draw
from kiosk.vision.types import Image

HELD_OUT = 90_000
"""Seeds from here on are only ever used by the benchmark."""
FACES = ("regular", "bold", "song")
"""Tuned on `regular`; the other two are held out."""
_DOCUMENTS = (
    "id_card_front", "id_card_front", "id_card_back", "driving_licence", "id_card_front", "vehicle_licence",
    "id_card_front", "id_card_back", "residence_permit", "id_card_front", "medical_form", "driving_licence_2",
    "id_card_front", "id_card_back", "temporary_id_card", "vehicle_licence_2",
)  # fmt: skip
"""Half of them what is read most."""


class FrameLike(Protocol):
    """What a generator gives."""

    image: Image
    document: str
    truth: Mapping[str, str]
    kind: str
    group: str


@dataclass(frozen=True)
class Frame:
    """One frame and what is true of it."""

    image: Image
    document: str
    truth: Mapping[str, str]
    kind: str
    group: str


def paper_of(index: int, seed: int, document: str) -> tuple[Paper, Image]:
    """Somebody's document and its drawing."""
    stock = load_stock(Paths.default().assets / "demo" / "invent.yaml")
    rng = np.random.default_rng([HELD_OUT + seed, index])
    person = invent_card(stock, rng)
    while not adult(person):
        person = invent_card(stock, rng)
    paper = invent_paper(stock, document, person, rng)
    return paper, draw(paper, FACES[index % len(FACES)])


def frame_of(index: int, seed: int, take_number: int = 0) -> Frame:
    """The frame of that number; another `take_number` is the same card, laid anew."""
    kinds = list(KINDS)
    kind = kinds[index % len(kinds)]
    group = KINDS[kind].group
    document = _DOCUMENTS[(index // len(kinds) + index) % len(_DOCUMENTS)]
    if group != "good":
        # Where the print is, is known of the ID card's sides.
        document = ("id_card_front", "id_card_front", "id_card_back")[(index // len(kinds)) % 3]
    paper, drawn = paper_of(index, seed, document)
    rng = np.random.default_rng([HELD_OUT + seed, index, 1 + take_number])
    image = take(kind, drawn, paper, DRAWINGS[document].size_mm, rng)
    return Frame(image, "none" if kind == "other_card" else document, paper.fields, kind, group)


def ours(seed: int, n: int) -> Iterator[Frame]:
    """`n` frames: five kinds of good ones, four of hard, five that must be refused, in turn."""
    return (frame_of(index, seed) for index in range(n))


def judges(seed: int, n: int) -> Iterator[FrameLike]:
    """The frames of somebody else's generator. Raises UsageError where there is none."""
    try:
        module = importlib.import_module("benchmarks.frames")
    except ModuleNotFoundError as error:
        raise UsageError("no_judge", "there is no benchmarks/frames with another generator") from error
    frames: Iterator[FrameLike] = module.frames(seed, n)
    return frames
