"""A desk over real HTTP on the loopback, and an officer's window in front of it, offscreen."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.core.clock import ManualClock
from kiosk.core.paths import repository_root
from kiosk.desk.demand import Demand
from kiosk.desk.levels import ServiceLevels
from kiosk.desk.offices import Offices
from kiosk.desk.service import Desk
from kiosk.desk.staff_client import StaffClient
from kiosk.desk.statistics import Baseline
from tests.desk.hall import PASSWORD, app_of, make_hall
from tests.desk.parts import RING, HandRegistries, settled, submission
from ui.staff.window import Place, StaffApp

ASSETS = repository_root() / "assets"


class DeskOnLine:
    """A desk that answers on a port."""

    def __init__(self, desk: Desk, port: int = 0) -> None:
        self.desk = desk
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.port = int(self._socket.getsockname()[1])
        self._server = uvicorn.Server(
            uvicorn.Config(app_of(desk), log_level="error", timeout_graceful_shutdown=1)
        )
        sockets = [self._socket]
        self._thread = threading.Thread(target=lambda: self._server.run(sockets=sockets), daemon=True)
        self._thread.start()
        while not self._server.started:
            pass

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()


@pytest.fixture
def registries() -> HandRegistries:
    return HandRegistries()


def full_hall(folder: Path, **more: Any) -> Desk:
    """A desk with the shipped halls, levels, baseline and demand."""
    return make_hall(
        folder,
        levels=ServiceLevels.load(ASSETS),
        offices=Offices.load(ASSETS),
        baseline=Baseline.load(ASSETS),
        demand=Demand.load(ASSETS),
        **more,
    )


@pytest.fixture
def hall(tmp_path: Path, registries: HandRegistries) -> Iterator[DeskOnLine]:
    desk = full_hall(tmp_path / "state", registries=registries)
    line = DeskOnLine(desk)
    yield line
    line.close()


class Wire(httpx.HTTPTransport):
    """The cable between window and desk, which can be cut."""

    def __init__(self) -> None:
        super().__init__()
        self.cut = ""
        """`before`: nothing gets through; `after`: the desk hears, its answer is lost."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.cut == "before" or (self.cut and request.method == "GET"):
            raise httpx.ConnectError("cut", request=request)
        answer = super().handle_request(request)
        if self.cut == "after":
            answer.close()
            raise httpx.ReadError("cut", request=request)
        return answer


class Officer:
    """Somebody at a window."""

    def __init__(
        self, url: str, folder: Path, size: tuple[int, int] = (1366, 768), camera: Any = None, **more: Any
    ) -> None:
        self.clock = ManualClock()
        self.wire = Wire()
        self.seen: list[Path] = []
        """Files that were opened in the machine's viewer."""
        place = Place(ASSETS, folder / "outbox", RING, folder / "exports", camera, self._see)
        self.client = StaffClient(url, patience=0.2, transport=self.wire)
        self.app = StaffApp(self.client, place, self.clock, size=size, still=True, **more)

    def _see(self, file: Path) -> bool:
        self.seen.append(file)
        return True

    def until(self, so: Callable[[], Any], seconds: float = 10.0) -> None:
        assert self.app.settle(lambda: bool(so()), seconds), "it never came about"

    def sign_in(self, who: str = "wang", password: str = PASSWORD) -> None:
        self.app.session.sign_in(who, password, "")
        self.until(lambda: not self.app.session.property("busy"))

    def press(self, *keys: Qt.Key | str) -> None:
        """One key after the other; a text is typed."""
        self.app.window.requestActivate()
        self.app.settle()
        for key in keys:
            for one in key if isinstance(key, str) else [key]:
                QTest.keyClick(self.app.window, one)
            self.app.settle()

    def at(self, page_id: str) -> bool:
        return self.app.shell.property("current") == page_id

    def told(self) -> str:
        """The line at the foot."""
        return str(self.app.shell.property("told"))

    def page(self, page_id: str) -> Any:
        """Turn to a page; its model."""
        self.app.shell.go(page_id)
        self.app.settle()
        return self.app.shell.model(page_id)


@pytest.fixture
def officers(hall: DeskOnLine, tmp_path: Path) -> Iterator[Callable[..., Officer]]:
    """Makes windows; all are taken down at the end."""
    made: list[Officer] = []

    def make(name: str = "one", **more: Any) -> Officer:
        made.append(Officer(hall.url, tmp_path / name, **more))
        return made[-1]

    yield make
    for one in made:
        one.app.close()


def handed_over(hall: DeskOnLine, who: str = "wang_seized", **changes: Any) -> str:
    """A case that waits for an officer; a seized licence unless told otherwise."""
    sent = submission(who, **changes)
    hall.desk.submit(sent)
    settled(hall.desk, sent.case_id)
    return sent.case_id
