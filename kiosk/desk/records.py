"""Asking the registers about one case, all at once, within the time a citizen can be asked to wait.

Answers aren't kept: a decision is made on what the registers say now. Only a register's *silence* is
remembered, for a few seconds and without a name, so that the case which follows a look ahead doesn't make
the same citizen wait the whole time again: one short try is made instead.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.core.id_number import IdNumber
from kiosk.desk.facts import identity_document
from kiosk.desk.schemas import SubmittedDocument
from kiosk.registries.gather import Gathered
from kiosk.registries.ports import Answer, Port, Record
from kiosk.registries.queries import Subject

_REMEMBER = 20.0


class Registers(Protocol):
    """All nine registers (`HttpRegistries`). Safe to use from several threads."""

    def gather_for(self, ports: Iterable[Port], subject: Subject) -> Gathered:
        """A register's failure is in the result, never raised."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class Fetched:
    """What came of asking."""

    answers: Mapping[str, Answer[Record]] = field(default_factory=dict)
    """By port, with source and time; also of a register that has no such record."""
    silent: Mapping[str, str] = field(default_factory=dict)
    """Port -> code of its RegistryError."""
    unasked: tuple[str, ...] = ()
    """Ports that weren't asked, because the citizen hasn't told yet what they are asked with (a plate)."""

    @property
    def records(self) -> dict[str, Record | None]:
        """By port; None: no such record is there. A port that didn't answer isn't there."""
        return {port: answer.record for port, answer in self.answers.items()}

    @property
    def detail(self) -> str:
        """For the officer and the audit: `registry_timeout:driver`."""
        return ",".join(f"{code}:{port}" for port, code in sorted(self.silent.items()))


def subject_of(
    owner: IdNumber, documents: Sequence[SubmittedDocument], answers: Mapping[str, str]
) -> Subject:
    """Whom and what the registers are asked about: the card's number and name, the plate and zone told."""
    document = identity_document(documents)
    name = document.fields.get("name") if document is not None else None
    return Subject(owner.text, name or None, answers.get("plate") or None, answers.get("zone") or None)


class RecordFetcher:
    """Asks several registers at the same time. Safe to use from several threads."""

    def __init__(
        self,
        patient: Registers,
        brief: Registers,
        index: Callable[[str], str],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`patient` tries thrice, `brief` once; `index` is the keyed digest of an ID number."""
        self._patient = patient
        self._brief = brief
        self._index = index
        self._monotonic = monotonic
        # Only for cases with a register that was silent a moment ago: it is asked beside the others.
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="registry-again")
        self._lock = threading.Lock()
        self._silences: dict[tuple[str, str], float] = {}

    def fetch(self, subject: Subject, ports: Iterable[str]) -> Fetched:
        """What each port knows. Never raises for a register's failure: that is in `silent`.

        Raises ValueError for a port that no register has: an item's `source` is wrong.
        """
        wanted = {Port(port) for port in ports}
        person = self._index(subject.id_number)
        again = wanted & self._were_silent(person)
        brief = self._brief.gather_for
        later = self._pool.submit(copy_context().run, brief, again, subject) if again else None
        gathered = [self._patient.gather_for(wanted - again, subject)] if wanted - again else []
        if later is not None:
            gathered.append(later.result())
        fetched = _joined(gathered)
        self._remember(person, fetched)
        return fetched

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        for registers in (self._patient, self._brief):
            registers.close()

    def _remember(self, person: str, fetched: Fetched) -> None:
        now = self._monotonic()
        with self._lock:
            for port in fetched.answers:
                self._silences.pop((person, port), None)
            for port in fetched.silent:
                self._silences[person, port] = now

    def _were_silent(self, person: str) -> set[Port]:
        now = self._monotonic()
        with self._lock:
            for key in [k for k, at in self._silences.items() if now - at > _REMEMBER]:
                del self._silences[key]
            return {Port(port) for who, port in self._silences if who == person}


def _joined(parts: Iterable[Gathered]) -> Fetched:
    answers: dict[str, Answer[Record]] = {}
    silent: dict[str, str] = {}
    unasked: list[str] = []
    for part in parts:
        answers |= {port.value: answer for port, answer in part.answers.items()}
        silent |= {port.value: error.code for port, error in part.silent.items()}
        unasked += [port.value for port in part.unasked]
    return Fetched(answers, silent, tuple(sorted(unasked)))
