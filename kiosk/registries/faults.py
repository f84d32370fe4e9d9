"""How a simulated register misbehaves when it is told to."""

from __future__ import annotations

import threading
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Port = Literal["person", "driver"]
PORTS: tuple[Port, ...] = ("person", "driver")


class FaultKind(StrEnum):
    """`none` ends a fault."""

    NONE = "none"
    SILENT = "silent"
    LATE = "late"
    GARBAGE = "garbage"
    DOWN = "down"


class Garbage(StrEnum):
    """Kinds of rubbish."""

    NOT_JSON = "not_json"
    MISSING_FIELD = "missing_field"
    UNKNOWN_FIELD = "unknown_field"
    WRONG_TYPE = "wrong_type"
    OTHER_PERSON = "other_person"
    ENDLESS = "endless"


class Fault(BaseModel):
    """One port's fault, also the body of `POST /admin/faults` and an element of a faults file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    port: Port
    fault: FaultKind
    seconds: float = Field(default=0.0, ge=0, le=600)
    """How late, for `late`."""
    garbage: Garbage = Garbage.NOT_JSON
    """Which rubbish, for `garbage`."""
    times: int | None = Field(default=None, ge=1)
    """Only so many answers are spoilt; None: until told otherwise."""


class FaultBoard:
    """The faults in force; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[str, Fault] = {}

    def set(self, fault: Fault) -> None:
        with self._lock:
            if fault.fault is FaultKind.NONE:
                self._faults.pop(fault.port, None)
            else:
                self._faults[fault.port] = fault

    def take(self, port: Port) -> Fault | None:
        """The fault that spoils this answer, counted down."""
        with self._lock:
            fault = self._faults.get(port)
            if fault is not None and fault.times is not None:
                if fault.times == 1:
                    del self._faults[port]
                else:
                    self._faults[port] = fault.model_copy(update={"times": fault.times - 1})
            return fault

    def all(self) -> list[Fault]:
        with self._lock:
            return list(self._faults.values())
