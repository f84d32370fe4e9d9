"""What happens to a document before and under the camera: the kinds of frame, and which one frame i is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.frames.documents import DOCUMENTS as _DOCUMENTS
from benchmarks.frames.frame import Group
from benchmarks.frames.words import pick

DOCUMENTS = _DOCUMENTS

GROUPS: dict[str, Group] = {
    "clean": "good",
    "rotated": "good",
    "perspective": "good",
    "jpeg": "good",
    "low_light": "good",
    "warm_light": "good",
    "upside_down": "good",
    "hard_shadow": "hard",
    "finger_on_corner": "hard",
    "glare_beside_text": "hard",
    "worn": "hard",
    "small": "hard",
    "near_table_colour": "hard",
    "two_documents": "hard",
    "finger_over_field": "refuse",
    "outside": "refuse",
    "screen": "refuse",
    "photocopy": "refuse",
    "other_card": "refuse",
    "none": "refuse",
}
KINDS = tuple(GROUPS)

_WEIGHT = {"good": 3, "hard": 2, "refuse": 2}
_DOCUMENT_WEIGHT = {"id_card_front": 5, "id_card_back": 3, "driving_licence": 2, "vehicle_licence": 2}
#: A4 paper shines and shrinks little, and a form on a telephone is no form anybody brings.
_NOT_FOR_FORMS = {"small", "glare_beside_text", "screen", "photocopy", "two_documents"}


@dataclass(frozen=True)
class Plan:
    """What frame i will be, before anything is drawn."""

    kind: str
    group: Group
    document: str
    """What lies there; "none" for a stranger's card or nothing."""
    asked: str


def plan(seed: int, i: int, documents: Sequence[str] = DOCUMENTS, kinds: Sequence[str] = KINDS) -> Plan:
    """Frame i of `seed`. Kinds come in shuffled rounds: any long enough run holds each in its share."""
    deck = [kind for kind in kinds for _ in range(_WEIGHT[GROUPS[kind]])]
    turn, place = divmod(i, len(deck))
    kind = str(np.random.default_rng([seed, 7, turn]).permutation(np.array(deck))[place])
    rng = np.random.default_rng([seed, 8, i])
    fit = [d for d in documents if d != "medical_form" or kind not in _NOT_FOR_FORMS]
    deck = [d for d in fit or ["id_card_front"] for _ in range(_DOCUMENT_WEIGHT.get(d, 1))]
    asked = pick(rng, deck)
    shown = asked
    if kind == "none":
        shown = "none"
    if kind == "other_card":
        shown = pick(rng, ["none", *(d for d in DOCUMENTS if d not in (asked, "medical_form"))])
        asked = asked if asked != "medical_form" else "id_card_front"
        shown = shown if shown != asked else "none"
    return Plan(kind, GROUPS[kind], shown, asked)
