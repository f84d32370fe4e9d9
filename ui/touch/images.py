"""Pictures for QML: the visit's own (card, crops, camera) and the icons. Nothing is kept on disk."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

from kiosk.vision.types import Image

#: Where the number is printed on the photo side of a card, as shares of its width and height.
NUMBER_STRIP = (0.30, 0.78, 1.0, 0.95)
_PREVIEW_WIDTH = 960
_BLOCKS = 9


def to_qimage(picture: Image) -> QImage:
    """A deep copy of a BGR picture (height x width x 3, uint8)."""
    picture = np.ascontiguousarray(picture)
    height, width = picture.shape[:2]
    view = QImage(picture.data, width, height, 3 * width, QImage.Format.Format_BGR888)
    # RGB32 is what the software renderer draws; the conversion is also the copy.
    return view.convertToFormat(QImage.Format.Format_RGB32)


def without_number(card: Image) -> Image:
    """A copy of a card with its number made coarse: bystanders look on."""
    covered = np.array(card, copy=True)
    height, width = covered.shape[:2]
    left, top, right, bottom = NUMBER_STRIP
    strip = covered[int(top * height) : int(bottom * height), int(left * width) : int(right * width)]
    for block in np.array_split(strip, _BLOCKS, axis=1):
        block[:] = block.mean(axis=(0, 1)) if block.size else 0
    return covered


def smaller(frame: Image) -> Image:
    """A copy of a camera frame, at most about 960 pixels wide."""
    step = max(1, round(frame.shape[1] / _PREVIEW_WIDTH))
    return np.array(frame[::step, ::step], copy=True, order="C")


@dataclass
class VisitImages:
    """The pictures of the visit that is on the screen, by name."""

    _images: dict[str, QImage] = field(default_factory=dict, repr=False)

    def put(self, name: str, picture: Image) -> None:
        self._images[name] = to_qimage(picture)

    def get(self, name: str) -> QImage | None:
        return self._images.get(name)

    def drop(self, prefix: str = "") -> None:
        """Overwrite and forget every picture whose name begins so."""
        for name in [n for n in self._images if n.startswith(prefix)]:
            self._images.pop(name).fill(0)

    def __len__(self) -> int:
        return len(self._images)


class VisitImageProvider(QQuickImageProvider):
    """`image://visit/NAME/COUNTER`; the counter only makes QML ask again."""

    def __init__(self, images: VisitImages) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._visit = images

    def requestImage(self, address: str, size: QSize, requested: QSize) -> QImage:
        image = self._visit.get(address.rsplit("/", 1)[0])
        if image is None:
            image = QImage(1, 1, QImage.Format.Format_ARGB32)
            image.fill(Qt.GlobalColor.transparent)
        size.setWidth(image.width())
        size.setHeight(image.height())
        # A copy: the provider's own can then be overwritten for certain.
        return image.copy()


class IconProvider(QQuickImageProvider):
    """`image://icon/FOLDER/NAME/RRGGBB`: an own SVG from assets/images in the colour that is wanted.

    A name without a drawing gets the folder's `other.svg`.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._folder = folder

    def requestImage(self, address: str, size: QSize, requested: QSize) -> QImage:
        folder, name, colour = address.split("/")
        edge = max(requested.width(), requested.height(), 24)
        image = QImage(edge, edge, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        drawing = self._drawing(folder, name)
        text = drawing.read_text(encoding="utf-8").replace("currentColor", f"#{colour}")
        painter = QPainter(image)
        try:
            QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, edge, edge))
        finally:
            painter.end()
        size.setWidth(edge)
        size.setHeight(edge)
        return image

    def _drawing(self, folder: str, name: str) -> Path:
        if not re.fullmatch(r"[a-z_]+", folder) or not re.fullmatch(r"[a-z0-9_]+", name):
            raise ValueError(f"no icon is called {folder}/{name}")
        file = self._folder / folder / f"{name}.svg"
        return file if file.is_file() else self._folder / folder / "other.svg"
