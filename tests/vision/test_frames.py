"""Where frames come from, and when they lie still."""

from __future__ import annotations

import http.server
import threading
import time

import cv2
import numpy as np
import pytest

from kiosk.vision.frames import HttpMjpeg, ImageFiles, open_source, split_jpegs
from kiosk.vision.stillness import Stillness, observe
from kiosk.vision.types import VisionError


def jpeg(level: int, side: int = 96) -> bytes:
    ok, packed = cv2.imencode(".jpg", np.full((side, side, 3), level, np.uint8))
    assert ok
    return packed.tobytes()


def part(body: bytes, *, length: bool = True) -> bytes:
    header = b"--b\r\nContent-Type: image/jpeg\r\n"
    return header + (b"Content-Length: %d\r\n" % len(body) if length else b"") + b"\r\n" + body + b"\r\n"


@pytest.fixture
def mjpeg():
    """A camera on the loopback that sends three frames; `hang` keeps the stream open."""
    state = {"hang": threading.Event(), "type": "multipart/x-mixed-replace; boundary=b"}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/none":
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", state["type"])
            self.end_headers()
            for level in (10, 90, 200):
                self.wfile.write(part(jpeg(level)))
            self.wfile.flush()
            state["hang"].wait(10)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield state, f"http://127.0.0.1:{server.server_port}"
    state["hang"].set()
    server.shutdown()
    server.server_close()


def wait_for(condition, seconds: float = 5.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (found := condition()) is not None:
            return found
        time.sleep(0.01)
    raise AssertionError("nothing came")


@pytest.mark.parametrize("step", [1, 7, 1000, 10**6])
@pytest.mark.parametrize("length", [True, False])
def test_a_stream_cut_anywhere(step, length):
    frames = [jpeg(level) for level in (10, 90, 200)]
    stream = b"".join(part(frame, length=length) for frame in frames)
    chunks = (stream[i : i + step] for i in range(0, len(stream), step))
    assert list(split_jpegs(chunks)) == frames


def test_a_thumbnail_inside_a_frame_does_not_end_it():
    inner, outer = jpeg(5), jpeg(200)
    packed = outer[:2] + b"\xff\xe1" + (len(inner) + 2).to_bytes(2, "big") + inner + outer[2:]
    assert list(split_jpegs(iter([part(packed)[:300], part(packed)[300:]]))) == [packed]


def test_a_frame_without_end_is_an_error():
    with pytest.raises(VisionError):
        list(split_jpegs(b"\xff\xd8\xff" + b"\0" * 1_000_000 for _ in range(30)))


def test_http_camera_gives_the_newest_frame(mjpeg):
    _, url = mjpeg
    source = open_source(url + "/video")
    try:
        time.sleep(0.3)
        frame = wait_for(source.read)
        assert abs(int(frame[40, 40, 0]) - 200) < 4
        assert source.read() is None
    finally:
        source.close()


def test_http_camera_that_ends_is_lost(mjpeg):
    state, url = mjpeg
    source = HttpMjpeg(url)
    state["hang"].set()

    def lost():
        try:
            source.read()
        except VisionError as error:
            return error
        return None

    assert wait_for(lost).code == "camera_lost"
    source.close()


def test_http_camera_that_is_none(mjpeg):
    state, url = mjpeg
    for bad in (url + "/none", "http://127.0.0.1:9/", "http://"):
        with pytest.raises(VisionError) as caught:
            open_source(bad)
        assert caught.value.code == "camera_missing"
    state["type"] = "text/html"
    state["hang"].set()
    with pytest.raises(VisionError):
        open_source(url)


def test_files_lie_until_the_next_is_laid(tmp_path):
    for index, level in enumerate((10, 200)):
        (tmp_path / f"{index}.jpg").write_bytes(jpeg(level))
    source = open_source(str(tmp_path))
    assert source.read()[0, 0, 0] == source.read()[0, 0, 0] < 20
    source.read()[:] = 99  # a copy
    assert source.read()[0, 0, 0] < 20
    assert source.advance()
    assert source.read()[0, 0, 0] > 190
    assert not source.advance()
    assert source.read() is None


def test_closing_files_wipes_them(tmp_path):
    (tmp_path / "a.jpg").write_bytes(jpeg(200))
    source = ImageFiles([tmp_path / "a.jpg"])
    held = source._frames[0]
    source.close()
    assert not held.any()
    assert source.read() is None


def test_sources_that_are_not_there(tmp_path):
    for uri, code in (
        (str(tmp_path / "none.jpg"), "file_missing"),
        (str(tmp_path), "file_missing"),
        ("/dev/video97", "camera_missing"),
        ("camera:97", "camera_missing"),
    ):
        with pytest.raises(VisionError) as caught:
            open_source(uri)
        assert caught.value.code == code


def scene(x: int = 600, light: float = 1.0, seed: int = 0) -> np.ndarray:
    frame = np.full((270, 480, 3), 80.0)
    frame[75:175, x // 4 : x // 4 + 160] = 215
    frame = frame * light + np.random.default_rng(seed).normal(0, 4, frame.shape)
    return np.clip(frame, 0, 255).astype(np.uint8)


def test_still_after_four_tenths():
    state = Stillness()
    still = []
    for step in range(6):
        state = observe(state, scene(seed=step), step * 0.1)
        still.append(state.still())
    assert still == [False, False, False, False, True, True]


def test_moving_starts_anew():
    state = Stillness()
    for step, x in enumerate((600, 600, 600, 640, 640)):
        state = observe(state, scene(x), step * 0.15)
    assert state.seconds == pytest.approx(0.15)
    assert not state.still()


def test_drifting_is_moving():
    state = Stillness()
    for step in range(20):
        state = observe(state, scene(600 + 8 * step), step * 0.1)
        assert not state.still(0.6)


def test_a_change_of_the_light_is_no_movement():
    state = observe(Stillness(), scene(light=1.0), 0.0)
    state = observe(state, scene(light=0.97, seed=1), 0.5)
    assert state.still()


def test_nothing_seen_is_not_still():
    assert not Stillness().still()
