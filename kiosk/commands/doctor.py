"""`doctor`: what works here, and what falls back to what. Exit 1 where something required is missing."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk.catalogue.catalogue import Catalogue
from kiosk.commands.output import add_json, print_json, print_line
from kiosk.core.crypto import load_key_ring
from kiosk.core.errors import KioskError
from kiosk.core.paths import Paths
from kiosk.nlu.learned import data_digest, find
from kiosk.speech.engines import describe_engines
from kiosk.speech.microphone import list_microphones
from kiosk.speech.player import list_loudspeakers
from kiosk.terminal.parts import open_store, open_voices


@dataclass(frozen=True)
class Check:
    """One line."""

    name: str
    ok: bool
    required: bool
    detail: str


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--audio", action="store_true", help="list the sound devices too")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    paths = Paths.default()
    checks = [check for part in _parts(paths, options.audio) for check in part()]
    for check in checks:
        if options.json:
            print_json(asdict(check))
        else:
            mark = "ok     " if check.ok else "MISSING" if check.required else "absent "
            print_line(f"{mark} {check.name:<14} {check.detail}")
    return 1 if any(c.required and not c.ok for c in checks) else 0


def _parts(paths: Paths, audio: bool) -> list[Callable[[], list[Check]]]:
    return [
        lambda: _catalogue(paths),
        lambda: _understanding(paths),
        lambda: _models(paths),
        lambda: _engines(paths),
        lambda: _devices(audio),
        lambda: _store(paths),
        lambda: _papers(paths),
    ]


def _catalogue(paths: Paths) -> list[Check]:
    try:
        catalogue = Catalogue.load(paths.assets)
    except KioskError as error:
        return [Check("catalogue", False, True, error.operator)]
    decided = sum(not item.by_officer for item in catalogue.items.values())
    told = f"{len(catalogue.items)} items, {decided} of them decided here; the others go to an officer"
    return [Check("catalogue", True, True, told)]


def _understanding(paths: Paths) -> list[Check]:
    """Which sentences the learned part was built from; without it the grammar works alone."""
    try:
        own = {i.id: i.sentences for i in Catalogue.load(paths.assets).all_items.values()}
        data = data_digest(paths.assets / "words", own)
    except (KioskError, OSError) as error:
        return [Check("understanding", False, False, str(error))]
    found = find(paths.understanding, data)
    if found is None:
        return [Check("understanding", False, False, "never built; the grammar alone: understanding build")]
    state = f"older than its sentences ({data}): understanding build" if found.stale else "current"
    return [Check("understanding", not found.stale, False, f"{found.data}, {state}")]


def _models(paths: Paths) -> list[Check]:
    states = open_store(paths).list()
    return [
        Check(f"model {s.name}", s.state == "installed", s.required, f"{s.title}: {s.state}") for s in states
    ]


def _engines(paths: Paths) -> list[Check]:
    store = open_store(paths)
    hearing = [
        Check(f"hear {e.engine}", e.installed, False, e.detail + _used(e.in_use))
        for e in describe_engines(store)
    ]
    speaking = [
        Check(f"say {v.engine}", v.works, False, v.detail + _used(v.in_use))
        for v in open_voices(paths).describe()
    ]
    return hearing + speaking


def _used(in_use: bool) -> str:
    return " (in use)" if in_use else ""


def _devices(audio: bool) -> list[Check]:
    checks = []
    for name, listing in (("microphone", list_microphones), ("loudspeaker", list_loudspeakers)):
        try:
            found = listing()
        except KioskError as error:
            checks.append(Check(name, False, False, error.operator))
            continue
        detail = ", ".join(found) if audio else f"{len(found)} found"
        checks.append(Check(name, bool(found), False, detail))
    cameras = sorted(str(p) for p in Path("/dev").glob("video*"))
    checks.append(Check("camera", bool(cameras), False, ", ".join(cameras) or "none"))
    printer = shutil.which("lp")
    checks.append(
        Check("printer", printer is not None, False, printer or "no lp on the PATH; papers stay files")
    )
    return checks


def _store(paths: Paths) -> list[Check]:
    """Can the desk write where it must, and are its keys whole?"""
    try:
        load_key_ring(paths.secrets)
        paths.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=paths.state):
            return [Check("store", True, True, str(paths.state))]
    except (KioskError, OSError) as error:
        return [Check("store", False, True, str(error))]


def _papers(paths: Paths) -> list[Check]:
    from kiosk.issuance.render import FONT_FAMILIES, Renderer

    try:
        Renderer(paths.assets / "papers")
    except KioskError as error:
        return [Check("fonts", False, True, error.operator)]
    return [Check("fonts", True, True, ", ".join(FONT_FAMILIES))]
