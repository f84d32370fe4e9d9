"""How well and how fast documents are read: drawn cards, photographed with everything that goes wrong.

`good`: share of frames as a careful citizen makes them that were read entirely right and accepted; `hard`:
the same with hard shadow, a finger on a corner, glare beside the text, or a worn card. `refused`: share of
frames that must be refused (a covered field, partly outside, a screen, a copy, another card) that were;
`reason_right`: with the reason that helps told first. `silent_wrong`: accepted with a wrong field: must be 0;
`silent_wrong_upper` its 95 % bound. `fused`: hard ones by five frames. `peer_ratio`: our time by RapidOCR's.
Options: `--n`, `--judge` (frames of another generator), `--soak SECONDS` (damaged files only).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import cv2

from benchmarks.cards.frames import FrameLike, frame_of, judge_agrees, judges, ours
from benchmarks.cards.fuzz import fuzz
from benchmarks.cards.score import Score, same_values
from kiosk.speech.progress import Progress, SilentProgress
from kiosk.training.photograph_kinds import KINDS
from kiosk.vision.find import find_cards
from kiosk.vision.fuse import fuse
from kiosk.vision.reader import CardReader
from kiosk.vision.types import Image

FRAMES = 168
_FUSED_SETS, _FUSED_FRAMES = 12, 5
_PEER_FRAMES = 5
_LIVE_WIDTH = 480
"""The width at which a live frame's outline is looked for (terminal/eyes.py)."""


def run(
    n: int | None = None,
    progress: Progress | None = None,
    seed: int = 7,
    judge: bool = False,
    soak: float | None = None,
) -> dict[str, float | int]:
    """Read `n` frames (168); shares are 0 to 1. `soak`: seconds of damaged files instead."""
    bar = progress or SilentProgress()
    if soak:
        return fuzz(soak, seed, bar)
    n = n or FRAMES
    reader = CardReader()
    reader.warm()
    score, seconds, live, all_seconds = Score(agrees=judge_agrees if judge else same_values), [], [], []
    peer: list[tuple[Image, float]] = []
    bar.begin("frames", n)
    for index, frame in enumerate((judges if judge else ours)(seed, n)):
        reading = reader.read(frame.image, _wanted(frame))
        score.add(frame, reading)
        live.append(_live(frame.image))
        if reading.accepted:
            all_seconds.append(reading.seconds)
        if frame.document == "id_card_front" and reading.document == "id_card_front":
            seconds.append(reading.seconds)
            if frame.group == "good" and len(peer) < _PEER_FRAMES:
                peer.append((frame.image, reading.seconds))
        bar.reach("frames", index + 1)
    bar.end("frames")
    figures = score.figures()
    figures["seconds_median"] = round(median(seconds), 3) if seconds else 0.0
    figures["accepted_seconds_median"] = round(median(all_seconds), 3) if all_seconds else 0.0
    figures["live_ms_median"] = round(1000 * median(live), 1) if live else 0.0
    if not judge:
        figures["fused"] = round(_fused(reader, seed, bar), 3)
    figures["peer_ratio"] = round(_peer(peer), 3)
    return figures


def _wanted(frame: FrameLike) -> str:
    """What the kiosk asked for; a judge says so beside what lies there."""
    asked = getattr(frame, "asked", frame.document)
    return "id_card_front" if asked == "none" else str(asked)


def _live(image: Image) -> float:
    """Seconds to find the card in a live frame, as the preview does."""
    start = time.perf_counter()
    scale = _LIVE_WIDTH / max(image.shape[:2])
    find_cards(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))  # type: ignore[arg-type]
    return time.perf_counter() - start


def _fused(reader: CardReader, seed: int, bar: Progress) -> float:
    """Share of hard cards that five frames together read entirely right."""
    hard = [k for k, kind in enumerate(KINDS) if KINDS[kind].group == "hard"]
    right = 0
    bar.begin("fused", _FUSED_SETS)
    for number in range(_FUSED_SETS):
        index = hard[number % len(hard)] + len(KINDS) * (1000 + number)
        frames = [frame_of(index, seed, again) for again in range(_FUSED_FRAMES)]
        reading = fuse([reader.read(frame.image, frame.document) for frame in frames])
        right += reading.accepted and same_values(reading.values(), frames[0].truth)
        bar.reach("fused", number + 1)
    bar.end("fused")
    return right / _FUSED_SETS


def _peer(frames: list[tuple[Image, float]]) -> float:
    """Our seconds by those of RapidOCR as it comes, on one thread like ours; the same frames."""
    if not frames:
        return 0.0
    from rapidocr import RapidOCR

    params = {
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Global.log_level": "error",
    }
    engine: Callable[[Image], object] = RapidOCR(params=params)
    ratios = []
    for image, ours_took in frames:
        start = time.perf_counter()
        engine(image)
        ratios.append(ours_took / (time.perf_counter() - start))
    return median(ratios)
