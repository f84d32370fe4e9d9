"""Decisions on their way to the desk. What can't be sent is kept, sealed, and sent again with its key.

A decision that was spoken counts: it outlives a dead desk and a dead window. Only who made it sends it; the
desk does it once, whatever often it comes.
"""

from __future__ import annotations

import json
import logging
import os
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from kiosk.core.crypto import CryptoError, KeyRing, private_folder, write_private
from kiosk.core.describe import describe
from kiosk.core.errors import KioskError
from kiosk.desk.staff_client import DeskError, StaffClient
from kiosk.desk.staff_schemas import AskFor, Verdict
from ui.staff.work import Work

_log = logging.getLogger("ui.staff")
#: No answer, or one that says "not now": the decision may or may not have come through.
_AGAIN = frozenset(
    {"desk_unreachable", "desk_timeout", "store_busy", "desk_error", "too_fast", "session_over"}
)


@dataclass(frozen=True)
class Letter:
    """One thing to be told to the desk."""

    key: str
    """Of idempotency: 32 hex digits."""
    staff: str
    case_id: str
    version: int
    kind: Literal["decision", "ask"]
    body: dict[str, Any]


class Outbox:
    """Letters in a folder, one file each. Use it on the GUI thread."""

    def __init__(self, folder: Path, keys: KeyRing, client: StaffClient, work: Work) -> None:
        self._folder = private_folder(folder)
        self._keys = keys
        self._client = client
        self._work = work
        self._under_way: set[str] = set()
        self.staff: Callable[[], str] = lambda: ""
        """Who is signed in; '' for nobody."""
        self.changed: Callable[[], None] = lambda: None
        self.sent: Callable[[Letter, object], None] = lambda letter, answer: None
        """A letter that had been kept has come through."""
        self.refused: Callable[[Letter, KioskError], None] = lambda letter, error: None
        """... or the desk has said no: it was decided otherwise meanwhile."""

    @staticmethod
    def new_key() -> str:
        return uuid.uuid4().hex

    def send(
        self, letter: Letter, done: Callable[[Any], None], failed: Callable[[KioskError, bool], None]
    ) -> None:
        """Write it down, then send it. `failed` with True where it is kept and sent again."""
        self._write(letter)
        self._post(letter, done, failed)

    def send_all(self) -> None:
        """Try again what the officer at the window has waiting."""
        for letter in self.waiting():
            if letter.key not in self._under_way and letter.staff == self.staff():
                self._post(letter, partial(self.sent, letter), partial(self._told, letter))

    def _told(self, letter: Letter, error: KioskError, kept: bool) -> None:
        if not kept:
            self.refused(letter, error)

    def waiting(self) -> list[Letter]:
        """All that isn't through, the oldest first."""
        files = sorted(self._folder.glob("*.letter"), key=lambda f: (f.stat().st_mtime_ns, f.name))
        return [letter for letter in map(self._read, files) if letter is not None]

    def count(self) -> int:
        """How many are kept, whoever made them."""
        return sum(1 for f in self._folder.glob("*.letter") if f.stem not in self._under_way)

    def forget(self) -> None:
        """Nobody hears of what is under way any more: it is sent again, with its key, by who made it."""
        self._under_way.clear()
        self.changed()

    # -- inside

    def _post(
        self, letter: Letter, done: Callable[[Any], None], failed: Callable[[KioskError, bool], None]
    ) -> None:
        self._under_way.add(letter.key)

        def through(answer: Any) -> None:
            self._end(letter, through=True)
            done(answer)

        def not_through(error: KioskError) -> None:
            keep = error.code in _AGAIN
            self._end(letter, through=not keep)
            failed(error, keep)

        self._work.run(lambda: self._call(letter), through, not_through)

    def _call(self, letter: Letter) -> object:
        if letter.kind == "ask":
            wish = AskFor.model_validate(letter.body)
            return self._client.ask(letter.case_id, wish, letter.version, letter.key)
        verdict = Verdict.model_validate(letter.body)
        return self._client.decide(letter.case_id, verdict, letter.version, letter.key)

    def _end(self, letter: Letter, through: bool) -> None:
        self._under_way.discard(letter.key)
        if through:
            self._file(letter.key).unlink(missing_ok=True)
        self.changed()

    def _write(self, letter: Letter) -> None:
        sealed = self._keys.encrypt(json.dumps(asdict(letter), ensure_ascii=False), f"letter/{letter.key}")
        write_private(self._file(letter.key), sealed.encode())

    def _read(self, file: Path) -> Letter | None:
        try:
            plain = self._keys.decrypt(file.read_text(), f"letter/{file.stem}")
            return Letter(**json.loads(plain))
        except (OSError, CryptoError, ValueError, TypeError) as error:
            _log.error("a kept decision can't be read: %s", describe(error), extra={"code": "letter"})
            return None

    def _file(self, key: str) -> Path:
        return self._folder / f"{os.path.basename(key)}.letter"


def is_lost(error: KioskError) -> bool:
    """The desk wasn't reached, so that nobody knows whether it heard."""
    return isinstance(error, DeskError) and error.code in _AGAIN
