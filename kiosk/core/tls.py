"""Mutual TLS between a desk and those who ask it: who may come shows a certificate, and so does the desk."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from kiosk.core.errors import SetupError


@dataclass(frozen=True)
class Tls:
    """One side's files, all PEM."""

    certificate: Path
    """Who we are, with whatever lies between it and its authority."""
    key: Path
    """Without a password: a desk starts with nobody there."""
    authority: Path
    """Whom we let in or believe: nobody else's certificate counts."""

    def server(self) -> ssl.SSLContext:
        """For who listens: a client without a certificate of the authority's gets no word out of it.

        Raises SetupError `certificates_unusable`.
        """
        return self._loaded(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))

    def client(self) -> ssl.SSLContext:
        """For who asks. Raises SetupError `certificates_unusable`."""
        return self._loaded(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))

    def _loaded(self, context: ssl.SSLContext) -> ssl.SSLContext:
        context.verify_mode = ssl.CERT_REQUIRED
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        at = self.certificate
        try:
            context.load_cert_chain(self.certificate, self.key, password="")
            at = self.authority
            context.load_verify_locations(self.authority)
        except (OSError, ValueError) as error:
            raise SetupError("certificates_unusable", f"{at}: {type(error).__name__}") from error
        return context
