"""Fetching one URL so that an interrupted run goes on where it stopped."""

from __future__ import annotations

import hashlib
from pathlib import Path

import httpx

from kiosk.speech.progress import Progress
from kiosk.speech.types import SpeechError

#: A page that isn't reachable must say so soon: connect within 5 s; a stalled transfer ends after 30 s.
_TIMEOUT = httpx.Timeout(30.0, connect=5.0)


def sha256_of(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch_url(
    url: str, size: int, sha256: str, target: Path, progress: Progress, client: httpx.Client | None = None
) -> Path:
    """Bring `url` to `target` through `target.part`, verified; at once where it is there already.

    Raises SpeechError `source_unreachable` (no connection; what came stays for the next run) or
    `download_damaged` (the bytes are not the ones expected; they are thrown away).
    """
    if target.exists() and target.stat().st_size == size and sha256_of(target) == sha256:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    if part.exists() and part.stat().st_size > size:
        part.unlink()
    own = client or httpx.Client(timeout=_TIMEOUT, follow_redirects=True)
    progress.begin(target.name, size)
    try:
        if not part.exists() or part.stat().st_size < size:
            _transfer(own, url, part, size, progress)
    except httpx.HTTPError as error:
        raise SpeechError(
            "source_unreachable", f"{url}: {type(error).__name__}: {error}".rstrip(": ")
        ) from error
    finally:
        progress.end(target.name)
        if client is None:
            own.close()
    if part.stat().st_size != size or sha256_of(part) != sha256:
        part.unlink()
        raise SpeechError("download_damaged", f"{url} isn't the file expected (size or sha256); try again")
    part.replace(target)
    return target


def _transfer(client: httpx.Client, url: str, part: Path, size: int, progress: Progress) -> None:
    have = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with client.stream("GET", url, headers=headers) as answer:
        answer.raise_for_status()
        # 200 to a range request means that the server starts from the beginning.
        going_on = answer.status_code == 206
        done = have if going_on else 0
        with part.open("ab" if going_on else "wb") as file:
            # As the blocks come: a chunk size would make httpx hold back, and lose, what a cut leaves of one.
            for block in answer.iter_raw():
                done += len(block)
                if done > size:
                    raise SpeechError("download_damaged", f"{url} is longer than the {size} bytes expected")
                file.write(block)
                progress.reach(part.name.removesuffix(".part"), done)
    if done < size:
        raise httpx.ReadError("the connection ended early")
