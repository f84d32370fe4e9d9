"""`models list | install [NAME] [--from PATH] | check`: the speech models."""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.commands.output import add_json, print_json, print_line
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.speech.engines import PREFERENCE, SPEED_CLIP, check_speeds
from kiosk.speech.models import ModelStore
from kiosk.speech.progress import BarProgress
from kiosk.speech.speed_check import Speed
from kiosk.terminal.parts import open_store


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["list", "install", "check"])
    parser.add_argument("name", nargs="?", metavar="NAME", help="a model; without it all required ones")
    parser.add_argument(
        "--from", dest="origin", metavar="PATH", help="a folder or archive that has the files"
    )
    parser.add_argument("--quick", action="store_true", help="check sizes only, of the required ones")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    store = open_store(Paths.default())
    if options.what == "install":
        return _install(store, options)
    if options.what == "check":
        return _check(store, options)
    for state in store.list():
        if options.json:
            print_json(vars(state))
        else:
            need = "required" if state.required else "tests" if state.for_tests else "optional"
            print_line(
                f"{state.name:<18} {need:<8} {state.state:<9} {state.bytes / 1e6:7.1f} MB  {state.title}"
            )
    return 0


def _install(store: ModelStore, options: argparse.Namespace) -> int:
    origin = Path(options.origin) if options.origin else None
    if origin is not None and not origin.exists():
        raise UsageError("no_such_file", f"there is no file or folder {options.origin}")
    names = [options.name] if options.name else [s.name for s in store.list() if s.required]
    with BarProgress() as progress:
        for name in names:
            store.install(name, origin, progress)
        for speed in _speeds(store, names):
            told = f"{speed.audio_seconds:.1f} s of speech in {speed.seconds:.1f} s"
            progress.note(f"{speed.engine}: {told} on this machine")
    return 0


def _speeds(store: ModelStore, names: list[str]) -> tuple[Speed, ...]:
    """How fast the engines hear here, where one of theirs was installed: measured once, at set-up."""
    if not set(names) & set(PREFERENCE):
        return ()
    return check_speeds(store, Paths.default().assets / SPEED_CLIP)


def _check(store: ModelStore, options: argparse.Namespace) -> int:
    if options.quick:
        return 0 if all(s.state == "installed" for s in store.list() if s.required) else 1
    problems = store.check()
    for problem in problems:
        if options.json:
            print_json(vars(problem))
        else:
            print_line(str(problem))
    return 1 if problems else 0
