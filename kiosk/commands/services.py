"""The desk and, for demos and tests, the simulated registers: started as children of this process."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kiosk.core.child import ChildCommand, ChildService
from kiosk.core.paths import Paths

#: The variables that carry the children's keys; the same names stand in their own modules.
DESK_KEY = "XIAOZHI_DESK_KEY"
REGISTRIES_KEY = "XIAOZHI_REGISTRIES_KEY"


@dataclass(frozen=True)
class Services:
    """The running children."""

    desk: ChildService
    registries: ChildService


@contextmanager
def running_services(
    paths: Paths,
    worlds: Sequence[Path],
    as_of: date | None = None,
    extra: Mapping[str, str] | None = None,
    registry_seconds: float = 8.0,
) -> Iterator[Services]:
    """Start both, and stop both whatever happens.

    `as_of` is the day of both, in place of today; `extra` goes into the desk's environment.
    """
    child_python_path()
    folder = paths.state / "run"
    registries_key = secrets.token_urlsafe(32)
    registries = ChildService(registries_command(worlds, folder, as_of), registries_key)
    # The desk needs the registers' address, so it comes second.
    with (
        registries,
        ChildService(desk_command(paths, registries, as_of, extra or {}, registry_seconds)) as desk,
    ):
        yield Services(desk, registries)


def registries_command(
    worlds: Sequence[Path], folder: Path, as_of: date | None, population: bool = True
) -> ChildCommand:
    """The simulator; `population`: with the invented city beside the worlds' people."""
    arguments = [sys.executable, "-m", "kiosk.registries.simulator"]
    for world in worlds:
        arguments += ["--world", str(world)]
    if not population:
        arguments.append("--no-population")
    if as_of is not None:
        # Rules and registers must mean the same day by today.
        arguments += ["--day", as_of.isoformat()]
    return ChildCommand("registries", arguments, REGISTRIES_KEY, folder)


def desk_command(
    paths: Paths,
    registries: ChildService,
    as_of: date | None,
    extra: Mapping[str, str],
    registry_seconds: float,
    specimen: bool = False,
) -> ChildCommand:
    """The desk on these registers; `specimen`: its papers say that they are none."""
    arguments = [
        sys.executable, "-m", "kiosk.desk.server", "--state", str(paths.state),
        "--secrets", str(paths.secrets), "--assets", str(paths.assets), "--registries", registries.url,
        "--registry-seconds", str(registry_seconds), "--log-file", str(paths.state / "desk.log"),
    ]  # fmt: skip
    if as_of is not None:
        arguments += ["--as-of", as_of.isoformat()]
    if specimen:
        arguments.append("--specimen")
    environment = {REGISTRIES_KEY: registries.key, **extra}
    return ChildCommand("desk", arguments, DESK_KEY, paths.state / "run", environment)


def child_python_path() -> None:
    """Let the children find this checkout wherever they were started from."""
    root = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH", "")
    if root not in known.split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join(p for p in (root, known) if p)
