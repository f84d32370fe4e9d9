"""Emergencies: every cry is heard, and nothing that only sounds like one.

The sentences of `data/alarms.yaml` built nothing; those of the building are gone through as a guard.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kiosk.nlu.alarm import emergency
from kiosk.nlu.sentences import EMERGENCY, read_sentences
from kiosk.nlu.understand import Understander
from kiosk.nlu.words import Words
from tests.nlu.conftest import WORDS

DATA = yaml.safe_load((Path(__file__).parent / "data" / "alarms.yaml").read_text(encoding="utf-8"))


def test_there_are_enough_of_them_and_none_was_built_from() -> None:
    ordinary = [text for texts in DATA["ordinary"].values() for text in texts]
    urgent = [text for texts in DATA["emergency"].values() for text in texts]
    assert len(set(ordinary)) >= 150
    assert len(set(urgent)) >= 80
    built = {s.text for s in read_sentences(WORDS / "sentences")}
    assert not built & {*ordinary, *urgent}


def test_what_only_sounds_alarming(understander: Understander) -> None:
    """Made to trip; a question now and then is not wrong, an alarm is."""
    found = understander.understand_all([text for texts in DATA["ordinary"].values() for text in texts])
    false = [said.text for said in found if said.outcome == "emergency"]
    assert len(false) <= 0.02 * len(found), false


@pytest.mark.parametrize("kind", ["greeting", "service"])
def test_what_is_said_every_day_never_alarms(understander: Understander, kind: str) -> None:
    found = understander.understand_all(DATA["ordinary"][kind])
    assert [said.text for said in found if said.outcome == "emergency"] == []


def test_what_is_an_emergency(understander: Understander) -> None:
    found = understander.understand_all([text for texts in DATA["emergency"].values() for text in texts])
    missed = [said.text for said in found if said.outcome != "emergency" and "alarm" not in said.values]
    heard = [said for said in found if said.outcome == "emergency"]
    assert len(missed) <= 0.005 * len(found), missed
    assert len(heard) >= 0.975 * len(found)


def test_without_the_learned_part_few_are_taken_wrongly(grammar_alone: Understander) -> None:
    """Where nothing was built the patterns are alone: an alarm too many is better than one missed."""
    ordinary = [text for texts in DATA["ordinary"].values() for text in texts]
    urgent = [text for texts in DATA["emergency"].values() for text in texts]
    false = [t for t in ordinary if grammar_alone.understand(t).outcome == "emergency"]
    heard = [t for t in urgent if grammar_alone.understand(t).outcome == "emergency"]
    assert len(false) <= 0.03 * len(ordinary), false
    assert len(heard) >= 0.75 * len(urgent)


def test_no_sentence_of_the_building_is_a_false_alarm(understander: Understander, words: Words) -> None:
    """All that have an alarming word, and every sixth of the others (all take half a minute)."""
    said = [s.text for s in read_sentences(WORDS / "sentences") if s.labels != (EMERGENCY,)]
    assert len(said) >= 6600
    alarming = [t for t in said if emergency(words.normaliser.plain(t), words.alarms)]
    assert len(alarming) >= 300
    found = understander.understand_all([*alarming, *said[::6]])
    assert [u.text for u in found if u.outcome == "emergency"] == []


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("着火了", "sure"),
        ("没着火", "told"),
        ("是不是着火了", "sure"),
        ("听说着火了", "told"),
        ("不是开玩笑，着火了", "sure"),
        ("去年着火了", "told"),
        ("去年着火，现在又着火了", "sure"),
        ("去年着火那家又烧起来了，快来人", "sure"),
        ("别打110", "told"),
        ("别打我，救命", "sure"),
        ("打110要钱吗", "told"),
        ("昨天有人打架", "mild"),
        ("昨天打架那帮人又在打架", "sure"),
        ("打架的人已经抓住了", "told"),
        ("救命稻草", "told"),
        ("驾照丢了", None),
    ],
)
def test_how_a_sentence_is_taken(words: Words, said: str, kind: str | None) -> None:
    call = emergency(words.normaliser.plain(said), words.alarms)
    assert (call.kind if call else None) == kind
