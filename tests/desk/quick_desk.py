"""The real desk process with a quick paper office: started as a child by the tests of crashes.

All else is real: HTTP, store, keys, catalogue, registers over HTTP. Signing has tests of its own, and the
tests in test_process run the whole desk with it.
"""

from __future__ import annotations

import sys

from kiosk.desk import server
from tests.desk.parts import HandPapers


class QuickIssuer(HandPapers):
    """Takes the place of the signing paper office."""

    def __init__(self, *_: object) -> None:
        super().__init__()

    def warm(self) -> None:
        """Nothing to load."""


if __name__ == "__main__":
    server.PaperIssuer = QuickIssuer  # type: ignore[assignment, misc]
    sys.exit(server.main())
