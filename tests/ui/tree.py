"""Reads the tree of what is painted: texts, buttons, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtQuick import QQuickItem, QQuickWindow

_SLACK = 3.0


@dataclass
class Text:
    """A text that is shown."""

    item: QQuickItem
    text: str
    box: QRectF
    """The item, in the window."""
    ink: QRectF
    """The painted letters, in the window."""

    @property
    def contrast(self) -> float:
        return contrast(self.item.property("color"), self.item.property("on"))


def walk(item: QQuickItem) -> Iterator[QQuickItem]:
    """All that is visible, from the outside in."""
    if not item.isVisible() or item.opacity() == 0:
        return
    yield item
    for child in item.childItems():
        yield from walk(child)


def shown(window: QQuickWindow) -> list[QQuickItem]:
    return list(walk(window.contentItem()))


def place(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def texts(window: QQuickWindow) -> list[Text]:
    found = []
    for item in shown(window):
        if item.inherits("QQuickText") and item.property("text"):
            found.append(Text(item, item.property("text"), place(item), _ink(item)))
    return found


def _ink(item: QQuickItem) -> QRectF:
    width, height = item.property("contentWidth"), item.property("contentHeight")
    across, down = item.property("across"), item.property("down")
    x, y = 0.0, 0.0
    if across == Qt.AlignmentFlag.AlignHCenter.value:
        x = (item.width() - width) / 2
    elif across == Qt.AlignmentFlag.AlignRight.value:
        x = item.width() - width
    if down == Qt.AlignmentFlag.AlignVCenter.value:
        y = (item.height() - height) / 2
    elif down == Qt.AlignmentFlag.AlignBottom.value:
        y = item.height() - height
    return item.mapRectToScene(QRectF(x, y, width, height))


def buttons(window: QQuickWindow) -> list[QQuickItem]:
    return [i for i in shown(window) if i.inherits("QQuickAbstractButton")]


def inside(inner: QRectF, outer: QRectF) -> bool:
    return outer.adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(inner)


def overlaps(rects: list[tuple[str, QRectF]]) -> list[tuple[str, str]]:
    """Pairs that cover each other by more than a hair."""
    return [
        (a, b)
        for (a, one), (b, two) in combinations(rects, 2)
        if one.adjusted(_SLACK, _SLACK, -_SLACK, -_SLACK).intersects(
            two.adjusted(_SLACK, _SLACK, -_SLACK, -_SLACK)
        )
    ]


def clips(item: QQuickItem, window: QQuickWindow) -> Iterator[QRectF]:
    """Places of the ancestors that cut off what reaches over their edge, the window last."""
    parent = item.parentItem()
    while parent is not None:
        if parent.clip() or parent.inherits("QQuickAbstractButton") or parent.inherits("QQuickLoader"):
            yield place(parent)
        parent = parent.parentItem()
    yield QRectF(QPointF(0, 0), window.size().toSizeF())


def contrast(one: QColor, two: QColor) -> float:
    """WCAG 2's ratio."""
    lighter, darker = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
