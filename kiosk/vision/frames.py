"""The document camera behind one door: files, HTTP MJPEG, or whatever OpenCV opens (V4L2, DirectShow)."""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import httpx
import numpy as np

from kiosk.vision.load import load_image
from kiosk.vision.types import FrameSource, Image, VisionError

log = logging.getLogger("kiosk.vision")

_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")
_MAX_FRAME = 16 * 1024 * 1024
_RIM = 1920, 1080
_NETWORK = ("http://", "https://")


def is_picture(uri: str) -> bool:
    """Whether `uri` names pictures, not a camera that may come and go."""
    return not uri.startswith((*_NETWORK, "camera:", "/dev/"))


def open_source(uri: str) -> FrameSource:
    """The source that `uri` names.

    `http://...` or `https://...`: MJPEG. `camera:0`, `/dev/video0`: a camera of this machine. `file:PATH`, a
    path of an image or of a folder of images: those, in the order of their names.
    Raises VisionError `camera_missing`, `file_missing` or what `load_image` raises.
    """
    if uri.startswith(_NETWORK):
        return HttpMjpeg(uri)
    if match := re.fullmatch(r"camera:(\d+)", uri):
        return OpenCvCamera(int(match[1]))
    if uri.startswith("/dev/"):
        return OpenCvCamera(uri)
    place = Path(uri.removeprefix("file:"))
    if place.is_dir():
        return ImageFiles(sorted(p for p in place.iterdir() if p.suffix.lower() in _SUFFIXES))
    return ImageFiles([place])


class ImageFiles:
    """Image files, laid under the camera one after the other; each lies still until the next is laid."""

    def __init__(self, paths: Sequence[Path | str], name: str = "files") -> None:
        """Every file is loaded now, so that a bad one is known before anybody waits for it."""
        if not paths:
            raise VisionError("file_missing", "no image to read")
        self.name = name
        self._frames = [load_image(path) for path in paths]
        self._at = 0
        self._closed = False

    def read(self) -> Image | None:
        """The image that lies there, a copy; None when the last one was taken away."""
        if self._closed or self._at >= len(self._frames):
            return None
        return self._frames[self._at].copy()

    def advance(self) -> bool:
        """Take the image away and lay the next one; False where there is none."""
        self._at = min(self._at + 1, len(self._frames))
        return self._at < len(self._frames)

    def close(self) -> None:
        """Forget the images: their pixels are overwritten."""
        for frame in self._frames:
            frame[:] = 0
        self._closed = True


class OpenCvCamera:
    """A camera of this machine; asked for 1920 x 1080, MJPEG."""

    def __init__(self, device: int | str) -> None:
        """Raises VisionError `camera_missing` when it can't be opened."""
        self.name = f"camera {device}"
        backend = {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_DSHOW}.get(sys.platform, cv2.CAP_ANY)
        self._lock = threading.Lock()
        self._capture = cv2.VideoCapture(device, backend)
        if not self._capture.isOpened():
            self._capture.release()
            raise VisionError("camera_missing", f"{self.name} can't be opened")
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, _RIM[0])
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, _RIM[1])
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def read(self) -> Image | None:
        """The newest frame. Raises VisionError `camera_lost` when the camera gives none any more."""
        with self._lock:
            ok, frame = self._capture.read()
        if not ok or frame is None:
            raise VisionError("camera_lost", f"{self.name} gives no frames")
        return np.asarray(frame, np.uint8)

    def close(self) -> None:
        with self._lock:
            self._capture.release()


class HttpMjpeg:
    """A network camera: `multipart/x-mixed-replace` JPEGs, read in a thread that keeps only the newest.

    It is unpacked when it is asked for: a camera that nobody looks through costs next to nothing.
    """

    def __init__(self, url: str, timeout: float = 2.5) -> None:
        """Opens at once. Raises VisionError `camera_missing` when nobody answers or it isn't MJPEG."""
        self.name = "network camera"
        self._newest: bytearray | None = None
        self._lost: str | None = None
        self._stop = threading.Event()
        self._lock = threading.Lock()
        # A camera is a near neighbour: no proxy of the environment belongs between.
        self._client = httpx.Client(timeout=timeout, trust_env=False)
        try:
            self._response = self._client.send(self._client.build_request("GET", url), stream=True)
            self._response.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self._client.close()
            raise VisionError("camera_missing", f"{self.name}: {type(error).__name__}") from error
        if "multipart" not in self._response.headers.get("content-type", ""):
            self._response.close()
            self._client.close()
            raise VisionError("camera_missing", f"{self.name} sends no MJPEG")
        self._thread = threading.Thread(target=self._run, name="mjpeg", daemon=True)
        self._thread.start()

    def read(self) -> Image | None:
        """The newest frame that wasn't read yet, or None. Raises VisionError `camera_lost`."""
        with self._lock:
            packed, self._newest = self._newest, None
            if packed is None and self._lost is not None:
                raise VisionError("camera_lost", f"{self.name}: {self._lost}")
        if packed is None:
            return None
        frame = cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_COLOR)
        if frame is None:
            log.warning("a damaged frame was dropped")
            return None
        return np.asarray(frame, np.uint8)

    def close(self) -> None:
        """End the stream; the frame that wasn't read is overwritten."""
        self._stop.set()
        self._response.close()
        self._thread.join(timeout=2)
        self._client.close()
        with self._lock:
            if self._newest is not None:
                self._newest[:] = bytes(len(self._newest))
                self._newest = None

    def _run(self) -> None:
        reason = "the stream ended"
        try:
            for packed in split_jpegs(self._response.iter_bytes()):
                if self._stop.is_set():
                    return
                with self._lock:
                    self._newest = bytearray(packed)
        except (httpx.HTTPError, httpx.StreamError, OSError, RuntimeError, VisionError) as error:
            # Closing the response from another thread ends the read with one of these, too.
            reason = type(error).__name__
        if not self._stop.is_set():
            log.warning("the network camera was lost: %s", reason)
        with self._lock:
            self._lost = reason


_LENGTH = re.compile(rb"content-length:\s*(\d{1,9})", re.IGNORECASE)


def split_jpegs(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Whole JPEGs out of a multipart stream cut anywhere. Pure.

    Where a part has a Content-Length that is believed; otherwise the JPEG's own start and end marks count.
    Raises VisionError `camera_lost` when one frame grows over 16 MB.
    """
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while (cut := _first_jpeg(held)) is not None:
            start, end = cut
            yield bytes(held[start:end])
            del held[:end]
        if len(held) > _MAX_FRAME:
            raise VisionError("camera_lost", "a frame without an end")


def _first_jpeg(held: bytearray) -> tuple[int, int] | None:
    """Where the first whole JPEG lies, or None until more has come."""
    start = held.find(b"\xff\xd8\xff")
    if start < 0:
        return None
    told = _LENGTH.findall(bytes(held[:start]))
    if told and held[start + int(told[-1]) - 2 : start + int(told[-1])] == b"\xff\xd9":
        return start, start + int(told[-1])
    if told and start + int(told[-1]) > len(held):
        return None
    end = held.find(b"\xff\xd9", start + 3)
    return None if end < 0 else (start, end + 2)
