"""Requests in one's own words: the right item at once, among three, or after one more utterance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.hall.accents import ACCENTS
from benchmarks.hall.listener import Listener, Outcome
from benchmarks.hall.material import CLEAN, SCENES, Scene, Studio, varied
from benchmarks.hall.score import Count
from benchmarks.hall.voices import HELD_OUT, Utterance
from kiosk.dialogue.actions import Listen

_OPEN = Listen("open")


@dataclass(frozen=True)
class Request:
    """One sentence, and another one for the same thing, which is said where the first wasn't understood."""

    item: str
    utterance: Utterance
    second: Utterance
    scene: Scene = CLEAN


@dataclass
class OpenResult:
    """Counts of one condition."""

    first: Count = field(default_factory=Count)
    """Right: acted on, or among the three that are asked about. Wrong: another item without a question."""
    direct: int = 0
    second: Count = field(default_factory=Count)
    other_acts: int = 0
    """A command or an emergency instead of a request."""
    waited: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def requests(sentences: Mapping[str, tuple[str, ...]], condition: str, n: int, seed: int) -> list[Request]:
    """`n` of them, the items mixed."""
    deepest = max(map(len, sentences.values()))
    known = [(item, i) for i in range(deepest) for item, said in sentences.items() if i < len(said)]
    rng = np.random.default_rng([seed, 31])
    made = []
    for index in range(n):
        item, which = known[index % len(known)]
        voice = HELD_OUT[(index + index // len(known)) % len(HELD_OUT)]
        said = sentences[item]
        one = Utterance(said[which], voice, speed=float(rng.choice([0.9, 1.0, 1.0, 1.1])))
        two = Utterance(said[(which + 1) % len(said)], voice)
        scene = SCENES.get(condition, CLEAN)
        if condition == "accent":
            accent = ACCENTS[index % len(ACCENTS)]
            one, two = replace(one, accent=accent), replace(two, accent=accent)
        elif condition == "varied":
            one = varied(one, rng)
        made.append(Request(item, one, two, scene))
    return made


def run_request(listener: Listener, studio: Studio, request: Request, into: OpenResult) -> Outcome:
    """Say it; where nothing comes of it, or a question about other items, say it in other words."""
    clips = [
        studio.clip(u, request.scene, take) for take, u in enumerate((request.utterance, request.second))
    ]
    talk = listener.conversation(*clips)
    first = talk.ask(_OPEN)
    right, wrong = request.item in first.offered, first.item not in (None, request.item)
    into.first.add(right, wrong)
    into.direct += first.item == request.item
    into.other_acts += first.kind in ("command", "emergency")
    if first.noticed:
        into.waited.append(first.waited)
    after = first
    if not right and first.kind in ("none", "ask"):
        asked = Listen("open", first.offered) if first.offered else _OPEN
        after = talk.ask(asked, first if first.offered else None)
    into.second.add(request.item in after.offered, after.item not in (None, request.item))
    if not right:
        into.missed.append(
            f"{request.item} {request.utterance.text} {request.utterance.voice} "
            f"-> {first.kind} {first.offered} ({first.text}) then {after.offered} ({after.text})"
        )
    return first
