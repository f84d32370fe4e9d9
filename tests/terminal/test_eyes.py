"""Looking: a card is read once it lies still, an empty table never, and what was overtaken is thrown away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal

import numpy as np
import pytest

from kiosk.terminal.eyes import Eyes, OnFrame, steady
from kiosk.vision.types import (
    CardReading,
    DocumentKind,
    FieldReading,
    Image,
    Problem,
    Quad,
    VisionError,
)
from tests.terminal.running import Inline, Later, pump, skipping

SIZE = (720, 1280)


def table(seed: int = 0) -> Image:
    """A dark desk under a lamp, with a camera's noise."""
    light = np.linspace(-10, 10, SIZE[1])[None, :, None]
    noise = np.random.default_rng(seed).normal(0, 1, (*SIZE, 3))
    return np.clip(90 + light + noise, 0, 255).astype(np.uint8)


def laid(shift: int = 0, seed: int = 0) -> Image:
    """A white card with four dark lines on the desk."""
    scene = table(seed)
    scene[200:520, 380 + shift : 887 + shift] = 235
    for line in range(4):
        top = 240 + 70 * line
        scene[top : top + 16, 420 + shift : 680 + shift] = 40
    return scene


TABLE, CARD = table(), laid()
HAND = table()
HAND[:, :400] = 40


class Camera:
    """Shows what a test lays under it; None where nothing lies under a source of files."""

    name = "test"

    def __init__(self, scene: Image | None) -> None:
        self.scene = scene
        self.looks = 0
        self.broken = False

    def read(self) -> Image | None:
        self.looks += 1
        if self.broken:
            raise VisionError("camera_lost", "unplugged")
        return self.scene

    def close(self) -> None:
        self.broken = True


class Reader:
    """Accepts what lies where the card lies."""

    def __init__(self) -> None:
        self.read_as: list[str] = []
        self.fails = False
        self.accepts = True

    def read(
        self, image: Image, document: DocumentKind | Literal["auto"], birth: date | None = None
    ) -> CardReading:
        self.read_as.append(document)
        if self.fails:
            raise ValueError("the reader has a fault")
        there = bool(image[210, 600, 0] > 200)
        return CardReading(document, self.accepts and there, {}, (), 0.1)


class Desk:
    """Eyes over a table."""

    def __init__(
        self,
        scene: Image | None,
        shows_table: bool,
        pool: Inline | Later | None = None,
        on_frame: OnFrame | None = None,
    ) -> None:
        self.timeline = skipping()
        self.camera = Camera(scene)
        self.reader = Reader()
        self.still: list[tuple[str, float]] = []
        self.read: list[tuple[str, CardReading]] = []
        self.lost: list[str] = []
        self.back: list[str] = []
        self.on_back: Callable[[], None] = lambda: None
        self.eyes = Eyes(
            self.timeline,
            pool or Inline(),
            self.camera,
            shows_table,
            self.reader,
            lambda document, since: self.still.append((document, since)),
            lambda document, reading: self.read.append((document, reading)),
            self.lost.append,
            on_frame,
            self._is_back,
        )

    def _is_back(self, device: str) -> None:
        self.back.append(device)
        self.on_back()

    def look(self, times: int = 20, until: Callable[[], bool] = lambda: False) -> None:
        """Let it look on; nothing is said about how often it comes to rest."""
        goal = self.camera.looks + times
        pump(self.timeline, until=lambda: until() or self.camera.looks >= goal)


def test_a_card_that_lies_still_is_told_and_read_once() -> None:
    desk = Desk(CARD, shows_table=False)
    desk.eyes.watch("id_card_front")
    desk.look()
    assert [document for document, _ in desk.still] == ["id_card_front"]
    assert desk.still[0][1] == 0.0, "still since its first frame"
    ((document, reading),) = desk.read
    assert (document, reading.accepted) == ("id_card_front", True)
    looks = desk.camera.looks
    desk.look()
    assert desk.camera.looks == looks, "read once, it looks no more"


def test_while_a_hand_moves_nothing_is_read() -> None:
    desk = Desk(None, shows_table=False)
    desk.eyes.watch("id_card_front")
    for step in range(12):
        desk.camera.scene = laid(shift=40 * (step % 2))
        desk.look(times=1)
    assert (desk.still, desk.read) == ([], [])
    desk.camera.scene = CARD
    desk.look()
    assert len(desk.read) == 1


def test_a_cameras_noise_is_no_movement() -> None:
    desk = Desk(None, shows_table=False)
    desk.eyes.watch("id_card_front")
    for seed in range(12):
        desk.camera.scene = laid(seed=seed)
        desk.look(times=1)
    assert len(desk.read) == 1


def test_nothing_at_all_is_waited_for_without_end() -> None:
    desk = Desk(None, shows_table=False)
    desk.eyes.watch("id_card_front")
    desk.look(times=200)
    assert (desk.still, desk.read, desk.lost) == ([], [], [])
    assert desk.camera.looks == 200


