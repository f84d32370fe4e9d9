"""PNG pictures of views, made offscreen with the very pages of the window.

`python -m ui.touch.shots docs/screens` makes those of the manual anew. On the main thread only (Qt's rule).
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.core.paths import Paths
from kiosk.core.text import Language
from kiosk.terminal.forms.model import form_of
from kiosk.terminal.guidance import Guidance
from kiosk.terminal.screen import View
from kiosk.vision.layouts import load_layouts
from ui.app import WindowError
from ui.touch.officer_samples import officer_views
from ui.touch.samples import Samples, invented_frame
from ui.touch.window import PORTRAIT, TouchApp

#: A clear moment: pictures don't change with the day they are made.
_MOMENT = datetime(2026, 1, 5, 9, 30)


class Camera:
    """Takes pictures of one view after the other in one window."""

    def __init__(self, assets: Path, size: tuple[int, int] = PORTRAIT) -> None:
        self.app = TouchApp(lambda kind, what: None, assets, size=size, still=True, wall=lambda: _MOMENT)

    def take(self, view: View, file: Path) -> Path:
        """Show the view, wait until it stands, save it."""
        self.app.screen.show(view)
        self.app.settle()
        self.app.grab(file)
        return file


def render_views(views: Sequence[View], folder: Path, size: tuple[int, int] = PORTRAIT) -> list[Path]:
    """One PNG for each page of a visit, numbered in order; the last view of a page is the one shown."""
    folder.mkdir(parents=True, exist_ok=True)
    camera = Camera(Paths.default().assets, size)
    files = [
        camera.take(view, folder / f"{number:02d}-{view.page}.png")
        for number, view in enumerate(_steps(views), 1)
    ]
    camera.app.screen.clear()
    camera.app.close()
    return files


def render_elsewhere(views: Sequence[View], folder: Path, size: tuple[int, int] = PORTRAIT) -> None:
    """The same in a process of its own, offscreen: for who has a window open. Raises WindowError."""
    # What a Mapping is behind the port need not go through a pipe; a dict does.
    plain = [replace(v, facts=dict(v.facts), words=dict(v.words)) for v in views]
    child = multiprocessing.get_context("spawn").Process(target=_render, args=(plain, folder, size))
    child.start()
    child.join()
    if child.exitcode != 0:
        raise WindowError("no_picture", f"the pictures could not be made (exit {child.exitcode})")


def _render(views: Sequence[View], folder: Path, size: tuple[int, int]) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    render_views(views, folder, size)


def _steps(views: Sequence[View]) -> list[View]:
    """One view of every run of the same page: the last before 小智 thinks about the answer, which she always
    does last; on the pages on which a machine works the last of all."""
    runs: list[list[View]] = []
    for view in views:
        if runs and runs[-1][-1].page == view.page:
            runs[-1].append(view)
        else:
            runs.append([view])
    return [next((v for v in reversed(run) if v.face != "thinking"), run[-1]) for run in runs]


def samples(assets: Path, language: Language) -> dict[str, View]:
    """The invented views, with the sentences and items that are installed."""
    catalogue = Catalogue.load(assets)
    items, others = (
        [(i.id, i.name, i.department) for i in group.values() if i.guide is not None]
        for group in (catalogue.items, catalogue.handoffs)
    )
    prompts = Prompts.load(assets / "prompts")
    return Samples(prompts, items, language, others, Guidance.of(catalogue, prompts)).all()


def officers_samples(assets: Path, language: Language) -> dict[str, View]:
    """The same for the pages on which officers work."""
    known, prompts = Catalogue.load(assets).all_items.values(), Prompts.load(assets / "prompts")
    forms = {i.id: form_of(i, load_layouts(), prompts) for i in known}
    return officer_views(prompts, {i.id: i.name for i in known}, forms, language)


def main(folder: Path) -> None:
    """Every page in both languages, normal and large, upright; some of them lying."""
    assets = Paths.default().assets
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    zh = samples(assets, "zh") | officers_samples(assets, "zh")
    en = samples(assets, "en") | officers_samples(assets, "en")
    upright = Camera(assets)
    for name, view in zh.items():
        upright.take(view, folder / f"zh-{name}.png")
    for name, view in en.items():
        upright.take(view, folder / f"en-{name}.png")
    for name in ("home", "guide", "notice", "confirm-fields", "digits", "result", "handover"):
        upright.take(replace(zh[name], large=True), folder / f"zh-large-{name}.png")
    frame, outline = invented_frame()
    upright.app.screen.show(zh["place-card"])
    upright.app.screen.preview(frame, outline)
    upright.app.settle()
    upright.app.grab(folder / "zh-place-card-moving.png")
    upright.app.screen.preview(frame, outline, True)
    upright.app.settle()
    upright.app.grab(folder / "zh-place-card-still.png")
    upright.app.screen.show(zh["plate"])
    upright.app.settle()
    for key in "浙BD123":
        upright.app.screen.model.press(key)
    upright.app.settle()
    upright.app.grab(folder / "zh-plate-typed.png")
    _found(upright, zh["home"], folder)
    _helped(upright, zh, folder)
    upright.app.close()
    lying = Camera(assets, (1920, 1080))
    for name in (
        "standby",
        "home",
        "guide",
        "why-handed-over",
        "survey",
        "confirm-fields",
        "plate",
        "checking",
        "result",
        "verify-current",
    ):
        lying.take(zh[name], folder / f"zh-wide-{name}.png")
    lying.app.close()
    for file in folder.glob("*.png"):
        _shrink(file)


def _found(camera: Camera, home: View, folder: Path) -> None:
    """The other ways to find an item."""
    model = camera.app.screen.model
    for way, letters in (("department", ""), ("letters", "JZ")):
        camera.app.screen.show(home)
        camera.app.settle()
        model.find(way)
        for letter in letters:
            model.spell(letter)
        camera.app.settle()
        camera.app.grab(folder / f"zh-home-{way}.png")
    model.find("happened")


def _helped(camera: Camera, views: dict[str, View], folder: Path) -> None:
    """The aids: their sheet, high contrast, within reach of a wheelchair; and the night."""
    model = camera.app.screen.model
    camera.app.screen.show(views["confirm-item"])
    camera.app.settle()
    model.aid(True)
    camera.app.settle()
    camera.app.grab(folder / "zh-aids.png")
    model.aid(False)
    for name in ("home", "handover-inaccurate"):
        camera.take(replace(views[name], contrast=True), folder / f"zh-contrast-{name}.png")
    for name in ("home", "guide", "confirm-fields", "plate", "handover", "survey", "verify-current"):
        camera.take(replace(views[name], low=True), folder / f"zh-low-{name}.png")
    camera.app.screen.show(views["standby"])
    camera.app.settle()
    model.put_night(True)
    camera.app.grab(folder / "zh-standby-night.png")
    model.put_night(False)


def _shrink(file: Path) -> None:
    """256 colours are enough for a manual, and a quarter of the size."""
    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(256, kmeans=1)
    small.save(file, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screens"))
