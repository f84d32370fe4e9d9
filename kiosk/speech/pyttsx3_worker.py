"""The process that holds pyttsx3: one JSON request a line on standard input, one JSON answer a line back.

pyttsx3 is used on the main thread of a process of its own, one file a `runAndWait`: elsewhere its files came
out empty, its `stop` didn't stop, and a second `init` could end the whole process.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterable
from typing import Any, TextIO

#: How a voice of a language names itself: eSpeak NG's codes first, then SAPI's.
_MARKS = {
    "zh": ("sit/cmn", "cmn", "zh-cn", "zh_cn", "chinese", "huihui"),
    "en": ("gmw/en-us", "en-us", "en_us", "english"),
}


def choose_voice(voices: Iterable[Any], language: str) -> str | None:
    """The id of the first voice that fits, best mark first; None where none does."""
    known = list(voices)
    for mark in _MARKS[language]:
        for voice in known:
            names = f"{voice.id} {voice.name}".lower()
            if str(voice.id).lower() == mark or (len(mark) > 3 and mark in names):
                return str(voice.id)
    return None


def serve(requests: TextIO, answers: TextIO) -> None:
    """Answer until standard input ends."""
    import pyttsx3

    engine = pyttsx3.init()
    for line in requests:
        request = json.loads(line)
        try:
            voice = choose_voice(engine.getProperty("voices"), request["language"])
            if voice is None:
                raise LookupError(f"no {request['language']} voice on this machine")
            engine.setProperty("voice", voice)
            engine.setProperty("rate", int(request["words_per_minute"]))
            engine.save_to_file(request["text"], request["path"])
            engine.runAndWait()
            answer = {"ok": True, "voice": voice}
        except (RuntimeError, OSError, LookupError, ValueError) as error:
            answer = {"ok": False, "error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    # pyttsx3 prints what it saved; only answers may go to standard output.
    with contextlib.redirect_stdout(sys.stderr):
        serve(sys.stdin, sys.__stdout__ or sys.stdout)