def test_an_empty_table_is_never_read_and_a_card_on_it_is() -> None:
    desk = Desk(TABLE, shows_table=True)
    desk.eyes.watch("id_card_front")
    desk.look(times=30)
    assert (desk.still, desk.read) == ([], []), "nobody is told to lay a card down again that never lay there"
    desk.camera.scene = CARD
    desk.look()
    assert len(desk.read) == 1


def test_something_else_that_lies_there_is_read_so_that_its_fault_can_be_told() -> None:
    desk = Desk(TABLE, shows_table=True)
    desk.eyes.watch("id_card_front")
    desk.look(times=5)
    desk.camera.scene = HAND
    desk.look()
    ((_, reading),) = desk.read
    assert not reading.accepted


def test_a_card_that_lay_there_before_it_was_asked_for_is_read() -> None:
    desk = Desk(CARD, shows_table=True)
    desk.eyes.watch("id_card_front")
    desk.look()
    assert len(desk.read) == 1


@pytest.mark.parametrize("shows_table", [True, False])
def test_a_card_that_could_not_be_read_is_not_read_again_before_she_touches_it(shows_table: bool) -> None:
    """While she hears what to do, the same glare must not use up her three tries."""
    desk = Desk(CARD, shows_table)
    desk.reader.accepts = False
    desk.eyes.watch("id_card_front")
    desk.look()
    assert len(desk.read) == 1
    desk.eyes.watch("id_card_front")
    desk.look(times=30)
    assert len(desk.read) == 1
    desk.camera.scene = HAND
    desk.look(times=2)
    desk.camera.scene = laid(shift=30)
    desk.look()
    assert len(desk.read) == 2


def test_the_side_that_was_read_is_not_taken_for_the_other_one() -> None:
    desk = Desk(CARD, shows_table=True)
    desk.eyes.watch("id_card_front")
    desk.look()
    desk.eyes.watch("id_card_back")
    desk.look(times=30)
    assert [document for document, _ in desk.read] == ["id_card_front"]
    desk.camera.scene = laid(shift=60)
    desk.look()
    assert [document for document, _ in desk.read] == ["id_card_front", "id_card_back"]


def test_a_source_that_shows_nothing_in_between_has_been_touched() -> None:
    """Pictures are laid one after the other; the last one again and again."""
    desk = Desk(CARD, shows_table=False)
    for count in (1, 2):
        desk.eyes.watch("id_card_front")
        desk.look()
        assert len(desk.read) == count
        desk.eyes.watch("id_card_front")
        desk.camera.scene = None
        desk.look(times=2)
        desk.camera.scene = CARD


def test_after_a_wipe_what_lies_there_is_somebody_elses_and_looked_at_anew() -> None:
    desk = Desk(CARD, shows_table=True)
    desk.eyes.watch("id_card_front")
    desk.look()
    desk.eyes.wipe()
    desk.eyes.watch("id_card_front")
    desk.look()
    assert len(desk.read) == 2


def test_a_reading_that_was_overtaken_is_thrown_away() -> None:
    pool = Later()
    desk = Desk(CARD, shows_table=False, pool=pool)
    desk.eyes.watch("id_card_front")
    desk.look(until=lambda: bool(pool.jobs))
    desk.eyes.rest()
    pool.do()
    pump(desk.timeline)
    assert desk.read == []


def test_watching_for_another_document_starts_afresh() -> None:
    pool = Later()
    desk = Desk(CARD, shows_table=False, pool=pool)
    desk.eyes.watch("id_card_front")
    desk.look(until=lambda: bool(pool.jobs))
    desk.eyes.watch("id_card_back")
    pool.do()
    desk.camera.scene = laid(shift=60)
    desk.look(until=lambda: bool(pool.jobs))
    pool.do()
    desk.look()
    assert desk.reader.read_as == ["id_card_front", "id_card_back"]
    assert [document for document, _ in desk.read] == ["id_card_back"]


def test_a_lost_camera_is_told_once_and_looked_at_until_it_is_back() -> None:
    desk = Desk(CARD, shows_table=False)
    desk.camera.broken = True
    desk.eyes.watch("id_card_front")
    desk.look()
    assert (desk.lost, desk.back, desk.read) == (["camera"], [], [])
    assert desk.timeline.now() > 5, "not at every tick"
    desk.camera.broken = False
    desk.look()
    assert (desk.lost, desk.back) == (["camera"], ["camera"])
    assert len(desk.read) == 1, "and the card that lies there is read"


def test_a_camera_that_is_still_lost_is_told_to_whom_it_matters_next() -> None:
    desk = Desk(CARD, shows_table=False)
    desk.camera.broken = True
    for _ in range(2):
        desk.eyes.watch("id_card_front")
        desk.look(times=5)
        desk.eyes.rest()
    assert desk.lost == ["camera", "camera"]


def test_who_asks_anew_when_the_camera_is_back_is_looked_for_anew() -> None:
    desk = Desk(CARD, shows_table=False)
    desk.camera.broken = True
    desk.eyes.watch("id_card_front")
    desk.look(times=3)
    desk.on_back = lambda: desk.eyes.watch("id_card_front")
    desk.camera.broken = False
    desk.look()
    assert desk.back == ["camera"]
    assert len(desk.read) == 1


