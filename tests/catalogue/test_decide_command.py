"""`decide` on files that people write by hand: one line that names what is wrong, and exit 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.cli import main


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not json", "is not JSON"),
        ("", "is not JSON"),
        ("[1]", "one flat JSON object"),
        ("[" * 100_000, "one flat JSON object"),
        ('{"licence_points": {"now": 3}}', "'licence_points'"),
        ('{"licence_points": "3"}', "'licence_points'"),
        ('{"licence_points": NaN}', "'licence_points'"),
        ('{"licence_points": 3, "licence_points": 12}', "'licence_points' is there twice"),
        ('{"licence_pionts": 3}', "did you mean 'licence_points'"),
        ('{"licence_valid_to": "2023-02-30"}', "'licence_valid_to'"),
        ('{"licence\\nvalid_to": 1}', "licence\\\\nvalid_to"),
    ],
)
def test_a_wrong_file_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    file = tmp_path / "facts.json"
    file.write_text(content, encoding="utf-8")
    assert main(["decide", "lic_lost", "--facts", str(file), "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert said.replace("\\\\", "\\") in err


@pytest.mark.parametrize("day", ["2023-02-30", "20260105", "2026-W01-1", "2026-1-5", "long-term", ""])
def test_a_day_is_written_one_way(tmp_path: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    file = tmp_path / "facts.json"
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["decide", "lic_lost", "--facts", str(file), "--as-of", day])
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("day", ["0001-01-01", "2022-03-31", "2023-03-27", "2024-02-29", "9999-12-31"])
def test_any_day_has_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    file = tmp_path / "facts.json"
    file.write_text('{"licence_valid_to": "2024-02-29", "person_birth": "2004-02-29"}', encoding="utf-8")
    assert main(["decide", "lic_expiry", "--facts", str(file), "--as-of", day, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["decision"] in ("review", "refuse")
    assert set(answer) == {"item", "decision", "cause", "reasons", "unknown"}
    assert all(set(reason) == {"rule", "basis", "zh", "en"} for reason in answer["reasons"])


def test_the_table_of_coverage_has_a_line_a_rule_and_no_side_is_empty(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["items", "check", "--coverage", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    table = [line for line in lines if "holds" in line]
    assert len({line["item"] for line in table}) == 13
    assert len(table) == len({(line["item"], line["rule"]) for line in table})
    assert [line for line in table if not (line["holds"] and line["fails"])] == []
