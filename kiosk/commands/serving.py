"""Behind the window: brings models, desk and devices up, serves visit after visit, and takes all down again.

A device that is missing is told and waited for; everything else goes on.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

from kiosk.commands.errand import Errand
from kiosk.commands.services import Services, running_services
from kiosk.core.clock import SystemClock
from kiosk.core.describe import describe
from kiosk.core.errors import SetupError
from kiosk.desk.client import DeskClient
from kiosk.printing.named import PRINTER_VARIABLE, tray_named
from kiosk.speech.microphone import SoundDeviceMicrophone
from kiosk.speech.mixer import Mixer, MuteWatch
from kiosk.speech.player import SoundDevicePlayer
from kiosk.speech.sound_choice import SoundChoice
from kiosk.speech.sound_system import import_sounddevice
from kiosk.speech.types import SpeechError
from kiosk.speech.voices import Voices
from kiosk.terminal.adjusting import Adjusting
from kiosk.terminal.candidates import CandidateRules, Candidates
from kiosk.terminal.fixed import spoken_texts
from kiosk.terminal.house import House
from kiosk.terminal.kiosk import Kiosk, pages_of
from kiosk.terminal.loudspeaker import Loudspeaker
from kiosk.terminal.officer import DeskOfficers, OfficersLine
from kiosk.terminal.parts import Parts, load_parts, warm
from kiosk.terminal.prerender import prerendered
from kiosk.terminal.printing import SlipPrinting
from kiosk.terminal.screen import Screen
from kiosk.terminal.spare_time import SpareTime
from kiosk.vision.frames import ImageFiles, is_picture, open_source
from kiosk.vision.steady import SteadyCamera
from kiosk.vision.types import FrameSource, VisionError

_log = logging.getLogger("kiosk.commands")
#: Seconds between two looks at the services and the end.
_LOOK = 0.5
#: Seconds that a child may be down while it is started again.
_DOWN = 3.0
#: Seconds for the children of a window that crashed to be gone.
_INHERITING = 10.0


class Serving:
    """One kiosk. `tap` and `touched` may be called from any thread, `run` blocks on its own."""

    def __init__(
        self, errand: Errand, screen: Screen, beat: Callable[[str], None], tell: Callable[[str], None]
    ) -> None:
        """`beat`: told by name what is alive, once a second. `tell`: `serving`, once a visit may begin."""
        self._errand = errand
        self._screen = screen
        self._beat = beat
        self._tell = tell
        self._kiosk: Kiosk | None = None
        self._woken = False

    def tap(self, kind: str, what: str) -> None:
        if self._kiosk is not None:
            self._kiosk.tap(kind, what)
        elif kind == "wake":
            # Touched before everything is up: greeted as soon as it is.
            self._woken = True

    def touched(self) -> None:
        if self._kiosk is not None:
            self._kiosk.touched()

    def run(self, end: threading.Event) -> None:
        """Until `end` is set.

        Raises KioskError where it can't be served: data, secrets or services are missing or broken, or
        the desk stays down (`desk_lost`).
        """
        with ExitStack() as stack:
            self._serve(stack, end)

    def _serve(self, stack: ExitStack, end: threading.Event) -> None:
        errand = self._errand
        # The children need seconds to come up: they do it while the data are read here.
        starting = stack.enter_context(_Starting(errand))
        parts = load_parts(errand.paths)
        if not errand.again:
            # A touch is taken from now on. After a crash the page says "one moment" until it is served.
            self._screen.show(pages_of(parts).standby("zh"))
        services = starting.services()
        threading.Thread(target=_warm, args=(parts,), name="warm", daemon=True).start()
        desk = stack.enter_context(DeskClient(services.desk.url, services.desk.key))
        officers = DeskOfficers(services.desk.url)
        stack.callback(officers.close)
        kiosk = self._terminal(stack, parts, desk, officers)
        stack.callback(kiosk.stop)
        kiosk.start()
        self._kiosk = kiosk
        self._tell("serving")
        threading.Thread(target=_make_ahead, args=(parts, kiosk, end), name="spare-time", daemon=True).start()
        if self._woken:
            kiosk.tap("wake", "")
        down = 0
        while not end.wait(_LOOK):
            # A child that is being started again is down for a moment.
            down = 0 if _alive(services) else down + 1
            if down * _LOOK > _DOWN and kiosk.at_rest():
                raise SetupError(
                    "desk_lost", "the desk or the registers died twice in a minute and stay down"
                )

    def _terminal(self, stack: ExitStack, parts: Parts, desk: DeskClient, officers: OfficersLine) -> Kiosk:
        # First, and on no thread: while PortAudio begins it sends standard error to nowhere, log lines too.
        with suppress(SpeechError):
            import_sounddevice()
        camera = open_camera(self._errand.camera)
        stack.callback(camera.close)
        chosen = SoundChoice.load(self._errand.paths.state)
        speaker = Loudspeaker(SoundDevicePlayer(chosen.loudspeaker))
        stack.callback(speaker.close)
        printing = _printing(desk, lambda there: self._printer(there))
        adjusting = Adjusting(speaker, parts.voices)

        def usual(volume: float) -> None:
            adjusting.usual = volume
            adjusting("reset")

        kiosk = Kiosk(
            parts,
            desk,
            self._screen,
            speaker,
            SoundDeviceMicrophone(chosen.microphone),
            camera,
            SystemClock(),
            adjust=adjusting,
            house=House(self._errand.paths.state),
            usual=usual,
            beat=lambda: self._beat("conductor"),
            officers=officers,
            decided=printing.decided if printing else lambda _: None,
            slips=printing,
            candidates=Candidates(
                self._errand.paths.state / "not-understood.json",
                CandidateRules.load(self._errand.paths.assets),
            ),
        )
        if printing is not None:
            stack.callback(printing.close)
            printing.recover()
        speaker.watch(kiosk.lost, kiosk.back)
        muted = MuteWatch(Mixer(), kiosk.lost, kiosk.back)
        stack.callback(muted.stop)
        muted.start()
        return kiosk

    def _printer(self, there: bool) -> None:
        """From the printing's thread: what the printer wants has changed."""
        kiosk = self._kiosk
        if kiosk is not None:
            (kiosk.back if there else kiosk.lost)("printer")


