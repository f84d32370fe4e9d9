"""A visit as a film: its pages at their times, 小智's voice and the citizen's, and captions.

ffmpeg (Debian's package) puts it together. It is a program of its own, called by its command line; nothing of
it is linked, so its licence (GPL) stays with it.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from kiosk.core.errors import SetupError, UsageError
from kiosk.speech.audio import save_wav, to_house_rate
from kiosk.speech.types import SAMPLE_RATE, Samples, Speech
from kiosk.terminal.screen import RecordingScreen, View
from kiosk.terminal.timeline import Timeline

#: What each kind of file is made with.
_CODECS = {
    ".mp4": ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-preset", "veryfast", "-crf", "26", "-c:a", "aac",
             "-c:s", "mov_text", "-movflags", "+faststart"),
    ".webm": ("-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "36", "-deadline", "realtime", "-cpu-used", "8",
              "-c:a", "libopus", "-c:s", "webvtt"),
}  # fmt: skip
#: A film runs on for a moment after the last page.
_LAST = 2.0
#: Pictures a second, and the width in pixels.
_RATE, _WIDTH = 10, 720


@dataclass(frozen=True)
class Caption:
    """A line under the picture."""

    begin: float
    end: float
    text: str


@dataclass
class Footage(RecordingScreen):
    """What a visit looked and sounded like, with its times; the screen and the player of one visit."""

    timeline: Timeline
    pages: list[tuple[float, View]] = field(default_factory=list)
    sounds: list[tuple[float, Samples]] = field(default_factory=list)
    """16 kHz, by the second at which they begin."""
    captions: list[Caption] = field(default_factory=list)
    volume: float = 1.0

    def __post_init__(self) -> None:
        super().__init__()

    # -- the screen

    def show(self, view: View) -> None:
        super().show(view)
        self.pages.append((self.timeline.now(), self.views[-1]))

    # -- the player

    def play(self, speech: Speech) -> None:
        self.sounds.append((self.timeline.now(), to_house_rate(speech.samples, speech.rate)))

    def stop(self) -> None:
        """What was being said ends here."""
        if not self.sounds:
            return
        begin, samples = self.sounds[-1]
        left = max(0, int((self.timeline.now() - begin) * SAMPLE_RATE))
        if left < len(samples):
            self.sounds[-1] = (begin, samples[:left])

    def busy(self) -> bool:
        return False

    # -- the citizen

    def she_says(self, text: str, samples: Samples | None) -> None:
        """She begins to speak now; None: her words were put in."""
        now = self.timeline.now()
        seconds = len(samples) / SAMPLE_RATE if samples is not None else 0.2 * len(text)
        if samples is not None:
            self.sounds.append((now, samples))
        self.captions.append(Caption(now, now + seconds, f"市民：{text}"))

    def xiaozhi_says(self, text: str) -> None:
        now = self.timeline.now()
        self.captions.append(Caption(now, now + max(1.0, 0.2 * len(text)), f"小智：{text}"))


def stills(pages: Sequence[tuple[float, View]]) -> list[tuple[float, View]]:
    """The views that look different, each from when it was shown; at most ten a second. Pure."""
    chosen: list[tuple[float, View]] = []
    for t, view in pages:
        if chosen and t - chosen[-1][0] < 1 / _RATE:
            chosen[-1] = (chosen[-1][0], view)
        elif not chosen or chosen[-1][1] != view:
            chosen.append((t, view))
    return chosen


def track(sounds: Sequence[tuple[float, Samples]], seconds: float) -> Samples:
    """All sounds where they belong. Pure."""
    whole = np.zeros(int(seconds * SAMPLE_RATE) + 1, dtype=np.float32)
    for begin, samples in sounds:
        at = max(0, int(begin * SAMPLE_RATE))
        end = min(len(whole), at + len(samples))
        whole[at:end] += samples[: end - at]
    return np.asarray(np.clip(whole, -1.0, 1.0), dtype=np.float32)


def as_srt(captions: Sequence[Caption]) -> str:
    """Captions as SubRip; one ends where the next begins. Pure."""
    lines = []
    for number, caption in enumerate(captions, 1):
        following = captions[number].begin if number < len(captions) else caption.end
        end = max(caption.begin + 0.2, min(caption.end, following))
        lines.append(f"{number}\n{_stamp(caption.begin)} --> {_stamp(end)}\n{caption.text}\n")
    return "\n".join(lines)


def _stamp(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d},{whole % 1000:03d}"


def check_film(file: Path) -> None:
    """Before anything is begun. Raises UsageError `film_kind`, SetupError `no_ffmpeg`."""
    if file.suffix not in _CODECS:
        raise UsageError(
            "film_kind", f"a film is {' or '.join(_CODECS)}, not {file.suffix or 'without a name'}"
        )
    if shutil.which("ffmpeg") is None:
        raise SetupError("no_ffmpeg", "no ffmpeg here: python3 scripts/setup.py --film installs it")


def cut(pictures: Sequence[tuple[float, Path]], footage: Footage, folder: Path, file: Path) -> None:
    """Pictures, sound and captions into `file`; `folder` is for what lies between.

    Raises SetupError `film_failed`.
    """
    seconds = footage.timeline.now() + _LAST
    sound, words, frames = folder / "sound.wav", folder / "captions.srt", folder / "pictures.txt"
    save_wav(sound, track(footage.sounds, seconds), SAMPLE_RATE)
    words.write_text(as_srt(footage.captions), encoding="utf-8")
    frames.write_text(_listed(pictures, seconds), encoding="utf-8")
    command = [
        "ffmpeg", "-y", "-loglevel", "error", "-f", "concat", "-safe", "0", "-i", str(frames),
        "-i", str(sound), "-i", str(words), "-map", "0:v", "-map", "1:a", "-map", "2:s",
        "-vf", f"fps={_RATE},scale={_WIDTH}:-2", *_CODECS[file.suffix],
        "-t", f"{seconds:.3f}", str(file.resolve()),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise SetupError("film_failed", f"ffmpeg could not make the film: {last[:200]}")


def _listed(pictures: Sequence[tuple[float, Path]], seconds: float) -> str:
    """For ffmpeg's concat: every picture with how long it stands."""
    lines = ["ffconcat version 1.0"]
    for number, (begin, picture) in enumerate(pictures):
        end = pictures[number + 1][0] if number + 1 < len(pictures) else seconds
        # The first picture stands from the beginning, whenever it came.
        start = begin if number else 0.0
        lines += [f"file '{picture.resolve()}'", f"duration {max(0.05, end - start):.3f}"]
    lines.append(f"file '{pictures[-1][1].resolve()}'")
    return "\n".join(lines) + "\n"
