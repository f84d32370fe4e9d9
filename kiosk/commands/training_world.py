"""A world of its own for training: simulator, desk, store, keys, printer; nothing of the installation's.

What a live installation has in its environment (a city's store, its registers, its rules) is withheld from
the children; the printer is a folder. Reset is a new store on the same registers.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import httpx
from argon2 import PasswordHasher

from kiosk.catalogue.in_force import RULES_VARIABLE
from kiosk.commands.services import REGISTRIES_KEY, child_python_path, desk_command, registries_command
from kiosk.core.child import ChildService
from kiosk.core.clock import SystemClock
from kiosk.core.paths import Paths
from kiosk.desk.client import DeskClient
from kiosk.desk.keys import FolderKeys
from kiosk.desk.server import (
    ISSUER_VARIABLE,
    PASSWORD_VARIABLE,
    STORE_VARIABLE,
    TSA_KEY_VARIABLE,
    TSA_VARIABLE,
    WINDOW_KEY_VARIABLE,
)
from kiosk.desk.staff.accounts import Staff
from kiosk.desk.staff.passwords import Passwords
from kiosk.desk.store.engine import open_store
from kiosk.printing.file import FilePrinter
from kiosk.registries.faults import Fault, FaultKind
from kiosk.registries.ports import Port
from kiosk.training.cast import Actor, world_of
from kiosk.training.people import TrainingError
from kiosk.training.scenario import DAY
from kiosk.training.stored import TrainingStore

#: What a live installation may have set, and no child of training may see.
WITHHELD = (
    *(STORE_VARIABLE, PASSWORD_VARIABLE, RULES_VARIABLE, TSA_VARIABLE, TSA_KEY_VARIABLE, ISSUER_VARIABLE),
    *(WINDOW_KEY_VARIABLE, "XIAOZHI_CRASH_AFTER"),
)
TRAINEE, TUTOR = "trainee", "tutor"


class TrainingWorld:
    """Use as a context: everything of it is gone afterwards."""

    def __init__(
        self, actors: Iterable[Actor], registry_seconds: float = 4.0, paths: Paths | None = None
    ) -> None:
        """`actors`: whom its registers know."""
        self._live = paths or Paths.default()
        self._actors = list(actors)
        self._registry_seconds = registry_seconds
        self._stack = ExitStack()
        self._folder = Path(
            self._stack.enter_context(tempfile.TemporaryDirectory(prefix="xiaozhi-training-"))
        )
        check_apart(self._folder, self._live)
        self.paths = self._live.under(self._folder)
        self.registries: ChildService | None = None
        self.desk: ChildService | None = None
        self.password = secrets.token_urlsafe(16)
        """Of both accounts, for as long as this world lasts."""
        self.clean = False

    def __enter__(self) -> TrainingWorld:
        child_python_path()
        world = self._folder / "world.json"
        world.write_text(world_of(self._actors), encoding="utf-8")
        command = registries_command([world], self._folder / "run", DAY, population=False)
        self.registries = self._stack.enter_context(ChildService(command, secrets.token_urlsafe(32)))
        try:
            self._open_desk()
        except BaseException:
            # Nobody calls __exit__ for a world that didn't open: its registers would live on.
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.desk is not None:
            self.desk.stop()
        self._stack.close()

    @property
    def store(self) -> TrainingStore:
        return TrainingStore(self.paths.state)

    @property
    def printer(self) -> FilePrinter:
        """Papers go into a folder of this world."""
        return FilePrinter(self._folder / "printed")

    @property
    def printed(self) -> int:
        """Papers that came out of it since the last reset."""
        return len(list((self._folder / "printed").glob("*.pdf")))

    def client(self) -> DeskClient:
        """A connection to this world's desk. Raises TrainingError `not_open`."""
        desk = self._running_desk()
        # A desk that is started again on a busy machine is waited for.
        return DeskClient(desk.url, desk.key, patience=20.0)

    @property
    def desk_url(self) -> str:
        return self._running_desk().url

    def reset(self) -> None:
        """As at the start: no case, no paper, no fault."""
        for port in Port:
            self.misbehave(Fault(port=port, fault=FaultKind.NONE))
        if self.clean:
            return
        if self.desk is not None:
            self.desk.stop()
        shutil.rmtree(self.paths.state)
        shutil.rmtree(self._folder / "printed", ignore_errors=True)
        self._open_desk()

    def misbehave(self, fault: Fault) -> None:
        """One register of this world goes wrong. Raises TrainingError `not_open`."""
        if self.registries is None:
            raise TrainingError("not_open", "the training world isn't open")
        answer = httpx.post(
            f"{self.registries.url}/admin/faults",
            content=fault.model_dump_json(),
            headers={"Authorization": f"Bearer {self.registries.key}", "Content-Type": "application/json"},
            timeout=5,
            trust_env=False,
        )
        answer.raise_for_status()

    def cut_power(self) -> None:
        """The desk's process dies without a word; its supervisor starts it again."""
        desk = self._running_desk()
        if desk.pid is not None:
            os.kill(desk.pid, signal.SIGKILL)

    def _running_desk(self) -> ChildService:
        if self.desk is None:
            raise TrainingError("not_open", "the training world isn't open")
        return self.desk

    def _open_desk(self) -> None:
        assert self.registries is not None
        self._hire()
        withheld = dict.fromkeys(WITHHELD, "")
        extra = {**withheld, REGISTRIES_KEY: self.registries.key}
        command = desk_command(self.paths, self.registries, DAY, extra, self._registry_seconds, specimen=True)
        self.desk = ChildService(command).start()
        self.clean = True

    def _hire(self) -> None:
        """An officer to be, and a supervisor beside her, both only here; made once, then copied."""
        made = self._folder / "new-store.sqlite"
        own = self.paths.state / "desk.sqlite"
        if made.is_file():
            self.paths.state.mkdir(mode=0o700)
            shutil.copyfile(made, own)
            own.chmod(0o600)
            return
        store = open_store(self.paths.state, None)
        try:
            # Their password lives as long as this folder: no dear hash is needed.
            quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1))
            staff = Staff(store, FolderKeys(self.paths.secrets), SystemClock(), quick)
            staff.add(TRAINEE, "学员", ["officer", "criminal_records"], self.password, "training")
            staff.add(TUTOR, "教员", ["supervisor", "criminal_records"], self.password, "training")
        finally:
            store.close()
        shutil.copyfile(own, made)


def check_apart(folder: Path, live: Paths) -> None:
    """Raises TrainingError `not_apart` where a training world would lie in the installation's own folders."""
    inside = folder.resolve()
    for own in (live.state, live.secrets):
        if inside.is_relative_to(own.resolve()) or own.resolve().is_relative_to(inside):
            raise TrainingError(
                "not_apart", "a training world must not lie where the installation's data are"
            )
