"""How well and how fast 小智 hears: voices, words and sentences nobody tuned on, in a hall made of numbers.

Held-out voices through the real ears, turns, recogniser and understanding; beside them plain faster-whisper
on a part of the same clips. Shares are 0 to 1; `_low` and `_high` are 95 % intervals (Wilson).
X: `clean`, `10db` (babble), `accent` ...

- `closed_X`: fifteen commands at once, accepted and right; `_second`: after one more try; `closed_wrong`:
  accepted and not what was said. `swaps`: a yes for a no or a no for a yes, in `swap_trials` and all others;
  `false_yes`: of these, a yes for a no, the harmful ones.
- `open_X`: the right item at once or among three; `_direct`: at once; `_second`: after one more utterance;
  `open_wrong`: another item without a question.
- `phone_X`, `plate_X`, `date_X`: the value is right at first.
- `nobody_*`: what came of noises and music alone; `aside_*`: of speech that isn't for the kiosk.
- `echo_*`: 小智's own sentences at her microphone (`echo.py`); `soak_*`: `soak.py`.
- `K_seconds`: last voiced frame to result.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import numpy as np

from benchmarks.echo import SOME, measure_echo
from benchmarks.hall import closed, nobody, opened, values
from benchmarks.hall.human import recordings, run_human
from benchmarks.hall.listener import Listener
from benchmarks.hall.material import SCENES, Studio
from benchmarks.hall.noise import Surroundings
from benchmarks.hall.peer import Peer
from benchmarks.hall.phrases import Phrases, load_phrases
from benchmarks.hall.score import Count, wilson
from benchmarks.hall.voices import Speakers
from benchmarks.memory import watching_memory
from benchmarks.microphone_soak import measure_soak
from kiosk.core.paths import Paths
from kiosk.dialogue.slot import SlotKind
from kiosk.speech.progress import Progress, SilentProgress
from kiosk.terminal.parts import open_store

Figures = dict[str, Any]
T = TypeVar("T")
_VALUES: tuple[SlotKind, ...] = ("phone", "plate", "date")


@dataclass(frozen=True)
class Sizes:
    """So many clips of each kind."""

    closed: int
    """In each of the two main conditions."""
    closed_other: int
    open: int
    open_other: int
    values: int
    swaps: int
    near: int
    nobody: int
    asides: int
    echo: int
    peer: int
    """Of each main condition."""
    closed_conditions: tuple[str, ...]
    open_conditions: tuple[str, ...] = ()

    def times(self, share: float) -> Sizes:
        """All of them smaller or larger."""
        counts = {k: max(4, round(v * share)) for k, v in vars(self).items() if isinstance(v, int)}
        return Sizes(**counts, closed_conditions=self.closed_conditions, open_conditions=self.open_conditions)


DEFAULT = Sizes(137, 40, 64, 16, 20, 160, 24, 96, 40, 40, 30, ("accent", "around", "telephone"), ("accent",))
FULL = Sizes(
    411, 137, 256, 128, 60, 2100, 144, 500, 240, 500, 90,
    ("accent", "around", "varied", *(s for s in SCENES if s not in ("clean", "10db"))),
    ("accent", "varied", "room", "hall", "telephone", "second"),
)  # fmt: skip
#: `--n` is the number of answers in a main condition; all other sizes go with it.
_N_OF = DEFAULT.closed


@dataclass
class Bench:
    """What every part needs."""

    listener: Listener
    studio: Studio
    phrases: Phrases
    sizes: Sizes
    bar: Progress
    seed: int
    figures: Figures = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def each(self, name: str, pieces: Sequence[T]) -> Iterable[T]:
        """`pieces`, with a bar."""
        self.bar.begin(name, len(pieces))
        for done, piece in enumerate(pieces, 1):
            yield piece
            self.bar.reach(name, done)
        self.bar.end(name)

    def note(self, name: str, lines: Iterable[str]) -> None:
        self.missed += [f"[{name}] {line}" for line in lines]


def run(
    n: int | None = None,
    progress: Progress | None = None,
    everything: bool = False,
    human: Path | None = None,
    soak: float | None = None,
    seed: int = 7,
) -> Figures:
    """All figures.

    `n`: answers in a main condition, the rest in proportion; `everything`: the documents' run (hours).
    `human`: a folder of recordings with transcripts instead of ours. `soak`: nothing but that many seconds of
    a microphone. XIAOZHI_BENCH_MISSES names a file that
    gets a line for each miss. Raises SpeechError where the models aren't installed.
    """
    if soak is not None:
        return _soak(soak, progress or SilentProgress())
    paths = Paths.default()
    sizes = FULL if everything else DEFAULT
    phrases, speakers = load_phrases(), Speakers(paths)
    studio = Studio(speakers, Surroundings(speakers, phrases.crowd, phrases.aside), seed)
    with watching_memory() as memory:
        listener = Listener.load(paths)
        bench = Bench(
            listener,
            studio,
            phrases,
            sizes.times(n / _N_OF) if n else sizes,
            progress or SilentProgress(),
            seed,
        )
        for part in (_closed, _open, _values, _swaps, _near, _nobody, _echo):
            known = set(bench.figures)
            part(bench)
            # A long run tells what it has so far.
            bench.bar.note(" ".join(f"{k}={v}" for k, v in bench.figures.items() if k not in known))
        bench.figures["speech_peak_mb"] = round(memory.mb)
    _peer(bench, Peer(open_store(paths).path("whisper-base"), phrases), human)
    listener.close()
    where = os.environ.get("XIAOZHI_BENCH_MISSES")
    if where:
        Path(where).write_text("\n".join(bench.missed) + "\n", encoding="utf-8")
    return bench.figures


def _closed(bench: Bench) -> None:
    sizes, wrong, waited = bench.sizes, Count(), []
    swaps = false_yes = 0
    for condition in ("clean", "10db", *sizes.closed_conditions):
        main = condition in ("clean", "10db")
        trials = closed.trials(
            bench.phrases, condition, sizes.closed if main else sizes.closed_other, bench.seed
        )
        result = closed.ClosedResult()
        for index, trial in enumerate(bench.each(f"closed {condition}", trials)):
            second = closed.again(trial, bench.phrases, index)
            closed.run_trial(bench.listener, bench.studio, trial, second, result)
        name = f"closed_{condition}"
        bench.figures |= _shares(name, result.first)
        bench.figures[f"{name}_listed"] = result.listed.share
        bench.figures[f"{name}_second"] = result.second.share
        bench.figures[f"{name}_wrong"] = result.first.wrong_share
        bench.note(name, result.missed)
        wrong.total, wrong.wrong = wrong.total + result.first.total, wrong.wrong + result.first.wrong
        swaps, false_yes = swaps + result.swaps, false_yes + result.false_yes
        waited += result.waited if main else []
    bench.figures["closed_wrong"] = wrong.wrong_share
    bench.figures |= {"closed_swaps": swaps, "false_yes": false_yes}
    bench.figures |= _seconds("closed", waited)


def _open(bench: Bench) -> None:
    sizes, waited = bench.sizes, []
    acts, wrong = 0, Count()
    for condition in ("clean", "10db", *sizes.open_conditions):
        main = condition in ("clean", "10db")
        made = opened.requests(
            bench.phrases.open, condition, sizes.open if main else sizes.open_other, bench.seed
        )
        result = opened.OpenResult()
        for request in bench.each(f"open {condition}", made):
            opened.run_request(bench.listener, bench.studio, request, result)
        name = f"open_{condition}"
        bench.figures |= _shares(name, result.first)
        bench.figures[f"{name}_direct"] = round(result.direct / max(1, result.first.total), 4)
        bench.figures[f"{name}_second"] = result.second.share
        bench.figures[f"{name}_wrong"] = result.first.wrong_share
        bench.note(name, result.missed)
        acts += result.other_acts
        wrong.total, wrong.wrong = wrong.total + result.first.total, wrong.wrong + result.first.wrong
        waited += result.waited if main else []
    bench.figures["open_wrong"] = wrong.wrong_share
    bench.figures["open_other_acts"] = acts
    bench.figures |= _seconds("open", waited)


def _values(bench: Bench) -> None:
    reader = bench.listener.reader
    waited: list[float] = []
    for kind in _VALUES:
        known = values.spoken_values(bench.phrases, kind, bench.sizes.values, bench.seed)
        for condition in ("clean", "10db"):
            result = values.ValueResult()
            scene = SCENES[condition]
            for index, value in enumerate(bench.each(f"{kind} {condition}", known)):
                values.run_value(bench.listener, bench.studio, reader, kind, (index, value), scene, result)
            name = f"{kind}_{condition}"
            bench.figures |= _shares(name, result.first)
            bench.figures[f"{name}_wrong"] = result.first.wrong_share
            bench.note(name, result.missed)
            waited += result.waited
    bench.figures["values_unread"] = 0 if values.always_read_back() else 1
    bench.figures |= _seconds("values", waited)


def _swaps(bench: Bench) -> None:
    result = closed.ClosedResult()
    made = list(closed.swap_trials(bench.phrases, bench.sizes.swaps, bench.seed))
    for trial in bench.each("yes or no", made):
        closed.run_trial(bench.listener, bench.studio, trial, None, result)
    bench.figures["false_yes"] = int(bench.figures.get("false_yes", 0)) + result.false_yes
    bench.figures["swaps"] = result.swaps + int(bench.figures.get("closed_swaps", 0))
    bench.figures["swap_trials"] = result.first.total
    bench.figures["swap_right"] = result.first.share
    bench.figures["swap_wrong"] = result.first.wrong_share
    bench.note("swaps", result.missed)


def _near(bench: Bench) -> None:
    made = list(closed.near_trials(bench.phrases, bench.sizes.near, bench.seed))
    yes = no = 0
    for utterance in bench.each("neither yes nor no", made):
        found = closed.ask_yes_no(bench.listener, bench.studio, utterance)
        yes, no = yes + (found.command == "confirm"), no + (found.command == "deny")
        if found.command:
            bench.note("near", [f"{utterance.text} {utterance.voice} -> {found.command} ({found.text})"])
    bench.figures |= {"near_trials": len(made), "near_yes": yes, "near_no": no}


def _nobody(bench: Bench) -> None:
    sizes = bench.sizes
    for name, count, clips in (
        ("nobody", sizes.nobody, nobody.noises(bench.studio, sizes.nobody)),
        ("aside", sizes.asides, nobody.asides(bench.studio, bench.phrases, sizes.asides, bench.seed)),
    ):
        result = nobody.NobodyResult()
        bench.bar.begin(name, count)
        for result in nobody.run_nobody(bench.listener, clips):
            bench.bar.reach(name, result.total)
        bench.bar.end(name)
        bench.figures |= {
            f"{name}_trials": result.total,
            f"{name}_noticed": result.noticed,
            f"{name}_items": result.items,
            f"{name}_yes": result.yes,
            f"{name}_commands": result.commands,
            f"{name}_emergencies": result.emergencies,
        }
        bench.note(name, result.acted)
    bench.figures["aside_acted"] = round(result.acts / max(1, result.total), 4)


def _echo(bench: Bench) -> None:
    """小智's own sentences, heard by her microphone."""
    count = bench.sizes.echo
    bench.bar.begin("own voice", count)
    bench.figures |= measure_echo(
        count, min(count, SOME), reach=lambda done: bench.bar.reach("own voice", done)
    )
    bench.bar.end("own voice")


