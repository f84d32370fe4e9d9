"""`replay FILE`: do recorded cases give the same decisions today, does a recorded visit go the same way?

Exit 1 where one doesn't. FILE is lines of `person export`, or a visit's recording (`demo --scenario --out`).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.commands.output import add_json, print_json, print_line
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.desk.upkeep.replay import replay
from kiosk.dialogue.machine import Dialogue
from kiosk.terminal.parts import dialogue_settings
from kiosk.terminal.reading import WordReader
from kiosk.training.recording import is_recording, read_recording, replayed
from kiosk.training.to_scenario import scenario_from


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="lines of `person export`, or a recorded visit"
    )
    parser.add_argument("--to-scenario", metavar="ID", help="print the recorded visit as a scenario")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    if not options.file.is_file():
        raise UsageError("no_file", f"{options.file} isn't there")
    if is_recording(options.file):
        return _visit(options)
    if options.to_scenario:
        raise UsageError("no_recording", f"{options.file} is no recorded visit")
    same = True
    for one in replay(options.file, Catalogue.load(Paths.default().assets)):
        same = same and one.same
        if options.json:
            print_json({**one.__dict__, "same": one.same})
        else:
            changed = " (its rules have changed since)" if one.other_version else ""
            verdict = "same" if one.same else f"now {one.now}"
            print_line(f"{one.case_id} {one.item}: {one.before}, {verdict}{changed}")
    return 0 if same else 1


def _visit(options: argparse.Namespace) -> int:
    """Event by event, with the conversation as it is today."""
    assets = Paths.default().assets
    catalogue = Catalogue.load(assets)
    settings = dialogue_settings(catalogue, Prompts.load(assets / "prompts"), None, WordReader.load(assets))
    recording, dialogue = read_recording(options.file), Dialogue(settings)
    if options.to_scenario:
        print_line(scenario_from(recording, dialogue, options.to_scenario).rstrip())
        return 0
    same = True
    for one in replayed(recording, dialogue):
        same = same and one.same
        if options.json:
            print_json({**one.__dict__, "actions": list(one.actions), "same": one.same})
        else:
            verdict = "" if one.same else f"   then {one.was}"
            print_line(f"{one.number:4} {one.event:16} {one.state:15} {' '.join(one.actions)}{verdict}")
    return 0 if same else 1
