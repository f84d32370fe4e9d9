"""A SIMULATOR of the population and drivers' registers: a process of its own with invented people.

`python -m kiosk.registries.simulator --world FILE [--world MORE] --port 0 --ready-file F`

It listens on the loopback only and asks for the bearer key in XIAOZHI_REGISTRIES_KEY. It is no police
system and says so in its banner, in `/healthz` and in a header of every answer.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator
from hmac import compare_digest
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import TypeAdapter, ValidationError

from kiosk.core.child import serve_child
from kiosk.core.errors import KioskError, UsageError
from kiosk.core.log import configure_logging
from kiosk.registries.faults import Fault, FaultBoard, FaultKind, Garbage
from kiosk.registries.wire import MAX_ANSWER_BYTES, PATHS, DriverAnswer, PersonAnswer, Query
from kiosk.registries.world import World, load_worlds

KEY_VARIABLE = "XIAOZHI_REGISTRIES_KEY"
BANNER = "SIMULATOR: invented people only; not a police register"
_LOG = logging.getLogger("kiosk.registries")


class KeyRefused(Exception):
    """A request without the right key."""


def create_app(world: World, key: str, faults: FaultBoard | None = None) -> FastAPI:
    """The simulator over one world. `key` must come as `Authorization: Bearer KEY`."""
    board = faults or FaultBoard()
    app = FastAPI(title="Simulated registers", description=BANNER, docs_url=None, redoc_url=None)

    def keyed(authorization: Annotated[str, Header()] = "") -> None:
        if not compare_digest(authorization.encode(), f"Bearer {key}".encode()):
            raise KeyRefused

    @app.exception_handler(KeyRefused)
    async def refused(_: Request, __: Exception) -> Response:
        return JSONResponse({"code": "key_refused"}, 401)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, __: Exception) -> Response:
        # FastAPI's own answer repeats what was sent, an ID number among it.
        return JSONResponse({"code": "query_invalid"}, 422)

    @app.get("/healthz")
    async def health() -> dict[str, Any]:
        return {"status": "ok", "what": "simulator", "note": BANNER, "persons": len(world.persons)}

    @app.post(PATHS["person"], dependencies=[Depends(keyed)])
    async def population(query: Query) -> Response:
        answer = PersonAnswer(record=world.person(query.id_number))
        return await _answer(answer.model_dump(mode="json"), board.take("person"))

    @app.post(PATHS["driver"], dependencies=[Depends(keyed)])
    async def drivers(query: Query) -> Response:
        answer = DriverAnswer(record=world.driver(query.id_number))
        return await _answer(answer.model_dump(mode="json"), board.take("driver"))

    @app.post("/admin/faults", dependencies=[Depends(keyed)])
    async def misbehave(fault: Fault) -> list[Fault]:
        board.set(fault)
        return board.all()

    return app


async def _answer(content: dict[str, Any], fault: Fault | None) -> Response:
    """The answer as the fault in force leaves it."""
    headers = {"X-Simulator": "true"}
    if fault is None:
        return JSONResponse(content, headers=headers)
    if fault.fault is FaultKind.SILENT:
        await asyncio.sleep(3600)
    if fault.fault is FaultKind.LATE:
        await asyncio.sleep(fault.seconds)
        return JSONResponse(content, headers=headers)
    if fault.fault is FaultKind.GARBAGE:
        return _garbage(content, fault.garbage, headers)
    return JSONResponse({"code": "down"}, 503, headers=headers)


def _garbage(content: dict[str, Any], kind: Garbage, headers: dict[str, str]) -> Response:
    if kind is Garbage.NOT_JSON:
        return Response("<html>Error</html>", media_type="application/json", headers=headers)
    if kind is Garbage.ENDLESS:
        return StreamingResponse(_endless(), media_type="application/json", headers=headers)
    record = content["record"]
    if record is None:
        return JSONResponse({"record": 1}, headers=headers)
    number = "id_number" if "id_number" in record else "licence_number"
    if kind is Garbage.MISSING_FIELD:
        del record["name"]
    elif kind is Garbage.UNKNOWN_FIELD:
        record["surprise"] = "x"
    elif kind is Garbage.WRONG_TYPE:
        record["name"] = 5
    else:
        record[number] = record[number][::-1]
    return JSONResponse(content, headers=headers)


async def _endless() -> AsyncIterator[bytes]:
    for _ in range(MAX_ANSWER_BYTES // 1024 * 4):
        yield b" " * 1024
        await asyncio.sleep(0)


def load_faults(file: Path, board: FaultBoard) -> None:
    """Set the faults a JSON file lists. Raises UsageError `faults_unreadable`."""
    try:
        faults = TypeAdapter(list[Fault]).validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise UsageError("faults_unreadable", f"{file}: not a list of faults") from error
    for fault in faults:
        board.set(fault)


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to stop. Exit 2 with one line for a bad option or file."""
    parser = argparse.ArgumentParser(prog="kiosk.registries.simulator", description=BANNER)
    parser.add_argument("--world", type=Path, action="append", required=True, metavar="FILE")
    parser.add_argument("--faults", type=Path, metavar="FILE", help="a JSON list of faults to begin with")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--ready-file", type=Path, required=True)
    parser.add_argument("--parent-pid", type=int, help="stop when this process is gone")
    parser.add_argument("--log-file", type=Path)
    options = parser.parse_args(arguments)
    configure_logging("INFO", options.log_file)
    key = os.environ.get(KEY_VARIABLE, "")
    if len(key) < 16:
        sys.stderr.write(f"{KEY_VARIABLE} must hold a key of 16 characters or more\n")
        return 2
    board = FaultBoard()
    try:
        world = load_worlds(options.world)
        if options.faults:
            load_faults(options.faults, board)
        _LOG.info(BANNER, extra={"persons": len(world.persons)})
        serve_child(create_app(world, key, board), options.port, options.ready_file, options.parent_pid)
    except KioskError as error:
        sys.stderr.write(f"{error.operator}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
