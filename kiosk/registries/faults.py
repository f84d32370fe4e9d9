"""How a simulated register misbehaves when it is told to."""

from __future__ import annotations

import threading
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from kiosk.registries.ports import Port

PORTS: tuple[Port, ...] = tuple(Port)


class FaultKind(StrEnum):
    """`none` ends a fault."""

    NONE = "none"
    DOWN = "down"
    """It answers 503 at once."""
    SILENT = "silent"
    """It never answers."""
    LATE = "late"
    """It answers after `seconds`; also called `slow`."""
    GARBAGE = "garbage"
    """It answers rubbish, which kind says `garbage`; also called `rubbish`."""
    PARTIAL = "partial"
    """It leaves out `fields`, or every field it may leave out."""
    STALE = "stale"
    """It answers what was true `seconds` ago, a day where that is 0, and says so."""
    DUPLICATE = "duplicate"
    """It has two records under the key, and says so."""
    CHANGED = "changed"
    """Every second answer differs from the one before it."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return {"slow": cls.LATE, "rubbish": cls.GARBAGE}.get(value) if isinstance(value, str) else None


class Garbage(StrEnum):
    """Kinds of rubbish."""

    NOT_JSON = "not_json"
    MISSING_FIELD = "missing_field"
    UNKNOWN_FIELD = "unknown_field"
    WRONG_TYPE = "wrong_type"
    OTHER_PERSON = "other_person"
    OTHER_QUESTION = "other_question"
    ENDLESS = "endless"


class Fault(BaseModel):
    """One port's fault, also the body of `POST /admin/faults` and an element of a faults file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    port: Port
    fault: FaultKind
    seconds: float = Field(default=0.0, ge=0, le=40_000_000)
    """How late, for `late`; how old, for `stale`."""
    garbage: Garbage = Garbage.NOT_JSON
    """Which rubbish, for `garbage`."""
    fields: tuple[str, ...] = ()
    """What is left out, for `partial`."""
    times: int | None = Field(default=None, ge=1)
    """Only so many answers are spoilt; None: until told otherwise."""


class FaultBoard:
    """The faults in force; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[Port, Fault] = {}
        self._answers: dict[Port, int] = {}

    def set(self, fault: Fault) -> None:
        with self._lock:
            self._answers[fault.port] = 0
            if fault.fault is FaultKind.NONE:
                self._faults.pop(fault.port, None)
            else:
                self._faults[fault.port] = fault

    def take(self, port: Port | str) -> Fault | None:
        """The fault that spoils this answer, counted down."""
        port = Port(port)
        with self._lock:
            fault = self._faults.get(port)
            if fault is None:
                return None
            self._answers[port] += 1
            if fault.fault is FaultKind.CHANGED and self._answers[port] % 2:
                return None
            if fault.times is not None:
                if fault.times == 1:
                    del self._faults[port]
                else:
                    self._faults[port] = fault.model_copy(update={"times": fault.times - 1})
            return fault

    def all(self) -> list[Fault]:
        with self._lock:
            return list(self._faults.values())
