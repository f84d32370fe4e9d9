"""`train`: learn the desk without a citizen, a card or a network.

Watch 小智 with everything explained, take over as the officer, or be the citizen. All of it happens in a
training world: nothing live is reached, and every page has the training frame.
"""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from kiosk.commands.output import add_json, print_json, print_line
from kiosk.commands.scenario_run import Stage
from kiosk.commands.train_officer import take_over
from kiosk.commands.train_screen import TrainingConsole
from kiosk.commands.train_watch import be_citizen, watch
from kiosk.core.clock import SystemClock
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.issuance.render import Renderer
from kiosk.issuance.values import local_minute
from kiosk.training.course import Progress, ProgressBook, as_csv, course_of
from kiosk.training.scenario import Scenario, load_scenarios
from kiosk.training.words import load_words


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--trainee", metavar="NAME", default="", help="a name or a number: progress is kept")
    parser.add_argument("--scenario", metavar="ID", help="see demo --list; without it the next of the course")
    parser.add_argument("--role", choices=["watch", "officer", "citizen"], help="without it you are asked")
    parser.add_argument("--speed", type=float, default=1.0, metavar="1-8", help="of watching")
    parser.add_argument("--mic", action="store_true", help="as the citizen: speak instead of typing")
    parser.add_argument("--window", action="store_true", help="watch 小智's pages in a window with the frame")
    parser.add_argument("--keep-audio", metavar="DIR", help="as the citizen: KEEP what you say as WAV files")
    parser.add_argument("--progress", action="store_true", help="what the trainee has reached")
    parser.add_argument("--export", metavar="CSV", help="everybody's progress into a file")
    parser.add_argument("--certificate", metavar="PDF", help="for a trainee who has passed the course")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    paths = Paths.default()
    book = ProgressBook(paths.state.parent / "training")
    course = course_of(load_scenarios(paths.assets))
    if options.export:
        Path(options.export).write_text(as_csv(book.everybody()), encoding="utf-8")
        return 0
    if options.progress:
        return _progress(book.read(options.trainee), course, options.json)
    if options.certificate:
        return _certificate(book.read(options.trainee), course, paths, Path(options.certificate))
    return _train(options, paths, book, course)


def _train(options: argparse.Namespace, paths: Paths, book: ProgressBook, course: dict[str, Scenario]) -> int:
    stage = Stage(paths)
    words = load_words(paths.assets)
    console = TrainingConsole(Console(), words.mark, sys.stdin)
    trainee = options.trainee
    before = book.read(trainee) if trainee else None
    wanted = options.scenario or (before.next(course) if before else None) or next(iter(course))
    scenario = stage.scenarios.get(wanted)
    if scenario is None:
        raise UsageError("unknown_scenario", f"no scenario {wanted!r}: see demo --list")
    role = options.role or console.choose({k: w.zh for k, w in words.roles.items()})
    if role == "officer" and scenario.officer is None:
        raise UsageError("no_officer", f"{scenario.id} is finished by the machine: watch it")
    console.head(scenario)
    with stage.world() as world:
        if role == "watch":
            watch(stage, world, scenario, console, options.speed, options.window)
            return 0
        if role == "citizen":
            keep = Path(options.keep_audio) if options.keep_audio else None
            done = be_citizen(stage, world, scenario, console, options.mic, keep)
        else:
            done = take_over(stage, world, scenario, console)
    if trainee and done is not None:
        book.add(trainee, done)
    if options.json and done is not None:
        print_json(done.model_dump(mode="json"))
    return 0


def _progress(progress: Progress, course: dict[str, Scenario], as_json: bool) -> int:
    table = Table("scenario", "情景", "points", "passed")
    for name, scenario in course.items():
        best = progress.best(name)
        told = {
            "scenario": name,
            "points": best.points if best else None,
            "passed": bool(best and best.passed),
        }
        if as_json:
            print_json(told)
        else:
            points, passed = (str(best.points), "✓" if best.passed else "") if best else ("", "")
            table.add_row(name, scenario.title.zh, points, passed)
    if not as_json:
        Console().print(table)
    return 0


def _certificate(progress: Progress, course: dict[str, Scenario], paths: Paths, file: Path) -> int:
    """Raises UsageError `not_finished`."""
    if not progress.finished(course):
        missing = progress.next(course)
        raise UsageError("not_finished", f"the course isn't passed yet; next is {missing}")
    words = load_words(paths.assets).certificate
    best = [progress.best(name) for name in course]
    points = [one.points for one in best if one is not None]
    now = SystemClock().now()
    data = {
        "trainee": progress.trainee,
        "scenarios": str(len(course)),
        "points": str(round(sum(points) / len(points))),
        "issued_at": local_minute(now)[:10],
        "title_zh": words["title"].zh,
        "title_en": words["title"].en,
        "body_zh": words["body"].zh,
        "body_en": words["body"].en,
    }
    file.write_bytes(_rendered(paths, data, now))
    print_line(str(file.resolve()))
    return 0


def _rendered(paths: Paths, data: dict[str, str], now: datetime) -> bytes:
    return Renderer(paths.assets / "papers").pdf("training_certificate", data, now)
