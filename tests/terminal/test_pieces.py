"""Long answers are spoken in pieces of at most 20 characters; each sounds while the next is made."""

from __future__ import annotations

import pytest

from kiosk.catalogue.prompts import Prompts
from kiosk.core.paths import repository_root
from kiosk.speech.sentences import Cutter, load_piece_rules
from kiosk.terminal.mouth import sentences
from kiosk.terminal.parts import NOT_SPOKEN

ASSETS = repository_root() / "assets"
PROMPTS = Prompts.load(ASSETS / "prompts")
CUTTER = Cutter(load_piece_rules(ASSETS / "speech" / "pieces.yaml"))
MOST = 20
#: As long as they get.
VALUES = {
    "item": "机动车驾驶证损毁换证",
    "reason": "您的驾驶证已过期，要办期满换证。",
    "basis": "机动车驾驶证申领和使用规定第63条",
    "ticket": "A017",
    "window": "3",
}
SPOKEN = [k for k in sorted(PROMPTS.keys()) if k.split(".")[0] not in NOT_SPOKEN]


@pytest.mark.parametrize("key", SPOKEN)
def test_every_sentence_comes_in_short_pieces(key: str) -> None:
    values = {name: VALUES.get(name, "浙B12345") for name in PROMPTS.placeholders(key)}
    for way in range(PROMPTS.ways(key)):
        for sentence in sentences(PROMPTS.text(key, "zh", variant=way, **values), "zh"):
            pieces = CUTTER.clauses(sentence, "zh")
            assert "".join(pieces) == sentence
            assert max(map(len, pieces)) <= MOST, pieces
