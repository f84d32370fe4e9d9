"""What the administrator's commands share: where the store and its keys are, and who is at work."""

from __future__ import annotations

import argparse
import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.core.clock import SystemClock
from kiosk.core.paths import Paths
from kiosk.desk.audit.heads import Heads
from kiosk.desk.keys import FolderKeys
from kiosk.desk.levels import ServiceLevels
from kiosk.desk.server import PASSWORD_VARIABLE, STORE_VARIABLE
from kiosk.desk.store.engine import Store, open_store


@dataclass(frozen=True)
class Access:
    """An open store with its keys."""

    store: Store
    keys: FolderKeys
    clock: SystemClock
    state: Path
    secrets: Path
    assets: Path

    @property
    def papers(self) -> Path:
        return self.state / "papers"

    @property
    def levels(self) -> ServiceLevels:
        return ServiceLevels.load(self.assets)

    def heads(self, folder: Path | None = None) -> Heads:
        return Heads(folder or self.secrets / "audit-heads", self.secrets / "audit-head.key")


def add_store(parser: argparse.ArgumentParser) -> None:
    """--state, --secrets, --store."""
    parser.add_argument("--state", type=Path, metavar="DIR", help="the store; without it the installation's")
    parser.add_argument("--secrets", type=Path, metavar="DIR", help="its keys; likewise")
    parser.add_argument(
        "--store",
        metavar="URL",
        default=os.environ.get(STORE_VARIABLE) or None,
        help=f"postgresql://... instead of SQLite; password in {PASSWORD_VARIABLE}",
    )


def state_of(options: argparse.Namespace) -> Path:
    return Path(options.state) if options.state else Paths.default().state


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Access]:
    """The store, for as long as it is needed.

    Raises DeskFault `store_in_use` where an embedded desk has it: stop that first, or ask it over HTTP.
    """
    paths = Paths.default()
    secrets = Path(options.secrets) if options.secrets else paths.secrets
    store = open_store(state_of(options), options.store)
    try:
        yield Access(store, FolderKeys(secrets), SystemClock(), state_of(options), secrets, paths.assets)
    finally:
        store.close()


def operator() -> str:
    """Who the audit says it was: the machine's user."""
    return f"cli:{getpass.getuser()}"[:40]
