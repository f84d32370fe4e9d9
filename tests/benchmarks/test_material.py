"""The test material for hearing is what it says it is: accents, rooms, noises, counts."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.hall import closed, opened, values
from benchmarks.hall.accents import ACCENTS, CHANGES, AccentedTable, change
from benchmarks.hall.human import edits
from benchmarks.hall.noise import Noise, Surroundings, mixed, unit
from benchmarks.hall.peer import peer_command, plain
from benchmarks.hall.phrases import Phrases, load_phrases
from benchmarks.hall.rooms import Room, at_kiosk, hall_room, heard_in
from benchmarks.hall.score import Count, wilson
from benchmarks.hall.voices import HELD_OUT, KIOSK, OTHERS
from kiosk.core.paths import repository_root
from kiosk.speech.loudness import voiced_rms_db
from kiosk.speech.types import SAMPLE_RATE, Samples
from kiosk.speech.zh_phonemes import load_pinyin_table
from kiosk.terminal.reading import WordReader

ASSETS = repository_root() / "assets"


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return load_phrases()


# -- accents ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accent", "pinyin", "said"),
    [
        (("flat",), "shi4", "si4"),
        (("flat",), "zhang1", "zang1"),
        (("flat",), "si4", "si4"),
        (("front",), "ming2", "min2"),
        (("front",), "zheng4", "zhen4"),
        (("front",), "zhong1", "zhong1"),
        (("front",), "yang2", "yang2"),
        (("flat", "front"), "zheng4", "zen4"),
        (("l_for_n",), "nin2", "lin2"),
        (("n_for_l",), "lao3", "nao3"),
        (("f_for_hu",), "huan4", "fan4"),
        (("f_for_hu",), "hao3", "hao3"),
    ],
)
def test_an_accent_changes_its_syllables_and_no_others(
    accent: tuple[str, ...], pinyin: str, said: str
) -> None:
    assert change(pinyin, accent) == said


def test_every_accent_names_changes_that_are_there() -> None:
    assert {name for accent in ACCENTS for name in accent} <= CHANGES.keys()


def test_an_accented_syllable_that_does_not_exist_is_said_as_it_is_written() -> None:
    table = load_pinyin_table(ASSETS / "speech" / "pinyin_ipa.yaml")
    accented = AccentedTable(**table.model_dump(), accent=("flat", "front", "l_for_n", "f_for_hu"))
    for pinyin in ("zheng4", "nü3", "er2", "hng5", "shuang1", "huai4"):
        assert accented.phonemes(pinyin)
    assert accented.phonemes("shi4") == table.phonemes("si4")


# -- rooms ------------------------------------------------------------------------------------------


def test_the_direct_sound_comes_first_and_is_the_loudest() -> None:
    response = hall_room(np.random.default_rng(1)).response((3.0, 3.0, 1.5), (3.5, 3.2, 1.25))
    assert np.abs(response).argmax() == 0
    assert response[0] == pytest.approx(1.0, abs=0.05)


def test_a_first_reflection_comes_when_its_way_says() -> None:
    room = Room((10.0, 8.0, 3.0), absorbed=0.3)
    source, ear = (4.0, 4.0, 1.5), (5.0, 4.0, 1.5)
    response = room.response(source, ear)
    # Floor and ceiling mirror the source 3 m away: sqrt(1 + 9) - 1 m later.
    at = round((np.sqrt(10.0) - 1.0) / 343.0 * SAMPLE_RATE)
    assert response[at - 2 : at + 3].max() == pytest.approx(2 * np.sqrt(0.7) / np.sqrt(10.0), rel=0.2)
    assert np.abs(response[20 : at - 20]).max() < 0.05


def test_the_sound_dies_away_about_as_fast_as_sabine_says() -> None:
    room = Room((12.0, 9.0, 3.5), absorbed=0.35)
    response = room.response((4.0, 4.0, 1.5), (8.0, 6.0, 1.25))
    energy = np.cumsum(np.square(response[::-1]))[::-1]
    decay = 10 * np.log10(energy / energy[0])
    fell = (np.argmax(decay < -20) - np.argmax(decay < -5)) / SAMPLE_RATE * 4
    assert fell == pytest.approx(room.reverberation, rel=0.5)


def test_a_citizen_stands_at_the_kiosk_inside_the_hall() -> None:
    rng = np.random.default_rng(3)
    for _ in range(50):
        room = hall_room(rng)
        mouth, ear = at_kiosk(room, rng)
        assert all(0 < m < size for m, size in zip(mouth, room.size, strict=True))
        assert 0.3 < float(np.linalg.norm(np.subtract(mouth, ear))) < 0.9


def test_a_room_that_does_not_answer_changes_nothing() -> None:
    dry = np.random.default_rng(4).standard_normal(1000).astype(np.float32)
    assert np.allclose(heard_in(np.array([1.0], dtype=np.float32), dry), dry, atol=1e-5)


# -- noises -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("noise", ["quiet", "white", "hum", "music", "knocks"])
def test_a_noise_has_its_length_its_loudness_and_repeats_by_seed(noise: Noise) -> None:
    surroundings = Surroundings(None, (), ())  # type: ignore[arg-type] - none of these is spoken
    first, again = (surroundings.make(noise, 20_000, np.random.default_rng(5)) for _ in range(2))
    assert len(first) == 20_000
    assert float(np.sqrt(np.mean(np.square(first)))) == pytest.approx(1.0, rel=1e-3)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, surroundings.make(noise, 20_000, np.random.default_rng(6)))


def test_ten_decibels_are_ten_decibels() -> None:
    rng = np.random.default_rng(7)
    speech = np.concatenate([np.zeros(16_000), 0.1 * rng.standard_normal(16_000), np.zeros(16_000)])
    speech = speech.astype(np.float32)
    noise: Samples = unit(rng.standard_normal(len(speech)).astype(np.float32))
    left = mixed(speech, noise, 10.0) - speech
    fell = voiced_rms_db(speech, SAMPLE_RATE) - 20 * np.log10(np.sqrt(np.mean(np.square(left))))
    assert fell == pytest.approx(10.0, abs=0.1)


# -- sets -------------------------------------------------------------------------------------------


def test_the_held_out_voices_are_nobody_elses() -> None:
    assert not set(HELD_OUT) & {*OTHERS, KIOSK}


def test_every_command_and_item_has_words(phrases: Phrases) -> None:
    assert len(phrases.closed.listed) == 15
    assert phrases.closed.listed.keys() == phrases.closed.own.keys()
    assert len(phrases.open) == 22
    said = [p for group in (phrases.closed.listed, phrases.closed.own) for way in group.values() for p in way]
    assert len(said) == len(set(said))


def test_trials_are_spread_over_commands_and_voices_and_repeat_by_seed(phrases: Phrases) -> None:
    made = closed.trials(phrases, "accent", 45, seed=7)
    assert made == closed.trials(phrases, "accent", 45, seed=7)
    assert {t.command for t in made[:15]} == set(phrases.closed.listed)
    assert {t.utterance.voice for t in made} == set(HELD_OUT)
    assert all(t.utterance.accent for t in made)


def test_half_of_the_swap_trials_are_yes(phrases: Phrases) -> None:
    made = list(closed.swap_trials(phrases, 200, seed=7))
    assert sum(t.command == "confirm" for t in made) == 100
    assert len({(t.utterance, t.scene) for t in made}) > 190


def test_a_second_try_means_the_same(phrases: Phrases) -> None:
    for index, trial in enumerate(closed.trials(phrases, "clean", 60, seed=7)):
        second = closed.again(trial, phrases, index)
        assert second.command == trial.command
        ways = phrases.closed.listed[trial.command] + phrases.closed.own[trial.command]
        assert second.utterance.text in ways
        assert second != trial


def test_requests_come_from_every_item(phrases: Phrases) -> None:
    made = opened.requests(phrases.open, "clean", 22, seed=7)
    assert {r.item for r in made} == set(phrases.open)
    assert all(r.second.text in phrases.open[r.item] for r in made)


def test_what_is_said_for_a_value_can_be_read(phrases: Phrases) -> None:
    """The truth is what the kiosk's reader makes of the words when they are heard without a fault."""
    reader = WordReader.load(ASSETS)
    for kind in ("phone", "plate", "date"):
        slot = values.slot_of(kind)
        for value in values.spoken_values(phrases, kind, 20, seed=7):
            heard = reader.answer(slot, (slot,), {}, value.say, values.TODAY).get(slot.name)
            assert heard is not None, value
            assert heard.value == value.value


