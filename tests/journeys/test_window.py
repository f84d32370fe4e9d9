"""The whole visit in the real window, by touch and without a microphone; desk, reader and voice are real."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kiosk.issuance.qr import verification_text
from tests.codes import on_a_table
from tests.journeys.conftest import stored
from tests.journeys.window import Hand


def test_by_touch_only_in_both_languages(hand: Hand, tmp_path: Path) -> None:
    hand.touch("点这里开始")
    hand.touch("English")
    hand.see("What happened")
    hand.touch("中文")
    hand.touch("坏了")
    hand.touch("驾驶证坏了")
    hand.see("办事须知")
    hand.touch("现在办")
    hand.see("个人信息告知")
    hand.touch("开始")
    hand.see("请核对信息")
    hand.see("330212********3428")
    assert "330212198806153428" not in hand.texts()
    hand.touch("对")
    hand.see("办好了")
    hand.see("A001")
    hand.touch("满意")
    # Back to rest: nothing of her is on the screen.
    hand.see("点这里开始")
    for left in ("毛晓燕", "A001", "330212"):
        assert left not in hand.texts()
    assert stored(tmp_path) == {"cases": 1, "certificate": 1}
    _check_the_paper(hand, tmp_path)


def _check_the_paper(hand: Hand, folder: Path) -> None:
    """核验证件: the paper of just now, one of nobody's, and a code of somebody else's."""
    (store,) = folder.rglob("desk.sqlite")
    with sqlite3.connect(store) as connection:
        (number,) = connection.execute("select number from certificate").fetchone()
    hand.touch("点这里开始")
    hand.touch("核验证件")
    hand.see("二维码朝上")
    hand.table.lay(on_a_table(verification_text(number, "A" * 16), 12))
    hand.see("有效")
    hand.see(number)
    hand.see("机动车驾驶证损毁换证")
    hand.table.lay(on_a_table(verification_text(number[:-1] + "9", "A" * 16)))
    hand.see("查无此证")
    hand.table.lay(on_a_table("https://example.org/"))
    hand.see("不是我们的证件")
    hand.touch("好了")
    hand.see("点这里开始")
    assert number not in hand.texts()


def test_who_touches_the_officer_gets_a_number(hand: Hand, tmp_path: Path) -> None:
    hand.touch("点这里开始")
    hand.touch("转人工")
    hand.see("A001")
    hand.touch("完成")
    hand.see("点这里开始")
    assert stored(tmp_path) == {"cases": 1, "certificate": 0}
