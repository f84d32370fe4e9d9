"""A slip's code by camera, and what of a scanned text is a number. A hand scanner types by itself."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

import zxingcpp

from kiosk.core.errors import KioskError
from kiosk.issuance.qr import parse_verification_text
from kiosk.vision.types import FrameSource, Image

_CERTIFICATE = re.compile(r"[A-Z]{2,8}-[A-Z0-9]+(?:-[A-Z0-9]+)+")
_TICKET = re.compile(r"\b[A-Z]\d{3,4}\b")
_PAUSE = 0.1


def number_in(text: str) -> str:
    """The certificate's number or the ticket in what was scanned or typed; else the text itself."""
    text = text.strip().upper()
    ours = parse_verification_text(text)
    if ours is not None:
        return ours[0]
    found = _CERTIFICATE.search(text) or _TICKET.search(text)
    return found[0] if found else text


def code_in(frame: Image) -> str | None:
    """The first code in a picture (BGR), or None."""
    for code in zxingcpp.read_barcodes(frame):
        if code.text:
            return str(code.text)
    return None


class Scanner:
    """Looks at a camera on a thread until a code comes or it is stopped. Nothing of a frame is kept."""

    def __init__(
        self,
        source: Callable[[], FrameSource],
        found: Callable[[str], None],
        failed: Callable[[KioskError], None],
    ) -> None:
        """`found` and `failed` are called on the scanner's thread."""
        self._source, self._found, self._failed = source, found, failed
        self._end = threading.Event()
        threading.Thread(target=self._run, name="scanner", daemon=True).start()

    def stop(self) -> None:
        self._end.set()

    def _run(self) -> None:
        try:
            source = self._source()
        except KioskError as error:
            self._failed(error)
            return
        try:
            while not self._end.is_set():
                frame = source.read()
                text = code_in(frame) if frame is not None else None
                if text is not None:
                    self._found(text)
                    return
                self._end.wait(_PAUSE)
        except KioskError as error:
            if not self._end.is_set():
                self._failed(error)
        finally:
            source.close()
