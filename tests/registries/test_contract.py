"""The HTTP adapters under the contract, against the simulator's own process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.core.child import ChildCommand, ChildService
from kiosk.registries.http import HttpRegistries, Patience
from kiosk.registries.ports import Answer, Port
from kiosk.registries.queries import Subject
from kiosk.registries.simulator import KEY_VARIABLE
from tests.registries.contract import AdapterContract, ask
from tests.registries.parts import DAY, Upstream


class Registers(HttpRegistries):
    def ask(self, port: Port, subject: Subject) -> Answer[Any]:
        return ask(self.registers, port, subject)


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChildService]:
    arguments = [sys.executable, "-m", "kiosk.registries.simulator", "--day", DAY.isoformat()]
    command = ChildCommand("simulator", arguments, KEY_VARIABLE, tmp_path_factory.mktemp("simulator"))
    with ChildService(command) as service:
        yield service


@pytest.fixture
def upstream(process: ChildService) -> Iterator[Upstream]:
    made = Upstream(process.url, process.key)
    yield made
    made.misbehave_everywhere(fault="none")


@pytest.fixture
def adapter(process: ChildService) -> Iterator[Registers]:
    made = Registers(process.url, process.key, Patience(tries=3, seconds=1.5, pause=0.01))
    yield made
    made.close()


class TestHttp(AdapterContract):
    """HttpRegistries."""
