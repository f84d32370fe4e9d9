"""Where the specimen's font is on this machine."""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from kiosk.core.errors import SetupError

_FOLDERS = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/local/share/fonts",
    "C:/Windows/Fonts",
)
_FACES = {
    "regular": ("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC"),
    "bold": ("NotoSansCJK-Bold.ttc", "Noto Sans CJK SC"),
    "mono": ("NotoSansCJK-Bold.ttc", "Noto Sans Mono CJK SC"),
    "serif": ("NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC"),
    "song": ("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC"),
}


@lru_cache(maxsize=256)
def font(face: str, pixels: int) -> ImageFont.FreeTypeFont:
    """The face `regular`, `bold`, `mono` (bold), `serif` (bold) or `song` (serif, regular) at `pixels` an em.

    Raises SetupError `font_missing` when the machine has no Noto CJK.
    """
    file, family = _FACES[face]
    path, index = _locate(file, family)
    return ImageFont.truetype(str(path), pixels, index=index)


@lru_cache(maxsize=8)
def _locate(file: str, family: str) -> tuple[Path, int]:
    for path in _places(file, family):
        if not path.is_file():
            continue
        for index in range(12):
            try:
                face = ImageFont.truetype(str(path), 16, index=index)
            except OSError:
                break
            if face.getname()[0] == family:
                return path, index
    raise SetupError("font_missing", f"no font {family!r} here; on Debian: apt-get install fonts-noto-cjk")


def _places(file: str, family: str) -> list[Path]:
    places = [Path(folder) / file for folder in _FOLDERS]
    tool = shutil.which("fc-match")
    if tool:
        found = subprocess.run(
            [tool, "-f", "%{file}", family], capture_output=True, text=True, timeout=10, check=False
        ).stdout.strip()
        if found:
            places += [Path(found), Path(found).with_name(file)]
    return places
