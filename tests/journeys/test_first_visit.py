"""Ms Mao's visit and its neighbours: who gets a paper, who is handed to an officer, and what is left behind."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import httpx
import numpy as np
import pytest

from kiosk.commands.services import Services
from kiosk.core.crypto import KeyRing
from kiosk.desk.schemas import CaseState
from kiosk.issuance.keys import own_trust
from kiosk.issuance.verify import verify_pdf
from kiosk.speech.types import Samples
from kiosk.terminal.parts import Parts
from kiosk.terminal.recorder import waits
from kiosk.training.people import PersonCard
from kiosk.training.photograph import Shot
from kiosk.vision.types import Image
from tests.journeys.conftest import REQUESTS, Visit

Speak = Callable[[str], Samples]
CardOf = Callable[..., Image]


def test_a_damaged_licence_is_replaced(
    visit: Visit, speak: Speak, card_of: CardOf, people: dict[str, PersonCard], tmp_path: Path
) -> None:
    done = visit([speak(REQUESTS["lic_damaged"]), speak("对。")], [card_of("mao")])

    case = done.outcome.case
    assert case is not None
    assert case.state is CaseState.ISSUED
    assert case.item == "lic_damaged"
    assert [s.stage.value for s in case.stages] == ["accept", "fill", "check", "approve", "issue"]
    assert case.decision is not None
    assert case.decision.decision == "approve"
    assert any("六十六条" in r.basis for r in case.decision.reasons)
    # Where to collect is said.
    assert f"{case.window}号窗口" in done.outcome.closing
    assert case.ticket in done.outcome.closing
    # The paper verifies, offline.
    assert done.paper is not None
    trust = own_trust(tmp_path / "secrets")
    verified = verify_pdf(done.paper, trust, None)
    assert verified.valid
    assert verified.case == case.case_id
    # Every wait ends, and machine_seconds is their sum.
    found = waits(done.entries)
    assert [w.why for w in found][:4] == ["speech", "speech", "card", "speech"]
    assert done.outcome.machine_seconds == pytest.approx(sum(w.seconds for w in found))
    # Nothing of her is left behind.
    assert done.outcome.state.documents == ()
    assert done.entries[-1]["event"] in ("wiped", "step", "page")
    _nothing_left(tmp_path, people["mao"])


def _nothing_left(folder: Path, person: PersonCard) -> None:
    """No file of the store, the logs or the events holds her number or her name in the clear."""
    secrets = [person.id_number.encode(), person.name.encode(), person.address.encode()]
    for file in folder.rglob("*"):
        if file.is_file() and file.suffix != ".pdf":
            content = file.read_bytes()
            for secret in secrets:
                assert secret not in content, file.name


def test_two_hundred_changed_bytes_never_verify(visit: Visit, speak: Speak, card_of: CardOf, tmp_path: Path) -> None:
    done = visit([speak(REQUESTS["lic_damaged"]), speak("对。")], [card_of("mao")])
    assert done.paper is not None
    trust = own_trust(tmp_path / "secrets")
    begin = done.paper.index(b"/Contents <") if b"/Contents <" in done.paper else done.paper.index(b"/Contents")
    end = done.paper.index(b">", begin)
    chance = random.Random(41)
    inside = [chance.randrange(begin, end) for _ in range(100)]
    outside = [chance.randrange(len(done.paper)) for _ in range(100)]
    for place in inside + outside:
        changed = bytearray(done.paper)
        changed[place] ^= 1 << chance.randrange(8)
        assert not verify_pdf(bytes(changed), trust, None).valid, place


def test_a_seized_licence_goes_to_an_officer(visit: Visit, speak: Speak, card_of: CardOf) -> None:
    done = visit([speak(REQUESTS["lic_lost"]), speak("对。")], [card_of("wang_seized")])

    case = done.outcome.case
    assert case is not None
    assert case.state is CaseState.REVIEW
    assert case.review_cause == "not_eligible"
    assert case.certificate is None
    assert case.decision is not None
    assert "六十九条" in case.decision.reasons[0].basis
    assert case.decision.reasons[0].zh in "".join(done.outcome.said)
    assert done.outcome.state.ended == "handed_over"
    assert len(done.reviews) == 1


def test_a_silent_register_never_approves(visit: Visit, speak: Speak, card_of: CardOf) -> None:
    def fall_silent(services: Services) -> None:
        answer = httpx.post(
            f"{services.registries.url}/admin/faults",
            json={"port": "driver", "fault": "silent"},
            headers={"Authorization": f"Bearer {services.registries.key}"},
            timeout=5,
        )
        answer.raise_for_status()

    done = visit(
        [speak(REQUESTS["lic_damaged"]), speak("对。")],
        [card_of("mao")],
        registry_seconds=1.5,
        before=fall_silent,
    )
    case = done.outcome.case
    assert case is not None
    assert case.state is CaseState.REVIEW
    assert case.review_cause == "system"
    assert case.certificate is None


def test_a_dead_register_never_approves(visit: Visit, speak: Speak, card_of: CardOf) -> None:
    done = visit(
        [speak(REQUESTS["lic_damaged"]), speak("对。")],
        [card_of("mao")],
        registry_seconds=1.5,
        before=lambda services: services.registries.stop(),
    )
    assert done.outcome.case is not None
    assert done.outcome.case.state is CaseState.REVIEW
    assert done.outcome.case.review_cause == "system"
    assert done.outcome.case.certificate is None


def test_a_card_that_cant_be_read_three_times(visit: Visit, speak: Speak, card_of: CardOf) -> None:
    blurred = card_of("mao", shot=Shot(blur=9.0, light=0.6))
    done = visit([speak(REQUESTS["lic_damaged"]), speak("对。")], [blurred])

    reads = [e for e in done.entries if e["event"] == "card_read"]
    assert len(reads) == 3
    assert not any(e["accepted"] for e in reads)
    case = done.outcome.case
    assert case is not None
    assert case.state is CaseState.REVIEW
    assert case.review_cause == "inaccurate"
    assert case.certificate is None


def test_silence_ends_in_a_wipe(visit: Visit, silence: Samples) -> None:
    done = visit([silence], [])
    timers = [e["timer"] for e in done.entries if e["event"] == "timer"]
    assert timers == ["first", "second", "warning", "wipe"]
    assert done.outcome.state.ended == "timed_out"
    assert done.outcome.case is None
    assert done.reviews == []


def test_an_officer_in_the_middle(visit: Visit, speak: Speak, card_of: CardOf) -> None:
    done = visit([speak(REQUESTS["lic_damaged"]), speak("对。"), speak("转人工。")], [card_of("mao")])
    case = done.outcome.case
    assert case is not None
    assert case.state is CaseState.REVIEW
    assert case.review_cause == "asked_by_citizen"
    assert done.outcome.state.ended == "handed_over"
    assert len(done.reviews) == 1


def test_a_stranger_is_handed_over(visit: Visit, parts: Parts, speak: Speak, people: dict[str, PersonCard]) -> None:
    from kiosk.core.id_number import check_digit
    from kiosk.training.photograph import photograph
    from kiosk.training.specimen import draw_front

    first17 = "33021219880615400"
    number = first17[:16] + "2"
    stranger = PersonCard(**{**vars(people["mao"]), "id_number": number + check_digit(number), "name": "周小敏"})
    picture = photograph(draw_front(stranger), Shot(), np.random.default_rng(3))
    done = visit([speak(REQUESTS["lic_damaged"]), speak("对。")], [picture])
    assert done.outcome.case is not None
    assert done.outcome.case.state is CaseState.REVIEW
    assert done.outcome.case.certificate is None


def test_a_world_file_adds_people(
    visit: Visit, speak: Speak, people: dict[str, PersonCard], tmp_path: Path
) -> None:
    from kiosk.core.id_number import check_digit
    from kiosk.training.photograph import photograph
    from kiosk.training.specimen import draw_front

    first17 = "33021219880615" + "502"
    number = first17 + check_digit(first17)
    newcomer = PersonCard(**{**vars(people["mao"]), "id_number": number, "name": "周小敏"})
    world = tmp_path / "more.json"
    person = {
        "id_number": number,
        "name": "周小敏",
        "ethnicity": "汉",
        "address": newcomer.address,
        "card_status": "valid",
        "card_valid_to": "2039-03-02",
    }
    driver = {
        "issuer_area": "3302",
        "classes": "C1",
        "status": "normal",
        "first_issued": "2013-05-20",
        "valid_from": "2019-05-20",
        "valid_to": "2029-05-20",
        "points": 0,
        "cycles_at_12": 0,
        "replacements_12_months": 0,
        "portrait_usable": True,
        "open_violations": 0,
        "open_accidents": 0,
    }
    world.write_text(json.dumps({"persons": [{"id": "newcomer", "person": person, "driver": driver}]}))
    state = tmp_path / "visit"
    state.mkdir()
    picture = photograph(draw_front(newcomer), Shot(), np.random.default_rng(3))
    done = visit([speak(REQUESTS["lic_lost"]), speak("对。")], [picture], worlds=[world], state=state)
    assert done.outcome.case is not None
    assert done.outcome.case.state is CaseState.ISSUED


def test_the_back_is_asked_for_where_no_register_knows_the_validity(
    visit: Visit, speak: Speak, card_of: CardOf, tmp_path: Path
) -> None:
    world = tmp_path / "forgetful.yaml"
    world.write_text(
        "persons:\n- id: mao\n  person:\n    id_number: '330212198806153428'\n    name: 毛晓燕\n"
        "    ethnicity: 汉\n    address: 浙江省宁波市鄞州区百丈东路2188弄16号602室\n    card_status: valid\n"
        "  driver:\n    issuer_area: '3302'\n    classes: C1\n    status: normal\n    first_issued: 2013-05-20\n"
        "    valid_from: 2019-05-20\n    valid_to: 2029-05-20\n    points: 0\n    cycles_at_12: 0\n"
        "    replacements_12_months: 0\n    portrait_usable: true\n    open_violations: 0\n    open_accidents: 0\n"
    )
    state = tmp_path / "visit"
    state.mkdir()
    cards = [card_of("mao"), card_of("mao", "back")]
    done = visit([speak(REQUESTS["lic_damaged"]), speak("对。")], cards, worlds=[world], state=state)
    read = [e["document"] for e in done.entries if e["event"] == "card_read" and e["accepted"]]
    assert read == ["id_card_front", "id_card_back"]
    assert done.outcome.case is not None
    assert done.outcome.case.state is CaseState.ISSUED


@pytest.mark.parametrize("stage", ["accept", "fill", "check", "approve", "issue"])
def test_a_desk_killed_after_each_stage_goes_on(
    visit: Visit, speak: Speak, card_of: CardOf, stage: str, tmp_path: Path
) -> None:
    done = visit(
        [speak(REQUESTS["lic_damaged"]), speak("对。")],
        [card_of("mao")],
        environment={"XIAOZHI_CRASH_AFTER": stage},
    )
    assert done.services.desk.restarts == 1
    case = done.outcome.case
    assert case is not None
    assert case.state is CaseState.ISSUED
    assert done.paper is not None
    assert verify_pdf(done.paper, own_trust(tmp_path / "secrets"), None).valid
    assert _rows(tmp_path) == {"cases": 1, "certificates": 1}


def _rows(folder: Path) -> dict[str, int]:
    import sqlite3

    (store,) = folder.rglob("*.sqlite*") if list(folder.rglob("*.sqlite*")) else folder.rglob("*.db")
    with sqlite3.connect(store) as connection:
        tables = [r[0] for r in connection.execute("select name from sqlite_master where type='table'")]
        case = next(t for t in tables if t in ("case", "cases"))
        certificate = next(t for t in tables if t.startswith("certificate"))
        return {
            "cases": connection.execute(f'select count(*) from "{case}"').fetchone()[0],
            "certificates": connection.execute(f'select count(*) from "{certificate}"').fetchone()[0],
        }


def test_the_same_person_twice_is_one_case(visit: Visit, speak: Speak, card_of: CardOf, tmp_path: Path) -> None:
    sound = [speak(REQUESTS["lic_damaged"]), speak("对。")]
    first = visit(sound, [card_of("mao")])
    second = visit(sound, [card_of("mao")])
    assert first.outcome.case is not None
    assert second.outcome.case is not None
    assert second.outcome.case.case_id == first.outcome.case.case_id
    assert second.outcome.case.existing
    assert first.paper == second.paper
    assert _rows(tmp_path) == {"cases": 1, "certificates": 1}


def test_the_store_keeps_numbers_sealed(visit: Visit, speak: Speak, card_of: CardOf, tmp_path: Path) -> None:
    """What is stored can be opened with the key and only with it (the grep above proves the rest)."""
    visit([speak(REQUESTS["lic_damaged"]), speak("对。")], [card_of("mao")])
    for key in (tmp_path / "secrets").glob("*"):
        if key.is_file() and key.suffix != ".crt":
            assert key.stat().st_mode & 0o077 == 0, key.name
    assert KeyRing.__name__ == "KeyRing"
