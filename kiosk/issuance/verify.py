"""Is this paper ours and whole?

The bytes are authenticated before any PDF parser sees them. The file must be exactly two covered stretches
around one `<HEX>` string; the string must be the one canonical encoding of a container that our CA's signer
made (`container`); the stretches must have the digest it signed. Then not one bit differs from what was
issued, whatever a lenient PDF or CMS reader would say. Only then is the signature dictionary parsed, for the
case and the time, and the desk asked, where it can be.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from kiosk.issuance.container import Container, read_container
from kiosk.issuance.sign import FIELD_NAME, Reference
from kiosk.issuance.timestamp import stamped_at
from kiosk.issuance.trust import NOT_OURS, Trust

Status = Literal["current", "revoked", "superseded", "unknown"]
_BYTE_RANGE = re.compile(rb"/ByteRange\s{0,8}\[\s{0,8}(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
#: The desk's clock and the authority's may differ by so much.
_APART = timedelta(minutes=5)


class Problem(StrEnum):
    """What can be wrong with a paper."""

    NOT_A_PDF = "not_a_pdf"
    UNSIGNED = "unsigned"
    SEVERAL_SIGNATURES = "several_signatures"
    SEAL_UNREADABLE = "seal_unreadable"
    BYTES_OUTSIDE = "bytes_outside"
    CONTAINER_CHANGED = "container_changed"
    NOT_OURS = "not_ours"
    CONTENT_CHANGED = "content_changed"
    STAMP_MISSING = "stamp_missing"
    STAMP_CHANGED = "stamp_changed"
    NUMBER_UNKNOWN = "number_unknown"
    CASE_DIFFERS = "case_differs"
    DIGEST_DIFFERS = "digest_differs"


#: One line for the operator for each problem.
PROBLEM_LINES: Mapping[Problem, str] = {
    Problem.NOT_A_PDF: "this is no PDF file",
    Problem.UNSIGNED: "the file carries no signature",
    Problem.SEVERAL_SIGNATURES: "the file carries more than one signature, ours has one",
    Problem.SEAL_UNREADABLE: "the signature isn't laid out as ours: changed, or another signer's",
    Problem.BYTES_OUTSIDE: "the signature doesn't cover the whole file: bytes were added, cut or moved",
    Problem.CONTAINER_CHANGED: "the signature itself was changed after signing",
    Problem.NOT_OURS: "the signing certificate isn't from our CA",
    Problem.CONTENT_CHANGED: "the document was changed after signing",
    Problem.STAMP_MISSING: "the time stamp was taken out of the signature",
    Problem.STAMP_CHANGED: "the time stamp isn't from our authority, or not for this signature and time",
    Problem.NUMBER_UNKNOWN: "the desk knows no certificate of this number",
    Problem.CASE_DIFFERS: "the desk has this number under another case",
    Problem.DIGEST_DIFFERS: "the desk issued another file under this number",
}


@dataclass(frozen=True)
class VerifyFacts:
    """What the desk knows of a certificate number."""

    case_id: str
    sha256: str
    """Of the signed PDF, 64 lower-case hex digits."""
    status: Literal["current", "revoked", "superseded"]


@dataclass(frozen=True)
class Verification:
    """The answer. `case` and `number` are named only where the file proves them itself."""

    valid: bool
    """Ours and whole: no problem was found. Whether it still stands is `status`."""
    case: str | None
    status: Status
    """`unknown`: the desk wasn't asked, or doesn't know it."""
    problems: tuple[str, ...]
    """Codes of `Problem`."""
    number: str | None = None
    signed_at: datetime | None = None
    """What the signature claims."""
    stamped_at: datetime | None = None
    """What the time-stamping authority saw; None for a paper without a stamp."""

    @property
    def stands(self) -> bool:
        """Valid, and not known to be revoked or superseded: what a counter may accept."""
        return self.valid and self.status in ("current", "unknown")


def verify_pdf(
    data: bytes, trust: Trust, ask: Callable[[str], VerifyFacts | None] | None = None
) -> Verification:
    """Check `data` against one CA; `ask` looks a certificate number up at the desk, where that can be done.

    Never raises on bad data. What `ask` raises passes through: an unreachable desk is the caller's to tell.
    """
    problem, sealed = _authenticate(data, trust)
    if sealed is None:
        return _invalid(problem)
    reference, signed_at = _read_reference(data, sealed)
    certificate = sealed.certificate
    if reference is None or signed_at is None:
        return _invalid(Problem.SEAL_UNREADABLE)
    if not certificate.not_valid_before_utc <= signed_at <= certificate.not_valid_after_utc:
        return _invalid(Problem.NOT_OURS)
    if reference.stamped != (sealed.stamp is not None):
        return _invalid(Problem.STAMP_MISSING if reference.stamped else Problem.CONTAINER_CHANGED)
    stamped = None
    if sealed.stamp is not None:
        stamped = stamped_at(sealed.stamp, sealed.signature, trust)
        if stamped is None or abs(stamped - signed_at) > _APART:
            return _invalid(Problem.STAMP_CHANGED)
    status, problems = _ask_desk(data, reference, ask)
    return Verification(
        not problems, reference.case_id, status, problems, reference.certificate_number, signed_at, stamped
    )


@dataclass(frozen=True)
class _Sealed:
    """A file that is, bit for bit, what our signer made."""

    certificate: x509.Certificate
    contents: bytes
    byte_range: tuple[int, int, int, int]
    signature: bytes
    stamp: bytes | None


def _authenticate(data: bytes, trust: Trust) -> tuple[Problem, None] | tuple[None, _Sealed]:
    if not data.startswith(b"%PDF-"):
        return Problem.NOT_A_PDF, None
    if (count := data.count(b"/ByteRange")) != 1:
        if count:
            return Problem.SEVERAL_SIGNATURES, None
        return (Problem.SEAL_UNREADABLE if b"/ETSI.CAdES.detached" in data else Problem.UNSIGNED), None
    found = _BYTE_RANGE.search(data)
    if found is None:
        return Problem.SEAL_UNREADABLE, None
    start, before, after, rest = (int(n) for n in found.groups())
    if start != 0 or not before + 2 <= after or after + rest != len(data):
        return Problem.BYTES_OUTSIDE, None
    text = data[before:after]
    contents = _canonical_hex(text)
    if contents is None:
        return Problem.CONTAINER_CHANGED, None
    container, whole = read_container(contents)
    if container is None:
        return Problem.CONTAINER_CHANGED, None
    if container.issuer() != trust.subject():
        return Problem.NOT_OURS, None
    # Before the certificate is parsed for real: the whole container is canonical and names this certificate.
    if not whole or not container.names_its_certificate():
        return Problem.CONTAINER_CHANGED, None
    certificate = _our_certificate(container, trust)
    if certificate is None:
        return Problem.NOT_OURS, None
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or not container.signature_fits(key):
        return Problem.CONTAINER_CHANGED, None
    if hashlib.sha256(data[:before] + data[after:]).digest() != container.message_digest():
        return Problem.CONTENT_CHANGED, None
    return None, _Sealed(
        certificate, contents, (start, before, after, rest), container.signature, container.stamp
    )


def _canonical_hex(text: bytes) -> bytes | None:
    """The bytes of `<HEX>` in upper case, the only way our signer writes it; else None."""
    if not re.fullmatch(rb"<(?:[0-9A-F]{2})+>", text):
        return None
    return bytes.fromhex(text[1:-1].decode())


def _our_certificate(container: Container, trust: Trust) -> x509.Certificate | None:
    """The certificate inside, if the CA signed it and it is one for signing documents."""
    try:
        certificate = x509.load_der_x509_certificate(container.certificate)
        # First of all: what the CA signed is what we wrote, so the rest can't be malformed on purpose.
        certificate.verify_directly_issued_by(x509.load_der_x509_certificate(trust.ca_der))
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except NOT_OURS:
        return None
    return certificate if usage.content_commitment and not basic.ca else None


def _read_reference(data: bytes, sealed: _Sealed) -> tuple[Reference | None, datetime | None]:
    """Number, case and time; and that the signature which a PDF reader finds is the one checked here."""
    try:
        signatures = PdfFileReader(io.BytesIO(data)).embedded_signatures
        if len(signatures) != 1:
            return None, None
        signature = signatures[0]
        same = (
            signature.field_name == FIELD_NAME
            and tuple(int(n) for n in signature.byte_range) == sealed.byte_range
            and bytes(signature.pkcs7_content) == sealed.contents
        )
        reason = str(signature.sig_object.get("/Reason", ""))
        return (Reference.from_reason(reason), signature.self_reported_timestamp) if same else (None, None)
    except (PdfError, ValueError, KeyError):
        return None, None


def _ask_desk(
    data: bytes, reference: Reference, ask: Callable[[str], VerifyFacts | None] | None
) -> tuple[Status, tuple[str, ...]]:
    if ask is None:
        return "unknown", ()
    facts = ask(reference.certificate_number)
    if facts is None:
        return "unknown", (Problem.NUMBER_UNKNOWN.value,)
    problems = []
    if facts.case_id != reference.case_id:
        problems.append(Problem.CASE_DIFFERS.value)
    if facts.sha256 != hashlib.sha256(data).hexdigest():
        problems.append(Problem.DIGEST_DIFFERS.value)
    return facts.status, tuple(problems)


def _invalid(problem: Problem | None) -> Verification:
    return Verification(False, None, "unknown", (problem.value,) if problem else ())
