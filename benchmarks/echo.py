"""小智's own sentences, played into the microphone in simulated halls: is any of them taken for an answer?

Every prompt is made by her own voice, bent a little by its loudspeaker, heard 20 dB below its level, in a
hall that rings, up to 0.3 s later than the mouth's clock says. Then nobody answers, or somebody does.
Detector, levels and the waveform's test are the kiosk's own; only the clock is simulated. Part of
`bench hearing`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.hall.rooms import hall_room, heard_in
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.core.paths import Paths
from kiosk.speech.audio import load_audio, resample
from kiosk.speech.echo import HalfDuplex, OwnVoice, OwnVoiceHeard
from kiosk.speech.turns import SpeechEnded, TurnDetector
from kiosk.speech.types import FRAME, SAMPLE_RATE, Samples, Speech
from kiosk.speech.vad import SileroVad
from kiosk.terminal.fixed import spoken_texts, whole
from kiosk.terminal.parts import open_voices

PROMPTS = 500
#: Of these as many again with an answer, and with echo cancellation where that is installed.
SOME = 100
#: The echo's level below the sentence's own, dB; the room's noise below full scale.
ECHO_DB, ROOM_DB = -20.0, -62.0
#: Installations: each has its hall and its delay; so many sentences are said in a row.
IN_A_ROW = 10
_BEFORE, _AFTER = 0.6, 1.8
#: Seconds from one scene's beginning to the next one's.
_APART = 60.0
#: Seconds after the mouth's end at which somebody answers.
_ANSWERS = (0.2, 0.5, 0.8)


@dataclass(frozen=True)
class Scene:
    """One prompt in one hall."""

    prompt: Speech
    heard: Samples
    """At the microphone, 16 kHz; the mouth opens after `_BEFORE` seconds."""
    said: Samples
    """The prompt itself, 16 kHz."""
    delay: float

    @property
    def mouth_closes(self) -> float:
        return _BEFORE + len(self.said) / SAMPLE_RATE


def scenes(prompts: Sequence[Speech], count: int, seed: int = 1) -> Iterator[list[Scene]]:
    """Installation after installation, each with its sentences in a row."""
    for number in range(0, count, IN_A_ROW):
        rng = np.random.default_rng([seed, number])
        hall = hall_room(rng)
        x, y, _ = hall.size
        speaker = (float(rng.uniform(1.5, x - 1.5)), float(rng.uniform(1.5, y - 1.5)), 1.1)
        beside, above = float(rng.uniform(0.1, 0.3)), float(rng.uniform(0.1, 0.3))
        ear = (speaker[0] + beside, speaker[1], speaker[2] + above)
        response, delay = hall.response(speaker, ear), float(rng.uniform(0.0, 0.3))
        row = range(number, min(number + IN_A_ROW, count))
        yield [_scene(prompts[i % len(prompts)], response, delay, rng) for i in row]


def _scene(prompt: Speech, response: Samples, delay: float, rng: np.random.Generator) -> Scene:
    said = resample(prompt.samples, prompt.rate, SAMPLE_RATE)
    length = int((_BEFORE + _AFTER) * SAMPLE_RATE) + len(said)
    heard = (10 ** (ROOM_DB / 20) * rng.standard_normal(length)).astype(np.float32)
    wet = heard_in(response, _bent(said)) * np.float32(10 ** (ECHO_DB / 20))
    at = int((_BEFORE + delay) * SAMPLE_RATE)
    wet = wet[: length - at]
    heard[at : at + len(wet)] += wet
    return Scene(prompt, heard, said, delay)


def _bent(said: Samples) -> Samples:
    """As a small loudspeaker plays it: loud moments are squeezed, a little of their overtones comes along."""
    driven = said / np.float32(max(float(np.abs(said).max()), 1e-6)) * np.float32(1.2)
    bent = np.tanh(driven) + np.float32(0.05) * np.square(driven)
    power = float(np.sqrt(np.mean(np.square(bent))))
    return bent * np.float32(float(np.sqrt(np.mean(np.square(said)))) / max(power, 1e-9))


@dataclass(frozen=True)
class Result:
    """What the ears made of one scene."""

    turns: tuple[SpeechEnded, ...]
    own: int
    """Turns that the waveform told to be 小智's."""


def listen(scene: Scene, voice: OwnVoice | None, zero: float = 0.0) -> Result:
    """The kiosk's ears over one scene that begins at second `zero`.

    Without `voice` they open when the mouth's clock says that it has closed.
    """
    detector = TurnDetector(SileroVad())
    detector.expect("yes_no")
    duplex = HalfDuplex(detector, voice or _Nobody())
    turns, own, began, closed = [], 0, False, False
    for start in range(0, len(scene.heard) - FRAME + 1, FRAME):
        now = (start + FRAME) / SAMPLE_RATE
        if not began and now >= _BEFORE:
            began = True
            duplex.voice.begins(scene.prompt, zero + _BEFORE)
        if not closed and now >= scene.mouth_closes:
            closed = True
            duplex.voice.closes(zero + scene.mouth_closes)
        happened = duplex.feed(scene.heard[start : start + FRAME], zero + now, listening=closed)
        own += isinstance(happened, OwnVoiceHeard)
        if isinstance(happened, SpeechEnded):
            turns.append(happened)
            detector.drop_turn()
    return Result(tuple(turns), own)


