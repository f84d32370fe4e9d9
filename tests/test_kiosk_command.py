"""The kiosk command: what the watcher passes on, and what it keeps."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from kiosk.commands import kiosk
from kiosk.core.errors import UsageError


def options(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    kiosk.configure(parser)
    return parser.parse_args(given)


def test_every_option_reaches_the_window() -> None:
    given = options("--windowed", "--camera", "http://camera/", "--world", "a.yaml", "b.yaml")
    _, _, _, *passed = kiosk.window_command(given)
    again = options(*passed)
    assert again.alone
    assert vars(again) == {**vars(given), "alone": True}
    assert options(*kiosk.window_command(options())[3:]).windowed is False


def test_bad_use_is_told_before_anything_is_started() -> None:
    with pytest.raises(UsageError):
        kiosk.run(options("--world", "no-such-file.yaml"))


def test_the_log_holds_no_id_number_and_does_not_grow_without_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = kiosk.OperatorLog(tmp_path / "state" / "kiosk.log", echo=False, longest=200)
    log.keep("read 11010519491231002X there")
    text = (tmp_path / "state" / "kiosk.log").read_text()
    assert "1949" not in text
    assert "there" in text
    for _ in range(40):
        log.keep("x" * 20)
    kept = sorted((tmp_path / "state").iterdir())
    assert [f.name for f in kept] == ["kiosk.log", "kiosk.log.1"]
    assert all(f.stat().st_size <= 240 for f in kept)
    assert all(f.stat().st_mode & 0o077 == 0 for f in kept)
    assert capsys.readouterr().err == "", "nothing on a screen's own terminal"


def test_at_a_desk_the_lines_are_seen_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = kiosk.OperatorLog(tmp_path / "kiosk.log", echo=True)
    log.keep("a line")
    log.tell("it is started again")
    assert capsys.readouterr().err.splitlines()[0] == "a line"


def test_a_log_that_cannot_be_written_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "kiosk.log").mkdir()
    kiosk.OperatorLog(tmp_path / "kiosk.log", echo=False).keep("a line")
