"""Each item that the desk finishes, through the real processes: one that is approved, one an officer gets."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from kiosk.core.child import ChildCommand, ChildService
from kiosk.desk.client import DeskClient
from kiosk.desk.schemas import CaseState, CaseView, SubmittedDocument
from kiosk.desk.server import KEY_VARIABLE, REGISTRIES_KEY_VARIABLE
from kiosk.issuance.keys import own_trust
from kiosk.issuance.verify import verify_pdf
from tests.desk.parts import card, catalogue, licence, submission
from tests.desk.test_process import WHOLE, desk_in, simulator_in

DAY = "2026-11-24"
CAR, TRUCK = "浙B12345", "浙B6K729"
PASS = {"plate": TRUCK, "zone": "core", "pass_from": "2026-11-25", "pass_to": "2026-12-04"}


@dataclass(frozen=True)
class Sent:
    item: str
    who: str
    answers: dict[str, str] = field(default_factory=dict)
    documents: tuple[SubmittedDocument, ...] = ()
    """Beside the front of the ID card."""
    cause: str = ""
    """Of the hand-over; empty: approved."""
    rule: str = ""
    """One that stops it."""

    def __str__(self) -> str:
        return f"{self.item}-{self.who}-{self.cause or 'approved'}"


CASES = [
    Sent("lic_damaged", "mao"),
    Sent("lic_damaged", "wang_seized", cause="not_eligible", rule="not_seized"),
    Sent("lic_lost", "mao"),
    Sent("lic_lost", "chen_jiangxi", cause="not_eligible", rule="issued_here"),
    Sent("lic_expiry", "li_young"),
    Sent("lic_expiry", "mao", cause="not_eligible", rule="window_open"),
    Sent("lic_postpone", "li_young", {"postpone_reason": "abroad", "postpone_until": "2027-12-01"}),
    Sent(
        *("lic_postpone", "zhang_elder", {"postpone_reason": "other", "postpone_until": "2027-12-01"}, ()),
        *("incomplete", "reason_in_law"),
    ),
    Sent("lic_medical", "zhang_elder"),
    Sent("lic_medical", "mao", cause="not_eligible", rule="medical_owed"),
    Sent("lic_info", "li_young", documents=(licence("li_young"),)),
    Sent("lic_info", "mao", documents=(licence("mao"),), cause="not_eligible", rule="something_changed"),
    Sent("lic_transfer", "chen_jiangxi", {"body_changed": "no"}, (licence("chen_jiangxi"),)),
    Sent(
        *("lic_transfer", "mao", {"body_changed": "no"}, (licence("mao"),)),
        *("not_eligible", "issued_elsewhere"),
    ),
    Sent("lic_downgrade", "mao", {"target_class": "C2", "body_changed": "no"}, (licence("mao"),)),
    Sent(
        "lic_downgrade",
        "li_young",
        {"target_class": "C2", "body_changed": "no"},
        (licence("mao"),),
        "incomplete",
        "old_licence_shown",
    ),
    Sent("veh_license", "mao", {"vehicle_matter": "damaged", "plate": CAR}),
    Sent(
        "veh_license", "li_young", {"vehicle_matter": "lost", "plate": CAR}, (), "not_eligible", "owner_asks"
    ),
    Sent("veh_mark", "mao", {"mark_matter": "issue", "plate": CAR}),
    Sent("veh_mark", "li_young", {"mark_matter": "issue", "plate": TRUCK}, (), "not_eligible", "exempt_kind"),
    Sent("truck_pass", "li_young", PASS),
    Sent("truck_pass", "mao", {**PASS, "plate": CAR}, (), "not_eligible", "is_truck"),
    Sent("no_crime", "mao", {"purpose": "work"}),
    Sent("no_crime", "wang_seized", {"purpose": "work"}, (), "incomplete", "discreet"),
    Sent("residence", "chen_jiangxi", {"moved": "no"}),
    Sent("residence", "mao", {"moved": "no"}, (), "not_eligible", "permit_known"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("items")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[DeskClient]:
    with (
        simulator_in(folder / "simulator", "--day", DAY, "--no-population") as simulator,
        desk_in(folder, simulator, WHOLE, "--registry-seconds", "6") as desk,
        DeskClient(desk.url, desk.key) as made,
    ):
        yield made


def done(client: DeskClient, sent: Sent) -> CaseView:
    documents = [card(sent.who), *sent.documents]
    submitted = submission(sent.who, sent.item, answers=sent.answers, documents=documents)
    # A case of an earlier test that is still open comes back under its own id.
    return client.wait_done(client.submit(submitted).case_id, 40)


def test_every_item_is_tried_both_ways() -> None:
    ready = {i.id for i in catalogue().items.values() if not i.by_officer}
    assert {c.item for c in CASES if not c.cause} == {c.item for c in CASES if c.cause} == ready


@pytest.mark.parametrize("sent", [c for c in CASES if not c.cause], ids=str)
def test_approved_with_a_paper_that_verifies(client: DeskClient, folder: Path, sent: Sent) -> None:
    view = done(client, sent)
    assert view.decision is not None
    failed = [r.rule for r in view.decision.reasons if view.decision.decision != "approve"]
    assert (view.state, view.decision.decision) == (CaseState.ISSUED, "approve"), failed
    assert view.certificate is not None
    outcome = catalogue().items[sent.item].outcome
    assert outcome is not None
    assert view.certificate.number.startswith(f"{outcome.certificate_prefix}-")
    verified = verify_pdf(client.paper(view.case_id), own_trust(folder / "secrets"))
    assert (verified.valid, verified.case, verified.problems) == (True, view.case_id, ())


@pytest.mark.parametrize("sent", [c for c in CASES if c.cause], ids=str)
def test_handed_over_with_its_reason_and_without_a_paper(client: DeskClient, sent: Sent) -> None:
    view = done(client, sent)
    assert (view.state, view.review_cause, view.certificate) == (CaseState.REVIEW, sent.cause, None)
    assert view.decision is not None
    assert sent.rule in [r.rule for r in view.decision.reasons]


def test_a_criminal_record_looks_like_any_other_hand_over(client: DeskClient) -> None:
    """The kiosk is told one sentence and one cause, whether there is an entry or the use isn't said."""
    hit = done(client, Sent("no_crime", "wang_seized", {"purpose": "work"}))
    unsaid = done(client, Sent("no_crime", "li_young"))
    assert hit.decision is not None
    assert unsaid.decision is not None
    said = {r.zh for view in (hit.decision, unsaid.decision) for r in view.reasons}
    assert said == {"需要工作人员协助核对，请到5号窗口。"}
    assert hit.review_cause == unsaid.review_cause == "incomplete"


