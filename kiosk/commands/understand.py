"""`understand [TEXT...] [--file F] [--explain]`: what a sentence asks for; words only, no sound."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from kiosk.catalogue.catalogue import Catalogue
from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.nlu.types import Understanding
from kiosk.nlu.understand import Understander


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT")
    parser.add_argument("--file", metavar="F", help="one sentence a line; - for standard input")
    parser.add_argument("--explain", action="store_true", help="what matched, and why")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    if not options.text and not options.file:
        raise UsageError("nothing_to_understand", "give a TEXT or --file F")
    paths = Paths.default()
    understander = Understander.load(Catalogue.load(paths.assets), paths.assets / "words")
    for text in _texts(options):
        said = understander.understand(text)
        explanation = understander.explain(text) if options.explain else None
        if options.json:
            entry = as_json(said)
            print_json(entry | {"explain": explanation} if options.explain else entry)
        else:
            print_line(f"{said.outcome:<9} {said.id or '-':<12} {said.confidence:.2f}  {text}")
            for line in explanation or []:
                print_line(f"    {line}")
    return 0


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
    yield from options.text
    if options.file == "-":
        yield from (line.strip() for line in sys.stdin if line.strip())
    elif options.file:
        path = existing_file(options.file)
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError as error:
            raise UsageError("not_text", f"{options.file} is not UTF-8 text") from error
        yield from (line.strip() for line in lines if line.strip())
