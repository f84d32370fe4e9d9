"""What an operator watches (`/metrics`, Prometheus): counts only, nothing about anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Connection, func, select

from kiosk.core.clock import Clock
from kiosk.desk.cases import NEXT_STAGE
from kiosk.desk.levels import ServiceLevels
from kiosk.desk.schemas import CaseState
from kiosk.desk.store import schema as t
from kiosk.desk.store.engine import Store
from kiosk.desk.store.jobs import Jobs
from kiosk.desk.store.queue import count_lost

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """One desk's figures."""

    def __init__(self, store: Store, clock: Clock, levels: ServiceLevels) -> None:
        self._registry = CollectorRegistry()
        self.requests = Histogram(
            "desk_request_seconds",
            "How long a request took",
            ["method", "route", "status"],
            registry=self._registry,
            buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30),
        )
        self._registry.register(_Store(store, clock, levels))

    def text(self) -> bytes:
        """As Prometheus reads it."""
        return generate_latest(self._registry)


class _Store(Collector):
    """Asked at every scrape; all queries are answered from partial indexes of what isn't finished."""

    def __init__(self, store: Store, clock: Clock, levels: ServiceLevels) -> None:
        self._store = store
        self._clock = clock
        self._levels = levels

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing is asked of the store when this is registered."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = self._clock.now()
        with self._store.read() as connection:
            waiting = Jobs(connection, now).undone()
            lost = count_lost(connection, now)
            r = t.REVIEW.c
            open_ = select(func.count()).select_from(t.REVIEW).where(r.closed_at.is_(None))
            reviews = int(connection.execute(open_).scalar_one())
            late = int(connection.execute(open_.where(r.due_at < now)).scalar_one())
            overdue = {state: self._overdue(connection, state) for state in NEXT_STAGE}
            lying = self._uncollected(connection)
        yield GaugeMetricFamily("desk_jobs_waiting", "Jobs that aren't done", waiting)
        yield GaugeMetricFamily("desk_reviews_open", "Cases that wait for an officer", reviews)
        yield GaugeMetricFamily("desk_reviews_overdue", "... for longer than they should", late)
        yield GaugeMetricFamily("desk_cases_lost", "... and nobody has them", lost)
        yield GaugeMetricFamily("desk_papers_uncollected", "Papers that lie at a window too long", lying)
        family = GaugeMetricFamily(
            "desk_cases_overdue", "Cases that stay in a stage too long", labels=["state"]
        )
        for state, count in overdue.items():
            family.add_metric([state.value], count)
        yield family

    def _overdue(self, connection: Connection, state: CaseState) -> int:
        c = t.CASE.c
        edge = self._clock.now() - self._levels.stage_limit(state.value)
        query = select(func.count()).select_from(t.CASE).where(c.state == state.value, c.updated_at < edge)
        return int(connection.execute(query).scalar_one())

    def _uncollected(self, connection: Connection) -> int:
        c = t.CASE.c
        edge = self._clock.now() - timedelta(days=self._levels.uncollected_days)
        issued = c.state == CaseState.ISSUED.value, c.updated_at < edge
        return int(connection.execute(select(func.count()).select_from(t.CASE).where(*issued)).scalar_one())
