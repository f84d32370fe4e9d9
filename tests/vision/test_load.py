"""Files of every kind, sound and broken."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image as Pillow

from benchmarks.cards.fuzz import fuzz
from kiosk.speech.progress import SilentProgress
from kiosk.vision.load import load_image
from kiosk.vision.types import VisionError


@pytest.fixture
def picture():
    pixels = np.zeros((80, 120, 3), np.uint8)
    pixels[:40, :60] = (200, 20, 20)  # red (RGB) at the top left
    pixels[40:, 60:] = 255
    return Pillow.fromarray(pixels)


def error_of(path) -> str:
    with pytest.raises(VisionError) as caught:
        load_image(path)
    assert "\n" not in str(caught.value)
    return caught.value.code


def test_bgr_and_shape(tmp_path, picture):
    picture.save(tmp_path / "a.png")
    image = load_image(tmp_path / "a.png")
    assert (image.shape, image.dtype) == ((80, 120, 3), np.uint8)
    assert image[5, 5].tolist() == [20, 20, 200]
    assert image.flags.writeable


def test_exif_turn(tmp_path, picture):
    exif = Pillow.Exif()
    exif[0x0112] = 6  # a quarter turn clockwise
    picture.save(tmp_path / "a.jpg", exif=exif, quality=95)
    image = load_image(tmp_path / "a.jpg")
    assert image.shape == (120, 80, 3)
    assert image[5, 75, 2] > 150
    assert image[5, 5, 2] < 60


@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "P", "1", "CMYK"])
def test_modes(tmp_path, picture, mode):
    suffix = "tif" if mode == "CMYK" else "png"
    picture.convert(mode).save(tmp_path / f"a.{suffix}")
    image = load_image(tmp_path / f"a.{suffix}")
    assert image.shape == (80, 120, 3)
    assert image[70, 110].min() > 240


def test_transparent_is_white(tmp_path):
    Pillow.new("RGBA", (80, 80), (0, 0, 0, 0)).save(tmp_path / "a.png")
    assert load_image(tmp_path / "a.png").min() == 255


def test_sixteen_bit_is_scaled(tmp_path):
    deep = np.full((80, 80), 32768, np.uint16)
    Pillow.fromarray(deep).save(tmp_path / "a.png")
    assert 126 <= load_image(tmp_path / "a.png").mean() <= 129


def test_first_of_a_moving_picture(tmp_path, picture):
    picture.save(tmp_path / "a.gif", save_all=True, append_images=[Pillow.new("RGB", (120, 80), "blue")])
    assert load_image(tmp_path / "a.gif")[5, 5, 2] > 150


def test_missing_folder_empty_and_text(tmp_path):
    assert error_of(tmp_path / "none.jpg") == "file_missing"
    assert error_of(tmp_path) == "file_missing"
    (tmp_path / "empty.jpg").write_bytes(b"")
    assert error_of(tmp_path / "empty.jpg") == "image_unusable"
    (tmp_path / "text.jpg").write_text("not an image at all\n" * 20)
    assert error_of(tmp_path / "text.jpg") == "image_unusable"


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff"])
def test_cut_short(tmp_path, picture, kind):
    noisy = Pillow.fromarray(np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8))
    buffer = io.BytesIO()
    noisy.save(buffer, kind)
    whole = buffer.getvalue()
    for share in (0.02, 0.3, 0.9):
        path = tmp_path / f"{share}.{kind}"
        path.write_bytes(whole[: int(len(whole) * share)])
        assert error_of(path) == "image_unusable"


def test_damaged_bytes_never_raise_anything_else(tmp_path, picture):
    rng = np.random.default_rng(3)
    for kind in ("jpeg", "png", "gif", "bmp", "tiff"):
        buffer = io.BytesIO()
        picture.save(buffer, kind)
        for _ in range(30):
            raw = bytearray(buffer.getvalue())
            for place in rng.integers(0, len(raw), 6):
                raw[place] = int(rng.integers(256))
            path = tmp_path / f"x.{kind}"
            path.write_bytes(bytes(raw))
            # Anything but a VisionError fails the test.
            with contextlib.suppress(VisionError):
                assert load_image(path).ndim == 3


def test_too_small(tmp_path):
    Pillow.new("RGB", (1, 1)).save(tmp_path / "a.png")
    assert error_of(tmp_path / "a.png") == "image_too_small"


def test_a_bomb_is_not_decoded(tmp_path):
    """20,000 x 20,000 pixels: refused by the header, whatever follows it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 20000, 20000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    path = tmp_path / "bomb.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )
    assert error_of(path) == "image_too_large"


def test_an_id_number_in_the_name_is_not_repeated(tmp_path):
    with pytest.raises(VisionError) as caught:
        load_image(tmp_path / "scan_330212198806153428.jpg")
    assert "330212198806153428" not in str(caught.value)


def test_broken_files_of_every_kind_end_in_an_image_or_one_refusal():
    """Five seconds of bytes changed, cut and doubled; `bench reading --soak` does it for longer."""
    counts = fuzz(5.0, 11, SilentProgress())
    assert counts["crashed"] == 0
    assert counts["files"] > 20
    assert counts["refused"] > 0
