"""Where things live, and what time it is: both come from outside."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock, SystemClock, local_day
from kiosk.core.paths import Paths, repository_root
from kiosk.core.text import Bilingual

VARIABLES = ("XIAOZHI_DATA", "XIAOZHI_MODELS", "XIAOZHI_ASSETS")


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)


def test_the_assets_lie_in_the_checkout_and_nothing_else_does() -> None:
    paths = Paths.default()
    assert paths.assets == repository_root() / "assets"
    assert (paths.assets / "prompts").is_dir()
    for folder in (paths.models, paths.cache, paths.state, paths.secrets):
        assert not folder.is_relative_to(repository_root()), "keys and models stay outside the checkout"


def test_one_variable_moves_all_that_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XIAOZHI_DATA", str(tmp_path))
    paths = Paths.default()
    for folder in (paths.models, paths.cache, paths.state, paths.secrets):
        assert folder.is_relative_to(tmp_path)
    assert len({paths.models, paths.cache, paths.state, paths.secrets}) == 4
    assert list(tmp_path.iterdir()) == [], "asking makes nothing"


def test_models_and_assets_can_be_moved_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XIAOZHI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("XIAOZHI_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("XIAOZHI_ASSETS", str(tmp_path / "assets"))
    paths = Paths.default()
    assert (paths.models, paths.assets) == (tmp_path / "models", tmp_path / "assets")
    assert paths.state == tmp_path / "data" / "state"


def test_a_demo_has_state_and_keys_of_its_own_but_shares_the_models(tmp_path: Path) -> None:
    whole = Paths.default()
    demo = whole.under(tmp_path)
    assert (demo.assets, demo.models, demo.cache) == (whole.assets, whole.models, whole.cache)
    assert demo.state.is_relative_to(tmp_path)
    assert demo.secrets.is_relative_to(tmp_path)
    assert demo.state != demo.secrets


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 1, 4, 15, 59, 59, tzinfo=UTC), date(2026, 1, 4)),
        (datetime(2026, 1, 4, 16, 0, tzinfo=UTC), date(2026, 1, 5)),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), date(2026, 1, 1)),
    ],
)
def test_the_laws_day_begins_at_midnight_in_shanghai(instant: datetime, day: date) -> None:
    assert local_day(instant) == day


def test_a_manual_clock_stands_until_it_is_moved() -> None:
    clock = ManualClock()
    before = clock.now(), clock.monotonic()
    assert (clock.now(), clock.monotonic()) == before
    clock.advance(90.5)
    assert clock.now() - before[0] == timedelta(seconds=90.5)
    assert clock.monotonic() - before[1] == 90.5


def test_the_machines_clock_is_aware_and_never_goes_back() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    stamps = [clock.monotonic() for _ in range(100)]
    assert stamps == sorted(stamps)


def test_a_sentence_in_two_languages() -> None:
    assert Bilingual("您好", "Hello").get("zh") == "您好"
    assert Bilingual("您好", "Hello").get("en") == "Hello"
