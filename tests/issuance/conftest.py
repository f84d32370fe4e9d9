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
