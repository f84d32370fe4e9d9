"""`hear FILE... | --mic [--expect ...]`: recognise speech."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, get_args

from kiosk.commands import understand
from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.nlu.types import Candidate, Understanding
from kiosk.speech.audio import load_audio
from kiosk.speech.microphone import SoundDeviceMicrophone
from kiosk.speech.types import Answer, Expectation, ExpectationKind, Recognition, Samples
from kiosk.terminal.ears import listen_once
from kiosk.terminal.parts import Hearing, load_hearing


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--mic", action="store_true", help="listen to the microphone once")
    parser.add_argument("--expect", default="open", choices=get_args(ExpectationKind))
    parser.add_argument("--options", metavar="A,B", help="what may be said, for --expect choice")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    if bool(options.files) == options.mic:
        raise UsageError("nothing_to_hear", "give FILEs or --mic")
    if (options.expect == "choice") != bool(options.options):
        raise UsageError("bad_options", "--expect choice needs --options A,B, and nothing else takes them")
    recordings = [(name, load_audio(existing_file(name))) for name in options.files]
    hearing = load_hearing(Paths.default())
    hearing.recogniser.warm()
    expectation = _expectation(hearing, options)
    for name, samples in _sounds(recordings, options.mic, options.expect):
        heard = hearing.recogniser.listen(samples, expectation)
        said = _meaning(hearing, heard, options.expect)
        entry = as_json(name, heard, said)
        if options.json:
            print_json(entry)
        else:
            print_line(f"{name}: {heard.text or '(nothing)'}  -> {said.outcome} {said.id or ''}".rstrip())
    return 0


def _sounds(
    recordings: list[tuple[str, Samples]], mic: bool, kind: ExpectationKind
) -> Iterator[tuple[str, Samples]]:
    yield from recordings
    if mic:
        microphone = SoundDeviceMicrophone()
        microphone.open()
        try:
            yield "microphone", listen_once(microphone, kind)
        finally:
            microphone.close()


def _expectation(hearing: Hearing, options: argparse.Namespace) -> Expectation:
    if options.expect == "choice":
        phrases = [o.strip() for o in options.options.split(",") if o.strip()]
        return Expectation("choice", tuple(Answer(p, (p,)) for p in phrases))
    if options.expect in ("yes_no", "commands"):
        return hearing.expectations.closed(options.expect, "zh")
    return hearing.expectations.open("zh") if options.expect == "open" else Expectation(options.expect)


def _meaning(hearing: Hearing, heard: Recognition, kind: ExpectationKind) -> Understanding:
    """The outcome of a closed question is a command or `ask`, never a guess from its words."""
    if kind in ("yes_no", "commands", "choice"):
        if heard.answer is None:
            return Understanding(heard.text, "ask" if heard.unsure else "none", None)
        return Understanding(heard.text, "command", heard.answer, (Candidate(heard.answer, 1.0),), 1.0)
    if kind == "open" and heard.hypotheses:
        return hearing.understander.understand_best([(h.text, h.score) for h in heard.hypotheses])
    return hearing.understander.understand(heard.text)


def as_json(name: str, heard: Recognition, said: Understanding) -> dict[str, Any]:
    """As the README documents it: what was heard, then as `understand`."""
    return {
        "file": name,
        **understand.as_json(said),
        "text": heard.text,
        "engine": heard.engine,
        "audio_seconds": round(heard.audio_seconds, 3),
        "decode_seconds": round(heard.decode_seconds, 3),
    }
