"""Sound devices that come and go: PortAudio is begun anew when that helps, and never under a sentence."""

from __future__ import annotations

import stat
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk.speech.microphone import SoundDeviceMicrophone
from kiosk.speech.mixer import Mixer, MuteWatch
from kiosk.speech.player import SoundDevicePlayer
from kiosk.speech.sound_system import Listing, SoundSystem, Wanted, can_open, probe_devices
from kiosk.speech.types import FRAME, Speech, SpeechError


class Stream:
    latency = 0.01

    def __init__(self, kind: str, portaudio: Portaudio, callback: Any) -> None:
        self.kind = kind
        self.callback = callback
        self._portaudio = portaudio
        self.active = False

    def start(self) -> None:
        self.active = True
        self._portaudio.streams.append(self)

    def close(self) -> None:
        self.active = False
        if self in self._portaudio.streams:
            self._portaudio.streams.remove(self)


class Portaudio:
    """Knows the devices that were plugged in when it was begun; begun anew under a stream it would crash."""

    class PortAudioError(Exception):
        pass

    def __init__(self, *plugged: str) -> None:
        self.plugged = set(plugged)
        self.known = set(plugged)
        self.streams: list[Stream] = []
        self.begun = 1

    def query_devices(self) -> list[dict[str, Any]]:
        return [
            {"name": d, "max_input_channels": int(d == "in"), "max_output_channels": int(d == "out")}
            for d in sorted(self.known)
        ]

    def _terminate(self) -> None:
        assert not self.streams, "a stream is open"

    def _initialize(self) -> None:
        self.begun += 1
        self.known = set(self.plugged)

    def RawInputStream(self, **settings: Any) -> Stream:
        return self._open("in", settings["callback"])

    def OutputStream(self, **settings: Any) -> Stream:
        return self._open("out", settings["callback"])

    def _open(self, kind: str, callback: Any) -> Stream:
        if kind not in self.known & self.plugged:
            raise self.PortAudioError("Error querying device -1")
        return Stream(kind, self, callback)

    def pull(self, kind: str) -> None:
        self.plugged.discard(kind)
        for stream in self.streams:
            if stream.kind == kind:
                stream.active = False

    def seen_by_others(self) -> Listing:
        return [[d, int(d == "in"), int(d == "out")] for d in sorted(self.plugged)]


class Time:
    at = 100.0

    def __call__(self) -> float:
        return self.at


class Room:
    def __init__(self, portaudio: Portaudio, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "sounddevice", portaudio)
        self.time = Time()
        self.probes = self.trials = 0
        self.portaudio = portaudio
        self.system = SoundSystem(self._probe, self.time, self._trial)
        self.microphone = SoundDeviceMicrophone(system=self.system, monotonic=self.time)
        self.player = SoundDevicePlayer(system=self.system, monotonic=self.time)

    def _trial(self, wanted: Wanted) -> bool:
        self.trials += 1
        return wanted.direction in self.portaudio.plugged

    def _probe(self) -> Listing:
        self.probes += 1
        return self.portaudio.seen_by_others()


def refused(opening: Any) -> str:
    with pytest.raises(SpeechError) as caught:
        opening()
    return caught.value.code


def test_a_microphone_that_comes_later_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(Portaudio("out"), monkeypatch)
    room.player.open()
    assert refused(room.microphone.open) == "microphone_missing"
    assert room.portaudio.begun == 1, "nothing is disturbed for a device that isn't there"
    room.portaudio.plugged.add("in")
    room.time.at += 2
    room.microphone.open()
    assert room.portaudio.begun == 2
    assert sorted(s.kind for s in room.portaudio.streams) == ["in", "out"], "the loudspeaker is open again"
    room.time.at += 0.1
    assert room.player.alive()


def test_other_processes_are_asked_only_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(Portaudio(), monkeypatch)
    for _ in range(4):
        refused(room.microphone.open)
        refused(room.player.open)
    assert (room.trials, room.probes) == (2, 0), "once for each"
    room.time.at += 2
    refused(room.microphone.open)
    assert (room.trials, room.probes) == (3, 0)


def test_a_sentence_under_way_is_not_cut_for_a_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(Portaudio("out"), monkeypatch)
    room.player.open()
    (stream,) = room.portaudio.streams
    speech = Speech(np.zeros(2400, np.float32), 24_000, "fake", "fake", cached=False)
    talking = threading.Thread(target=room.player.play, args=(speech,))
    talking.start()
    while room.player._playback is None:
        pass
    room.portaudio.plugged.add("in")
    assert refused(room.microphone.open) == "microphone_missing"
    assert stream.active
    stream.callback(np.zeros((2400, 1), np.float32), 2400, None, None)
    talking.join(timeout=20)
    assert not talking.is_alive()
    room.time.at += 2
    room.microphone.open()
    assert room.portaudio.begun == 2


