"""Ms Mao again and again, quickly: desk, dialogue and window are real; what the recogniser and the
card reader found the first time is handed out again, each time as fresh copies; 小智 moves her lips only."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

from kiosk.commands.services import running_services
from kiosk.core.clock import SystemClock
from kiosk.core.paths import Paths
from kiosk.desk.client import DeskClient
from kiosk.speech.audio import load_audio
from kiosk.speech.types import Expectation, Recogniser, Recognition, Samples, never
from kiosk.terminal.parts import load_parts, warm
from kiosk.terminal.recorder import Recorder
from kiosk.terminal.screen import Screen
from kiosk.terminal.visit import VisitPlan, run_visit
from kiosk.training.quick import Lips
from kiosk.vision.load import load_image
from kiosk.vision.reader import CardReader
from kiosk.vision.types import CardReading, DocumentKind, Image


class Remembering:
    """A recogniser that is asked only once for the same recording."""

    name = "remembering"

    def __init__(self, real: Recogniser) -> None:
        self._real = real
        self._known: dict[tuple[str, int], Recognition] = {}

    def warm(self) -> None:
        self._real.warm()

    def prime(self, expectation: Expectation) -> None:
        self._real.prime(expectation)

    def listen(
        self, samples: Samples, expectation: Expectation, given_up: Callable[[], bool] = never
    ) -> Recognition:
        key = (expectation.kind, len(samples))
        if key not in self._known:
            self._known[key] = self._real.listen(samples, expectation)
        return self._known[key]


class RememberingReader:
    """A card reader that reads the same kind of document once."""

    def __init__(self, real: CardReader) -> None:
        self._real = real
        self._known: dict[str, CardReading] = {}

    def warm(self) -> None:
        self._real.warm()

    def read(
        self, image: Image, document: DocumentKind | Literal["auto"], birth: date | None = None
    ) -> CardReading:
        if document not in self._known:
            self._known[document] = _copy(self._real.read(image, document, birth))
        return _copy(self._known[document])


def _copy(reading: CardReading) -> CardReading:
    """With pictures of its own: a visit overwrites them at its end."""
    fields = {
        name: replace(field, crop=None if field.crop is None else field.crop.copy())
        for name, field in reading.fields.items()
    }
    card = None if reading.card is None else reading.card.copy()
    return replace(reading, fields=fields, card=card)


@contextmanager
def visiting(folder: Path, screen: Screen) -> Iterator[Callable[[], bool]]:
    """Give a function that runs one visit on `screen`; True where the paper was issued."""
    paths = Paths.default()
    demo = paths.assets / "demo"
    recordings = [load_audio(demo / name) for name in ("mao_request.wav", "mao_yes.wav")]
    plan = VisitPlan(recordings, [load_image(demo / "mao_id_front.jpg")], natural=False)
    key = secrets.token_urlsafe(32)
    real = load_parts(paths)
    warm(real)
    parts = replace(
        real,
        recogniser=Remembering(real.recogniser),
        reader=RememberingReader(real.reader),
        voices=Lips(),
    )
    state = paths.under(folder)
    with (
        running_services(state, [demo / "world.yaml"], extra={"XIAOZHI_WINDOW_KEY": key}) as services,
        DeskClient(services.desk.url, services.desk.key) as desk,
        DeskClient(services.desk.url, key) as window,
    ):

        def visit() -> bool:
            outcome = run_visit(parts, desk, plan, Recorder(), SystemClock(), screen=screen)
            if outcome.state.ended != "issued" or outcome.case is None:
                return False
            # Collected at the window, so that she may come again.
            window.collected(outcome.case.case_id)
            return True

        yield visit
