"""PDF/A-2 after signing, by what ISO 19005-2 asks and can be read from the file itself.

veraPDF would check more; it is neither in Debian nor on PyPI. Checked here, by clause: header and trailer
(6.1.2, 6.1.3), no encryption, LZW, external streams (6.1.3, 6.1.7), the output intent (6.2.3), no other
colours (6.2.4.3), fonts embedded and with Unicode (6.2.11), annotations printed and never hidden
(6.3.2), no forms that ask to be drawn (6.4.1), no scripts (6.5), metadata that name the part and agree
with the document's information (6.6), no embedded files (6.8); for level A tags and language (6.7).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from kiosk.core.clock import ManualClock
from kiosk.issuance.keys import load_or_create_signing_keys
from kiosk.issuance.papers import PaperIssuer, SignedPaper
from kiosk.issuance.sign import Reference, sign_pdf
from kiosk.issuance.tsa import Authority, OwnTimeStamper
from tests.issuance.conftest import CASE, NUMBER, UNSIGNED

_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/JavaScript", "/Rendition"}
_FILTERS = {"/FlateDecode", "/DCTDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/RunLengthDecode"}


@pytest.fixture(scope="module")
def stamped(issuer: PaperIssuer, paper: SignedPaper, secrets_folder: Path) -> bytes:
    """A paper with signature and time stamp: what the archive gets."""
    keys = load_or_create_signing_keys(secrets_folder, ManualClock())
    stamper = OwnTimeStamper(Authority(secrets_folder, ManualClock()))
    blank = issuer.render_slip(*UNSIGNED["refusal_letter"])
    return sign_pdf(blank, keys, Reference(NUMBER, CASE), ManualClock().now(), stamper)


@pytest.fixture(scope="module", params=["signed", "stamped", "slip"])
def pdf(request: pytest.FixtureRequest, paper: SignedPaper, stamped: bytes, issuer: PaperIssuer) -> bytes:
    made = {
        "signed": lambda: paper.pdf,
        "stamped": lambda: stamped,
        "slip": lambda: issuer.render_slip(*UNSIGNED["slip_a4"]),
    }
    return made[request.param]()


@pytest.fixture(scope="module")
def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary and stream of the file, once."""
    seen: set[int] = set()
    waiting: list[object] = [reader.trailer]
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            yield one
            waiting += [one.raw_get(key) for key in one]
        elif isinstance(one, ArrayObject):
            waiting += list(one)


def test_header_trailer_and_filters(pdf: bytes, reader: PdfReader) -> None:
    assert pdf.startswith(b"%PDF-1.")
    second = pdf.split(b"\n", 2)[1]
    assert second.startswith(b"%")
    assert sum(byte > 127 for byte in second[1:5]) == 4
    assert "/Encrypt" not in reader.trailer
    assert len(reader.trailer["/ID"]) == 2  # type: ignore[arg-type]
    assert pdf.rstrip().endswith(b"%%EOF")
    for one in objects(reader):
        if isinstance(one, StreamObject):
            named = one.get("/Filter", [])
            filters = named if isinstance(named, list) else [named]
            assert {str(f) for f in filters} <= _FILTERS
            assert not {"/F", "/FFilter"} & set(one)


def test_colours_stand_under_an_output_intent(reader: PdfReader) -> None:
    (intent,) = reader.trailer["/Root"]["/OutputIntents"]  # type: ignore[index]
    intent = intent.get_object()
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"].get_object()
    assert profile["/N"] == 3
    assert profile.get_data()[36:40] == b"acsp"
    names = {str(v) for one in objects(reader) for v in one.values() if isinstance(v, NameObject)}
    assert "/DeviceCMYK" not in names


def test_fonts_are_embedded_and_readable(reader: PdfReader) -> None:
    fonts = [one for one in objects(reader) if one.get("/Type") == "/Font"]
    assert fonts
    for font in fonts:
        if font["/Subtype"] == "/Type0":
            assert "/ToUnicode" in font
        elif font["/Subtype"] in ("/CIDFontType0", "/CIDFontType2"):
            descriptor = font["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_annotations_are_printed_and_nothing_acts(reader: PdfReader) -> None:
    for page in reader.pages:
        for reference in page.get("/Annots", []):
            one = reference.get_object()
            flags = int(one["/F"])
            assert flags & 4, "print"
            assert not flags & (1 | 2 | 32), "neither invisible, hidden nor no-view"
            left, low, right, high = (float(v) for v in one["/Rect"])
            assert "/AP" in one or (left == right and low == high)
    for one in objects(reader):
        assert one.get("/S") not in _ACTIONS
        assert not {"/AA", "/JS", "/EmbeddedFiles", "/XFA"} & set(one)
        assert not one.get("/NeedAppearances")


def test_the_metadata_say_so(reader: PdfReader) -> None:
    found, information = reader.xmp_metadata, reader.metadata
    assert found is not None
    assert information is not None
    assert (found.pdfaid_part, found.pdfaid_conformance) == ("2", "A")
    titles = set((found.dc_title or {}).values())
    assert titles == {information.title}
    assert found.xmp_create_date is not None
    assert information.creation_date is not None
    assert found.xmp_create_date.timestamp() == information.creation_date.timestamp()
    assert "/Filter" not in reader.trailer["/Root"]["/Metadata"]  # type: ignore[index]


def test_it_is_tagged_and_has_its_language(reader: PdfReader) -> None:
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert "/StructTreeRoot" in root  # type: ignore[operator]
    assert str(root["/Lang"]).startswith("zh")  # type: ignore[index]