def test_a_restarted_sound_server_needs_no_new_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(Portaudio("in", "out"), monkeypatch)
    room.microphone.open()
    room.player.open()
    for kind in ("in", "out"):
        room.portaudio.pull(kind)
    assert refused(lambda: room.microphone.read(timeout=0)) == "microphone_lost"
    assert not room.player.alive()
    room.portaudio.plugged |= {"in", "out"}
    room.microphone.close()
    room.microphone.open()
    room.player.open()
    assert room.portaudio.begun == 1


def test_a_microphone_that_gives_no_frames_is_lost_whatever_the_system_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = Room(Portaudio("in"), monkeypatch)
    room.microphone.open()
    assert room.microphone.read(timeout=0) is None
    room.time.at += 0.8
    room.portaudio.streams[0].callback(bytes(2 * FRAME), FRAME, None, None)
    assert room.microphone.read(timeout=0) is not None
    room.time.at += 0.8
    assert room.microphone.read(timeout=0) is None
    room.time.at += 1
    assert refused(lambda: room.microphone.read(timeout=0)) == "microphone_lost"


def test_a_loudspeaker_that_takes_nothing_is_lost_in_the_middle_of_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = Room(Portaudio("out"), monkeypatch)
    speech = Speech(np.zeros(2400, np.float32), 24_000, "fake", "fake", cached=False)
    room.player.open()
    threading.Timer(0.05, lambda: setattr(room.time, "at", room.time.at + 2)).start()
    assert refused(lambda: room.player.play(speech)) == "loudspeaker_missing"
    assert room.portaudio.streams == [], "it is given back"


def test_a_new_process_can_be_asked() -> None:
    pytest.importorskip("sounddevice")
    seen = probe_devices(seconds=30)
    assert seen is None or all(len(device) == 3 for device in seen)


# -- the mixer ------------------------------------------------------------------------------------


def pactl(folder: Path, source: str, sink: str, code: int = 0) -> str:
    """A program that answers as pactl does."""
    program = folder / "pactl"
    program.write_text(
        f"""#!/bin/sh
case "$1" in get-source-mute) echo "Mute: {source}";; get-sink-mute) echo "Mute: {sink}";; esac
exit {code}
"""
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


@pytest.mark.parametrize(
    ("source", "sink", "code", "off"),
    [
        ("no", "no", 0, frozenset()),
        ("yes", "no", 0, {"muted"}),
        ("no", "yes", 0, {"silent"}),
        ("yes", "yes", 0, {"muted", "silent"}),
        ("yes", "yes", 1, None),
    ],
)
def test_what_is_switched_off_in_the_mixer(
    tmp_path: Path, source: str, sink: str, code: int, off: set[str] | None
) -> None:
    assert Mixer(pactl(tmp_path, source, sink, code)).off() == off


def test_without_a_mixer_nothing_is_known(tmp_path: Path) -> None:
    mixer = Mixer(str(tmp_path / "none"))
    assert mixer.off() is None
    MuteWatch(mixer, pytest.fail, pytest.fail).look()


def test_only_what_has_changed_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    watch = MuteWatch(Mixer(pactl(tmp_path, "yes", "no")), told.append, lambda d: told.append(f"back {d}"))
    watch.look()
    watch.look()
    assert told == ["muted"]
    pactl(tmp_path, "no", "no")
    watch.look()
    assert told == ["muted", "back muted"]
    watch.start()
    watch.stop()


def test_what_fails_in_another_process_is_not_opened_in_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(Portaudio("in"), monkeypatch)
    opened: list[str] = []
    monkeypatch.setattr(Portaudio, "_open", lambda self, kind, callback: opened.append(kind))
    # Listed, but opening it would end the process.
    room.portaudio.plugged.discard("in")
    assert refused(room.microphone.open) == "microphone_missing"
    assert opened == []


@pytest.mark.parametrize(
    "code", ["import os; os.abort()", "raise SystemExit(1)", "import time; time.sleep(60)"]
)
def test_a_trial_may_crash_fail_or_hang(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.speech.sound_system._TRIAL", code)
    assert not can_open(Wanted("in", 16_000, "int16", None), seconds=1.0)
