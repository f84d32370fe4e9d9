"""`read IMAGE... [--as DOCUMENT]`: read a card from a picture."""

from __future__ import annotations

import argparse
from typing import Any, get_args

from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.core.id_number import mask_id_number
from kiosk.vision.load import load_image
from kiosk.vision.reader import CardReader
from kiosk.vision.types import CardReading, DocumentKind


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("images", nargs="+", metavar="IMAGE")
    parser.add_argument("--as", dest="document", default="auto", choices=["auto", *get_args(DocumentKind)])
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    # All files are looked at first, so that a bad one leaves nothing half-printed.
    images = [(name, load_image(existing_file(name))) for name in options.images]
    reader = CardReader()
    reader.warm()
    for name, image in images:
        reading = reader.read(image, options.document)
        if options.json:
            print_json({"file": name, **as_json(reading)})
        else:
            _print(name, reading)
    return 0


def as_json(reading: CardReading) -> dict[str, Any]:
    """As the README documents it. The operator asked for the fields: they are shown whole."""
    return {
        "document": reading.document,
        "accepted": reading.accepted,
        "fields": reading.values(),
        "problems": [{"code": p.code, "field": p.field, "detail": p.detail} for p in reading.problems],
        "seconds": round(reading.seconds, 3),
        "others": [as_json(other) for other in reading.others],
    }


def _print(name: str, reading: CardReading) -> None:
    print_line(
        f"{name}: {reading.document or 'no card'}, {'accepted' if reading.accepted else 'not accepted'}"
    )
    for field, value in reading.values().items():
        print_line(f"    {field:<12} {mask_id_number(value) if field == 'id_number' else value}")
    for problem in reading.problems:
        print_line(f"    ! {problem.code} {problem.field or ''} {problem.detail}".rstrip())
