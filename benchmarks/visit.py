"""`bench visit`: Ms Mao's visit, 20 times, all processes real, models warm.

Only the seconds in which nothing works (a sentence plays, the citizen speaks or reaches for her card) are
skipped; their stamps are kept as if they had been lived through, so both figures are a natural visit's.
"""

from __future__ import annotations

import secrets
import statistics
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.memory import watching_memory
from kiosk.commands.services import running_services
from kiosk.core.clock import SystemClock
from kiosk.core.paths import Paths
from kiosk.desk.client import DeskClient
from kiosk.speech.audio import load_audio
from kiosk.speech.progress import Progress
from kiosk.terminal.parts import load_parts, warm
from kiosk.terminal.recorder import Recorder, waits
from kiosk.terminal.visit import VisitPlan, run_visit
from kiosk.vision.load import load_image

VISITS = 20


def run(n: int | None, progress: Progress) -> dict[str, Any]:
    """`n` visits (20); the figures of docs/benchmarks.md."""
    visits = n or VISITS
    paths = Paths.default()
    demo = paths.assets / "demo"
    recordings = [load_audio(demo / name) for name in ("mao_request.wav", "mao_yes.wav")]
    plan = VisitPlan(recordings, [load_image(demo / "mao_id_front.jpg")], natural=False)
    window_key = secrets.token_urlsafe(32)
    machine, whole, single = [], [], []
    issued = 0
    with tempfile.TemporaryDirectory(prefix="xiaozhi-bench-") as folder, watching_memory() as memory:
        state = Paths(paths.assets, paths.models, paths.cache, Path(folder), paths.demo_secrets)
        parts = load_parts(paths)
        extra = {"XIAOZHI_WINDOW_KEY": window_key}
        with running_services(state, [demo / "world.yaml"], extra=extra) as services:
            warm(parts)
            progress.begin("visits", visits)
            with (
                DeskClient(services.desk.url, services.desk.key) as desk,
                DeskClient(services.desk.url, window_key) as window,
            ):
                for done in range(1, visits + 1):
                    recorder = Recorder()
                    outcome = run_visit(parts, desk, plan, recorder, SystemClock())
                    machine.append(outcome.machine_seconds)
                    whole.append(outcome.visit_seconds or float("inf"))
                    single += [w.seconds for w in waits(recorder.entries)]
                    if outcome.state.ended == "issued" and outcome.case:
                        issued += 1
                        # Collected at the window, so that she may come again.
                        window.collected(outcome.case.case_id)
                    progress.reach("visits", done)
            progress.end("visits")
    return {
        "visits": visits,
        "issued": issued,
        "machine_seconds_median": round(statistics.median(machine), 3),
        "machine_seconds_max": round(max(machine), 3),
        "visit_seconds_median": round(statistics.median(whole), 3),
        "visit_seconds_max": round(max(whole), 3),
        "single_wait_median": round(statistics.median(single), 3),
        "single_wait_max": round(max(single), 3),
        "peak_mb": round(memory.mb, 1),
    }
