"""Pictures of views, painted offscreen: what a headless visit would have shown, one PNG a step.

Plain on purpose: the touch pages themselves come with the window. Run on the main thread only (Qt's rule).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
)

from kiosk.terminal.screen import Choice, FieldView, StageView, View
from kiosk.vision.types import Image

WIDTH, HEIGHT = 1080, 1920
_MARGIN = 56
_NAVY, _BLUE, _SKY = QColor("#0b2a5b"), QColor("#1a5fd0"), QColor("#e9f2fd")
_GOLD, _INK, _SOFT = QColor("#e9b13b"), QColor("#12233f"), QColor("#4a5b76")
_GREEN, _RED, _WHITE = QColor("#0f7a4d"), QColor("#b3202c"), QColor("#ffffff")
_FAMILY = "Noto Sans CJK SC"


def save_pictures(views: Sequence[View], folder: Path) -> list[Path]:
    """One PNG for each page of a visit, numbered in order; the last view of a page is the one painted."""
    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    assert application is not None
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number, view in enumerate(_steps(views), 1):
        file = folder / f"{number:02d}-{view.page}.png"
        paint(view).save(str(file))
        files.append(file)
    return files


def _steps(views: Sequence[View]) -> list[View]:
    """The fullest view of every run of the same page."""
    steps: list[View] = []
    for view in views:
        if steps and steps[-1].page == view.page:
            steps[-1] = view
        else:
            steps.append(view)
    return steps


def paint(view: View) -> QImage:
    """The view as a picture of 1080 x 1920."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    try:
        _Page(painter, view).paint()
    finally:
        painter.end()
    return image


