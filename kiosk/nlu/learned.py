"""What is built from the sentences, where it lies, and how it is found again.

One file, named for the code's version and the sentences it was built from. A file of another version is
never used; one that is only older than the sentences is, and says so: an officer's new sentence must not make
小智 deaf.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from kiosk.nlu.bank import Index
from kiosk.nlu.classifier import Classifier
from kiosk.nlu.errors import NluError
from kiosk.nlu.features import VERSION, digest

log = logging.getLogger("kiosk.nlu")

_SUFFIX = ".npz"
#: Lists that change what the classifiers are shown and told.
_LISTS = ("normalise", "objects", "conditions", "negation", "people", "gates", "joints")


@dataclass(frozen=True)
class Learned:
    """The classifier and the sentences that are known."""

    classifier: Classifier
    exact: Mapping[str, tuple[str, ...]]
    offices: Index
    danger: Classifier | None = None
    """Calm, or whom an emergency calls; it shares the vocabulary."""
    shape: Classifier | None = None
    """One request, two, or one left open; it shares the vocabulary."""
    theirs: Classifier | None = None
    """Whose request it is, where the lists don't tell; it shares the vocabulary."""
    stale: bool = False
    """Built from other sentences than there are now."""

    @property
    def data(self) -> str:
        """Digest of the sentences it was built from."""
        return self.classifier.data

    def _sisters(self) -> dict[str, Classifier | None]:
        return {"danger": self.danger, "shape": self.shape, "theirs": self.theirs}

    def save(self, folder: Path) -> Path:
        """Into `folder`, whole or not at all; the file."""
        path = folder / _name(self.data)
        held = self.classifier.arrays()
        for prefix, sister in self._sisters().items():
            if sister is not None:
                held |= {f"{prefix}_{name}": array for name, array in sister.arrays(own=False).items()}
        held["exact"] = _packed({bare: list(labels) for bare, labels in self.exact.items()})
        held["office_texts"] = _packed([self.offices.texts, self.offices.meanings])
        held["office_vectors"] = self.offices.vectors.astype(np.float16)
        made = io.BytesIO()
        np.savez(made, allow_pickle=False, **held)
        folder.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".part")
        half.write_bytes(made.getvalue())
        half.replace(path)
        return path

    @classmethod
    def load(cls, path: Path, *, stale: bool = False) -> Learned:
        """Raises NluError `bad_model`."""
        try:
            with np.load(path, allow_pickle=False) as held:
                texts, meanings = json.loads(held["office_texts"].tobytes())
                exact = json.loads(held["exact"].tobytes())
                index = Index(tuple(texts), tuple(meanings), held["office_vectors"].astype(np.float32))
                known = {bare: tuple(labels) for bare, labels in exact.items()}
                classifier = Classifier.of(held)
                danger, shape, theirs = (
                    classifier.sister(held, f"{prefix}_") if f"{prefix}_labels" in held else None
                    for prefix in ("danger", "shape", "theirs")
                )
                return cls(classifier, known, index, danger, shape, theirs, stale)
        except (OSError, KeyError, ValueError, EOFError, BadZipFile) as error:
            raise NluError("bad_model", f"{path.name} can't be read: {type(error).__name__}") from error


def _packed(value: object) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.frombuffer(json.dumps(value, ensure_ascii=False).encode(), np.uint8)


def data_digest(words: Path, catalogue: Mapping[str, Iterable[str]]) -> str:
    """Names the data: the sentences' files, the lists that change how they look, the items' own sentences."""
    files = [*sorted((words / "sentences").glob("*.yaml")), *(words / f"{name}.yaml" for name in _LISTS)]
    own = json.dumps({i: list(s) for i, s in sorted(catalogue.items())}, ensure_ascii=False)
    return digest([VERSION.encode(), own.encode(), *(path.read_bytes() for path in files)])


def find(folder: Path, data: str) -> Learned | None:
    """The one built from this data, else the newest of this version; None, and a line in the log, else."""
    exact = folder / _name(data)
    others = sorted(folder.glob(_name("*")), key=lambda p: p.stat().st_mtime, reverse=True)
    for path in [exact, *(p for p in others if p != exact)]:
        if not path.is_file():
            continue
        try:
            found = Learned.load(path, stale=path != exact)
        except NluError as error:
            log.error("%s [%s]", error.operator, error.code)
            continue
        if found.stale:
            log.warning("understanding is older than its sentences; run: main.py understanding build")
        return found
    log.error("understanding was never built; the grammar alone is used; run: main.py understanding build")
    return None


def _name(data: str) -> str:
    return f"understanding-{VERSION}-{data}{_SUFFIX}"
