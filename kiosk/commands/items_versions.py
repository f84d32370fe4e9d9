"""What the words of `items` share: naming a version, the officers' keys, the day, the language."""

from __future__ import annotations

import argparse
import os
import re
from datetime import date
from pathlib import Path
from typing import get_args

from kiosk.catalogue.approvals import Approvals, read_kept
from kiosk.catalogue.in_force import RULES_VARIABLE, RulesFrom, rules_from
from kiosk.catalogue.keys import load_officers
from kiosk.catalogue.phrases import Phrases
from kiosk.catalogue.versions import Version, VersionReader
from kiosk.commands.decide import day
from kiosk.commands.output import existing_file
from kiosk.core.clock import SystemClock, local_day
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.core.text import Language

#: How a version is named on the command line.
NAMED = "an ID, an item's FILE, or ID@VERSION for one that was signed"
_KEPT = re.compile(r"(?P<item>[a-z][a-z0-9_]*)@(?P<digest>[0-9a-f]{6,64})")


def add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=get_args(Language), default="zh", help="zh or en")


def add_day(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--as-of", type=day, metavar="DATE", help=what)


def today() -> date:
    """The calendar day here."""
    return local_day(SystemClock().now())


def phrases(paths: Paths, language: Language) -> Phrases:
    """The words of teaching."""
    return Phrases.load(paths.assets / "teaching", language)


def officers_folder(paths: Paths) -> Path:
    """Where officers' keys lie."""
    return paths.secrets / "officers"


def approvals_folder(paths: Paths) -> Path:
    """Where signed statements and what they are about lie."""
    return paths.state / "approvals"


def approvals_of(paths: Paths) -> Approvals:
    """What officers of this installation signed."""
    return Approvals.load(approvals_folder(paths), load_officers(officers_folder(paths)))


def rules_setting() -> RulesFrom:
    """Which versions the desk of this installation decides by. Raises CatalogueError `bad_setting`."""
    return rules_from(os.environ.get(RULES_VARIABLE) or RulesFrom.SHIPPED)


def is_file(name: str) -> bool:
    """Is it the name of a file rather than of an item?"""
    return "/" in name or "\\" in name or name.endswith((".yaml", ".yml"))


def version(name: str, paths: Paths, reader: VersionReader) -> Version:
    """The version of that name (see `NAMED`). Raises CatalogueError and UsageError."""
    if is_file(name):
        return reader.read(existing_file(name))
    kept = _KEPT.fullmatch(name)
    if kept is None:
        return reader.present(name)
    folder = approvals_folder(paths)
    found = [p.name for p in (folder / "versions").glob(kept["digest"] + "*")]
    found = [n for n in found if (folder / "versions" / n / "items" / f"{kept['item']}.yaml").is_file()]
    if len(found) != 1:
        said = "no" if not found else "more than one"
        raise UsageError("no_version", f"{said} signed version {name}")
    return read_kept(folder, kept["item"], found[0], reader)
