"""`say TEXT [--out WAV] [--voice V] [--speed X] [--pinyin]`: speak, into a file or aloud, piece by piece."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kiosk.commands.output import add_json, print_json, print_line
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.core.text import Language
from kiosk.speech.audio import save_wav
from kiosk.speech.player import SoundDevicePlayer
from kiosk.speech.reading import Reading
from kiosk.speech.sentences import pause_after
from kiosk.speech.types import Samples, Speech
from kiosk.speech.voices import FASTEST, SLOWEST, Voices
from kiosk.terminal.parts import open_voices


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT")
    parser.add_argument("--out", metavar="WAV")
    parser.add_argument("--voice", metavar="V", help="one of `doctor`'s; without it 小智's own")
    parser.add_argument("--lang", default="zh", choices=["zh", "en"])
    parser.add_argument("--speed", type=float, default=1.0, metavar="X", help="1.0 natural, 0.8 slower")
    parser.add_argument("--pinyin", action="store_true", help="only show how it would be read")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    if not options.text.strip():
        raise UsageError("nothing_to_say", "there is nothing to say")
    if not SLOWEST <= options.speed <= FASTEST:
        raise UsageError("bad_speed", f"--speed goes from {SLOWEST} to {FASTEST}")
    paths = Paths.default()
    if options.pinyin:
        said = Reading.load(paths.assets / "speech").said(options.text, options.lang)
        if options.json:
            print_json({"read": said})
        else:
            print_line(said)
        return 0
    voices = open_voices(paths)
    voices.warm()
    voices.set_speed(options.speed)
    begin = time.monotonic()
    made: list[tuple[str, Speech]] = []
    first = 0.0
    player = None if options.out else SoundDevicePlayer()
    for piece, speech in _spoken(voices, options.text, options.lang, options.voice):
        first = first or time.monotonic() - begin
        made.append((piece, speech))
        if player is not None:
            player.play(speech)
    seconds = time.monotonic() - begin
    if options.out:
        save_wav(Path(options.out), _joined(made), made[0][1].rate)
    _tell(options, made, first, seconds)
    return 0


def _spoken(voices: Voices, text: str, language: Language, voice: str | None) -> Iterator[tuple[str, Speech]]:
    """Pieces as they are made; what has no word in it is refused by the voice itself."""
    for piece in voices.pieces(text, language) or (text,):
        yield piece, voices.speak(piece, language, voice)


def _joined(made: list[tuple[str, Speech]]) -> Samples:
    """One sound, with the pauses that the mouth makes."""
    parts: list[Samples] = []
    for piece, speech in made:
        parts += [speech.samples, np.zeros(round(pause_after(piece) * speech.rate), np.float32)]
    return np.concatenate(parts[:-1])


def _tell(options: argparse.Namespace, made: list[tuple[str, Speech]], first: float, seconds: float) -> None:
    speech = made[0][1]
    audio = sum(s.seconds for _, s in made)
    entry = {
        "engine": speech.engine,
        "voice": speech.voice,
        "pieces": len(made),
        "first_seconds": round(first, 3),
        "seconds": round(seconds, 3),
        "audio_seconds": round(audio, 3),
    }
    if options.json:
        print_json(entry)
    else:
        print_line(
            f"{speech.engine} {speech.voice}: {audio:.1f} s of speech in {seconds:.2f} s,"
            f" the first sound after {first:.2f} s"
        )
