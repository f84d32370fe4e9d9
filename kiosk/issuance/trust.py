"""Whom `verify` believes: one CA certificate, and nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.issuance.errors import IssuanceError

#: What `cryptography` raises on a certificate that isn't from the CA.
NOT_OURS = (
    InvalidSignature,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    x509.InvalidVersion,
    x509.ExtensionNotFound,
)


@dataclass(frozen=True)
class Trust:
    """The CA that every paper's signing certificate must come from."""

    ca_der: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the CA certificate, 64 hex digits: what two offices compare by telephone."""
        return hashlib.sha256(self.ca_der).hexdigest()

    def subject(self) -> bytes:
        """DER of the CA's name."""
        return x509.load_der_x509_certificate(self.ca_der).subject.public_bytes()

    @classmethod
    def from_file(cls, path: Path) -> Trust:
        """From PEM or DER. Raises IssuanceError `trust_unreadable`."""
        try:
            content = path.read_bytes()
        except OSError as error:
            raise IssuanceError("trust_unreadable", f"no CA certificate at {path.name}") from error
        try:
            if b"-----BEGIN" in content:
                certificate = x509.load_pem_x509_certificate(content)
            else:
                certificate = x509.load_der_x509_certificate(content)
        except ValueError as error:
            raise IssuanceError("trust_unreadable", f"{path.name} is no certificate") from error
        return cls(certificate.public_bytes(Encoding.DER))
