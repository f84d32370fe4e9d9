"""`understanding build | status`: what 小智 learned from sentences, made anew when they change."""

from __future__ import annotations

import argparse
import time

from kiosk.catalogue.catalogue import Catalogue
from kiosk.commands.output import add_json, print_json, print_line
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.nlu.learned import Learned, data_digest, find
from kiosk.nlu.sentences import catalogue_sentences, read_sentences
from kiosk.nlu.words import Words


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["build", "status"])
    parser.add_argument("--again", action="store_true", help="build even where nothing has changed")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    paths = Paths.default()
    catalogue = Catalogue.load(paths.assets)
    own = {i.id: i.sentences for i in catalogue.all_items.values()}
    data = data_digest(paths.assets / "words", own)
    there = find(paths.understanding, data)
    if options.what == "status":
        return _status(there, data, options.json)
    if there is not None and not there.stale and not options.again:
        _tell(options.json, data, "already built")
        return 0
    start = time.monotonic()
    made = _build(paths, own, data, None if options.json else print_line)
    file = made.save(paths.understanding)
    _tell(options.json, data, f"built in {time.monotonic() - start:.0f} s", str(file))
    return 0


def _build(paths: Paths, own: dict[str, tuple[str, ...]], data: str, tell: object) -> Learned:
    try:
        # Only the build needs scipy; understanding itself does without.
        from kiosk.nlu.teach import build

        words = Words.load(paths.assets / "words")
        said = read_sentences(paths.assets / "words" / "sentences") + catalogue_sentences(own)
        return build(said, words, data, tell if callable(tell) else (lambda _: None))
    except ImportError as error:
        raise UsageError("no_scipy", f"building needs {error.name}, which is not installed") from error


def _status(there: Learned | None, data: str, as_json: bool) -> int:
    if there is None:
        _tell(as_json, data, "never built: the grammar alone is used")
        return 1
    _tell(as_json, there.data, "older than its sentences" if there.stale else "current")
    return 1 if there.stale else 0


def _tell(as_json: bool, data: str, state: str, file: str | None = None) -> None:
    if as_json:
        print_json({"digest": data, "state": state, "file": file})
    else:
        print_line(f"understanding {data}: {state}")