def _soak(seconds: float, bar: Progress) -> Figures:
    bar.begin("soak", round(seconds))
    figures = measure_soak(seconds, reach=lambda done: bar.reach("soak", done))
    bar.end("soak")
    return figures


def _peer(bench: Bench, peer: Peer, human: Path | None) -> None:
    """The peer on the first clips of the main conditions, and both on the recordings of people."""
    count = bench.sizes.peer
    for condition in ("clean", "10db"):
        said = closed.trials(bench.phrases, condition, count, bench.seed)
        right = swaps = 0
        for trial in bench.each(f"peer closed {condition}", said):
            found = peer.command(bench.studio.clip(trial.utterance, trial.scene, trial.take))
            right += found == trial.command
            swaps += closed.is_swap(trial.command, found)
        asked = opened.requests(bench.phrases.open, condition, count, bench.seed)
        among = 0
        for request in bench.each(f"peer open {condition}", asked):
            text = peer.text(bench.studio.clip(request.utterance, request.scene))
            among += request.item in bench.listener.offered(text)
        bench.figures[f"peer_closed_{condition}"] = round(right / count, 4)
        bench.figures[f"peer_open_{condition}"] = round(among / count, 4)
        bench.figures[f"peer_swaps_{condition}"] = swaps
        for kind in ("closed", "open"):
            ours, theirs = bench.figures[f"{kind}_{condition}"], bench.figures[f"peer_{kind}_{condition}"]
            bench.figures[f"{kind}_{condition}_ratio"] = round(ours / theirs, 3) if theirs else 0.0
    bench.figures["peer_seconds"] = round(median(peer.seconds), 3)
    people = run_human(bench.listener, peer, recordings(human))
    bench.figures["human_cer"] = people.share(people.wrong)
    bench.figures["peer_human_cer"] = people.share(people.peer_wrong)


def _shares(name: str, count: Count) -> Figures:
    low, high = wilson(count.right, count.total)
    return {name: count.share, f"{name}_low": low, f"{name}_high": high, f"{name}_n": count.total}


def _seconds(name: str, waited: Sequence[float]) -> Figures:
    if not waited:
        return {f"{name}_seconds": 0.0, f"{name}_seconds_p95": 0.0}
    return {
        f"{name}_seconds": round(median(waited), 3),
        f"{name}_seconds_p95": round(float(np.percentile(waited, 95)), 3),
    }
