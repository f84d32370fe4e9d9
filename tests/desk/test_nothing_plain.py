"""After a day's work no ID number stands plainly anywhere: store, log, backups, and no core files.

The whole desk as a process, on both engines; with PostgreSQL its own files and log, too, and that log is set
to write down every statement with its values, as a curious administrator would set it.
"""

from __future__ import annotations

import os
import re
import signal
import tarfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, make_url, text

from benchmarks.cluster import Cluster
from kiosk.cli import main
from kiosk.core.child import ChildService
from kiosk.desk.client import DeskClient
from kiosk.desk.schemas import CaseState
from tests.desk.parts import NUMBERS, STRANGER, card, submission
from tests.desk.test_process import QUICK, desk_in, simulator_in

PEOPLE = ["mao", "wang_seized", "li_young", "chen_jiangxi"]
#: Nobody's number; it is sent where none belongs.
MISPLACED = "330203199108081234"
PLAIN = [*(NUMBERS[who] for who in PEOPLE), STRANGER, MISPLACED, "毛晓燕", "王建军", "百丈东路"]


WRITTEN = {
    plain.encode(code): plain for plain in PLAIN for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
}
ANY = re.compile(b"|".join(re.escape(one) for one in WRITTEN))


def hits(content: bytes) -> list[str]:
    """Which of them stand in it, in any of the ways text is written."""
    return sorted({WRITTEN[found] for found in ANY.findall(content)})


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[ChildService]:
    log = str(tmp_path / "logs" / "simulator.log")
    with simulator_in(tmp_path / "simulator", "--log-file", log) as service:
        yield service


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str | None:
    """Of a database that logs every statement with its values."""
    if request.param == "sqlite":
        return None
    made: str = request.getfixturevalue("database")
    url = make_url(made).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
        for setting in ("log_statement = 'all'", "log_parameter_max_length_on_error = -1"):
            connection.execute(text(f'ALTER DATABASE "{name}" SET {setting}'))
    engine.dispose()
    return made


def a_days_work(desk: ChildService) -> None:
    """Cases that end well, with an officer and at a stranger's; questions that are refused."""
    with DeskClient(desk.url, desk.key) as client:
        sent = [submission(who) for who in PEOPLE]
        sent.append(submission(documents=[card(id_number=STRANGER)]))
        for one in sent:
            client.submit(one)
        states = {client.wait_done(one.case_id, 30).state for one in sent}
        assert states == {CaseState.ISSUED, CaseState.REVIEW}
    head = {"Authorization": f"Bearer {desk.key}"}
    wrong = submission().model_dump(mode="json") | {"office": MISPLACED}
    for method, path, body in (
        ("POST", "/v1/cases", wrong),
        ("POST", "/v1/cases", {"id": MISPLACED}),
        ("GET", f"/v1/cases/{MISPLACED}", None),
        ("POST", "/v1/staff/session", {"staff": MISPLACED, "password": MISPLACED}),
        ("GET", f"/v1/{MISPLACED}?number={MISPLACED}", None),
    ):
        answer = httpx.request(method, desk.url + path, json=body, headers=head)
        assert 400 <= answer.status_code < 500
        assert hits(answer.content) == []
    asked = httpx.post(f"{desk.url}/v1/verify", json={"number": MISPLACED}, headers=head)
    assert asked.json()["known"] is False


def test_no_id_number_stands_plainly_anywhere(
    tmp_path: Path,
    simulator: ChildService,
    address: str | None,
    cluster: Cluster,
    capsys: pytest.CaptureFixture[str],
) -> None:
    store = ["--store", address] if address else []
    with desk_in(tmp_path, simulator, QUICK, *store) as desk:
        a_days_work(desk)
        limits = Path(f"/proc/{desk.pid}/limits").read_text()
        (core,) = [line.split() for line in limits.splitlines() if line.startswith("Max core file size")]
        # Neither now, nor may it be raised again.
        assert core[4:6] == ["0", "0"]
        if address is None:
            # A crash with everything in memory leaves no core file, and the next life works.
            assert desk.pid is not None
            os.kill(desk.pid, signal.SIGABRT)
            with DeskClient(desk.url, desk.key, patience=30) as client:
                assert client.health().waiting == 0
            assert desk.restarts == 1
    places = ["--state", str(tmp_path / "state"), "--secrets", str(tmp_path / "secrets"), *store]
    archive = tmp_path / "archive.tar.gz"
    assert main(["backup", str(archive), *places]) == 0
    assert main(["keys", "rotate", *places]) == 0
    said = capsys.readouterr()
    assert hits((said.out + said.err).encode()) == []
    with tarfile.open(archive) as packed:
        members = [member for member in packed.getmembers() if member.isfile()]
        assert {"tables/cases.jsonl", "tables/audit.jsonl"} <= {member.name for member in members}
        for member in members:
            content = packed.extractfile(member)
            assert content is not None
            assert hits(content.read()) == [], member.name
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert not list(Path.cwd().glob("core*"))
    if address:
        files += [file for file in cluster.folder.rglob("*") if file.is_file()]
        log = (cluster.folder / "server.log").read_bytes()
        # It did write down what it was asked.
        assert b"INSERT INTO cases" in log
    assert any(file.suffix == ".sealed" for file in files)
    assert {"desk.log", "simulator.log"} <= {file.name for file in files}
    for file in files:
        assert not file.name.startswith("core"), file
        assert hits(file.name.encode()) == []
        assert hits(file.read_bytes()) == [], file


def test_the_search_finds_what_it_looks_for() -> None:
    """A search that finds nothing must be one that could."""
    assert hits(f"x{NUMBERS['mao']}y".encode()) == [NUMBERS["mao"]]
    assert hits("毛晓燕".encode("gb18030")) == ["毛晓燕"]
    assert hits(NUMBERS["mao"].encode("utf-16-le")) == [NUMBERS["mao"]]
