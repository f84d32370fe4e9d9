"""`bench NAME`: the benchmarks of `benchmarks/`; the last line is one flat JSON object of figures."""

from __future__ import annotations

import argparse
import importlib
import sys

from kiosk.commands.output import add_json, print_json
from kiosk.core.errors import UsageError
from kiosk.core.paths import repository_root
from kiosk.speech.progress import BarProgress


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="without it all of them")
    parser.add_argument("--n", type=int, metavar="N", help="how many runs, where a benchmark counts them")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    folder = repository_root() / "benchmarks"
    known = sorted(p.stem for p in folder.glob("[a-z]*.py") if "def run(" in p.read_text(encoding="utf-8"))
    if options.name is not None and options.name not in known:
        raise UsageError("unknown_bench", f"no benchmark {options.name!r}; there are {', '.join(known)}")
    sys.path.insert(0, str(folder.parent))
    for name in [options.name] if options.name else known:
        with BarProgress("pieces") as progress:
            figures = importlib.import_module(f"benchmarks.{name}").run(options.n, progress)
        print_json({"bench": name, **figures} if options.name is None else figures)
    return 0