def test_registers_by_a_file_of_settings_with_signed_questions(tmp_path: Path) -> None:
    """The simulator here answers signed questions only, so the file's key is what lets the case through."""
    key = Ed25519PrivateKey.generate()
    known = tmp_path / "known"
    known.mkdir()
    (known / "desk-1.pem").write_bytes(
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    own = tmp_path / "own.pem"
    own.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    own.chmod(0o600)
    with simulator_in(tmp_path / "sim", "--no-population", "--client-keys", str(known)) as simulator:
        signed = f", signing_key_id: desk-1, signing_key_file: {own}"
        for name, more, state in (("bare", "", CaseState.REVIEW), ("signed", signed, CaseState.ISSUED)):
            folder = tmp_path / name
            folder.mkdir()
            file = folder / "registers.yaml"
            where = f'url: "{simulator.url}", key_variable: {REGISTRIES_KEY_VARIABLE}'
            file.write_text(f"default: {{{where}, tries: 1{more}}}")
            command = desk_with(folder, file, simulator.key)
            with ChildService(command) as desk, DeskClient(desk.url, desk.key) as client:
                assert done(client, Sent("lic_lost", "mao")).state is state, name


def desk_with(folder: Path, file: Path, key: str) -> ChildCommand:
    arguments = [
        *(sys.executable, "-m", "tests.desk.quick_desk", "--state", str(folder / "state")),
        *("--secrets", str(folder / "secrets"), "--registries-file", str(file), "--as-of", DAY),
    ]
    return ChildCommand("desk", arguments, KEY_VARIABLE, folder, {REGISTRIES_KEY_VARIABLE: key})
