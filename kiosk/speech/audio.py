"""Any audio file as the house's samples: 16 kHz, mono, float32."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
import soxr  # type: ignore[import-untyped, unused-ignore]

from kiosk.speech.types import SAMPLE_RATE, Samples, SpeechError

#: Longer recordings are refused: nobody speaks to a kiosk for ten minutes, and memory is shared.
MAX_SECONDS = 600.0


def load_audio(path: Path) -> Samples:
    """The whole file; stereo is mixed down, other rates are resampled.

    Raises SpeechError `audio_missing`, `audio_unreadable` (not audio, or cut off), `audio_empty`, `audio_bad`
    (NaN or infinite samples) or `audio_too_long`.
    """
    if not path.is_file():
        raise SpeechError("audio_missing", f"{path} isn't there")
    try:
        with soundfile.SoundFile(path) as file:
            rate, frames = file.samplerate, file.frames
            if frames / rate > MAX_SECONDS:
                raise SpeechError("audio_too_long", f"{path} has more than {MAX_SECONDS:.0f} s")
            raw = file.read(dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError) as error:
        raise SpeechError("audio_unreadable", f"{path} is not an audio file that can be read") from error
    if not raw.size:
        raise SpeechError("audio_empty", f"{path} holds no sound")
    if not np.isfinite(raw).all():
        raise SpeechError("audio_bad", f"{path} holds samples that are not numbers")
    return to_house_rate(raw.mean(axis=1), rate)


def save_wav(path: Path, samples: Samples, rate: int) -> None:
    """Write mono 16 bit PCM, whole or not at all. Raises SpeechError `audio_unwritable`."""
    draft = path.with_name(f".{path.name}.draft")
    try:
        soundfile.write(draft, samples, rate, format="WAV", subtype="PCM_16")
        draft.replace(path)
    except (OSError, soundfile.SoundFileError) as error:
        draft.unlink(missing_ok=True)
        raise SpeechError("audio_unwritable", f"{path} can't be written") from error


def to_house_rate(mono: Samples, rate: int) -> Samples:
    """`mono` at `rate` Hz, resampled to 16 kHz and clipped to -1..1."""
    if rate != SAMPLE_RATE:
        mono = resample(mono, rate, SAMPLE_RATE)
    return np.clip(mono, -1.0, 1.0).astype(np.float32)


def resample(mono: Samples, rate: int, wanted: int) -> Samples:
    """`mono` at `rate` Hz as `wanted` Hz."""
    return np.asarray(soxr.resample(mono, rate, wanted, quality="HQ"), dtype=np.float32)


def to_pcm16(samples: Samples) -> bytes:
    """Little-endian 16-bit samples."""
    return (np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()


def from_pcm16(data: bytes) -> Samples:
    """Samples of little-endian 16-bit bytes."""
    return np.frombuffer(data, dtype="<i2").astype(np.float32) / np.float32(32768.0)
