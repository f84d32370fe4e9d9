"""Is this paper ours and whole? Offline, unless a test asks the desk."""

from __future__ import annotations

import asyncio
import hashlib
import io
import random
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, validation
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from kiosk.core.clock import ManualClock
from kiosk.issuance.container import read_container
from kiosk.issuance.errors import IssuanceError
from kiosk.issuance.keys import SigningKeys, load_or_create_signing_keys
from kiosk.issuance.papers import PaperIssuer, SignedPaper
from kiosk.issuance.sign import Reference, sign_pdf
from kiosk.issuance.trust import Trust
from kiosk.issuance.verify import PROBLEM_LINES, Problem, VerifyFacts, verify_pdf
from tests.issuance.conftest import CASE, LICENCE, NUMBER, SLIP

FLIPS = 400


@pytest.fixture(scope="module")
def trust(issuer: PaperIssuer) -> Trust:
    return issuer.trust


@pytest.fixture(scope="module")
def keys(issuer: PaperIssuer, secrets_folder: Path) -> SigningKeys:
    return load_or_create_signing_keys(secrets_folder, ManualClock())


@pytest.fixture(scope="module")
def hex_span(paper: SignedPaper) -> tuple[int, int]:
    """First and last+1 place of `<...>` of /Contents."""
    found = re.search(rb"/Contents (<[0-9A-F]+>)", paper.pdf)
    assert found
    return found.span(1)


