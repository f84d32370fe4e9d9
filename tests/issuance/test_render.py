"""What is on the paper: fonts, words, one page, a code that scans, and no personal data in errors."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from kiosk.issuance.errors import IssuanceError
from kiosk.issuance.render import FONT_FAMILIES, Renderer
from tests.issuance.conftest import CASE, HANDOVER, LICENCE, NUMBER, SHEETS, SLIP

AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
ISSUED = {
    "certificate_number": NUMBER,
    "case_id": CASE,
    "issued_at": "2026-01-05 09:00",
    "check_code": "ABCD2345EFGH67JK",
    "qr": f"XZ1*{NUMBER}*ABCD2345EFGH67JK",
}
CARD = {**LICENCE, **ISSUED}
SIGNED = {"licence_card": CARD, **{name: {**data, **ISSUED} for name, data in SHEETS.items()}}
PAPERS = {**SIGNED, "slip": SLIP, "handover_slip": HANDOVER}


@pytest.fixture(scope="module")
def renderer(assets: Path) -> Renderer:
    return Renderer(assets / "papers")


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in read(pdf).pages).split())


def embedded_fonts(pdf: bytes) -> set[str]:
    """Names of the font programs inside, without the six letters of the subset."""
    names = set()
    for page in read(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            for part in font.get_object()["/DescendantFonts"]:
                descriptor = part.get_object()["/FontDescriptor"].get_object()
                assert {"/FontFile2", "/FontFile3"} & set(descriptor), "a font is named but not embedded"
                names.add(str(descriptor["/FontName"]).split("+")[-1])
    return names


@pytest.mark.parametrize("template", PAPERS)
def test_only_the_fonts_of_the_house_are_embedded(renderer: Renderer, template: str) -> None:
    names = embedded_fonts(renderer.pdf(template, PAPERS[template], AT))
    allowed = {family.replace(" ", "").replace("CJKSC", "CJKsc") for family in FONT_FAMILIES}
    assert names
    assert {name.split("-")[0] for name in names} <= allowed


@pytest.mark.parametrize("template", PAPERS)
def test_every_paper_is_one_page_with_all_that_was_given(renderer: Renderer, template: str) -> None:
    pdf = renderer.pdf(template, PAPERS[template], AT)
    text = words(pdf)
    assert len(read(pdf).pages) == 1
    for key in ("item_zh", "ticket", "holder", "id_masked", "cause_zh", "certificate_number", "case_id"):
        if key in PAPERS[template]:
            assert "".join(PAPERS[template][key].split()) in text, key
    assert "演示" in text


def test_values_get_their_words(renderer: Renderer) -> None:
    text = words(renderer.pdf("licence_card", CARD | {"valid_to": "long-term", "fee": "0.00"}, AT))
    for expected in ("2021年3月27日至长期", "免费", "3号窗口", "C1（小型汽车）", "2026年1月5日09:00"):
        assert expected in text
    named = words(renderer.pdf("licence_card", CARD | {"window": "驾管一号窗", "licence_class": "C1D"}, AT))
    assert "驾管一号窗" in named
    assert "C1D（小型汽车、普通三轮摩托车）" in named


def test_long_values_stay_on_one_page(renderer: Renderer) -> None:
    longest = CARD | {
        "holder": "阿卜杜热合曼·买买提依明江·吐尔逊古丽",
        "item_zh": "机动车驾驶证转入换证（同时变更驾驶人信息）",
        "item_en": "Moving a driving licence in from another city together with a change of personal details",
        "licence_class": "A1A2D",
        "basis": CARD["basis"] * 3,
        "window": "驾驶证综合业务窗口",
        "old_card": "void",
    }
    pdf = renderer.pdf("licence_card", longest, AT)
    assert len(read(pdf).pages) == 1
    assert longest["holder"] in words(pdf)


@pytest.mark.parametrize("template", SHEETS)
def test_long_values_stay_on_one_page_of_every_sheet(renderer: Renderer, template: str) -> None:
    longest = SIGNED[template] | {
        "holder": "阿卜杜热合曼·买买提依明江·吐尔逊古丽",
        "basis": "《道路交通安全法》第三十九条，《浙江省实施〈中华人民共和国道路交通安全法〉办法》第四十六条",
        "window": "驾驶证综合业务窗口",
    }
    if "address" in longest:
        longest["address"] = "浙江省宁波市鄞州区下应街道江六村江房工业区8号" * 2
    pdf = renderer.pdf(template, longest, AT)
    assert len(read(pdf).pages) == 1
    assert longest["holder"] in words(pdf)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("licence_postpone", ["准予延期至2027年6月30日", "出国（境）", "延期期间不得驾驶机动车"]),
        ("medical_receipt", ["2025年11月20日", "截至2025年12月20日", "C5（残疾人专用小型自动挡载客汽车）"]),
        ("vehicle_licence", ["浙B12345", "小型载客汽车", "损坏换领", "请交回损坏的原行驶证"]),
        ("inspection_mark", ["浙BD12345", "补领、换领", "2027年1月31日"]),
        ("truck_pass", ["浙B6K729", "轻型载货汽车", "核心区", "2026年1月10日至2026年1月20日"]),
        ("no_crime", ["截至2026年1月5日，未发现毛晓芸有犯罪记录", "求职、就业"]),
        ("residence_endorsement", ["江房工业区8号", "2026年12月10日", "每年签注一次"]),
    ],
)
def test_each_sheet_says_what_was_approved(renderer: Renderer, template: str, said: list[str]) -> None:
    text = words(renderer.pdf(template, SIGNED[template], AT))
    for expected in (*said, "第五十七条", NUMBER, "不具有法律效力"):
        assert "".join(expected.split()) in text, expected


@pytest.mark.parametrize("template", SHEETS)
def test_a_sheet_names_what_is_missing(renderer: Renderer, template: str) -> None:
    optional = {"kind", "address", "inspection_valid_to"}
    asked = set(SIGNED[template]) - (optional if template != "truck_pass" else set())
    if template == "inspection_mark":
        asked.add("inspection_valid_to")
    if template == "no_crime":
        # Its sentence names the person and the day, not the item's English name.
        asked.discard("item_en")
    for key in asked:
        with pytest.raises(IssuanceError) as caught:
            renderer.png(template, {k: v for k, v in SIGNED[template].items() if k != key}, 20)
        assert caught.value.code == "paper_data", key


def test_words_that_nobody_has_written_are_no_paper(renderer: Renderer) -> None:
    """An answer the template doesn't know (another reason, an unknown zone) is never printed as a code."""
    for template, key in (("licence_postpone", "reason"), ("truck_pass", "zone"), ("no_crime", "purpose")):
        with pytest.raises(IssuanceError) as caught:
            renderer.pdf(template, SIGNED[template] | {key: "elsewhere"}, AT)
        assert caught.value.code == "template_broken"


