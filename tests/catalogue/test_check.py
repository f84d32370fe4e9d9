"""`items check`: every mistake at once, with file, line and a suggestion."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.check import Finding, unloadable
from kiosk.cli import main


def _spoil(path: Path, old: str, new: str) -> int:
    """The line that was spoilt."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_sound_files_have_no_mistake(assets: Path) -> None:
    assert unloadable(assets) == []


def test_all_mistakes_are_told_at_once(assets: Path) -> None:
    items = assets / "items"
    lines = {
        _spoil(items / "truck_pass.yaml", "zone in ['core'", "zon in ['core'"): ("truck_pass.yaml", "zone"),
        _spoil(items / "truck_pass.yaml", "vehicle_violations < truck", "plate < truck"): (
            "truck_pass.yaml",
            "",
        ),
        _spoil(items / "residence.yaml", "residence_endorsed_to: 2023-04-10", "endorsed_to: 2023-04-10"): (
            "residence.yaml",
            "residence_endorsed_to",
        ),
    }
    found = unloadable(assets)
    for line, (file, hint) in lines.items():
        assert any(f.line == line and f.file == file and hint in f.suggestion for f in found), (file, line)


def test_a_file_that_is_wrong_in_its_shape_tells_all_of_it(assets: Path) -> None:
    path = assets / "items" / "lic_lost.yaml"
    _spoil(path, "kind: item", "kind: thing")
    _spoil(path, 'window: "3"', "windw: '3'")
    found = [f for f in unloadable(assets) if f.file == "lic_lost.yaml"]
    assert len(found) >= 3
    assert any("window" in f.suggestion for f in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("items/lic_lost.yaml", "examples:", "examples: []\nunread:", "unread"),
        (
            "items/shared/vehicle.yaml",
            'when: "vehicle_found"',
            'when: "[1,2].all(x, [1].all(y, x > y))"',
            "loop",
        ),
        ("items/shared/vehicle.yaml", 'when: "vehicle_found"', 'when: "vehicle_plate"', "yes or no"),
        ("law/vehicle.yaml", "mark: T", "mark: X", "mark"),
        ("law/vehicle.yaml", "value: 3\n", "value: three\n", "whole number"),
    ],
)
def test_what_cannot_be_loaded(assets: Path, file: str, old: str, new: str, said: str) -> None:
    _spoil(assets / file, old, new)
    assert any(said in str(f) for f in unloadable(assets))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "items/residence.yaml",
            "basis: 浙江省流动人口居住登记条例第19条第3款",
            "basis: 内部规定",
            "no article",
        ),
        ("items/lic_lost.yaml", "  - {name: 最后一天", "  - {name: 驾驶证丢了", "two examples"),
        ("items/residence.yaml", "reasons: [nothing_moved]}", "reasons: [ground_kept]}", "ground_kept"),
        ("law/truck.yaml", "to: 2024-12-31", "to: 2025-01-01", "overlap"),
    ],
)
def test_what_loads_and_is_wrong_names_its_line(
    assets: Path, file: str, old: str, new: str, said: str
) -> None:
    _spoil(assets / file, old, new)
    found = [f for f in Catalogue.load(assets).check() if said in str(f)]
    assert found
    assert all(f.file == Path(file).name and f.line > 0 for f in found)


def test_open_points_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["items", "check", "--open", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    open_ = {line["where"] for line in lines if line.get("open")}
    assert {"home_area", "core_free", "covers_a2", "test_not_due"} <= open_
    assert all(line["line"] > 0 and line["file"] for line in lines if line.get("open"))


def test_a_finding_reads_as_one_line() -> None:
    said = str(Finding("lic_lost.x", "is wrong", "mend it", "lic_lost.yaml", 7))
    assert said == "lic_lost.yaml:7: lic_lost.x: is wrong -> mend it"
