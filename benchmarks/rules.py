"""How right and how quick the rules are: mutants, random sets of facts, times.

`mutants`: changed rules and dated values; `caught`: the share that an example notices, those left out that
change nothing (`EQUIVALENT`, each with its reason); `survivors`: how many nobody noticed, named on standard
error. `unsound`: random sets of facts that were approved although a rule didn't hold or a needed fact was
missing, that another order of the rules decided otherwise, or that crashed; `approved`: the share approved.
`p99_ms`: the processor's time for one decision with all its rules (`p99_wall_ms`: by the clock on the wall,
other work on the machine included); `load_seconds`: loading and checking the whole catalogue. One core.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.check import coverage
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.model import FactValue, Item, Outcome
from kiosk.catalogue.mutants import Mutant, survivors, try_rules, try_values
from kiosk.core.paths import Paths
from kiosk.speech.progress import Progress, SilentProgress

#: Changes that change nothing, and why.
_OVERLAP = "the spans overlap by a day and the earlier value is taken; `items check` reports the overlap"
EQUIVALENT: Mapping[str, str] = {
    "beilun_diesel_stage: [1] from 2024-12-31": _OVERLAP,
    "vehicle_test_years: [1] from 2022-09-30": _OVERLAP,
    "large_class_age_limit: [1] from 2024-12-31": _OVERLAP,
    "vehicle_exempt_years: [0] value 9": "year 10 is tested by vehicle_test_years anyway",
}
_SETS = 100_000
_SEED = 5
_STEP = 500
#: Shares of sets that begin with an approved example, and of those judged on its own day.
_GOOD, _SAME_DAY = 0.6, 0.8
_DAYS = (date(2022, 4, 1), date(2023, 3, 27), date(2024, 12, 31), date(2025, 1, 1), date(2026, 1, 5))


def run(n: int | None = None, progress: Progress | None = None) -> dict[str, float | int]:
    """All figures. `n`: so many random sets of facts (100,000)."""
    bar = progress or SilentProgress()
    start = time.perf_counter()
    catalogue = Catalogue.load(Paths.default().assets)
    findings = catalogue.check()
    load = time.perf_counter() - start
    for finding in findings:
        sys.stderr.write(f"{finding}\n")
    mutants = _mutants(catalogue)
    lost = survivors(mutants, EQUIVALENT)
    for mutant in lost:
        sys.stderr.write(f"not caught: {mutant.name}\n")
    real = [m for m in mutants if m.caught or m.name not in EQUIVALENT]
    tried = _random_sets(catalogue, _SETS if n is None else n, bar)
    sides = coverage(catalogue.items.values(), catalogue.judge)
    return {
        "mutants": len(mutants),
        "caught": round(sum(m.caught for m in real) / len(real), 4),
        "survivors": len(lost),
        "equivalent": sum(not m.caught and m.name in EQUIVALENT for m in mutants),
        **tried,
        "rules": len(sides),
        "sides_shown": sum((line["holds"] != 0) + (line["fails"] != 0) for line in sides),
        "examples": sum(len(i.examples) for i in catalogue.items.values()),
        "findings": len(findings),
        "load_seconds": round(load, 2),
    }


def _mutants(catalogue: Catalogue) -> list[Mutant]:
    made: list[Mutant] = []
    for item in catalogue.items.values():
        made += try_rules(item, catalogue.judge)
    return [*made, *try_values(catalogue.items.values(), catalogue.judge)]


def _random_sets(catalogue: Catalogue, count: int, bar: Progress) -> dict[str, float | int]:
    rng = random.Random(_SEED)
    good = {i.id: [e for e in i.examples if e.decision is Outcome.APPROVE] for i in catalogue.items.values()}
    items = [item for item in catalogue.items.values() if item.rules]
    approved = unsound = 0
    seconds: list[float] = []
    lived: list[float] = []
    bar.begin("sets of facts", count)
    for at in range(count):
        if at % _STEP == 0:
            bar.reach("sets of facts", at)
        item = rng.choice(items)
        example = rng.choice(good[item.id] if rng.random() < _GOOD else item.examples)
        day = example.as_of if rng.random() < _SAME_DAY else rng.choice(_DAYS)
        facts = random_facts(item, example.facts, day, rng)
        began, worked = time.perf_counter(), time.thread_time()
        try:
            decision = catalogue.judge.decide(item, facts, day)
        except (CatalogueError, RuntimeError, ValueError, OverflowError) as error:
            sys.stderr.write(f"crashed: {item.id} {type(error).__name__}\n")
            unsound += 1
            continue
        seconds.append(time.thread_time() - worked)
        lived.append(time.perf_counter() - began)
        shuffled = replace(item, rules=tuple(rng.sample(item.rules, len(item.rules))))
        sound = catalogue.judge.decide(shuffled, facts, day) == decision
        if decision.decision is Outcome.APPROVE:
            approved += 1
            sound = sound and decision.unknown == () and all(r.holds is True for r in decision.reasons)
        unsound += not sound
    bar.end("sets of facts")
    return {
        "sets": count,
        "approved": round(approved / max(count, 1), 4),
        "unsound": unsound,
        "p99_ms": _at(seconds, 0.99),
        "p99_wall_ms": _at(lived, 0.99),
        "median_ms": _at(seconds, 0.5),
    }


def _at(seconds: list[float], share: float) -> float:
    """That quantile in milliseconds."""
    return round(1000 * sorted(seconds)[int(share * len(seconds))], 3) if seconds else 0.0


def random_facts(
    item: Item, start: Mapping[str, FactValue], day: date, rng: random.Random
) -> dict[str, FactValue]:
    """An example's facts with a few of them changed or gone; half of the time none."""
    facts = dict(start)
    changed = rng.choice((0, 0, 1, 1, 2, 4))
    for name in rng.sample(sorted(facts), k=min(changed, len(facts))):
        value = facts[name]
        if rng.random() < 0.3:
            del facts[name]
        elif isinstance(value, bool):
            facts[name] = not value
        elif isinstance(value, int):
            facts[name] = rng.choice((0, 1, value - 1, value + 1, 12, 99))
        elif isinstance(value, date):
            facts[name] = rng.choice(
                (day, date.max, date.min, day + timedelta(days=rng.randrange(-900, 900)))
            )
        else:
            facts[name] = rng.choice((value, "", "seized", "C1E", "A2", "330106", "other", "浙A00000"))
    return facts
