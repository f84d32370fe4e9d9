"""What a film is cut from: pictures, sounds and captions at their times."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.errors import UsageError
from kiosk.speech.types import SAMPLE_RATE, Speech
from kiosk.terminal.screen import View
from kiosk.terminal.timeline import Timeline
from kiosk.training.film import Caption, Footage, as_srt, check_film, stills, track

HOME = View(page="home", title="", hint="", hall="", subtitle="")
RESULT = View(page="result", title="", hint="", hall="", subtitle="")


def test_only_what_looks_different_is_drawn() -> None:
    pages = [(0.0, HOME), (1.0, HOME), (2.0, RESULT), (2.05, HOME), (3.0, HOME)]
    assert stills(pages) == [(0.0, HOME), (2.0, HOME)]


def test_sounds_lie_where_they_belong_and_never_clip() -> None:
    half = np.full(SAMPLE_RATE // 2, 0.8, dtype=np.float32)
    whole = track([(1.0, half), (1.25, half), (9.0, half)], 2.0)
    assert not whole[: SAMPLE_RATE - 1].any()
    assert whole.max() == 1.0
    assert len(whole) == 2 * SAMPLE_RATE + 1


def test_what_is_interrupted_ends_there() -> None:
    clock = ManualClock()
    timeline = Timeline(clock, skipping=False)
    footage = Footage(timeline)
    footage.play(Speech(np.ones(SAMPLE_RATE, dtype=np.float32), SAMPLE_RATE, "x", "y", False))
    clock.advance(0.25)
    footage.stop()
    assert len(footage.sounds[0][1]) == SAMPLE_RATE // 4


def test_a_caption_ends_where_the_next_begins() -> None:
    text = as_srt([Caption(0.0, 9.0, "小智：您好"), Caption(2.5, 3.0, "市民：坏了")])
    assert "00:00:00,000 --> 00:00:02,500" in text
    assert text.count("-->") == 2


@pytest.mark.parametrize("name", ["film", "film.avi", "film.mp4.txt"])
def test_another_kind_of_film_is_refused_before_anything_begins(name: str) -> None:
    with pytest.raises(UsageError, match="film"):
        check_film(Path(name))
