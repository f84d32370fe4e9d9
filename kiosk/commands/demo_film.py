"""`demo --scenario ID --film FILE`: the scenario as an MP4 or WebM for training rooms."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from kiosk.commands.demo_scenarios import chosen
from kiosk.commands.output import print_json, print_line
from kiosk.commands.scenario_run import Stage, play
from kiosk.core.errors import UsageError
from kiosk.terminal.timeline import Timeline
from kiosk.training.film import Footage, check_film, cut, stills
from kiosk.training.pace import still_clock
from kiosk.training.words import load_words

_DEFAULT = "lic_damaged_approved"


def run_film(options: argparse.Namespace) -> int:
    """Play it quickly, then draw the pages and cut them together. Exit 1 where it came out wrong."""
    file = Path(options.film)
    check_film(file)
    stage = Stage()
    wanted = chosen(stage.scenarios, options.scenario or _DEFAULT)
    if len(wanted) > 1:
        raise UsageError("one_film", "a film shows one scenario")
    # A clock that stands still: what the machine works at takes no time in a film.
    timeline = Timeline(still_clock(), skipping=True)
    footage = Footage(timeline)

    def told(entry: Mapping[str, object]) -> None:
        if entry["event"] == "sound" and entry["text"]:
            footage.xiaozhi_says(str(entry["text"]))

    with stage.world() as world:
        played = play(
            stage,
            world,
            wanted[0],
            screen=footage,
            player=footage,
            listener=told,
            timeline=timeline,
            she_says=footage.she_says,
        )
    with tempfile.TemporaryDirectory(prefix="xiaozhi-film-") as name:
        folder = Path(name)
        mark = load_words(stage.paths.assets).mark
        pictures = _drawn(footage, folder, stage, f"{mark.zh} · {mark.en}")
        cut(pictures, footage, folder, file)
    told_of = {"scenario": wanted[0].id, "film": str(file.resolve()), "seconds": round(timeline.now(), 1)}
    if options.json:
        print_json({**told_of, "passed": not played.faults, "pictures": len(pictures)})
    else:
        print_line(f"{file.resolve()}: {timeline.now():.0f} s, {len(pictures)} pictures")
    return 1 if played.faults else 0


def _drawn(footage: Footage, folder: Path, stage: Stage, label: str) -> list[tuple[float, Path]]:
    # Qt is only imported where a picture is wanted.
    from ui.touch.shots import Camera

    camera = Camera(stage.paths.assets)
    camera.app.frame_training(label)
    made = [
        # Nothing is counted down on a still.
        (t, camera.take(replace(view, countdown=None), folder / f"{number:04d}.png"))
        for number, (t, view) in enumerate(stills(footage.pages))
    ]
    camera.app.screen.clear()
    camera.app.close()
    return made
