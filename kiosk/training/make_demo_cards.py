"""`python -m kiosk.training.make_demo_cards OUTDIR` makes the demo's photographs of Ms Mao's card."""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np

from kiosk.core.errors import KioskError, UsageError
from kiosk.core.paths import Paths
from kiosk.training.people import load_people
from kiosk.training.photograph import Shot, photograph
from kiosk.training.specimen import draw_back, draw_front

_SEED = 20230301
_FRONT = Shot(
    card_width=860, centre=(985, 560), rotation=-4.5, tilt=(0.035, 0.05), table=(66, 82, 104), surface="wood",
    light=0.97, gradient=0.38, gradient_angle=25, blur=0.7, noise=2.5, quality=88,
)  # fmt: skip
_BACK = Shot(
    card_width=850, centre=(930, 530), rotation=3.2, tilt=(-0.03, 0.055), table=(66, 82, 104), surface="wood",
    light=0.95, gradient=0.35, gradient_angle=160, blur=0.7, noise=2.5, quality=88,
)  # fmt: skip


def make(people: Path, folder: Path, person: str = "mao") -> list[Path]:
    """Write `<person>_id_front.jpg` and `<person>_id_back.jpg` (1920 x 1080) and return their paths."""
    card = load_people(people)[person]
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for side, draw, shot in (("front", draw_front, _FRONT), ("back", draw_back, _BACK)):
        frame = photograph(draw(card), shot, np.random.default_rng(_SEED))
        path = folder / f"{person}_id_{side}.jpg"
        if not cv2.imwrite(str(path), frame, [cv2.IMWRITE_JPEG_QUALITY, shot.quality]):
            raise UsageError("cannot_write", f"cannot write {path}")
        made.append(path)
    return made


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m kiosk.training.make_demo_cards OUTDIR\n")
        return 2
    try:
        for path in make(Paths.default().assets / "demo" / "people.yaml", Path(arguments[0])):
            sys.stdout.write(f"{path.resolve()}\n")
    except KioskError as error:
        sys.stderr.write(f"{error.operator}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
