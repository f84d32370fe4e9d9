from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from kiosk.core.clock import ManualClock
from kiosk.issuance.errors import IssuanceError
from kiosk.issuance.papers import PaperIssuer, SignedPaper
from kiosk.issuance.qr import parse_verification_text
from kiosk.issuance.sign import Reference
from kiosk.issuance.verify import verify_pdf
from tests.issuance.conftest import CASE, LICENCE, NUMBER


def test_the_picture_shows_the_signed_paper_and_its_code(issuer: PaperIssuer, paper: SignedPaper) -> None:
    (page,) = issuer.render_png(paper.template, paper.printed, 110)
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page)).convert("L"))
    assert parse_verification_text(code.text) == (NUMBER, paper.check_code)


def test_no_person_in_what_is_not_the_page(paper: SignedPaper) -> None:
    """Metadata, signature dictionary, repr and QR: number and case, and nobody's name."""
    reader = PdfReader(io.BytesIO(paper.pdf))
    assert reader.metadata is not None
    around = f"{dict(reader.metadata)} {paper!r} {paper.printed['qr']}".encode() + paper.pdf
    for secret in (LICENCE["holder"], LICENCE["id_masked"]):
        for written in (
            secret.encode(),
            secret.encode("utf-16-be"),
            secret.encode("utf-16-be").hex().encode(),
        ):
            assert written.lower() not in around.lower()
    assert NUMBER.encode() in around


def test_the_check_code_binds_every_word(issuer: PaperIssuer, paper: SignedPaper) -> None:
    reference = Reference(NUMBER, CASE)
    assert issuer.check_code("licence_card", LICENCE, reference) == paper.check_code
    codes = {issuer.check_code("licence_card", LICENCE | {key: "另"}, reference) for key in LICENCE}
    codes |= {
        issuer.check_code("slip", LICENCE, reference),
        issuer.check_code("licence_card", LICENCE, Reference("JZ-2", CASE)),
        issuer.check_code("licence_card", LICENCE, Reference(NUMBER, "f" * 32)),
        paper.check_code,
    }
    assert len(codes) == len(LICENCE) + 4


def test_another_installation_gives_another_code(assets: Path, tmp_path: Path, paper: SignedPaper) -> None:
    other = PaperIssuer(assets, tmp_path, ManualClock())
    assert other.check_code("licence_card", LICENCE, Reference(NUMBER, CASE)) != paper.check_code


@pytest.mark.parametrize(
    ("number", "case"),
    [("毛晓芸", CASE), ("", CASE), (NUMBER, "x"), (NUMBER, CASE.upper()), ("A" * 41, CASE)],
)
def test_a_reference_of_another_form_is_refused(issuer: PaperIssuer, number: str, case: str) -> None:
    with pytest.raises(IssuanceError) as caught:
        issuer.issue("licence_card", LICENCE, number, case)
    assert caught.value.code == "reference_unfit"


def test_a_restarted_desk_goes_on_with_the_same_keys(
    assets: Path, secrets_folder: Path, issuer: PaperIssuer, paper: SignedPaper
) -> None:
    again = PaperIssuer(assets, secrets_folder, ManualClock())
    again.warm()
    assert again.trust == issuer.trust
    assert verify_pdf(paper.pdf, again.trust).valid
    assert again.issue("licence_card", LICENCE, NUMBER, CASE).check_code == paper.check_code


def test_papers_signed_before_a_renewal_stay_valid(assets: Path, tmp_path: Path) -> None:
    clock = ManualClock()
    issuer = PaperIssuer(assets, tmp_path, clock)
    old = issuer.issue("licence_card", LICENCE, NUMBER, CASE)
    clock.advance(86400 * 365 * 5)
    new = issuer.issue("licence_card", LICENCE, NUMBER, CASE)
    assert verify_pdf(old.pdf, issuer.trust).valid
    assert verify_pdf(new.pdf, issuer.trust).valid
    assert (tmp_path / "signer-0002.pem").exists()
