"""The hall's document camera: MJPEG over HTTP, showing an empty table until somebody lays a card."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

import cv2

from kiosk.vision.types import Image

_RATE = 12.0
_PART = b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: "


class Table:
    """Where the card is laid. `url` is what `--camera` takes."""

    def __init__(self, empty: Image) -> None:
        self._empty = _packed(empty)
        self._shown = self._empty
        table = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                try:
                    while not table._ended.wait(1 / _RATE):
                        packed = table._shown
                        self.wfile.write(_PART + str(len(packed)).encode() + b"\r\n\r\n" + packed + b"\r\n")
                except OSError:
                    return

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self._ended = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> Table:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()

    def lay(self, picture: Image) -> None:
        self._shown = _packed(picture)

    def take_away(self) -> None:
        self._shown = self._empty
        time.sleep(2 / _RATE)


def _packed(picture: Image) -> bytes:
    done, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])
    assert done
    return packed.tobytes()
