"""The log of a visit, and the citizen's waits computed from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from kiosk.terminal.recorder import Recorder, Wait, visit_seconds, waits

NUMBER = "11010519491231002X"


def entry(t: float, event: str, **details: object) -> dict[str, object]:
    return {"t": t, "skipped": 0.0, "event": event, **details}


#: A visit as it is logged: she speaks, answers, lays her card, and hears the result.
VISIT = [
    entry(0.1, "sound", key="greet", text="您好。"),
    entry(3.0, "first_voiced", at=2.0),
    entry(5.2, "last_voiced", at=4.5),
    entry(5.2, "acknowledged", by="sound"),
    entry(6.0, "sound", key="item.confirm", text="…"),
    entry(6.9, "sound", key="item.confirm", text="second sentence of the same answer"),
    entry(9.0, "last_voiced", at=8.7),
    entry(9.1, "sound", key="notice.read", text="…"),
    entry(12.0, "said_all", state="notice"),
    entry(20.0, "card_lies", at=19.0),
    entry(20.5, "acknowledged", by="sound"),
    entry(21.0, "sound", key="decide.wait", text="请稍等。"),
    entry(21.5, "card_read", accepted=True),
    entry(21.75, "sound", key="fields.confirm", text="…"),
    entry(25.0, "last_voiced", at=24.5),
    entry(27.0, "sound", key="result.approved", text="办好了。"),
    entry(33.0, "said_all", state="issue"),
    entry(41.0, "said_all", state="goodbye"),
]


def test_a_wait_lasts_from_the_last_voiced_frame_or_the_still_card_to_the_answers_first_sample() -> None:
    found = waits(VISIT)
    assert found == [
        Wait(4.5, 6.0, "speech"),
        Wait(8.7, 9.1, "speech"),
        Wait(19.0, 21.75, "card"),
        Wait(24.5, 27.0, "speech"),
    ]
    assert sum(w.seconds for w in found) == pytest.approx(1.5 + 0.4 + 2.75 + 2.5)


def test_please_wait_and_a_beep_are_no_answer() -> None:
    assert waits([*VISIT[:3], VISIT[3], entry(5.5, "sound", key="decide.wait")]) == []


def test_who_speaks_again_waits_from_then() -> None:
    assert waits([entry(1, "last_voiced", at=0.9), entry(3, "last_voiced", at=2.9), VISIT[4]]) == [
        Wait(2.9, 6.0, "speech")
    ]


def test_the_visit_lasts_from_the_first_word_to_the_end_of_the_closing_ones() -> None:
    assert visit_seconds(VISIT) == 31.0


def test_a_hand_over_ends_with_its_last_words() -> None:
    handed = [*VISIT[:9], entry(15, "said_all", state="staff"), entry(20, "said_all", state="staff")]
    assert visit_seconds(handed) == 18.0


def test_a_visit_without_a_word_or_an_end_has_no_length() -> None:
    assert visit_seconds([]) is None
    assert visit_seconds(VISIT[:1]) is None
    assert visit_seconds([VISIT[-2]]) is None
    assert visit_seconds(VISIT[:9]) is None


def test_what_is_recorded_is_written_kept_and_told(tmp_path: Path) -> None:
    told: list[Mapping[str, object]] = []
    recorder = Recorder(tmp_path / "events.jsonl", told.append)
    recorder.record(1.23456, 0.5, "page", page="home")
    assert json.loads((tmp_path / "events.jsonl").read_text()) == entry(1.2346, "page", page="home") | {
        "skipped": 0.5
    }, "written at once: a killed visit has its log"
    recorder.record(2, 0, "heard", text="驾照坏了")
    recorder.close()
    recorder.close()
    lines = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text("utf-8").splitlines()]
    assert lines == told == recorder.entries
    assert list(lines[0]) == ["t", "skipped", "event", "page"]


def test_an_id_number_reaches_neither_file_nor_listener_nor_memory(tmp_path: Path) -> None:
    told: list[Mapping[str, object]] = []
    recorder = Recorder(tmp_path / "events.jsonl", told.append)
    recorder.record(1, 0, "heard", text=f"我的身份证号是{NUMBER}", more=[{"deep": NUMBER}])
    recorder.close()
    for where in ((tmp_path / "events.jsonl").read_text("utf-8"), repr(told), repr(recorder.entries)):
        assert "我的身份证号是" in where
        assert NUMBER not in where


def test_without_a_file_it_only_remembers() -> None:
    recorder = Recorder()
    recorder.record(0, 0, "wiped")
    recorder.close()
    assert recorder.entries == [entry(0, "wiped")]
