"""Whatever a microphone gives (44.1 or 48 kHz, one or two channels) as the house's frames, seamlessly."""

from __future__ import annotations

import numpy as np
import soxr  # type: ignore[import-untyped, unused-ignore]
from numpy.typing import NDArray

from kiosk.speech.types import FRAME, SAMPLE_RATE, Samples

#: A channel that is quieter by this factor in power (10 dB) carries nothing: one capsule on a stereo plug.
_DEAD = 0.1
#: Share of the old power that stays with each block: about two seconds.
_MEMORY = 0.985


class Converter:
    """One stream's; it remembers the end of the last block."""

    def __init__(self, rate: int, channels: int) -> None:
        """`rate` in Hz."""
        self._channels = channels
        self._power = np.zeros(channels)
        self._stream = (
            None if rate == SAMPLE_RATE else soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32")
        )
        self._waiting = np.zeros(0, np.float32)

    def feed(self, data: bytes) -> list[Samples]:
        """Interleaved 16-bit samples in, whole frames out; the rest waits for the next block."""
        block = np.frombuffer(data, dtype="<i2").astype(np.float32) / np.float32(32768.0)
        mono = block if self._channels == 1 else self._mixed(block.reshape(-1, self._channels))
        if self._stream is not None:
            mono = np.asarray(self._stream.resample_chunk(mono), dtype=np.float32)
        whole = np.concatenate([self._waiting, mono])
        end = len(whole) - len(whole) % FRAME
        self._waiting = whole[end:].copy()
        return [whole[i : i + FRAME].copy() for i in range(0, end, FRAME)]

    def _mixed(self, block: NDArray[np.float32]) -> Samples:
        """The mean of the channels that carry sound."""
        self._power = _MEMORY * self._power + np.mean(np.square(block), axis=0)
        alive = self._power >= _DEAD * self._power.max()
        return np.asarray(block[:, alive].mean(axis=1), dtype=np.float32)
