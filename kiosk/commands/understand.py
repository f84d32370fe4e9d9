"""`understand [TEXT...] [--file F] [--explain]`: what a sentence asks for; words only, no sound."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from kiosk.catalogue.catalogue import Catalogue
from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.nlu.types import Understanding
from kiosk.nlu.understand import Understander

#: Sentences understood together: quicker than one by one.
_BATCH = 64


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT")
    parser.add_argument("--file", metavar="F", help="one sentence a line; - for standard input")
    parser.add_argument("--explain", action="store_true", help="what matched, and why")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    if not options.text and not options.file:
        raise UsageError("nothing_to_understand", "give a TEXT or --file F")
    texts = _texts(options)
    paths = Paths.default()
    understander = Understander.load(
        Catalogue.load(paths.assets), paths.assets / "words", paths.understanding
    )
    for batch in _batches(texts):
        for text, said in zip(batch, understander.understand_all(batch), strict=True):
            explanation = understander.explain(text) if options.explain else None
            if options.json:
                entry = as_json(said)
                print_json(entry | {"explain": explanation} if options.explain else entry)
            else:
                told = "".join(f"  [{name}: {value}]" for name, value in said.values.items())
                of = said.id or _offered(said)
                print_line(f"{said.outcome:<9} {of:<12} {said.confidence:.2f}  {text}{told}")
                for line in explanation or []:
                    print_line(f"    {line}")
    return 0


def _batches(texts: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(texts, _BATCH)):
        yield batch


def _offered(said: Understanding) -> str:
    return " ".join(c.id for c in said.candidates) or "-"


def as_json(said: Understanding) -> dict[str, Any]:
    """As the README documents it."""
    return {
        "text": said.text,
        "outcome": said.outcome,
        "id": said.id,
        "candidates": [{"id": c.id, "confidence": round(c.confidence, 3)} for c in said.candidates],
        "confidence": round(said.confidence, 3),
        "values": dict(said.values),
    }


def _texts(options: argparse.Namespace) -> Iterator[str]:
    """All sentences; a file is read at once, so that a wrong one is said before anything is loaded."""
    lines: Iterable[str] = ()
    if options.file == "-":
        lines = sys.stdin
    elif options.file:
        path = existing_file(options.file)
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError as error:
            raise UsageError("not_text", f"{options.file} is not UTF-8 text") from error
    return chain(options.text, (line.strip() for line in lines if line.strip()))
