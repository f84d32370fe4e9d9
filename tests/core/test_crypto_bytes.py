"""Sealing of texts and of whole files: comes back, is bound to its context, shows every change."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.crypto import CryptoError, KeyRing, load_key_ring

RING = KeyRing({"data-0001": b"\1" * 32}, "data-0001", b"\2" * 32)


@given(st.binary(max_size=300), st.text(max_size=20))
def test_bytes_come_back(plain: bytes, context: str) -> None:
    sealed = RING.encrypt_bytes(plain, context)
    assert RING.decrypt_bytes(sealed, context) == plain
    if len(plain) > 3:
        assert plain not in sealed


@given(st.text(max_size=100))
def test_texts_come_back(plain: str) -> None:
    assert RING.decrypt(RING.encrypt(plain, "c"), "c") == plain


def test_another_context_or_key_opens_nothing() -> None:
    sealed = RING.encrypt("secret", "case/1/person")
    with pytest.raises(CryptoError) as error:
        RING.decrypt(sealed, "case/2/person")
    assert error.value.code == "ciphertext_changed"
    other = KeyRing({"data-0002": b"\3" * 32}, "data-0002", b"\2" * 32)
    with pytest.raises(CryptoError) as error:
        other.decrypt(sealed, "case/1/person")
    assert error.value.code == "key_missing"


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_every_changed_byte_shows(place: int, change: int) -> None:
    sealed = bytearray(RING.encrypt_bytes(b"paper", "c"))
    sealed[place % len(sealed)] ^= change
    try:
        opened = RING.decrypt_bytes(bytes(sealed), "c")
    except CryptoError:
        return
    # The bits that base64 leaves unused at its end may change; what they seal may not.
    assert opened == b"paper"


def test_an_older_key_still_opens(tmp_path: Path) -> None:
    first = load_key_ring(tmp_path)
    sealed = first.encrypt("secret", "c")
    (tmp_path / "data-0002.key").write_bytes(b"\7" * 32)
    second = load_key_ring(tmp_path)
    assert second.current == "data-0002"
    assert second.decrypt(sealed, "c") == "secret"
    assert second.blind_index("x") == first.blind_index("x")
