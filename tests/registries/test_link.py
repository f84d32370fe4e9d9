"""Mutual TLS and signed requests, with a certificate authority made here."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from fastapi.testclient import TestClient

from kiosk.core.errors import SetupError
from kiosk.registries.http import HttpRegistries
from kiosk.registries.ports import Port, RegistryError
from kiosk.registries.settings import RegisterSettings, load_settings
from kiosk.registries.signature import TOLERANCE_SECONDS, Signer, Verifier
from kiosk.registries.simulator import create_app
from kiosk.registries.world import load_world
from tests.authority import Authority
from tests.registries.parts import WORLD_FILE

KEY = "simulator-key-of-tests"
NUMBER = "330212198806153428"
WORLD = load_world(WORLD_FILE)


@dataclass(frozen=True)
class Hall:
    """A simulator that asks for certificates, and who may ask it."""

    url: str
    ca: Authority
    other_ca: Authority


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("tls")
    ca, other = Authority(folder, "hall"), Authority(folder, "other")
    certificate, key = ca.issue("register")
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(WORLD, KEY),
            log_config=None,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            ssl_ca_certs=str(ca.file),
            ssl_cert_reqs=ssl.CERT_REQUIRED,
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield Hall(f"https://127.0.0.1:{listener.getsockname()[1]}", ca, other)
    server.should_exit = True
    thread.join(5)
    listener.close()


def ask(**settings: Any) -> Any:
    one = RegisterSettings(key=KEY, tries=1, **settings)
    registries = HttpRegistries.from_settings(dict.fromkeys(Port, one))
    try:
        return registries.person(NUMBER)
    finally:
        registries.close()


def test_with_our_certificate_and_theirs_it_answers(hall: Hall) -> None:
    certificate, key = hall.ca.issue("desk")
    record = ask(url=hall.url, ca_file=hall.ca.file, certificate_file=certificate, certificate_key_file=key)
    assert record == WORLD.person(NUMBER)


def test_without_our_certificate_it_does_not(hall: Hall) -> None:
    with pytest.raises(RegistryError) as error:
        ask(url=hall.url, ca_file=hall.ca.file)
    assert error.value.code == "registry_unavailable"


def test_a_certificate_of_another_authority_is_refused(hall: Hall) -> None:
    certificate, key = hall.other_ca.issue("stranger")
    with pytest.raises(RegistryError) as error:
        ask(url=hall.url, ca_file=hall.ca.file, certificate_file=certificate, certificate_key_file=key)
    assert error.value.code == "registry_unavailable"


@pytest.mark.parametrize("trusted", ["other", "system"])
def test_a_register_we_do_not_trust_hears_nothing(hall: Hall, trusted: str) -> None:
    certificate, key = hall.ca.issue("desk")
    ours = {"ca_file": hall.other_ca.file} if trusted == "other" else {}
    with pytest.raises(RegistryError) as error:
        ask(url=hall.url, certificate_file=certificate, certificate_key_file=key, **ours)
    assert error.value.code == "registry_unavailable"


def test_a_certificate_that_is_none_is_a_setup_error(hall: Hall, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.touch()
    with pytest.raises(SetupError) as error:
        ask(url=hall.url, ca_file=empty)
    assert error.value.code == "certificates_unusable"


# Signed requests


@pytest.fixture
def signing(tmp_path: Path) -> tuple[Path, Path]:
    """The private key's file, and the folder of the public one."""
    key = Ed25519PrivateKey.generate()
    private = tmp_path / "sign.pem"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    folder = tmp_path / "clients"
    folder.mkdir()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / "desk-1.pem").write_bytes(public)
    return private, folder


def test_a_signed_question_is_answered_and_an_unsigned_one_is_not(signing: tuple[Path, Path]) -> None:
    private, folder = signing
    app = create_app(WORLD, KEY, verifier=Verifier.load(folder, time.time))
    with TestClient(app) as server:

        def forward(request: httpx.Request) -> httpx.Response:
            answer = server.request(
                request.method, request.url.path, content=request.content, headers=dict(request.headers)
            )
            return httpx.Response(answer.status_code, content=answer.content)

        transport = httpx.MockTransport(forward)
        for signed in (True, False):
            keys = {"signing_key_id": "desk-1", "signing_key_file": private} if signed else {}
            one = RegisterSettings(url="http://registers", key=KEY, **keys)  # type: ignore[arg-type]
            registries = HttpRegistries(
                "http://registers", KEY, settings=dict.fromkeys(Port, one), transport=transport
            )
            if signed:
                # Twice: each question has an id of its own.
                assert registries.person(NUMBER) == registries.person(NUMBER) == WORLD.person(NUMBER)
            else:
                with pytest.raises(RegistryError) as error:
                    registries.person(NUMBER)
                assert error.value.code == "registry_unavailable"
            registries.close()


