"""Emergencies weighed: a plea counts, what is told never acts, what is in between asks; and whom it calls."""

from __future__ import annotations

import pytest

from kiosk.nlu.alarm import emergency, service_of
from kiosk.nlu.calls import Calls
from kiosk.nlu.understand import Understander
from kiosk.nlu.urgency import Urgency, urgency
from kiosk.nlu.words import Words

CALLS = Calls()


def danger(share: float, kind: str = "police") -> dict[str, float]:
    return {"calm": 1 - share, "police": 0.0, "fire": 0.0, "medical": 0.0, kind: share}


def weigh(words: Words, said: str, share: float, kind: str = "police") -> Urgency | None:
    plain = words.normaliser.plain(said)
    call = emergency(plain, words.alarms)
    return urgency(call, danger(share, kind), CALLS, english=bool(plain.english), wanted=False)


@pytest.mark.parametrize("said", ["救命", "救命啊救命", "快帮我报警", "SOS", "help 救命", "打110快点"])
def test_a_plea_counts_whatever_was_learned(words: Words, said: str) -> None:
    found = weigh(words, said, 0.0)
    assert found is not None
    assert found.sure


@pytest.mark.parametrize("said", ["电影里有人喊救命", "听说楼上着火了", "没人打我", "火已经灭了"])
def test_what_is_told_denied_or_over_never_acts(words: Words, said: str) -> None:
    found = weigh(words, said, 0.99)
    assert found is not None, "but it is asked about"
    assert not found.sure
    assert weigh(words, said, 0.3) is None


@pytest.mark.parametrize(("said", "share"), [("他身子软下去了", 0.4), ("我爸走丢了", 0.1), ("着火了", 0.1)])
def test_what_is_in_between_is_asked(words: Words, said: str, share: float) -> None:
    found = weigh(words, said, share)
    assert found is not None
    assert not found.sure


def test_a_pattern_lowers_what_is_needed(words: Words) -> None:
    assert weigh(words, "着火了快跑", 0.5).sure  # type: ignore[union-attr]
    assert not weigh(words, "他身子软下去了", 0.5).sure  # type: ignore[union-attr]
    assert weigh(words, "今天人真多", 0.1) is None


def test_each_band_asks_before_it_acts() -> None:
    for name, band in vars(CALLS).items():
        if hasattr(band, "ask"):
            assert 0 < band.ask < band.act, name


@pytest.mark.parametrize(
    ("said", "service"),
    [
        ("快打119", "fire"),
        ("打120，快", "medical"),
        ("帮我叫救护车", "medical"),
        ("帮我打110", "police"),
        ("厨房着火了", "fire"),
        ("我妈晕倒了", "medical"),
        ("有人拿刀砍人", "police"),
        ("出大事了", "police"),
    ],
)
def test_whom_it_calls_by_the_words_alone(words: Words, said: str, service: str) -> None:
    assert service_of(words.normaliser.plain(said).bare, words.alarms) == service


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("楼道里起火了，全是烟", "fire"),
        ("煤气漏了，味道好大", "fire"),
        ("我爸突然倒下去，叫不醒了", "medical"),
        ("孩子噎住了喘不上气", "medical"),
        ("有人拿刀砍人", "police"),
        ("我女儿走丢了，才五岁", "police"),
        ("快打119", "fire"),
        ("there is a fire upstairs", "fire"),
    ],
)
def test_an_emergency_says_whom_it_calls(understander: Understander, said: str, kind: str) -> None:
    found = understander.understand(said)
    assert found.outcome == "emergency"
    assert dict(found.values) == {"kind": kind}


@pytest.mark.parametrize("said", ["抱警，快", "就命啊", "快叫就护车"])
def test_what_was_misheard_is_not_lost(understander: Understander, said: str) -> None:
    found = understander.understand(said)
    assert found.outcome == "emergency" or "alarm" in found.values


def test_a_perhaps_keeps_what_was_understood_else(understander: Understander) -> None:
    found = understander.understand("听说楼上着火了，烟都出来了")
    assert found.outcome != "emergency"
    assert found.values["alarm"] in ("police", "fire", "medical")
