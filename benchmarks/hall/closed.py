"""Answers to closed questions: the fifteen commands at once, yes and no, and what sounds like them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.hall.accents import ACCENTS
from benchmarks.hall.listener import Listener, Outcome
from benchmarks.hall.material import CLEAN, SCENES, Scene, Studio, varied
from benchmarks.hall.phrases import Phrases
from benchmarks.hall.score import Count
from benchmarks.hall.voices import HELD_OUT, Utterance
from kiosk.dialogue.actions import Listen
from kiosk.speech.types import ExpectationKind

#: Conditions that aren't a scene alone.
_SPOKEN = ("accent", "around", "varied")
#: Of a yes or a no, how it may sound.
_SWAP_SCENES = (
    "clean",
    "10db",
    "babble15",
    "room",
    "hall",
    "telephone",
    "hum",
    "second",
    "clipped",
    "babble5",
)


@dataclass(frozen=True)
class Trial:
    """One answer, said once."""

    command: str
    """The truth."""
    utterance: Utterance
    scene: Scene
    listed: bool = True
    """One of the phrases that the specification names."""
    kind: ExpectationKind = "commands"
    take: int = 0


@dataclass
class ClosedResult:
    """Counts of one condition."""

    first: Count = field(default_factory=Count)
    listed: Count = field(default_factory=Count)
    second: Count = field(default_factory=Count)
    """After one more try, where the first was asked again."""
    swaps: int = 0
    """A yes for a no, or a no for a yes, at either try."""
    false_yes: int = 0
    """Of these, a yes for a no: the harmful ones."""
    waited: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    """What went wrong, for who looks into it."""


def commands(phrases: Phrases) -> list[tuple[str, str, bool]]:
    """(command, phrase, is it listed), the commands mixed, so that a part of them is fair to all."""
    ways: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for listed, group in ((True, phrases.closed.listed), (False, phrases.closed.own)):
        for command, said in group.items():
            ways[command] += [(command, phrase, listed) for phrase in said]
    deepest = max(map(len, ways.values()))
    return [said[i] for i in range(deepest) for said in ways.values() if i < len(said)]


def trials(phrases: Phrases, condition: str, n: int, seed: int) -> list[Trial]:
    """`n` trials of a condition; more than there are phrases: by the next voice."""
    known = commands(phrases)
    rng = np.random.default_rng([seed, 21])
    made = []
    for index in range(n):
        command, phrase, listed = known[index % len(known)]
        voice = HELD_OUT[(index + index // len(known)) % len(HELD_OUT)]
        one = Utterance(phrase, voice, speed=float(rng.choice([0.9, 1.0, 1.0, 1.1])))
        made.append(_in(condition, Trial(command, one, CLEAN, listed), phrases, index, rng))
    return made


def _in(condition: str, trial: Trial, phrases: Phrases, index: int, rng: np.random.Generator) -> Trial:
    one = trial.utterance
    match condition:
        case "accent":
            return replace(trial, utterance=replace(one, accent=ACCENTS[index % len(ACCENTS)]))
        case "varied":
            return replace(trial, utterance=varied(one, rng))
        case "around":
            return replace(trial, utterance=replace(one, text=_around(one.text, phrases, index)))
    return replace(trial, scene=SCENES[condition])


def _around(text: str, phrases: Phrases, index: int) -> str:
    """呃，那个，…"""
    before, after = phrases.around.before, phrases.around.after
    lead = "，".join(before[(index + k) % len(before)] for k in range(1 + index % 2))
    tail = after[index % len(after)]
    return (f"{lead}，{text}", f"{text}，{tail}", f"{lead}，{text}，{tail}")[index % 3]


def again(trial: Trial, phrases: Phrases, index: int) -> Trial:
    """She is asked again: the same words once more, louder in her mind, or other words for it."""
    ways = phrases.closed.listed[trial.command]
    text = trial.utterance.text if index % 2 else ways[index % len(ways)]
    speed = 0.9 if trial.utterance.speed >= 1 else 1.0
    return replace(trial, utterance=replace(trial.utterance, text=text, speed=speed), take=trial.take + 1)


def run_trial(
    listener: Listener, studio: Studio, trial: Trial, second: Trial | None, into: ClosedResult
) -> None:
    """Say it; where it isn't understood, say `second`, too."""
    clips = [studio.clip(t.utterance, t.scene, t.take) for t in (trial, second) if t is not None]
    talk = listener.conversation(*clips)
    listen = Listen(trial.kind)
    found = talk.ask(listen)
    first = found
    accepted = found.command or found.item
    right = accepted == trial.command
    into.first.add(right, accepted is not None and not right)
    if trial.listed:
        into.listed.add(right, accepted is not None and not right)
    if found.noticed:
        into.waited.append(found.waited)
    _count_swap(trial.command, found.command, into)
    if accepted is None and second is not None:
        found = talk.ask(listen)
        accepted = found.command or found.item
        right = accepted == trial.command
        _count_swap(trial.command, found.command, into)
    into.second.add(right, accepted is not None and not right)
    if first.command != trial.command:
        into.missed.append(
            f"{trial.command} {trial.utterance.text} {trial.utterance.voice} "
            f"-> {first.command or first.item or ('asked' if first.noticed else 'unnoticed')} "
            f"({first.text}) then {accepted}"
        )


