"""`doctor`: what works here, and what falls back to what. Exit 1 where something required is missing."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.in_force import CatalogueInForce, Folders
from kiosk.commands.items_versions import approvals_folder, officers_folder, rules_setting, today
from kiosk.commands.level_bar import LevelBar, watch
from kiosk.commands.output import add_json, print_json, print_line
from kiosk.core.crypto import load_key_ring
from kiosk.core.errors import KioskError
from kiosk.core.paths import Paths
from kiosk.nlu.learned import data_digest, find
from kiosk.printing.lp import printers
from kiosk.printing.port import PrintError
from kiosk.speech.engines import PREFERENCE, describe_engines, describe_hearing
from kiosk.speech.microphone import SoundDeviceMicrophone, list_microphones
from kiosk.speech.player import list_loudspeakers
from kiosk.speech.sound_choice import SoundChoice
from kiosk.terminal.parts import open_store, open_voices

#: Seconds of sound that `--audio` looks at.
_SECONDS = 3.0


@dataclass(frozen=True)
class Check:
    """One line."""

    name: str
    ok: bool
    required: bool
    detail: str


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--audio", action="store_true", help="list the sound devices, and listen for 3 s")
    parser.add_argument("--microphone", metavar="NAME", help="choose it from now on; - for the system's own")
    parser.add_argument("--loudspeaker", metavar="NAME", help="the same for the loudspeaker")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    paths = Paths.default()
    _choose(options, paths)
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
        lambda: rules(paths),
        lambda: _understanding(paths),
        lambda: _models(paths),
        lambda: _engines(paths),
        lambda: _devices(audio, paths),
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


def rules(paths: Paths) -> list[Check]:
    """What the desk of this installation decides by, today."""
    folders = Folders(paths.assets, approvals_folder(paths), officers_folder(paths))
    try:
        source = rules_setting()
        catalogue = CatalogueInForce(folders, source, today)
        standing = catalogue.standing()
    except KioskError as error:
        return [Check("rules", False, True, error.operator)]
    signed = [f"{one.item} {one.version}" for one in standing if one.signers]
    shipped = sum(bool(one.version) and not one.signers for one in standing)
    nothing = [one.item for one in standing if not one.version]
    told = f"{source}: {len(signed)} items as officers signed them, {shipped} as shipped, "
    told += f"{len(nothing)} not in force"
    told += "".join(
        f"; {what}: {', '.join(names)}"
        for what, names in (("signed", signed), ("an officer does", nothing))
        if names
    )
    problems = [Check("rules", False, False, str(problem)) for problem in catalogue.problems]
    return [Check("rules", bool(signed or shipped), False, told), *problems]


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
    return [
        Check(f"model {s.name}", s.state == "installed", s.required, f"{s.title}: {s.state}")
        for s in open_store(paths).list()
        if s.required or not (s.for_tests or s.name in PREFERENCE)
    ]


def _engines(paths: Paths) -> list[Check]:
    store = open_store(paths)
    line = describe_hearing(store)
    hearing = [Check("hearing", line is not None, True, line or "no engine is installed: models install")]
    hearing += [
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


def _choose(options: argparse.Namespace, paths: Paths) -> None:
    """Remember devices by name. Raises SpeechError `choice_unwritable`."""
    if options.microphone is None and options.loudspeaker is None:
        return
    kept = SoundChoice.load(paths.state)
    chosen = [
        old if new is None else None if new == "-" else new
        for new, old in ((options.microphone, kept.microphone), (options.loudspeaker, kept.loudspeaker))
    ]
    SoundChoice(*chosen).save(paths.state)


def _level(paths: Paths) -> Check:
    """Three seconds of the microphone."""
    chosen = SoundChoice.load(paths.state).microphone
    microphone = SoundDeviceMicrophone(chosen)
    try:
        microphone.open()
        heard = watch(microphone.read, _SECONDS, LevelBar())
    except KioskError as error:
        return Check("level", False, False, error.operator)
    finally:
        microphone.close()
    name = chosen or "the system's own microphone"
    if heard is None or heard.dead:
        return Check("level", False, False, f"{name}: no sound comes; is it switched off?")
    told = f"{name}: loud {heard.loud_db:.0f} dB, quiet {heard.quiet_db:.0f} dB"
    if heard.clipped:
        told += f", {heard.clipped:.1%} clipped: turn it down"
    return Check("level", True, False, f"{told}, {microphone.overruns} overruns")


def _devices(audio: bool, paths: Paths) -> list[Check]:
    checks = []
    for name, listing in (("microphone", list_microphones), ("loudspeaker", list_loudspeakers)):
        try:
            found = listing()
        except KioskError as error:
            checks.append(Check(name, False, False, error.operator))
            continue
        detail = ", ".join(found) if audio else f"{len(found)} found"
        checks.append(Check(name, bool(found), False, detail))
    if audio:
        checks.append(_level(paths))
    cameras = sorted(str(p) for p in Path("/dev").glob("video*"))
    checks.append(Check("camera", bool(cameras), False, ", ".join(cameras) or "none"))
    return [*checks, _printers()]


def _printers() -> Check:
    """Every printer, and what it wants."""
    try:
        found = printers(timeout=5.0)
    except PrintError as error:
        return Check("printer", False, False, f"{error.operator}; papers stay files")
    told = [f"{p.name}: {', '.join(p.troubles) if p.troubles else 'ready'}" for p in found]
    ready = any(p.ready for p in found)
    return Check("printer", ready, False, "; ".join(told) or "CUPS has none; papers stay files")


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
