"""What the interview for a new item asks, in order, and the item's file that the answers make."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias, get_args

from kiosk.catalogue import answers as read
from kiosk.catalogue.check import ARTICLE
from kiosk.catalogue.draft import Ask, Script
from kiosk.catalogue.draft_examples import Worked, examples
from kiosk.catalogue.facts import plain
from kiosk.catalogue.items import ItemReader, rule_of
from kiosk.catalogue.model import Fact, Item, Question, Rule
from kiosk.catalogue.phrases import Phrases
from kiosk.catalogue.schema import Mark, RuleShape
from kiosk.catalogue.search import Search
from kiosk.catalogue.sentences import Speaker
from kiosk.core.text import Bilingual

Part: TypeAlias = Generator[Ask, Any, Any]
_ID = read.matching(r"[a-z][a-z0-9_]*", "small letters, digits and _, a letter first")
_KINDS = ("item", "handoff")
_CAUSES = ("not_eligible", "incomplete", "inaccurate")
_QUESTIONS = ("choice", "yes_no", "date", "plate", "months", "phone")
_OF_TYPE = {"bool": "yes_no", "date": "date", "int": "months", "string": "choice"}


@dataclass(frozen=True)
class Setting:
    """What the interview may look at."""

    item_id: str
    items: Mapping[str, Item]
    """The catalogue's, for departments, windows, papers and questions already asked."""
    facts: Mapping[str, Fact]
    search: Search
    reader: ItemReader
    shared: tuple[str, ...]
    """Names of the shared rules."""
    phrases: Phrases
    today: date

    def speaker(self) -> Speaker:
        return Speaker(self.phrases, self.facts, self.search.judge.law, self.today)


def script(setting: Setting) -> Callable[[], Script]:
    """The interview for one new item."""
    return lambda: _script(setting)


def _script(setting: Setting) -> Script:
    item: dict[str, Any] = {"id": setting.item_id}
    item["kind"] = yield Ask("kind", read.one_of(_KINDS), "item", _KINDS)
    if item["kind"] == "item":
        # Until two officers have approved it and the desk has its facts, an officer does it.
        item["status"] = "taught_later"
    item["name"] = yield from _both("name")
    item["department"] = yield from _department(setting)
    item["window"] = yield Ask("window", read.text, _window(setting, item["department"]))
    item["sentences"] = yield from _sentences()
    if item["kind"] == "handoff":
        item["handoff_reason"] = yield from _both("handoff_reason")
        return item | {"documents": []}
    shared, own = yield from _rules(setting, item)
    rules = [*shared, *(rule_of(RuleShape.model_validate(one)) for one in own)]
    facts = setting.reader.needed(rules)
    item |= _documents(facts)
    item["questions"] = yield from _questions(setting, facts)
    item["rules"] = own
    item["outcome"] = yield from _outcome(setting)
    item["guide"] = yield from _guide(setting, item["outcome"], rules[len(shared) :] or rules)
    blank = next(one for one in setting.items.values() if one.kind == "item")
    made = replace(blank, id=item["id"], rules=tuple(rules), facts=facts, one_sentence=None)
    worked: Worked = yield from examples(made, rules[len(shared) :], setting.search, setting.speaker())
    item["base"] = {name: plain(value) for name, value in worked.base.items()}
    item["examples"] = worked.examples
    return item


def _both(key: str, zh: str | None = None, en: str | None = None) -> Part:
    """The same sentence twice; English takes the Chinese where nobody writes any."""
    said = yield Ask(f"{key}.zh", read.text, zh)
    other = yield Ask(f"{key}.en", read.text, en or said)
    return {"zh": said, "en": other}


def _department(setting: Setting) -> Part:
    known = {one.department.zh: one.department for one in setting.items.values()}
    said = yield Ask("department", read.text, next(iter(known), None), tuple(known))
    if said in known:
        return {"zh": said, "en": known[said].en}
    return {"zh": said, "en": (yield Ask("department.en", read.text, said))}


