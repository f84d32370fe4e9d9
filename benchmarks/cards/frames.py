"""Frames for `bench reading`: ours, drawn with seeds and fonts held out from the tuning; or a judge's."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
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


_FINDINGS = {
    "身高": "height", "辨色力": "colour_vision", "左眼视力": "vision_left", "右眼视力": "vision_right",
    "矫正": "corrected", "左耳听力": "hearing_left", "右耳听力": "hearing_right", "上肢": "upper_limbs",
    "下肢": "lower_limbs", "躯干颈部": "trunk_neck",
}  # fmt: skip
"""The judge writes a form's findings as one line, `身高:178cm;辨色力:正常`; the reader one by one."""


def judge_agrees(read: Mapping[str, str], truth: Mapping[str, object]) -> bool:
    """The judge's own rule, field by field; nothing missing and nothing made up."""
    same: Callable[[str, str, str], bool] = importlib.import_module("benchmarks.frames").same
    flat = dict(read)
    if "results" in truth:
        names = [part.split(":")[0] for part in str(truth["results"]).split(";")]
        found = {name: flat.pop(f"results.{_FINDINGS.get(name, name)}", "") for name in names}
        found["身高"] = f"{found['身高']}cm" if found.get("身高") else ""
        flat["results"] = ";".join(f"{name}:{value}" for name, value in found.items())
    return flat.keys() == truth.keys() and all(same(k, str(truth[k]), flat[k]) for k in truth)
