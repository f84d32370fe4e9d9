"""Nothing is cut off, covered, too small, too pale or without a name: every page, zh and en, two screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem, QQuickWindow

from tests.staff.conftest import DeskOnLine
from tests.staff.shots import Album, invented_hall
from tests.ui import tree

_LEAST_TEXT = 14
"""10.5 pt at 96 dpi."""
_LEAST_TARGET = 28
"""WCAG 2.2 asks for 24 px where a mouse points."""

Hall = tuple[DeskOnLine, dict[str, str]]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    hall, cases = invented_hall(Path(tmp_path_factory.mktemp("day")) / "state")
    yield hall, cases
    hall.close()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)], ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_can_be_read_and_used(
    day: Hall, tmp_path: Path, language: str, size: tuple[int, int], caplog: pytest.LogCaptureFixture
) -> None:
    hall, cases = day
    album = Album(hall.url, tmp_path, cases, language, size)
    album.hall = hall
    faults: list[str] = []
    seen = []
    for name in album.pages():
        # A picture is taken, so that all is laid out.
        album.officer.app.settle()
        album.officer.app.window.grabWindow()
        seen.append(name)
        faults += [f"{name}: {fault}" for fault in _faults(album.officer.app.window)]
    album.officer.app.close()
    faults += [record.getMessage() for record in caplog.records if "has a fault" in record.getMessage()]
    assert len(seen) > 15
    assert not faults, "\n" + "\n".join(faults)


def _faults(window: QQuickWindow) -> list[str]:
    return [*_texts(window), *_targets(window)]


def _seen(item: QQuickItem, window: QQuickWindow) -> QRectF | None:
    """What of it is within every frame around it; None where nothing is: it is to be scrolled to."""
    part = tree.place(item)
    for edge in tree.clips(item, window):
        part = part.intersected(edge)
    return part if part.height() > 1 and part.width() > 1 else None


def _scrolls(item: QQuickItem) -> bool:
    """It lies in something that is scrolled, so that its edge may be cut."""
    above = item.parentItem()
    while above is not None:
        if above.inherits("QQuickFlickable"):
            return True
        above = above.parentItem()
    return False


def _uncovered(items: list[QQuickItem], window: QQuickWindow) -> list[QQuickItem]:
    """Those over which no dialog or lock lies, and of which something can be seen."""
    sheets = [
        i for i in tree.shown(window) if i.z() >= 20 or (i.inherits("QQuickFocusScope") and i.z() >= 10)
    ]
    return [i for i in items if all(_within(i, sheet) for sheet in sheets) and _seen(i, window)]


def _within(item: QQuickItem | None, sheet: QQuickItem) -> bool:
    while item is not None:
        if item == sheet:
            return True
        item = item.parentItem()
    return False


def _texts(window: QQuickWindow) -> list[str]:
    faults = []
    all_of_them = {t.item: t for t in tree.texts(window)}
    texts = [all_of_them[i] for i in _uncovered(list(all_of_them), window)]
    assert texts
    faults += [f"text has no room: {t.text[:24]!r}" for t in all_of_them.values() if t.item.width() < 1]
    for text in texts:
        said = text.text[:24]
        if text.item.property("truncated") or not tree.inside(text.ink, text.box):
            faults.append(f"text is cut: {said!r} {text.ink} in {text.box}")
        if not _scrolls(text.item):
            faults += [
                f"text reaches over its frame: {said!r} {text.ink} in {edge}"
                for edge in tree.clips(text.item, window)
                if not tree.inside(text.ink, edge)
            ]
        if text.item.property("font").pixelSize() < _LEAST_TEXT:
            faults.append(f"text is small: {said!r}")
        if text.contrast < 4.5:
            faults.append(f"text is pale: {said!r} {text.contrast:.1f}")
    shown = [(t.text[:24], t.ink.intersected(_seen(t.item, window) or t.ink)) for t in texts]
    faults += [f"texts overlap: {a!r} {b!r}" for a, b in tree.overlaps(shown)]
    return faults


def _targets(window: QQuickWindow) -> list[str]:
    faults = []
    buttons = _uncovered(tree.buttons(window), window)
    for button in buttons:
        place, name = tree.place(button), button.property("text")
        if min(place.width(), place.height()) < _LEAST_TARGET:
            faults.append(f"target is small: {name!r} {place}")
        if not _scrolls(button) and not all(tree.inside(place, e) for e in tree.clips(button, window)):
            faults.append(f"target is cut: {name!r} {place}")
        interface = QAccessible.queryAccessibleInterface(button)
        if not name or interface is None or not interface.text(QAccessible.Text.Name).startswith(name):
            faults.append(f"target has no name: {name!r} {place}")
    faults += [
        f"targets overlap: {a!r} {b!r}"
        for a, b in tree.overlaps([(b.property("text"), _seen(b, window) or tree.place(b)) for b in buttons])
    ]
    return faults