def test_a_covered_lens_is_told_and_so_is_the_light_that_comes_back() -> None:
    desk = Desk(np.full((*SIZE, 3), 3, np.uint8), shows_table=True)
    desk.eyes.watch("id_card_front")
    desk.look(times=60)
    assert (desk.lost, desk.back, desk.read) == (["covered"], [], [])
    desk.camera.scene = TABLE
    desk.look(times=5)
    assert (desk.lost, desk.back) == (["covered"], ["covered"])


def test_a_reader_that_fails_is_told_and_nothing_is_accepted(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(CARD, shows_table=False)
    desk.reader.fails = True
    desk.eyes.watch("id_card_front")
    desk.look()
    assert (desk.lost, desk.read) == (["reader"], [])
    assert "ValueError" in caplog.text


def test_an_overtaken_reading_that_fails_does_not_stop_the_new_one() -> None:
    pool = Later()
    desk = Desk(CARD, shows_table=False, pool=pool)
    desk.eyes.watch("id_card_front")
    desk.look(until=lambda: bool(pool.jobs))
    desk.eyes.watch("id_card_back")
    desk.reader.fails = True
    pool.do()
    desk.reader.fails = False
    desk.camera.scene = laid(shift=60)
    desk.look(until=lambda: bool(pool.jobs))
    assert desk.lost == []
    pool.do()
    desk.look()
    assert [document for document, _ in desk.read] == ["id_card_back"]


def test_at_rest_it_never_looks() -> None:
    desk = Desk(CARD, shows_table=False)
    desk.eyes.watch("id_card_front")
    desk.eyes.rest()
    desk.look()
    assert desk.camera.looks == 0


def test_who_looks_at_the_screen_sees_the_picture_with_the_cards_outline() -> None:
    seen: list[tuple[Image | None, Quad | None, bool]] = []
    desk = Desk(TABLE, shows_table=True, on_frame=lambda *frame: seen.append(frame))
    desk.reader.accepts = False
    desk.eyes.watch("id_card_front")
    desk.look(times=20)
    assert all(outline is None for _, outline, _ in seen), "an empty table has no outline"
    seen.clear()
    for step in range(8):
        desk.camera.scene = laid(shift=30 * (step % 2))
        desk.look(times=1)
    frame, outline, still = seen[-1]
    assert frame is not None
    assert outline is not None
    assert not still
    assert np.abs(outline - np.array([[380, 200], [887, 200], [887, 520], [380, 520]])).max() < 45
    desk.camera.scene = CARD
    seen.clear()
    desk.look()
    assert len(desk.read) == 1
    assert any(still for frame, _, still in seen if frame is not None) or desk.still
    desk.eyes.rest()
    assert seen[-1] == (None, None, False), "nothing of the last picture stays"


def test_nobody_looks_and_no_outline_is_searched() -> None:
    pool = Later()
    desk = Desk(TABLE, shows_table=True, pool=pool)
    desk.eyes.watch("id_card_front")
    desk.look(times=4)
    assert not pool.jobs


def test_an_outline_that_hardly_moves_stays_where_it_was() -> None:
    before = np.array([[0, 0], [10, 0], [10, 6], [0, 6]], np.float32)
    assert steady(before, before + 2, slack=3) is before
    moved = before + 9
    assert steady(before, moved, slack=3) is moved
    assert steady(None, moved, slack=3) is moved
    assert steady(before, None, slack=3) is None


def refused(field: str, **values: str) -> CardReading:
    """A front of which one field can't be trusted."""
    fields = {
        "name": "毛晓燕",
        "sex": "女",
        "birth": "1988-06-15",
        "id_number": "330212198806153428",
        **values,
    }
    return CardReading(
        "id_card_front",
        False,
        {name: FieldReading(value, 0.9) for name, value in fields.items()},
        (Problem("glare", field),),
        0.1,
    )


def lay_twice(first: CardReading, second: CardReading, between: Callable[[Eyes], None]) -> CardReading:
    desk = Desk(CARD, shows_table=False)
    readings = [first, second]
    desk.reader.read = lambda image, document, birth=None: readings.pop(0)  # type: ignore[method-assign]
    desk.eyes.watch("id_card_front")
    desk.look(until=lambda: len(desk.read) == 1)
    between(desk.eyes)
    desk.camera.scene = laid(shift=120)
    desk.eyes.watch("id_card_front")
    desk.look(until=lambda: len(desk.read) == 2)
    return desk.read[1][1]


def test_a_card_laid_anew_is_helped_by_what_was_seen_before() -> None:
    reading = lay_twice(refused("name", name="毛"), refused("birth", birth="1988-06-1"), lambda eyes: None)
    assert reading.accepted
    assert reading.values()["name"] == "毛晓燕"
    assert reading.values()["birth"] == "1988-06-15"


def test_another_card_is_not_helped() -> None:
    other = refused("birth", id_number="33021219900101322X")
    assert not lay_twice(refused("name"), other, lambda eyes: None).accepted


def test_the_next_visitor_is_not_helped() -> None:
    assert not lay_twice(refused("name"), refused("birth"), lambda eyes: eyes.wipe()).accepted
