"""Our own time-stamping authority: a small RFC 3161 responder with a key of its own.

It runs in the desk's process, or another desk's answers over HTTP (`POST /v1/tsa`). Its certificate comes
from the installation's CA and is good for time stamps only. It never sees a paper, only a digest.
"""

from __future__ import annotations

import hashlib
import secrets as random_source
import threading
from pathlib import Path
from typing import Any

import httpx
from asn1crypto import cms, core, tsp
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from pyhanko.sign.timestamps.api import TimeStamper

from kiosk.core.clock import Clock
from kiosk.issuance.der import SEQUENCE, UNREADABLE, tlv
from kiosk.issuance.errors import IssuanceError
from kiosk.issuance.keys import KeyPair, load_or_create_authority
from kiosk.issuance.timestamp import Token

#: Of this kind of stamp: a UUID of ours under the arc that is anybody's (X.667).
POLICY = "2.25.126098778535874531958104531709790000219"
MEDIA_QUERY = "application/timestamp-query"


class Authority:
    """Stamps digests. Safe to use from several threads."""

    def __init__(self, secrets: Path, clock: Clock) -> None:
        """Its key is in `secrets`, or made there. Raises IssuanceError as the signing keys do."""
        self._secrets = secrets
        self._clock = clock
        self._turn = threading.Lock()
        self._pair = load_or_create_authority(secrets, clock)

    def answer(self, query: bytes) -> bytes:
        """The response to a DER query; a refusal for what is no query for SHA-256. Never raises for it."""
        try:
            request = tsp.TimeStampReq.load(query, strict=True)
            imprint = request["message_imprint"]
            digest = bytes(imprint["hashed_message"].native)
            fits = imprint["hash_algorithm"]["algorithm"].native == "sha256" and len(digest) == 32
            policy = request["req_policy"].native
            nonce = request["nonce"].native
        except UNREADABLE:
            return _refused("bad_data_format")
        if not fits:
            return _refused("bad_alg")
        if policy not in (None, POLICY):
            return _refused("unaccepted_policy")
        token = cms.ContentInfo.load(self._stamp(digest, nonce))
        granted = tsp.PKIStatusInfo({"status": "granted"})
        response: bytes = tsp.TimeStampResp({"status": granted, "time_stamp_token": token}).dump()
        return response

    def _stamp(self, digest: bytes, nonce: int | None) -> bytes:
        now = self._clock.now().replace(microsecond=0)
        pair = self._current()
        said: dict[str, Any] = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest},
            # Random, so that no two are the same, also after the clock or the store was set back.
            "serial_number": random_source.randbits(127) | 1,
            "gen_time": now,
            "accuracy": {"seconds": 1},
        }
        if nonce is not None:
            said["nonce"] = nonce
        info = tsp.TSTInfo(said).dump()
        certificate = pair.certificate.public_bytes(serialization.Encoding.DER)
        attributes = _attributes(info, certificate)
        signature = pair.key.sign(attributes, padding.PKCS1v15(), hashes.SHA256())
        return Token(info, certificate, attributes, signature).build()

    def _current(self) -> KeyPair:
        """The key in memory, or its follow-up where the certificate nears its end."""
        with self._turn:
            if self._pair.is_due(self._clock.now()):
                self._pair = load_or_create_authority(self._secrets, self._clock)
            return self._pair


def _attributes(info: bytes, certificate: bytes) -> bytes:
    """The signed attributes (RFC 5652, 5.3; RFC 5816): what is said, and by whose certificate."""
    named = tsp.ESSCertIDv2(
        {"hash_algorithm": {"algorithm": "sha256"}, "cert_hash": hashlib.sha256(certificate).digest()}
    )
    made = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute(
                {"type": "message_digest", "values": [core.OctetString(hashlib.sha256(info).digest())]}
            ),
            cms.CMSAttribute(
                {
                    "type": "signing_certificate_v2",
                    "values": [tsp.SigningCertificateV2({"certs": [named]})],
                }
            ),
        ]
    ).dump()
    # Once more through the reader, so that a SET OF has DER's own order.
    ordered: bytes = cms.CMSAttributes.load(made).dump(force=True)
    return ordered


def _refused(why: str) -> bytes:
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {why}})
    # asn1crypto has no answer without a token.
    return tlv(SEQUENCE, status.dump())


class OwnTimeStamper(TimeStamper):  # type: ignore[misc]  # pyHanko has no types
    """pyHanko's door to the authority in this process."""

    def __init__(self, authority: Authority) -> None:
        super().__init__()
        self._authority = authority

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self._authority.answer(req.dump()))


class FarTimeStamper(TimeStamper):  # type: ignore[misc]
    """... and to one over HTTP."""

    def __init__(
        self, url: str, key: str = "", timeout: float = 5.0, transport: httpx.BaseTransport | None = None
    ) -> None:
        """`key`: of the desk that answers there."""
        super().__init__()
        self._head = {"Content-Type": MEDIA_QUERY} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._url = url
        self._timeout = timeout
        self._transport = transport

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Raises IssuanceError `tsa_unreachable`: the desk tries the paper again later."""
        try:
            with httpx.Client(timeout=self._timeout, transport=self._transport, trust_env=False) as http:
                answer = http.post(self._url, content=req.dump(), headers=self._head)
            answer.raise_for_status()
            response = tsp.TimeStampResp.load(answer.content, strict=True)
            # A refusal has no token, and is told here rather than by pyHanko.
            response["time_stamp_token"].native  # noqa: B018
            return response
        except (httpx.HTTPError, *UNREADABLE) as error:
            name = type(error).__name__
            raise IssuanceError("tsa_unreachable", f"no time stamp from the authority ({name})") from error
