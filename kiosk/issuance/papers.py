"""From a decided case to the paper that is handed out: render, sign, check, digest.

Every paper is verified with the public half before it leaves this room: a paper that our own `verify`
would refuse is never issued.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyhanko.sign.timestamps.api import TimeStamper

from kiosk.core.clock import Clock
from kiosk.core.crypto import load_or_create_key
from kiosk.issuance.errors import IssuanceError
from kiosk.issuance.issuer import Issuer
from kiosk.issuance.keys import SigningKeys, load_or_create_signing_keys
from kiosk.issuance.qr import verification_text
from kiosk.issuance.render import Renderer
from kiosk.issuance.sign import Reference, sign_pdf
from kiosk.issuance.trust import Trust
from kiosk.issuance.values import local_minute
from kiosk.issuance.verify import verify_pdf

_LOG = logging.getLogger("kiosk.issuance")
_CODE_KEY = "paper-code.key"
_CODE_BYTES = 10


@dataclass(frozen=True)
class SignedPaper:
    """A paper that can be handed out."""

    pdf: bytes = field(repr=False)
    sha256: str
    """Of `pdf`, 64 lower-case hex digits: what the desk stores."""
    check_code: str
    """16 letters of A-Z, 2-7: the short digest that is printed and in the QR code."""
    template: str
    printed: Mapping[str, str] = field(repr=False)
    """All that stands on it, as `PaperIssuer.render_png` takes it."""


class PaperIssuer:
    """Makes the papers of one installation. Safe to use from several threads."""

    def __init__(
        self,
        assets: Path,
        secrets: Path,
        clock: Clock,
        issuer: Issuer | None = None,
        specimen: bool = False,
        stamper: TimeStamper | None = None,
    ) -> None:
        """`assets`: its `papers/` holds the templates; `secrets`: where the keys are or will be made.
        `issuer`: without it all papers are a demonstration's. `specimen`: every page says 样本 SPECIMEN.
        `stamper`: every signature gets a time stamp.

        Raises IssuanceError `font_missing`, `key_exposed`, `key_damaged`, `clock_behind_keys`.
        """
        self._renderer = Renderer(assets / "papers", specimen=specimen)
        self._issuer = issuer or Issuer()
        self._stamper = stamper
        self._clock = clock
        self._secrets = secrets
        self._code_key = load_or_create_key(secrets / _CODE_KEY)
        self._keys = load_or_create_signing_keys(secrets, clock)

    @property
    def trust(self) -> Trust:
        """What this installation's papers are verified with."""
        return self._keys.trust

    def issue(
        self, template: str, data: Mapping[str, str], certificate_number: str, case_id: str
    ) -> SignedPaper:
        """The signed paper. `data`: what the head of the template lists, without what is added here.

        Added are certificate_number, case_id, issued_at (Asia/Shanghai, to the minute), check_code and qr.
        Raises IssuanceError `paper_data`, `glyph_missing`, `template_missing`, `template_broken`,
        `reference_unfit`, `self_check_failed` and those of the keys.
        """
        now = self._clock.now()
        reference = Reference(certificate_number, case_id)
        proof = self.proof(template, data, certificate_number, case_id)
        code = proof["check_code"]
        printed = {**data, **self._issuer.data(), **proof, "issued_at": local_minute(now)}
        signed = sign_pdf(
            self._renderer.pdf(template, printed, now), self._signing_keys(), reference, now, self._stamper
        )
        answer = verify_pdf(signed, self.trust)
        if not answer.valid or answer.case != case_id:
            raise IssuanceError("self_check_failed", f"a fresh paper doesn't verify: {answer.problems}")
        _LOG.info("paper issued", extra={"template": template, "certificate": certificate_number})
        return SignedPaper(signed, hashlib.sha256(signed).hexdigest(), code, template, printed)

    def proof(
        self, template: str, data: Mapping[str, str], certificate_number: str, case_id: str
    ) -> dict[str, str]:
        """What proves a paper that says `data`: certificate_number, case_id, check_code and qr.

        Raises IssuanceError `reference_unfit`.
        """
        reference = Reference(certificate_number, case_id)
        reference.check()
        code = self.check_code(template, data, reference)
        return {
            "certificate_number": certificate_number,
            "case_id": case_id,
            "check_code": code,
            "qr": verification_text(certificate_number, code),
        }

    def render_slip(self, template: str, data: Mapping[str, str]) -> bytes:
        """An unsigned PDF for the slip printer.

        Raises IssuanceError `paper_data`, `glyph_missing`, `template_missing`, `template_broken`.
        """
        return self._renderer.pdf(template, {**data, **self._issuer.data()}, self._clock.now())

    def render_png(self, template: str, data: Mapping[str, str], ppi: float = 110) -> list[bytes]:
        """The pages as PNG, `ppi` pixels per inch; for a signed paper give its `template` and `printed`."""
        return self._renderer.png(template, {**data, **self._issuer.data()}, ppi)

    def check_code(self, template: str, data: Mapping[str, str], reference: Reference) -> str:
        """The short digest of what the paper says: HMAC-SHA-256 cut to 80 bits, in base 32.

        Keyed, so that a copy with another name on it has no matching code, and nobody can try names
        against one.
        """
        said = [template, sorted(data.items()), reference.certificate_number, reference.case_id]
        message = json.dumps(said, ensure_ascii=False).encode()
        digest = hmac.new(self._code_key, message, hashlib.sha256).digest()
        return base64.b32encode(digest[:_CODE_BYTES]).decode()

    def warm(self) -> None:
        """Load fonts, draw the frame and sign once now, so that the first citizen doesn't wait for it."""
        now = self._clock.now()
        blank = self._renderer.warm(now)
        sign_pdf(blank, self._signing_keys(), Reference("WARM-UP", "0" * 32), now, self._stamper)

    def _signing_keys(self) -> SigningKeys:
        """The keys in memory, or the follow-up where the certificate nears its end."""
        if self._keys.is_due(self._clock.now()):
            self._keys = load_or_create_signing_keys(self._secrets, self._clock)
        return self._keys
