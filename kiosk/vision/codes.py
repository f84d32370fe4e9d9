"""QR codes in a picture, for who holds a paper under the document camera."""

from __future__ import annotations

import cv2
import zxingcpp

from kiosk.vision.types import Image

#: Wider pictures are read at this width first: the code of a paper is large, and four times as fast to find.
_WIDTH = 1280


def read_codes(picture: Image) -> tuple[str, ...]:
    """The texts of all QR codes in `picture` (height x width x 3, BGR), in any place, at any angle."""
    found = _read(_narrowed(picture))
    # A small code on a wide table needs every pixel.
    return found or (_read(picture) if picture.shape[1] > _WIDTH else ())


def _read(picture: Image) -> tuple[str, ...]:
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    codes = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode)
    return tuple(code.text for code in codes if code.valid)


def _narrowed(picture: Image) -> Image:
    width = picture.shape[1]
    if width <= _WIDTH:
        return picture
    scale = _WIDTH / width
    smaller = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return smaller.astype("uint8")
