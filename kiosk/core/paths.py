"""Where things live on this machine. Every path can be moved by an environment variable."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_APP = "xiaozhi"


def repository_root() -> Path:
    """The checkout (or the folder that main.py and assets/ lie in)."""
    return Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Paths:
    """The folders of one installation."""

    assets: Path
    """Items, law, words, prompts, templates: read only."""
    models: Path
    """Speech models, shared by all checkouts of this user."""
    cache: Path
    """Spoken sentences and other things that can be made again."""
    state: Path
    """The desk's store and its papers."""
    secrets: Path
    """Keys, 0700, each file 0600, outside the checkout."""

    @classmethod
    def default(cls) -> Paths:
        """From platformdirs; XIAOZHI_DATA moves models, cache, state and secrets together."""
        moved = os.environ.get("XIAOZHI_DATA")
        data = Path(moved) if moved else platformdirs.user_data_path(_APP)
        cache = data / "cache" if moved else platformdirs.user_cache_path(_APP)
        models = os.environ.get("XIAOZHI_MODELS")
        return cls(
            assets=Path(os.environ.get("XIAOZHI_ASSETS", repository_root() / "assets")),
            models=Path(models) if models else data / "models",
            cache=cache,
            state=data / "state",
            secrets=data / "secrets",
        )

    @property
    def understanding(self) -> Path:
        """What is learned from sentences; named for them, so that all checkouts can share the folder."""
        return self.models / "understanding"

    @property
    def demo_secrets(self) -> Path:
        """Keys of demos: their papers must not pass for the installation's own."""
        return self.secrets / "demo"

    def under(self, folder: Path) -> Paths:
        """The same assets, models and cache with state and secrets of their own (a demo, a test)."""
        return Paths(self.assets, self.models, self.cache, folder / "state", folder / "secrets")
