"""The simulated visitors can answer whatever an item asks."""

from __future__ import annotations

from benchmarks.visitors import VALUES
from kiosk.catalogue.catalogue import Catalogue
from kiosk.core.paths import repository_root


def test_there_is_an_answer_to_every_question_of_every_item() -> None:
    for item in Catalogue.load(repository_root() / "assets").items.values():
        for question in item.questions:
            known = VALUES.get(question.name, {})
            assert known, f"{item.id}: nothing to say to {question.name}"
            if question.kind in ("choice", "reason"):
                assert known.keys() == question.options.keys(), question.name