def test_numbers_plates_and_days_are_always_read_back() -> None:
    assert values.always_read_back()


# -- counting ---------------------------------------------------------------------------------------


def test_intervals_are_wilsons() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 2000) == (0.0, pytest.approx(0.0019, abs=1e-4))
    assert wilson(90, 100) == (pytest.approx(0.8256, abs=1e-3), pytest.approx(0.9448, abs=1e-3))


def test_a_count_has_shares() -> None:
    count = Count()
    assert count.share == 0.0
    count.add(right=True, wrong=False)
    count.add(right=False, wrong=True)
    assert (count.share, count.wrong_share) == (0.5, 0.5)


def test_edits_are_counted() -> None:
    assert edits("砸自己的脚", "砸自己的脚") == 0
    assert edits("砸自己的脚", "扎自己脚") == 2


def test_the_peer_matches_simply() -> None:
    listed = [("confirm", "对"), ("deny", "不对"), ("cancel", "取消")]
    assert peer_command("不对", listed) == "deny"
    assert peer_command(plain("我不对。"), listed) == "deny"
    # What the facts warn of, and why this is the peer and not ours.
    assert peer_command("队", listed) is None


def test_a_swap_is_a_yes_for_a_no() -> None:
    assert closed.is_swap("deny", "confirm")
    assert closed.is_swap("confirm", "deny")
    assert not closed.is_swap("deny", "cancel")
    assert not closed.is_swap("deny", None)
