"""Nothing is cut off, covered, too small, too pale or without a name: every page, language, type and size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QAccessible, QImage

from kiosk.core.text import Language
from kiosk.terminal.screen import View
from tests.ui import tree
from tests.ui.conftest import Window
from ui.touch.samples import invented_frame
from ui.touch.viewmodel import PAGES

_LEAST_TEXT = 25
"""18 pt at 102 dpi."""
_LEAST_TARGET = 60

Views = dict[Language, dict[str, View]]


def test_the_samples_show_every_page(every_view: Views) -> None:
    assert {v.page for v in every_view["zh"].values()} == set(PAGES)


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
