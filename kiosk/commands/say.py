"""`say TEXT [--out WAV] [--voice V]`: speak, into a file or aloud."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from kiosk.commands.output import add_json, print_json, print_line
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.speech.audio import save_wav
from kiosk.speech.player import SoundDevicePlayer
from kiosk.speech.voices import DEFAULT_VOICE
from kiosk.terminal.parts import open_voices


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT")
    parser.add_argument("--out", metavar="WAV")
    parser.add_argument("--voice", default=DEFAULT_VOICE, metavar="V")
    parser.add_argument("--lang", default="zh", choices=["zh", "en"])
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    if not options.text.strip():
        raise UsageError("nothing_to_say", "there is nothing to say")
    paths = Paths.default()
    voices = open_voices(paths, options.voice)
    begin = time.monotonic()
    speech = voices.speak(options.text, options.lang)
    seconds = time.monotonic() - begin
    if options.out:
        save_wav(Path(options.out), speech.samples, speech.rate)
    else:
        SoundDevicePlayer().play(speech)
    entry = {
        "engine": speech.engine,
        "voice": speech.voice,
        "seconds": round(seconds, 3),
        "audio_seconds": round(speech.seconds, 3),
    }
    if options.json:
        print_json(entry)
    else:
        print_line(f"{speech.engine} {speech.voice}: {speech.seconds:.1f} s of speech in {seconds:.2f} s")
    return 0
