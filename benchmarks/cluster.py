"""A private PostgreSQL for tests and benchmarks: its own folder and socket, gone afterwards.

PostgreSQL refuses to run as root, so root starts it as an unprivileged user. It is set to lose nothing
(fsync, full_page_writes and synchronous_commit stay on), like a real one.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError


def server_programs() -> Path | None:
    """The folder of `initdb` and `postgres`: Debian's, newest first, or the PATH's."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: -int(p.parts[-3]))
    on_path = shutil.which("postgres")
    return found[0].parent if found else Path(on_path).parent if on_path else None


class Cluster:
    """One server over one temporary folder."""

    def __init__(self, settings: dict[str, str] | None = None) -> None:
        """Make and start it. Raises RuntimeError where PostgreSQL isn't installed or doesn't start."""
        programs = server_programs()
        if programs is None:
            raise RuntimeError("PostgreSQL isn't installed (deploy/apt-tests.txt)")
        self._programs = programs
        self._user = _unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="xzpg", dir="/tmp"))
        self._settings = settings or {}
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        self._process: subprocess.Popen[bytes] | None = None
        made = subprocess.run(
            [programs / "initdb", "-D", self.folder / "data", "-U", "desk", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"],
            user=self._user, cwd="/", capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode:
            self.remove()
            raise RuntimeError(f"initdb failed: {made.stderr.strip()[-200:]}")
        self.start()

    @property
    def pid(self) -> int:
        """The postmaster's."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, also after a crash; returns when it answers."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "max_connections": "60",
            "shared_buffers": "128MB",
            **self._settings,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self.folder / "data", *options],
                user=self._user, cwd="/", stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + 60
        engine = create_engine(self.address("postgres"))
        try:
            while True:
                try:
                    with engine.connect():
                        return
                except OperationalError:
                    if time.monotonic() > end or self._process.poll() is not None:
                        said = (self.folder / "server.log").read_text()[-300:]
                        raise RuntimeError(f"PostgreSQL doesn't start: {said}") from None
                time.sleep(0.05)
        finally:
            engine.dispose()

    def kill(self) -> None:
        """kill -9 of the postmaster and all its children, as a power cut would."""
        assert self._process is not None
        # Backends have process groups of their own, so they are found before their parent is gone.
        children = _children(self._process.pid)
        self._process.kill()
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self._process.wait()
        self._process = None
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        # SIGINT: fast shutdown.
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def remove(self) -> None:
        """Stop it and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, database: str) -> str:
        """For SQLAlchemy and for `--store`."""
        return f"postgresql+psycopg://desk@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """The address of an empty database."""
        name = f"d{uuid.uuid4().hex[:12]}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.address(name)

    def drop_database(self, address: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {address.rpartition('/')[2].partition('?')[0]} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """One statement outside of any transaction."""
        engine = create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


def _unprivileged() -> str | None:
    """Whom root starts the server as; None for who isn't root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _children(parent: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True)
    return [int(line) for line in listed.stdout.split()]
