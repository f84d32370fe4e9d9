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
_KEYED = ("digits", "id-tail", "digits-any", "plate", "date")
_FINDER = ("home", "home-heard", "home-notice")
_WITHOUT = (*_KEYED, *_FINDER, "place-card-back", "confirm-both-sides")
"""Tested for themselves below, or with the same buttons as another."""


def press(window: Window, button: QQuickItem) -> None:
    middle = tree.place(button).center().toPoint()
    QTest.mouseClick(window.app.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    window.app.settle()


def named(window: Window, text: str) -> QQuickItem:
    return next(b for b in tree.buttons(window.app.window) if b.property("text") == text)


def wanted(view: View) -> list[tuple[str, str]]:
    always = view.always
    if view.page == "emergency":
        # Nothing leads away from it but "finish"; it can be heard again and read in the other language.
        always = tuple(c for c in always if c.id == "repeat" or c.kind == "language")
    more = [("command", "wait")] if view.countdown is not None and view.page in _COUNTING else []
    return sorted([*((c.kind, c.id) for c in (*view.choices, *always)), *more])


_COUNTING = ("notice", "survey", "handover", "emergency")
"""A touch on their seconds gives more time."""


def pressed(window: Window, but: list[str]) -> list[str]:
    """Every button that is there, but those of these names; the names of those pressed."""
    done: list[str] = []
    while True:
        waiting = [
            b
            for b in tree.buttons(window.app.window)
            if b.isEnabled() and b.property("text") not in (*done, *but)
        ]
        if not waiting:
            return done
        done.append(waiting[0].property("text"))
        press(window, waiting[0])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_choice_can_be_touched(sized: Window, every_view: Views, language: Language) -> None:
    for name, view in every_view[language].items():
        if name in _WITHOUT or view.page == "standby":
            continue
        sized.show(view)
        sized.taps.clear()
        turning = [view.words[w] for w in ("more", "other", "fewer")]
        aside = [*turning, view.words["aids"]]
        done: list[str] = []
        # A long list has further leaves.
        while True:
            done += pressed(sized, [*aside, *done])
            following = [b for b in tree.buttons(sized.app.window) if b.property("text") in turning[:2]]
            if not following:
                break
            press(sized, following[0])
        # The same answer may stand on the page and in the bar.
        assert set(sized.taps) == set(wanted(view)), name
        assert len(sized.taps) == len(set(sized.taps)), name


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


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_home_page_finds_an_item_in_three_ways(
    sized: Window, every_view: Views, language: Language
) -> None:
    view = every_view[language]["home"]
    words = view.words
    ways = [words[f"find.{w}"] for w in ("happened", "department", "letters")]
    groups = list(dict.fromkeys(c.group for c in view.choices))
    aside = [*ways, *groups, words["aids"], *(c.label for c in view.always)]
    turning = (words["more"], words["other"])
    sized.show(every_view[language]["moment"])
    sized.show(view)
    sized.taps.clear()
    pressed(sized, aside)
    # The last card looks into a paper somebody brought.
    assert sized.taps == [*(("happened", c.id) for c in view.happenings), ("command", "verify")]
    sized.taps.clear()
    press(sized, named(sized, ways[1]))
    for group in groups:
        press(sized, named(sized, group))
        done = pressed(sized, [*aside, *turning, words["fewer"]])
        while following := [b for b in tree.buttons(sized.app.window) if b.property("text") in turning]:
            press(sized, following[0])
            done += pressed(sized, [*aside, *turning, words["fewer"], *done])
    assert sorted(sized.taps) == sorted(("item", c.id) for c in view.choices)


def test_letters_lead_to_an_item_and_those_that_lead_nowhere_cannot_be_touched(
    sized: Window, every_view: Views
) -> None:
    view = every_view["zh"]["home"]
    sized.show(every_view["zh"]["moment"])
    sized.show(view)
    sized.taps.clear()
    press(sized, named(sized, view.words["find.letters"]))
    assert not named(sized, "V").isEnabled()
    press(sized, named(sized, "V"))
    for letter in "XSZ":
        press(sized, named(sized, letter))
    press(sized, named(sized, "行驶证要补换"))
    assert sized.taps == [("item", "veh_license")]
    press(sized, named(sized, view.words["delete"]))
    assert sized.app.screen.model.property("spelled") == "XS"
    sized.show(every_view["zh"]["confirm-item"])
    sized.show(view)
    assert sized.app.screen.model.property("spelled") == "", "nothing typed outlives the page"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sheet_of_aids(sized: Window, every_view: Views, language: Language) -> None:
    view = every_view[language]["confirm-item"]
    sized.show(view)
    sized.taps.clear()
    press(sized, named(sized, view.words["aids"]))
    portrait = sized.app.window.height() > sized.app.window.width()
    wanted_aids = [("aid", a) for a in ("contrast", "low", "calm") if portrait or a != "low"]
    pressed(sized, [view.words["aids"], view.words["aids.close"], *(c.label for c in view.always)])
    assert sorted(sized.taps) == sorted([*wanted_aids, ("command", "louder"), ("command", "slower")])
    sized.show(replace(view, contrast=True))
    box = next(b for b in tree.buttons(sized.app.window) if b.property("text") == view.aids[0].label)
    assert QAccessible.queryAccessibleInterface(box).state().checked
    press(sized, named(sized, view.words["aids.close"]))
    assert named(sized, view.choices[0].label)


def typed(window: Window) -> str:
    """What a screen reader tells of the cells."""
    cells = next(
        i for i in tree.shown(window.app.window) if i.metaObject().className().startswith("TypedCells")
    )
    told = str(QAccessible.queryAccessibleInterface(cells).text(QAccessible.Text.Name))
    return "" if told == "—" else told


def open_question(window: Window, views: dict[str, View], name: str) -> View:
    """The page as it comes, from another one, with nothing typed."""
    window.show(views["home"])
    window.show(views[name])
    window.taps.clear()
    return views[name]


def test_digits_are_typed_corrected_and_sent(sized: Window, every_view: Views) -> None:
    view = open_question(sized, every_view["zh"], "digits")
    done = named(sized, view.words["done"])
    for key in "138001389":
        press(sized, named(sized, key))
    press(sized, named(sized, view.words["delete"]))
    assert typed(sized) == "138 0013 8"
    press(sized, done)
    assert sized.taps == [], "it isn't whole yet"
    for key in "0000":
        press(sized, named(sized, key))
    assert typed(sized) == "138 0013 8000", "no more than eleven"
    press(sized, done)
    assert sized.taps == [("value", "13800138000")]
    assert typed(sized) == ""
    assert sized.app.screen.model.property("typed") == ""


def test_a_plate_begins_with_its_province_then_a_letter(sized: Window, every_view: Views) -> None:
    view = open_question(sized, every_view["zh"], "plate")
    for key in "浙B":
        press(sized, named(sized, key))
    for key in "D12345":
        press(sized, named(sized, key))
    assert typed(sized) == "浙B D12345"
    press(sized, named(sized, view.words["done"]))
    assert sized.taps == [("value", "浙BD12345")]


def test_a_date_takes_no_key_that_makes_no_day(sized: Window, every_view: Views) -> None:
    view = open_question(sized, every_view["zh"], "date")
    assert [k for k in "0123456789" if named(sized, k).isEnabled()] == ["1", "2"]
    for key in "20270105":
        press(sized, named(sized, key))
    assert typed(sized) == "2027 01 05"
    press(sized, named(sized, view.words["done"]))
    assert sized.taps == [("value", "2027-01-05")]


def test_another_question_finds_nothing_typed(window: Window, every_view: Views) -> None:
    view = open_question(window, every_view["zh"], "digits")
    press(window, named(window, "7"))
    window.show(replace(view, caption="没听清。", heard="您说：嗯"))
    assert typed(window) == "7", "the same question keeps it"
    window.show(replace(view, slot="another"))
    assert typed(window) == ""


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
