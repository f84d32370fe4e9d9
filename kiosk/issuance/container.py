"""The signature container (CMS SignedData, RFC 5652), strictly.

A CMS reader is lenient: what isn't signed in the container (tags, lengths, algorithm names, the signer's
name, unsigned attributes, padding) can often be changed and still be read. So after its four free parts are
taken out (certificate, signed attributes, signature, time stamp; the digest is in the attributes), it is
built anew from them and must be the same, byte for byte. The first part is then bound by the second (ESS
signing-certificate-v2, RFC 5035), the second by the third, and the third is the one RSA signature that fits.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from kiosk.issuance.der import (
    SEQUENCE,
    SET,
    SHA256,
    SIGNED_DATA_OID,
    TAG_0,
    TAG_1,
    UNREADABLE,
    VERSION_1,
    signer_info,
    tlv,
)

_DATA = bytes.fromhex("300b06092a864886f70d010701")
_STAMP_OID = bytes.fromhex("060b2a864886f70d010910020e")


@dataclass(frozen=True)
class Container:
    """The parts of a container that aren't always the same."""

    certificate: bytes
    """DER of the signing certificate, the only one inside."""
    signed_attributes: bytes
    """DER of their SET OF (tag 0x31): what the signature is over."""
    signature: bytes
    stamp: bytes | None = None
    """DER of the time-stamp token, the only unsigned attribute; judged by `timestamp`."""

    def build(self) -> bytes:
        """The one encoding that these parts have in a paper of ours."""
        stamped = b"" if self.stamp is None else tlv(TAG_1, tlv(SEQUENCE, _STAMP_OID, tlv(SET, self.stamp)))
        signer = signer_info(self.certificate, self.signed_attributes, self.signature, stamped)
        signed_data = tlv(
            SEQUENCE,
            VERSION_1,
            tlv(SET, SHA256),
            _DATA,
            tlv(TAG_0, self.certificate),
            tlv(SET, signer),
        )
        return tlv(SEQUENCE, SIGNED_DATA_OID, tlv(TAG_0, signed_data))

    def attribute(self, name: str) -> cms.CMSAttribute | None:
        """The single value of a signed attribute, or None."""
        values = [
            a["values"] for a in cms.CMSAttributes.load(self.signed_attributes) if a["type"].native == name
        ]
        return values[0][0] if len(values) == 1 and len(values[0]) == 1 else None

    def message_digest(self) -> bytes | None:
        """SHA-256 of the covered bytes, as signed."""
        value = self.attribute("message_digest")
        return None if value is None else bytes(value.native)

    def names_its_certificate(self) -> bool:
        """The signed attributes name this very certificate by its SHA-256."""
        value = self.attribute("signing_certificate_v2")
        if value is None or len(value["certs"]) != 1:
            return False
        named = value["certs"][0]
        digest = hashlib.sha256(self.certificate).digest()
        algorithm, stated = named["hash_algorithm"]["algorithm"].native, named["cert_hash"].native
        return bool(algorithm == "sha256" and stated == digest)

    def issuer(self) -> bytes:
        """DER of the name of who issued the certificate: a claim, until the CA's signature is checked."""
        name: bytes = asn1_x509.Certificate.load(self.certificate)["tbs_certificate"]["issuer"].dump()
        return name

    def signature_fits(self, key: rsa.RSAPublicKey) -> bool:
        """`key`, the certificate's, signed the attributes."""
        try:
            key.verify(self.signature, self.signed_attributes, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True


def read_container(contents: bytes) -> tuple[Container | None, bool]:
    """(parts, whole) of the bytes of /Contents, padding included.

    `parts` is None where nothing can be made of them. `whole` says that `contents` is exactly what the parts
    build, followed by zeros only; without it nothing else may be believed.
    """
    try:
        parts = _take_apart(contents)
        built = parts.build()
    except UNREADABLE:
        return None, False
    return parts, contents == built + bytes(max(0, len(contents) - len(built)))


def _take_apart(contents: bytes) -> Container:
    outer = core.Sequence.load(contents)
    info = cms.ContentInfo.load(outer.dump())
    signed_data = info["content"]
    signer = signed_data["signer_infos"][0]
    attributes = signer["signed_attrs"].untag().dump()
    if attributes[:1] != bytes([SET]):
        raise ValueError("no signed attributes")
    # The lenient reader is asked for everything now, so that its complaints come here and not later.
    cms.CMSAttributes.load(attributes).native  # noqa: B018
    certificate = signed_data["certificates"][0].chosen.dump()
    unsigned, stamp = signer["unsigned_attrs"], None
    if len(unsigned):
        # Others than this one are lost here, and then the container isn't what it is built to.
        stamp = unsigned[0]["values"][0].dump()
    return Container(certificate, attributes, bytes(signer["signature"].native), stamp)