@pytest.mark.parametrize(
    ("template", "ppi"),
    [*((name, 110) for name in SIGNED), ("licence_card", 200), ("slip", 110), ("slip", 203)],
)
def test_the_code_scans_from_the_page(renderer: Renderer, template: str, ppi: int) -> None:
    (page,) = renderer.png(template, PAPERS[template], ppi)
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(page)).convert("L"))
    assert [code.text for code in found] == [PAPERS[template]["qr"]]


def test_the_slip_fits_the_roll(renderer: Renderer) -> None:
    box = read(renderer.pdf("slip", SLIP, AT)).pages[0].mediabox
    assert float(box.width) / 72 * 25.4 == pytest.approx(80, abs=0.1)


def test_text_is_printed_and_never_run(renderer: Renderer) -> None:
    odd = '#panic("x") *b* $x$ \\ "'
    assert "".join(odd.split()) in words(renderer.pdf("licence_card", CARD | {"holder": odd}, AT))


def test_rare_characters_are_shown(renderer: Renderer) -> None:
    assert "李曌䶮" in words(renderer.pdf("licence_card", CARD | {"holder": "李曌䶮"}, AT))


def test_a_character_in_no_font_is_an_error_and_not_an_empty_box(renderer: Renderer) -> None:
    with pytest.raises(IssuanceError) as caught:
        renderer.pdf("licence_card", CARD | {"holder": "毛晓芸\U0010fff0"}, AT)
    assert caught.value.code == "glyph_missing"
    assert "毛" not in str(caught.value)


@pytest.mark.parametrize("key", LICENCE)
def test_a_missing_value_is_named(renderer: Renderer, key: str) -> None:
    with pytest.raises(IssuanceError) as caught:
        renderer.pdf("licence_card", {k: v for k, v in CARD.items() if k != key}, AT)
    assert caught.value.code == "paper_data"
    assert key in caught.value.operator


def test_an_error_never_quotes_the_paper(tmp_path: Path) -> None:
    (tmp_path / "broken.typ").write_text(
        '#let d = json(bytes(sys.inputs.data))\n#panic("for " + d.holder)', encoding="utf-8"
    )
    with pytest.raises(IssuanceError) as caught:
        Renderer(tmp_path).pdf("broken", {"holder": "毛晓芸"}, AT)
    assert caught.value.code == "template_broken"
    assert "毛晓芸" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("name", ["none", "../papers/slip", "slip.typ", "", "/etc/passwd"])
def test_an_unknown_template(renderer: Renderer, name: str) -> None:
    with pytest.raises(IssuanceError) as caught:
        renderer.pdf(name, CARD, AT)
    assert caught.value.code == "template_missing"


def test_without_the_fonts_nothing_is_made(assets: Path) -> None:
    with pytest.raises(IssuanceError) as caught:
        Renderer(assets / "papers", system_fonts=False)
    assert caught.value.code == "font_missing"
    assert "fonts-noto-cjk" in caught.value.operator


def test_a_template_with_a_family_that_is_not_there_fails(tmp_path: Path) -> None:
    (tmp_path / "odd.typ").write_text(
        '#set document(title: "x")\n#set text(font: "No Such Family")\nx', encoding="utf-8"
    )
    with pytest.raises(IssuanceError) as caught:
        Renderer(tmp_path).pdf("odd", {}, AT)
    assert caught.value.code == "template_broken"


def test_the_paper_claims_its_archive_and_reading_standards(renderer: Renderer) -> None:
    pdf = renderer.pdf("licence_card", CARD, AT)
    metadata = read(pdf).xmp_metadata
    assert metadata is not None
    assert metadata.pdfaid_part == "2"
    assert read(pdf).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read(pdf).metadata.creation_date == AT