def flipped(data: bytes, place: int, bit: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


def test_a_fresh_paper_is_valid_and_names_its_case(paper: SignedPaper, trust: Trust) -> None:
    answer = verify_pdf(paper.pdf, trust)
    assert answer.valid
    assert (answer.case, answer.number, answer.status, answer.problems) == (CASE, NUMBER, "unknown", ())
    assert answer.signed_at == ManualClock().now()
    assert answer.stands
    assert paper.sha256 == hashlib.sha256(paper.pdf).hexdigest()


def test_a_standard_reader_agrees(paper: SignedPaper, trust: Trust) -> None:
    signature = PdfFileReader(io.BytesIO(paper.pdf)).embedded_signatures[0]
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(trust.ca_der)], moment=ManualClock().now()
    )
    status = validation.validate_pdf_signature(signature, context)
    assert status.bottom_line
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_one_bit_changed_anywhere_is_seen_offline(
    paper: SignedPaper, trust: Trust, hex_span: tuple[int, int]
) -> None:
    """400 places: half in the whole file, half inside /Contents; without the desk."""
    chance = random.Random(20260105)
    places = [chance.randrange(len(paper.pdf)) for _ in range(FLIPS // 2)]
    places += [chance.randrange(*hex_span) for _ in range(FLIPS - FLIPS // 2)]
    passed = [p for p in places if verify_pdf(flipped(paper.pdf, p, chance.randrange(8)), trust).valid]
    assert passed == []


def test_every_bit_around_the_signature_is_seen(
    paper: SignedPaper, trust: Trust, hex_span: tuple[int, int]
) -> None:
    """The brackets, the header of the container, the signature dictionary, and the file's last lines."""
    start, end = hex_span
    size = len(paper.pdf)
    places = [*range(start - 12, start + 60), *range(end - 4, end + 260), *range(size - 40, size), *range(12)]
    passed = [(p, b) for p in places for b in (0, 3, 5) if verify_pdf(flipped(paper.pdf, p, b), trust).valid]
    assert passed == []


def test_hex_digits_in_the_other_case_are_seen(
    paper: SignedPaper, trust: Trust, hex_span: tuple[int, int]
) -> None:
    letters = [p for p in range(*hex_span) if paper.pdf[p : p + 1].isalpha()]
    assert len(letters) > 500
    for place in letters[::25]:
        assert verify_pdf(flipped(paper.pdf, place, 5), trust).problems == (Problem.CONTAINER_CHANGED,)
    start, end = hex_span
    lower = paper.pdf[:start] + paper.pdf[start:end].lower() + paper.pdf[end:]
    assert verify_pdf(lower, trust).problems == (Problem.CONTAINER_CHANGED,)


def test_what_is_wrong_is_told_apart(paper: SignedPaper, trust: Trust, hex_span: tuple[int, int]) -> None:
    start, end = hex_span
    pdf = paper.pdf
    cases = {
        Problem.CONTENT_CHANGED: [flipped(pdf, 3000, 1), flipped(pdf, start - 500, 3)],
        Problem.CONTAINER_CHANGED: [flipped(pdf, end - 3, 0), pdf[: end - 2] + b"G" + pdf[end - 1 :]],
        Problem.BYTES_OUTSIDE: [pdf + b"\n", pdf[:-1], pdf + pdf[:20], pdf[:start] + b" " + pdf[start:]],
        Problem.SEVERAL_SIGNATURES: [pdf + b"/ByteRange [0 1 2 3]"],
        Problem.NOT_A_PDF: [b"", b"\n" + pdf, b"PK\x03\x04", pdf[1:]],
    }
    for problem, changed in cases.items():
        for data in changed:
            answer = verify_pdf(data, trust)
            assert answer.problems == (problem,)
            assert (answer.valid, answer.case, answer.status) == (False, None, "unknown")


def test_every_problem_has_its_line() -> None:
    assert set(PROBLEM_LINES) == set(Problem)


def test_an_unsigned_pdf(issuer: PaperIssuer, trust: Trust) -> None:
    assert verify_pdf(issuer.render_slip("slip", SLIP), trust).problems == (Problem.UNSIGNED,)


def test_another_installation_s_paper_is_not_ours(assets: Path, tmp_path: Path, trust: Trust) -> None:
    """Made by the same program with other keys: valid there, not here."""
    elsewhere = PaperIssuer(assets, tmp_path, ManualClock())
    other = elsewhere.issue("licence_card", LICENCE, NUMBER, CASE)
    assert verify_pdf(other.pdf, elsewhere.trust).valid
    assert verify_pdf(other.pdf, trust).problems == (Problem.NOT_OURS,)


def test_a_stranger_with_a_stock_tool_is_not_ours(issuer: PaperIssuer, trust: Trust) -> None:
    """Another CA's name and two certificates inside: told as a stranger's, not as a change to ours."""
    key = rsa.generate_private_key(65537, 2048)
    ca = _certificate("Stranger CA", "Stranger CA", key, key)
    stranger = SigningKeys(ca, _certificate("Somebody", "Stranger CA", key, key), key)
    signed = _pyhanko_sign(issuer.render_slip("slip", SLIP), stranger, "XiaozhiSeal", "x", with_ca=True)
    assert verify_pdf(signed, trust).problems == (Problem.NOT_OURS,)


def test_another_certificate_for_the_same_key_is_seen(
    paper: SignedPaper, keys: SigningKeys, secrets_folder: Path, trust: Trust, hex_span: tuple[int, int]
) -> None:
    """Swapped for one that our CA made too: the key fits, but it isn't the one that was signed with."""
    start, end = hex_span
    parts, _ = read_container(bytes.fromhex(paper.pdf[start + 1 : end - 1].decode()))
    assert parts is not None
    ca_key = serialization.load_pem_private_key((secrets_folder / "ca.pem").read_bytes(), None)
    old = keys.certificate
    builder = x509.CertificateBuilder(
        old.issuer, old.subject, keys.key.public_key(), 7, old.not_valid_before_utc, old.not_valid_after_utc
    )
    for extension in old.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    twin = builder.sign(ca_key, SHA256()).public_bytes(serialization.Encoding.DER)  # type: ignore[arg-type]
    swapped = replace(parts, certificate=twin).build().hex().upper().encode().ljust(end - start - 2, b"0")
    answer = verify_pdf(paper.pdf[: start + 1] + swapped + paper.pdf[end - 1 :], trust)
    assert answer.problems == (Problem.CONTAINER_CHANGED,)


def test_a_second_signature_by_our_own_key_is_refused(
    paper: SignedPaper, keys: SigningKeys, trust: Trust
) -> None:
    again = _pyhanko_sign(paper.pdf, keys, "Second", "certificate X-2222; case " + "f" * 32)
    assert verify_pdf(again, trust).problems == (Problem.SEVERAL_SIGNATURES,)


def test_an_update_after_signing_is_refused(paper: SignedPaper, trust: Trust) -> None:
    """A harmless looking incremental update, as any PDF editor appends it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(paper.pdf))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(paper.pdf)
    assert verify_pdf(out.getvalue(), trust).problems == (Problem.BYTES_OUTSIDE,)


def test_a_paper_without_our_reference_is_refused(
    issuer: PaperIssuer, keys: SigningKeys, trust: Trust
) -> None:
    """Our key, but not our form: nothing says which case it is."""
    unsigned = issuer.render_slip("slip", SLIP)
    for field, reason in (("XiaozhiSeal", "because"), ("Other", f"certificate {NUMBER}; case {CASE}")):
        signed = _pyhanko_sign(unsigned, keys, field, reason)
        assert verify_pdf(signed, trust).problems == (Problem.SEAL_UNREADABLE,)


def test_a_time_outside_the_certificate_is_refused(
    issuer: PaperIssuer, keys: SigningKeys, trust: Trust
) -> None:
    late = keys.certificate.not_valid_after_utc + timedelta(days=1)
    with pytest.raises(IssuanceError):
        sign_pdf(issuer.render_slip("slip", SLIP), keys, Reference(NUMBER, CASE), late)


def test_the_desk_is_asked_by_number(paper: SignedPaper, trust: Trust) -> None:
    asked: list[str] = []

    def desk(number: str) -> VerifyFacts | None:
        asked.append(number)
        return VerifyFacts(CASE, paper.sha256, "current")

    answer = verify_pdf(paper.pdf, trust, desk)
    assert (answer.valid, answer.status, asked) == (True, "current", [NUMBER])


@pytest.mark.parametrize("status", ["revoked", "superseded"])
def test_a_paper_that_no_longer_stands_is_whole_but_not_accepted(
    paper: SignedPaper, trust: Trust, status: str
) -> None:
    facts = VerifyFacts(CASE, paper.sha256, status)  # type: ignore[arg-type]
    answer = verify_pdf(paper.pdf, trust, lambda _: facts)
    assert (answer.valid, answer.status, answer.stands) == (True, status, False)


def test_what_the_desk_knows_better(paper: SignedPaper, trust: Trust) -> None:
    def problems(facts: VerifyFacts | None) -> tuple[str, ...]:
        answer = verify_pdf(paper.pdf, trust, lambda _: facts)
        assert not answer.valid
        return answer.problems

    assert problems(None) == (Problem.NUMBER_UNKNOWN,)
    assert problems(VerifyFacts(CASE, "0" * 64, "current")) == (Problem.DIGEST_DIFFERS,)
    assert problems(VerifyFacts("f" * 32, paper.sha256, "current")) == (Problem.CASE_DIFFERS,)


def test_a_changed_paper_never_reaches_the_desk(paper: SignedPaper, trust: Trust) -> None:
    def desk(number: str) -> VerifyFacts | None:
        raise AssertionError("asked for a paper that isn't whole")

    assert not verify_pdf(flipped(paper.pdf, 5000, 0), trust, desk).valid


def test_random_bytes_never_raise(trust: Trust) -> None:
    chance = random.Random(7)
    for size in (1, 10, 1000, 20000):
        for head in (b"", b"%PDF-1.7\n", b"%PDF-1.7\n/ByteRange [0 9 11 0]"):
            assert not verify_pdf(head + chance.randbytes(size), trust).valid


def test_signing_inside_an_event_loop(issuer: PaperIssuer, trust: Trust) -> None:
    async def within() -> SignedPaper:
        return issuer.issue("licence_card", LICENCE, NUMBER, CASE)

    assert verify_pdf(asyncio.run(within()).pdf, trust).valid


def _certificate(
    name: str, issuer: str, key: rsa.RSAPrivateKey, issuer_key: rsa.RSAPrivateKey
) -> x509.Certificate:
    names = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, n)]) for n in (issuer, name)]
    at = ManualClock().now()
    builder = x509.CertificateBuilder(names[0], names[1], key.public_key(), 1, at, at + timedelta(days=9))
    return builder.sign(issuer_key, SHA256())


def _pyhanko_sign(pdf: bytes, keys: SigningKeys, field: str, reason: str, with_ca: bool = False) -> bytes:
    """What somebody with our key and a stock tool could make."""
    private = keys.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    others = SimpleCertificateStore()
    if with_ca:
        others.register(asn1_x509.Certificate.load(keys.ca.public_bytes(serialization.Encoding.DER)))
    signer = signers.SimpleSigner(
        asn1_x509.Certificate.load(keys.certificate.public_bytes(serialization.Encoding.DER)),
        asn1_keys.PrivateKeyInfo.load(private),
        others,
    )
    meta = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason,
    )
    return signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer).getvalue()
