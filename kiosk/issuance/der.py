"""The pieces of DER that our containers are built of (X.690; RFC 5652)."""

from __future__ import annotations

from asn1crypto import x509 as asn1_x509

SHA256 = bytes.fromhex("300d06096086480165030402010500")
RSA_SHA256 = bytes.fromhex("300d06092a864886f70d01010b0500")
SIGNED_DATA_OID = bytes.fromhex("06092a864886f70d010702")
VERSION_1, VERSION_3 = bytes.fromhex("020101"), bytes.fromhex("020103")
SEQUENCE, SET, OCTETS, TAG_0, TAG_1 = 0x30, 0x31, 0x04, 0xA0, 0xA1
#: What asn1crypto raises on bytes that aren't what they should be.
UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


def tlv(tag: int, *content: bytes) -> bytes:
    """DER: tag, length in its shortest form, content (X.690, 10.1)."""
    body = b"".join(content)
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def signer_info(
    certificate: bytes, signed_attributes: bytes, signature: bytes, unsigned: bytes = b""
) -> bytes:
    """The SignerInfo (RFC 5652, 5.3) that a paper's container and a time stamp have alike.

    `signed_attributes`: DER of their SET OF (tag 0x31); `unsigned`: encoded unsigned attributes, if any.
    """
    to_be_signed = asn1_x509.Certificate.load(certificate)["tbs_certificate"]
    name = to_be_signed["issuer"].dump() + to_be_signed["serial_number"].dump()
    return tlv(
        SEQUENCE,
        VERSION_1,
        tlv(SEQUENCE, name),
        SHA256,
        bytes([TAG_0]) + signed_attributes[1:],
        RSA_SHA256,
        tlv(OCTETS, signature),
        unsigned,
    )
