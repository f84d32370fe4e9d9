"""The port: from any thread, at once, with copies; and nothing of a visit stays."""

from __future__ import annotations

import gc
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from kiosk.core.text import Language
from kiosk.terminal.screen import Screen, View
from tests.ui import tree
from tests.ui.conftest import Window
from ui.touch.images import NUMBER_STRIP, to_qimage, without_number
from ui.touch.samples import invented_card, invented_frame

Views = dict[Language, dict[str, View]]


def on_another_thread(call: object) -> None:
    thread = threading.Thread(target=call)  # type: ignore[arg-type]
    thread.start()
    thread.join(10)
    assert not thread.is_alive()


def test_a_view_from_another_thread_is_shown(window: Window, every_view: Views) -> None:
    screen: Screen = window.app.screen
    view = every_view["en"]["handover"]
    on_another_thread(lambda: screen.show(view))
    model = window.app.screen.model
    assert model.view.page == "standby"  # nothing happens on the caller's thread
    window.app.settle()
    assert model.property("page") == "Handover"
    for name in ("title", "hint", "hall", "subtitle", "caption", "heard", "cause", "item"):
        assert model.property(name) == getattr(view, name)
    assert [c["id"] for c in model.property("choices")] == ["finish", "why"]
    assert [f["value"] for f in model.property("facts")] == ["3", "A037"]
    said = {t.text for t in tree.texts(window.app.window)}
    assert {view.title, view.hint, view.caption, "A037"} <= said


def test_the_pictures_are_copies(window: Window, every_view: Views) -> None:
    card = invented_card()
    view = replace(every_view["zh"]["recognise"], card=card)
    window.app.screen.show(view)
    card[:] = 0  # the visit ends and overwrites
    window.app.settle()
    image = window.app.screen.images.get("card")
    assert image is not None
    assert image.pixelColor(700, 80).lightness() > 200


def test_the_same_card_is_sent_once_and_a_new_one_again(window: Window, every_view: Views) -> None:
    view = every_view["zh"]["recognise"]
    window.show(view)
    first = window.app.screen.model.property("card")
    window.show(replace(view, caption="请稍等"))
    assert window.app.screen.model.property("card") == first
    window.show(replace(view, card=invented_card()))
    assert window.app.screen.model.property("card") != first


def test_the_number_on_the_card_is_covered() -> None:
    card = invented_card()
    covered = without_number(card)
    left, top, right, bottom = NUMBER_STRIP
    height, width = card.shape[:2]
    rows, columns = (
        slice(int(top * height), int(bottom * height)),
        slice(int(left * width), int(right * width)),
    )
    assert len(np.unique(covered[rows, columns].reshape(-1, 3), axis=0)) <= 9
    assert np.array_equal(covered[: int(top * height)], card[: int(top * height)])


def test_a_masked_value_has_no_crop(window: Window, every_view: Views) -> None:
    window.show(every_view["zh"]["confirm-fields"])
    fields = window.app.screen.model.property("fields")
    masked = [f for f in fields if "*" in f["value"]]
    assert masked
    assert all(f["crop"] == "" for f in masked)
    assert any(f["crop"] for f in fields)


def test_bgr_becomes_the_right_colour() -> None:
    image = to_qimage(np.full((4, 5, 3), (10, 20, 250), np.uint8))
    assert image.pixelColor(2, 2).getRgb()[:3] == (250, 20, 10)


def test_only_the_newest_frame_is_shown(window: Window, every_view: Views) -> None:
    window.show(every_view["zh"]["place-card"])
    frame, outline = invented_frame()

    def film() -> None:
        for _ in range(30):
            window.app.screen.preview(np.zeros_like(frame), None)
        window.app.screen.preview(frame, outline)

    on_another_thread(film)
    window.app.settle()
    model = window.app.screen.model
    assert model.property("preview").endswith("/1")  # one picture was made
    assert len(model.property("outline")) == 4
    assert model.property("outline")[0]["x"] == pytest.approx(560 / 1920)
    image = window.app.screen.images.get("preview")
    assert image is not None
    assert image.width() == 960
    window.app.screen.preview(None, None)
    window.app.settle()
    assert model.property("preview") == ""
    assert window.app.screen.images.get("preview") is None


