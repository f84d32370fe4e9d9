"""Our own time stamps: standard readers agree, every byte matters, none can be put elsewhere."""

from __future__ import annotations

import hashlib
import io
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from asn1crypto import core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import validation
from pyhanko_certvalidator import ValidationContext

from kiosk.core.clock import ManualClock
from kiosk.issuance.container import read_container
from kiosk.issuance.errors import IssuanceError
from kiosk.issuance.keys import SigningKeys, load_or_create_signing_keys
from kiosk.issuance.papers import PaperIssuer
from kiosk.issuance.sign import Reference, sign_pdf
from kiosk.issuance.tsa import MEDIA_QUERY, POLICY, Authority, FarTimeStamper, OwnTimeStamper
from kiosk.issuance.verify import Problem, verify_pdf
from tests.issuance.conftest import CASE, NUMBER, SLIP

REFERENCE = Reference(NUMBER, CASE)
REFUSED = b"\x30\x05\x30\x03\x02\x01\x02"


@pytest.fixture(scope="module")
def keys(issuer: PaperIssuer, secrets_folder: Path) -> SigningKeys:
    return load_or_create_signing_keys(secrets_folder, ManualClock())


@pytest.fixture(scope="module")
def authority(issuer: PaperIssuer, secrets_folder: Path) -> Authority:
    return Authority(secrets_folder, ManualClock())


@pytest.fixture(scope="module")
def blank(issuer: PaperIssuer) -> bytes:
    return issuer.render_slip("slip", SLIP)


@pytest.fixture(scope="module")
def stamped(blank: bytes, keys: SigningKeys, authority: Authority) -> bytes:
    return sign_pdf(blank, keys, REFERENCE, ManualClock().now(), OwnTimeStamper(authority))


def hex_span(pdf: bytes) -> tuple[int, int]:
    found = re.search(rb"/Contents (<[0-9A-F]+>)", pdf)
    assert found
    return found.span(1)


def with_container(pdf: bytes, der: bytes) -> bytes:
    start, end = hex_span(pdf)
    return pdf[: start + 1] + der.hex().upper().encode().ljust(end - start - 2, b"0") + pdf[end - 1 :]


def test_a_stamped_paper_is_valid_and_says_when(stamped: bytes, keys: SigningKeys) -> None:
    answer = verify_pdf(stamped, keys.trust)
    assert (answer.valid, answer.case, answer.number) == (True, CASE, NUMBER)
    assert answer.stamped_at == ManualClock().now()


def test_a_standard_reader_agrees(stamped: bytes, keys: SigningKeys) -> None:
    signature = PdfFileReader(io.BytesIO(stamped)).embedded_signatures[0]
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(keys.trust.ca_der)], moment=ManualClock().now()
    )
    status = validation.validate_pdf_signature(signature, context)
    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.valid
    assert status.timestamp_validity.trusted
    assert status.timestamp_validity.timestamp == ManualClock().now()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is an independent reader, where it is")
def test_openssl_agrees(authority: Authority, keys: SigningKeys, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"anything")
    (tmp_path / "ca.pem").write_bytes(keys.ca.public_bytes(serialization.Encoding.PEM))

    def openssl(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["openssl", "ts", *arguments], cwd=tmp_path, capture_output=True, text=True)

    assert not openssl("-query", "-data", "data", "-sha256", "-cert", "-out", "query").returncode
    (tmp_path / "reply").write_bytes(authority.answer((tmp_path / "query").read_bytes()))
    moment = str(int(ManualClock().now().timestamp()) + 60)
    check = ("-verify", "-in", "reply", "-queryfile", "query", "-CAfile", "ca.pem", "-attime", moment)
    assert "Verification: OK" in openssl(*check).stdout
    (tmp_path / "other").write_bytes(b"something else")
    assert (
        "Verification: OK"
        not in openssl(
            "-verify", "-in", "reply", "-data", "other", "-CAfile", "ca.pem", "-attime", moment
        ).stdout
    )


def test_one_bit_changed_in_container_or_stamp_is_seen(stamped: bytes, keys: SigningKeys) -> None:
    start, end = hex_span(stamped)
    chance = random.Random(3161)
    parts, whole = read_container(bytes.fromhex(stamped[start + 1 : end - 1].decode()))
    assert whole
    assert parts is not None
    der = parts.build()
    # 160 places in what is no padding, one bit each; `test_container` has the form's every byte.
    places = chance.sample(range(start + 1, start + 1 + 2 * len(der)), 160)
    passed = [
        p
        for p in places
        if verify_pdf(
            stamped[:p] + bytes([stamped[p] ^ 1 << chance.randrange(4)]) + stamped[p + 1 :], keys.trust
        ).valid
    ]
    assert passed == []


