"""The installation's own CA and its signing certificates, made at first use.

`ca.pem` (key and certificate) and `signer-0001.pem`, `signer-0002.pem` ... lie in the secrets folder, each
0600 and each written whole in one step, so two processes at the first start end with the same ones: the
first link wins and the other reads it. `xiaozhi-ca.crt` beside them is the public certificate to hand out.

RSA-3072 with PKCS#1 v1.5 (RFC 8017, 8.2): every PDF reader knows it, and unlike ECDSA a signature can't be
turned into a second valid one, so a changed container always shows.
"""

from __future__ import annotations

import os
import secrets as random_source
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.core.clock import Clock
from kiosk.core.crypto import private_folder, write_private
from kiosk.issuance.errors import IssuanceError
from kiosk.issuance.trust import Trust

_Make: TypeAlias = Callable[[rsa.RSAPrivateKey, x509.Certificate, datetime], bytes]
CA_FILE = "ca.pem"
PUBLIC_CA_FILE = "xiaozhi-ca.crt"
_CA_DAYS = 365 * 30
_SIGNER_DAYS = 365 * 5
_RENEW_BEFORE = timedelta(days=30)
#: Certificates start a little earlier, for a neighbour whose clock is slow.
_SLACK = timedelta(minutes=10)


@dataclass(frozen=True)
class KeyPair:
    """A key and its certificate. `repr` shows no key."""

    ca: x509.Certificate
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    def is_due(self, now: datetime) -> bool:
        """Another certificate must follow: less than 30 days are left, or the clock went back behind it."""
        start, end = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        return not start <= now < end - _RENEW_BEFORE

    def __repr__(self) -> str:
        return f"{type(self).__name__}(serial={self.certificate.serial_number:x})"


@dataclass(frozen=True, repr=False)
class SigningKeys(KeyPair):
    """What `sign` needs."""

    @property
    def trust(self) -> Trust:
        """What `verify` needs: the CA alone."""
        return Trust(self.ca.public_bytes(serialization.Encoding.DER))


def load_or_create_signing_keys(secrets: Path, clock: Clock) -> SigningKeys:
    """The CA and the newest signing certificate of `secrets`, made where they aren't there yet.

    A signing certificate with less than 30 days left is followed by a new one under the same CA.
    Raises IssuanceError `key_exposed`, `key_damaged`, `clock_behind_keys`.
    """
    return SigningKeys(*_load_or_create(secrets, clock.now(), "signer", _make_signer))


def load_or_create_authority(secrets: Path, clock: Clock) -> KeyPair:
    """The time-stamping authority's own key, `tsa-0001.pem` and its followers, under the same CA.

    Raises as `load_or_create_signing_keys` does.
    """
    return KeyPair(*_load_or_create(secrets, clock.now(), "tsa", _make_authority))


def _load_or_create(
    secrets: Path, now: datetime, name: str, make: _Make
) -> tuple[x509.Certificate, x509.Certificate, rsa.RSAPrivateKey]:
    private_folder(secrets)
    ca_path = secrets / CA_FILE
    if not ca_path.exists():
        write_private(ca_path, _make_ca(now))
    ca_key, ca = _read_pair(ca_path)
    if now < ca.not_valid_before_utc:
        raise IssuanceError("clock_behind_keys", "the clock is earlier than the day the CA was made: set it")
    _publish(secrets / PUBLIC_CA_FILE, ca)
    key, certificate = _current(secrets, ca_key, ca, now, name, make)
    return ca, certificate, key


def own_trust(secrets: Path) -> Trust:
    """The installation's own CA, from the public file. Raises IssuanceError `trust_unreadable`."""
    return Trust.from_file(secrets / PUBLIC_CA_FILE)


def _current(
    secrets: Path, ca_key: rsa.RSAPrivateKey, ca: x509.Certificate, now: datetime, name: str, make: _Make
) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    names = sorted(p.name for p in secrets.glob(f"{name}-[0-9][0-9][0-9][0-9].pem"))
    if names:
        key, certificate = _read_pair(secrets / names[-1])
        try:
            certificate.verify_directly_issued_by(ca)
        except (InvalidSignature, ValueError) as error:
            raise IssuanceError("key_damaged", f"{names[-1]} isn't from this CA: restore both") from error
        if now < certificate.not_valid_before_utc:
            raise IssuanceError("clock_behind_keys", f"the clock is earlier than {names[-1]}")
        if now < certificate.not_valid_after_utc - _RENEW_BEFORE:
            return key, certificate
    path = secrets / f"{name}-{int(names[-1][-8:-4]) + 1 if names else 1:04d}.pem"
    write_private(path, make(ca_key, ca, now))
    return _read_pair(path)


def _make_ca(now: datetime) -> bytes:
    key = rsa.generate_private_key(65537, 3072)
    name = _name("小智演示系统根证书 Xiaozhi demo CA")
    builder = (
        _builder(name, name, key, now, _CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return _pem(key, builder.sign(key, hashes.SHA256()))


def _make_signer(ca_key: rsa.RSAPrivateKey, ca: x509.Certificate, now: datetime) -> bytes:
    key = rsa.generate_private_key(65537, 3072)
    name = _name("小智演示系统电子印章 Xiaozhi demo seal")
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    builder = (
        _builder(name, ca.subject, key, now, _SIGNER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(issuer_id, critical=False)
    )
    return _pem(key, builder.sign(ca_key, hashes.SHA256()))


def _make_authority(ca_key: rsa.RSAPrivateKey, ca: x509.Certificate, now: datetime) -> bytes:
    key = rsa.generate_private_key(65537, 3072)
    name = _name("小智演示系统时间戳 Xiaozhi demo time stamp")
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    builder = (
        _builder(name, ca.subject, key, now, _SIGNER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False, commits=False), critical=True)
        # RFC 3161, 2.3: this one purpose, and critical.
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(issuer_id, critical=False)
    )
    return _pem(key, builder.sign(ca_key, hashes.SHA256()))


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "小智 Xiaozhi (demonstration)"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(now + timedelta(days=days))
    )


def _usage(signs_certificates: bool, commits: bool = True) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=commits and not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> bytes:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def _read_pair(path: Path) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise IssuanceError("key_exposed", f"others can read {path.name}: chmod 600 it, or make new keys")
    content = path.read_bytes()
    try:
        key = serialization.load_pem_private_key(content, None)
        certificate = x509.load_pem_x509_certificate(content)
    except ValueError as error:
        raise IssuanceError(
            "key_damaged", f"{path.name} can't be read: restore it from the backup"
        ) from error
    if not isinstance(key, rsa.RSAPrivateKey) or key.public_key() != certificate.public_key():
        raise IssuanceError("key_damaged", f"{path.name}: the key doesn't fit its certificate")
    return key, certificate


def _publish(path: Path, ca: x509.Certificate) -> None:
    pem = ca.public_bytes(serialization.Encoding.PEM)
    if path.exists() and path.read_bytes() == pem:
        return
    draft = path.with_name(f".{path.name}.{random_source.token_hex(6)}")
    draft.write_bytes(pem)
    os.replace(draft, path)
