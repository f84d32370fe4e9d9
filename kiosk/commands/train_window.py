"""小智's pages in a window with the training frame, while a scenario is watched."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.commands.demo_window import display_is_there
from kiosk.commands.scenario_run import Played, Stage
from kiosk.core.errors import KioskError, UsageError
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
    played: list[Played] = []
    failures: list[KioskError] = []

    def visit() -> None:
        try:
            played.append(run(app.screen))
        except KioskError as error:
            failures.append(error)
        finally:
            app.quit()

    thread = threading.Thread(target=visit, name="visit", daemon=True)
    thread.start()
    app.run()
    obey("q")
    thread.join(timeout=10)
    if failures:
        raise failures[0]
    if not played:
        raise UsageError("window_closed", "the window was closed before the visit was over")
    return played[0]
