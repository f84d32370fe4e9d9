"""Which microphone and which loudspeaker the operator chose, by name: numbers change with every plug."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk.speech.types import SpeechError

_log = logging.getLogger("kiosk.speech")
_FILE = "sound.json"


@dataclass(frozen=True)
class SoundChoice:
    """Names, or parts of them, as `doctor --audio` lists them; None: the system's own choice."""

    microphone: str | None = None
    loudspeaker: str | None = None

    @classmethod
    def load(cls, folder: Path) -> SoundChoice:
        """What was chosen last; XIAOZHI_MICROPHONE and XIAOZHI_LOUDSPEAKER come before it."""
        kept: dict[str, object] = {}
        try:
            found = json.loads((folder / _FILE).read_text(encoding="utf-8"))
            kept = found if isinstance(found, dict) else {}
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            _log.error("the chosen sound devices can't be read: %s", type(error).__name__)
        return cls(
            os.environ.get("XIAOZHI_MICROPHONE") or _name(kept.get("microphone")),
            os.environ.get("XIAOZHI_LOUDSPEAKER") or _name(kept.get("loudspeaker")),
        )

    def save(self, folder: Path) -> None:
        """Remember it. Raises SpeechError `choice_unwritable`."""
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = folder / f".{_FILE}.draft"
            draft.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")
            draft.replace(folder / _FILE)
        except OSError as error:
            raise SpeechError("choice_unwritable", f"the choice can't be kept: {error}") from error


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
