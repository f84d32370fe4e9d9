"""A touch reaches the conductor with the id of what was touched, once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.core.text import Language
from kiosk.terminal.screen import View
from tests.ui import tree
from tests.ui.conftest import Window
from ui.touch.window import _Hand

Views = dict[Language, dict[str, View]]
_WITHOUT = ("standby", "digits", "plate", "home-heard", "place-card-back", "confirm-both-sides")
"""Tested for themselves below, or with the same buttons as another."""


def press(window: Window, button: QQuickItem) -> None:
    middle = tree.place(button).center().toPoint()
    QTest.mouseClick(window.app.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    window.app.settle()


def named(window: Window, text: str) -> QQuickItem:
    return next(b for b in tree.buttons(window.app.window) if b.property("text") == text)


def wanted(view: View) -> list[tuple[str, str]]:
    always = () if view.page == "emergency" else view.always
    return sorted((c.kind, c.id) for c in (*view.choices, *always))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_choice_can_be_touched(sized: Window, every_view: Views, language: Language) -> None:
    for name, view in every_view[language].items():
        if name in _WITHOUT:
            continue
        sized.show(view)
        sized.taps.clear()
        before: list[QQuickItem] = []
        more = view.words["more"]
        # A long list has further leaves.
        while True:
            for button in tree.buttons(sized.app.window):
                if button.property("text") not in (more, view.words["fewer"]) and button not in before:
                    press(sized, button)
                    before += [button] if any(c.label == button.property("text") for c in view.always) else []
            following = [b for b in tree.buttons(sized.app.window) if b.property("text") == more]
            if not following:
                break
            press(sized, following[0])
        assert sorted(sized.taps) == wanted(view), name


def test_standby_begins_wherever_it_is_touched(sized: Window, every_view: Views) -> None:
    sized.show(every_view["zh"]["standby"])
    sized.taps.clear()
    for x, y in ((0.05, 0.05), (0.5, 0.5), (0.9, 0.95)):
        size = sized.app.window.size()
        point = tree.place(sized.app.window.contentItem()).center().toPoint()
        point.setX(int(size.width() * x))
        point.setY(int(size.height() * y))
        QTest.mouseClick(sized.app.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    assert sized.taps == [("wake", "")] * 3


def test_digits_are_typed_corrected_and_sent(sized: Window, every_view: Views) -> None:
    view = every_view["zh"]["digits"]
    sized.show(every_view["zh"]["home"])
    sized.show(view)
    sized.taps.clear()
    for key in "13809":
        press(sized, named(sized, key))
    press(sized, named(sized, view.words["delete"]))
    press(sized, named(sized, "7"))
    assert "138 07" in {t.text for t in tree.texts(sized.app.window)}
    press(sized, named(sized, view.words["done"]))
    assert sized.taps == [("text", "13807")]
    assert not any("138" in t.text for t in tree.texts(sized.app.window))


def test_a_plate_begins_with_its_province(sized: Window, every_view: Views) -> None:
    view = every_view["zh"]["plate"]
    sized.show(every_view["zh"]["home"])
    sized.show(view)
    sized.taps.clear()
    for key in "浙B12345":
        press(sized, named(sized, key))
    press(sized, named(sized, view.words["done"]))
    assert sized.taps == [("text", "浙B12345")]


def test_every_finger_is_told_even_beside_the_buttons(window: Window, every_view: Views) -> None:
    view = every_view["zh"]["confirm-item"]
    window.show(view)
    beside = tree.place(window.app.window.contentItem()).center().toPoint()
    QTest.mouseClick(window.app.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, beside)
    assert (window.touches, window.taps) == (1, [])
    press(window, named(window, view.choices[0].label))
    assert (window.touches, window.taps) == (2, [("command", "confirm")])


def test_a_screen_reader_can_press(window: Window, every_view: Views) -> None:
    view = every_view["zh"]["confirm-item"]
    window.show(view)
    button = named(window, view.choices[0].label)
    actions = QAccessible.queryAccessibleInterface(button).actionInterface()
    actions.doAction("Press")
    window.app.settle()
    assert window.taps == [("command", "confirm")]


def test_a_second_touch_on_a_new_page_is_let_go() -> None:
    taps: list[tuple[str, str]] = []
    clock = [10.0]
    hand = _Hand(lambda kind, what: taps.append((kind, what)), lambda: clock[0], 0.35)
    hand.tap("command", "confirm")
    hand.page_turned()
    clock[0] = 10.2
    hand.tap("command", "confirm")
    clock[0] = 10.4
    hand.tap("command", "deny")
    assert taps == [("command", "confirm"), ("command", "deny")]


def test_buttons_stay_while_only_the_face_changes(window: Window, every_view: Views) -> None:
    """A finger on a button must not lose it because 小智 opened her ears."""
    view = every_view["zh"]["confirm-item"]
    window.show(view)
    before = tree.buttons(window.app.window)
    window.show(replace(view, face="listening", caption="另一句", heard="您说：对"))
    assert tree.buttons(window.app.window) == before
