"""`hear FILE... | --mic [--expect ...]`: recognise speech."""

from __future__ import annotations

import argparse
import sys
from typing import Any, get_args

from kiosk.commands import understand
from kiosk.commands.level_bar import LevelBar
from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.core.clock import SystemClock, local_day
from kiosk.core.errors import KioskError, UsageError
from kiosk.core.paths import Paths
from kiosk.core.text import Bilingual
from kiosk.dialogue.actions import Listen
from kiosk.dialogue.slot import Slot, SlotKind
from kiosk.nlu.types import Candidate, Understanding
from kiosk.speech.audio import load_audio
from kiosk.speech.microphone import SoundDeviceMicrophone
from kiosk.speech.sound_choice import SoundChoice
from kiosk.speech.types import Answer, Expectation, ExpectationKind, Recognition, Samples
from kiosk.terminal.ears import listen_once
from kiosk.terminal.parts import Hearing, load_hearing

#: What a question of that kind may ask for, longest first.
_SLOTS: dict[ExpectationKind, tuple[SlotKind, ...]] = {
    "digits": ("phone", "id_tail"),
    "plate": ("plate",),
    "date": ("date",),
}


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
    listener = _Listener(options)
    if options.mic:
        listener.hear("microphone", _from_microphone(options.expect))
        return 0
    failed = False
    for name in options.files:
        try:
            samples = load_audio(existing_file(name))
        except KioskError as error:
            # The other recordings may be whole.
            sys.stderr.write(f"main.py hear: {error.operator} [{error.code}]\n")
            failed = True
            continue
        listener.hear(name, samples)
    return 2 if failed else 0


class _Listener:
    """Recognises one recording after the other; models are loaded for the first that can be read."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._hearing: Hearing | None = None

    def hear(self, name: str, samples: Samples) -> None:
        """Print what was heard. Raises SpeechError where nothing can be."""
        if self._hearing is None:
            self._hearing = load_hearing(Paths.default())
            self._hearing.recogniser.warm()
        expectation = _expectation(self._hearing, self._options)
        heard = self._hearing.recogniser.listen(samples, expectation)
        said = _meaning(self._hearing, heard, expectation.kind)
        if self._options.json:
            print_json(as_json(name, heard, said))
            return
        values = " ".join(f"{key}={value}" for key, value in said.values.items())
        found = f"{said.outcome} {said.id or ''} {values}"
        print_line(f"{name}: {heard.text or '(nothing)'}  -> {' '.join(found.split())}")


def _from_microphone(kind: ExpectationKind) -> Samples:
    microphone = SoundDeviceMicrophone(SoundChoice.load(Paths.default().state).microphone)
    microphone.open()
    level = LevelBar()
    try:
        return listen_once(microphone, kind, on_level=level)
    finally:
        level.end()
        microphone.close()


def _expectation(hearing: Hearing, options: argparse.Namespace) -> Expectation:
    """As the dialogue would have it: the commands are always among it."""
    if options.expect != "choice":
        return hearing.expectations.of(Listen(options.expect), "zh")
    phrases = tuple(dict.fromkeys(o.strip() for o in options.options.split(",") if o.strip()))
    if not phrases:
        raise UsageError("bad_options", "--options names nothing: give A,B")
    commands = hearing.expectations.closed("yes_no", "zh").answers
    # Where an option is a command's phrase, the option is meant.
    others = (Answer(c.id, tuple(p for p in c.phrases if p not in phrases)) for c in commands)
    return Expectation("choice", (*(Answer(p, (p,)) for p in phrases), *(o for o in others if o.phrases)))


def _meaning(hearing: Hearing, heard: Recognition, kind: ExpectationKind) -> Understanding:
    """The outcome of a closed question is a command or `ask`, never a guess from its words."""
    if heard.answer is not None:
        return Understanding(heard.text, "command", heard.answer, (Candidate(heard.answer, 1.0),), 1.0)
    if kind in ("yes_no", "commands", "choice"):
        return Understanding(heard.text, "ask" if heard.unsure else "none", None)
    value = _value(hearing, heard.text, kind)
    if value:
        return Understanding(heard.text, "none", None, (), 1.0, {"value": value})
    if heard.hypotheses:
        return hearing.understander.understand_best([(h.text, h.score) for h in heard.hypotheses])
    return hearing.understander.understand(heard.text)


def _value(hearing: Hearing, text: str, kind: ExpectationKind) -> str:
    """The number, plate or day in `text` as the dialogue reads it; '' where there is none."""
    day = local_day(SystemClock().now()).isoformat()
    for asked in _SLOTS.get(kind, ()):
        slot = Slot("value", asked, Bilingual("", ""))
        found = hearing.reader.answer(slot, (slot,), {}, text, day)
        if "value" in found:
            return found["value"].value
    return ""


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
