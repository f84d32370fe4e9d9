"""The real processes: desk and simulator as children, killed and starved, and the whole signed paper."""

from __future__ import annotations

import hashlib
import io
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import httpx
import pytest
from pypdf import PdfReader

from kiosk.commands.services import running_services
from kiosk.core.child import ChildCommand, ChildService
from kiosk.core.clock import SystemClock
from kiosk.core.paths import Paths, repository_root
from kiosk.desk.client import DeskClient, DeskError
from kiosk.desk.schemas import CaseState, CaseView, Stage
from kiosk.desk.server import KEY_VARIABLE, REGISTRIES_KEY_VARIABLE, WINDOW_KEY_VARIABLE
from kiosk.desk.worker import CRASH_VARIABLE
from kiosk.issuance.keys import load_or_create_signing_keys, own_trust
from kiosk.issuance.sign import Reference, sign_pdf
from kiosk.issuance.tsa import FarTimeStamper
from kiosk.issuance.verify import verify_pdf
from kiosk.printing.carry import End
from kiosk.printing.file import FilePrinter
from kiosk.printing.named import Tray
from kiosk.registries.http import HttpRegistries
from kiosk.registries.ports import Port
from kiosk.registries.queries import Subject
from kiosk.terminal.printing import SlipPrinting
from tests.desk.parts import ASSETS, NUMBERS, submission

WINDOW_KEY = "window-key-of-tests-only"
QUICK = ["-m", "tests.desk.quick_desk"]
WHOLE = ["-m", "kiosk.desk.server"]


def simulator_in(folder: Path, *more: str) -> ChildService:
    world = str(ASSETS / "demo" / "world.yaml")
    arguments = [sys.executable, "-m", "kiosk.registries.simulator", "--world", world, *more]
    return ChildService(ChildCommand("simulator", arguments, REGISTRIES_KEY_VARIABLE, folder))


def desk_in(
    folder: Path, simulator: ChildService, program: list[str], *more: str, **environment: str
) -> ChildService:
    arguments = [
        *(sys.executable, *program, "--state", str(folder / "state"), "--secrets", str(folder / "secrets")),
        *("--registries", simulator.url, "--log-file", str(folder / "desk.log")),
        *("--as-of", "2026-11-24", "--registry-seconds", "0.9", *more),
    ]
    keys = {REGISTRIES_KEY_VARIABLE: simulator.key, WINDOW_KEY_VARIABLE: WINDOW_KEY}
    return ChildService(ChildCommand("desk", arguments, KEY_VARIABLE, folder, {**keys, **environment}))


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChildService]:
    with simulator_in(tmp_path_factory.mktemp("simulator")) as service:
        yield service


def misbehave(simulator: ChildService, **fault: object) -> None:
    head = {"Authorization": f"Bearer {simulator.key}"}
    httpx.post(f"{simulator.url}/admin/faults", json=fault, headers=head).raise_for_status()


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / "state" / "desk.sqlite")
    try:
        return list(connection.execute(query))
    finally:
        connection.close()


def assert_one_of_everything(folder: Path, view: CaseView) -> None:
    assert view.state is CaseState.ISSUED
    assert view.certificate is not None
    assert view.certificate.ready
    assert [s.stage for s in view.stages] == list(Stage)
    assert rows(folder, "SELECT count(*) FROM cases") == [(1,)]
    assert rows(folder, "SELECT count(*), count(sha256) FROM certificate") == [(1, 1)]
    assert rows(folder, "SELECT count(*) FROM outbox WHERE done_at IS NULL") == [(0,)]
    assert rows(folder, "SELECT count(*) FROM audit WHERE action = 'paper.signed'") == [(1,)]
    assert len(list((folder / "state" / "papers").iterdir())) == 1


def test_a_whole_case_sent_from_eight_threads_at_once(tmp_path: Path, simulator: ChildService) -> None:
    with desk_in(tmp_path, simulator, WHOLE) as desk, DeskClient(desk.url, desk.key) as client:
        sent = submission()
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: client.submit(sent), range(16)))
        assert {a.case_id for a in answers} == {sent.case_id}
        view = client.wait_done(sent.case_id, 30)
        second = client.submit(submission())
        assert (second.case_id, second.existing) == (sent.case_id, True)
        with pytest.raises(DeskError, match="idempotency_conflict"):
            client.submit(sent.model_copy(update={"item": "lic_lost"}))
        assert_one_of_everything(tmp_path, view)
        assert view.certificate is not None
        pdf = client.paper(sent.case_id)
        assert pdf.startswith(b"%PDF")
        assert hashlib.sha256(pdf).hexdigest() == view.certificate.sha256
        assert client.verify(view.certificate.number).sha256 == view.certificate.sha256
        with DeskClient(desk.url, WINDOW_KEY) as window:
            assert window.collected(sent.case_id).state is CaseState.COLLECTED
    assert not desk.alive()
    assert "Traceback" not in (tmp_path / "desk.out").read_text()
    for file in [f for f in tmp_path.rglob("*") if f.is_file()]:
        content = file.read_bytes()
        assert NUMBERS["mao"].encode() not in content, file
        assert "毛晓燕".encode() not in content, file


