"""What the hall counts: cases, times, hours saved against the manual way, satisfaction, hand-overs.

From what happened, never from guesses: an item's saving is its manual minutes (`assets/desk/baseline.yaml`,
each with its source) minus what was measured: the whole visit where the kiosk told it, else the machine's
own stages. A discreet item's causes are in no figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from statistics import median

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Connection, case, func, insert, select
from sqlalchemy.exc import IntegrityError

from kiosk.core.errors import SetupError
from kiosk.core.yaml_model import read_model
from kiosk.desk.errors import DeskFault
from kiosk.desk.figures import DayFigures, ItemFigures, Statistics, VisitEvent
from kiosk.desk.ports import Decider, is_discreet
from kiosk.desk.schemas import CaseState, Stage
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store


class Manual(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    minutes: float = Field(gt=0)
    source: str


class Baseline(BaseModel):
    """`assets/desk/baseline.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    other: Manual = Manual(minutes=5.5, source="[S] five to six minutes")
    items: Mapping[str, Manual] = Field(default_factory=dict)

    @classmethod
    def load(cls, assets: Path) -> Baseline:
        """From the assets folder. Raises SetupError `baseline`."""
        return read_model(assets / "desk" / "baseline.yaml", cls, partial(SetupError, "baseline"))

    def of(self, item: str) -> Manual:
        return self.items.get(item, self.other)


class Counting:
    """Writes events and reads figures."""

    def __init__(self, store: Store, catalogue: Decider, baseline: Baseline) -> None:
        self._store = store
        self._catalogue = catalogue
        self._baseline = baseline

    def note(self, case_id: str, event: VisitEvent, now: datetime) -> None:
        """Keep what was measured of a case; the same again changes nothing. Raises `unknown_case` (404)."""
        with self._store.read() as connection:
            one = connection.execute(select(t.CASE).where(t.CASE.c.id == case_id)).first()
        if one is None:
            raise DeskFault("unknown_case", "no such case", 404)
        values = {
            "at": now,
            "office": one.office,
            "day": one.day,
            "item": one.item,
            "case_id": case_id,
            "kind": event.kind,
            "value": event.value,
        }
        try:
            with self._store.write() as connection:
                connection.execute(insert(t.EVENT).values(**values))
        except IntegrityError:
            return

    def figures(self, first: date, last: date, office: str | None) -> Statistics:
        """Of the days from `first` to `last`, both included."""
        with self._store.read() as connection:
            cases = self._cases(connection, first, last, office)
            events = self._events(connection, first, last, office)
            causes = self._causes(connection, first, last, office)
            days = _days(connection, first, last, office)
            stages = _stage_seconds(connection, first, last, office)
        items = [
            self._item(item, states, seconds, events) for item, (states, seconds) in sorted(cases.items())
        ]
        measured = [one for one in items if one.ratio is not None]
        manual = sum(one.by_machine * one.manual_minutes for one in measured)
        taken = sum(one.by_machine * one.manual_minutes * (one.ratio or 0.0) for one in measured)
        return Statistics(
            office=office,
            first=first,
            last=last,
            cases=sum(one.cases for one in items),
            saved_hours=round(sum(one.saved_hours for one in items), 2),
            ratio=round(taken / manual, 4) if manual else None,
            satisfaction=_mean(_of(events, "satisfied")),
            read_first_time=_mean(_of(events, "read_first_time")),
            understood_first=_mean(_of(events, "understood_first")),
            by_machine=sum(one.by_machine for one in items),
            handed_over=sum(causes.values()),
            fill_seconds=_median(stages.get(Stage.FILL.value, [])),
            approve_seconds=_median(stages.get(Stage.APPROVE.value, [])),
            typed_seconds=_median(_of(events, "typed_seconds")),
            days=days,
            causes=causes,
            items=items,
        )

    def _item(
        self,
        item: str,
        states: Mapping[str, int],
        seconds: list[float],
        events: Mapping[tuple[str, str], list[float]],
    ) -> ItemFigures:
        visits = events.get((item, "visit_seconds"), [])
        taken = median(visits) if visits else median(seconds) if seconds else None
        manual = self._baseline.of(item)
        alone = len(seconds)
        saved = alone * max(0.0, manual.minutes - taken / 60) / 60 if taken is not None else 0.0
        return ItemFigures(
            item=item,
            cases=sum(states.values()),
            by_machine=alone,
            refused=None if is_discreet(self._catalogue, item) else states.get(CaseState.REFUSED.value, 0),
            median_seconds=None if taken is None else round(taken, 3),
            measured="visits" if visits else "stages" if seconds else "nothing",
            manual_minutes=manual.minutes,
            manual_source=manual.source,
            saved_hours=round(saved, 3),
            ratio=None if taken is None else round(taken / 60 / manual.minutes, 4),
        )

    def _cases(
        self, connection: Connection, first: date, last: date, office: str | None
    ) -> dict[str, tuple[dict[str, int], list[float]]]:
        """By item: how many in each state, and the seconds of those that no officer touched."""
        c, s = t.CASE.c, t.STAGE.c
        seen = _wanted(first, last, office)
        found: dict[str, tuple[dict[str, int], list[float]]] = defaultdict(lambda: ({}, []))
        grouped = select(c.item, c.state, func.count()).where(*seen).group_by(c.item, c.state)
        for item, state, count in connection.execute(grouped):
            found[item][0][state] = int(count)
        times = (
            select(c.item, func.sum(s.seconds))
            .join(t.STAGE, s.case_id == c.id)
            .where(*seen, *_alone())
            .group_by(c.id, c.item)
        )
        for item, seconds in connection.execute(times):
            found[item][1].append(float(seconds))
        return found

    def _events(
        self, connection: Connection, first: date, last: date, office: str | None
    ) -> dict[tuple[str, str], list[float]]:
        e = t.EVENT.c
        seen = [e.day >= first, e.day <= last] + ([e.office == office] if office else [])
        found: dict[tuple[str, str], list[float]] = defaultdict(list)
        for item, kind, value in connection.execute(select(e.item, e.kind, e.value).where(*seen)):
            found[item or "", kind].append(float(value))
        return found

    def _causes(self, connection: Connection, first: date, last: date, office: str | None) -> dict[str, int]:
        c, r = t.CASE.c, t.REVIEW.c
        seen = [c.day >= first, c.day <= last] + ([c.office == office] if office else [])
        query = (
            select(c.item, r.cause, func.count())
            .join(t.CASE, c.id == r.case_id)
            .where(*seen)
            .group_by(c.item, r.cause)
        )
        causes: dict[str, int] = defaultdict(int)
        for item, cause, count in connection.execute(query):
            if not is_discreet(self._catalogue, item):
                causes[cause] += int(count)
        return dict(sorted(causes.items()))


def _wanted(first: date, last: date, office: str | None) -> list[ColumnElement[bool]]:
    c = t.CASE.c
    return [c.day >= first, c.day <= last] + ([c.office == office] if office else [])


def _alone() -> list[ColumnElement[bool]]:
    """Cases that the machine finished with no officer in between."""
    c = t.CASE.c
    touched = select(t.REVIEW.c.case_id).where(t.REVIEW.c.case_id == c.id).exists()
    return [c.state.in_([CaseState.ISSUED.value, CaseState.COLLECTED.value]), ~touched]


def _days(connection: Connection, first: date, last: date, office: str | None) -> list[DayFigures]:
    c, seen = t.CASE.c, _wanted(first, last, office)
    every = select(c.day, func.count()).where(*seen).group_by(c.day)
    alone = select(c.day, func.count()).where(*seen, *_alone()).group_by(c.day)
    machine = {day: int(count) for day, count in connection.execute(alone)}
    return [
        DayFigures(day=day, cases=int(count), by_machine=machine.get(day, 0))
        for day, count in connection.execute(every.order_by(c.day))
    ]


def _stage_seconds(
    connection: Connection, first: date, last: date, office: str | None
) -> dict[str, list[float]]:
    """By stage, of each case; checking belongs to deciding."""
    c, s = t.CASE.c, t.STAGE.c
    deciding = case((s.stage == Stage.CHECK.value, Stage.APPROVE.value), else_=s.stage)
    query = (
        select(deciding.label("of"), func.sum(s.seconds))
        .join(t.CASE, s.case_id == c.id)
        .where(*_wanted(first, last, office), *_alone())
        .group_by(deciding, c.id)
    )
    found: dict[str, list[float]] = defaultdict(list)
    for stage, seconds in connection.execute(query):
        found[stage].append(float(seconds))
    return found


def _of(events: Mapping[tuple[str, str], list[float]], kind: str) -> list[float]:
    return [value for (_, one), values in events.items() if one == kind for value in values]


def _median(values: list[float]) -> float | None:
    return round(median(values), 3) if values else None


def _mean(values: list[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None
