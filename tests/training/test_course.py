"""A trainee's progress: kept, private, exported, and certified only where everything is passed."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.core.paths import repository_root
from kiosk.training.course import COLUMNS, Done, Progress, ProgressBook, as_csv, course_of
from kiosk.training.people import TrainingError
from kiosk.training.scenario import load_scenarios

COURSE = course_of(load_scenarios(repository_root() / "assets"))
AT = datetime(2026, 11, 25, 8, tzinfo=UTC)


def _done(scenario: str, points: int = 90, passed: bool = True) -> Done:
    return Done(scenario=scenario, role="officer", points=points, passed=passed, seconds=30, at=AT)


def test_progress_is_kept_by_name_and_private(tmp_path: Path) -> None:
    book = ProgressBook(tmp_path / "training")
    book.add("学员一", _done("lic_lost_seized", 40, False))
    book.add("学员一", _done("lic_lost_seized"))
    book.add("007", _done("no_crime_hit"))
    best = book.read("学员一").best("lic_lost_seized")
    assert best is not None
    assert best.points == 90
    assert book.read("学员二").done == ()
    files = list((tmp_path / "training").iterdir())
    assert len(files) == 2
    assert all(f.stat().st_mode & 0o077 == 0 for f in files)
    assert not any("学员" in f.name for f in files)


@pytest.mark.parametrize("name", ["", "a/b", "../x", "330212198806153428", "x" * 41, "a\nb"])
def test_a_trainee_is_a_name_or_a_short_number(tmp_path: Path, name: str) -> None:
    with pytest.raises(TrainingError):
        ProgressBook(tmp_path).read(name)


def test_the_course_goes_on_where_it_was_left() -> None:
    first, second = list(COURSE)[:2]
    assert Progress(trainee="x").next(COURSE) == first
    assert Progress(trainee="x", done=(_done(first),)).next(COURSE) == second
    assert not Progress(trainee="x", done=(_done(first),)).finished(COURSE)
    assert Progress(trainee="x", done=tuple(_done(n) for n in COURSE)).finished(COURSE)


def test_csv_opens_in_a_spreadsheet_and_starts_no_formula() -> None:
    text = as_csv([Progress(trainee="=1+1", done=(_done("lic_lost_seized"),))])
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert tuple(rows[0]) == COLUMNS
    assert rows[1][0] == "'=1+1"


def test_a_certificate_only_for_who_has_passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOZHI_DATA", str(tmp_path))
    paper = tmp_path / "paper.pdf"
    wanted = ["train", "--trainee", "学员一", "--certificate", str(paper)]
    assert main(wanted) == 2
    assert not paper.exists()
    book = ProgressBook(tmp_path / "training")
    for name in COURSE:
        book.add("学员一", _done(name))
    assert main(wanted) == 0
    assert paper.read_bytes().startswith(b"%PDF")