def test_the_level_is_kept_between_0_and_1(window: Window) -> None:
    for given, shown in ((-1.0, 0.0), (0.4, 0.4), (7.0, 1.0)):
        window.app.screen.level(given)
        window.app.settle()
        assert window.app.screen.model.property("level") == pytest.approx(shown)


@pytest.mark.parametrize(
    "name", ["confirm-both-sides", "recognise", "place-card", "result", "home-heard", "digits", "choice"]
)
def test_clear_leaves_nothing(window: Window, every_view: Views, name: str) -> None:
    standby = every_view["zh"]["standby"]
    window.show(standby)
    rest = {t.text for t in tree.texts(window.app.window)}
    view = every_view["zh"][name]
    window.show(view)
    window.app.screen.preview(*invented_frame())
    window.app.screen.level(0.8)
    window.app.settle()
    assert {t.text for t in tree.texts(window.app.window)} - rest
    assert len(window.app.screen.images)
    on_another_thread(window.app.screen.clear)
    window.app.settle()
    assert len(window.app.screen.images) == 0
    # Hidden items too: the whole tree, not only what is visible.
    left = {
        str(i.property("text")) for i in _everything(window.app.window.contentItem()) if i.property("text")
    }
    secrets = {view.caption, view.heard, *(f.value for f in view.fields), *view.facts.values()} - {""}
    assert not {s for s in secrets for t in left if s == t}
    sources = [str(i.property("source").toString()) for i in _everything(window.app.window.contentItem())
               if i.inherits("QQuickImage")]  # fmt: skip
    assert not [s for s in sources if "image://visit" in s]
    assert window.app.screen.model.view.fields == ()
    assert window.app.screen.model.property("level") == 0.0
    assert {t.text for t in tree.texts(window.app.window)} == rest


def test_clear_before_anything_was_shown(window: Window) -> None:
    window.app.screen.clear()
    window.app.settle()
    assert window.app.screen.model.property("page") == "Standby"


def test_a_frame_that_waits_is_cleared_too(window: Window, every_view: Views) -> None:
    window.show(every_view["zh"]["standby"])
    window.app.screen.preview(*invented_frame())
    window.app.screen.clear()
    window.app.settle()
    assert len(window.app.screen.images) == 0
    assert window.app.screen.model.property("preview") == ""


def _everything(item: object) -> list[object]:
    return [item, *(j for child in item.childItems() for j in _everything(child))]  # type: ignore[attr-defined]


def test_an_unknown_page_is_told_and_its_choices_stay(
    window: Window, every_view: Views, caplog: pytest.LogCaptureFixture
) -> None:
    view = replace(every_view["zh"]["clarify"], page="something_new")
    with caplog.at_level("ERROR", logger="ui.touch"):
        window.show(view)
    assert any(getattr(r, "code", "") == "unknown_page" for r in caplog.records)
    assert {c.short for c in view.choices} <= {b.property("text") for b in tree.buttons(window.app.window)}


class _Emitter(QObject):
    fired = Signal(object)
    bare = Signal()


def test_600_emits_lose_no_reference() -> None:
    """PySide6 6.12.0 on Python 3.11 loses a reference to True on every emit and aborts after a minute."""
    emitter = _Emitter()
    got: list[object] = []
    emitter.fired.connect(got.append)
    gc.collect()
    before = sys.getrefcount(True)
    for number in range(600):
        emitter.fired.emit(number)
        emitter.bare.emit()
    assert len(got) == 600
    assert abs(sys.getrefcount(True) - before) < 100


def test_another_question_on_the_same_page_takes_no_second_touch(window: Window, every_view: Views) -> None:
    turned: list[int] = []
    asked = every_view["zh"]["yes-no"]
    window.show(asked)
    window.app.screen.on_page = lambda: turned.append(1)
    window.show(replace(asked, caption="请稍等"))
    assert turned == []
    window.show(replace(asked, hint="另一个问题"))
    assert turned == [1]
