"""Asking the registers about one person, all at once, within the time a citizen can be asked to wait.

Answers aren't kept: a decision is made on what the registers say now. Only a register's *silence* is
remembered, for a few seconds and without a name, so that the case which follows a look ahead doesn't make
the same citizen wait the whole time again: one short try is made instead.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kiosk.registries.ports import Record, Registries, RegistryError

_REMEMBER = 20.0


@dataclass(frozen=True)
class Fetched:
    """What came of asking."""

    records: Mapping[str, Record | None]
    """By port; None: nobody is known there."""
    silent: Mapping[str, str]
    """Port -> code of its RegistryError."""

    @property
    def detail(self) -> str:
        """For the officer and the audit: `registry_timeout:driver`."""
        return ",".join(f"{code}:{port}" for port, code in sorted(self.silent.items()))


class RecordFetcher:
    """Asks several registers at the same time. Safe to use from several threads."""

    def __init__(
        self,
        patient: Registries,
        brief: Registries,
        index: Callable[[str], str],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`patient` tries thrice, `brief` once; `index` is the keyed digest of an ID number."""
        self._patient = patient
        self._brief = brief
        self._index = index
        self._monotonic = monotonic
        self._pool = ThreadPoolExecutor(8, thread_name_prefix="registry")
        self._lock = threading.Lock()
        self._silences: dict[tuple[str, str], float] = {}

    def fetch(self, id_number: str, ports: Iterable[str]) -> Fetched:
        """What each port knows. Never raises for a register's failure: that is in `silent`."""
        person = self._index(id_number)
        asked = {port: self._pool.submit(self._one, port, id_number, person) for port in ports}
        records: dict[str, Record | None] = {}
        silent: dict[str, str] = {}
        for port, future in asked.items():
            try:
                records[port] = future.result()
            except RegistryError as error:
                silent[port] = error.code
        return Fetched(records, silent)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _one(self, port: str, id_number: str, person: str) -> Record | None:
        registries = self._brief if self._was_silent(person, port) else self._patient
        query: Callable[[str], Record | None] | None = {
            "person": registries.person,
            "driver": registries.driver,
        }.get(port)
        if query is None:
            raise RegistryError("registry_unavailable", port, f"no register is set up for {port}")
        try:
            record = query(id_number)
        except RegistryError:
            with self._lock:
                self._silences[person, port] = self._monotonic()
            raise
        with self._lock:
            self._silences.pop((person, port), None)
        return record

    def _was_silent(self, person: str, port: str) -> bool:
        now = self._monotonic()
        with self._lock:
            for key in [k for k, at in self._silences.items() if now - at > _REMEMBER]:
                del self._silences[key]
            return (person, port) in self._silences
