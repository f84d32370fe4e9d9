"""Written words and cards stand where sound and pictures would, and never where those are."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.speech.types import Answer, Expectation
from kiosk.training.written import Cards, ReadsWriting, WrittenCard, text_in, written_samples


def test_text_survives_as_samples_and_sound_is_no_text() -> None:
    assert text_in(written_samples("我的𫘝驶证坏了")) == "我的𫘝驶证坏了"
    assert text_in(np.zeros(512, dtype=np.float32)) is None
    assert text_in(np.ones(512, dtype=np.float32)) is None


def test_a_yes_is_a_phrase_to_the_letter() -> None:
    reads = ReadsWriting(None)
    asked = Expectation("yes_no", (Answer("confirm", ("对", "是的")), Answer("deny", ("不对",))))
    assert reads.listen(written_samples("对。"), asked).answer == "confirm"
    assert reads.listen(written_samples("不对"), asked).answer == "deny"
    assert reads.listen(written_samples("对了，等一下"), asked).answer is None
    with pytest.raises(ValueError, match="written"):
        reads.listen(np.zeros(512, dtype=np.float32), asked)


def test_a_card_is_read_and_a_wrong_one_refused() -> None:
    cards = Cards(None)
    front = cards.frame_of(WrittenCard("id_card_front", {"name": "方晓棠"}))
    other = cards.frame_of(WrittenCard("driving_licence", {"name": "方晓棠"}))
    assert cards.read(front, "id_card_front").values() == {"name": "方晓棠"}
    wrong = cards.read(other, "id_card_front")
    assert not wrong.accepted
    assert [p.code for p in wrong.problems] == ["wrong_document"]
    cards.forget()
    with pytest.raises(ValueError, match="written"):
        cards.read(front, "id_card_front")
