"""`items try ID|FILE`: fill in facts, see each rule's answer; `--sentences`: the over-match report instead.

First every fact in turn, each with somebody's example as the default; then single facts changed until it is
enough, with what that changed. A file of nothing but `item id: [sentences]` can only mean its sentences.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kiosk.catalogue import answers
from kiosk.catalogue.errors import CatalogueError, suggestion
from kiosk.catalogue.facts import plain, read_facts
from kiosk.catalogue.model import Decision, Fact, FactValue
from kiosk.catalogue.phrases import Phrases
from kiosk.catalogue.rules import Answer, conclude
from kiosk.catalogue.sentences import Speaker, speaker
from kiosk.catalogue.versions import Version, VersionReader
from kiosk.commands.decide import as_json
from kiosk.commands.decide import read_facts as facts_file
from kiosk.commands.items_sentences import only_sentences, try_sentences
from kiosk.commands.items_versions import (
    NAMED,
    add_day,
    add_language,
    is_file,
    phrases,
    today,
    version,
)
from kiosk.commands.lines import ask_line
from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths

_UNKNOWN, _BACK, _ENOUGH = "-", "<", "="


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID|FILE", help=NAMED)
    parser.add_argument("--facts", metavar="FILE", help="flat JSON to start from instead of the example's")
    add_day(parser, "the day the rules are applied on; today without it")
    parser.add_argument("--sentences", action="store_true", help="which other items its sentences pull in")
    add_language(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    if options.sentences or (is_file(options.id) and only_sentences(existing_file(options.id))):
        return try_sentences(options.id, options.json)
    paths = Paths.default()
    found = version(options.id, paths, VersionReader(paths.assets))
    if not found.item.rules:
        raise UsageError("no_rules", f"{found.item.id} is always handed over; it has no rules")
    words = phrases(paths, options.lang)
    facts = read_facts(facts_file(options.facts), found.facts) if options.facts else dict(found.item.typical)
    trial = Trial(found, words, options.as_of or today(), facts)
    if options.json:
        return _quietly(trial)
    print_line(words.say("try.start", name=words.words(found.item.name), day=trial.day))
    _fill(trial)
    trial.show(trial.answers())
    _change(trial)
    return 0


@dataclass
class Trial:
    """One person's facts against one version."""

    version: Version
    phrases: Phrases
    day: date
    facts: dict[str, FactValue] = field(repr=False)

    def given(self) -> list[Fact]:
        """The facts that can be filled in."""
        return [fact for fact in self.version.item.facts.values() if fact.given]

    def put(self, fact: Fact, text: str) -> None:
        """A fact as it is typed; `-`: not known. Raises CatalogueError."""
        if text == _UNKNOWN:
            self.facts.pop(fact.name, None)
        else:
            self.facts[fact.name] = answers.typed(fact.name, fact.type, text)

    def answers(self) -> dict[str, Answer]:
        """Every rule in force, answered."""
        item, judge = self.version.item, self.version.judge
        values = judge.values(item, self.facts, self.day)
        return {rule.id: judge.answer(item, rule, values) for rule in item.rules if rule.in_force(self.day)}

    def decision(self) -> Decision:
        return conclude(self.version.item, self.day, list(self.answers().values()))

    def speaker(self) -> Speaker:
        return speaker(self.version.item, self.version.judge, self.phrases, self.day)

    def show(self, shown: dict[str, Answer]) -> None:
        """These rules with their answers and what they ask for, then the decision."""
        speak = self.speaker()
        for rule in self.version.item.rules:
            if rule.id in shown:
                holds = shown[rule.id].reason.holds
                mark, key = {True: ("✓", "holds"), False: ("✗", "fails"), None: ("?", "open")}[holds]
                answer = self.phrases.say(f"try.{key}")
                print_line(
                    f"  {mark} {answer}  {rule.id}: {speak.condition(rule.expression)}（{rule.basis}）"
                )
        decision = self.decision()
        said = self.phrases.say(f"decision_{decision.decision.value}")
        print_line(self.phrases.say("try.decided", decision=said))
        if decision.unknown:
            labels = self.phrases.say("list").join(speak.label(name) for name in decision.unknown)
            print_line(self.phrases.say("try.because", facts=labels))


def _fill(trial: Trial) -> None:
    """Each fact in turn; stops early at `=` and at the end of the input."""
    facts = trial.given()
    at = 0
    while at < len(facts):
        fact = facts[at]
        now = _shown(trial, fact)
        said = trial.phrases.say(
            "try.fact", label=trial.phrases.words(fact.label), name=fact.name, type=fact.type
        )
        text = ask_line(f"{said} [{now}]: ")
        if text is None or text == _ENOUGH:
            return
        if text == _BACK:
            at = max(0, at - 1)
        elif not text or _put(trial, fact, text):
            at += 1


def _shown(trial: Trial, fact: Fact) -> str:
    if fact.name not in trial.facts:
        return trial.phrases.say("try.unknown")
    return (
        str(plain(trial.facts[fact.name])).lower()
        if fact.type == "bool"
        else str(plain(trial.facts[fact.name]))
    )


def _put(trial: Trial, fact: Fact, text: str) -> bool:
    try:
        trial.put(fact, text)
    except CatalogueError as error:
        print_line(trial.phrases.say("ui.wrong", why=error.operator))
        return False
    return True


def _change(trial: Trial) -> None:
    """`name=value` until an empty line; what that changed is shown."""
    while True:
        line = ask_line("name=value: ")
        if not line:
            return
        before = trial.answers()
        try:
            _set(trial, line)
        except CatalogueError as error:
            print_line(trial.phrases.say("ui.wrong", why=error.operator))
            continue
        after = trial.answers()
        trial.show({name: a for name, a in after.items() if before.get(name) != a})


def _set(trial: Trial, line: str) -> None:
    """One `name=value`; `as_of=DATE` moves the day. Raises CatalogueError."""
    name, equals, text = (part.strip() for part in line.partition("="))
    if name == "as_of":
        trial.day = answers.day(text)
        return
    fact = next((one for one in trial.given() if one.name == name), None)
    if fact is None or not equals:
        known = [one.name for one in trial.given()]
        raise answers.bad(f"name=value{suggestion(name, known)}")
    trial.put(fact, text)


def _quietly(trial: Trial) -> int:
    """With --json: every line of the input is `name=value`; one object comes out."""
    while True:
        line = ask_line("")
        if line is None:
            break
        if line:
            try:
                _set(trial, line)
            except CatalogueError as error:
                raise UsageError("bad_facts", error.operator) from error
    rules: list[dict[str, Any]] = [
        {"rule": name, "holds": a.reason.holds, "missing": list(a.missing)}
        for name, a in trial.answers().items()
    ]
    print_json(as_json(trial.decision()) | {"rules": rules})
    return 0
