"""Who gets a paper, and what is left behind."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from kiosk.desk.schemas import CaseState
from kiosk.issuance.keys import own_trust
from kiosk.issuance.verify import verify_pdf
from kiosk.terminal.recorder import waits
from kiosk.training.people import PersonCard
from tests.journeys.conftest import REQUESTS, CardOf, Speak, Visit, stored


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
    assert any("66条" in r.basis for r in case.decision.reasons)
    # Where to collect is said.
    assert f"{case.window}号窗口" in done.outcome.closing
    assert case.ticket in done.outcome.closing
    # The paper verifies, offline.
    assert done.paper is not None
    verified = verify_pdf(done.paper, own_trust(tmp_path / "secrets"), None)
    assert verified.valid
    assert verified.case == case.case_id
    # The waits are those of the log.
    found = waits(done.entries)
    assert [w.why for w in found][:4] == ["speech", "speech", "card", "speech"]
    assert done.outcome.machine_seconds == pytest.approx(sum(w.seconds for w in found))
    assert stored(tmp_path) == {"cases": 1, "certificate": 1}
    # Nothing of her is left behind: not in the state, the store, the logs or the events.
    assert done.outcome.state.documents == ()
    secrets = [people["mao"].id_number, people["mao"].name, people["mao"].address]
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not [s for s in secrets if s.encode() in content], file.name


def test_two_hundred_changed_bytes_never_verify(
    visit: Visit, speak: Speak, card_of: CardOf, tmp_path: Path
) -> None:
    done = visit([speak(REQUESTS["lic_damaged"]), speak("对。")], [card_of("mao")])
    assert done.paper is not None
    trust = own_trust(tmp_path / "secrets")
    begin = done.paper.index(b"<", done.paper.index(b"/Contents"))
    end = done.paper.index(b">", begin)
    chance = random.Random(41)
    inside = [chance.randrange(begin, end) for _ in range(100)]
    outside = [chance.randrange(len(done.paper)) for _ in range(100)]
    for place in inside + outside:
        changed = bytearray(done.paper)
        changed[place] ^= 1 << chance.randrange(8)
        assert not verify_pdf(bytes(changed), trust, None).valid, place


def test_the_same_person_twice_is_one_case(
    visit: Visit, speak: Speak, card_of: CardOf, tmp_path: Path
) -> None:
    sound = [speak(REQUESTS["lic_damaged"]), speak("对。")]
    first = visit(sound, [card_of("mao")])
    second = visit(sound, [card_of("mao")])
    assert first.outcome.case is not None
    assert second.outcome.case is not None
    assert second.outcome.case.case_id == first.outcome.case.case_id
    assert second.outcome.case.existing
    assert first.paper == second.paper
    assert stored(tmp_path) == {"cases": 1, "certificate": 1}


def test_a_world_file_adds_people(
    visit: Visit, speak: Speak, card_of: CardOf, newcomer: PersonCard, tmp_path: Path
) -> None:
    person = {"id_number": newcomer.id_number, "name": newcomer.name, "address": newcomer.address}
    more = {"ethnicity": "汉", "card_status": "valid", "card_valid_to": "2039-03-02"}
    driver = {
        "issuer_area": "3302",
        "classes": "C1",
        "status": "normal",
        "first_issued": "2013-05-20",
        "valid_from": "2019-05-20",
        "valid_to": "2029-05-20",
        "portrait_usable": True,
        **dict.fromkeys(("points", "cycles_at_12", "replacements_12_months"), 0),
        **dict.fromkeys(("open_violations", "open_accidents"), 0),
    }
    world = tmp_path / "more.json"
    world.write_text(json.dumps({"persons": [{"id": "new", "person": person | more, "driver": driver}]}))
    done = visit([speak(REQUESTS["lic_lost"]), speak("对。")], [card_of(newcomer)], worlds=[world])
    assert done.outcome.case is not None
    assert done.outcome.case.state is CaseState.ISSUED


def test_the_back_is_asked_for_where_no_register_knows_the_validity(
    visit: Visit, speak: Speak, card_of: CardOf, people: dict[str, PersonCard], tmp_path: Path
) -> None:
    import yaml

    from kiosk.core.paths import repository_root

    shipped = yaml.safe_load((repository_root() / "assets/demo/world.yaml").read_text(encoding="utf-8"))
    mao = next(p for p in shipped["persons"] if p["id"] == "mao")
    del mao["person"]["card_valid_to"]
    world = tmp_path / "forgetful.json"
    world.write_text(json.dumps({"persons": [mao]}, default=str))
    cards = [card_of("mao"), card_of("mao", "back")]
    done = visit([speak(REQUESTS["lic_damaged"]), speak("对。")], cards, worlds=[world])
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
    assert done.outcome.case is not None
    assert done.outcome.case.state is CaseState.ISSUED
    assert done.paper is not None
    assert verify_pdf(done.paper, own_trust(tmp_path / "secrets"), None).valid
    assert stored(tmp_path) == {"cases": 1, "certificate": 1}
