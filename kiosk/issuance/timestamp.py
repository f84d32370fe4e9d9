"""The time-stamp token (RFC 3161) in a container, strictly: what our own authority made, byte for byte.

As with the container (`container`), the token is taken apart into its four free parts and built anew from
them; it must be the same. The certificate is then named by the signed attributes, the attributes by the
signature, what is said (the time, and the digest of the paper's signature) by the attributes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from kiosk.issuance.der import (
    OCTETS,
    SEQUENCE,
    SET,
    SHA256,
    SIGNED_DATA_OID,
    TAG_0,
    UNREADABLE,
    VERSION_3,
    signer_info,
    tlv,
)
from kiosk.issuance.trust import NOT_OURS, Trust

_TST_INFO_OID = bytes.fromhex("060b2a864886f70d0109100104")


@dataclass(frozen=True)
class Token:
    """The parts of a token that aren't always the same."""

    info: bytes
    """DER of the TSTInfo: when, and of what."""
    certificate: bytes
    """DER of the authority's certificate, the only one inside."""
    signed_attributes: bytes
    """DER of their SET OF (tag 0x31)."""
    signature: bytes

    def build(self) -> bytes:
        """The one encoding that these parts have in a token of ours."""
        signer = signer_info(self.certificate, self.signed_attributes, self.signature)
        content = tlv(SEQUENCE, _TST_INFO_OID, tlv(TAG_0, tlv(OCTETS, self.info)))
        signed_data = tlv(
            SEQUENCE, VERSION_3, tlv(SET, SHA256), content, tlv(TAG_0, self.certificate), tlv(SET, signer)
        )
        return tlv(SEQUENCE, SIGNED_DATA_OID, tlv(TAG_0, signed_data))


def stamped_at(token: bytes, of: bytes, trust: Trust) -> datetime | None:
    """When our authority stamped `of`, a signature; None where `token` isn't its own, whole, for this."""
    try:
        parts = _take_apart(token)
        if parts.build() != token:
            return None
        attributes = {a["type"].native: a["values"] for a in cms.CMSAttributes.load(parts.signed_attributes)}
        named = attributes["signing_certificate_v2"][0]["certs"][0]
        same_certificate = named["cert_hash"].native == hashlib.sha256(parts.certificate).digest()
        same_info = attributes["message_digest"][0].native == hashlib.sha256(parts.info).digest()
        info = tsp.TSTInfo.load(parts.info)
        imprint = info["message_imprint"]
        about_it = (
            imprint["hash_algorithm"]["algorithm"].native == "sha256"
            and imprint["hashed_message"].native == hashlib.sha256(of).digest()
        )
        at: datetime = info["gen_time"].native
    except UNREADABLE:
        return None
    if not (same_certificate and same_info and about_it and _signed_by_authority(parts, trust, at)):
        return None
    return at


def _signed_by_authority(parts: Token, trust: Trust, at: datetime) -> bool:
    """A certificate of our CA for time stamps and nothing else signed the attributes."""
    try:
        certificate = x509.load_der_x509_certificate(parts.certificate)
        certificate.verify_directly_issued_by(x509.load_der_x509_certificate(trust.ca_der))
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
        key = certificate.public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            return False
        key.verify(parts.signature, parts.signed_attributes, padding.PKCS1v15(), hashes.SHA256())
    except NOT_OURS:
        return False
    only_stamps = usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    return only_stamps and certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _take_apart(token: bytes) -> Token:
    signed_data = cms.ContentInfo.load(token, strict=True)["content"]
    signer = signed_data["signer_infos"][0]
    attributes = signer["signed_attrs"].untag().dump()
    # The lenient reader is asked for everything now, so that its complaints come here.
    cms.CMSAttributes.load(attributes).native  # noqa: B018
    return Token(
        info=bytes(signed_data["encap_content_info"]["content"].parsed.dump()),
        certificate=signed_data["certificates"][0].chosen.dump(),
        signed_attributes=attributes,
        signature=bytes(signer["signature"].native),
    )
