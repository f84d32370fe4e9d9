"""The model store: what is installed, installing it once for all checkouts, and where its files are.

`<models>/<name>/` holds a model's files and a receipt. Everything is made in `.staging/` beside it and put in
place by a rename, so a folder that is there is whole. Downloads stay in `.downloads/` until then.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from kiosk.speech.gathering import describe_files, gather_from_network, gather_from_path, verify_files
from kiosk.speech.install_lock import install_lock
from kiosk.speech.manifest import ArchiveSource, Manifest, ModelEntry, ModelFile
from kiosk.speech.progress import Progress, SilentProgress
from kiosk.speech.types import SpeechError

_RECEIPT = "receipt.json"
_FILES = TypeAdapter(tuple[ModelFile, ...])


@dataclass(frozen=True)
class ModelState:
    """One line of `models list`."""

    name: str
    title: str
    licence: str
    required: bool
    for_tests: bool
    """Only tests use it; nothing of a kiosk is missing without it."""
    state: Literal["installed", "missing", "damaged"]
    """By the sizes of the files; `check` reads every byte."""
    bytes: int
    """On disk if installed, else what the manifest says (the archive's size for an unlisted one)."""
    path: Path


@dataclass(frozen=True)
class ModelProblem:
    """One finding of `models check`."""

    name: str
    required: bool
    problem: str


class ModelStore:
    """The models below one folder, as the manifest lists them."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._manifest = manifest

    @property
    def folder(self) -> Path:
        """Where all models of this user are."""
        return self._folder

    def digest(self, name: str) -> str:
        """Of an installed model: its name and the hashes of its files, by the manifest or the receipt.

        Raises SpeechError `model_unknown`.
        """
        files = self._files(name, self._entry(name)) or ()
        told = "|".join((name, *(f.sha256 for f in files)))
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    def list(self) -> Sequence[ModelState]:
        """Every model of the manifest with its state, without reading the files."""
        states = []
        for name, entry in self._manifest.models.items():
            files = self._files(name, entry)
            state = self._quick_state(name, files)
            size = sum(f.bytes for f in files or ()) or _download_bytes(entry)
            row = ModelState(
                name,
                entry.title,
                entry.licence,
                entry.required,
                entry.for_tests,
                state,
                size,
                self._folder / name,
            )
            states.append(row)
        return states

    def is_installed(self, name: str) -> bool:
        """Is it there, with all files of the right sizes?"""
        return self._quick_state(name, self._files(name, self._entry(name))) == "installed"

    def path(self, name: str) -> Path:
        """The model's folder.

        Raises SpeechError `model_missing` or `model_damaged`, both naming the command that mends it.
        """
        state = self._quick_state(name, self._files(name, self._entry(name)))
        if state == "installed":
            return self._folder / name
        raise SpeechError(f"model_{state}", f"speech model {name} is {state}: run `models install {name}`")

    def check(self) -> Sequence[ModelProblem]:
        """Read every byte of what is installed; missing required models are problems too."""
        problems = []
        for name, entry in self._manifest.models.items():
            files = self._files(name, entry)
            if files is None or not (self._folder / name).is_dir():
                if entry.required:
                    problems.append(ModelProblem(name, True, f"not installed: run `models install {name}`"))
                continue
            found = verify_files(self._folder / name, files)
            problems += [ModelProblem(name, entry.required, line) for line in found]
        return problems

    def install(self, name: str, from_path: Path | None = None, progress: Progress | None = None) -> Path:
        """Make sure that `name` is there and whole; returns its folder. Nothing is done where it is.

        Raises SpeechError `model_unknown`, `sources_failed`, `path_unfit`, `model_damaged` (what was
        gathered isn't what the manifest lists) or `store_unwritable`.
        """
        entry = self._entry(name)
        shown = progress or SilentProgress()
        try:
            lock = self._folder / ".locks" / f"{name}.lock"
            with install_lock(lock, lambda: shown.note(f"{name}: another process is installing it, waiting")):
                if self.is_installed(name) and self._is_whole(name, entry):
                    return self._folder / name
                return self._install_locked(name, entry, from_path, shown)
        except OSError as error:
            raise SpeechError("store_unwritable", f"installing {name}: {error}") from error

    def _install_locked(self, name: str, entry: ModelEntry, origin: Path | None, progress: Progress) -> Path:
        staged = self._folder / ".staging"
        # Whoever held the lock before us and died left its folders; nobody else uses this model's names now.
        for left in staged.glob(f"{name}.*"):
            shutil.rmtree(left, ignore_errors=True)
        staging = staged / f"{name}.{secrets.token_hex(4)}"
        staging.mkdir(parents=True)
        downloads = self._folder / ".downloads" / name
        try:
            if origin is None:
                came_from = gather_from_network(entry, downloads, staging, progress)
            else:
                came_from = gather_from_path(entry, origin, staging)
            files = self._verified(name, entry, staging)
            receipt = {"model": name, "from": came_from, "files": _FILES.dump_python(files, mode="json")}
            (staging / _RECEIPT).write_text(json.dumps(receipt, indent=1), encoding="utf-8")
            _sync(staging)
            self._put_in_place(staging, name)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        shutil.rmtree(downloads, ignore_errors=True)
        progress.note(f"{name}: installed from {came_from}")
        return self._folder / name

    def _verified(self, name: str, entry: ModelEntry, staging: Path) -> tuple[ModelFile, ...]:
        files = entry.files or describe_files(staging)
        problems = verify_files(staging, entry.files)
        problems += [f"{n} is missing" for n in entry.must_have if not (staging / n).is_file()]
        if problems:
            shutil.rmtree(self._folder / ".downloads" / name, ignore_errors=True)
            raise SpeechError(
                "model_damaged", f"what was gathered for {name} is wrong: {'; '.join(problems)}"
            )
        return files

    def _put_in_place(self, staging: Path, name: str) -> None:
        target = self._folder / name
        if target.exists():
            target.replace(staging.with_name(f"{name}.old"))
        staging.replace(target)
        shutil.rmtree(staging.with_name(f"{name}.old"), ignore_errors=True)

    def _entry(self, name: str) -> ModelEntry:
        entry = self._manifest.models.get(name)
        if entry is None:
            known = ", ".join(sorted(self._manifest.models))
            raise SpeechError("model_unknown", f"no model {name!r}; there are {known}")
        return entry

    def _files(self, name: str, entry: ModelEntry) -> tuple[ModelFile, ...] | None:
        """What must be there: the manifest's list, else the receipt's; None where neither says."""
        if entry.files:
            return entry.files
        try:
            receipt = json.loads((self._folder / name / _RECEIPT).read_text(encoding="utf-8"))
            return _FILES.validate_python(receipt["files"])
        except (OSError, ValueError, KeyError, TypeError, ValidationError):
            return None

    def _quick_state(
        self, name: str, files: tuple[ModelFile, ...] | None
    ) -> Literal["installed", "missing", "damaged"]:
        folder = self._folder / name
        if not folder.is_dir():
            return "missing"
        if not files or not (folder / _RECEIPT).is_file():
            return "damaged"
        for file in files:
            path = folder / file.name
            if not path.is_file() or path.stat().st_size != file.bytes:
                return "damaged"
        return "installed"

    def _is_whole(self, name: str, entry: ModelEntry) -> bool:
        return not verify_files(self._folder / name, self._files(name, entry) or ())


def _download_bytes(entry: ModelEntry) -> int:
    return sum(s.bytes for s in entry.sources if isinstance(s, ArchiveSource))


def _sync(folder: Path) -> None:
    """Bytes on the disk before the rename makes them count."""
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDWR)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
