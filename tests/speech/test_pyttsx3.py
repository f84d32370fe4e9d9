"""The system's voice in its child process: hanging, dying, answering with nothing."""

from __future__ import annotations

import ctypes.util
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from kiosk.speech.pyttsx3_voice import Pyttsx3Engine
from kiosk.speech.pyttsx3_worker import choose_voice
from kiosk.speech.types import SpeechError

WORKER = """
import json, pathlib, sys, time, wave
trace, plan = pathlib.Path({trace!r}), {plan!r}
number = len(trace.read_text()) if trace.exists() else 0
for line in sys.stdin:
    request = json.loads(line)
    do = plan[min(number, len(plan) - 1)]
    number += 1
    trace.write_text("x" * number)
    if do == "hang":
        time.sleep(60)
    if do == "die":
        sys.exit(3)
    if do == "good":
        with wave.open(request["path"], "wb") as out:
            out.setnchannels(1); out.setsampwidth(2); out.setframerate(22050)
            out.writeframes(b"\\x00\\x20" * 2205)
    elif do == "empty":
        pathlib.Path(request["path"]).write_bytes(b"")
    print(json.dumps({{"ok": do != "no", "error": "no zh voice"}}), flush=True)
"""


def _engine(tmp_path: Path, plan: list[str], timeout: float = 3.0) -> Pyttsx3Engine:
    script = tmp_path / "worker.py"
    script.write_text(WORKER.format(trace=str(tmp_path / "trace"), plan=plan))
    return Pyttsx3Engine(timeout, (sys.executable, str(script)))


@pytest.mark.parametrize("first", ["hang", "die", "empty", "no"])
def test_a_child_that_fails_once_is_started_anew(tmp_path: Path, first: str) -> None:
    engine = _engine(tmp_path, [first, "good"], timeout=1.0 if first == "hang" else 5.0)
    try:
        samples, rate = engine.synthesise("您好", "system", 1.0, "zh")
    finally:
        engine.close()
    assert rate == 22050
    assert np.count_nonzero(samples) == 2205


def test_a_child_that_always_fails_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="no zh voice") as caught:
        _engine(tmp_path, ["no"]).synthesise("您好", "system", 1.0, "zh")
    assert caught.value.code == "voice_failed"


def test_one_child_says_many_sentences(tmp_path: Path) -> None:
    engine = _engine(tmp_path, ["good"])
    try:
        for _ in range(3):
            engine.synthesise("您好", "system", 1.0, "zh")
            child = engine._child
        assert engine._child is child
    finally:
        engine.close()
    assert (tmp_path / "trace").read_text() == "xxx"


def _voice(id_: str, name: str) -> SimpleNamespace:
    return SimpleNamespace(id=id_, name=name)


def test_the_voice_of_the_language_is_found_on_each_system() -> None:
    espeak = [
        _voice("gmw/en-us", "English (America)"),
        _voice("sit/yue", "Chinese (Cantonese)"),
        _voice("sit/cmn", "Chinese (Mandarin)"),
    ]
    assert choose_voice(espeak, "zh") == "sit/cmn"
    assert choose_voice(espeak, "en") == "gmw/en-us"
    sapi = [
        _voice(r"HKEY\TTS_MS_EN-US_ZIRA", "Zira - English"),
        _voice(r"HKEY\TTS_MS_ZH-CN_HUIHUI", "Huihui"),
    ]
    assert choose_voice(sapi, "zh") == r"HKEY\TTS_MS_ZH-CN_HUIHUI"
    assert choose_voice([_voice("gmw/de", "German")], "zh") is None


@pytest.mark.skipif(ctypes.util.find_library("espeak-ng") is None, reason="libespeak-ng1 isn't installed")
def test_the_real_pyttsx3_speaks_mandarin() -> None:
    engine = Pyttsx3Engine()
    try:
        samples, rate = engine.synthesise("请稍等", "system", 1.0, "zh")
    finally:
        engine.close()
    assert len(samples) / rate > 0.3
    assert np.abs(samples).max() > 0.05
