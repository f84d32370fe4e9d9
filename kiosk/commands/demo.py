"""`demo`: a citizen's whole visit with simulated registers, from a spoken request to a signed paper."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import IO, Any

from kiosk.commands.decide import day
from kiosk.commands.demo_film import run_film
from kiosk.commands.demo_scenarios import list_scenarios, run_scenarios
from kiosk.commands.demo_window import Run, display_is_there, run_in_window
from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.commands.services import running_services
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.desk.client import DeskClient
from kiosk.desk.schemas import CaseView
from kiosk.registries.world import load_worlds
from kiosk.speech.audio import load_audio, save_wav
from kiosk.speech.microphone import SoundDeviceMicrophone
from kiosk.speech.player import SoundDevicePlayer
from kiosk.speech.types import SAMPLE_RATE, Samples
from kiosk.terminal.loudspeaker import Loudspeaker
from kiosk.terminal.parts import load_parts, warm
from kiosk.terminal.recorder import Recorder
from kiosk.terminal.screen import RecordingScreen, Watched
from kiosk.terminal.visit import AdjustablePlayer, SilentPlayer, VisitOutcome, VisitPlan
from kiosk.vision.load import load_image

_AUDIO = ("mao_request.wav", "mao_yes.wav")
_CARDS = ("mao_id_front.jpg", "mao_id_back.jpg")
_WORLD = "world.yaml"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--headless",
        action="store_true",
        help="no window and no loudspeaker; without a display there is no window anyway",
    )
    parser.add_argument("--mic", action="store_true", help="speak yourself")
    parser.add_argument(
        "--audio", nargs="+", metavar="WAV", help="the request, then the answers; the last repeats"
    )
    parser.add_argument("--card", nargs="+", metavar="IMAGE", help="pictures of the card, in the order laid")
    parser.add_argument("--world", metavar="FILE", help="people whom the simulated registers know too")
    parser.add_argument("--out", metavar="DIR", help="where sound, pictures, paper and log go")
    parser.add_argument("--as-of", type=day, metavar="DATE", help="the day the rules are applied on")
    parser.add_argument(
        "--keep-audio",
        action="store_true",
        help="KEEP what is heard as heard-*.wav in --out; never in a hall",
    )
    parser.add_argument("--list", action="store_true", help="the scenarios there are")
    parser.add_argument("--scenario", metavar="ID", help="one of them, or all, in a world of its own")
    parser.add_argument("--film", metavar="FILE", help="make a film (.mp4, .webm) of the scenario")
    parser.add_argument("--fast", action="store_true", help="skip the seconds in which nothing works")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    if options.list:
        return list_scenarios(options.json)
    if options.film:
        return run_film(options)
    if options.scenario:
        return run_scenarios(options, print_json if options.json else _tell)
    paths = Paths.default()
    plan, worlds = _what_is_brought(options, paths)
    out, lock = _out_folder(options.out)
    quiet = options.json
    parts = load_parts(paths)
    if not quiet:
        print_line("小智 is waking: models, desk and simulated registers …")
    with ExitStack() as stack:
        state = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="xiaozhi-")))
        # A demo's cases and keys are its own: its papers never pass for the installation's.
        own = Paths(paths.assets, paths.models, paths.cache, state, paths.demo_secrets)
        services = stack.enter_context(running_services(own, worlds, options.as_of))
        warm(parts)
        client = stack.enter_context(DeskClient(services.desk.url, services.desk.key))
        recorder = Recorder(out / "events.jsonl" if out else None, print_json if quiet else _tell)
        stack.callback(recorder.close)
        if options.mic:
            microphone = SoundDeviceMicrophone()
            microphone.open()
            stack.callback(microphone.close)
            plan = VisitPlan(cards=plan.cards, microphone=microphone)
        if options.keep_audio and out is not None:
            sys.stderr.write("*** EVERY WORD THAT IS HEARD IS BEING RECORDED INTO --out ***\n")
            plan = replace(plan, keep_audio=_keeping(out))
        player: AdjustablePlayer = SilentPlayer()
        if not options.headless:
            # A missing loudspeaker is no error: what is said stands on the screen and in the log.
            speaker = Loudspeaker(
                SoundDevicePlayer(), lambda _: print_line("no loudspeaker; going on silently")
            )
            stack.callback(speaker.close)
            player = speaker
        run = Run(parts, client, plan, recorder, player)
        window = not options.headless and display_is_there()
        outcome = run_in_window(run, own) if window else run()
        paper = _paper(client, outcome.case)
    result = _write(out, outcome, paper)
    if lock is not None:
        lock.close()
    if quiet:
        print_json(result)
    else:
        _summary(result, out)
    return 0


def _keeping(out: Path) -> Callable[[Samples], None]:
    """Writes turn after turn: a demo's own, asked for by name. The kiosk itself keeps none."""
    numbers = count(1)
    return lambda samples: save_wav(out / f"heard-{next(numbers):02d}.wav", samples, SAMPLE_RATE)


