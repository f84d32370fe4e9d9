"""Four of the scenarios with their real parts; `make journeys` runs all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kiosk.commands.scenario_run import Stage, play
from kiosk.commands.train_officer import Deed, exercise
from kiosk.commands.training_world import WITHHELD, TrainingWorld, check_apart
from kiosk.core.paths import Paths
from kiosk.terminal.parts import Parts
from kiosk.training.people import TrainingError
from kiosk.training.recording import EventFile, digest


@pytest.fixture(scope="module")
def light() -> Stage:
    """Nobody is heard or seen there."""
    return Stage()


@pytest.fixture(scope="module")
def stage(light: Stage, parts: Parts) -> Stage:
    light.__dict__["parts"] = parts
    return light


@pytest.fixture(scope="module")
def world(light: Stage) -> Iterator[TrainingWorld]:
    with light.world() as opened:
        yield opened


@pytest.mark.parametrize("name", ["lic_damaged_approved", "lic_transfer_body_changed", "no_crime_hit"])
def test_a_scenario_comes_out_as_its_file_says(stage: Stage, world: TrainingWorld, name: str) -> None:
    played = play(stage, world, stage.scenarios[name])
    assert played.faults == []


def test_the_same_twice_but_for_the_times(light: Stage, world: TrainingWorld, tmp_path: Path) -> None:
    digests = set()
    for number in (1, 2):
        record, file = EventFile("deaf_visitor"), tmp_path / f"{number}.jsonl"
        played = play(light, world, light.scenarios["deaf_visitor"], witness=record.happened, quick=True)
        assert played.faults == []
        record.write(file)
        digests.add(digest(file))
    assert len(digests) == 1


def test_a_trainee_takes_over(light: Stage, world: TrainingWorld) -> None:
    """Through the staff API, with the second person that issuing against the rules needs."""
    scenario = light.scenarios["lic_lost_seized"]
    played = play(light, world, scenario, quick=True)
    assert played.faults == []
    right = Deed("refuse", "第69条第3款", "扣押期间不能补", courtesy=("greet", "explain", "farewell"))
    done, score = exercise(world, scenario, played, lambda _: right)
    assert done.passed
    assert score.points == 100
    played = play(light, world, scenario, quick=True)
    done, score = exercise(world, scenario, played, lambda _: Deed("approve", "", "给你办"))
    assert not done.passed
    assert [c.verdict for c in world.store.cases()] == ["approve"]


def test_training_reaches_nothing_live(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A city's store and a printer queue stand ready in the environment; none is touched."""
    touched = tmp_path / "touched"
    for command in ("lp", "lpstat"):
        program = tmp_path / command
        program.write_text(f"#!/bin/sh\ntouch {touched}\n")
        program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    live = tmp_path / "live"
    # Nobody listens there: a desk that believed it would not even start.
    for name in WITHHELD:
        monkeypatch.setenv(name, "http://127.0.0.1:9/live")
    monkeypatch.setenv(WITHHELD[0], "postgresql://desk@127.0.0.1:9/live")
    monkeypatch.setenv("XIAOZHI_PRINTER", "hall")
    monkeypatch.setenv("XIAOZHI_DESK_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    paths = Paths.default()
    own = Paths(paths.assets, paths.models, paths.cache, live / "state", live / "secrets")
    stage = Stage(own)
    with stage.world() as world:
        url, key = world.desk_url, world.desk.key if world.desk else ""
        answer = httpx.get(f"{url}/healthz", headers={"Authorization": f"Bearer {key}"}, trust_env=False)
        assert answer.json()["simulated_day"] is True
        assert world.store.cases() == []
        assert world.printer.folder.is_relative_to(world.paths.state.parent)
        world.printer.print_pdf(b"%PDF", "training A001")
        assert world.printed == 1
    assert not live.exists()
    assert not touched.exists()


def test_a_world_inside_the_installation_is_refused(tmp_path: Path) -> None:
    paths = Paths.default()
    own = Paths(paths.assets, paths.models, paths.cache, tmp_path / "state", tmp_path / "secrets")
    for folder in (tmp_path / "state" / "training", tmp_path):
        with pytest.raises(TrainingError):
            check_apart(folder, own)
