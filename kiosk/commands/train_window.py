"""小智's pages in a window with the training frame, while a scenario is watched."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.commands.demo_window import behind_window, display_is_there
from kiosk.commands.scenario_run import Played, Stage
from kiosk.core.errors import UsageError
from kiosk.terminal.kiosk import pages_of
from kiosk.terminal.screen import Screen
from kiosk.training.words import load_words

Obey = Callable[[str], None]


def in_training_window(run: Callable[[Screen | None], Played], stage: Stage, obey: Obey) -> Played:
    """The visit on its own thread, the window on this. Raises UsageError `no_display`, `window_closed`."""
    if not display_is_there():
        raise UsageError("no_display", "there is no display here; watch it in the terminal")
    # Qt is only imported where a window is wanted.
    from ui.touch.window import TouchApp

    mark = load_words(stage.paths.assets).mark
    app = TouchApp(lambda *_: None, stage.paths.assets, windowed=True)
    app.frame_training(f"{mark.zh} · {mark.en}")
    app.screen.show(pages_of(stage.parts).standby("zh"))
    return behind_window(app, lambda: run(app.screen), lambda: obey("q"))
