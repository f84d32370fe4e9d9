"""The simulator: in process for its answers, as a real process for what only a process shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from kiosk.core.child import ChildCommand, ChildService
from kiosk.core.paths import repository_root
from kiosk.registries.faults import FaultBoard, FaultKind
from kiosk.registries.http import HttpRegistries, Patience
from kiosk.registries.ports import RegistryError
from kiosk.registries.simulator import KEY_VARIABLE, create_app, load_faults
from kiosk.registries.world import load_world

WORLD_FILE = repository_root() / "assets" / "demo" / "world.yaml"
WORLD = load_world(WORLD_FILE)
KEY = "simulator-key-of-tests"
NUMBER = "330212198806153428"
HEAD = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app(WORLD, KEY))


def test_it_says_what_it_is(client: TestClient) -> None:
    health = client.get("/healthz").json()
    assert health["what"] == "simulator"
    assert "not a police register" in health["note"]


def test_both_ports_answer(client: TestClient) -> None:
    for path in ("/population/query", "/drivers/query"):
        answer = client.post(path, json={"id_number": NUMBER}, headers=HEAD)
        assert answer.status_code == 200
        assert answer.headers["X-Simulator"] == "true"
        assert answer.json()["record"]["name"] == "毛晓燕"


def test_a_stranger_is_nobody(client: TestClient) -> None:
    answer = client.post("/drivers/query", json={"id_number": "11010519491231002X"}, headers=HEAD)
    assert answer.json()["record"] is None


@pytest.mark.parametrize("head", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": KEY}])
def test_without_the_key_nothing_is_told(client: TestClient, head: dict[str, str]) -> None:
    for path in ("/population/query", "/drivers/query", "/admin/faults"):
        assert client.post(path, json={"id_number": NUMBER}, headers=head).status_code == 401


def test_a_bad_query_is_not_repeated(client: TestClient) -> None:
    answer = client.post("/drivers/query", json={"id_number": NUMBER + "9"}, headers=HEAD)
    assert answer.status_code == 422
    assert NUMBER not in answer.text


def test_a_faults_file(tmp_path: Path) -> None:
    file = tmp_path / "faults.json"
    file.write_text(json.dumps([{"port": "driver", "fault": "down", "times": 1}]))
    board = FaultBoard()
    load_faults(file, board)
    first, second = board.take("driver"), board.take("driver")
    assert first is not None
    assert first.fault is FaultKind.DOWN
    assert second is None
    assert board.take("person") is None


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChildService]:
    command = ChildCommand(
        "simulator",
        [sys.executable, "-m", "kiosk.registries.simulator", "--world", str(WORLD_FILE)],
        KEY_VARIABLE,
        tmp_path_factory.mktemp("simulator"),
    )
    with ChildService(command) as service:
        yield service


@pytest.fixture
def registries(process: ChildService) -> Iterator[HttpRegistries]:
    adapter = HttpRegistries(process.url, process.key, Patience(tries=3, seconds=0.9))
    yield adapter
    for port in ("person", "driver"):
        misbehave(process, port=port, fault="none")
    adapter.close()


def misbehave(process: ChildService, **fault: object) -> None:
    answer = httpx.post(
        f"{process.url}/admin/faults", json=fault, headers={"Authorization": f"Bearer {process.key}"}
    )
    assert answer.status_code == 200, answer.text


def test_the_process_answers_the_adapter(registries: HttpRegistries) -> None:
    assert registries.person(NUMBER) == WORLD.person(NUMBER)
    assert registries.driver(NUMBER) == WORLD.driver(NUMBER)
    assert registries.driver("11010519491231002X") is None


def test_silence_and_lateness_are_timeouts(process: ChildService, registries: HttpRegistries) -> None:
    for fault in ({"fault": "silent"}, {"fault": "late", "seconds": 5}):
        misbehave(process, port="driver", **fault)
        with pytest.raises(RegistryError) as error:
            registries.driver(NUMBER)
        assert (error.value.code, error.value.port) == ("registry_timeout", "driver")
    assert registries.person(NUMBER) == WORLD.person(NUMBER)


def test_one_lost_answer_is_made_good(process: ChildService, registries: HttpRegistries) -> None:
    for fault in ("silent", "garbage", "down"):
        misbehave(process, port="driver", fault=fault, times=1)
        assert registries.driver(NUMBER) == WORLD.driver(NUMBER)


@pytest.mark.parametrize(
    "kind", ["not_json", "missing_field", "unknown_field", "wrong_type", "other_person", "endless"]
)
def test_every_kind_of_rubbish_is_seen(process: ChildService, registries: HttpRegistries, kind: str) -> None:
    for port, ask in (("person", registries.person), ("driver", registries.driver)):
        misbehave(process, port=port, fault="garbage", garbage=kind)
        with pytest.raises(RegistryError) as error:
            ask(NUMBER)
        assert (error.value.code, error.value.port) == ("registry_garbage", port)


def test_a_stopped_register_is_unavailable(process: ChildService, registries: HttpRegistries) -> None:
    misbehave(process, port="person", fault="down")
    with pytest.raises(RegistryError) as error:
        registries.person(NUMBER)
    assert error.value.code == "registry_unavailable"


def test_what_it_logged_names_nobody(process: ChildService, registries: HttpRegistries) -> None:
    registries.person(NUMBER)
    output = (process.command.folder / "simulator.out").read_text()
    assert "SIMULATOR" in output
    assert NUMBER not in output


@pytest.mark.parametrize(
    ("world", "key", "said"),
    [("nowhere.yaml", KEY, "nowhere.yaml"), (str(WORLD_FILE), "short", KEY_VARIABLE)],
)
def test_it_refuses_to_start_with_one_line(tmp_path: Path, world: str, key: str, said: str) -> None:
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "kiosk.registries.simulator", "--world", world),
            *("--ready-file", str(tmp_path / "ready")),
        ],
        env={**os.environ, KEY_VARIABLE: key},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert said in ended.stderr
    assert ended.stderr.count("\n") == 1
