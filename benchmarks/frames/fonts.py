"""The faces the documents are set in, all free and from Debian; a missing one is named with its package."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

from kiosk.core.errors import SetupError

_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")


@dataclass(frozen=True)
class Face:
    """A font file, the face within it and the Debian package it comes from."""

    file: str
    package: str
    index: int = 0


FACES = {
    "hei": Face("NotoSansCJK-Regular.ttc", "fonts-noto-cjk", 2),
    "hei_bold": Face("NotoSansCJK-Bold.ttc", "fonts-noto-cjk", 2),
    "song": Face("NotoSerifCJK-Regular.ttc", "fonts-noto-cjk", 2),
    "song_bold": Face("NotoSerifCJK-Bold.ttc", "fonts-noto-cjk", 2),
    "droid": Face("DroidSansFallbackFull.ttf", "fonts-droid-fallback"),
    "song_gb": Face("gbsn00lp.ttf", "fonts-arphic-gbsn00lp"),
    "kai_gb": Face("gkai00mp.ttf", "fonts-arphic-gkai00mp"),
    "kai": Face("LXGWWenKai-Regular.ttf", "fonts-lxgw-wenkai"),
    "kai_bold": Face("LXGWWenKai-Bold.ttf", "fonts-lxgw-wenkai"),
    "mono": Face("LXGWWenKaiMono-Regular.ttf", "fonts-lxgw-wenkai"),
    "ocr_b": Face("OCRB.otf", "fonts-ocr-b"),
    "latin": Face("DejaVuSans.ttf", "fonts-dejavu-core"),
}


class MissingFontsError(SetupError):
    """Fonts of the judge's documents are missing; its frames would be others than those reported."""


@cache
def _installed() -> dict[str, Path]:
    return {path.name: path for folder in _FOLDERS if folder.is_dir() for path in folder.rglob("*.[to]t[fc]")}


def missing_packages() -> list[str]:
    """The Debian packages of the faces that aren't installed, sorted."""
    return sorted({face.package for face in FACES.values() if face.file not in _installed()})


def require() -> None:
    """Raises MissingFontsError with the command that installs what is missing."""
    if packages := missing_packages():
        raise MissingFontsError(
            "frames_fonts", f"fonts for the test frames are missing: apt-get install {' '.join(packages)}"
        )


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """The face `name` at `size` pixels an em."""
    face = FACES[name]
    return ImageFont.truetype(str(_installed()[face.file]), size, index=face.index)


@cache
def _has(name: str, character: str) -> bool:
    at = font(name, 32)
    return bytes(at.getmask(character)) != bytes(at.getmask("\U0010fffd"))


def covering(name: str, text: str) -> str:
    """`name`, or a face of the same style that has every character of `text` (cards have no gaps)."""
    wide = {"droid": "hei", "song_gb": "song", "kai_gb": "kai", "latin": "hei", "ocr_b": "hei"}
    return name if all(_has(name, c) for c in text if not c.isspace()) else wide.get(name, "hei")