def _count_swap(truth: str, answer: str | None, into: ClosedResult) -> None:
    into.swaps += is_swap(truth, answer)
    into.false_yes += (truth, answer) == ("deny", "confirm")


def is_swap(truth: str, answer: str | None) -> bool:
    """A yes for a no, or a no for a yes."""
    return {truth, answer} == {"confirm", "deny"}


# -- yes and no -------------------------------------------------------------------------------------


def swap_trials(phrases: Phrases, n: int, seed: int) -> Iterator[Trial]:
    """`n` answers, half yes and half no, in every way and every scene."""
    rng = np.random.default_rng([seed, 22])
    for index in range(n):
        command = ("confirm", "deny")[index % 2]
        ways = (*phrases.closed.listed[command], *phrases.closed.own[command], *phrases.twice[command])
        text = ways[(index // 2) % len(ways)]
        one = varied(Utterance(text, HELD_OUT[int(rng.integers(len(HELD_OUT)))]), rng)
        if rng.random() < 0.2:
            one = replace(one, accent=ACCENTS[int(rng.integers(len(ACCENTS)))])
        if rng.random() < 0.15:
            one = replace(one, text=_around(one.text, phrases, int(rng.integers(60))))
        scene = SCENES[_SWAP_SCENES[int(rng.integers(len(_SWAP_SCENES)))]]
        kind: ExpectationKind = "commands" if rng.random() < 0.25 else "yes_no"
        yield Trial(command, one, scene, kind=kind, take=index)


def near_trials(phrases: Phrases, n: int, seed: int) -> Iterator[Utterance]:
    """What is neither yes nor no."""
    rng = np.random.default_rng([seed, 23])
    for index in range(n):
        text = phrases.near_yes[index % len(phrases.near_yes)]
        voice = HELD_OUT[(index + index // len(phrases.near_yes)) % len(HELD_OUT)]
        yield Utterance(text, voice, speed=float(rng.choice([0.9, 1.0, 1.1])))


def ask_yes_no(listener: Listener, studio: Studio, utterance: Utterance) -> Outcome:
    """Said while a yes or a no is waited for."""
    return listener.hear(studio.clip(utterance), Listen("yes_no"))


def peer_command(text: str, listed: Sequence[tuple[str, str]]) -> str | None:
    """Simple matching, as one would write it first: equal, else the longest phrase that is in it."""
    for command, phrase in listed:
        if phrase == text:
            return command
    held = [(len(phrase), command) for command, phrase in listed if phrase in text]
    return max(held)[1] if held else None
