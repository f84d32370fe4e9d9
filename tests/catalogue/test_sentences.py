"""Rules as sentences, as a table and as a flow."""

from __future__ import annotations

import re
from datetime import date

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.decision_table import decision_table
from kiosk.catalogue.mermaid import mermaid
from kiosk.catalogue.model import Cause, Item, Outcome
from kiosk.catalogue.phrases import Phrases
from kiosk.catalogue.sentences import Speaker, sentences
from kiosk.catalogue.terms import Joint, Name, Not, parse_condition, pattern_words
from kiosk.core.paths import repository_root
from kiosk.core.text import Language

DAY = date(2026, 11, 25)


def words(language: Language) -> Phrases:
    return Phrases.load(repository_root() / "assets" / "teaching", language)


def ruled(catalogue: Catalogue) -> list[Item]:
    return [item for item in catalogue.items.values() if item.rules]


def test_every_condition_of_the_catalogue_has_words(catalogue: Catalogue) -> None:
    for item in ruled(catalogue):
        for rule in item.rules:
            assert parse_condition(rule.expression) is not None, rule.expression


def test_what_has_no_words_is_quoted(catalogue: Catalogue) -> None:
    assert parse_condition("[1, 2].all(x, x > 0)") is None
    assert parse_condition("age > 3 ? true : false") is None
    assert parse_condition("age >") is None
    speak = Speaker(words("zh"), catalogue.facts, catalogue.judge.law, DAY)
    assert "size()" in speak.condition("card_name.size() > 1")


def test_joints_bind_as_the_engine_binds_them() -> None:
    assert parse_condition("a || b && !c") == Joint(
        False, (Name("a"), Joint(True, (Name("b"), Not(Name("c")))))
    )
    assert parse_condition("(a || b) && c") == Joint(True, (Joint(False, (Name("a"), Name("b"))), Name("c")))


def test_simple_patterns_are_listed() -> None:
    assert pattern_words("[AB][12]|C5") == ["A1", "A2", "B1", "B2", "C5"]
    assert pattern_words("^[A-Z]+$") is None


@pytest.mark.parametrize(
    ("expression", "zh", "en"),
    [
        (
            "licence_days_left <= renewal_window_days",
            "距到期天数不超过期满换证提前天数（90）",
            "days to the licence's last day is at most the days before the end in which a renewal may be "
            "asked for (90)",
        ),
        ("as_of <= id_card_valid_to", "办理日期不晚于身份证有效期", None),
        ("!(licence_status in ['seized', 'detained'])", "驾驶证状态不为“扣押”或“扣留”中任何一种", None),
        ("!person_found", "查无人口信息", None),
        ("zone != 'core' || vehicle_axles <= 2", "要进的区域不为“核心区”，或者轴数不超过2", None),
        ("card_name != person_name", "身份证上的姓名与人口信息中的姓名不一致", None),
        ("!(age < 18 && vehicle_minivan)", "并非：周岁年龄小于18，并且属于面包车", None),
        ("crime_queries_12_months + 1 < 3", None, None),
    ],
)
def test_sentences_say_what_the_expression_says(
    catalogue: Catalogue, expression: str, zh: str | None, en: str | None
) -> None:
    for language, expected in (("zh", zh), ("en", en)):
        said = Speaker(words(language), catalogue.facts, catalogue.judge.law, DAY).condition(expression)  # type: ignore[arg-type]
        assert expected is None or said == expected
        assert expression not in said


def test_a_value_is_that_of_the_day(catalogue: Catalogue) -> None:
    law = catalogue.judge.law
    expression = "age < large_class_age_limit"
    for day, said in ((date(2024, 12, 31), "60"), (date(2025, 1, 1), "63"), (date(2020, 1, 1), "没有规定")):
        assert said in Speaker(words("zh"), catalogue.facts, law, day).condition(expression)


