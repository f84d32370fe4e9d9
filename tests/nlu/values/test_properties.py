"""A value said in many ways is read as itself; no text makes a reader fail."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.nlu.value import KINDS, Kind, read_value, read_values

TODAY = date(2026, 3, 19)
OPTIONS = ("lic_expiry 期满换证", "lic_lost 遗失补证", "lic_damaged 损毁换证")
_WAYS = {
    "0": "零洞0〇",
    "1": "一幺1壹",
    "2": "二两2",
    "3": "三3",
    "4": "四4",
    "5": "五5",
    "6": "六6",
    "7": "七拐7",
    "8": "八8",
    "9": "九勾9",
    "X": "叉Xx",
}
_HAN = "零一二三四五六七八九"
_FRAMES = ("{}", "是{}", "呃，{}", "{}谢谢", "我说一下，{}", "嗯{}。", "那个，{}啊")
# Not every sign that hypothesis knows, but every one that matters here, and many that don't.
_SIGNS = (
    "零一二三四五六七八九十百千万幺洞拐勾两半个年月日号天周礼拜星期到起"
    "不是对错了第位改成浙BAECDXx0123456789块毛分钱 ，。？?-+\x00\x01\x02\x03🙂這"
)


@st.composite
def spoken_digits(draw: st.DrawFn, digits: str, sizes: tuple[int, ...]) -> str:
    """The digits in mixed signs, cut in groups."""
    said, at = [], 0
    for size in sizes:
        said.append("".join(draw(st.sampled_from(_WAYS[d])) for d in digits[at : at + size]))
        at += size
    frame = draw(st.sampled_from(_FRAMES))
    return frame.format(draw(st.sampled_from(("", " ", "，", "，呃，"))).join(said))


@given(st.data())
def test_a_tail_however_said(data: st.DataObject) -> None:
    tail = data.draw(st.from_regex(r"[0-9]{3}[0-9X]", fullmatch=True).filter(str.isascii))
    said = data.draw(spoken_digits(tail, data.draw(st.sampled_from(((4,), (2, 2), (1, 3), (3, 1))))))
    found = read_value("id_tail", said, today=TODAY)
    assert found is not None, said
    assert found.value == tail, said


@given(st.data())
def test_a_mobile_number_however_said(data: st.DataObject) -> None:
    number = "1" + "".join(
        data.draw(st.sampled_from("3456789" if i == 0 else "0123456789")) for i in range(10)
    )
    sizes = data.draw(st.sampled_from(((11,), (3, 4, 4), (3, 3, 5), (3, 8), (4, 4, 3))))
    said = data.draw(spoken_digits(number, sizes))
    found = read_value("phone", said, today=TODAY)
    assert found is not None, said
    assert found.value == number, said
    assert found.read_back == f"{number[:3]}-{number[3:7]}-{number[7:]}"


@given(st.data())
def test_a_plate_however_said(data: st.DataObject) -> None:
    digits = data.draw(st.from_regex(r"[0-9]{5}", fullmatch=True).filter(str.isascii))
    letter = data.draw(st.sampled_from("ABCDEFGHJKL"))
    energy = data.draw(st.sampled_from(("", "D", "F")))
    province = data.draw(st.sampled_from("浙苏沪京皖闽赣粤鲁豫"))
    body = "".join(data.draw(st.sampled_from(_WAYS[d])) for d in digits)
    gap = data.draw(st.sampled_from(("", "，", " ", "呃，")))
    said = f"{province}{letter}{gap}{energy}{body}"
    found = read_value("plate", said, today=TODAY)
    assert found is not None, said
    assert found.value == f"{province}{letter}{energy}{digits}", said


def _cardinal(number: int) -> str:
    """1 to 31 in Han."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _HAN[tens] + "十"
    return head + (_HAN[ones] if ones or not tens else "")


@given(st.dates(date(1950, 1, 1), date(2026, 12, 31)), st.sampled_from((0, 1, 2, 3)))
def test_a_day_however_said(day: date, way: int) -> None:
    long_year = "".join(_HAN[int(c)] for c in str(day.year))
    short = long_year[2:]
    said = (
        f"{long_year}年{_cardinal(day.month)}月{_cardinal(day.day)}号",
        f"{short}年{_cardinal(day.month)}月{_cardinal(day.day)}日",
        f"{day.year}年{day.month}月{day.day}号",
        f"{day.year}-{day.month:02d}-{day.day:02d}",
    )[way]
    found = read_value("date", said, today=TODAY)
    assert found is not None, said
    assert found.value == day.isoformat(), said


@given(st.integers(1, 300), st.integers(1, 60))
def test_two_days_make_a_period(ahead: int, length: int) -> None:
    first = TODAY + timedelta(days=ahead)
    last = first + timedelta(days=length)
    said = "到".join(f"{_cardinal(day.month)}月{_cardinal(day.day)}号" for day in (first, last))
    found = read_value("period", said, today=TODAY)
    this_year = first.replace(year=TODAY.year)
    that_year = last.replace(year=TODAY.year + (1 if last.month < first.month else 0))
    assert found is not None, said
    assert found.value == {"from": this_year.isoformat(), "to": that_year.isoformat()}, said


@given(st.integers(1, 9999), st.sampled_from(("块", "元", "块钱")))
def test_whole_yuan(yuan: int, unit: str) -> None:
    found = read_value("amount", f"{yuan}{unit}", today=TODAY)
    assert found is not None
    assert found.value == yuan * 100


@given(st.sampled_from(KINDS), st.text(st.sampled_from(_SIGNS), max_size=30))
@settings(max_examples=600)
def test_no_text_makes_a_reader_fail(kind: Kind, text: str) -> None:
    read_value(kind, text, today=TODAY, options=OPTIONS, before="13800138000")


@given(st.sampled_from(KINDS), st.text(max_size=60))
@settings(max_examples=200)
def test_no_other_signs_make_a_reader_fail(kind: Kind, text: str) -> None:
    read_value(kind, text, today=TODAY, options=OPTIONS, before=text[:11])
    read_values(text, TODAY)


@given(st.text(st.sampled_from("零一二三四五六七八九X0123456789幺 ，"), max_size=25))
def test_what_is_read_has_its_shape(text: str) -> None:
    tail = read_value("id_tail", text, today=TODAY)
    phone = read_value("phone", text, today=TODAY)
    if tail is not None:
        assert isinstance(tail.value, str)
        assert len(tail.value) == 4
        assert tail.value[:3].isdigit()
    if phone is not None:
        assert isinstance(phone.value, str)
        assert len(phone.value) == 11


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_read_from_silence(kind: Kind) -> None:
    assert read_value(kind, "", today=TODAY, options=OPTIONS, before="13800138000") is None
