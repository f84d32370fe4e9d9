"""A camera that may be missing, go and come back: opened anew behind one `FrameSource` that stays."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from kiosk.vision.types import FrameSource, Image, VisionError

_log = logging.getLogger("kiosk.vision")
#: Seconds between tries to open it: the first, and the longest. Doubled from one to the next.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 2.0
#: Nobody has asked for so long: the camera isn't read any more, its frames would cost for nothing.
_ASKED_WITHIN = 1.0
#: No frame for so long although somebody asks: lost, whatever the device says.
_BLIND_AFTER = 2.5
#: Frames thrown away when somebody asks again: a driver keeps old ones, of a visit that is over.
_STALE = 2
#: Seconds between two looks at a source that has nothing new.
_PAUSE = 0.01


class SteadyCamera:
    """Reads on a thread of its own, so that a device that hangs holds up nobody; keeps the newest frame."""

    def __init__(
        self, opener: Callable[[], FrameSource], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """`opener` opens the device or raises VisionError; it is called on the camera's thread."""
        self.name = "camera"
        self._opener = opener
        self._now = monotonic
        self._newest: Image | None = None
        self._lost: VisionError | None = None
        self._asked = -_ASKED_WITHIN
        self._asking_since: float | None = None
        self._last_frame = monotonic()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    def read(self) -> Image | None:
        """The newest frame that wasn't read yet, or None.

        Raises VisionError `camera_missing` or `camera_lost` as long as there is none to be had.
        """
        now = self._now()
        with self._lock:
            if now - self._asked >= _ASKED_WITHIN:
                self._asking_since = now
                self._drop()
            self._asked = now
            lost = self._lost
            frame, self._newest = self._newest, None
            waits = now - max(self._last_frame, self._asking_since or now)
        self._wake.set()
        if lost is not None:
            raise lost
        if frame is None and waits > _BLIND_AFTER:
            raise VisionError("camera_lost", f"{self.name} gives no frames")
        return frame

    def close(self) -> None:
        """End; the frame that wasn't read is overwritten."""
        self._closed.set()
        self._wake.set()
        self._thread.join(timeout=3)
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        if self._newest is not None:
            self._newest[:] = 0
            self._newest = None

    # -- on the camera's thread -------------------------------------------------------------------

    def _run(self) -> None:
        pause = _FIRST_PAUSE
        while not self._closed.is_set():
            try:
                source = self._opener()
            except Exception as error:  # noqa: BLE001 - see below
                known = isinstance(error, VisionError)
                broke = VisionError("camera_missing", f"the camera broke: {type(error).__name__}")
                self._missing(error if known else broke)  # type: ignore[arg-type]
                self._closed.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
                continue
            pause = _FIRST_PAUSE
            try:
                self._watch(source)
            except VisionError as error:
                self._missing(error)
            except Exception as error:  # noqa: BLE001 - a driver's own error must not end the only thread that looks
                self._missing(VisionError("camera_lost", f"the camera broke: {type(error).__name__}"))
            finally:
                _close(source)
            self._closed.wait(_FIRST_PAUSE)

    def _missing(self, error: VisionError) -> None:
        with self._lock:
            known, self._lost = self._lost, error
            self._drop()
        if known is None:
            _log.error("no camera: %s", error.operator, extra={"code": error.code})

    def _watch(self, source: FrameSource) -> None:
        """Frames of an open device while they are asked for. Raises VisionError when it is lost."""
        stale = _STALE
        with self._lock:
            self.name = source.name
            self._last_frame = self._now()
        while not self._closed.is_set():
            if self._now() - self._asked >= _ASKED_WITHIN and self._lost is None:
                stale = _STALE
                with self._lock:
                    # Nobody looks: a card may lie there.
                    self._drop()
                self._wake.wait(_ASKED_WITHIN)
                self._wake.clear()
                continue
            frame = source.read()
            if frame is None:
                self._blind(source)
                time.sleep(_PAUSE)
                continue
            self._seen(frame, keep=stale <= 0)
            stale -= 1

    def _blind(self, source: FrameSource) -> None:
        """A source without anything new: waited for, but not for ever. Raises VisionError `camera_lost`."""
        with self._lock:
            since = max(self._last_frame, self._asking_since or self._last_frame)
        if self._now() - since > 2 * _BLIND_AFTER:
            raise VisionError("camera_lost", f"{source.name} gives no frames")

    def _seen(self, frame: Image, keep: bool) -> None:
        with self._lock:
            self._last_frame = self._now()
            back, self._lost = self._lost is not None, None
            self._drop()
            if keep:
                self._newest = frame
        if back:
            _log.warning("the camera is back")


def _close(source: FrameSource) -> None:
    """A device that is gone may refuse even that."""
    try:
        source.close()
    except Exception as error:  # noqa: BLE001 - it is given up in any case
        _log.error("the camera can't be closed: %s", type(error).__name__)
