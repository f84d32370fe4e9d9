"""How well and how fast ID cards are read: drawn cards, photographed with everything that goes wrong.

`good`: share of frames as a careful citizen makes them that were read entirely right and accepted.
`hard`: the same for frames with one or two things wrong. `refused`: share of all that was refused.
`silent_wrong`: accepted with a wrong field, which must be 0. `peer_seconds`: RapidOCR's own pipeline.
"""

from __future__ import annotations

import time
from statistics import median

import numpy as np

from kiosk.core.paths import Paths
from kiosk.speech.progress import Progress, SilentProgress
from kiosk.training.invent import invent_card, load_stock
from kiosk.training.photograph import photograph, random_shot
from kiosk.training.specimen import draw_back, draw_front
from kiosk.vision.reader import CardReader
from kiosk.vision.types import Image

FRAMES = 100
_PEER_FRAMES = 5


def frame_of(index: int, seed: int) -> tuple[Image, dict[str, str], bool]:
    """(frame, the true fields, is it a hard one): three good to two hard, two fronts to one back."""
    stock = load_stock(Paths.default().assets / "demo" / "invent.yaml")
    rng = np.random.default_rng([seed, index])
    card, hard, back = invent_card(stock, rng), index % 5 >= 3, index % 3 == 2
    drawn = draw_back(card) if back else draw_front(card)
    frame = photograph(drawn, random_shot(rng, hard=hard), rng)
    return frame, card.back() if back else card.front(), hard


def run(n: int | None = None, progress: Progress | None = None, seed: int = 7) -> dict[str, float | int]:
    """Read `n` frames (100); shares are 0 to 1."""
    n = n or FRAMES
    bar = progress or SilentProgress()
    bar.begin("frames", n)
    reader = CardReader()
    reader.warm()
    right = {False: 0, True: 0}
    total = {False: 0, True: 0}
    refused = wrong = 0
    seconds: list[float] = []
    peer_frames: list[Image] = []
    for index in range(n):
        frame, truth, hard = frame_of(index, seed)
        reading = reader.read(frame)
        seconds.append(reading.seconds)
        total[hard] += 1
        refused += not reading.accepted
        entirely = reading.accepted and reading.values() == truth
        right[hard] += entirely
        wrong += reading.accepted and not entirely
        if len(peer_frames) < _PEER_FRAMES and entirely:
            peer_frames.append(frame)
        bar.reach("frames", index + 1)
    bar.end("frames")
    return {
        "good": round(right[False] / max(total[False], 1), 3),
        "hard": round(right[True] / max(total[True], 1), 3),
        "refused": round(refused / max(n, 1), 3),
        "silent_wrong": int(wrong),
        "frames": n,
        "seconds_median": round(median(seconds), 3) if seconds else 0.0,
        "peer_seconds": round(_peer(peer_frames), 3),
    }


def _peer(images: list[Image]) -> float:
    """Median seconds of RapidOCR as it comes, on one thread like ours."""
    from rapidocr import RapidOCR

    params = {
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Global.log_level": "error",
    }
    engine = RapidOCR(params=params)
    taken = []
    for image in images:
        start = time.perf_counter()
        engine(image)
        taken.append(time.perf_counter() - start)
    return median(taken) if taken else 0.0
