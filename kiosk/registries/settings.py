"""Where each register is, how it knows us and how we know it: settings from a file.

A JSON or YAML file: `default` holds what all have in common, `registers` what differs by port. Secrets stand
in files or environment variables and are only named here.

    default: {url: "https://registers.hall.example", key_variable: XIAOZHI_REGISTRIES_KEY,
              ca_file: /etc/xiaozhi/ca.pem, certificate_file: /etc/xiaozhi/desk.pem,
              certificate_key_file: /etc/xiaozhi/desk.key, signing_key_id: desk-1,
              signing_key_file: /etc/xiaozhi/sign.pem}
    registers:
      crime: {url: "https://crimes.hall.example", concurrent: 2}
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from kiosk.core.errors import SetupError
from kiosk.registries.patience import BreakerSettings, Patience
from kiosk.registries.ports import Port


class RegisterSettings(BaseModel):
    """One register's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(pattern=r"^https?://[^/\s]+(/[^\s?#]*)?$")
    key: SecretStr | None = None
    """Bearer key; from a file of settings always by `key_variable`."""
    key_variable: str | None = None
    ca_file: Path | None = None
    """Whom we trust; None: the system's certificates."""
    certificate_file: Path | None = None
    certificate_key_file: Path | None = None
    """Who we are: mutual TLS."""
    signing_key_id: str | None = None
    signing_key_file: Path | None = None
    tries: int = Field(default=3, ge=1, le=10)
    seconds: float = Field(default=8.0, gt=0, le=60)
    call_seconds: float = Field(default=2.0, gt=0, le=60)
    pause: float = Field(default=0.15, ge=0, le=10)
    concurrent: int = Field(default=4, ge=1, le=64)
    """Bulkhead: questions to this register at the same time."""
    breaker_failures: int = Field(default=5, ge=1)
    breaker_rest_seconds: float = Field(default=10.0, ge=0)
    max_age_seconds: float | None = Field(default=600.0, gt=0)
    """An answer whose own time lies further back is stale; None: any age will do."""

    @model_validator(mode="after")
    def _pairs(self) -> RegisterSettings:
        if (self.certificate_file is None) != (self.certificate_key_file is None):
            raise ValueError("certificate_file and certificate_key_file go together")
        if (self.signing_key_id is None) != (self.signing_key_file is None):
            raise ValueError("signing_key_id and signing_key_file go together")
        if self.url.startswith("http://") and (self.ca_file or self.certificate_file):
            raise ValueError("certificates need an https address")
        return self

    @property
    def patience(self) -> Patience:
        return Patience(self.tries, self.seconds, self.pause, self.call_seconds)

    @property
    def breaker(self) -> BreakerSettings:
        return BreakerSettings(self.breaker_failures, self.breaker_rest_seconds)

    def tls(self) -> ssl.SSLContext:
        """The TLS of this register's connections. Raises SetupError `certificates_unusable`."""
        if self.url.startswith("http://"):
            # Trusts nobody: a plain address never becomes a half-checked secure one.
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            context = ssl.create_default_context(cafile=str(self.ca_file) if self.ca_file else None)
            if self.certificate_file and self.certificate_key_file:
                context.load_cert_chain(self.certificate_file, self.certificate_key_file, password="")
        except (OSError, ValueError) as error:
            raise SetupError("certificates_unusable", f"{self.url}: {type(error).__name__}") from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def load_settings(file: Path, environment: Mapping[str, str]) -> dict[Port, RegisterSettings]:
    """Every port's settings. Raises SetupError `registers_unusable`, one line, without a secret."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        raise SetupError("registers_unusable", f"{file}: {type(error).__name__}") from error
    if not isinstance(content, dict) or set(content) - {"default", "registers"}:
        raise SetupError("registers_unusable", f"{file.name}: needs `default` and perhaps `registers`")
    default, special = content.get("default") or {}, content.get("registers") or {}
    if not isinstance(default, dict) or not isinstance(special, dict):
        raise SetupError("registers_unusable", f"{file.name}: `default` and `registers` are mappings")
    unknown = sorted(str(port) for port in special if port not in {p.value for p in Port})
    if unknown:
        raise SetupError(
            "registers_unusable", f"{file.name}: registers.{unknown[0]}: no register is called so"
        )
    return {
        port: _one(file.name, port, {**default, **(special.get(port.value) or {})}, environment)
        for port in Port
    }


def _one(name: str, port: Port, raw: dict[str, Any], environment: Mapping[str, str]) -> RegisterSettings:
    if "key" in raw:
        raise SetupError("registers_unusable", f"{name}: {port}: a key stands in a variable, not in the file")
    try:
        settings = RegisterSettings(**raw)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SetupError("registers_unusable", f"{name}: {port}.{where}: {first['msg']}") from None
    if settings.key_variable is None:
        return settings
    key = environment.get(settings.key_variable, "")
    if len(key) < 16:
        raise SetupError("key_missing", f"{settings.key_variable} must hold a key of 16 characters or more")
    return settings.model_copy(update={"key": SecretStr(key)})
