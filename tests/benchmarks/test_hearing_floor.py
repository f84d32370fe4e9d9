"""Coarse floors of hearing, on voices and words that nobody tuned on; `bench hearing` has the figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.hall.closed import ClosedResult, Trial, run_trial
from benchmarks.hall.listener import Listener
from benchmarks.hall.material import SCENES, Studio
from benchmarks.hall.noise import Surroundings
from benchmarks.hall.phrases import load_phrases
from benchmarks.hall.voices import HELD_OUT, Speakers, Utterance
from kiosk.dialogue.actions import Listen

pytestmark = pytest.mark.models

_YES = ("是的", "对的", "没错", "确认")
_NO = ("不是", "不对", "错了", "不行")
#: Those that need no crowd: a crowd takes a minute to make.
_SCENES = ("clean", "room", "hum", "telephone", "clipped")


@pytest.fixture(scope="module")
def studio() -> Studio:
    phrases, speakers = load_phrases(), Speakers()
    return Studio(speakers, Surroundings(speakers, phrases.crowd, phrases.aside))


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    loaded = Listener.load()
    yield loaded
    loaded.close()


def test_no_yes_for_a_no_and_most_are_right(studio: Studio, listener: Listener) -> None:
    result = ClosedResult()
    for index, text in enumerate((*_YES, *_NO)):
        command = "confirm" if text in _YES else "deny"
        utterance = Utterance(text, HELD_OUT[index % len(HELD_OUT)])
        for scene in _SCENES:
            run_trial(listener, studio, Trial(command, utterance, SCENES[scene], kind="yes_no"), None, result)
    assert result.first.total == 40
    assert result.swaps == 0, result.missed
    assert result.first.share >= 0.8, result.missed


@pytest.mark.parametrize(("noise", "kind"), [("quiet", "yes_no"), ("hum", "open"), ("music", "commands")])
def test_nothing_comes_of_a_noise(studio: Studio, listener: Listener, noise: str, kind: str) -> None:
    found = listener.hear(studio.only(noise, 3.0), Listen(kind))  # type: ignore[arg-type] - of the marks above
    assert found.command is None
    assert found.item is None


def test_a_request_is_among_three(studio: Studio, listener: Listener) -> None:
    said = (
        ("lic_lost", "驾照丢了，来补一本"),
        ("no_crime", "我要开一张无犯罪记录证明"),
        ("residence", "我要办居住证"),
    )
    right = 0
    for index, (item, text) in enumerate(said):
        found = listener.hear(studio.clip(Utterance(text, HELD_OUT[index])), Listen("open"))
        right += item in found.offered
    assert right >= 2