@pytest.mark.parametrize("stage", [*[s.value for s in Stage], "paper"])
def test_killed_after_a_stage_it_goes_on(tmp_path: Path, simulator: ChildService, stage: str) -> None:
    with desk_in(tmp_path, simulator, QUICK, **{CRASH_VARIABLE: stage}) as desk:
        with DeskClient(desk.url, desk.key, patience=20) as client:
            sent = submission()
            client.submit(sent)
            view = client.wait_done(sent.case_id, 30)
            # The kill after the paper may come when the answer is already out.
            client.health()
            view = client.case(sent.case_id)
        if stage != "paper":
            assert desk.restarts == 1
    assert_one_of_everything(tmp_path, view)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"fault": "silent"}, "registry_timeout"),
        ({"fault": "late", "seconds": 3}, "registry_timeout"),
        ({"fault": "garbage", "garbage": "wrong_type"}, "registry_garbage"),
        ({"fault": "garbage", "garbage": "other_person"}, "registry_garbage"),
        ({"fault": "down"}, "registry_unavailable"),
    ],
)
def test_a_register_that_misbehaves_hands_the_case_over(
    starved: DeskClient, simulator: ChildService, fault: dict[str, object], code: str
) -> None:
    # Each fault has a person and item of its own: what is in review stays the person's open case.
    misbehave(simulator, port="driver", **fault)
    people = ["mao", "zhang_elder", "li_young", "chen_jiangxi", "lan_she"]
    faults = ["silent", "late", "garbage", "down"]
    who = people[faults.index(str(fault["fault"]))]
    sent = submission(who, "lic_lost" if fault.get("garbage") == "other_person" else "lic_damaged")
    starved.submit(sent)
    view = starved.wait_done(sent.case_id, 20)
    misbehave(simulator, port="driver", fault="none")
    assert (view.state, view.review_cause) == (CaseState.REVIEW, "system")
    assert view.certificate is None
    details = {line.case_id: line.detail for line in starved.reviews()}
    assert details[sent.case_id] == f"{code}:driver"


@pytest.fixture(scope="module")
def starved(tmp_path_factory: pytest.TempPathFactory, simulator: ChildService) -> Iterator[DeskClient]:
    folder = tmp_path_factory.mktemp("starved")
    with desk_in(folder, simulator, QUICK) as desk, DeskClient(desk.url, desk.key) as client:
        yield client


def test_with_the_registers_dead_nothing_is_approved(tmp_path: Path) -> None:
    with (
        simulator_in(tmp_path / "simulator") as simulator,
        desk_in(tmp_path, simulator, QUICK) as desk,
        DeskClient(desk.url, desk.key) as client,
    ):
        simulator.stop()
        sent = submission()
        client.submit(sent)
        view = client.wait_done(sent.case_id, 20)
    assert (view.state, view.review_cause) == (CaseState.REVIEW, "system")
    assert rows(tmp_path, "SELECT count(*) FROM certificate") == [(0,)]


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2023, 3, 27)])
def test_rules_and_registers_mean_the_same_day_by_today(tmp_path: Path, day: date) -> None:
    default = Paths.default()
    paths = Paths(default.assets, default.models, default.cache, tmp_path / "state", tmp_path / "secrets")
    asked = Subject(NUMBERS["li_young"], plate="浙B6K729", zone="centre")
    with (
        running_services(paths, [ASSETS / "demo" / "world.yaml"], day) as services,
        DeskClient(services.desk.url, services.desk.key) as client,
    ):
        assert client.health().as_of == day
        registries = HttpRegistries(services.registries.url, services.registries.key)
        answer = registries.gather_for([Port.TRUCK_PASS], asked).fact(Port.TRUCK_PASS, "exists")
        registries.close()
    assert answer is not None
    # The pass of the autumn of 2026 isn't there in 2023.
    assert answer.value is (day.year == 2026)


@pytest.mark.parametrize(
    ("more", "key", "said"),
    [
        ([], "short", KEY_VARIABLE),
        (["--assets", "/nowhere"], "k" * 20, "facts.yaml"),
    ],
)
def test_it_refuses_to_start_with_one_line(tmp_path: Path, more: list[str], key: str, said: str) -> None:
    folder = str(tmp_path)
    ended = subprocess.run(
        [
            *(sys.executable, *QUICK, "--state", folder, "--secrets", folder, *more),
            *("--registries", "http://127.0.0.1:9", "--ready-file", str(tmp_path / "ready")),
        ],
        env={**os.environ, KEY_VARIABLE: key, REGISTRIES_KEY_VARIABLE: "r" * 20},
        cwd=repository_root(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert said in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_training_desk_stamps_its_specimens_and_its_slip_reaches_the_tray(
    tmp_path: Path, simulator: ChildService
) -> None:
    more = ("--issuer", "training", "--tsa", "own")
    with desk_in(tmp_path, simulator, WHOLE, *more) as desk, DeskClient(desk.url, desk.key) as client:
        sent = submission()
        client.submit(sent)
        client.wait_done(sent.case_id, 30)
        pdf = client.paper(sent.case_id)
        trust = own_trust(tmp_path / "secrets")
        answer = verify_pdf(pdf, trust)
        assert (answer.valid, answer.case) == (True, sent.case_id)
        assert answer.stamped_at is not None
        pages = PdfReader(io.BytesIO(pdf)).pages
        assert "SPECIMEN" in "".join(page.extract_text() for page in pages)
        # Another desk of the same installation may ask this one for its stamps.
        keys = load_or_create_signing_keys(tmp_path / "secrets", SystemClock())
        stamper = FarTimeStamper(f"{desk.url}/v1/tsa", desk.key)
        signed = sign_pdf(
            client.guide_slip("lic_lost"), keys, Reference("N-1234", "0" * 32), SystemClock().now(), stamper
        )
        assert verify_pdf(signed, trust).stamped_at is not None
        printing = SlipPrinting(client, Tray(FilePrinter(tmp_path / "tray"), "80mm"))
        assert printing.case(sent.case_id).result(30) is End.PRINTED
        assert printing.case(sent.case_id).result(30) is End.ELSEWHERE
        printing.close()
    (sheet,) = (tmp_path / "tray").glob("*.pdf")
    assert "样本" in "".join(PdfReader(sheet).pages[0].extract_text().split())