class _Nobody(OwnVoice):
    """Knows nothing of what 小智 says: half-duplex by the mouth's clock alone."""

    def covers(self, at: float) -> bool:
        return False

    def said(self, samples: Samples, began: float) -> bool:
        return False


def measure_echo(
    n: int = PROMPTS,
    some: int = SOME,
    paths: Paths | None = None,
    reach: Callable[[int], None] = lambda _: None,
) -> dict[str, Any]:
    """Flat figures: how many of `n` prompts were taken for an answer, and how; answers heard after them."""
    paths = paths or Paths.default()
    prompts = _prompts(paths)
    answer = load_audio(paths.assets / "demo" / "mao_yes.wav")
    clock = unmeasured = measured = caught = done = rows = 0
    errors: list[float] = []
    heard = dict.fromkeys(_ANSWERS, 0)
    for row in scenes(prompts, n):
        voice, rows = OwnVoice(), rows + 1
        for place, scene in enumerate(row):
            if done < some:
                clock += bool(listen(scene, None).turns)
            fresh, kept = listen(scene, OwnVoice()), listen(scene, voice, place * _APART)
            unmeasured, measured = unmeasured + bool(fresh.turns), measured + bool(kept.turns)
            caught += fresh.own + kept.own
            if voice.delay is not None:
                errors.append(abs(voice.delay - scene.delay))
            done += 1
            reach(done)
        for number, after in enumerate(_ANSWERS):
            heard[after] += _answered(row[-1], voice, answer, after, (len(row) + number) * _APART)
    return {
        "echo_prompts": n,
        "echo_taken": measured,
        "echo_taken_unmeasured": unmeasured,
        "echo_caught_by_waveform": caught,
        "echo_taken_by_the_clock_alone": round(clock / max(min(n, some), 1), 3),
        "echo_delay_error_p95": round(float(np.percentile(errors, 95)), 3) if errors else None,
        **{f"echo_answer_heard_after_{s}": round(heard[s] / max(rows, 1), 3) for s in _ANSWERS},
        **_with_canceller(prompts, some, answer),
    }


def _prompts(paths: Paths) -> list[Speech]:
    catalogue, prompts = Catalogue.load(paths.assets), Prompts.load(paths.assets / "prompts")
    voices = open_voices(paths)
    return [voices.speak(text) for text in whole(spoken_texts(catalogue, prompts, "zh"), "zh")]


def _answered(scene: Scene, voice: OwnVoice, answer: Samples, after: float, zero: float) -> bool:
    """Somebody says 对的 so many seconds after the mouth's end: heard, from its first sound on?"""
    vad = SileroVad()
    first = next(i for i in range(0, len(answer) - FRAME, FRAME) if vad(answer[i : i + FRAME]) >= 0.5)
    at = int((scene.mouth_closes + after) * SAMPLE_RATE) - first
    heard = np.concatenate([scene.heard, np.zeros(SAMPLE_RATE, np.float32)])
    piece = answer[: len(heard) - at]
    heard[at : at + len(piece)] += piece
    turns = listen(Scene(scene.prompt, heard, scene.said, scene.delay), voice, zero).turns
    began = [t.last_voiced_in_stream - (t.last_voiced - t.first_voiced) for t in turns]
    return any(abs(b - at - first) < 0.15 * SAMPLE_RATE for b in began)


def _with_canceller(prompts: Sequence[Speech], count: int, answer: Samples) -> dict[str, Any]:
    """The same prompts through WebRTC's echo canceller, where its wheel is installed, with ears that never
    close: the price and the gain of being interrupted by voice."""
    try:
        module = importlib.import_module("pywebrtc_audio")
    except ImportError:
        return {"aec": "not installed"}
    taken = over = rows = 0
    for row in scenes(prompts, count):
        canceller = module.AudioProcessor(sample_rate=SAMPLE_RATE, echo_cancellation=True)
        for place, scene in enumerate(row):
            talk = place == len(row) - 1
            near = scene.heard.copy()
            if talk:
                at = int((_BEFORE + 0.3) * SAMPLE_RATE)
                piece = answer[: len(near) - at]
                near[at : at + len(piece)] += piece
            clean = _cancelled(canceller, near, scene)
            found = _turns(clean)
            if talk:
                rows += 1
                over += bool(found)
            else:
                taken += bool(found)
    return {
        "aec_prompts": count - rows,
        "aec_own_voice_taken": taken,
        "aec_answers_over_prompt": rows,
        "aec_answers_over_prompt_heard": over,
    }


def _cancelled(canceller: Any, near: Samples, scene: Scene) -> Samples:
    far = np.zeros(len(near), np.float32)
    begin = int(_BEFORE * SAMPLE_RATE)
    far[begin : begin + len(scene.said)] = scene.said[: len(far) - begin]
    step = SAMPLE_RATE // 100
    pieces = [
        np.asarray(canceller.process(near[i : i + step], far[i : i + step]), np.float32)
        for i in range(0, len(near) - step + 1, step)
    ]
    return np.concatenate(pieces)


def _turns(samples: Samples) -> int:
    detector = TurnDetector(SileroVad())
    detector.expect("yes_no")
    found = 0
    for start in range(0, len(samples) - FRAME + 1, FRAME):
        if isinstance(detector.feed(samples[start : start + FRAME]), SpeechEnded):
            found += 1
            detector.drop_turn()
    return found
