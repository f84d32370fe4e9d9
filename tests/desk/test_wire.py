"""The desk on the wire: one trace from the kiosk to the registers, and mutual TLS."""

from __future__ import annotations

import argparse
import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from kiosk.commands import serve
from kiosk.core.child import ChildService
from kiosk.core.tls import Tls
from kiosk.core.trace import trace_of_case
from kiosk.desk import server
from kiosk.desk.client import DeskClient, DeskError
from kiosk.desk.schemas import CaseState, PrecheckRequest
from tests.authority import Authority
from tests.desk.parts import NUMBERS, card, submission
from tests.desk.test_process import QUICK, desk_in, simulator_in


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[ChildService]:
    with simulator_in(tmp_path / "simulator", "--log-file", str(tmp_path / "simulator.log")) as service:
        yield service


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_one_trace_from_the_kiosk_through_the_desk_to_the_registers(
    tmp_path: Path, simulator: ChildService
) -> None:
    sent = submission()
    with desk_in(tmp_path, simulator, QUICK) as desk, DeskClient(desk.url, desk.key) as client:
        client.precheck(PrecheckRequest(item="lic_damaged", documents=[card()]))
        client.submit(sent)
        client.wait_done(sent.case_id, 30)
        # A platform of its own comes with a trace of its own.
        other = "0af7651916cd43dd8448eb211c80319c"
        second = submission("li_young")
        head = {"Authorization": f"Bearer {desk.key}", "traceparent": f"00-{other}-b7ad6b7169203331-01"}
        body = second.model_dump(mode="json")
        assert httpx.post(f"{desk.url}/v1/cases", json=body, headers=head).status_code == 201
    trace = trace_of_case(sent.case_id)
    at_desk, at_registers = lines(tmp_path / "desk.log"), lines(tmp_path / "simulator.log")
    ours = [line for line in at_desk if line.get("trace") == trace]
    assert {line["route"] for line in ours if line["message"] == "request"} == {
        "/v1/cases",
        "/v1/cases/{case_id}",
    }
    assert {"fill", "paper"} <= {line["stage"] for line in ours if line["message"] == "stage"}
    assert {line["port"] for line in at_registers if line.get("trace") == trace} == {"person", "driver"}
    # The look ahead is about no case yet: a trace of its own, also at the registers.
    (ahead,) = {line["trace"] for line in at_desk if line.get("route") == "/v1/precheck"}
    assert ahead != trace
    assert {line["port"] for line in at_registers if line.get("trace") == ahead} == {"person", "driver"}
    (link,) = [line for line in at_desk if line["message"] == "case begun"]
    assert (link["trace"], link["case_trace"]) == (other, trace_of_case(second.case_id))
    for line in [*ours, *at_registers, link]:
        said = json.dumps(line, ensure_ascii=False)
        for personal in (NUMBERS["mao"], "毛晓燕", sent.case_id, second.case_id):
            assert personal not in said


@pytest.fixture
def hall(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "hall")


def tls_options(tls: Tls) -> list[str]:
    return [
        *("--tls-certificate", str(tls.certificate), "--tls-key", str(tls.key)),
        *("--tls-authority", str(tls.authority)),
    ]


def test_only_who_shows_a_certificate_of_the_hall_gets_in(
    tmp_path: Path, simulator: ChildService, hall: Authority
) -> None:
    ours = Tls(*hall.issue("desk"), hall.file)
    kiosk = Tls(*hall.issue("kiosk"), hall.file)
    stranger = Authority(tmp_path, "stranger")
    with desk_in(tmp_path, simulator, QUICK, *tls_options(ours)) as desk:
        assert desk.url.startswith("https://127.0.0.1:")
        with DeskClient(desk.url, desk.key, tls=kiosk) as client:
            sent = submission("wang_seized")
            client.submit(sent)
            assert client.wait_done(sent.case_id, 30).state is CaseState.REVIEW
        # With a stranger's certificate, with one that trusts another desk, with none, and without TLS.
        for tls in (
            Tls(*stranger.issue("thief"), hall.file),
            Tls(*hall.issue("kiosk-2"), stranger.file),
            None,
        ):
            with (
                DeskClient(desk.url, desk.key, tls=tls, patience=0.2) as client,
                pytest.raises(DeskError, match="desk_unreachable"),
            ):
                client.health()
        trusting = ssl.create_default_context(cafile=str(hall.file))
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"{desk.url}/healthz", verify=trusting, trust_env=False)
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"http://{desk.url.removeprefix('https://')}/healthz", trust_env=False)


def test_beyond_the_loopback_only_by_mutual_tls(
    tmp_path: Path, hall: Authority, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(server.KEY_VARIABLE, "k" * 20)
    monkeypatch.setenv(server.REGISTRIES_KEY_VARIABLE, "r" * 20)
    certificate, key = hall.issue("desk")
    damaged = tmp_path / "damaged.pem"
    damaged.write_text("no certificate")
    for more, said in (
        (["--listen", "0.0.0.0"], "mutual TLS only"),
        (["--tls-certificate", str(certificate)], "go together"),
        (tls_options(Tls(certificate, key, damaged)), "damaged.pem: SSLError"),
        (tls_options(Tls(certificate, tmp_path / "gone", hall.file)), "desk.crt: FileNotFoundError"),
    ):
        arguments = ["--state", str(tmp_path / "state"), "--secrets", str(tmp_path / "secrets")]
        arguments += ["--registries", "http://127.0.0.1:9", "--ready-file", str(tmp_path / "ready"), *more]
        assert server.main(arguments) == 2
        err = capsys.readouterr().err.strip().splitlines()
        assert said in err[-1]


def test_the_command_passes_its_files_on(
    tmp_path: Path, hall: Authority, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[list[str]] = []
    monkeypatch.setattr(server, "main", lambda arguments: told.append(arguments) or 0)
    monkeypatch.setenv("XIAOZHI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("XIAOZHI_DESK_KEY", "k" * 20)
    parser = argparse.ArgumentParser()
    serve.configure(parser)
    tls = Tls(*hall.issue("desk"), hall.file)
    given = ["--registries", "http://127.0.0.1:9", "--listen", "10.0.0.5", *tls_options(tls)]
    assert serve.run(parser.parse_args(given)) == 0
    assert "https://10.0.0.5:8420" in capsys.readouterr().out
    options = server.parser().parse_args(told[0])
    assert server.tls_of(options) == tls
    assert options.listen == "10.0.0.5"