def test_every_word_and_yes_no_fact_of_a_rule_has_a_name(catalogue: Catalogue) -> None:
    for language in ("zh", "en"):
        phrases = words(language)  # type: ignore[arg-type]
        for item in ruled(catalogue):
            for rule in item.rules:
                for fact, word in re.findall(r"(\w+) [!=]= '(\w+)'", rule.expression):
                    assert phrases.code(fact, word) != phrases.code(None, word) or language == "en", word
                for name in catalogue.judge.expressions.compile(rule.expression).names:
                    fact = item.facts.get(name)
                    if fact and fact.type == "bool" and not fact.source.endswith(".found"):
                        assert None not in (phrases.yes_no(name, True), phrases.yes_no(name, False)), name


def test_an_item_in_sentences_has_every_rule_with_its_article(catalogue: Catalogue) -> None:
    for language in ("zh", "en"):
        for item in catalogue.all_items.values():
            text = "\n".join(sentences(item, catalogue.judge, words(language), DAY))  # type: ignore[arg-type]
            for rule in item.rules:
                assert f"（{rule.id}）" in text or f"({rule.id})" in text
                assert rule.basis in text
            if not item.rules:
                assert item.handoff_reason
                assert item.handoff_reason.get(language) in text  # type: ignore[arg-type]


def test_the_table_has_a_line_a_rule_and_as_many_cells_as_columns(catalogue: Catalogue) -> None:
    for item in ruled(catalogue):
        lines = list(decision_table(item, catalogue.judge, words("zh"), DAY))
        assert len(lines) == len(item.rules) + 3
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1
        for line in lines[2:-1]:
            holds, fails, _ = re.findall(r"(\d+)/(\d+)/(\d+) \|$", line)[0]
            assert "0" not in (holds, fails), line


_EDGE = re.compile(r"^    (\w+)(?: -- \"([^\"]*)\")? --> (\w+)$")
_ENDS = {
    "approve": (Outcome.APPROVE, None),
    "refuse": (Outcome.REFUSE, Cause.NOT_ELIGIBLE),
    "inaccurate": (Outcome.REVIEW, Cause.INACCURATE),
    "incomplete": (Outcome.REVIEW, Cause.INCOMPLETE),
}


def test_whoever_walks_the_flow_ends_where_the_rules_end(catalogue: Catalogue) -> None:
    phrases = words("en")
    no = phrases.say("flow_no")
    walked = 0
    for item in ruled(catalogue):
        flows: dict[date, dict[str, dict[str, str]]] = {}
        for example in item.examples:
            if example.as_of not in flows:
                flow: dict[str, dict[str, str]] = {}
                for line in mermaid(item, catalogue.judge, phrases, example.as_of):
                    if edge := _EDGE.match(line):
                        flow.setdefault(edge[1], {})[edge[2] or ""] = edge[3]
                flows[example.as_of] = flow
            flow = flows[example.as_of]
            values = catalogue.judge.values(item, example.facts, example.as_of)
            holds = {
                f"r_{r.id}": catalogue.judge.answer(item, r, values).reason.holds
                for r in item.rules
                if r.in_force(example.as_of)
            }
            node = flow["start"][""]
            while node not in _ENDS:
                said_no = (
                    not all(h is True for h in holds.values()) if node == "known" else holds[node] is False
                )
                ways = flow[node]
                node = ways[no] if said_no else next(to for label, to in ways.items() if label != no)
                walked += 1
            assert _ENDS[node] == (example.decision, example.cause), example.name
    assert walked > 1000


def test_labels_of_the_flow_hold_nothing_that_ends_them(catalogue: Catalogue) -> None:
    for item in catalogue.all_items.values():
        for line in mermaid(item, catalogue.judge, words("zh"), DAY):
            assert line.count('"') in (0, 2), line
            label = re.search(r'"([^"]*)"', line)
            assert label is None or "<" not in label[1].replace("<br/>", "")
