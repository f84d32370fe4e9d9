"""Nobody speaks to the kiosk: noises, a crowd, music, people who talk to each other. It must not act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from benchmarks.hall.listener import Listener, Outcome
from benchmarks.hall.material import Scene, Studio
from benchmarks.hall.noise import Noise
from benchmarks.hall.phrases import Phrases
from benchmarks.hall.voices import HELD_OUT, Utterance
from kiosk.dialogue.actions import Listen
from kiosk.speech.types import ExpectationKind, Samples

_NOISES: tuple[Noise, ...] = ("babble", "quiet", "hum", "babble", "music", "knocks", "white", "babble")
_KINDS: tuple[ExpectationKind, ...] = ("open", "yes_no", "commands")
#: Somebody two metres away speaks to her neighbour.
_ASIDE_SCENES = (
    Scene(room=True, snr=20.0),
    Scene("babble", 15.0, room=True),
    Scene(snr=30.0),
    Scene("babble", 10.0, room=True),
)


@dataclass
class NobodyResult:
    """What came of it."""

    total: int = 0
    noticed: int = 0
    """A turn was heard in it."""
    items: int = 0
    """Items and hand-offs that would be acted on."""
    yes: int = 0
    commands: int = 0
    """Others than yes."""
    emergencies: int = 0
    acted: list[str] = field(default_factory=list)

    def add(self, name: str, found: Outcome) -> None:
        self.total += 1
        self.noticed += found.noticed
        self.items += found.item is not None
        self.yes += found.command == "confirm"
        self.commands += found.command not in (None, "confirm")
        self.emergencies += found.kind == "emergency"
        if found.item or found.command or found.kind == "emergency":
            self.acted.append(f"{name} -> {found.kind} {found.item or found.command} ({found.text})")

    @property
    def acts(self) -> int:
        return self.items + self.yes + self.commands + self.emergencies


def noises(studio: Studio, n: int) -> Iterator[tuple[str, Samples, Listen]]:
    """`n` stretches of 3 to 6 s, each at a question of some kind."""
    for index in range(n):
        noise = _NOISES[index % len(_NOISES)]
        kind = _KINDS[(index // len(_NOISES)) % len(_KINDS)]
        yield f"{noise} {kind}", studio.only(noise, 3.0 + index % 4, take=index), Listen(kind)


def asides(studio: Studio, phrases: Phrases, n: int, seed: int) -> Iterator[tuple[str, Samples, Listen]]:
    """`n` sentences that aren't for the kiosk."""
    rng = np.random.default_rng([seed, 51])
    for index in range(n):
        text = phrases.aside[index % len(phrases.aside)]
        voice = HELD_OUT[(index + index // len(phrases.aside)) % len(HELD_OUT)]
        kind = _KINDS[int(rng.integers(len(_KINDS)))]
        scene = _ASIDE_SCENES[int(rng.integers(len(_ASIDE_SCENES)))]
        yield f"{kind} {text}", studio.clip(Utterance(text, voice), scene, index), Listen(kind)


def run_nobody(listener: Listener, clips: Iterator[tuple[str, Samples, Listen]]) -> Iterator[NobodyResult]:
    """The counts, growing clip by clip."""
    counts = NobodyResult()
    for name, clip, listen in clips:
        counts.add(name, listener.hear(clip, listen))
        yield counts
