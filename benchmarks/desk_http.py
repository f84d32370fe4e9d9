"""The same cases through the HTTP API: one server, eight threads of clients, each waits for its number.

`python -m benchmarks.desk_http --store URL --state DIR` is the server; `http_load` the clients."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
import uvicorn

from benchmarks.desk_load import ASSETS, Supplied, bench_desk
from kiosk.catalogue.catalogue import Catalogue
from kiosk.core.paths import repository_root
from kiosk.desk.access import ApiKeys
from kiosk.desk.api import create_app

_KEY = "bench-key-of-the-kiosk"
_THREADS = 8


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--store")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    desk = bench_desk(options.store, options.state, Supplied(), Catalogue.load(ASSETS), work=True, threads=4)
    app = create_app(desk, ApiKeys(_KEY))
    # The limit for one key is a kiosk's; here one key is a whole city's.
    app.state.access.slow_down = lambda *_, **__: None
    uvicorn.run(app, host="127.0.0.1", port=options.port, log_level="error", access_log=False)
    return 0


def http_load(store: str | None, state: Path, first: int, seconds: float, port: int = 8437) -> dict[str, Any]:
    """Cases a second, and the 99th percentile of one, from the request to the issued number."""
    state.mkdir(parents=True, exist_ok=True)
    arguments = [sys.executable, "-m", "benchmarks.desk_http", "--state", str(state), "--port", str(port)]
    arguments += ["--store", store] if store else []
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    server = subprocess.Popen(arguments, cwd=repository_root(), env=environment)
    try:
        return _clients(f"http://127.0.0.1:{port}", first, seconds)
    finally:
        server.terminate()
        server.wait(20)


def _clients(url: str, first: int, seconds: float) -> dict[str, Any]:
    supplied, taken, lock = Supplied(), [], threading.Lock()
    _until_ready(url)
    end = time.monotonic() + seconds

    def work(thread: int) -> None:
        index, mine = first + thread, []
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {_KEY}"}, timeout=30) as client:
            while time.monotonic() < end:
                start = time.monotonic()
                _whole(client, supplied, index)
                mine.append(time.monotonic() - start)
                index += _THREADS
        with lock:
            taken.extend(mine)

    begun = time.monotonic()
    threads = [threading.Thread(target=work, args=(n,)) for n in range(_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"rate": len(taken) / (time.monotonic() - begun), "p99": quantiles(taken, n=100)[98]}


def _whole(client: httpx.Client, supplied: Supplied, index: int) -> None:
    sent = supplied.submission(index, "yinzhou" if index % 2 else "ningbo")
    view = client.post("/v1/cases", json=sent.model_dump(mode="json")).raise_for_status().json()
    while view["state"] != "issued":
        asked = {"after_version": view["version"], "wait": 5}
        view = client.get(f"/v1/cases/{sent.case_id}", params=asked).raise_for_status().json()


def _until_ready(url: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if httpx.get(f"{url}/readyz").is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the server doesn't come up")


if __name__ == "__main__":
    raise SystemExit(main())
