"""How well requests are understood: sentences of writers who were left out of the building, and judges' own.

Without `tests/nlu/judge` each hand is left out in turn and 小智 is built from the others (a minute a hand);
with it, the installed understanding is judged by sentences that nobody saw who built it. Shares are 0 to 1.
`right`: the item at once, or a question whose first three candidates hold it; `direct`: at once;
`wrong_item`: another one; `let_in`: other offices' matters that reached an item or a hand-off;
`emergency_or_asked`: heard, or asked whether help is needed; `flagged`: what makes an item an officer's was
noticed. One core.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence

from benchmarks.judged import Tally, read_judge, tally
from benchmarks.memory import PeakMemory
from kiosk.catalogue.catalogue import Catalogue
from kiosk.core.paths import Paths, repository_root
from kiosk.nlu.noise import Noise
from kiosk.nlu.sentences import Said, catalogue_sentences, read_sentences
from kiosk.nlu.teach import build
from kiosk.nlu.understand import Understander
from kiosk.nlu.words import Words
from kiosk.speech.progress import Progress, SilentProgress

#: The hands that are left out in turn. The others are too few, or the only ones of their kind.
HANDS = ("a", "b", "c", "d")
_NOISE = (0.1, 0.2)
_HARD = ("emergency", "ordinary", "ambiguous", "two_requests", "near_miss")
_SEED = 7
_TIMED = 400


def run(n: int | None = None, progress: Progress | None = None) -> dict[str, float | int]:
    """All figures. `n`: so many hands are left out (4); 0: only the judges' sentences."""
    bar = progress or SilentProgress()
    paths = Paths.default()
    memory = PeakMemory()
    start = time.perf_counter()
    installed = _installed(paths)
    installed.understand("驾照丢了")
    load = time.perf_counter() - start
    memory.sample()
    # Before anything is built: the build needs more than understanding does.
    judged = read_judge(repository_root() / "tests" / "nlu" / "judge")
    timed = _timed(installed, judged or read_sentences(paths.assets / "words" / "sentences"))
    memory.sample()
    figures: dict[str, float | int] = {}
    if judged:
        figures = _figures(_judge(installed, judged)) | _each_judge(installed, judged)
    hands = HANDS[: len(HANDS) if n is None and not judged else n or 0]
    if hands:
        left_out = _figures(_leave_out(paths, hands, bar))
        figures = {**left_out, **figures} if not judged else {**_prefixed(left_out), **figures}
    return {**figures, **timed, "load_seconds": round(load, 2), "peak_mb": round(memory.mb)}


def _installed(paths: Paths) -> Understander:
    return Understander.load(Catalogue.load(paths.assets), paths.assets / "words", paths.understanding)


def _leave_out(paths: Paths, hands: Sequence[str], bar: Progress) -> dict[str, Tally]:
    catalogue, words = Catalogue.load(paths.assets), Words.load(paths.assets / "words")
    own = {i.id: i.sentences for i in catalogue.all_items.values()}
    said = read_sentences(paths.assets / "words" / "sentences") + catalogue_sentences(own)
    tallies: dict[str, Tally] = defaultdict(Tally)
    bar.begin("hands", len(hands))
    for done, hand in enumerate(hands, 1):
        learned = build([one for one in said if one.writer != hand], words, "bench")
        understander = Understander(catalogue, words, learned)
        for name, one in _judge(understander, [one for one in said if one.writer == hand]).items():
            tallies[name].add(one)
        bar.reach("hands", done)
    bar.end("hands")
    return tallies


def _judge(understander: Understander, said: Sequence[Said]) -> dict[str, Tally]:
    """Section -> what came out; items and hand-offs once more with wrong characters."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for one, found in zip(said, understander.understand_all([s.text for s in said]), strict=True):
        tally(tallies[one.section + ("_english" if one.english else "")], one, found)
    noise = Noise.make([one.text for one in said])
    noisy = [one for one in said if one.section in ("items", "handoff") and not one.english]
    for share in _NOISE:
        rng = random.Random(_SEED)
        spoiled = [noise.spoil(one.text, share, rng) for one in noisy]
        for one, found in zip(noisy, understander.understand_all(spoiled), strict=True):
            tally(tallies[f"noise{round(share * 100)}"], one, found)
    return tallies


def _figures(tallies: dict[str, Tally]) -> dict[str, float | int]:
    """Flat figures; sections that nobody wrote are left out."""
    figures: dict[str, float | int] = {"sentences": sum(t.total for t in tallies.values())}
    items = tallies["items"]
    figures |= {
        "right": items.share(items.right),
        "direct": items.share(items.direct),
        "asked": items.share(items.asked),
        "wrong_item": items.share(items.wrong),
    }
    elsewhere = tallies["out_of_scope"]
    figures["let_in"] = elsewhere.share(elsewhere.wrong)
    for section, one in sorted(tallies.items()):
        if section not in ("items", "out_of_scope") and one.total:
            figures[section] = one.share(one.right)
    for share in _NOISE:
        name = f"noise{round(share * 100)}"
        figures[f"{name}_wrong"] = tallies[name].share(tallies[name].wrong)
    figures["false_emergencies"] = sum(t.false_emergencies for t in tallies.values())
    urgent = tallies["emergency"]
    figures["emergency_or_asked"] = urgent.share(urgent.right + urgent.alarm_asked)
    calm = sum(t.alarm_asked for name, t in tallies.items() if name != "emergency")
    figures["needless_alarm_questions"] = calm
    gated = sum(t.gated for t in tallies.values())
    figures["flagged"] = round(sum(t.flagged for t in tallies.values()) / gated, 4) if gated else 0.0
    return figures


def _each_judge(understander: Understander, said: Sequence[Said]) -> dict[str, float | int]:
    """What was hardest, each judge apart: the newest was seen by nobody who built it."""
    figures: dict[str, float | int] = {}
    for writer in sorted({one.writer for one in said}):
        own = [one for one in said if one.writer == writer and one.section in _HARD and not one.english]
        found = understander.understand_all([one.text for one in own])
        tallies: dict[str, Tally] = defaultdict(Tally)
        for one, meant in zip(own, found, strict=True):
            tally(tallies[one.section], one, meant)
        figures |= {f"{writer}_{name}": t.share(t.right) for name, t in sorted(tallies.items())}
    return figures


def _prefixed(figures: dict[str, float | int]) -> dict[str, float | int]:
    return {f"left_out_{name}": value for name, value in figures.items()}


def _timed(understander: Understander, said: Iterable[Said]) -> dict[str, float]:
    """Milliseconds a sentence, one by one."""
    taken = []
    for text in [one.text for one in said][:_TIMED]:
        start = time.perf_counter()
        understander.understand(text)
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return {
        "mean_ms": round(sum(taken) / len(taken), 2),
        "p99_ms": round(taken[int(len(taken) * 0.99)], 2),
    }
