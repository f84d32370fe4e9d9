"""Nets of what may be written, and the search through them with a decoder of our own making."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from kiosk.core.paths import repository_root
from kiosk.speech.evidence import with_earlier_readings
from kiosk.speech.grammar import make_net
from kiosk.speech.number_decoding import merge_values, search
from kiosk.speech.numbers import load_numbers
from kiosk.speech.types import Evidence, GivenUp, Hypothesis, SpeechError
from kiosk.speech.written import Written

RULES = {
    "digit": ["零=0", "一=1", "幺=1", "二=2"],
    "three": ["嗯=? <digit>*3"],
    "endless": ["<digit> <endless>"],
    "bad": ["<digit>**"],
}
END = 0


def letters(text: str) -> list[int]:
    return [ord(c) for c in text]


class Told:
    """A decoder that hears given shares of characters at each place: one-hot hidden states, any order."""

    def __init__(self, *places: dict[str, float]) -> None:
        self.places = places

    def rows_for(self, tokens: np.ndarray) -> np.ndarray:
        rows = []
        for token in tokens:
            name = "" if token == END else chr(token)
            rows.append([np.log(place.get(name, 1e-6)) for place in self.places])
        return np.asarray(rows, np.float32).T

    def begin(self, sound: object, tokens: list[int]) -> SimpleNamespace:
        return SimpleNamespace(hidden=self._at(0, 1), at=0)

    def step(self, sound: object, before: SimpleNamespace, parents: np.ndarray, tokens: np.ndarray):
        return SimpleNamespace(hidden=self._at(before.at + 1, len(tokens)), at=before.at + 1)

    def _at(self, place: int, rows: int) -> np.ndarray:
        hidden = np.zeros((rows, len(self.places)), np.float32)
        hidden[:, min(place, len(self.places) - 1)] = 1.0
        return hidden


def found(decoder: Told, **more: object) -> tuple[Hypothesis, ...]:
    net = make_net(RULES, "three", letters)
    written = Written.of(decoder, net.tokens(), END)  # type: ignore[arg-type]
    return search(decoder, None, [], net, written, **more)  # type: ignore[arg-type]


def test_only_what_the_rules_allow_is_written() -> None:
    # The third is the end by likelihood, but three digits are wanted.
    readings = found(Told({"一": 0.9, "二": 0.1}, {"零": 1.0}, {"": 0.9, "二": 0.1}, {"": 1.0}))
    assert readings[0].text == "102"
    assert {r.text for r in readings} >= {"102", "202"}
    assert all(len(r.text) == 3 for r in readings)


def test_two_ways_to_write_a_value_are_added_up() -> None:
    readings = found(Told({"一": 0.3, "幺": 0.3, "二": 0.4}, {"零": 1.0}, {"零": 1.0}, {"": 1.0}))
    assert readings[0].text == "100"
    assert np.exp(readings[0].score) == pytest.approx(0.6, abs=0.02)


def test_words_around_it_mean_nothing() -> None:
    readings = found(Told({"嗯": 1.0}, {"一": 1.0}, {"一": 1.0}, {"二": 1.0}, {"": 1.0}))
    assert readings[0].text == "112"


def test_it_stops_where_nobody_wants_it() -> None:
    with pytest.raises(GivenUp):
        found(Told({"一": 1.0}), given_up=lambda: True)


@pytest.mark.parametrize("rule", ["endless", "bad", "nothing"])
def test_rules_that_cannot_be_are_refused(rule: str) -> None:
    with pytest.raises(SpeechError) as caught:
        make_net(RULES, rule, letters)
    assert caught.value.code == "speech_data_bad"


def test_the_forms_of_the_house() -> None:
    forms = load_numbers(repository_root() / "assets" / "speech" / "numbers.yaml", letters)
    assert set(forms) == {"digits", "plate", "date"}
    # Eleven digits take longer than four.
    assert len(forms["digits"].nets(0.8)) == 1
    assert len(forms["digits"].nets(2.0)) == 2
    assert len(forms["digits"].nets(4.0)) == 1
    with pytest.raises(SpeechError):
        load_numbers(repository_root() / "assets" / "speech" / "pinyin_ipa.yaml", letters)


def _spelled(kind: str, text: str) -> set[str]:
    """The values that a text of these characters has in a form."""
    forms = load_numbers(repository_root() / "assets" / "speech" / "numbers.yaml", letters)
    values = set()
    for _, _, net in forms[kind].ways:  # type: ignore[index]
        here = {(0, "")}
        for char in text:
            here = {
                (arc.to, value + arc.value)
                for node, value in here
                for arc in net.onward(node)[0]
                if arc.token == ord(char)
            }
        values |= {value for node, value in here if net.onward(node)[1]}
    return values


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("digits", "幺三八零五七四二九六八", "13805742968"),
        ("digits", "我的手机号是要三八零五七四两九溜八", "13805742968"),
        ("digits", "三零六叉", "306X"),
        ("plate", "浙B幺三八零五", "浙B13805"),
        ("plate", "车牌是这逼D二七六四零", "浙BD27640"),
        ("plate", "沪A三八零五挂", "沪A3805挂"),
        ("date", "二零二六年十二月三号", "二零二六年十二月三号"),
        ("date", "明念三月二十八好", "明年三月二十八号"),
        ("date", "从明天到下周五", "从明天到下周五"),
        ("date", "下个月一号开始", "下个月一号开始"),
        ("date", "三个月", "三个月"),
    ],
)
def test_what_people_say_is_in_the_forms(kind: str, text: str, value: str) -> None:
    assert value in _spelled(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("digits", "一二三四五"),
        ("digits", "幺二八零五七四二九六八"),
        ("plate", "浙B一二三"),
        ("date", "转人工"),
    ],
)
def test_what_is_none_is_not(kind: str, text: str) -> None:
    assert not _spelled(kind, text)


def test_values_are_merged() -> None:
    merged = merge_values(
        [Hypothesis("1", np.log(0.2)), Hypothesis("2", np.log(0.3)), Hypothesis("1", np.log(0.2))]
    )
    assert [h.text for h in merged] == ["1", "2"]
    assert np.exp(merged[0].score) == pytest.approx(0.4)


def test_what_both_tries_bring_is_likeliest() -> None:
    earlier = Evidence(hypotheses=(Hypothesis("138", -1.0), Hypothesis("139", -1.2)))
    now = [Hypothesis("136", -5.0), Hypothesis("139", -5.3)]
    assert with_earlier_readings(now, [earlier])[0].text == "139"
    assert {h.text for h in with_earlier_readings(now, [earlier])} == {"136", "138", "139"}
    assert with_earlier_readings(now, []) == tuple(now)
    assert with_earlier_readings([], [earlier]) == ()