class Pair:
    """Signer and verifier with clocks of their own."""

    def __init__(self) -> None:
        key = Ed25519PrivateKey.generate()
        self.here = self.there = 1_770_000_000.0
        self.signer = Signer("desk-1", key, lambda: self.here)
        self.verifier = Verifier({"desk-1": key.public_key()}, lambda: self.there)

    def headers(self, request_id: str = "r1", body: bytes = b"{}") -> dict[str, str]:
        signed = self.signer.headers("POST", "/p", body, request_id)
        return {k.lower(): v for k, v in {**signed, "X-Request-Id": request_id}.items()}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, None),
        ({"body": b"{ }"}, "signature_wrong"),
        ({"path": "/q"}, "signature_wrong"),
        ({"method": "PUT"}, "signature_wrong"),
        ({"x-request-id": "r2"}, "signature_wrong"),
        ({"x-signed-at": "1770000001"}, "signature_wrong"),
        ({"x-signed-at": "17700x"}, "signature_missing"),
        ({"x-signature": "AAAA"}, "signature_wrong"),
        ({"x-signature": "§"}, "signature_wrong"),
        ({"x-key-id": "desk-2"}, "signature_missing"),
        ({"x-request-id": ""}, "signature_missing"),
    ],
)
def test_whatever_was_changed_is_seen(changes: dict[str, Any], refusal: str | None) -> None:
    pair = Pair()
    sent: dict[str, Any] = {"method": "POST", "path": "/p", "body": b"{}", **pair.headers(), **changes}
    headers = {name: value for name, value in sent.items() if name.startswith("x-")}
    assert pair.verifier.refusal(sent["method"], sent["path"], sent["body"], headers) == refusal


def test_a_repeated_request_is_refused_as_long_as_it_would_count() -> None:
    pair = Pair()
    headers = pair.headers()
    assert pair.verifier.refusal("POST", "/p", b"{}", headers) is None
    for later in (0, TOLERANCE_SECONDS - 1):
        pair.there += later
        assert pair.verifier.refusal("POST", "/p", b"{}", headers) == "request_repeated"
    pair.there += 2
    assert pair.verifier.refusal("POST", "/p", b"{}", headers) == "signature_old"


@pytest.mark.parametrize("content", [b"", b"-----BEGIN", None])
def test_keys_that_are_none_are_a_setup_error(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "k.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SetupError):
        Signer.load("k", file, time.time)
    with pytest.raises(SetupError):
        Verifier.load(tmp_path, time.time)


# The settings' file


def write(tmp_path: Path, content: object) -> Path:
    file = tmp_path / "registers.yaml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    return file


def test_settings_have_a_default_and_what_differs(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        {
            "default": {"url": "https://a.example", "key_variable": "THE_KEY", "seconds": 6},
            "registers": {"crime": {"url": "https://b.example", "concurrent": 2, "max_age_seconds": None}},
        },
    )
    settings = load_settings(file, {"THE_KEY": "s" * 16})
    assert set(settings) == set(Port)
    crime, person = settings[Port.CRIME], settings[Port.PERSON]
    assert (crime.url, crime.concurrent, crime.max_age_seconds) == ("https://b.example", 2, None)
    assert (person.url, person.patience.seconds, person.patience.call_seconds) == ("https://a.example", 6, 2)
    assert person.key is not None
    assert "ssss" not in repr(person)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "needs `default`"),
        ({"default": {}}, "url"),
        ({"default": {"url": "ftp://a"}}, "url"),
        ({"default": {"url": "https://a", "secnods": 1}}, "secnods"),
        ({"default": {"url": "https://a"}, "registers": {"crimes": {}}}, "registers.crimes"),
        ({"default": {"url": "https://a", "key": "x" * 20}}, "variable"),
        ({"default": {"url": "https://a", "key_variable": "NOT_THERE"}}, "NOT_THERE"),
        ({"default": {"url": "https://a", "certificate_file": "/c"}}, "go together"),
        ({"default": {"url": "https://a", "signing_key_id": "d"}}, "go together"),
        ({"default": {"url": "http://a", "ca_file": "/c"}}, "https"),
    ],
)
def test_a_wrong_settings_file_is_one_line(tmp_path: Path, content: object, said: str) -> None:
    with pytest.raises(SetupError) as error:
        load_settings(write(tmp_path, content), {})
    assert said in error.value.operator
    assert "\n" not in error.value.operator
