"""Simulated visitors: what they want, how they are, and what they answer to what they are asked."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.slot import Slot
from kiosk.dialogue.slots import open_slots
from kiosk.dialogue.states import State, StateName
from kiosk.nlu.sentences import Said
from kiosk.nlu.types import Understanding

PERSONAS = (
    "clear",
    "rambling",
    "hesitant",
    "wrong_footed",
    "silent",
    "wrong_desk",
    "switching",
    "for_others",
    "two",
)
_S = StateName
_YES = ("对", "对的", "是的", "没错")
_BEFORE = (
    "是这样的啊，我跟你讲，",
    "那个，麻烦问一下，",
    "哎呀我今天特地请假过来，",
    "你好你好，我想问一下哦，",
)
_AFTER = ("，麻烦你了", "，好吧", "，你看看", "，谢谢啊")
_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
#: What a slot's true values may be, and ways of saying each.
VALUES: dict[str, dict[str, tuple[str, ...]]] = {
    "plate": {
        "浙B12345": ("浙B一二三四五", "浙B幺二三四五", "车牌是浙B一二三四五"),
        "浙B8K627": ("浙B八K六二七", "浙逼八K六二七"),
        "浙BD30996": ("浙BD三零九九六", "浙B低三洞九九六"),
        "浙A60718": ("浙A六零七一八", "浙A六零七幺八"),
    },
    "zone": {
        "core": ("核心区", "要进核心区", "第一个"),
        "centre": ("中心区", "到中心区"),
        "beilun": ("北仑", "去北仑的"),
    },
    "pass_from": {"2026-01-06": ("明天起", "从明天开始"), "2026-01-12": ("下礼拜一开始", "从一月十二号开始")},
    "pass_to": {"2026-02-20": ("到二月二十号", "二月二十号为止"), "2026-03-01": ("到三月一号",)},
    "postpone_reason": {
        "military": ("我在部队当兵", "当兵", "服兵役"),
        "abroad": ("我在国外", "出国了", "出国"),
        "other": ("别的原因",),
    },
    "postpone_until": {
        "2027-06-30": ("到明年六月", "延到明年六月三十号"),
        "2026-12-31": ("到今年年底", "到今年十二月"),
    },
    "target_class": {
        "C1": ("C1", "降到C一", "小汽车"),
        "C2": ("C2", "自动挡"),
        "B2": ("B2", "大货车"),
        "B1": ("B1", "中客"),
        "C3": ("降到C三",),
        "A3": ("降到A三",),
    },
    "purpose": {
        "work": ("入职用的", "找工作", "单位要"),
        "abroad": ("出国用", "办签证"),
        "school": ("上学用", "入学要用"),
        "other": ("别的用处", "别的"),
    },
    "vehicle_matter": {"lost": ("丢了", "掉了找不到"), "damaged": ("坏了", "破了看不清")},
    "mark_matter": {
        "issue": ("领新标志", "新的", "免检的"),
        "replace": ("丢了", "坏了要换一张", "补一张"),
    },
    "body_changed": {"no": ("没变化", "没有"), "yes": ("有变化", "做过手术")},
    "moved": {"no": ("没变", "没有变"), "yes": ("变了", "搬家了")},
}  # fmt: skip


#: Whose sentences are of a section of their own.
_SECTIONS = {
    "wrong_desk": ("out_of_scope", "near_miss"),
    "for_others": ("disqualified",),
    "two": ("two_requests",),
}


@dataclass(frozen=True)
class Goal:
    """What a visitor came for."""

    items: tuple[str, ...]
    sentence: str
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    """Item -> slot -> true value; only what nothing else has told."""
    first: str = ""
    """What is said before she thinks better of it."""
    besides: dict[str, str] = field(default_factory=dict)
    """Item -> a sentence for it alone, where it was forgotten over the other."""
    needs_officer: bool = False
    """Somebody else's matter, or disqualified: an officer's without questions."""


@dataclass(frozen=True)
class Heard:
    """One reply: an expected answer, free words, or a finger."""

    text: str = ""
    answer: str | None = None
    tap: Understanding | None = None


def goals(
    judge: Sequence[Said], own: Sequence[Said], settings: DialogueSettings, persona: str, count: int
) -> list[Goal]:
    """So many visits for every item, with sentences of the judge, and our own where he wrote none."""
    rng = random.Random(7)
    sections = _SECTIONS.get(persona, ("items", "handoff"))
    chinese = [one for one in judge or own if not one.english]
    plain = [one for one in chinese if one.section in ("items", "handoff") and len(one.labels) == 1]
    pool = [one for one in chinese if one.section in sections and one.why not in ("item", "handoff")]
    pool = pool or [one for one in own if one.section in sections and not one.english]
    if persona in _SECTIONS:
        drawn = rng.sample(pool, min(len(pool), count * 8))
        return [_special(one, plain, settings, persona, rng) for one in drawn]
    found: list[Goal] = []
    for item in settings.items:
        mine = [one for one in plain if one.labels == (item,)]
        for one in rng.sample(mine, min(len(mine), count)):
            others = [o.text for o in plain if o.labels != one.labels]
            first = rng.choice(others) if persona == "switching" else ""
            found.append(Goal((item,), one.text, _truth((item,), settings, rng, one.text), first=first))
    return found


def _special(
    one: Said, plain: Sequence[Said], settings: DialogueSettings, persona: str, rng: random.Random
) -> Goal:
    if persona == "wrong_desk":
        return Goal((), one.text)
    items = tuple(i for i in one.labels if i in settings.items)
    alone = {i: rng.choice([o.text for o in plain if o.labels == (i,)]) for i in items}
    others = persona == "for_others"
    besides = {} if others else alone
    return Goal(
        items, one.text, _truth(items, settings, rng, one.text), besides=besides, needs_officer=others
    )


def _truth(
    items: Sequence[str], settings: DialogueSettings, rng: random.Random, text: str
) -> dict[str, dict[str, str]]:
    """True answers; what the sentence itself tells is as the sentence tells it."""
    shared: dict[str, str] = {}
    found = {}
    for item in items:
        slots = settings.items[item].slots
        told = settings.reader.mentioned(slots, text, "2026-01-05") if settings.reader else {}
        for slot in slots:
            if slot.name in told and slot.kind in ("choice", "reason", "classes"):
                shared[slot.name] = told[slot.name].value
            shared.setdefault(slot.name, rng.choice(list(VALUES[slot.name])))
        found[item] = {s.name: shared[s.name] for s in slots}
    return found


class Visitor:
    """One citizen of a kind: answers what she is asked, corrects what is wrong, touches where she is told."""

    def __init__(self, goal: Goal, persona: str, settings: DialogueSettings, rng: random.Random) -> None:
        self._goal, self._persona, self._settings, self._rng = goal, persona, settings, rng
        self._requests = 0
        self._strayed = False
        self._switched = not goal.first
        self._more = 0
        self._told = 0
        self.touches = rng.random() < 0.5
        """The others can't, or don't see the buttons."""

    # -- silence ----------------------------------------------------------------------------------

    def stays_silent(self, state: State) -> str | None:
        """The timer that fires before she says anything."""
        if self._persona != "silent" or state.silences >= 2:
            return None
        return ("first", "second")[state.silences]

    def more(self, done: Sequence[str | None]) -> Heard | None:
        """What is still missing, once something has been done."""
        missing = [i for i in self._goal.items if i not in done]
        if not missing or self._more >= 2 or not self._goal.besides:
            return None
        self._more += 1
        return Heard("还有，" + self._goal.besides[missing[0]])

    # -- replies ----------------------------------------------------------------------------------

    def reply(self, state: State, said: Sequence[str]) -> Heard:
        """To the question that stands."""
        if self._persona == "wrong_footed" and not self._strayed:
            self._strayed = True
            return Heard("嗯这个我也不太懂", None)
        match state.name:
            case _S.ASK_NEED:
                return self._request(state, said)
            case _S.CLARIFY:
                return self._which(state)
            case _S.CONFIRM_ITEM:
                return self._item(state)
            case _S.ASK_ALARM:
                return Heard("不用", "deny")
            case _S.CONFIRM_FIELDS | _S.NOTICE:
                return self._yes(state)
            case _S.ASK_SLOT:
                return self._slot(state)
            case _S.CONFIRM_SLOTS:
                return self._values(state)
        return Heard("放好了", "done")

    def _wanted(self, state: State) -> tuple[str, ...]:
        return self._goal.items

    def _request(self, state: State, said: Sequence[str]) -> Heard:
        self._requests += 1
        if not self._goal.items and (self._requests > 2 or "need.elsewhere" in said):
            return Heard("没有了", None, _command("cancel"))
        told_to_look = self.touches and (state.misses >= 2 or self._requests > 3)
        if told_to_look and self._goal.items and not self._goal.needs_officer:
            return Heard(tap=Understanding("", "item", self._goal.items[0], (), 1.0))
        if not self._switched:
            return Heard(self._coloured(self._goal.first))
        return Heard(self._coloured(self._goal.sentence))

    def _coloured(self, text: str) -> str:
        if self._persona == "rambling":
            return self._rng.choice(_BEFORE) + text + self._rng.choice(_AFTER)
        if self._persona == "hesitant":
            at = self._rng.randrange(len(text) + 1)
            return "嗯，" + text[:at] + "那个，" + text[at:]
        return text

    def _which(self, state: State) -> Heard:
        wanted = [i for i in self._goal.items if i in state.candidates]
        if not self._switched:
            self._switched = True
            return Heard("等一下，我要办的是" + self._goal.sentence)
        if not wanted:
            return Heard("都不是", "deny") if self._rng.random() < 0.5 else Heard(self._goal.sentence)
        place = state.candidates.index(wanted[0])
        if self.touches and (state.misses >= 1 or self._rng.random() < 0.5):
            return Heard(tap=Understanding("", "item", wanted[0], (), 1.0))
        if self._rng.random() < 0.5:
            return Heard(f"第{'一二三四五'[place]}个")
        view = self._settings.items[wanted[0]]
        return Heard(view.apart.zh.replace("|", "") if view.apart else self._goal.sentence)

    def _item(self, state: State) -> Heard:
        if not self._switched:
            self._switched = True
            return Heard("等一下，我要办的是" + self._goal.sentence)
        if state.item in self._goal.items and self._goal.needs_officer and not self._noticed(state):
            # "您本人要办": it isn't for herself, or not an ordinary case.
            return Heard("不是我本人，" + self._goal.sentence)
        if state.item in self._goal.items and bool(state.for_whom) <= self._goal.needs_officer:
            return self._yes(state)
        return self._no(state)

    def _noticed(self, state: State) -> bool:
        """小智 has understood that it is a special case, or has been told so often enough."""
        self._told += 1
        return bool(state.for_whom or state.disqualifier) or self._told > 3

    def _yes(self, state: State) -> Heard:
        if state.misses >= 2 and self.touches:
            return Heard(tap=_command("confirm"))
        if self._persona == "hesitant" and state.misses == 0 and self._rng.random() < 0.3:
            return Heard("嗯我想想啊应该是的吧", None)
        return Heard(self._rng.choice(_YES), "confirm")

    def _no(self, state: State) -> Heard:
        return Heard(tap=_command("deny")) if self.touches and state.misses >= 2 else Heard("不对", "deny")

    def _truth_of(self, state: State) -> dict[str, str]:
        return self._goal.answers.get(state.item or "", {})

    def _slot(self, state: State) -> Heard:
        if state.item not in self._goal.items:
            return Heard("等一下，我要办的是" + self._goal.sentence)
        slot = next(s for s in self._settings.items[state.item or ""].slots if s.name == state.slot)
        value = self._truth_of(state)[slot.name]
        asked = state.asked.get(f"slot.ask.{slot.name}", 1)
        if self.touches and (state.misses >= 2 or asked >= 3):
            return Heard(tap=Understanding(value, "none", None, (), 1.0, {"value": value}))
        return self._spoken(slot, value, state)

    def _spoken(self, slot: Slot, value: str, state: State) -> Heard:
        text = self._rng.choice(VALUES[slot.name][value]) if value in VALUES[slot.name] else value
        if slot.edge == "first" and self._rng.random() < 0.7:
            last = next(s for s in self._settings.items[state.item or ""].slots if s.edge == "last")
            if last in open_slots(state, self._settings):
                text = _from_to(value, self._truth_of(state)[last.name])
        offered = {o.id for o in slot.options}
        closed = value if value in offered and len(text) <= 4 else None
        return Heard(text, closed)

    def _values(self, state: State) -> Heard:
        truth = self._truth_of(state)
        wrong = [n for n in state.confirming if state.answers[n].value != truth.get(n)]
        if not wrong:
            return self._yes(state)
        value, meant = state.answers[wrong[0]].value, truth.get(wrong[0], "")
        if wrong[0] == "plate" and len(value) == len(meant) and self._rng.random() < 0.5:
            at = next(i for i, (a, b) in enumerate(zip(value, meant, strict=True)) if a != b)
            if meant[at].isdigit():
                return Heard(f"不对，第{'一二三四五六七八'[at]}位是{_DIGITS[meant[at]]}")
        return self._no(state)


def _from_to(first: str, last: str) -> str:
    said = [f"{int(d[5:7])}月{int(d[8:])}号" for d in (first, last)]
    return f"从{_han(said[0])}到{_han(said[1])}"


def _han(text: str) -> str:
    """Numbers below 32 as they are said."""
    out, number = "", ""
    for c in text + " ":
        if c.isdigit():
            number += c
            continue
        if number:
            tens, ones = divmod(int(number), 10)
            out += ("" if tens < 2 else _DIGITS[str(tens)]) + ("十" if tens else "")
            out += _DIGITS[str(ones)] if ones else ""
            number = ""
        out += c
    return out.strip()


def _command(name: str) -> Understanding:
    return Understanding("", "command", name, (), 1.0)
