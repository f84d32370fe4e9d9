"""`hear` given every kind of file: a clear line or a right answer, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from kiosk.core.paths import repository_root
from kiosk.speech.audio import load_audio, resample
from kiosk.speech.types import SAMPLE_RATE

ROOT = repository_root()
SAID = ROOT / "assets" / "demo" / "mao_yes.wav"


def hear(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "main.py"), "hear", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT, check=False)


def _empty(path: Path) -> None:
    path.touch()


def _text(path: Path) -> None:
    path.write_text("这不是声音\n", encoding="utf-8")


def _no_samples(path: Path) -> None:
    soundfile.write(path, np.zeros(0, dtype=np.float32), SAMPLE_RATE)


def _not_numbers(path: Path) -> None:
    samples = np.zeros(SAMPLE_RATE, dtype=np.float32)
    samples[500] = np.nan
    samples[700] = np.inf
    soundfile.write(path, samples, SAMPLE_RATE, subtype="FLOAT")


def _two_hours(path: Path) -> None:
    """A true header and a file of that length, of which nothing lies on the disk."""
    size = 2 * 3600 * SAMPLE_RATE * 2
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(b"\0\0" * 100)
    header = bytearray(path.read_bytes()[:44])
    header[4:8] = (size + 36).to_bytes(4, "little")
    header[40:44] = size.to_bytes(4, "little")
    path.write_bytes(header)
    with path.open("r+b") as raw:
        raw.truncate(44 + size)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_empty, "audio_unreadable"),
        (_text, "audio_unreadable"),
        (_no_samples, "audio_empty"),
        (_not_numbers, "audio_bad"),
        (_two_hours, "audio_too_long"),
    ],
)
def test_a_file_that_cannot_be_heard_gets_one_clear_line(
    tmp_path: Path, make: Callable[[Path], None], code: str
) -> None:
    path = tmp_path / "odd.wav"
    make(path)
    done = hear(str(path), "--json")
    assert done.returncode == 2
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1
    assert code in lines[0]
    assert "Traceback" not in done.stderr


def test_a_folder_is_no_recording(tmp_path: Path) -> None:
    done = hear(str(tmp_path))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.models
def test_odd_formats_are_heard_as_the_plain_one(tmp_path: Path) -> None:
    said = load_audio(SAID)
    fast = resample(said, SAMPLE_RATE, 192_000)
    wide = np.stack([said, 0.5 * said], axis=1)
    soundfile.write(tmp_path / "eight.wav", said, SAMPLE_RATE, subtype="PCM_U8")
    soundfile.write(tmp_path / "fast.wav", fast, 192_000, subtype="PCM_24")
    soundfile.write(tmp_path / "wide.wav", wide, SAMPLE_RATE, subtype="PCM_16")
    soundfile.write(tmp_path / "float.wav", said, SAMPLE_RATE, subtype="FLOAT")
    files = sorted(str(p) for p in tmp_path.glob("*.wav"))
    done = hear(*files, "--expect", "yes_no", "--json")
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a["file"] for a in answers] == files
    assert {a["id"] for a in answers} == {"confirm"}


@pytest.mark.models
def test_very_short_very_quiet_and_very_loud_are_no_yes_and_no_crash(tmp_path: Path) -> None:
    said = load_audio(SAID)
    soundfile.write(tmp_path / "one.wav", said[:1], SAMPLE_RATE)
    soundfile.write(tmp_path / "click.wav", said[:160], SAMPLE_RATE)
    soundfile.write(tmp_path / "silence.wav", np.zeros(SAMPLE_RATE, dtype=np.float32), SAMPLE_RATE)
    soundfile.write(tmp_path / "loud.wav", np.sign(said).astype(np.float32), SAMPLE_RATE)
    files = sorted(str(p) for p in tmp_path.glob("*.wav"))
    done = hear(*files, "--expect", "yes_no", "--json")
    assert done.returncode == 0, done.stderr
    answers = {Path(a["file"]).stem: a for a in map(json.loads, done.stdout.splitlines())}
    assert answers.keys() == {"one", "click", "silence", "loud"}
    for name in ("one", "click", "silence"):
        assert answers[name]["id"] is None, answers[name]