def _what_is_brought(options: argparse.Namespace, paths: Paths) -> tuple[VisitPlan, list[Path]]:
    """Load all input first: a bad file ends the command before anything was started or written."""
    if options.mic and options.audio:
        raise UsageError("bad_options", "--mic and --audio don't go together")
    if options.keep_audio and not options.out:
        raise UsageError("bad_options", "--keep-audio needs --out: where shall it go?")
    demo = paths.assets / "demo"
    audio = [existing_file(f) for f in options.audio] if options.audio else [demo / f for f in _AUDIO]
    cards = [existing_file(f) for f in options.card] if options.card else [demo / f for f in _CARDS]
    worlds = [demo / _WORLD] + ([existing_file(options.world)] if options.world else [])
    load_worlds(worlds)
    plan = VisitPlan(
        recordings=[] if options.mic else [load_audio(f) for f in audio],
        cards=[load_image(f) for f in cards],
        natural=not options.fast,
    )
    return plan, worlds


def _out_folder(name: str | None) -> tuple[Path | None, IO[str] | None]:
    """The folder, and the open file that keeps a second demo out of it."""
    if name is None:
        return None, None
    folder = Path(name).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError("bad_out", f"{name} can't be made a folder: {error.strerror}") from error
    lock = (folder / ".lock").open("w")
    if not _is_mine(lock):
        lock.close()
        raise UsageError("out_taken", f"another demo is writing to {name}; name another folder")
    for old in [*folder.glob("*.png"), *folder.glob("*.wav"), *folder.glob("paper.pdf")]:
        old.unlink()
    return folder, lock


def _is_mine(lock: IO[str]) -> bool:
    """Take the lock; it goes with the process. Where the system has none, everybody may."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _paper(client: DeskClient, case: CaseView | None) -> bytes | None:
    return client.paper(case.case_id) if case and case.certificate and case.certificate.ready else None


def _write(out: Path | None, outcome: VisitOutcome, paper: bytes | None) -> dict[str, Any]:
    """Everything into the folder, and the result as the README documents it."""
    case = outcome.case
    file: Path | None = None
    if out is not None:
        if paper is not None and case is not None and case.certificate is not None:
            file = out / "paper.pdf"
            file.write_bytes(paper)
        for number, speech in enumerate(outcome.speeches, 1):
            save_wav(out / f"said-{number:02d}.wav", speech.samples, speech.rate)
        (out / "transcript.txt").write_text("\n".join(outcome.said) + "\n", encoding="utf-8")
        _pictures(outcome, out)
    certificate = None
    if case is not None and case.certificate is not None:
        certificate = {"number": case.certificate.number, "file": str(file) if file else None}
    return {
        "case": case.case_id if case else None,
        "item": case.item if case else outcome.state.item,
        "decision": case.decision.decision if case and case.decision else None,
        "certificate": certificate,
        "spoken": outcome.closing,
        "seconds": {s.stage.value: round(s.seconds, 4) for s in case.stages} if case else {},
        "machine_seconds": round(outcome.machine_seconds, 3),
        "visit_seconds": None if outcome.visit_seconds is None else round(outcome.visit_seconds, 3),
    }


def _pictures(outcome: VisitOutcome, out: Path) -> None:
    # Qt is only imported where a picture is wanted.
    from ui.touch.shots import render_elsewhere, render_views

    if isinstance(outcome.screen, RecordingScreen):
        render_views(outcome.screen.views, out)
    elif isinstance(outcome.screen, Watched):
        # This process has its window on a display already; the pictures are made without one.
        render_elsewhere(outcome.screen.kept.views, out)


def _tell(entry: Mapping[str, object]) -> None:
    """One line for the people watching."""
    t = float(str(entry["t"]))
    lines: dict[str, Callable[[], str]] = {
        "sound": lambda: f"小智  {entry['text']}",
        "heard": lambda: f"市民  {entry['text'] or '（听不清）'}   [{entry['outcome']} {entry['id'] or ''}]",
        "card_lies": lambda: f"卡片  {entry['document']} lies still",
        "card_read": lambda: (
            f"读卡  {'accepted' if entry['accepted'] else entry['problems']} in {entry['seconds']} s"
        ),
        "submit": lambda: f"办件  {entry['item']} submitted",
        "stage": lambda: f"办件  {entry['stage']}",
        "hand_over": lambda: f"转人工 {entry['cause']}",
        "wiped": lambda: "清除  everything of the visit is overwritten",
    }
    line = lines.get(str(entry["event"]))
    if line:
        print_line(f"{t:6.1f} s  {line()}")


def _summary(result: Mapping[str, Any], out: Path | None) -> None:
    print_line()
    certificate = result["certificate"]
    print_line(
        f"decision       {result['decision']}" + (f", paper {certificate['number']}" if certificate else "")
    )
    if result["seconds"]:
        print_line(f"stages         {' '.join(f'{k} {v:.3f}s' for k, v in result['seconds'].items())}")
    print_line(f"machine        {result['machine_seconds']} s of waiting in all")
    if result["visit_seconds"] is not None:
        print_line(f"visit          {result['visit_seconds']} s from the request to the closing words")
    if out:
        papers = "the paper, " if certificate else ""
        print_line(f"look into      {out}: {papers}the pictures, what was said")
