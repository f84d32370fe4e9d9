"""`bench scenarios`: random visits, people x faults x answers, held against an oracle that knows the truth.

An approval counts as wrong where the law, over what is true of the person, forbids it (`wrong_approvals`).
One that the law allows, but of another matter than she came for, because she agreed to what was misheard,
is counted beside it (`unwanted`).
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.scenarios_oracle import lawful
from benchmarks.scenarios_people import Drawn, People
from benchmarks.scenarios_visit import Came, Hall
from kiosk.core.paths import Paths
from kiosk.registries.holdings import Holdings
from kiosk.registries.world import load_worlds
from kiosk.speech.progress import Progress
from kiosk.training.cast import load_likes
from kiosk.training.stored import StoredCase, TrainingStore

_DEFAULT, _BATCH, _WORKERS = 2000, 250, 2


def run(n: int | None, progress: Progress, seed: int | None = None) -> dict[str, Any]:
    """Figures of `n` visits, drawn by `seed`."""
    wanted, first = n or _DEFAULT, seed or 1
    share = -(-wanted // _WORKERS)
    parts = [(first * 1000 + w, min(share, wanted - w * share)) for w in range(_WORKERS)]
    progress.begin("visits", wanted)
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    with context.Pool(_WORKERS, initializer=_listen, initargs=(told,)) as pool:
        results = pool.starmap_async(_some, parts)
        done = 0
        while not results.ready():
            try:
                done += told.get(timeout=0.5)
            except Exception:  # noqa: BLE001, S112 - nothing was told for half a second
                continue
            progress.reach("visits", done)
        counts = sum(results.get(), Counter())
    progress.end("visits")
    return figures(counts)


_told: Any = None


def _listen(queue: Any) -> None:
    global _told
    _told = queue


def _some(seed: int, count: int) -> Counter[str]:
    return visits(seed, count, lambda: _told.put(1) if _told is not None else None)


def visits(seed: int, count: int, one_done: Callable[[], None] = lambda: None) -> Counter[str]:
    """So many visits on a desk of their own, counted."""
    with _quiet():
        return _visits(seed, count, one_done)


@contextmanager
def _quiet() -> Iterator[None]:
    """What goes wrong is drawn on purpose: no line of log for each."""
    logger = logging.getLogger("kiosk")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _visits(seed: int, count: int, one_done: Callable[[], None]) -> Counter[str]:
    people, counts = People(load_likes(Paths.default().assets), seed), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="xiaozhi-scenarios-") as folder:
        hall = Hall(Path(folder))
        came: list[Came] = []
        try:
            for begin in range(0, count, _BATCH):
                drawn = [people.draw(i) for i in range(begin, min(begin + _BATCH, count))]
                hall.registers.holdings = _holdings(Path(folder), drawn)
                for one in drawn:
                    came.append(_visit(hall, one))
                    one_done()
            cases = {c.id: c for c in _settled(hall)}
        finally:
            hall.close()
    for one in came:
        counts.update(judged(one, cases.get(one.case_id or "")))
    counts["doubled"] += _doubled(came, cases)
    return counts


def _visit(hall: Hall, drawn: Drawn) -> Came:
    try:
        return hall.visit(drawn)
    except Exception as error:  # noqa: BLE001 - whatever breaks a visit is what is counted here
        print(f"\nvisit {drawn.number} of {drawn.item} broke: {type(error).__name__}")
        return Came(drawn, None, None, True, None, False)


def _holdings(folder: Path, drawn: list[Drawn]) -> Holdings:
    file = folder / "world.json"
    persons = [dict(d.world) for d in drawn if d.known]
    file.write_text(json.dumps({"persons": persons}, ensure_ascii=False, default=str), encoding="utf-8")
    return Holdings(load_worlds([file]))


def _settled(hall: Hall) -> list[StoredCase]:
    import time

    store = TrainingStore(hall.state)
    end = time.monotonic() + 20
    while store.undone() and time.monotonic() < end:
        time.sleep(0.05)
    return store.cases()


def judged(came: Came, case: StoredCase | None) -> Counter[str]:
    """What one visit adds to the counts, by what the store holds of it and what is true. Pure."""
    drawn, ills = came.drawn, came.drawn.ills
    decided = case is not None and case.decision == "approve"
    approved = decided and case is not None and case.papers == 1
    wishes = not ills.asks_staff and ills.leaves_at is None
    deserved = wishes and lawful(drawn, drawn.item)
    right_item = case is not None and case.item == drawn.item
    # With or without its paper: what counts is that the machine said yes.
    wrong = decided and case is not None and not lawful(drawn, case.item)
    told_issued, told_handed = came.ended == "issued", came.ended == "handed_over"
    lost = (told_issued and not approved) or (told_handed and (case is None or not case.reviews))
    stuck = came.stuck or came.ended is None or (case is not None and case.state not in ("issued", "review"))
    return Counter(
        visits=1,
        approved=int(approved),
        deserved=int(deserved),
        missed=int(deserved and not (approved and right_item)),
        wrong_approvals=int(wrong),
        unwanted=int(approved and not wrong and not right_item),
        lost=int(lost),
        stuck=int(stuck),
        no_reason=int(case is not None and case.state == "review" and not case.cause),
        wrong_items=int(ills.heard_item is not None),
        wrong_items_decided=int(ills.heard_item is not None and came.submitted and came.item != drawn.item),
        wrong_fields=int(ills.wrong_field is not None),
        wrong_fields_decided=int(came.misread),
        register_faults=int(ills.fault is not None),
    )


def _doubled(came: list[Came], cases: dict[str, StoredCase]) -> int:
    """Cases beyond one a visit, and papers beyond one a case."""
    told = {one.case_id for one in came if one.case_id}
    twice = sum(count - 1 for count in Counter(one.case_id for one in came if one.case_id).values())
    return twice + sum(case.papers > 1 for case in cases.values()) + len(cases.keys() - told)


def figures(counts: Counter[str]) -> dict[str, Any]:
    """Flat, shares 0 to 1."""
    visits_, deserved = counts["visits"], counts["deserved"]
    names = (
        "approved", "wrong_approvals", "unwanted", "lost", "doubled", "stuck", "no_reason", "deserved",
        "wrong_items", "wrong_items_decided", "wrong_fields", "wrong_fields_decided", "register_faults",
    )  # fmt: skip
    return {
        "visits": visits_,
        **{name: counts[name] for name in names},
        "missed": round(counts["missed"] / deserved, 4) if deserved else 0.0,
        "wrong_per_10000": round(10_000 * counts["wrong_approvals"] / visits_, 2) if visits_ else 0.0,
    }
