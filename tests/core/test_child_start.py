"""A child that starts and says nothing doesn't hold its parent up for ever."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kiosk.core.child import ChildCommand, ChildService
from kiosk.core.errors import SetupError


def test_a_child_that_never_listens_is_given_up_and_killed(tmp_path: Path) -> None:
    sleeping = [sys.executable, "-c", "import time; time.sleep(60)"]
    service = ChildService(ChildCommand("mute", sleeping, "CHILD_KEY", tmp_path, start_seconds=0.3))
    with pytest.raises(SetupError) as caught:
        service.start()
    assert caught.value.code == "child_failed"
    assert "mute" in caught.value.operator
    assert not service.alive()
