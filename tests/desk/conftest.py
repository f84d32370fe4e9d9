"""A desk for one test, started and stopped; one private PostgreSQL for the whole run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.cluster import Cluster
from kiosk.desk.service import Desk
from kiosk.desk.store.engine import Store, open_store
from tests.desk.parts import HandPapers, HandRegistries, make_desk

ENGINES = ["sqlite", "postgresql"]


@pytest.fixture
def registries() -> HandRegistries:
    return HandRegistries()


@pytest.fixture
def papers() -> HandPapers:
    return HandPapers()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server of this run's own; it is started by the first test that asks for it."""
    with Cluster() as made:
        yield made


@pytest.fixture
def database(cluster: Cluster) -> Iterator[str]:
    """The address of an empty database."""
    address = cluster.new_database()
    yield address
    cluster.drop_database(address)


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest) -> str | None:
    """Each engine in turn: None for the embedded one."""
    if request.param == "sqlite":
        return None
    address: str = request.getfixturevalue("database")
    return address


@pytest.fixture
def store(tmp_path: Path, store_url: str | None) -> Iterator[Store]:
    """An empty store on each engine in turn."""
    made = open_store(tmp_path, store_url)
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path: Path, registries: HandRegistries, papers: HandPapers) -> Iterator[Desk]:
    made = make_desk(tmp_path / "state", registries, papers)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def any_desk(
    tmp_path: Path, registries: HandRegistries, papers: HandPapers, store_url: str | None
) -> Iterator[Desk]:
    """A desk on each engine in turn."""
    made = make_desk(tmp_path / "state", registries, papers, store_url=store_url)
    made.start()
    yield made
    made.stop()
