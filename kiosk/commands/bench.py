"""`bench NAME`: the benchmarks of `benchmarks/`; the last line is one flat JSON object of figures."""

from __future__ import annotations

import argparse
import importlib
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.commands.output import add_json, print_json
from kiosk.core.errors import UsageError
from kiosk.core.paths import repository_root
from kiosk.speech.progress import BarProgress

#: Those that not every benchmark takes.
_OPTIONS = ("seed", "hours", "everything", "human", "soak", "judge", "kills", "filled")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="without it all of them")
    parser.add_argument("--n", type=int, metavar="N", help="how many runs, where a benchmark counts them")
    parser.add_argument(
        "--full",
        "--all",
        dest="everything",
        action="store_true",
        help="everything, where a benchmark takes a sample (hearing, speaking)",
    )
    parser.add_argument(
        "--human", type=Path, metavar="DIR", help="recordings with a .txt each, instead of ours (hearing)"
    )
    parser.add_argument(
        "--soak",
        type=float,
        nargs="?",
        const=3600.0,
        metavar="SECONDS",
        help="an hour of microphone (hearing); damaged files (reading); half the load, 7200 s wanted (desk)",
    )
    parser.add_argument(
        "--judge", action="store_true", help="frames of another generator, where there is one (reading)"
    )
    parser.add_argument("--seed", type=int, metavar="N", help="other visits (scenarios)")
    parser.add_argument("--hours", type=float, metavar="H", help="how long (soak)")
    parser.add_argument("--kills", type=int, metavar="N", help="how often something is killed (crash)")
    parser.add_argument(
        "--filled",
        type=int,
        nargs="?",
        const=10_000_000,
        metavar="N",
        help="with a store that holds ten million cases already (desk)",
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    folder = repository_root() / "benchmarks"
    known = sorted(p.stem for p in folder.glob("[a-z]*.py") if "def run(" in p.read_text(encoding="utf-8"))
    if options.name is not None and options.name not in known:
        raise UsageError("unknown_bench", f"no benchmark {options.name!r}; there are {', '.join(known)}")
    if options.human is not None and not options.human.is_dir():
        raise UsageError("no_folder", f"{options.human} is no folder")
    sys.path.insert(0, str(folder.parent))
    for name in [options.name] if options.name else known:
        bench = importlib.import_module(f"benchmarks.{name}").run
        more = _asked(bench, options)
        with BarProgress("pieces") as progress:
            figures = bench(options.n, progress, **more)
        print_json({"bench": name, **figures} if options.name is None else figures)
    return 0


def _asked(bench: Callable[..., Any], options: argparse.Namespace) -> dict[str, Any]:
    """The given options that this benchmark takes. Raises UsageError where one was named that doesn't."""
    given = {name: value for name in _OPTIONS if (value := getattr(options, name))}
    taken = {k: v for k, v in given.items() if k in inspect.signature(bench).parameters}
    if options.name and len(taken) < len(given):
        unknown = ", ".join("--full" if k == "everything" else f"--{k}" for k in given.keys() - taken.keys())
        raise UsageError("bad_options", f"bench {options.name} has no {unknown}")
    return taken
