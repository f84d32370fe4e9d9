"""What the desk's own code raises; the client has errors of its own in `client`."""

from __future__ import annotations

from kiosk.core.errors import KioskError


class DeskFault(KioskError):
    """The desk can't do what was asked. `status` is the HTTP status its API answers with."""

    def __init__(self, code: str, operator: str, status: int = 400) -> None:
        super().__init__(code, operator)
        self.status = status
