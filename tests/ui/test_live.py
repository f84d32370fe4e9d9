"""What moves by itself: the seconds that are left, the outline over the live picture, 小智's face."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtQuick import QQuickItem

from kiosk.core.text import Language
from kiosk.terminal.screen import RecordingScreen, View, Watched
from tests.ui import tree
from tests.ui.conftest import ASSETS, Window
from ui.touch import shots
from ui.touch.samples import invented_frame
from ui.touch.window import TouchApp

Views = dict[Language, dict[str, View]]


@pytest.fixture
def moving() -> Iterator[TouchApp]:
    """A window whose animations run."""
    app = TouchApp(lambda kind, what: None, ASSETS, size=(540, 960))
    yield app
    app.close()


def part(app: TouchApp, kind: str) -> QQuickItem:
    """The visible control of this file."""
    return next(i for i in tree.shown(app.window) if i.metaObject().className().startswith(f"{kind}_"))


def wait(app: TouchApp, until: object, seconds: float = 5.0) -> None:
    for _ in range(int(seconds / 0.05)):
        if until():  # type: ignore[operator]
            return
        app.settle(0.05)
    raise AssertionError("it never came")


def test_the_seconds_go_down_by_themselves_and_a_new_counting_begins_anew(
    moving: TouchApp, every_view: Views
) -> None:
    warning = every_view["zh"]["warning"]
    moving.screen.show(warning)
    moving.settle()
    ring = part(moving, "CountdownRing")
    assert ring.property("remaining") == 15
    wait(moving, lambda: ring.property("remaining") <= 14)
    moving.screen.show(replace(warning, caption="您还在吗？"))
    moving.settle()
    assert ring.property("remaining") <= 14, "a word doesn't begin it anew"
    moving.screen.show(replace(warning, countdown_round=warning.countdown_round + 1))
    moving.settle()
    assert ring.property("remaining") == 15


def test_the_seconds_of_a_notice_come_and_go_without_moving_a_button(
    window: Window, every_view: Views
) -> None:
    notice = every_view["zh"]["notice-goes-on"]
    window.show(replace(notice, countdown=None))
    more = notice.words["more_time"]

    def places() -> list[QRectF]:
        return [tree.place(b) for b in tree.buttons(window.app.window) if b.property("text") != more]

    before = places()
    assert "8" not in {t.text for t in tree.texts(window.app.window)}
    window.show(notice)
    assert "8" in {t.text for t in tree.texts(window.app.window)}
    assert places() == before


def test_the_outline_tells_in_words_and_by_its_line_whether_the_card_lies_still(
    window: Window, every_view: Views
) -> None:
    view = every_view["zh"]["place-card"]
    window.show(view)
    frame, outline = invented_frame()
    told = {}
    for name, corners, still in (("none", None, False), ("moving", outline, False), ("still", outline, True)):
        window.app.screen.preview(frame, corners, still)
        window.app.settle()
        assert window.app.screen.model.property("lies") == name
        told[name] = {t.text for t in tree.texts(window.app.window)} & {
            view.words[f"card.{n}"] for n in ("none", "moving", "still")
        }
    assert told == {n: {view.words[f"card.{n}"]} for n in told}


@pytest.mark.parametrize("face", ["idle", "listening", "thinking", "speaking", "sorry", "happy"])
def test_every_mood_has_one_mouth(window: Window, every_view: Views, face: str) -> None:
    window.show(replace(every_view["zh"]["home"], face=face))  # type: ignore[arg-type]
    face_of = part(window.app, "XiaoZhi")
    assert face_of.property("mood") == face
    mouths = [
        i
        for i in tree.walk(face_of)
        if i.inherits("QQuickImage")
        and str(i.property("source").toString()).endswith(("smile.svg", "grin.svg", "frown.svg", "hum.svg"))
    ]
    assert len(mouths) == 1
    window.app.screen.level(0.8)
    window.app.settle()
    assert mouths[0].isVisible() is (face != "speaking"), "who speaks moves another mouth"


def test_who_watches_and_who_keeps_see_the_same(window: Window, every_view: Views) -> None:
    kept = RecordingScreen()
    screen = Watched(window.app.screen, kept)
    screen.show(every_view["zh"]["home"])
    screen.preview(*invented_frame())
    screen.level(0.5)
    window.app.settle()
    assert [v.page for v in kept.views] == [window.app.screen.model.view.page] == ["home"]
    screen.clear()
    window.app.settle()
    assert kept.cleared
    assert window.app.screen.model.view.page == "standby"


def test_a_picture_shows_the_page_before_the_thinking(every_view: Views) -> None:
    home, checking = every_view["zh"]["home"], every_view["zh"]["checking"]
    asked = replace(home, face="listening", caption="请说。")
    steps = shots._steps([home, asked, replace(asked, face="thinking"), checking, home])
    assert steps == [asked, checking, home]


def test_pictures_can_be_made_beside_an_open_window(
    window: Window, every_view: Views, tmp_path: object
) -> None:
    shots.render_elsewhere([every_view["zh"]["recognise"]], tmp_path / "out", (540, 960))  # type: ignore[operator]
    assert [f.name for f in (tmp_path / "out").iterdir()] == ["01-recognise.png"]  # type: ignore[operator]
