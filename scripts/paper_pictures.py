"""Draw every paper and every slip into docs/screens/, from the templates, with invented people.

`.venv/bin/python scripts/paper_pictures.py [FOLDER]`. What slips and letters say comes from the desk's code.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from kiosk.catalogue.catalogue import Catalogue  # noqa: E402
from kiosk.core.clock import ManualClock  # noqa: E402
from kiosk.core.text import Bilingual  # noqa: E402
from kiosk.desk.letter_words import (  # noqa: E402
    Addressee,
    LetterBook,
    missing_documents,
    refusal_data,
    supplement_data,
)
from kiosk.desk.offices import Offices  # noqa: E402
from kiosk.desk.schemas import (  # noqa: E402
    CaseState,
    CaseView,
    CertificateView,
    DecisionView,
    ReasonView,
)
from kiosk.desk.slips import Slips, Width  # noqa: E402
from kiosk.issuance.issuer import Issuer  # noqa: E402
from kiosk.issuance.render import Renderer  # noqa: E402

ASSETS = ROOT / "assets"
AT = datetime(2026, 11, 24, 1, 12, tzinfo=UTC)
CASE = "3f9c1d2e4b5a69788796a5b4c3d2e1f0"
#: Pixels per inch: a paper is looked at as a whole, a slip is read.
A4, ROLL = 96, 150

Sheet = tuple[str, str, Mapping[str, str], float]
"""Name of the picture, template, data, pixels per inch."""


class Noting:
    """Takes the place of a printer's office: what would be drawn is drawn as a picture."""

    def __init__(self) -> None:
        self.last: tuple[str, dict[str, str]] = ("", {})

    def render_slip(self, template: str, data: Mapping[str, str]) -> bytes:
        self.last = (template, dict(data))
        return b""

    def proof(
        self, template: str, data: Mapping[str, str], certificate_number: str, case_id: str
    ) -> dict[str, str]:
        """No picture here needs one of the desk's."""
        raise NotImplementedError


def papers() -> Iterator[Sheet]:
    """What is signed, the specimen's faces and the electronic pass."""
    told = yaml.safe_load((ASSETS / "demo" / "papers.yaml").read_text(encoding="utf-8"))
    for template, data in told["papers"].items():
        yield f"paper-{template}", template, {**data, **told["issued"]}, A4
    truck = {**told["papers"]["truck_pass"], **told["issued"]}
    yield "paper-e_pass", "e_pass", truck, ROLL
    training = Issuer("training").data()
    yield (
        "paper-no_crime-training",
        "no_crime",
        {
            **told["papers"]["no_crime"],
            **told["issued"],
            **training,
        },
        A4,
    )


def slips() -> Iterator[Sheet]:
    """What a case's citizen takes along, a number, and guides; on the roll and on A4."""
    noting, catalogue = Noting(), Catalogue.load(ASSETS)
    made = Slips.load(ASSETS, noting, ManualClock(AT))
    item, lost = catalogue.items["lic_damaged"], catalogue.items["lic_lost"]
    widths: tuple[Width, ...] = ("80mm", "a4")
    for width in widths:
        ppi = A4 if width == "a4" else ROLL
        made.of_case(_view("lic_damaged", CaseState.ISSUED), item, 1000, False, width)
        yield f"slip-pickup-{width}", *noting.last, ppi
        made.of_case(_view("lic_lost", CaseState.REVIEW), lost, 1000, False, width)
        yield f"slip-handover-{width}", *noting.last, ppi
        made.guide_slip(item, "zh", width)
        yield f"slip-guide-{width}", *noting.last, ppi
    made.guide_slip(catalogue.items["lic_expiry"], "en", "80mm")
    yield "slip-guide-en-80mm", *noting.last, ROLL
    made.queue_ticket("A017", "3", item, 4)
    yield "slip-queue-80mm", *noting.last, ROLL
    given = [Bilingual("居民身份证（照片面）", "ID card (photo side)")]
    made.receipt(_view("lic_lost", CaseState.REVIEW), lost, given, 1000, "80mm")
    yield "slip-receipt-80mm", *noting.last, ROLL
    made.of_case(_view("lic_damaged", CaseState.ISSUED), item, 1000, False, "80mm")
    template, data = noting.last
    yield "slip-pickup-training-80mm", template, {**data, **Issuer("training").data()}, ROLL


def letters() -> Iterator[Sheet]:
    """What an officer sends."""
    book, catalogue = LetterBook.load(ASSETS), Catalogue.load(ASSETS)
    to = Addressee(
        item=catalogue.items["lic_lost"],
        holder="王建军",
        id_masked="330204********0517",
        case_id=CASE,
        office=Offices.load(ASSETS).offices["ningbo"].name,
        window="3",
        handed_in="2026-11-24",
        now="2026-11-24 09:40",
    )
    reason = "您的驾驶证因交通违法被扣留，扣留期间不予补发。处理完毕后，可以再来申请。"
    told = refusal_data(to, "《机动车驾驶证申领和使用规定》第六十九条第三款", reason, book)
    yield "letter-refusal", "refusal_letter", told, A4
    missing = missing_documents(["id_card_back", "medical_form"], "", to.item, book)
    yield "letter-supplement", "supplement_notice", supplement_data(to, missing, book), A4


def _view(item: str, state: CaseState) -> CaseView:
    """A case as its kiosk may see it."""
    seized = ReasonView(
        rule="not_seized",
        basis="机动车驾驶证申领和使用规定第69条",
        zh="驾驶证目前处于扣留状态，需要工作人员当面办理。",
        en="Your licence is being withheld; an officer has to deal with it.",
    )
    decision = DecisionView(
        decision="refuse",
        cause="not_eligible",
        reasons=[seized],
        unknown=[],
        item_version="1",
        as_of=AT.date(),
    )
    issued = state is CaseState.ISSUED
    return CaseView(
        case_id=CASE,
        item=item,
        state=state,
        stages=[],
        decision=None if issued else decision,
        ticket="A017" if issued else "B012",
        window="3",
        certificate=CertificateView(number="JSZ-NINGBO-20261124-0001", sha256="0" * 64, ready=True)
        if issued
        else None,
        review_cause=None if issued else "not_eligible",
        version=1,
    )


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    renderer, count = Renderer(ASSETS / "papers"), 0
    for sheets in (papers(), slips(), letters()):
        for name, template, data, ppi in sheets:
            # As a PDF first: only that refuses a character which no font can show.
            renderer.pdf(template, data, AT)
            for number, page in enumerate(renderer.png(template, data, ppi)):
                (folder / f"{name}{'' if number == 0 else f'-{number + 1}'}.png").write_bytes(page)
                count += 1
    print(f"{count} pictures in {folder}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
