"""A visit as a file: it can be done over, says nothing of anybody, and is the same twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.core.paths import repository_root
from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.states import State
from kiosk.dialogue.told import Told
from kiosk.nlu.types import Candidate, Understanding
from kiosk.terminal.parts import dialogue_settings
from kiosk.training.people import TrainingError
from kiosk.training.recording import EventFile, decoded, digest, encoded, read_recording, replayed
from kiosk.training.scenario import load_scenario
from kiosk.training.to_scenario import scenario_from

NUMBER = "330212198806153428"
CARD = {"name": "毛晓燕", "id_number": NUMBER, "address": "浙江省宁波市鄞州区", "sex": "女"}
VISIT: list[ev.Event] = [
    ev.Woke(),
    ev.SaidAll(),
    ev.Meant(Understanding("驾驶证坏了", "item", "lic_damaged", (Candidate("lic_damaged", 0.9),), 0.9)),
    ev.Meant(Understanding("对", "command", "confirm", (), 1.0)),
    ev.SaidAll(),
    ev.TimerFired("notice"),
    ev.CardStill("id_card_front"),
    ev.CardRead("id_card_front", True, CARD),
    ev.PrecheckDone((), ()),
    ev.Meant(Understanding("对", "command", "confirm", (), 1.0)),
    ev.CaseTaken("A001", "3"),
    ev.CaseIssued("A001", "3", "JSZ-NINGBO-20261124-0001", (Told("第66条", "好", "good", True),)),
]


@pytest.fixture(scope="module")
def dialogue() -> Dialogue:
    assets = repository_root() / "assets"
    return Dialogue(dialogue_settings(Catalogue.load(assets), Prompts.load(assets / "prompts"), None))


def _recorded(dialogue: Dialogue, file: Path, seconds: float) -> Path:
    record, state = EventFile("a visit"), State()
    for number, event in enumerate(VISIT):
        state, _ = dialogue.step(state, event)
        record.happened(number * seconds, event, state)
    record.write(file)
    return file


def test_it_is_done_over_state_by_state(dialogue: Dialogue, tmp_path: Path) -> None:
    file = _recorded(dialogue, tmp_path / "one.jsonl", 1.0)
    again = list(replayed(read_recording(file), dialogue))
    assert all(one.same for one in again)
    assert again[-1].state == "issue"
    assert any("confirm.fields" in one.actions or "confirm_fields" in one.actions for one in again)


def test_another_way_shows(dialogue: Dialogue, tmp_path: Path) -> None:
    file = _recorded(dialogue, tmp_path / "one.jsonl", 1.0)
    file.write_text(file.read_text(encoding="utf-8").replace('"confirm"', '"deny"', 1), encoding="utf-8")
    assert not all(one.same for one in replayed(read_recording(file), dialogue))


def test_only_times_differ(dialogue: Dialogue, tmp_path: Path) -> None:
    one, other = (_recorded(dialogue, tmp_path / f"{n}.jsonl", n) for n in (1.0, 2.5))
    assert one.read_bytes() != other.read_bytes()
    assert digest(one) == digest(other)


def test_nothing_personal_is_in_it(dialogue: Dialogue, tmp_path: Path) -> None:
    text = _recorded(dialogue, tmp_path / "one.jsonl", 1.0).read_text(encoding="utf-8")
    for personal in (NUMBER, "毛晓燕", "鄞州"):
        assert personal not in text
    said = ev.Meant(
        Understanding(f"车牌浙B8K627，号码{NUMBER}", "none", None, (), 0.0, {"value": "浙B8K627"})
    )
    assert "8K627" not in str(encoded(said))
    assert NUMBER not in str(encoded(said))


@pytest.mark.parametrize("event", VISIT, ids=lambda e: type(e).__name__)
def test_every_event_survives_the_way_to_disk(event: ev.Event) -> None:
    assert encoded(decoded(encoded(event))) == encoded(event)


@pytest.mark.parametrize("text", ["", "{}", '{"recording": 9, "name": "x"}', '{"recording": 1}\n[]'])
def test_rubbish_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError):
        read_recording(file)


def test_a_recording_becomes_a_scenario_that_loads(dialogue: Dialogue, tmp_path: Path) -> None:
    events = [*VISIT, ev.SaidAll(), ev.TimerFired("survey")]
    record, state = EventFile("a visit"), State()
    for event in events:
        state, _ = dialogue.step(state, event)
        record.happened(0.0, event, state)
    record.write(tmp_path / "one.jsonl")
    text = scenario_from(read_recording(tmp_path / "one.jsonl"), dialogue, "from_a_visit")
    file = tmp_path / "from_a_visit.yaml"
    file.write_text(text, encoding="utf-8")
    made = load_scenario(file)
    assert made.expect.ended == "issued"
    assert made.item == "lic_damaged"
    assert [(s.at, s.says) for s in made.citizen.steps] == [("ask_need", "驾驶证坏了")]
    assert made.people[0].like == "driver"
