"""A SIMULATOR of nine registers: a process of its own with invented people.

`python -m kiosk.registries.simulator [--world FILE ...] --port 0 --ready-file F`

It listens on the loopback only and asks for the bearer key in XIAOZHI_REGISTRIES_KEY. It is no police
system and says so in its banner, in `/healthz`, in a header and in the `source` of every answer.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import date
from hmac import compare_digest
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import TypeAdapter, ValidationError

from kiosk.core.child import serve_child
from kiosk.core.clock import Clock, SystemClock, local_day
from kiosk.core.errors import KioskError, UsageError
from kiosk.core.log import configure_logging
from kiosk.core.paths import Paths
from kiosk.core.trace import HEADER, new_trace, trace_from, tracing
from kiosk.registries.faults import Fault, FaultBoard
from kiosk.registries.holdings import Holdings
from kiosk.registries.population.population import Population
from kiosk.registries.ports import QUERIES, Port
from kiosk.registries.queries import Query
from kiosk.registries.signature import Verifier
from kiosk.registries.spoiling import answer, earlier_by, on_day
from kiosk.registries.wire import PATHS
from kiosk.registries.world import World, load_worlds

KEY_VARIABLE = "XIAOZHI_REGISTRIES_KEY"
BANNER = "SIMULATOR: invented people only; not a police register"
_LOG = logging.getLogger("kiosk.registries")
_NAMES = {
    Port.PERSON: "人口",
    Port.DRIVER: "驾驶证",
    Port.VEHICLE: "机动车",
    Port.CRIME: "犯罪记录",
    Port.RESIDENCE: "居住证",
    Port.INSURANCE: "交强险",
    Port.MEDICAL: "体检",
    Port.VIOLATION: "违法",
    Port.TRUCK_PASS: "货车通行",
}
Handler = Callable[[Request], Awaitable[Response]]


class KeyRefused(Exception):
    """A request without the right key."""


def create_app(
    world: World,
    key: str,
    faults: FaultBoard | None = None,
    *,
    population: Population | None = None,
    day: date | None = None,
    clock: Clock | None = None,
    verifier: Verifier | None = None,
) -> FastAPI:
    """The simulator. `key` must come as `Authorization: Bearer KEY`.

    `day`: what the registers take for today; None: the clock's. `verifier`: only signed queries are answered.
    """
    board = faults or FaultBoard()
    holdings = Holdings(world, population)
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
        return {"status": "ok", "what": "simulator", "note": BANNER, "persons": holdings.persons}

    for port in Port:
        handler = _handler(port, holdings, board, clock or SystemClock(), day, verifier)
        app.add_api_route(
            PATHS[port], handler, methods=["POST"], dependencies=[Depends(keyed)], response_model=None
        )

    @app.post("/admin/faults", dependencies=[Depends(keyed)])
    async def misbehave(fault: Fault) -> list[Fault]:
        board.set(fault)
        return board.all()

    return app


def _handler(
    port: Port,
    holdings: Holdings,
    board: FaultBoard,
    clock: Clock,
    day: date | None,
    verifier: Verifier | None,
) -> Handler:
    """What answers the queries of one port."""

    async def handle(request: Request) -> Response:
        with tracing(trace_from(request.headers.get(HEADER)) or new_trace(), "register", port=port.value):
            told = await look_up(request)
            _LOG.info("asked", extra={"port": port.value, "status": told.status_code})
            return told

    async def look_up(request: Request) -> Response:
        body = await request.body()
        if verifier is not None:
            refusal = verifier.refusal("POST", request.url.path, body, request.headers)
            if refusal is not None:
                return JSONResponse({"code": refusal}, 401)
        try:
            query: Query = QUERIES[port].model_validate_json(body, strict=True)  # type: ignore[assignment]
        except ValidationError:
            return JSONResponse({"code": "query_invalid"}, 422)
        fault = board.take(port)
        age = earlier_by(fault)
        now = clock.now()
        record = holdings.look_up(port, query, on_day(day or local_day(now), age))
        content = {
            "record": None if record is None else record.model_dump(mode="json", exclude_unset=True),
            "source": f"SIMULATOR {_NAMES[port]}",
            "at": (now - age).isoformat(),
            "request": request.headers.get("x-request-id"),
            "matches": 0 if record is None else 1,
        }
        return await answer(port, content, fault)

    return handle


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
    options = _parser().parse_args(arguments)
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
        population = None if options.no_population else Population.load(options.stock, _changes(options))
        verifier = Verifier.load(options.client_keys, time.time) if options.client_keys else None
        app = create_app(world, key, board, population=population, day=options.day, verifier=verifier)
        _LOG.info(BANNER, extra={"persons": Holdings(world, population).persons})
        serve_child(app, options.port, options.ready_file, options.parent_pid)
    except KioskError as error:
        sys.stderr.write(f"{error.operator}\n")
        return 2
    return 0


def _changes(options: argparse.Namespace) -> dict[str, int]:
    return {} if options.seed is None else {"seed": options.seed}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk.registries.simulator", description=BANNER)
    parser.add_argument("--world", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--no-population", action="store_true", help="only the people of the world files")
    parser.add_argument("--seed", type=int, help="another population than the data's own")
    parser.add_argument("--stock", type=Path, default=Paths.default().assets / "registries", metavar="DIR")
    parser.add_argument("--day", type=date.fromisoformat, metavar="DATE", help="what it takes for today")
    parser.add_argument("--client-keys", type=Path, metavar="DIR", help="answer signed queries only")
    parser.add_argument("--faults", type=Path, metavar="FILE", help="a JSON list of faults to begin with")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--ready-file", type=Path, required=True)
    parser.add_argument("--parent-pid", type=int, help="stop when this process is gone")
    parser.add_argument("--log-file", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
