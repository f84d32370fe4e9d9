"""The signature: PAdES baseline B-B or B-T (ETSI EN 319 142-1) by pyHanko, over the whole file.

The certificate number and the case id go into the signature dictionary's /Reason, which the signature
itself covers, so `verify` can name the case without asking anybody.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_byterange import PdfByteRangeDigest
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from kiosk.core.clock import LOCAL_ZONE
from kiosk.issuance.errors import IssuanceError
from kiosk.issuance.keys import SigningKeys
from kiosk.issuance.qr import is_certificate_number

T = TypeVar("T")

FIELD_NAME = "XiaozhiSeal"
_CASE = re.compile(r"[0-9a-f]{32}")
_REASON = re.compile(r"certificate ([A-Z0-9-]{4,40}); case ([0-9a-f]{32})(; stamped)?")
#: Hex digits kept for the container; ours takes about 4,300.
_RESERVED = 6144
_RESERVED_STAMPED = 12288


@dataclass(frozen=True)
class Reference:
    """What a signed paper is about."""

    certificate_number: str
    case_id: str
    """32 hex digits."""
    stamped: bool = False
    """A time stamp belongs to the signature: said under it, so that nobody can take the stamp away."""

    def check(self) -> None:
        """Raises IssuanceError `reference_unfit` where either has another form."""
        if not is_certificate_number(self.certificate_number) or not _CASE.fullmatch(self.case_id):
            raise IssuanceError(
                "reference_unfit", "a case id is 32 hex digits, a number 4-40 of A-Z, 0-9 and hyphen"
            )

    def to_reason(self) -> str:
        """For the signature dictionary."""
        stamped = "; stamped" if self.stamped else ""
        return f"certificate {self.certificate_number}; case {self.case_id}{stamped}"

    @classmethod
    def from_reason(cls, reason: str) -> Reference | None:
        found = _REASON.fullmatch(reason)
        return cls(found[1], found[2], found[3] is not None) if found else None


def sign_pdf(
    pdf: bytes, keys: SigningKeys, reference: Reference, at: datetime, stamper: TimeStamper | None = None
) -> bytes:
    """`pdf` with one signature over all of it; `at` (aware) is the time it claims.

    `stamper`: the signature gets a time stamp (PAdES baseline B-T).

    Raises IssuanceError `reference_unfit`, `clock_behind_keys`.
    """
    if not keys.certificate.not_valid_before_utc <= at <= keys.certificate.not_valid_after_utc:
        raise IssuanceError("clock_behind_keys", "the signing certificate isn't valid at that time")
    reference.check()
    reference = replace(reference, stamped=stamper is not None)
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD_NAME,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reference.to_reason(),
        location="Ningbo",
    )
    signer = signers.PdfSigner(meta, signer=_signer(keys), timestamper=stamper)
    reserved = _RESERVED_STAMPED if stamper else _RESERVED
    return settle(_sign(pdf, signer, at.astimezone(LOCAL_ZONE), reserved))


def settle(work: Coroutine[Any, Any, T]) -> T:
    """Run pyHanko's coroutine to its end, also where the caller already stands in an event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def _sign(pdf: bytes, signer: signers.PdfSigner, at: datetime, reserved: int) -> bytes:
    """pyHanko's own steps, taken one by one because only the session lets the time be set."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    # pyHanko would write the machine's own time into the metadata, whatever clock was passed in; the
    # renderer has dated the paper already.
    writer._update_meta = lambda: None
    session = signer.init_signing_session(writer)
    session.system_time = at
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=reserved)
    prepared: PdfByteRangeDigest
    prepared, output = document.digest_tbs_document(output=io.BytesIO())
    await document.perform_signature(prepared.document_digest, PdfCMSSignedAttributes(signing_time=at))
    signed: bytes = output.getvalue()
    return signed


def _signer(keys: SigningKeys) -> signers.SimpleSigner:
    private = keys.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificate = keys.certificate.public_bytes(serialization.Encoding.DER)
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        # Empty: the container carries the signing certificate alone; the reader brings the CA.
        cert_registry=SimpleCertificateStore(),
        embed_roots=False,
    )
