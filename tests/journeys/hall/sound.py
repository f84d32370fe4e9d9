"""The hall's air: a private PulseAudio whose null sinks are the kiosk's microphone and loudspeaker."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
import time
from pathlib import Path
from types import TracebackType

import numpy as np
import soundfile

from kiosk.speech.types import SAMPLE_RATE, Samples

_MICROPHONE, _LOUDSPEAKER, _SOURCE = "kiosk_mic", "kiosk_out", "kiosk_virtmic"
#: Below this root mean square the loudspeaker is silent.
_SILENT = 10 ** (-50 / 20)
_CHUNK = SAMPLE_RATE // 20


class Air:
    """Speak into it, listen to it, pull the microphone out of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runtime = folder / "pulse"
        self._said = 0
        self._server: subprocess.Popen[bytes] | None = None
        self._recorder: subprocess.Popen[bytes] | None = None
        self._hum: subprocess.Popen[bytes] | None = None
        self._heard: list[Samples] = []
        self._loud_at = 0.0

    @property
    def environment(self) -> dict[str, str]:
        """What the kiosk needs to find this sound system and no other."""
        return {
            "XDG_RUNTIME_DIR": str(self._runtime),
            "PULSE_SERVER": f"unix:{self._runtime}/pulse/native",
            # This microphone or none: a hall has no monitor of its own loudspeaker to fall back on.
            "PULSE_SOURCE": _SOURCE,
        }

    def __enter__(self) -> Air:
        self._runtime.mkdir(mode=0o700, parents=True)
        self._start_server()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in (self._hum, self._recorder, self._server):
            if process is not None:
                process.terminate()
                process.wait(timeout=10)

    def _start_server(self) -> None:
        sinks = [f"module-null-sink sink_name={name} rate=48000" for name in (_MICROPHONE, _LOUDSPEAKER)]
        modules = ["module-native-protocol-unix", "module-cli-protocol-unix", *sinks, self._remap()]
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        for module in modules:
            command += ["-L", module]
        self._server = subprocess.Popen(command, env=self._own(), stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while self._pactl("info", check=False).returncode:
            if time.monotonic() > end:
                raise RuntimeError("PulseAudio did not start")
            time.sleep(0.1)
        self._pactl("set-default-sink", _LOUDSPEAKER)
        self._pactl("set-default-source", _SOURCE)
        self._recorder = subprocess.Popen(
            [
                "parec", "-d", f"{_LOUDSPEAKER}.monitor", "--format=s16le", f"--rate={SAMPLE_RATE}",
                "--channels=1", "--latency-msec=50",
            ],
            env=self._own(),
            stdout=subprocess.PIPE,
        )  # fmt: skip
        threading.Thread(target=self._record, daemon=True).start()
        self._hum = subprocess.Popen(
            ["pacat", "-d", _MICROPHONE, "--format=s16le", f"--rate={SAMPLE_RATE}", "--channels=1"],
            env=self._own(),
            stdin=subprocess.PIPE,
        )
        threading.Thread(target=self._breathe, daemon=True).start()

    def _own(self) -> dict[str, str]:
        return os.environ | self.environment

    @staticmethod
    def _remap() -> str:
        return f"module-remap-source master={_MICROPHONE}.monitor source_name={_SOURCE}"

    def _pactl(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["pactl", *words], env=self._own(), check=check, capture_output=True)

    def _breathe(self) -> None:
        """No hall is digitally silent: about -70 dB of noise."""
        assert self._hum is not None
        assert self._hum.stdin is not None
        random = np.random.default_rng(5)
        try:
            while True:
                noise = random.normal(0, 10, _CHUNK).astype(np.int16)
                self._hum.stdin.write(noise.tobytes())
                self._hum.stdin.flush()
        except OSError:
            return

    def _record(self) -> None:
        assert self._recorder is not None
        assert self._recorder.stdout is not None
        while raw := self._recorder.stdout.read(2 * _CHUNK):
            piece = np.frombuffer(raw, np.int16).astype(np.float32) / 32768
            self._heard.append(piece)
            if float(np.sqrt(np.mean(piece**2))) > _SILENT:
                self._loud_at = time.monotonic()

    # -- for the visitor --------------------------------------------------------------------------

    def say(self, speech: Samples) -> None:
        """Speak into the microphone, to the end."""
        self._said += 1
        path = self._folder / f"said-{self._said}.wav"
        soundfile.write(path, speech, SAMPLE_RATE, subtype="PCM_16")
        subprocess.run(["paplay", "-d", _MICROPHONE, str(path)], env=self._own(), check=True, timeout=60)

    def wait_for_quiet(self, seconds: float = 0.9, patience: float = 40.0) -> None:
        """Until 小智 has finished speaking, as a polite visitor waits."""
        end = time.monotonic() + patience
        while time.monotonic() - self._loud_at < seconds:
            if time.monotonic() > end:
                raise AssertionError("the loudspeaker never falls silent")
            time.sleep(0.05)

    def speaks(self) -> bool:
        """Is the loudspeaker loud at this moment?"""
        return time.monotonic() - self._loud_at < 0.2

    def heard_since(self, pieces: int) -> Samples:
        """What the loudspeaker played since `pieces_now` was asked."""
        return np.concatenate(self._heard[pieces:]) if len(self._heard) > pieces else np.zeros(0, np.float32)

    def pieces_now(self) -> int:
        return len(self._heard)

    # -- accidents --------------------------------------------------------------------------------

    def pull_microphone(self) -> None:
        """The plug is out: the source is gone, and so is every stream that came from it."""
        listed = json.loads(self._pactl("--format=json", "list", "source-outputs").stdout)
        self._pactl("unload-module", "module-remap-source")
        for stream in listed:
            # PulseAudio moves it to the loudspeaker's monitor: a hall has no such microphone.
            if stream["properties"].get("application.name", "parec") != "parec":
                self._server_line(f"kill-source-output {stream['index']}")

    def _server_line(self, line: str) -> None:
        """What pactl has no word for."""
        with socket.socket(socket.AF_UNIX) as server:
            server.connect(str(self._runtime / "pulse" / "cli"))
            server.sendall(line.encode() + b"\n")
            time.sleep(0.1)

    def plug_microphone(self) -> None:
        self._pactl("load-module", *self._remap().split())
        self._pactl("set-default-source", _SOURCE)
