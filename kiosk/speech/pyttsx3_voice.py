"""The last voice: what the system itself speaks with, through pyttsx3 in a child process."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np
import soundfile

from kiosk.core.paths import repository_root
from kiosk.core.text import Language
from kiosk.speech.loudness import trim
from kiosk.speech.types import Samples, SpeechError

_WORDS_PER_MINUTE = 160


class Pyttsx3Engine:
    """Speaks through `python -m kiosk.speech.pyttsx3_worker`, ended and started anew when it hangs."""

    name = "pyttsx3"
    languages: tuple[Language, ...] = ("zh", "en")

    def __init__(self, timeout: float = 12.0, command: tuple[str, ...] | None = None) -> None:
        self._timeout = timeout
        self._command = command or (sys.executable, "-m", "kiosk.speech.pyttsx3_worker")
        self._child: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str] = queue.Queue()

    def voices(self) -> tuple[str, ...]:
        """One: whichever voice of the language the system has."""
        return ("system",)

    def warm(self) -> None:
        """Speak a word, so that a system without a voice is known before a citizen stands there.

        Raises SpeechError `voice_failed`.
        """
        self.synthesise("好", "system", 1.0, "zh")

    def spoken(self, text: str, language: Language) -> str:
        """The text as it is: the system's voice reads it by itself."""
        return text

    def synthesise(self, text: str, voice: str, speed: float, language: Language) -> tuple[Samples, int]:
        """Samples and their rate, made through a file that is deleted at once.

        Raises SpeechError `voice_failed`, after one restart of the child.
        """
        with tempfile.TemporaryDirectory(prefix="kiosk-") as folder:
            path = Path(folder) / "speech.wav"
            request = {
                "text": text,
                "path": str(path),
                "language": language,
                "words_per_minute": round(_WORDS_PER_MINUTE * speed),
            }
            problem = self._ask(request) or self._problem_of(path)
            if problem:
                self.close()
                problem = self._ask(request) or self._problem_of(path)
            if problem:
                self.close()
                raise SpeechError("voice_failed", f"pyttsx3: {problem}")
            samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        return trim(np.ascontiguousarray(samples.mean(axis=1), dtype=np.float32), int(rate)), int(rate)

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None

    def _problem_of(self, path: Path) -> str | None:
        """pyttsx3 answers well and leaves an empty file now and then."""
        try:
            return None if soundfile.info(path).frames > 0 else "an empty file"
        except (soundfile.SoundFileError, OSError):
            return "no readable file"

    def _ask(self, request: dict[str, object]) -> str | None:
        """What went wrong, or None."""
        child = self._started()
        try:
            assert child.stdin is not None
            child.stdin.write(json.dumps(request) + "\n")
            child.stdin.flush()
            answer = json.loads(self._answers.get(timeout=self._timeout))
        except queue.Empty:
            return f"no answer within {self._timeout:g} s"
        except (OSError, ValueError):
            return "its process ended (is libespeak-ng1 installed?)"
        return None if answer["ok"] else str(answer["error"])

    def _started(self) -> subprocess.Popen[str]:
        if self._child is None or self._child.poll() is not None:
            child = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=repository_root(),  # so that `-m` finds the package from wherever we were started
                text=True,
                encoding="utf-8",
            )
            answers: queue.Queue[str] = queue.Queue()
            threading.Thread(target=_pump, args=(child, answers), daemon=True).start()
            self._child, self._answers = child, answers
        return self._child


def _pump(child: subprocess.Popen[str], answers: queue.Queue[str]) -> None:
    """Lines of the child into a queue, because a pipe can't be read with a time-out everywhere."""
    assert child.stdout is not None
    for line in child.stdout:
        answers.put(line)
    answers.put("")  # Not JSON: whoever waits learns that the child has ended.
