"""Mistakes in the files: each is named with file, line and, where one is near, a suggestion."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.errors import CatalogueError


def _spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "items/shared/licence_current.yaml",
            "when: licence_days_left >= 0",
            "when: licence_day_left >= 0",
            "licence_days_left",
        ),
        (
            "items/shared/licence_current.yaml",
            "when: licence_days_left >= 0",
            "when: licence_days_left >= '0'",
            "overload",
        ),
        (
            "items/shared/licence_current.yaml",
            "when: licence_days_left >= 0",
            "when: licence_days_left + 1",
            "no condition",
        ),
        (
            "items/shared/licence_current.yaml",
            "when: licence_days_left >= 0",
            "when: licence_days_left >=",
            "Syntax",
        ),
        (
            "items/lic_damaged.yaml",
            "cause: not_eligible\n    offer",
            "cause: not_eligable\n    offer",
            "not_eligible",
        ),
        ("items/lic_damaged.yaml", "    basis: 机动车", "    bases: 机动车", "basis"),
        ("items/lic_damaged.yaml", "include: [identity, ", "include: [identety, ", "identity"),
        ("items/lic_damaged.yaml", "id: not_near_expiry", "id: not_expired", "twice"),
        ("items/lic_damaged.yaml", "    mark: C\n", "    mark: C\n    from: 20220401\n", "date"),
        ("items/lic_damaged.yaml", "    mark: C\n", "    mark: C\n    from: 2023-02-30\n", "calendar"),
        (
            "items/lic_damaged.yaml",
            "fee_parameter: licence_fee_fen",
            "fee_parameter: licence_fee",
            "licence_fee_fen",
        ),
        ("items/lic_damaged.yaml", "base: {}", "base: {licence_stat: normal}", "licence_status"),
        ("items/lic_damaged.yaml", "base: {}", "base: {licence_points: many}", "whole number"),
        ("items/lic_damaged.yaml", "id: lic_damaged", "id: lic_broken", "file's name"),
        ("items/lic_damaged.yaml", 'window: "3"', "window: [", ""),
        ("law/licence.yaml", "value: 90", "value: ninety", "whole number"),
        ("law/licence.yaml", "name: points_full", "name: renewal_window_days", "twice"),
        ("facts.yaml", "source: derived:age", "source: derived:years", "years"),
        ("facts.yaml", 'type: int, source: "derived:age"', 'type: string, source: "derived:age"', "age"),
    ],
)
def test_a_mistake_is_named(assets: Path, file: str, old: str, new: str, said: str) -> None:
    path = assets / file
    if old not in path.read_text(encoding="utf-8"):
        old = old.replace("source: derived:age", 'source: "derived:age"')
        new = new.replace("source: derived:years", 'source: "derived:years"')
    _spoil(path, old, new)
    with pytest.raises(CatalogueError) as caught:
        Catalogue.load(assets)
    assert path.name in caught.value.operator
    assert said in caught.value.operator
    assert "\n" not in caught.value.operator


def test_the_line_is_the_right_one(assets: Path) -> None:
    path = assets / "items" / "shared" / "licence_current.yaml"
    _spoil(path, "when: licence_days_left >= 0", "when: licence_daysleft >= 0")
    wanted = next(
        n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if "daysleft" in line
    )
    with pytest.raises(CatalogueError) as caught:
        Catalogue.load(assets)
    assert re.search(r"licence_current\.yaml:(\d+):", caught.value.operator).group(1) == str(wanted)  # type: ignore[union-attr]


def test_a_key_given_twice_is_no_silent_last_one(assets: Path) -> None:
    _spoil(assets / "items" / "lic_lost.yaml", "kind: item", "kind: item\nkind: item")
    with pytest.raises(CatalogueError, match="twice"):
        Catalogue.load(assets)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("law/licence.yaml", "to: 2024-12-31", "to: 2025-01-01", "overlap"),
        ("law/licence.yaml", "to: 2024-12-31", "to: 2024-12-30", "no value from 2024-12-31"),
        (
            "items/lic_damaged.yaml",
            "basis: 机动车驾驶证申领和使用规定第63条\n",
            "basis: 内部规定\n",
            "no article",
        ),
        (
            "items/lic_damaged.yaml",
            "剩90天, as_of: 2026-01-05",
            "剩90天, as_of: 2026-01-04",
            "expected refuse",
        ),
        (
            "items/shared/licence_current.yaml",
            "facts: {licence_valid_to: 2026-01-04}",
            "facts: {licence_valid_to: 2026-01-06}",
            "fails",
        ),
    ],
)
def test_check_reports_what_loads_but_is_wrong(
    assets: Path, file: str, old: str, new: str, said: str
) -> None:
    _spoil(assets / file, old, new)
    findings = Catalogue.load(assets).check()
    assert any(said in str(finding) for finding in findings)


def test_what_an_owner_should_confirm_is_listed(catalogue: Catalogue) -> None:
    assert "home_area" in {f.where for f in catalogue.open_points()}


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"facts\.yaml"):
        Catalogue.load(tmp_path)
