"""Drafts: what was typed so far, sealed in files of this machine, so that a power cut loses a word at most.

A draft is written as a new file and the older ones of it go afterwards, so one whole version is always there.
It is gone when the case is handed in, when it is thrown away, and after a day.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.core.clock import Clock
from kiosk.core.crypto import CryptoError, KeyRing, private_folder, write_private
from kiosk.core.describe import describe

_log = logging.getLogger("kiosk.terminal")
#: A form that nobody has gone on with for so long isn't wanted any more.
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Draft:
    """One form as it was left."""

    id: str
    """32 hex digits: the id of the case that comes of it, so that handing in twice is one case."""
    item: str
    staff: str
    """Whose it is; nobody else is shown it."""
    typed: Mapping[str, str] = field(repr=False)
    saved: datetime


class DraftBook:
    """The drafts in one folder, sealed."""

    def __init__(self, folder: Path, keys: KeyRing, clock: Clock) -> None:
        self._folder = private_folder(folder)
        self._keys = keys
        self._clock = clock

    def new(self, item: str, staff: str) -> Draft:
        """An empty one; it is kept from its first word on."""
        return Draft(secrets.token_hex(16), item, staff, {}, self._clock.now())

    def save(self, draft: Draft, typed: Mapping[str, str]) -> Draft:
        """On the disk when this returns."""
        now = self._clock.now()
        kept = Draft(draft.id, draft.item, draft.staff, dict(typed), now)
        body = {"item": kept.item, "staff": kept.staff, "typed": dict(typed), "saved": now.isoformat()}
        older = self._files(draft.id)
        number = int(older[-1].stem.rpartition("-")[2]) + 1 if older else 1
        file = self._folder / f"{draft.id}-{number:08d}.draft"
        sealed = self._keys.encrypt(json.dumps(body, ensure_ascii=False), f"draft/{file.stem}")
        write_private(file, sealed.encode())
        for old in older:
            old.unlink(missing_ok=True)
        return kept

    def all(self, staff: str) -> list[Draft]:
        """Hers, the newest first; what is too old goes."""
        found: dict[str, Draft] = {}
        for file in sorted(self._folder.glob("*.draft")):
            draft = self._read(file)
            if draft is None:
                continue
            if self._clock.now() - draft.saved > KEPT:
                self.drop(draft.id)
                found.pop(draft.id, None)
            else:
                found[draft.id] = draft
        hers = [d for d in found.values() if d.staff == staff]
        return sorted(hers, key=lambda d: d.saved, reverse=True)

    def drop(self, draft_id: str) -> None:
        """It was handed in, or thrown away."""
        for file in self._files(draft_id):
            file.unlink(missing_ok=True)

    def _files(self, draft_id: str) -> list[Path]:
        return sorted(self._folder.glob(f"{draft_id}-*.draft")) if draft_id.isalnum() else []

    def _read(self, file: Path) -> Draft | None:
        try:
            body = json.loads(self._keys.decrypt(file.read_text(), f"draft/{file.stem}"))
            saved = datetime.fromisoformat(body["saved"])
            return Draft(file.stem.rpartition("-")[0], body["item"], body["staff"], body["typed"], saved)
        except (OSError, CryptoError, ValueError, KeyError, TypeError) as error:
            _log.error("a draft can't be read: %s", describe(error), extra={"code": "draft"})
            return None
