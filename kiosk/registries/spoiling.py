"""A simulated answer as the fault in force leaves it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import date, timedelta
from typing import Any

from fastapi.responses import JSONResponse, Response, StreamingResponse

from kiosk.registries.faults import Fault, FaultKind, Garbage
from kiosk.registries.ports import RECORDS, Port
from kiosk.registries.wire import MAX_ANSWER_BYTES

Content = dict[str, Any]
HEADERS = {"X-Simulator": "true"}
_KEYS = ("licence_number", "id_number", "plate")


def _flipped(value: Any) -> bool:
    return not value


def _other_status(value: Any) -> str:
    return "seized" if value == "normal" else "normal"


#: One field of each port that is another one at the next call, and how.
_CHANGES: Mapping[Port, tuple[str, Callable[[Any], Any]]] = {
    Port.PERSON: ("alive", _flipped),
    Port.DRIVER: ("status", _other_status),
    Port.VEHICLE: ("status", _other_status),
    Port.CRIME: ("hit", _flipped),
    Port.RESIDENCE: ("status", lambda value: "suspended" if value == "valid" else "valid"),
    Port.INSURANCE: ("tax_paid", _flipped),
    Port.MEDICAL: ("passed", _flipped),
    Port.VIOLATION: ("driver_open", lambda value: (value or 0) + 1),
    Port.TRUCK_PASS: ("in_force", lambda value: (value or 0) + 1),
}


async def answer(port: Port, content: Content, fault: Fault | None) -> Response:
    """The response. A stale answer's content is made by who looks it up."""
    kind = FaultKind.NONE if fault is None else fault.fault
    if fault is None:
        return JSONResponse(content, headers=HEADERS)
    if kind is FaultKind.DOWN:
        return JSONResponse({"code": "down"}, 503, headers=HEADERS)
    if kind is FaultKind.SILENT:
        await asyncio.sleep(3600)
    elif kind is FaultKind.LATE:
        await asyncio.sleep(fault.seconds)
    elif kind is FaultKind.GARBAGE:
        return _garbage(content, fault.garbage)
    elif kind is FaultKind.PARTIAL:
        _leave_out(port, content["record"], fault.fields)
    elif kind is FaultKind.DUPLICATE:
        content["matches"] = 2
    elif kind is FaultKind.CHANGED and content["record"] is not None:
        field, change = _CHANGES[port]
        content["record"][field] = change(content["record"].get(field))
    return JSONResponse(content, headers=HEADERS)


def earlier_by(fault: Fault | None) -> timedelta:
    """How old what is told shall be."""
    if fault is None or fault.fault is not FaultKind.STALE:
        return timedelta()
    return timedelta(seconds=fault.seconds or 86_400)


def on_day(day: date, age: timedelta) -> date:
    """The day an answer of that age is of."""
    return day - timedelta(days=age.days)


def _leave_out(port: Port, record: Content | None, fields: tuple[str, ...]) -> None:
    optional = [name for name, field in RECORDS[port].model_fields.items() if not field.is_required()]
    for name in fields or [name for name in optional if name not in _KEYS]:
        if record is not None:
            record.pop(name, None)


def _garbage(content: Content, kind: Garbage) -> Response:
    if kind is Garbage.NOT_JSON:
        return Response("<html>Error</html>", media_type="application/json", headers=HEADERS)
    if kind is Garbage.ENDLESS:
        return StreamingResponse(_endless(), media_type="application/json", headers=HEADERS)
    record = content["record"]
    if record is None:
        return JSONResponse({"record": 1}, headers=HEADERS)
    key = next(name for name in _KEYS if name in record)
    victim = "name" if "name" in record else key
    if kind is Garbage.MISSING_FIELD:
        # Keys are optional where a register knows a driver, a vehicle or both: then nothing is left.
        content.pop("record") if key == victim else record.pop(victim)
    elif kind is Garbage.UNKNOWN_FIELD:
        record["surprise"] = "x"
    elif kind is Garbage.WRONG_TYPE:
        record[victim] = 5
    elif kind is Garbage.OTHER_QUESTION:
        content["request"] = "0" * 32
    else:
        record[key] = record[key][::-1]
    return JSONResponse(content, headers=HEADERS)


async def _endless() -> AsyncIterator[bytes]:
    for _ in range(MAX_ANSWER_BYTES // 1024 * 4):
        yield b" " * 1024
        await asyncio.sleep(0)
