"""A sum of money in fen: 两百五 25000, 三块五 350, 一万二 1200000."""

from __future__ import annotations

import re
from decimal import Decimal

from kiosk.nlu.value import numerals
from kiosk.nlu.value.lexicon import Lexicon
from kiosk.nlu.value.restarts import PAUSE, statements
from kiosk.nlu.value.said import Said
from kiosk.nlu.value.shapes import AmountsShape
from kiosk.nlu.value.types import Hit

#: More than anybody pays at this desk, in yuan.
MOST = 10**9
_ONE = "一二两三四五六七八九1-9"
_TAIL = re.compile(rf"(?P<head>.*(?P<unit>[百千万佰仟亿]))(?P<tail>[{_ONE}壹贰叁肆伍陆柒捌玖])\Z")
_LOWER = {"百": 10, "佰": 10, "千": 100, "仟": 100, "万": 1000, "亿": 10_000_000}
_POINT = re.compile(
    r"(?P<whole>[零一二两三四五六七八九十]{1,3})点(?P<part>[零一二三四五六七八九]{1,2})(?=[百千万元块])"
)
_DECIMAL = re.compile(
    r"(?P<whole>[0-9][0-9,]*)(?:\.(?P<part>[0-9]{1,2}))?(?P<big>[十百千万亿]*)(?P<tail>[0-9])?\Z"
)


def read(said: Said, lexicon: Lexicon) -> Hit | None:
    """The sum that was said; None for 几百, 扣六分, 十分钟 and two sums."""
    shape, patterns = lexicon.amounts, lexicon.amount_patterns
    text = patterns.points.sub(lambda m: "，" * len(m.group(0)), said.text.replace("\uffe5", "¥"))
    if any(word in text for word in shape.points):
        return None
    for marked in lexicon.restarts.readings(text):
        held: tuple[int, int, int] | None = None
        bad = False
        for offset, piece in statements(marked.replace(PAUSE, " ")):
            sums = _sums(piece, lexicon)
            if sums is None or len({s[0] for s in sums}) > 1:
                bad, held = True, None
            elif not sums:
                bad = held is not None
            else:
                bad, held = False, (sums[0][0], sums[0][1] + offset, sums[0][2] + offset)
        if held is None or bad:
            continue
        if lexicon.questions.asked(said.text, held[1], held[2]):
            return None
        return Hit(held[0], 0.93, held[1], held[2])
    return None


def _sums(piece: str, lexicon: Lexicon) -> list[tuple[int, int, int]] | None:
    """(fen, start, end) of each sum; None where one was said vaguely."""
    patterns = lexicon.amount_patterns
    piece = _POINT.sub(_decimal, piece)
    piece = patterns.frames.sub(lambda m: "\x01" * len(m.group(0)), piece)
    found: list[tuple[int, int, int]] = []
    for match in patterns.any.finditer(piece):
        after = piece[match.end() :].lstrip()
        before = piece[: match.start()]
        if patterns.before.search(before) and not match.group("sign"):
            if before.rstrip().endswith(
                ("几", "多", "将近", "不到", "超过", "最多", "最少", "至少", "起码", "近", "快")
            ):
                return None
            continue
        if after.startswith(tuple(lexicon.amounts.around)) or patterns.range.search(match.group(0)):
            return None
        unit = patterns.unit.match(after)
        if unit is not None and not _has_unit(match):
            if unit.group(0) in ("多", "来", "几", "余", "把块", "把"):
                return None
            continue
        if unit is not None and unit.group(0) in ("多", "来", "几", "余"):
            return None
        paid = patterns.paid.search(piece) is not None
        alone = patterns.talk.match(before + piece[match.end() :]) is not None
        fen = _fen(match, lexicon.amounts, paid, alone)
        if fen is not None and 0 < fen <= MOST * 100:
            found.append((fen, match.start(), match.end()))
    return found


def _decimal(match: re.Match[str]) -> str:
    """一点五万 as 1.5万, where that takes no other room."""
    whole, part = numerals.number(match.group("whole")), numerals.spelled(match.group("part"))
    said = f"{whole}.{part}"
    return said if len(said) == len(match.group(0)) else match.group(0)


def _has_unit(match: re.Match[str]) -> bool:
    return bool(match.group("yuan") or match.group("rest") or match.group("sign"))


def _fen(match: re.Match[str], shape: AmountsShape, paid: bool, alone: bool) -> int | None:
    """`paid`: it is money that is spoken of; `alone`: of nothing else, so that 五分 is no point."""
    number = yuan_of(match.group("number"), bool(match.group("yuan")))
    if number is None:
        return None
    rest = match.group("rest")
    if match.group("yuan"):
        half = 50 if "半" in match.group(0)[-2:] and not match.group("fen") else 0
        return int(number * 100) + half + _small(match, rest, shape)
    if rest is None:
        if not match.group("sign") and _digit_by_digit(match.group("number")):
            return None
        return int(number * 100)
    if rest in shape.jiao:
        odd = match.group("odd")
        return int(number * 10) + (numerals.number(odd) or 0 if odd else 0)
    money = paid or (alone and number < 10 and number not in shape.given_points)
    return int(number) if rest in shape.fen and (money or rest != "分") else None


def _small(match: re.Match[str], rest: str | None, shape: AmountsShape) -> int:
    """The jiao and fen behind the yuan: 块五 50, 块五毛二 52, 块零五 5."""
    jiao = match.group("jiao")
    total = 10 * (numerals.number(jiao) or 0) if jiao else 0
    fen = match.group("fen")
    if fen is None:
        return total
    value = numerals.number(fen) or 0
    if rest is not None and rest in shape.jiao:
        return total + 10 * value
    said_fen = match.group(0).endswith(tuple(shape.fen))
    return total + (value if jiao or match.group("zero") or said_fen else 10 * value)


def _digit_by_digit(said: str) -> bool:
    """一二三四, 八零零零: no sum is said so."""
    return len(said) > 1 and not any(c in "十百千万亿拾佰仟廿卅" for c in said) and not said[0].isascii()


def yuan_of(said: str, has_unit: bool) -> Decimal | None:
    """A number of yuan: 两百五 250, 一万二 12000, 1.2万, 2千5, 一万二千五."""
    arabic = _DECIMAL.match(said)
    if arabic is not None:
        return _arabic(arabic)
    said = said.replace("廿", "二十").replace("卅", "三十")
    tail = _TAIL.match(said)
    if tail is not None:
        head = numerals.number(tail.group("head"))
        last = numerals.number(tail.group("tail"))
        if head is None or last is None:
            return None
        return Decimal(head + last * _LOWER[tail.group("unit")])
    value = numerals.number(said)
    return None if value is None else Decimal(value)


def _arabic(match: re.Match[str]) -> Decimal | None:
    whole = match.group("whole").replace(",", "")
    if len(whole) > 9:
        return None
    value = Decimal(whole + "." + (match.group("part") or "0"))
    scale = 1
    for c in match.group("big"):
        scale *= {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}[c]
    value *= scale
    if match.group("tail"):
        if not match.group("big"):
            return None
        value += int(match.group("tail")) * scale // 10
    return value
