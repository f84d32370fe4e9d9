"""The application around the window: its loop, its pictures, its words."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage

from kiosk.catalogue.prompts import Prompts
from kiosk.core.text import Language
from kiosk.terminal.screen import View
from tests.ui import tree
from tests.ui.conftest import ASSETS, Window
from ui.app import WindowError
from ui.touch import shots
from ui.touch.images import IconProvider
from ui.touch.window import TouchApp

Views = dict[Language, dict[str, View]]
_QML = Path(shots.__file__).parent / "qml"


def test_the_loop_ends_from_another_thread(every_view: Views) -> None:
    app = TouchApp(lambda kind, what: None, ASSETS, size=(540, 960), still=True)
    app.screen.show(every_view["zh"]["home"])
    threading.Timer(0.1, app.quit).start()
    assert app.run() == 0


def test_render_views_makes_one_picture_a_page(tmp_path: Path, every_view: Views) -> None:
    views = every_view["zh"]
    visit = [
        views["home"],
        replace(views["home"], face="listening"),
        views["place-card"],
        views["home"],
        views["result"],
    ]
    files = shots.render_views(visit, tmp_path / "out")
    assert [f.name for f in files] == ["01-home.png", "02-place_card.png", "03-home.png", "04-result.png"]
    pictures = [QImage(str(f)) for f in files]
    assert {(p.width(), p.height()) for p in pictures} == {(1080, 1920)}
    assert pictures[0] != pictures[1]


def test_the_same_view_gives_the_same_picture(tmp_path: Path, every_view: Views) -> None:
    for name in ("standby", "checking", "confirm-fields", "warning"):
        files = [shots.render_views([every_view["zh"][name]], tmp_path / str(n))[0] for n in (1, 2)]
        one, two = (np.asarray(Image.open(f), np.int16) for f in files)
        # The edges of letters may be smoothed a little differently.
        assert np.abs(one - two).max() < 60


def test_a_picture_that_cannot_be_written_is_an_error(window: Window, tmp_path: Path) -> None:
    with pytest.raises(WindowError) as error:
        window.app.grab(tmp_path / "nowhere" / "x.png")
    assert error.value.code == "no_picture"


def test_pages_that_cannot_be_loaded_are_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ui.touch.window._QML", tmp_path)
    with pytest.raises(WindowError) as error:
        TouchApp(lambda kind, what: None, ASSETS, size=(540, 960))
    assert error.value.code == "no_window"


def test_the_clock_is_written_in_the_visitors_language(window: Window, every_view: Views) -> None:
    for language, date in (("zh", "2026年1月5日 星期一"), ("en", "Monday, 5 January 2026")):
        window.show(every_view[language]["home"])  # type: ignore[index]
        window.show(every_view[language]["standby"])  # type: ignore[index]
        assert {"09:30", date} <= {t.text for t in tree.texts(window.app.window)}


def test_every_word_of_the_pages_is_there_and_used() -> None:
    """The words that QML asks for are the prompts under label.touch and a number: no more, no fewer."""
    source = "\n".join(f.read_text(encoding="utf-8") for f in _QML.rglob("*.qml"))
    asked = set(re.findall(r"shown\.words\.(\w+)", source))
    asked |= set(re.findall(r'shown\.words\["([\w.]+\w)"\]', source))
    notice = re.search(r"model: (\[\[.*?\]\])", source)
    assert notice is not None
    asked |= set(re.findall(r', "(\w+)"\]', notice[1]))
    built = re.findall(r'shown\.words\["(\w+\.)"', source)
    prompts = Prompts.load(ASSETS / "prompts").keys()
    keys = {k.removeprefix("label.touch.") for k in prompts if k.startswith("label.touch.")}
    # The officers' pages name their steps and problems by what happened, so not all are asked for in QML.
    officers = {k.removeprefix("label.") for k in prompts if k.startswith("label.officer.")}
    # Which number it is depends on what has happened: terminal/pages.py puts it there.
    assert asked - keys - officers == {"emergency.number"}
    assert {k for k in keys - asked if not k.startswith(tuple(built))} == set()


def test_every_icon_that_is_named_is_drawn() -> None:
    source = "\n".join(f.read_text(encoding="utf-8") for f in _QML.rglob("*.qml"))
    named = set(re.findall(r'(?:iconName|name): "([a-z]+)"', source))
    theme = (_QML / "Kiosk" / "Theme" / "Theme.qml").read_text(encoding="utf-8")
    named |= set(re.findall(r': "([a-z]+)"[,\n]', theme[theme.index("const known") :]))
    drawn = {f.stem for f in (ASSETS / "images" / "icons").glob("*.svg")}
    assert len(named) > 12
    assert named <= drawn


def test_an_icon_name_cannot_leave_its_folder() -> None:
    with pytest.raises(ValueError, match="no icon"):
        IconProvider(ASSETS / "images")._drawing("icons", "../../people")
