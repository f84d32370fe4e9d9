"""The administrator's commands as they are typed, on an embedded store."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.desk.keys import FolderKeys
from kiosk.desk.records import RecordFetcher
from tests.desk.parts import NUMBERS, HandRegistries, make_desk, settled, submission


@pytest.fixture
def where(tmp_path: Path) -> list[str]:
    """A store with one finished case, closed; its --state and --secrets."""
    keys, source = FolderKeys(tmp_path / "secrets"), HandRegistries()
    fetcher = RecordFetcher(source, source, keys.blind_index)
    desk = make_desk(tmp_path / "state", source, keys=keys, fetcher=fetcher)
    desk.start()
    sent = submission()
    desk.submit(sent)
    settled(desk, sent.case_id)
    desk.collected(sent.case_id)
    desk.stop()
    return ["--state", str(tmp_path / "state"), "--secrets", str(tmp_path / "secrets")]


def run(capsys: pytest.CaptureFixture[str], *arguments: str, typed: str = "") -> tuple[int, list[str]]:
    """Exit code and lines of standard output."""
    before, sys.stdin = sys.stdin, io.StringIO(typed)
    try:
        code = main(list(arguments))
    finally:
        sys.stdin = before
    out = capsys.readouterr()
    assert NUMBERS["mao"] not in out.err
    return code, out.out.splitlines()


def test_an_administrators_day(where: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "audit", "verify", "--json", *where)[0] == 0
    code, lines = run(
        capsys,
        "staff",
        "add",
        "lin",
        "--role",
        "administrator",
        "--code",
        "--json",
        *where,
        typed="long enough\n",
    )
    assert code == 0
    assert json.loads(lines[0])["enrolment"].startswith("otpauth://")
    assert json.loads(run(capsys, "staff", "list", *where)[1][0])["roles"] == ["administrator"]
    code, lines = run(capsys, "keys", "add", "hall-2", "--office", "yinzhou", "--json", *where)
    assert json.loads(lines[0])["key"].startswith("xz_")
    assert run(capsys, "keys", "revoke", "hall-2", *where)[0] == 0
    assert json.loads(run(capsys, "keys", "list", *where)[1][0])["active"] is False
    code, lines = run(capsys, "keys", "rotate", "--json", *where)
    assert json.loads(lines[0]) == {"key": "data-0002", "fields": 5, "papers": 1}
    retired = run(capsys, "keys", "retire", "--json", *where)[1][0]
    assert json.loads(retired) == {"destroyed": [], "kept": ["data-0001"]}
    assert "the backups need it until" in run(capsys, "keys", "retire", *where)[1][0]
    archive = str(tmp_path / "a.tar.gz")
    assert run(capsys, "backup", archive, *where)[0] == 0
    other = ["--state", str(tmp_path / "other"), "--secrets", str(tmp_path / "secrets")]
    assert run(capsys, "restore", archive, *other)[0] == 0
    assert run(capsys, "audit", "verify", *other)[0] == 0
    code, lines = run(capsys, "person", "export", *where, typed=NUMBERS["mao"] + "\n")
    assert json.loads(lines[0])["state"] == "collected"
    recorded = tmp_path / "recorded.jsonl"
    recorded.write_text("\n".join(lines))
    assert run(capsys, "replay", str(recorded))[0] == 0
    code, lines = run(
        capsys, "person", "delete", "--reason", "asked", "--json", *where, typed=NUMBERS["mao"] + "\n"
    )
    assert json.loads(lines[0]) == {"erased": 1, "open": 0}
    assert run(capsys, "person", "export", *where, typed=NUMBERS["mao"] + "\n")[1] == []
    assert json.loads(run(capsys, "retention", "run", "--json", *where)[1][0]) == {"erased": 0}
    assert run(capsys, "audit", "verify", *where)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["person", "export"], "valid ID number"),
        (["keys", "add"], "needs the key's name"),
        (["audit", "words"], "needs the row's number"),
        (["audit", "words", "1"], "nobody's words"),
        (["staff", "add"], "needs an account"),
        (["restore", "/nowhere.tar.gz"], "no backup"),
        (["replay", "/nowhere"], "isn't there"),
        (["work"], "name a hall's store"),
    ],
)
def test_bad_use_is_one_line(
    where: list[str], arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before, sys.stdin = sys.stdin, io.StringIO("x\n")
    try:
        assert main([*arguments, *(where if arguments[0] != "replay" else [])]) == 2
    finally:
        sys.stdin = before
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
