"""Too quiet, too loud, too noisy: told by measuring, and not where the sound is good."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.speech.levels import FLOOR_DB, clipped_share, decibels, measure, meter
from kiosk.speech.types import SAMPLE_RATE, Samples

RNG = np.random.default_rng(5)


def noise(db: float, seconds: float = 1.0) -> Samples:
    return (10 ** (db / 20) * RNG.standard_normal(int(seconds * SAMPLE_RATE))).astype(np.float32)


def fault(room_db: float, speech: Samples) -> str | None:
    before = noise(room_db)
    return measure(np.concatenate([before, speech]), len(before), len(before) + len(speech)).fault()


@pytest.mark.parametrize(
    ("room", "speech", "wanted"),
    [
        (-60, noise(-25), None),
        (-40, noise(-25), None),
        (-70, noise(-50), "too_quiet"),
        (-30, noise(-27), "noise"),
        (-60, np.clip(noise(-2), -1, 1), "too_loud"),
    ],
)
def test_what_was_wrong_with_the_sound(room: float, speech: Samples, wanted: str | None) -> None:
    assert fault(room, speech) == wanted


def test_one_loud_syllable_that_touches_the_end_is_no_clipping() -> None:
    speech = noise(-20)
    speech[1000:1020] = 1.0
    assert fault(-60, speech) is None


def test_measures_of_nothing_are_defined() -> None:
    empty = np.zeros(0, np.float32)
    assert decibels(empty) == decibels(np.zeros(10, np.float32)) == FLOOR_DB
    assert clipped_share(empty) == 0
    assert measure(empty, 0, 0).fault() == "noise"


def test_the_meter_goes_from_fifty_decibels_down_to_full_scale() -> None:
    assert meter(noise(-60)) == 0
    assert meter(noise(-25)) == pytest.approx(0.5, abs=0.01)
    assert meter(np.ones(512, np.float32)) == 1
