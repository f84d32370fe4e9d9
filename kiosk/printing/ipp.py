"""One question to CUPS that `lpstat` can't answer: how did a job end?

`lpstat` lists a printed job and a cancelled one alike. So the job's state is asked by IPP (RFC 8010 and 8011,
Get-Job-Attributes) over the socket that `lp` uses: CUPS_SERVER, else CUPS' own socket, else port 631 here.
"""

from __future__ import annotations

import http.client
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

from kiosk.printing.port import JobState, PrintError

_SOCKETS = (Path("/run/cups/cups.sock"), Path("/var/run/cups/cups.sock"))
_GET_JOB_ATTRIBUTES = 0x0009
_OPERATION, _END = 0x01, 0x03
_CHARSET, _LANGUAGE, _URI, _INTEGER, _KEYWORD, _NAME, _ENUM = 0x47, 0x48, 0x45, 0x21, 0x44, 0x42, 0x23
_NOT_FOUND = 0x0406
#: RFC 8011, 5.3.7.
_STATES = {
    3: JobState.WAITING,
    4: JobState.HELD,
    5: JobState.PRINTING,
    6: JobState.STOPPED,
    7: JobState.CANCELLED,
    8: JobState.FAILED,
    9: JobState.DONE,
}


def job_state(queue: str, number: int, timeout: float) -> JobState:
    """Where job `number` of `queue` is. Raises PrintError `print_timeout`, `print_garbage`."""
    request = _request(queue, number)
    try:
        connection = _connect(timeout)
        try:
            connection.request("POST", "/", request, {"Content-Type": "application/ipp"})
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
    except (OSError, http.client.HTTPException) as error:
        raise PrintError("print_timeout", f"CUPS gives no answer ({type(error).__name__})") from error
    return parse_job_state(content if response.status == 200 else b"")


def parse_job_state(content: bytes) -> JobState:
    """The state in an IPP answer. Raises PrintError `print_garbage`."""
    try:
        _, status, _ = struct.unpack(">HHI", content[:8])
        if status == _NOT_FOUND:
            return JobState.GONE
        for tag, name, value in _attributes(content[8:]):
            if name == b"job-state" and tag == _ENUM:
                return _STATES[struct.unpack(">i", value)[0]]
    except (struct.error, KeyError):
        pass
    raise PrintError("print_garbage", "CUPS answers what can't be read")


def _attributes(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """(tag, name, value) of each; a further value of a list has an empty name (RFC 8010, 3.1)."""
    at = 0
    while at < len(content) and content[at] != _END:
        tag, at = content[at], at + 1
        if tag < 0x10:
            continue
        parts = []
        for _ in range(2):
            (size,) = struct.unpack(">H", content[at : at + 2])
            parts.append(content[at + 2 : at + 2 + size])
            at += 2 + size
        yield tag, parts[0], parts[1]


def _request(queue: str, number: int) -> bytes:
    def attribute(tag: int, name: str, value: bytes) -> bytes:
        said = name.encode()
        return struct.pack(">BH", tag, len(said)) + said + struct.pack(">H", len(value)) + value

    return b"".join(
        (
            struct.pack(">HHIB", 0x0200, _GET_JOB_ATTRIBUTES, 1, _OPERATION),
            attribute(_CHARSET, "attributes-charset", b"utf-8"),
            attribute(_LANGUAGE, "attributes-natural-language", b"en"),
            attribute(_URI, "printer-uri", f"ipp://localhost/printers/{queue}".encode()),
            attribute(_INTEGER, "job-id", struct.pack(">i", number)),
            attribute(_NAME, "requesting-user-name", b"kiosk"),
            attribute(_KEYWORD, "requested-attributes", b"job-state"),
            bytes([_END]),
        )
    )


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over a socket in the file system."""

    def __init__(self, path: Path, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def _connect(timeout: float) -> http.client.HTTPConnection:
    named = os.environ.get("CUPS_SERVER", "")
    if named.startswith("/"):
        return _SocketConnection(Path(named), timeout)
    if named:
        host, _, port = named.partition("/")[0].partition(":")
        return http.client.HTTPConnection(host, int(port) if port.isdigit() else 631, timeout=timeout)
    for path in _SOCKETS:
        if path.exists():
            return _SocketConnection(path, timeout)
    return http.client.HTTPConnection("localhost", 631, timeout=timeout)
