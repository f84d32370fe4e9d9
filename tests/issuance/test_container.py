"""The container alone: every single byte of it, and the known ways to write the same thing differently."""

from __future__ import annotations

import re

import pytest
from asn1crypto import cms, core
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from kiosk.issuance.container import Container, read_container
from kiosk.issuance.papers import SignedPaper

CHANGES = (0x01, 0x20, 0x80)


@pytest.fixture(scope="module")
def contents(paper: SignedPaper) -> bytes:
    found = re.search(rb"/Contents <([0-9A-F]+)>", paper.pdf)
    assert found
    return bytes.fromhex(found[1].decode())


@pytest.fixture(scope="module")
def der(contents: bytes) -> bytes:
    parts, whole = read_container(contents)
    assert parts is not None
    assert whole
    return parts.build()


def sound(parts: Container | None, whole: bool) -> bool:
    """Whole, and every part bound by the next; the order in which `verify` asks."""
    if parts is None or not whole or not parts.names_its_certificate():
        return False
    key = x509.load_der_x509_certificate(parts.certificate).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    return parts.signature_fits(key)


def test_an_untouched_container_is_sound(contents: bytes, der: bytes) -> None:
    assert contents.startswith(der)
    assert not contents[len(der) :].strip(b"\0")
    assert sound(*read_container(contents))


def test_every_byte_of_the_container_matters(contents: bytes, der: bytes) -> None:
    """Each byte of the DER and each tenth of the padding; the low, a middle and the high bit take turns."""
    places = [*range(len(der)), *range(len(der), len(contents), 10)]
    passed = [
        place for place in places if sound(*read_container(_changed(contents, place, CHANGES[place % 3])))
    ]
    assert passed == []


def test_other_encodings_of_the_same_container_are_refused(der: bytes) -> None:
    padding = bytes(64)
    longer_length = b"\x30\x83\x00" + der[2:4] + der[4:]
    indefinite = b"\x30\x80" + der[4:] + b"\x00\x00"
    for same in (longer_length, indefinite, der + b"\x05\x00"):
        assert not sound(*read_container(same + padding))


def test_unsigned_attributes_are_refused(der: bytes) -> None:
    info = cms.ContentInfo.load(der)
    signer = info["content"]["signer_infos"][0]
    signer["unsigned_attrs"] = [{"type": "1.2.3.4", "values": [core.Any(core.Null())]}]
    changed = info.dump(force=True)
    assert len(changed) > len(der)
    assert not sound(*read_container(changed + bytes(64)))


def test_further_certificates_are_refused(der: bytes) -> None:
    info = cms.ContentInfo.load(der)
    certificates = info["content"]["certificates"]
    certificates.append(certificates[0].copy())
    assert not sound(*read_container(info.dump(force=True) + bytes(64)))


@pytest.mark.parametrize("junk", [b"", b"\0", b"\x30\x80", b"\x30\x03\x02\x01\x01", b"\xff" * 100])
def test_junk_is_no_container(junk: bytes) -> None:
    assert read_container(junk) == (None, False)


def _changed(data: bytes, place: int, change: int) -> bytes:
    return data[:place] + bytes([data[place] ^ change]) + data[place + 1 :]
