"""The commands as an operator meets them: real processes, exit codes, and one clear line for bad use."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.core.paths import repository_root

ROOT = repository_root()
DEMO = ROOT / "assets" / "demo"


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "main.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=cwd, check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("--fullscreen-please",),
        ("demo", "--what"),
        ("demo", "--as-of", "yesterday"),
        ("demo", "--audio", "nowhere.wav"),
        ("demo", "--world", "nowhere.yaml"),
        ("demo", "--mic", "--audio", str(DEMO / "mao_yes.wav")),
        ("hear",),
        ("hear", "nowhere.wav"),
        ("hear", str(DEMO / "mao_yes.wav"), "--expect", "choice"),
        ("understand",),
        ("understand", "--file", "nowhere.txt"),
        ("read",),
        ("read", "nowhere.jpg"),
        ("read", str(DEMO / "mao_id_front.jpg"), "--as", "menu"),
        ("decide", "lic_dammaged", "--facts", str(DEMO / "world.yaml")),
        ("decide", "lic_damaged", "--facts", "nowhere.json"),
        ("decide", "lic_damaged", "--facts", str(DEMO / "world.yaml")),
        ("items", "explain"),
        ("items", "explain", "lic_nothing"),
        ("say", "  "),
        ("models", "install", "no-such-model"),
        ("verify", "nowhere.pdf"),
        ("bench", "nothing"),
        ("serve",),
        ("serve", "--rules", "drafts", "--registries", "http://127.0.0.1:9"),
    ],
)
def test_bad_use_is_one_line_and_exit_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.wav", b""), ("text.wav", b"not a sound"), ("empty.jpg", b""), ("text.jpg", b"not a picture")],
)
def test_broken_input_is_one_line_and_exit_2(name: str, content: bytes, tmp_path: Path) -> None:
    broken = tmp_path / name
    broken.write_bytes(content)
    command = "hear" if name.endswith("wav") else "read"
    option = "--audio" if command == "hear" else "--card"
    out = tmp_path / "out"
    for arguments in ([command, str(broken), "--json"], ["demo", option, str(broken), "--out", str(out)]):
        done = run(*arguments)
        assert done.returncode == 2
        assert done.stdout == ""
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert not out.exists()


def test_a_damaged_world_is_one_line_and_names_no_number(tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    world.write_text(json.dumps({"persons": [{"id": "x", "person": {"id_number": "330212198806153420"}}]}))
    done = run("demo", "--world", str(world))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "330212198806153420" not in done.stderr


def test_understand_prints_what_the_design_says() -> None:
    done = run("understand", "我的驾驶证坏了", "转人工", "今天天气怎么样", "--json")
    assert done.returncode == 0
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(e["outcome"], e["id"]) for e in lines] == [
        ("item", "lic_damaged"),
        ("command", "staff"),
        ("none", None),
    ]
    for entry in lines:
        assert set(entry) == {"text", "outcome", "id", "candidates", "confidence", "values"}


def test_decide_says_yes_no_and_unknown(tmp_path: Path) -> None:
    explained = json.loads(run("items", "explain", "lic_damaged", "--json").stdout)
    facts = {f["name"]: f["example"] for f in explained["facts"]}
    assert all(set(f) >= {"name", "type", "source", "example"} for f in explained["facts"])
    file = tmp_path / "facts.json"

    def decide(**changes: object) -> dict[str, object]:
        kept = {k: v for k, v in (facts | changes).items() if v is not None}
        file.write_text(json.dumps(kept))
        done = run("decide", "lic_damaged", "--facts", str(file), "--as-of", "2026-11-24", "--json")
        assert done.returncode == 0, done.stderr
        answer: dict[str, object] = json.loads(done.stdout)
        return answer

    assert decide()["decision"] == "approve"
    refused = decide(licence_status="seized")
    assert (refused["decision"], refused["cause"]) == ("refuse", "not_eligible")
    unknown = decide(licence_status=None)
    assert unknown["decision"] == "review"
    assert unknown["unknown"] == ["licence_status"]


def test_read_a_picture_of_nothing(tmp_path: Path) -> None:
    import cv2
    import numpy as np

    grey = tmp_path / "grey.png"
    cv2.imwrite(str(grey), np.full((600, 800, 3), 128, np.uint8))
    done = run("read", str(grey), "--json")
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert answer["document"] is None
    assert not answer["accepted"]
    assert answer["problems"][0]["code"] == "no_card"


def test_verify_says_invalid_with_exit_1(tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.7\n%%EOF\n")
    done = run("verify", str(paper), "--json")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert answer["valid"] is False
    assert answer["problems"]


def test_items_are_listed_and_checked() -> None:
    lines = [json.loads(line) for line in run("items", "list", "--json").stdout.splitlines()]
    assert {e["item"] for e in lines} >= {"lic_damaged", "lic_lost", "lic_expiry"}
    assert all(set(e) == {"item", "name", "department"} for e in lines)
    assert run("items", "check").returncode == 0


@pytest.mark.models
def test_a_whole_demo_prints_its_result_and_its_paper_verifies(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("demo", "--headless", "--fast", "--json", "--out", str(out))
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["item"] == "lic_damaged"
    assert result["decision"] == "approve"
    assert set(result["seconds"]) == {"accept", "fill", "check", "approve", "issue"}
    assert result["machine_seconds"] > 0
    assert result["visit_seconds"] > result["machine_seconds"]
    assert Path(result["certificate"]["file"]).is_absolute()
    assert json.loads(run("verify", result["certificate"]["file"], "--json").stdout)["valid"]
    assert len(list(out.glob("*.png"))) >= 8
    assert len(list(out.glob("said-*.wav"))) >= 8
    # Anybody can recompute the waits from the log.
    entries = [json.loads(line) for line in (out / "events.jsonl").read_text().splitlines()]
    assert [e["t"] for e in entries] == sorted(e["t"] for e in entries)
    from kiosk.terminal.recorder import waits

    assert sum(w.seconds for w in waits(entries)) == pytest.approx(result["machine_seconds"], abs=0.01)
    # Made and gone: nothing of the visit's store is left.
    assert "330212198806153428" not in done.stdout
    assert "330212198806153428" not in (out / "events.jsonl").read_text()


@pytest.mark.models
def test_hear_refuses_a_yes_from_something_else() -> None:
    done = run("hear", str(DEMO / "mao_request.wav"), "--expect", "yes_no", "--json")
    answer = json.loads(done.stdout)
    assert answer["id"] is None
    done = run("hear", str(DEMO / "mao_yes.wav"), "--expect", "yes_no", "--json")
    answer = json.loads(done.stdout)
    assert answer["id"] == "confirm"
    assert answer["file"] == str(DEMO / "mao_yes.wav")
