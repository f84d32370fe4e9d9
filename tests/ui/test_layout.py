"""Nothing is cut off, covered, too small, too pale or without a name: every page, language, type and size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage

from kiosk.core.text import Language
from kiosk.terminal.screen import View
from tests.ui import tree
from tests.ui.conftest import Window
from ui.touch.samples import invented_frame
from ui.touch.viewmodel import PAGES

_LEAST_TEXT = 25
"""18 pt at 102 dpi."""
_LEAST_TARGET = 60
_HIGH = 7.0
"""WCAG AAA: what high contrast is for."""

Views = dict[Language, dict[str, View]]


def test_the_samples_show_every_page(every_view: Views) -> None:
    assert {v.page for v in every_view["zh"].values()} == set(PAGES) - {"sign_in", "officer", "closed"}


@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_can_be_read_and_touched(
    sized: Window, every_view: Views, language: Language, large: bool
) -> None:
    faults = []
    for name, view in every_view[language].items():
        sized.show(replace(view, large=large))
        faults += [f"{name}: {fault}" for fault in _faults(sized)]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_that_can_be_touched_is_within_reach_of_a_wheelchair(
    window: Window, every_view: Views, language: Language, large: bool
) -> None:
    """In the lower three fifths of an upright panel; nothing gets lost for it."""
    faults = []
    for name, view in every_view[language].items():
        if view.page == "standby":
            # It is touched anywhere, and says so to nobody yet.
            continue
        window.show(replace(view, large=large, low=True))
        faults += [f"{name}: {fault}" for fault in _faults(window)]
        lowest = 0.4 * window.app.window.height()
        faults += [
            f"{name}: out of reach: {b.property('text')!r}"
            for b in tree.buttons(window.app.window)
            if tree.place(b).top() < lowest - 1
        ]
    window.app.screen.model.aid(True)
    window.app.settle()
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("way", ["department", "letters"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_way_of_finding_can_be_read_and_touched(
    sized: Window, every_view: Views, language: Language, way: str
) -> None:
    faults = []
    for large, low in ((False, False), (True, False), (False, True), (True, True)):
        sized.show(every_view[language]["moment"])
        sized.show(replace(every_view[language]["home"], large=large, low=low))
        sized.app.screen.model.find(way)
        for letter in ("", "J", "Z"):
            sized.app.screen.model.spell(letter)
            sized.app.settle()
            faults += [f"{way} {letter} {large} {low}: {fault}" for fault in _faults(sized)]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sheet_of_aids_can_be_read_and_touched(
    sized: Window, every_view: Views, language: Language
) -> None:
    faults = []
    for large, low in ((False, False), (True, False), (False, True), (True, True)):
        sized.show(replace(every_view[language]["notice"], large=large, low=low))
        sized.app.screen.model.aid(True)
        sized.app.settle()
        faults += [f"{large} {low}: {fault}" for fault in _faults(sized)]
        sized.app.screen.model.aid(False)
    assert not faults, "\n" + "\n".join(faults)


def test_high_contrast_is_seven_to_one_everywhere(sized: Window, every_view: Views) -> None:
    faults = []
    for name, view in every_view["zh"].items():
        if view.page == "standby":
            continue
        sized.show(replace(view, contrast=True))
        faults += [f"{name}: {f}" for f in _faults(sized)]
        faults += [
            f"{name}: {t.text[:20]!r} {t.contrast:.1f}"
            for t in tree.texts(sized.app.window)
            if t.contrast < _HIGH
        ]
    sized.show(replace(every_view["zh"]["home"], contrast=False))
    assert not faults, "\n" + "\n".join(faults)


def test_the_page_at_rest_is_dim_at_night_and_can_still_be_read(sized: Window, every_view: Views) -> None:
    def light() -> float:
        sized.show(every_view["zh"]["standby"])
        sized.app.screen.model.put_night(dark)
        QCoreApplication.processEvents()
        return float(_pixels(sized.app.window.grabWindow()).mean())

    dark = False
    by_day = light()
    dark = True
    by_night = light()
    faults = [f for f in (t for t in tree.texts(sized.app.window)) if f.contrast < 4.5]
    assert by_night < 0.5 * by_day
    assert not faults, [(f.text, f.contrast) for f in faults]
    sized.app.screen.model.put_night(False)


_NAMED_ROLES = {
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.Graphic,
    QAccessible.Role.Heading,
    QAccessible.Role.ListItem,
    QAccessible.Role.Dialog,
    QAccessible.Role.Indicator,
    QAccessible.Role.AlertMessage,
    QAccessible.Role.StaticText,
}


def _told(window: Window) -> list[QAccessibleInterface]:
    """What a screen reader can reach: of all that is painted what the accessibility tree knows of."""
    # A text without letters tells the reader to pass it by.
    painted = [i for i in tree.shown(window.app.window) if not i.inherits("QQuickText") or i.property("text")]
    found = (QAccessible.queryAccessibleInterface(i) for i in painted)
    return [f for f in found if f is not None and f.role() in _NAMED_ROLES]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_screen_reader_finds_a_name_for_everything_and_a_heading_on_every_page(
    window: Window, every_view: Views, language: Language
) -> None:
    faults = []
    for name, view in every_view[language].items():
        window.show(view)
        told = _told(window)
        roles = [t.role() for t in told]
        faults += [
            f"{name}: {t.role()} has no name at {t.rect()}"
            for t in told
            if not t.text(QAccessible.Text.Name).strip()
        ]
        if QAccessible.Role.Heading not in roles:
            faults.append(f"{name}: no heading")
        names = {t.text(QAccessible.Text.Name) for t in told}
        faults += [
            f"{name}: {b.property('text')!r} isn't told"
            for b in tree.buttons(window.app.window)
            if b.property("text") not in names
        ]
    assert not faults, "\n" + "\n".join(faults)


def test_the_live_camera_leaves_all_in_place(sized: Window, every_view: Views) -> None:
    sized.show(every_view["zh"]["place-card"])
    sized.app.screen.preview(*invented_frame())
    sized.app.settle()
    assert sized.app.screen.model.property("preview")
    assert not _faults(sized)
    sized.app.screen.preview(None, None)
    sized.app.settle()


def _faults(window: Window) -> list[str]:
    return [*_texts(window), *_targets(window)]


def _texts(window: Window) -> list[str]:
    faults = []
    texts = tree.texts(window.app.window)
    assert texts
    for text in texts:
        said = text.text[:24]
        if text.item.property("truncated") or not tree.inside(text.ink, text.box):
            faults.append(f"text is cut: {said!r} {text.ink} in {text.box}")
        faults += [
            f"text reaches over its frame: {said!r} {text.ink} in {edge}"
            for edge in tree.clips(text.item, window.app.window)
            if not tree.inside(text.ink, edge)
        ]
        if text.item.property("font").pixelSize() < _LEAST_TEXT:
            faults.append(f"text is small: {said!r}")
        if text.contrast < 4.5:
            faults.append(f"text is pale: {said!r} {text.contrast:.1f}")
    faults += [f"texts overlap: {a!r} {b!r}" for a, b in tree.overlaps([(t.text[:24], t.ink) for t in texts])]
    return faults


def _targets(window: Window) -> list[str]:
    faults = []
    buttons = tree.buttons(window.app.window)
    for button in buttons:
        place = tree.place(button)
        name = button.property("text")
        if min(place.width(), place.height()) < _LEAST_TARGET:
            faults.append(f"target is small: {name!r} {place}")
        if not all(tree.inside(place, edge) for edge in tree.clips(button, window.app.window)):
            faults.append(f"target is cut: {name!r} {place}")
        interface = QAccessible.queryAccessibleInterface(button)
        if not name or interface is None or interface.text(QAccessible.Text.Name) != name:
            faults.append(f"target has no name: {place}")
        elif interface.role() != QAccessible.Role.Button:
            faults.append(f"target isn't told as a button: {name!r}")
    faults += [
        f"targets overlap: {a!r} {b!r}"
        for a, b in tree.overlaps([(b.property("text"), tree.place(b)) for b in buttons])
    ]
    return faults


def test_the_painted_letters_stand_out(sized: Window, every_view: Views) -> None:
    """The declared grounds are the real ones: measured on the picture."""
    faults = []
    for name, view in every_view["zh"].items():
        sized.show(view)
        picture = _pixels(sized.app.window.grabWindow())
        for text in tree.texts(sized.app.window):
            got = _measured(picture, text)
            if got < 4.0:  # edges are smoothed: a little less than what was declared
                faults.append(f"{name}: {text.text[:20]!r} {got:.1f}")
    assert not faults, "\n" + "\n".join(faults)


def _pixels(image: QImage) -> NDArray[np.uint8]:
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def _measured(picture: NDArray[np.uint8], text: tree.Text) -> float:
    ink = text.ink
    part = picture[int(ink.top()) : int(ink.bottom()) + 1, int(ink.left()) : int(ink.right()) + 1] / 255.0
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    light = linear @ np.array([0.2126, 0.7152, 0.0722])
    # The ground is what most pixels are; the letters are what is farthest from it.
    ground = float(np.median(light))
    letters = max((float(np.percentile(light, p)) for p in (1, 99)), key=lambda v: abs(v - ground))
    lighter, darker = max(ground, letters), min(ground, letters)
    return (lighter + 0.05) / (darker + 0.05)
