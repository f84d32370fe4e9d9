"""How commands print: one JSON object a line with --json, words for people without."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from kiosk.core.errors import UsageError


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line on standard output")


def print_json(entry: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(entry, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def print_line(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def existing_file(name: str) -> Path:
    """The file of that name. Raises UsageError `no_such_file`."""
    path = Path(name)
    if not path.is_file():
        raise UsageError("no_such_file", f"there is no file {name}")
    return path