def _printing(desk: DeskClient, well: Callable[[bool], None]) -> SlipPrinting | None:
    """The kiosk's own printer, where the operator named one. Raises PrintError `queue_unknown`."""
    named = os.environ.get(PRINTER_VARIABLE, "")
    if not named:
        return None
    return SlipPrinting(desk, tray_named(named), lambda troubles: well(not troubles))


class _Starting:
    """The desk and the registers, started on a thread and stopped with this context."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._stack = ExitStack()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="services")
        self._started = self._pool.submit(self._start)

    def _start(self) -> Services:
        """After a crash, or a supervisor's, the old desk may still hold its store: it is tried again.

        Raises SetupError `child_failed`.
        """
        end = time.monotonic() + _INHERITING
        while True:
            try:
                return self._stack.enter_context(running_services(self._errand.paths, self._errand.worlds))
            except SetupError as error:
                if time.monotonic() >= end:
                    raise
                _log.warning("started again: %s", error.operator, extra={"code": error.code})
                time.sleep(0.3)

    def services(self) -> Services:
        """Once they are up. Raises what starting them raises."""
        return self._started.result()

    def __enter__(self) -> _Starting:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True)
        self._stack.close()


def _warm(parts: Parts) -> None:
    """Models are loaded while visits may begin; what fails is tried again when it is needed."""
    try:
        warm(parts)
        _log.info("all models are warm")
    except Exception as error:  # noqa: BLE001 - the visit meets it again, and says so; the operator reads it now
        _log.error("a model can't be loaded: %s", describe(error))


def _make_ahead(parts: Parts, kiosk: Kiosk, end: threading.Event) -> None:
    """The English sentences that set-up left out, while nobody is there."""
    voices = parts.voices
    if not isinstance(voices, Voices):
        # A voice that keeps nothing has nothing to make ahead.
        return
    texts = prerendered(voices, spoken_texts(parts.catalogue, parts.prompts, "en"), "en")
    SpareTime(lambda text: voices.prerender([text], None, "en") > 0, texts, kiosk.at_rest).run(end)


def _alive(services: Services) -> bool:
    """Without these nobody can be served; the visit under way ends as it can, then the kiosk starts anew."""
    return services.desk.alive() and services.registries.alive()


def open_camera(uri: str | None) -> FrameSource:
    """The document camera: pictures as they are, a real one behind what opens it again and again."""
    uri = uri or os.environ.get("XIAOZHI_CAMERA")
    if uri is not None and is_picture(uri):
        source = open_source(uri)
        assert isinstance(source, ImageFiles)
        return source
    return SteadyCamera(lambda: open_source(uri or first_camera()))


def first_camera() -> str:
    """The first camera that the machine has now. Raises VisionError `camera_missing`."""
    found = sorted(Path("/dev").glob("video*")) if os.name != "nt" else []
    if os.name == "nt":
        return "camera:0"
    if not found:
        raise VisionError("camera_missing", "no document camera; give one with --camera")
    return str(found[0])
