"""Slips, letters and specimens: one page, the fonts of the house, whose they are, and no orphans on them."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.issuance.errors import IssuanceError
from kiosk.issuance.issuer import Issuer
from kiosk.issuance.papers import PaperIssuer, SignedPaper
from kiosk.issuance.render import FONT_FAMILIES, Renderer
from tests.issuance.conftest import LICENCE, NUMBER, SHEETS, SLIP, UNSIGNED
from tests.issuance.test_render import ISSUED, embedded_fonts, read, words

AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
E_PASS = {**SHEETS["truck_pass"], **ISSUED}
OFFICIAL = Issuer(
    "official",
    {
        "issuer_zh": "某市公安局",
        "issuer_en": "Some Bureau",
        "seal_around": "某市公安局政务服务",
        "seal_below": "专用章",
    },
)


@pytest.fixture(scope="module")
def renderer(assets: Path) -> Renderer:
    return Renderer(assets / "papers")


@pytest.mark.parametrize("name", UNSIGNED)
def test_one_page_with_all_that_was_given_in_the_house_s_fonts(renderer: Renderer, name: str) -> None:
    template, data = UNSIGNED[name]
    pdf = renderer.pdf(template, data, AT)
    text = words(pdf)
    assert len(read(pdf).pages) == 1
    for key in (
        "item_zh",
        "ticket",
        "holder",
        "id_masked",
        "article",
        "reason",
        "where_zh",
        "state_zh",
        "item",
    ):
        if key in data:
            assert "".join(data[key].split()) in text, key
    assert "演示" in text
    allowed = {family.replace(" ", "").replace("CJKSC", "CJKsc") for family in FONT_FAMILIES}
    assert {font.split("-")[0] for font in embedded_fonts(pdf)} <= allowed


@pytest.mark.parametrize(
    ("name", "millimetres"), [("queue_ticket", 80), ("guide_slip", 80), ("receipt", 80), ("slip_a4", 210)]
)
def test_a_slip_has_the_width_of_its_printer(renderer: Renderer, name: str, millimetres: int) -> None:
    template, data = UNSIGNED[name]
    box = read(renderer.pdf(template, data, AT)).pages[0].mediabox
    assert float(box.width) / 72 * 25.4 == pytest.approx(millimetres, abs=0.1)


@pytest.mark.parametrize("name", ["guide_slip", "slip_a4"])
def test_codes_scan_at_the_resolution_of_a_thermal_head(renderer: Renderer, name: str) -> None:
    template, data = UNSIGNED[name]
    (page,) = renderer.png(template, data, 203)
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(page)).convert("L"))
    assert [code.text for code in found] == [data["qr"]]


def test_the_electronic_pass_shows_plate_and_code(renderer: Renderer) -> None:
    text = words(renderer.pdf("e_pass", E_PASS, AT))
    for said in ("货车电子通行证", "浙B", "6K729", "核心区", "2026年1月20日", NUMBER):
        assert said in text
    (page,) = renderer.png("e_pass", E_PASS, 110)
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(page)).convert("L"))
    assert [code.text for code in found] == [E_PASS["qr"]]


@pytest.mark.parametrize("mark", ["demo", "training", "official"])
def test_a_licence_s_faces_are_specimens_whoever_makes_them(renderer: Renderer, mark: str) -> None:
    template, data = UNSIGNED["licence_faces"]
    issuer = OFFICIAL if mark == "official" else Issuer(mark)  # type: ignore[arg-type]
    text = words(renderer.pdf(template, {**data, **issuer.data()}, AT))
    assert text.count("样本SPECIMEN") >= 2
    assert "中华人民共和国" not in text
    assert data["id_masked"] in text


@pytest.mark.parametrize(
    ("issuer", "said", "unsaid"),
    [
        (Issuer(), ["不具有法律效力", "演示"], ["样本"]),
        (Issuer("training"), ["样本", "SPECIMEN", "培训"], ["演示系统签发"]),
        (OFFICIAL, ["本凭证由某市公安局签发"], ["演示", "样本", "不具有法律效力"]),
    ],
)
def test_a_paper_says_whose_it_is(
    renderer: Renderer, issuer: Issuer, said: list[str], unsaid: list[str]
) -> None:
    text = words(renderer.pdf("licence_card", {**LICENCE, **ISSUED, **issuer.data()}, AT))
    slip = words(renderer.pdf("slip", {**SLIP, "width": "a4", **issuer.data()}, AT))
    for expected in said:
        assert expected in text
    for other in unsaid:
        assert other not in text + slip


def test_the_office_marks_all_it_makes(issuer: PaperIssuer, paper: SignedPaper) -> None:
    assert paper.printed["mark"] == "demo"
    assert "演示" in words(issuer.render_slip("slip", SLIP | {"mark": "official"}))


def test_an_issuer_s_file_is_read_and_a_bad_one_refused(tmp_path: Path) -> None:
    file = tmp_path / "issuer.yaml"
    file.write_text(
        "name_zh: 某市公安局\nname_en: Some Bureau\nseal_around: 某市公安局政务服务\nseal_below: 专用章\n",
        encoding="utf-8",
    )
    assert Issuer.named(str(file)) == OFFICIAL
    assert (Issuer.named("demo").mark, Issuer.named("training").mark) == ("demo", "training")
    file.write_text("name_zh: 某\n", encoding="utf-8")
    with pytest.raises(IssuanceError) as caught:
        Issuer.named(str(file))
    assert caught.value.code == "issuer_unreadable"