class _Page:
    """Paints one view from the top down."""

    def __init__(self, painter: QPainter, view: View) -> None:
        self._p = painter
        self._view = view
        self._y = 0.0

    def paint(self) -> None:
        view = self._view
        self._background()
        self._header()
        self._face()
        self._heading()
        if view.stages:
            self._stages(view.stages)
        if view.card is not None:
            self._card(view.card)
        if view.fields:
            self._fields(view.fields)
        if view.facts:
            self._facts()
        if view.choices:
            self._choices(view.choices)
        self._footer()

    # -- parts ------------------------------------------------------------------------------------

    def _background(self) -> None:
        shade = QLinearGradient(0, 0, 0, HEIGHT)
        shade.setColorAt(0, QColor("#f7fbff"))
        shade.setColorAt(1, QColor("#dbe9f9"))
        self._p.fillRect(0, 0, WIDTH, HEIGHT, QBrush(shade))

    def _header(self) -> None:
        shade = QLinearGradient(0, 0, WIDTH, 0)
        shade.setColorAt(0, _NAVY)
        shade.setColorAt(1, _BLUE)
        self._p.fillRect(0, 0, WIDTH, 150, QBrush(shade))
        self._p.fillRect(0, 150, WIDTH, 6, _GOLD)
        self._text(self._view.hall, QRectF(_MARGIN, 22, WIDTH - 2 * _MARGIN, 64), 46, _WHITE, bold=True)
        self._text(self._view.subtitle, QRectF(_MARGIN, 88, WIDTH - 2 * _MARGIN, 44), 30, QColor("#dce8fb"))
        self._y = 196

    def _face(self) -> None:
        """小智, round-headed; the mouth and eyes tell the state."""
        p, x, y, size = self._p, _MARGIN + 130.0, self._y + 130.0, 118.0
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(QColor("#cfe3fb"))
        p.drawEllipse(QPointF(x, y), size + 14, size + 14)
        p.setBrush(_WHITE)
        p.drawEllipse(QPointF(x, y), size, size)
        p.setBrush(QColor("#14336b"))
        p.drawRoundedRect(QRectF(x - 82, y - 52, 164, 112), 52, 52)
        sorry = self._view.page in ("handover", "device") or self._view.face == "sorry"
        p.setPen(QPen(QColor("#7fe3ff"), 9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for side in (-1, 1):
            if self._view.page in ("result", "goodbye"):
                p.drawArc(QRectF(x + side * 38 - 20, y - 22, 40, 36), 20 * 16, 140 * 16)
            else:
                p.drawLine(QPointF(x + side * 38, y - 16), QPointF(x + side * 38, y + 6))
        if self._view.face == "speaking" and not sorry:
            p.drawEllipse(QPointF(x, y + 34), 16, 9)
        else:
            p.drawArc(QRectF(x - 22, y + 22, 44, 22), (20 if sorry else 200) * 16, 140 * 16)
        self._y += 8

    def _heading(self) -> None:
        left = _MARGIN + 300
        width = WIDTH - left - _MARGIN
        self._text(self._view.title, QRectF(left, self._y + 30, width, 90), 60, _NAVY, bold=True)
        self._text(self._view.hint, QRectF(left, self._y + 126, width, 170), 36, _SOFT, wrap=True)
        self._y += 300
        if self._view.heard:
            self._panel(92)
            self._text(self._view.heard, QRectF(_MARGIN + 32, self._y, WIDTH - 2 * _MARGIN - 64, 92), 38, _INK)
            self._y += 122

    def _stages(self, stages: Sequence[StageView]) -> None:
        step = (WIDTH - 2 * _MARGIN) / len(stages)
        for index, stage in enumerate(stages):
            x = _MARGIN + step * (index + 0.5)
            if index:
                self._p.setPen(QPen(_BLUE if stage.done else QColor("#b7c7dd"), 6))
                self._p.drawLine(QPointF(x - step + 44, self._y + 50), QPointF(x - 44, self._y + 50))
            self._p.setPen(Qt.PenStyle.NoPen)
            self._p.setBrush(_GREEN if stage.done else QColor("#8fa3bf"))
            self._p.drawEllipse(QPointF(x, self._y + 50), 38, 38)
            mark = "✓" if stage.done else str(index + 1)
            self._text(mark, QRectF(x - 40, self._y + 12, 80, 76), 40, _WHITE, bold=True, centre=True)
            self._text(stage.label, QRectF(x - step / 2, self._y + 98, step, 52), 34, _INK, centre=True)
        self._y += 190

    def _card(self, card: Image) -> None:
        height, width = card.shape[:2]
        data = card.tobytes()
        picture = QImage(data, width, height, 3 * width, QImage.Format.Format_BGR888)
        shown = 560.0
        target = QRectF((WIDTH - shown) / 2, self._y, shown, shown * height / width)
        self._p.drawImage(target, picture)
        self._y += target.height() + 30

    def _fields(self, fields: Sequence[FieldView]) -> None:
        row = 68
        self._panel(row * len(fields) + 40)
        y = self._y + 20
        for item in fields:
            self._text(item.label, QRectF(_MARGIN + 32, y, 190, row), 32, _SOFT)
            self._text(item.value, QRectF(_MARGIN + 230, y, WIDTH - 2 * _MARGIN - 260, row), 36, _INK, bold=True)
            y += row
        self._y += row * len(fields) + 70

    def _facts(self) -> None:
        self._panel(360)
        width = (WIDTH - 2 * _MARGIN) / len(self._view.facts)
        for index, (label, value) in enumerate(self._view.facts.items()):
            left = _MARGIN + index * width
            self._text(label, QRectF(left, self._y + 40, width, 60), 40, _SOFT, centre=True)
            self._text(value, QRectF(left, self._y + 110, width, 190), 140, _BLUE, bold=True, centre=True)
        self._y += 400

    def _choices(self, choices: Sequence[Choice]) -> None:
        commands = all(choice.kind == "command" for choice in choices)
        columns = min(len(choices), 2) if commands else 1
        gap, height = 28, 128
        width = (WIDTH - 2 * _MARGIN - gap * (columns - 1)) / columns
        top = max(self._y, HEIGHT - 330.0) if commands else self._y
        for index, choice in enumerate(choices):
            x = _MARGIN + (index % columns) * (width + gap)
            y = top + (index // columns) * (height + gap)
            first = commands and index == 0
            self._p.setPen(QPen(_BLUE, 4))
            self._p.setBrush(_BLUE if first else _WHITE)
            self._p.drawRoundedRect(QRectF(x, y, width, height), 26, 26)
            colour = _WHITE if first else _NAVY
            self._text(choice.label, QRectF(x, y, width, height), 46, colour, bold=True, centre=True)

    def _footer(self) -> None:
        if not self._view.caption:
            return
        area = QRectF(0, HEIGHT - 140, WIDTH, 140)
        self._p.fillRect(area, _RED if self._view.page == "emergency" else _NAVY)
        self._text(self._view.caption, area.adjusted(_MARGIN, 0, -_MARGIN, 0), 44, _WHITE, centre=True, wrap=True)

    # -- strokes ----------------------------------------------------------------------------------

    def _panel(self, height: float) -> None:
        path = QPainterPath()
        path.addRoundedRect(QRectF(_MARGIN, self._y, WIDTH - 2 * _MARGIN, height), 26, 26)
        self._p.fillPath(path, _WHITE)
        self._p.strokePath(path, QPen(QColor("#c6d7ec"), 2))

    def _text(
        self,
        text: str,
        area: QRectF,
        size: int,
        colour: QColor,
        *,
        bold: bool = False,
        centre: bool = False,
        wrap: bool = False,
    ) -> None:
        font = QFont(_FAMILY)
        font.setPixelSize(size)
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        self._p.setFont(font)
        self._p.setPen(colour)
        flags = Qt.AlignmentFlag.AlignVCenter | (
            Qt.AlignmentFlag.AlignHCenter if centre else Qt.AlignmentFlag.AlignLeft
        )
        if wrap:
            flags |= Qt.AlignmentFlag.AlignTop if not centre else Qt.AlignmentFlag.AlignVCenter
        wanted = int(flags) | (int(Qt.TextFlag.TextWordWrap) | int(Qt.TextFlag.TextWrapAnywhere) if wrap else 0)
        # A longer text gets smaller letters rather than being cut off.
        while size > 22 and self._p.boundingRect(area, wanted, text).height() > area.height() + 2:
            size -= 2
            font.setPixelSize(size)
            self._p.setFont(font)
        if not wrap:
            while size > 22 and self._p.fontMetrics().horizontalAdvance(text) > area.width():
                size -= 2
                font.setPixelSize(size)
                self._p.setFont(font)
        self._p.drawText(area, wanted, text)
