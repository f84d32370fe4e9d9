"""`read IMAGE... [--as DOCUMENT] [--fuse]`: read a document from a picture, or one from several."""

from __future__ import annotations

import argparse
from typing import Any, get_args

from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.core.id_number import mask_id_number
from kiosk.vision.fuse import fuse
from kiosk.vision.load import load_image
from kiosk.vision.reader import CardReader
from kiosk.vision.types import CardReading, DocumentKind, Problem

_NUMBERS = ("id_number", "licence_number")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("images", nargs="+", metavar="IMAGE")
    parser.add_argument("--as", dest="document", default="auto", choices=["auto", *get_args(DocumentKind)])
    parser.add_argument(
        "--fuse", action="store_true", help="all files are frames of one card: one reading of them all"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    # All files are looked at first, so that a bad one leaves nothing half-printed.
    images = [(name, load_image(existing_file(name))) for name in options.images]
    reader = CardReader()
    reader.warm()
    readings = [(name, reader.read(image, options.document)) for name, image in images]
    if options.fuse:
        readings = [(readings[0][0], fuse([reading for _, reading in readings]))]
    for name, reading in readings:
        if options.json:
            more = {"files": options.images} if options.fuse else {}
            print_json({"file": name, **more, **as_json(reading)})
        else:
            _print(name, reading)
    return 0


def as_json(reading: CardReading) -> dict[str, Any]:
    """As the README documents it. The operator asked for the fields: they are shown whole.

    A form's results are an object of their own (`results`: item -> finding).
    """
    fields: dict[str, Any] = {}
    for name, value in reading.values().items():
        group, dot, item = name.partition(".")
        if dot:
            fields.setdefault(group, {})[item] = value
        else:
            fields[name] = value
    return {
        "document": reading.document,
        "accepted": reading.accepted,
        "fields": fields,
        "problems": [_problem(p) for p in reading.problems],
        "notes": [_problem(p) for p in reading.notes],
        "seconds": round(reading.seconds, 3),
        "others": [as_json(other) for other in reading.others],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"code": problem.code, "field": problem.field, "detail": problem.detail}


def _print(name: str, reading: CardReading) -> None:
    print_line(
        f"{name}: {reading.document or 'no document'}, {'accepted' if reading.accepted else 'not accepted'}"
    )
    for field, value in reading.values().items():
        print_line(f"    {field:<12} {mask_id_number(value) if field in _NUMBERS else value}")
    for problem in reading.problems:
        print_line(f"    ! {problem.code} {problem.field or ''} {problem.detail}".rstrip())
    for note in reading.notes:
        print_line(f"    ? {note.code} {note.field or ''} {note.detail}".rstrip())
    for other in reading.others:
        _print("    beside it", other)