def _window(setting: Setting, department: Mapping[str, str]) -> str | None:
    """The window of another item of that department."""
    of = [one.window for one in setting.items.values() if one.department.zh == department["zh"]]
    return of[0] if of else None


def _sentences() -> Part:
    said = [(yield Ask("sentence.first", read.text))]
    while True:
        more = yield Ask("sentence.more", read.maybe, "", places={"n": len(said)})
        if more is None:
            return said
        said.append(more)


def _rules(setting: Setting, item: dict[str, Any]) -> Part:
    """(shared rules, own ones as the file has them); one there must be."""
    names = yield Ask("include", read.some_of(setting.shared), "identity", setting.shared)
    item["include"] = names
    shared = [rule for name in names for rule in setting.reader.shared_rules(name)]
    own: list[dict[str, Any]] = []
    while True:
        if shared or own:
            more = yield Ask("rule.more", read.yes_no, "n" if own else "y", places={"n": len(own)})
            if not more:
                return shared, own
        own.append((yield from _rule(setting, {rule.id for rule in shared} | {one["id"] for one in own})))


def _rule(setting: Setting, taken: set[str]) -> Part:
    def new(answer: str) -> str:
        if answer in taken:
            raise read.bad(f"there is a rule {answer!r} already")
        return _ID(answer)

    def condition(answer: str) -> str:
        return setting.search.judge.expressions.compile(read.text(answer)).text

    rule: dict[str, Any] = {"id": (yield Ask("rule.id", new))}
    rule["title"] = yield from _both("rule.title")
    rule["when"] = yield Ask("rule.when", condition)
    reads = setting.speaker().condition(rule["when"])
    article = read.holding(ARTICLE, "name the law and its 第…条")
    rule["basis"] = yield Ask("rule.basis", article, places={"reads": reads})
    marks = get_args(Mark)
    # `?` lists the options of a question, so the mark of that name is its default.
    rule["mark"] = yield Ask("rule.mark", read.one_of(marks), "?", marks)
    span = yield from _span()
    rule |= {key: value for key, value in span.items() if value}
    rule["cause"] = yield Ask("rule.cause", read.one_of(_CAUSES), _CAUSES[0], _CAUSES)
    rule["citizen"] = yield from _both("rule.citizen")
    rule["officer"] = yield from _both("rule.officer", rule["citizen"]["zh"], rule["citizen"]["en"])
    return rule


def _span() -> Part:
    start = yield Ask("rule.from", read.maybe_day, "")

    def end(answer: str) -> date | None:
        day = read.maybe_day(answer)
        if day and start and day < start:
            raise read.bad(f"not before {start}")
        return day

    return {"from": start, "to": (yield Ask("rule.to", end, ""))}


