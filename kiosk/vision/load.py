"""An image file as a frame: turned as its EXIF says, 8-bit BGR, or one clear line why not."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from kiosk.core.id_number import redact
from kiosk.vision.types import Image, VisionError

MAX_PIXELS = 50_000_000
MAX_BYTES = 64 * 1024 * 1024
MIN_SIDE = 64
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")


def load_image(path: Path | str) -> Image:
    """Height x width x 3, BGR, of an image file; of a moving picture the first one.

    Raises VisionError: `file_missing`, `image_unusable` (empty, cut short, no image), `image_too_large`
    (over 50 million pixels; nothing of it is decoded), `image_too_small` (a side under 64 pixels).
    """
    place = Path(path)
    name = redact(place.name)
    try:
        size = place.stat().st_size
    except OSError as error:
        raise VisionError("file_missing", f"no such file: {name}") from error
    if not place.is_file():
        raise VisionError("file_missing", f"not a file: {name}")
    if size == 0:
        raise VisionError("image_unusable", f"{name} is empty")
    if size > MAX_BYTES:
        raise VisionError("image_too_large", f"{name} has {size} bytes; at most {MAX_BYTES}")
    return _decode(place, name)


def _decode(place: Path, name: str) -> Image:
    try:
        with warnings.catch_warnings():
            # Our own limit comes first, and of a damaged file our error says enough.
            warnings.simplefilter("ignore")
            with Pillow.open(place, formats=_FORMATS) as picture:
                _check_size(picture, name)
                picture.seek(0)
                picture.load()
                return _to_bgr(ImageOps.exif_transpose(picture))
    except Pillow.DecompressionBombError as error:
        raise VisionError("image_too_large", f"{name} has too many pixels") from error
    except UnidentifiedImageError as error:
        raise VisionError("image_unusable", f"{name} is no image") from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, MemoryError) as error:
        # Pillow's decoders raise all of these for damaged files.
        raise VisionError("image_unusable", f"{name} is damaged or cut short") from error


def _check_size(picture: Pillow.Image, name: str) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise VisionError("image_too_large", f"{name} is {width} x {height}; at most {MAX_PIXELS} pixels")
    if min(width, height) < MIN_SIDE:
        raise VisionError("image_too_small", f"{name} is {width} x {height}; a side needs {MIN_SIDE}")


def _to_bgr(picture: Pillow.Image) -> Image:
    if picture.mode.startswith("I") or picture.mode == "F":
        # 16-bit grey: Pillow's own conversion clips instead of scaling.
        deep = np.asarray(picture, np.float64)
        top = 65535.0 if deep.max(initial=0) > 255 else 255.0
        grey = np.clip(deep * (255.0 / top), 0, 255).astype(np.uint8)
        return np.ascontiguousarray(np.repeat(grey[..., None], 3, axis=2))
    if "A" in picture.mode or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        ground = Pillow.new("RGBA", layered.size, (255, 255, 255, 255))
        picture = Pillow.alpha_composite(ground, layered)
    return np.array(np.asarray(picture.convert("RGB"), np.uint8)[:, :, ::-1], order="C")
