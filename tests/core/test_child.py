"""Supervised children: started, watched, started again, stopped, and gone when their parent is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from kiosk.core.child import ChildCommand, ChildService
from kiosk.core.errors import SetupError

APP = """
import argparse, os, sys
from pathlib import Path
from kiosk.core.child import serve_child

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": os.environ["CHILD_KEY"].encode()})

p = argparse.ArgumentParser()
p.add_argument("--port", type=int)
p.add_argument("--ready-file", type=Path)
p.add_argument("--parent-pid", type=int)
o = p.parse_args()
serve_child(app, o.port, o.ready_file, o.parent_pid)
print("ended in order", flush=True)
"""


def command(folder: Path, source: str = APP) -> ChildCommand:
    return ChildCommand("child", [sys.executable, "-c", source], "CHILD_KEY", folder, start_seconds=20)


def until(true: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


def test_it_serves_with_its_key_and_ends_in_order(tmp_path: Path) -> None:
    service = ChildService(command(tmp_path))
    with service:
        assert httpx.get(service.url).text == service.key
        arguments = Path(f"/proc/{service.pid}/cmdline").read_text()
        assert service.key not in arguments
    assert not service.alive()
    assert "ended in order" in (tmp_path / "child.out").read_text()
    assert not (tmp_path / "child.ready.json").exists()


def test_a_killed_child_comes_back_at_the_same_address_once(tmp_path: Path) -> None:
    with ChildService(command(tmp_path)) as service:
        url, first = service.url, service.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert until(lambda: service.restarts == 1)
        assert service.url == url
        assert httpx.get(url).text == service.key
        second = service.pid
        assert second is not None
        os.kill(second, signal.SIGKILL)
        assert until(lambda: not service.alive())
        time.sleep(0.3)
        assert not service.alive()
        assert service.restarts == 1


def test_one_that_cannot_start_says_why(tmp_path: Path) -> None:
    source = "import sys; sys.exit('no luck with 330212198806153428')"
    with pytest.raises(SetupError) as error:
        ChildService(command(tmp_path, source)).start()
    assert "no luck" in error.value.operator
    assert "330212198806153428" not in error.value.operator


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent = (
        "import sys, time; from pathlib import Path\n"
        "from kiosk.core.child import ChildCommand, ChildService\n"
        f"arguments, folder = [sys.executable, '-c', {APP!r}], Path({str(tmp_path)!r})\n"
        "s = ChildService(ChildCommand('child', arguments, 'CHILD_KEY', folder))\n"
        "s.start(); print(s.pid, flush=True); time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.kill()
    process.wait()
    assert until(lambda: not Path(f"/proc/{child}").exists() or "Z" in _state(child))


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "Z"
