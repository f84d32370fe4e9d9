"""Personal data at rest: what was sealed comes back, and nothing else does."""

from __future__ import annotations

import base64
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import crypto
from kiosk.core.crypto import CryptoError, KeyRing, load_key_ring, load_or_create_key, write_private

RING = KeyRing({"data-0001": b"a" * 32, "data-0002": b"b" * 32}, "data-0002", b"i" * 32)
NUMBER = "11010519491231002X"


@given(st.text(max_size=200), st.text(max_size=40))
def test_round_trip(plain: str, context: str) -> None:
    token = RING.encrypt(plain, context)
    assert RING.decrypt(token, context) == plain
    assert token.isascii()


@given(st.binary(max_size=500))
def test_round_trip_of_bytes(plain: bytes) -> None:
    assert RING.decrypt_bytes(RING.encrypt_bytes(plain, "file"), "file") == plain


def test_the_same_text_is_never_sealed_alike() -> None:
    tokens = {RING.encrypt(NUMBER, "case/1/person") for _ in range(50)}
    assert len(tokens) == 50
    assert not any(NUMBER in token for token in tokens)


def test_another_context_does_not_open_it() -> None:
    """A field copied into another row is noticed."""
    token = RING.encrypt(NUMBER, "case/1/person")
    with pytest.raises(CryptoError) as caught:
        RING.decrypt(token, "case/2/person")
    assert caught.value.code == "ciphertext_changed"
    assert NUMBER not in str(caught.value)


@given(st.data())
def test_one_changed_byte_is_noticed(data: st.DataObject) -> None:
    token = RING.encrypt_bytes(NUMBER.encode(), "c")
    place = data.draw(st.integers(0, len(token) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != token[place]))
    changed = token[:place] + bytes([byte]) + token[place + 1 :]
    with pytest.raises(CryptoError) as caught:
        RING.decrypt_bytes(changed, "c")
    assert caught.value.code in ("ciphertext_changed", "key_missing")


@given(st.data())
def test_one_changed_bit_of_the_sealed_bytes_is_noticed(data: st.DataObject) -> None:
    head, _, body = RING.encrypt_bytes(NUMBER.encode(), "c").rpartition(b".")
    sealed = bytearray(base64.b64decode(body))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CryptoError) as caught:
        RING.decrypt_bytes(head + b"." + base64.b64encode(bytes(sealed)), "c")
    assert caught.value.code == "ciphertext_changed"


@given(st.binary(max_size=60))
def test_rubbish_is_an_error_of_ours(rubbish: bytes) -> None:
    for token in (rubbish, b"g1." + rubbish, b"g1.data-0001." + rubbish):
        with pytest.raises(CryptoError):
            RING.decrypt_bytes(token, "c")


def test_an_older_key_still_opens_and_the_current_one_seals() -> None:
    older = KeyRing(RING.data_keys, "data-0001", RING.index_key)
    token = older.encrypt("x", "c")
    assert RING.decrypt(token, "c") == "x"
    assert RING.encrypt("x", "c").split(".")[1] == "data-0002"
    with pytest.raises(CryptoError) as caught:
        KeyRing({"data-0002": b"b" * 32}, "data-0002", b"i" * 32).decrypt(token, "c")
    assert caught.value.code == "key_missing"


def test_another_key_under_the_same_name_does_not_open() -> None:
    other = KeyRing({"data-0002": b"c" * 32}, "data-0002", b"i" * 32)
    with pytest.raises(CryptoError) as caught:
        other.decrypt(RING.encrypt("x", "c"), "c")
    assert caught.value.code == "ciphertext_changed"


def test_the_blind_index_finds_without_telling() -> None:
    index = RING.blind_index(NUMBER)
    assert index == RING.blind_index(NUMBER)
    assert len(index) == 64
    assert index != RING.blind_index(NUMBER[:-1] + "1")
    assert index != KeyRing(RING.data_keys, "data-0002", b"j" * 32).blind_index(NUMBER)


def test_keys_never_show_in_a_repr() -> None:
    assert b"a" * 32 not in repr(RING).encode()


# -- key files ------------------------------------------------------------------------------------


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_keys_are_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "secrets"
    ring = load_key_ring(folder)
    assert load_key_ring(folder) == ring
    assert mode(folder) == 0o700
    files = sorted(folder.iterdir())
    assert [f.name for f in files] == ["data-0001.key", "index.key"]
    for file in files:
        assert mode(file) == 0o600
        assert file.stat().st_size == 32
    assert len({ring.index_key, *ring.data_keys.values()}) == 2


def test_a_further_key_becomes_the_current_one(tmp_path: Path) -> None:
    first = load_key_ring(tmp_path)
    token = first.encrypt("x", "c")
    write_private(tmp_path / "data-0002.key", b"k" * 32)
    second = load_key_ring(tmp_path)
    assert second.current == "data-0002"
    assert second.decrypt(token, "c") == "x"


def test_a_damaged_key_is_said_and_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "data-0001.key"
    write_private(path, b"short")
    with pytest.raises(CryptoError) as caught:
        load_key_ring(tmp_path)
    assert caught.value.code == "key_damaged"
    assert path.read_bytes() == b"short"


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    assert write_private(path, b"first")
    assert not write_private(path, b"second")
    assert path.read_bytes() == b"first"
    assert [p.name for p in tmp_path.iterdir()] == ["a.key"], "no draft stays"


def test_racing_processes_get_the_same_key(tmp_path: Path) -> None:
    """Twelve begin at once; all must read what one of them wrote."""
    path, gate = tmp_path / "secrets" / "race.key", threading.Barrier(12)
    keys: list[bytes] = []

    def begin() -> None:
        gate.wait()
        keys.append(load_or_create_key(path))

    threads = [threading.Thread(target=begin) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 12
    assert set(keys) == {path.read_bytes()}
    assert [p.name for p in path.parent.iterdir()] == ["race.key"]


def test_a_broken_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(crypto.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_private(tmp_path / "a.key", b"x")
    assert list(tmp_path.iterdir()) == []
