from __future__ import annotations

import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.issuance.errors import IssuanceError
from kiosk.issuance.keys import load_or_create_signing_keys, own_trust
from kiosk.issuance.trust import Trust

_MAKE = """
import sys
from pathlib import Path
from kiosk.core.clock import ManualClock
from kiosk.issuance.keys import load_or_create_signing_keys
sys.stdin.readline()
keys = load_or_create_signing_keys(Path(sys.argv[1]), ManualClock())
print(keys.trust.fingerprint, keys.certificate.serial_number)
"""


def test_made_once_and_private(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    first = load_or_create_signing_keys(folder, ManualClock())
    again = load_or_create_signing_keys(folder, ManualClock())
    assert first.certificate == again.certificate
    assert {p.name for p in folder.iterdir()} == {"ca.pem", "signer-0001.pem", "xiaozhi-ca.crt"}
    for name in ("ca.pem", "signer-0001.pem"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert b"PRIVATE" not in (folder / "xiaozhi-ca.crt").read_bytes()
    assert own_trust(folder) == first.trust
    assert "PRIVATE" not in repr(first)


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", _MAKE, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for run in runs:
        assert run.stdin is not None
        run.stdin.write("go\n")
        run.stdin.flush()
    said = [run.communicate(timeout=60)[0] for run in runs]
    assert all(run.returncode == 0 for run in runs)
    assert len(set(said)) == 1
    assert said[0].strip()
    assert not [p.name for p in folder.iterdir() if p.name.startswith(".")]


def test_a_certificate_near_its_end_is_followed_by_another(tmp_path: Path) -> None:
    clock = ManualClock()
    old = load_or_create_signing_keys(tmp_path, clock)
    clock.at = old.certificate.not_valid_after_utc - timedelta(days=29)
    assert old.is_due(clock.now())
    new = load_or_create_signing_keys(tmp_path, clock)
    assert new.certificate != old.certificate
    assert new.trust == old.trust
    assert not new.is_due(clock.now())


def test_a_clock_that_went_back_is_told(tmp_path: Path) -> None:
    load_or_create_signing_keys(tmp_path, ManualClock())
    with pytest.raises(IssuanceError) as caught:
        load_or_create_signing_keys(tmp_path, ManualClock(datetime(2020, 1, 1, tzinfo=UTC)))
    assert caught.value.code == "clock_behind_keys"


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    load_or_create_signing_keys(tmp_path, ManualClock())
    (tmp_path / "signer-0001.pem").chmod(0o644)
    with pytest.raises(IssuanceError) as caught:
        load_or_create_signing_keys(tmp_path, ManualClock())
    assert caught.value.code == "key_exposed"


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_damaged_key_is_told_and_never_replaced(tmp_path: Path, content: bytes) -> None:
    load_or_create_signing_keys(tmp_path, ManualClock())
    path = tmp_path / "ca.pem"
    path.write_bytes(content)
    with pytest.raises(IssuanceError) as caught:
        load_or_create_signing_keys(tmp_path, ManualClock())
    assert caught.value.code == "key_damaged"
    assert path.read_bytes() == content


def test_a_signer_of_another_ca_is_not_used(tmp_path: Path) -> None:
    load_or_create_signing_keys(tmp_path / "a", ManualClock())
    load_or_create_signing_keys(tmp_path / "b", ManualClock())
    (tmp_path / "a" / "signer-0001.pem").write_bytes((tmp_path / "b" / "signer-0001.pem").read_bytes())
    with pytest.raises(IssuanceError) as caught:
        load_or_create_signing_keys(tmp_path / "a", ManualClock())
    assert caught.value.code == "key_damaged"


def test_trust_reads_pem_and_der_and_nothing_else(tmp_path: Path) -> None:
    keys = load_or_create_signing_keys(tmp_path, ManualClock())
    (tmp_path / "ca.der").write_bytes(keys.trust.ca_der)
    assert Trust.from_file(tmp_path / "ca.der") == Trust.from_file(tmp_path / "xiaozhi-ca.crt") == keys.trust
    (tmp_path / "junk").write_bytes(b"junk")
    for name in ("junk", "absent"):
        with pytest.raises(IssuanceError) as caught:
            Trust.from_file(tmp_path / name)
        assert caught.value.code == "trust_unreadable"
