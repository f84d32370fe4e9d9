"""The spans of documents are data: another table, another answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.core.errors import SetupError
from kiosk.core.paths import Paths
from kiosk.vision import checks
from kiosk.vision.validity import load_validity

FILE = Paths.default().assets / "vision" / "validity.yaml"


def test_the_shipped_table() -> None:
    read = load_validity()
    assert read.id_card_ages == ((0, 5), (16, 10), (26, 20), (46, "long-term"))
    assert read.made_within == timedelta(days=60)
    assert read.licence_years == {6, 10, "long-term"}


def test_a_changed_table_changes_what_is_doubted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = FILE.read_text(encoding="utf-8")
    (tmp_path / "validity.yaml").write_text(text.replace("years: 20", "years: 15"), encoding="utf-8")
    changed = load_validity(tmp_path)
    back = {"valid_from": "2019-03-02", "valid_to": "2034-03-02"}
    assert [p.code for p in checks.check_back(back)] == ["validity_span"]
    monkeypatch.setattr(checks, "load_validity", lambda: changed)
    assert checks.check_back(back) == []


@pytest.mark.parametrize("broken", ["", "id_card: {}", "[", "years: long"])
def test_a_broken_table_is_one_error(tmp_path: Path, broken: str) -> None:
    (tmp_path / "validity.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(SetupError, match=r"validity\.yaml"):
        load_validity(tmp_path)
