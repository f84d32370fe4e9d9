import io

import pytest
import zxingcpp
from PIL import Image

from kiosk.issuance.errors import IssuanceError
from kiosk.issuance.qr import parse_verification_text, qr_png, verification_text


def test_text_round_trip_through_a_scanner() -> None:
    text = verification_text("JZ-1", "ABCDEFGH234567AB")
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png(text))))
    assert [parse_verification_text(r.text) for r in read] == [("JZ-1", "ABCDEFGH234567AB")]


@pytest.mark.parametrize("number", ["jz-1", "JZ*1", "JZ 1", "", "毛晓芸123", "J" * 41])
def test_a_number_that_could_hold_something_else_is_refused(number: str) -> None:
    with pytest.raises(IssuanceError) as caught:
        verification_text(number, "ABCDEFGH234567AB")
    assert caught.value.code == "reference_unfit"


@pytest.mark.parametrize("text", ["", "XZ1*JZ-1", "XZ2*JZ-1*ABCDEFGH234567AB", "https://example.com"])
def test_other_codes_are_not_ours(text: str) -> None:
    assert parse_verification_text(text) is None
