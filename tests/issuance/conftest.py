"""One installation with keys and one signed paper, shared by the room's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.paths import repository_root
from kiosk.issuance.papers import PaperIssuer, SignedPaper

NUMBER = "JZ-330200-20260105-000001"
CASE = "0123456789abcdef0123456789abcdef"

LICENCE = {
    "item_zh": "机动车驾驶证损毁换证",
    "item_en": "Replacement of a damaged driving licence",
    "holder": "毛晓芸",
    "id_masked": "330203********0021",
    "licence_class": "C1",
    "valid_from": "2021-03-27",
    "valid_to": "2031-03-27",
    "fee": "10.00",
    "window": "3",
    "ticket": "A001",
    "basis": "《机动车驾驶证申领和使用规定》（公安部令第162号）第六十六条第一款第二项、第六十八条",
    "old_card": "keep",
}
_SHEET = {
    **{k: LICENCE[k] for k in ("holder", "id_masked", "fee", "window", "ticket")},
    "item_zh": "核发、补换领检验合格标志",
    "item_en": "Inspection mark of a vehicle",
    "basis": "《机动车登记规定》第五十四条、第五十五条、第五十七条",
}
#: Every other signed paper, with what it needs besides.
SHEETS = {
    "licence_postpone": {
        **_SHEET,
        "licence_class": "C1",
        "licence_valid_to": "2026-06-14",
        "reason": "abroad",
        "until": "2027-06-30",
    },
    "medical_receipt": {
        **_SHEET,
        "licence_class": "C5",
        "medical_date": "2025-11-20",
        "cycle_end": "2025-12-20",
    },
    "vehicle_licence": {
        **_SHEET,
        "plate": "浙B12345",
        "kind": "small_passenger",
        "matter": "damaged",
        "old_card": "return",
        "inspection_valid_to": "2027-01-31",
    },
    "inspection_mark": {
        **_SHEET,
        "plate": "浙BD12345",
        "kind": "small_passenger",
        "matter": "replace",
        "inspection_valid_to": "2027-01-31",
    },
    "truck_pass": {
        **_SHEET,
        "plate": "浙B6K729",
        "kind": "light_truck",
        "zone": "core",
        "pass_from": "2026-01-10",
        "pass_to": "2026-01-20",
    },
    "no_crime": {**_SHEET, "purpose": "work"},
    "residence_endorsement": {
        **_SHEET,
        "address": "浙江省宁波市鄞州区下应街道江六村江房工业区8号",
        "year_full": "2026-12-10",
    },
}
SLIP = {
    "item_zh": "机动车驾驶证损毁换证",
    "item_en": "Replacement of a damaged driving licence",
    "window": "3",
    "ticket": "A001",
    "fee": "10.00",
    "issued_at": "2026-01-05 09:00",
    "bring_zh": "本人居民身份证原件\n原驾驶证（残片也可）",
    "bring_en": "your original ID card\nthe old licence",
    "qr": "XZ1*JZ-330200-20260105-000001*ABCD2345EFGH67JK",
}
HANDOVER = {
    "item_zh": "机动车驾驶证遗失补证",
    "item_en": "Replacement of a lost driving licence",
    "window": "5",
    "ticket": "B012",
    "issued_at": "2026-01-05 09:00",
    "case_id": CASE,
    "cause_zh": "驾驶证目前处于扣留状态，需要工作人员当面办理。",
    "cause_en": "Your licence is being withheld; an officer has to deal with it.",
}


@pytest.fixture(scope="session")
def assets() -> Path:
    return repository_root() / "assets"


@pytest.fixture(scope="session")
def secrets_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("installation") / "secrets"


@pytest.fixture(scope="session")
def issuer(assets: Path, secrets_folder: Path) -> PaperIssuer:
    return PaperIssuer(assets, secrets_folder, ManualClock())


@pytest.fixture(scope="session")
def paper(issuer: PaperIssuer) -> SignedPaper:
    return issuer.issue("licence_card", LICENCE, NUMBER, CASE)


def _letter(**more: str) -> dict[str, str]:
    return {
        **{k: LICENCE[k] for k in ("item_zh", "item_en", "holder", "id_masked")},
        "case_id": CASE,
        "issued_at": "2026-01-05 09:00",
        "handed_in": "2026-01-04",
        "office_zh": "宁波市公安局交通警察支队车辆管理所",
        "office_en": "Vehicle Administration Office, Ningbo",
        "office_short": "车辆管理所",
        "told_by": "《机动车驾驶证申领和使用规定》第三条第二款",
        **more,
    }


#: What isn't signed, besides the two slips above: by a name of the test, template and data.
UNSIGNED: dict[str, tuple[str, dict[str, str]]] = {
    "slip_a4": ("slip", SLIP | {"width": "a4"}),
    "handover_a4": ("handover_slip", HANDOVER | {"width": "a4"}),
    "queue_ticket": (
        "queue_ticket",
        {k: SLIP[k] for k in ("item_zh", "item_en", "window", "ticket", "issued_at")} | {"ahead": "4"},
    ),
    "receipt": (
        "receipt",
        {k: SLIP[k] for k in ("item_zh", "item_en", "window", "ticket", "fee", "issued_at")}
        | {
            "case_id": CASE,
            "given_zh": "居民身份证（照片面）",
            "given_en": "ID card (photo side)",
            "state_zh": "已受理",
            "state_en": "accepted",
        },
    ),
    "guide_slip": (
        "guide_slip",
        {
            "language": "zh",
            "title": "办事须知",
            "subtitle": "Guide to a service",
            "item": "机动车驾驶证损毁换证",
            "rows": "谁能办\t\t驾驶证损坏、宁波核发的持证人\n不用带\t数据共享免提交\t驾驶证档案\t户籍信息",
            "scan": "手机扫码，带走这一页",
            "printed": "2026-01-05 打印",
            "qr": "办事须知：机动车驾驶证损毁换证。到3号窗口。",
        },
    ),
    "refusal_letter": (
        "refusal_letter",
        _letter(
            article="《机动车驾驶证申领和使用规定》第六十九条",
            reason="驾驶证在扣留期间，不予补发。",
            appeal="行政复议\t某机构\t六十日内\t某法第一条\n行政诉讼\t某法院\t六个月内\t某法第二条",
            ask_zh="请到窗口询问。",
        ),
    ),
    "supplement_notice": (
        "supplement_notice",
        _letter(
            missing="身份证\t请带原件\t第一条", where_zh="3号窗口", where_en="window 3", kept_zh="继续有效。"
        ),
    ),
    "licence_faces": (
        "licence_faces",
        {
            **{
                k: LICENCE[k]
                for k in ("holder", "id_masked", "licence_class", "valid_from", "valid_to", "ticket")
            },
            "sex": "女",
            "nationality": "中国",
            "birth": "1988-06-01",
            "first_issued": "2009-03-27",
            "file_number": "330200********",
            "record": "请于有效期届满前九十日内换证。",
            "case_id": CASE,
            "issued_at": "2026-01-05 09:00",
        },
    ),
}