def test_a_stamp_can_t_be_taken_away_nor_put_on(stamped: bytes, blank: bytes, keys: SigningKeys) -> None:
    start, end = hex_span(stamped)
    parts, _ = read_container(bytes.fromhex(stamped[start + 1 : end - 1].decode()))
    assert parts is not None
    bare = with_container(stamped, replace(parts, stamp=None).build())
    assert verify_pdf(bare, keys.trust).problems == (Problem.STAMP_MISSING,)
    plain = sign_pdf(blank, keys, REFERENCE, ManualClock().now())
    first, last = hex_span(plain)
    own, _ = read_container(bytes.fromhex(plain[first + 1 : last - 1].decode()))
    assert own is not None
    decorated = replace(own, stamp=parts.stamp).build()
    assert 2 * len(decorated) > last - first - 2, "there isn't even room for it"


@pytest.mark.parametrize("whose", ["another signature", "another installation", "a later hour"])
def test_a_stamp_of_something_else_is_refused(
    stamped: bytes, keys: SigningKeys, authority: Authority, secrets_folder: Path, tmp_path: Path, whose: str
) -> None:
    start, end = hex_span(stamped)
    parts, _ = read_container(bytes.fromhex(stamped[start + 1 : end - 1].decode()))
    assert parts is not None
    makers: dict[str, Callable[[], tuple[Authority, bytes]]] = {
        "another signature": lambda: (authority, b"another"),
        "another installation": lambda: (Authority(tmp_path, ManualClock()), parts.signature),
        "a later hour": lambda: (
            Authority(secrets_folder, ManualClock(ManualClock().now() + timedelta(hours=1))),
            parts.signature,
        ),
    }
    maker, of = makers[whose]()
    response = tsp.TimeStampResp.load(maker.answer(query(of)))
    token = response["time_stamp_token"].dump()
    changed = with_container(stamped, replace(parts, stamp=token).build())
    assert verify_pdf(changed, keys.trust).problems == (Problem.STAMP_CHANGED,)


def query(data: bytes, algorithm: str = "sha256", **more: object) -> bytes:
    digest = hashlib.new(algorithm, data).digest()
    imprint = {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": digest}
    asked = {"version": 1, "message_imprint": imprint, "cert_req": True, **more}
    made: bytes = tsp.TimeStampReq(asked).dump()
    return made


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (b"", "bad_data_format"),
        (b"\x30\x03\x02\x01\x01", "bad_data_format"),
        (b"\xff" * 50, "bad_data_format"),
        (query(b"x", "sha1"), "bad_alg"),
        (query(b"x", req_policy="1.2.3.4"), "unaccepted_policy"),
    ],
)
def test_what_is_no_query_of_ours_is_refused(authority: Authority, asked: bytes, why: str) -> None:
    status = tsp.PKIStatusInfo.load(core.Sequence.load(authority.answer(asked)).contents)
    assert status["status"].native == "rejection"
    assert status["fail_info"].native == {why}


def test_no_two_stamps_have_one_number(authority: Authority) -> None:
    numbers = set()
    for nonce in range(20):
        response = tsp.TimeStampResp.load(authority.answer(query(b"x", nonce=nonce, req_policy=POLICY)))
        info = response["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
        assert info["nonce"].native == nonce
        numbers.add(info["serial_number"].native)
    assert len(numbers) == 20


def test_an_authority_over_http(blank: bytes, keys: SigningKeys, authority: Authority) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["content-type"] == MEDIA_QUERY
        return httpx.Response(200, content=authority.answer(request.content))

    far = FarTimeStamper("http://tsa/tsa", transport=httpx.MockTransport(answer))
    signed = sign_pdf(blank, keys, REFERENCE, ManualClock().now(), far)
    assert verify_pdf(signed, keys.trust).stamped_at == ManualClock().now()


@pytest.mark.parametrize(
    "said", [httpx.Response(500), httpx.Response(200, content=b"hello"), httpx.Response(200, content=REFUSED)]
)
def test_without_its_authority_no_paper_is_signed(
    blank: bytes, keys: SigningKeys, said: httpx.Response
) -> None:
    """A paper that is to have a stamp never goes out without one."""
    far = FarTimeStamper("http://tsa/tsa", transport=httpx.MockTransport(lambda _: said))
    with pytest.raises(IssuanceError) as caught:
        sign_pdf(blank, keys, REFERENCE, ManualClock().now(), far)
    assert caught.value.code == "tsa_unreachable"


def test_the_authority_s_key_signs_no_papers(
    blank: bytes, keys: SigningKeys, authority: Authority, secrets_folder: Path
) -> None:
    assert (secrets_folder / "tsa-0001.pem").stat().st_mode & 0o777 == 0o600
    pair = authority._pair
    forged = sign_pdf(blank, SigningKeys(pair.ca, pair.certificate, pair.key), REFERENCE, ManualClock().now())
    assert verify_pdf(forged, keys.trust).problems == (Problem.NOT_OURS,)
