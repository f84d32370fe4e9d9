"""Sentences by another hand: what is reached directly, what is asked, what is let in wrongly.

A regression guard: the lists were adjusted on these sentences, so the shares flatter.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from kiosk.nlu.understand import Understander

OURS = {"lic_damaged", "lic_lost", "lic_expiry"}


def test_the_three_items_are_told_apart(understander: Understander, another_hand: dict[str, Any]) -> None:
    came: Counter[str] = Counter()
    wrong = []
    for item, sentences in another_hand["items"].items():
        for sentence in sentences:
            found = understander.understand(sentence)
            if found.outcome == "item" and found.id != item:
                wrong.append(sentence)
            asked = item in {c.id for c in found.candidates}
            came["direct" if found.id == item else "asked" if asked else "neither"] += 1
    assert wrong == []
    assert came["direct"] >= 0.85 * came.total()
    assert came["neither"] <= 0.03 * came.total()


def test_other_matters_reach_no_item(understander: Understander, another_hand: dict[str, Any]) -> None:
    others = another_hand["others"] + another_hand["nothing"]
    outcomes = Counter(understander.understand(s).outcome for s in others)
    assert outcomes["item"] == 0
    assert outcomes["none"] >= 0.95 * len(others)
    assert outcomes["command"] <= 0.01 * len(others)
    assert outcomes["emergency"] == 0


def test_what_leaves_two_items_open_is_never_acted_on(
    understander: Understander, another_hand: dict[str, Any]
) -> None:
    assert [s for s in another_hand["ambiguous"] if understander.understand(s).outcome == "item"] == []


def test_emergencies_are_heard(understander: Understander, another_hand: dict[str, Any]) -> None:
    for sentence in another_hand["emergency"]:
        assert understander.understand(sentence).outcome == "emergency", sentence


def test_requests_are_no_emergencies(understander: Understander, another_hand: dict[str, Any]) -> None:
    for sentences in (*another_hand["items"].values(), *another_hand["commands"].values()):
        for sentence in sentences:
            assert understander.understand(sentence).outcome != "emergency", sentence


def test_commands_are_heard(understander: Understander, another_hand: dict[str, Any]) -> None:
    right = wrong = total = 0
    for command, sentences in another_hand["commands"].items():
        for sentence in sentences:
            found = understander.understand(sentence)
            total += 1
            right += found.outcome == "command" and found.id == command
            wrong += found.outcome == "command" and found.id != command
            assert found.outcome != "item", sentence
            # A yes or a no is never taken from something else.
            if command not in ("confirm", "deny"):
                assert found.id not in ("confirm", "deny"), sentence
    assert right >= 0.95 * total
    assert wrong <= 0.02 * total