def _documents(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The cards that tell the facts, and those that tell them where no register does."""
    cards = [_card(fact.source) for fact in facts.values() if fact.source.startswith("card:")]
    others = {name: _card(fact.fallback) for name, fact in facts.items() if fact.fallback}
    documents = list(dict.fromkeys(cards)) or ["id_card_front"]
    return {"documents": documents, "extra_documents": {n: c for n, c in others.items() if c}}


def _card(source: str | None) -> str:
    return source.removeprefix("card:").partition(".")[0] if source and source.startswith("card:") else ""


def _questions(setting: Setting, facts: Mapping[str, Fact]) -> Part:
    """As another item asks it, where one does."""
    known = {q.name: q for one in setting.items.values() for q in one.questions}
    asked: list[dict[str, Any]] = []
    for fact in facts.values():
        if not fact.source.startswith("asked:"):
            continue
        name = fact.source.removeprefix("asked:")
        if name in known:
            asked.append(_as_known(known[name]))
            continue
        label = {"label": setting.phrases.words(fact.label)}
        kind = yield Ask("question.kind", read.one_of(_QUESTIONS), _OF_TYPE[fact.type], _QUESTIONS, label)
        one: dict[str, Any] = {"name": name, "kind": kind}
        if kind == "choice":
            one["options"] = yield Ask("question.options", read.options, places=dict(label))
        asked.append(one)
    return asked


def _as_known(question: Question) -> dict[str, Any]:
    """Without what ties it to other questions of the item it was taken from."""
    one: dict[str, Any] = {"name": question.name, "kind": question.kind}
    if question.options:
        one["options"] = [{"id": name, "words": list(words)} for name, words in question.options.items()]
    if question.called:
        one["called"] = list(question.called)
    return one


def _outcome(setting: Setting) -> Part:
    outcomes = [one.outcome for one in setting.items.values() if one.outcome]
    papers = tuple(dict.fromkeys(one.paper for one in outcomes))
    parameters = setting.search.judge.law.parameters
    numbers = tuple(name for name, one in parameters.items() if one.type == "int")
    fees = ("none", *(name for name in numbers if name.endswith("_fen")))
    limits = ("none", *(name for name in numbers if not name.endswith("_fen")))
    name = read.matching(r"[a-z][a-z0-9_]*", "the name of a template, small letters")
    paper = yield Ask("paper", name, papers[0] if papers else None, papers)
    prefixes = {one.paper: one.certificate_prefix for one in outcomes}
    capitals = read.matching(r"[A-Z]{2,6}", "two to six capitals")
    prefix = yield Ask("certificate_prefix", capitals, prefixes.get(paper))
    fee = yield Ask("fee_parameter", read.one_of(fees), "none", fees)
    limit = yield Ask("limit_parameter", read.one_of(limits), "none", limits)
    return {
        "paper": paper,
        "certificate_prefix": prefix,
        "fee_parameter": None if fee == "none" else fee,
        "limit_parameter": None if limit == "none" else limit,
        "old_card_back": (yield Ask("old_card_back", read.yes_no, "n")),
        "identity": (yield Ask("identity", read.one_of(("window", "live")), "window", ("window", "live"))),
    }


def _guide(setting: Setting, outcome: Mapping[str, Any], rules: Sequence[Rule]) -> Part:
    say = setting.phrases.say
    guide: dict[str, Any] = {"who": (yield from _both("guide.who"))}
    zh = yield Ask("guide.bring.zh", read.some_words, say("default.bring.zh"))

    def as_many(answer: str) -> list[str]:
        found = read.some_words(answer)
        if len(found) != len(zh):
            raise read.bad(f"{len(zh)} things, as in Chinese")
        return found

    default = say("default.bring.en") if len(zh) == 1 else ", ".join(zh)
    en = yield Ask("guide.bring.en", as_many, default)
    guide["bring"] = [{"zh": a, "en": b} for a, b in zip(zh, en, strict=True)]
    guide["takes"] = yield from _both("guide.takes", say("default.takes.zh"), say("default.takes.en"))
    fee = _fee(setting, outcome["fee_parameter"])
    guide["fee"] = yield from _both("guide.fee", fee.zh, fee.en)
    laws = list(dict.fromkeys(rule.basis for rule in rules))
    # An article may hold a comma of its own (第66条、第68条), so only , and ， part the list.
    guide["law"] = yield Ask("guide.law", _articles, "，".join(laws[:3]))
    return guide


def _articles(answer: str) -> list[str]:
    found = [one.strip() for one in re.split(r"[,，]", answer) if one.strip()]
    if not found or not all(ARTICLE.search(one) for one in found):
        raise read.bad("the law and its article, like 道路交通安全法第39条")
    return found


def _fee(setting: Setting, parameter: str | None) -> Bilingual:
    fen = setting.search.judge.law.number(parameter, setting.today) if parameter else None
    say = setting.phrases.say
    if fen is None:
        return Bilingual(say("default.free.zh"), say("default.free.en"))
    yuan = f"{fen / 100:g}"
    return Bilingual(say("default.fee.zh", yuan=yuan), say("default.fee.en", yuan=yuan))
