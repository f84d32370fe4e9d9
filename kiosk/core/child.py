"""Both ends of a supervised child process: who starts it, and how it serves.

The child gets its key through the environment (an argument list is readable by everybody on the machine),
binds a port of the loopback, and writes `{"url", "pid"}` to its ready file once it listens.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kiosk.core.errors import SetupError, UsageError
from kiosk.core.id_number import redact
from kiosk.core.paths import repository_root
from kiosk.core.tls import Tls

_LOG = logging.getLogger("kiosk.core.child")
_POLL = 0.02
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class ChildCommand:
    """What to start. `--port N`, `--ready-file F` and `--parent-pid N` are appended."""

    name: str
    """For messages and file names."""
    arguments: Sequence[str]
    """The program and its own arguments."""
    key_variable: str
    """The environment variable that carries the child's key."""
    folder: Path
    """Where its ready file and its output go."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Added to this process's own."""
    start_seconds: float = 30.0
    """How long it may take to listen."""


class ChildService:
    """One child, started, watched and stopped.

    A child that dies is started again at once, on the same port and with the same key, so that its clients
    go on. One that dies again within a minute of that is left dead and `alive()` says so: something is
    wrong with it that a restart doesn't heal.
    """

    def __init__(self, command: ChildCommand, key: str | None = None) -> None:
        self.command = command
        self.key = key or secrets.token_urlsafe(32)
        self.restarts = 0
        self._url = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: threading.Thread | None = None
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._restarted_at: float | None = None

    @property
    def url(self) -> str:
        """http://127.0.0.1:PORT, the same over restarts."""
        return self._url

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> ChildService:
        """Start it and wait until it listens. Raises SetupError `child_failed`."""
        self._stopping.clear()
        with self._lock:
            self._launch(port=0)
        self._watcher = threading.Thread(target=self._watch, name=f"watch-{self.command.name}", daemon=True)
        self._watcher.start()
        return self

    def stop(self, seconds: float = 5.0) -> None:
        """Ask it to end; kill it where it doesn't within `seconds`."""
        self._stopping.set()
        with self._lock:
            process = self._process
            if process is not None and process.poll() is None:
                process.terminate()
                try:
                    process.wait(seconds)
                except subprocess.TimeoutExpired:
                    _LOG.warning("killed a child that didn't stop", extra={"child": self.command.name})
                    process.kill()
                    process.wait()
        if self._watcher is not None:
            self._watcher.join(seconds)
        self._ready_file.unlink(missing_ok=True)

    def __enter__(self) -> ChildService:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def _ready_file(self) -> Path:
        return self.command.folder / f"{self.command.name}.ready.json"

    def _launch(self, port: int) -> None:
        command = self.command
        command.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._ready_file.unlink(missing_ok=True)
        arguments = [*command.arguments, "--port", str(port), "--ready-file", str(self._ready_file)]
        arguments += ["--parent-pid", str(os.getpid())]
        environment = {**os.environ, **command.environment, command.key_variable: self.key}
        # `-m kiosk...` must work wherever the parent was started from.
        path = [str(repository_root()), *filter(None, [environment.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(path)
        output = command.folder / f"{command.name}.out"
        with output.open("ab") as sink:
            self._process = subprocess.Popen(
                arguments,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                # Ctrl-C at the terminal is the parent's to handle; it stops its children in order.
                start_new_session=True,
            )
        self._url = self._await_ready(self._process, output)

    def _await_ready(self, process: subprocess.Popen[bytes], output: Path) -> str:
        deadline = time.monotonic() + self.command.start_seconds
        while time.monotonic() < deadline:
            if self._ready_file.exists():
                return str(json.loads(self._ready_file.read_text())["url"])
            if process.poll() is not None:
                raise SetupError(
                    "child_failed",
                    f"{self.command.name} ended at its start with {process.returncode}: {_last_line(output)}",
                )
            time.sleep(_POLL)
        process.kill()
        process.wait()
        raise SetupError(
            "child_failed", f"{self.command.name} didn't listen within {self.command.start_seconds:.0f} s"
        )

    def _watch(self) -> None:
        while not self._stopping.wait(0.05):
            if self.alive():
                continue
            with self._lock:
                if self._stopping.is_set():
                    return
                if not self._restart():
                    return

    def _restart(self) -> bool:
        """Start the dead child again; False where that is given up."""
        now = time.monotonic()
        name = self.command.name
        if self._restarted_at is not None and now - self._restarted_at < 60.0:
            _LOG.error("a child died twice within a minute and stays down", extra={"child": name})
            return False
        _LOG.warning("a child died and is started again", extra={"child": name})
        self._restarted_at = now
        try:
            self._launch(urlsplit(self._url).port or 0)
        except (SetupError, OSError) as error:
            _LOG.error("a child couldn't be started again", extra={"child": name, "reason": str(error)})
            return False
        self.restarts += 1
        return True


def _last_line(file: Path) -> str:
    lines = file.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return redact(lines[-1][:300]) if lines else "it said nothing"


def door(host: str, tls: Tls | None) -> ssl.SSLContext | None:
    """How `host` is listened on: beyond the loopback only by mutual TLS. Ask before anything is opened.

    Raises SetupError `certificates_unusable`, UsageError `open_network`.
    """
    if host != LOOPBACK and tls is None:
        raise UsageError("open_network", "beyond the loopback a desk is reached by mutual TLS only")
    return None if tls is None else tls.server()


def serve_child(
    app: Any,
    port: int,
    ready_file: Path,
    parent_pid: int | None = None,
    *,
    host: str = LOOPBACK,
    tls: ssl.SSLContext | None = None,
) -> None:
    """Serve an ASGI app until a signal or the parent's death; blocks, then returns.

    `tls`: from `door`. Raises SetupError `port_taken`.
    """
    import uvicorn

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise SetupError("port_taken", f"can't listen on port {port} of {host}") from error
    url = f"{'https' if tls else 'http'}://{host}:{listener.getsockname()[1]}"

    class Announcing(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                _announce(ready_file, url)

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
        server_header=False,
        loop="asyncio",
        ssl_context_factory=(lambda *_: tls) if tls else None,
    )
    server = Announcing(config)

    def end() -> None:
        server.should_exit = True

    if parent_pid is not None:
        watch_parent(parent_pid, end)
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises a caught signal again when it is done; the default would end us before our clean-up.
        signal.signal(signal_number, lambda *_: None)
    try:
        server.run(sockets=[listener])
    finally:
        listener.close()
        _withdraw(ready_file)


def _withdraw(ready_file: Path) -> None:
    """Take our own word back; after a crash of the parent a newer child's may stand there already."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        if json.loads(ready_file.read_text())["pid"] == os.getpid():
            ready_file.unlink(missing_ok=True)


def _announce(ready_file: Path, url: str) -> None:
    draft = ready_file.with_name(f"{ready_file.name}.draft")
    draft.write_text(json.dumps({"url": url, "pid": os.getpid()}))
    draft.replace(ready_file)


def watch_parent(pid: int, on_death: Callable[[], None]) -> None:
    """Call `on_death` from a thread once process `pid` is gone; looks twice a second.

    On Windows there is nothing like it without ctypes; there the parent's `stop` has to do.
    """
    if os.name == "nt":
        _LOG.warning("the parent process isn't watched on this system")
        return
    direct = os.getppid() == pid

    def gone() -> bool:
        if direct:
            return os.getppid() != pid
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False

    def look() -> None:
        while not gone():
            time.sleep(0.5)
        _LOG.warning("the parent process is gone; stopping")
        on_death()

    threading.Thread(target=look, name="watch-parent", daemon=True).start()
