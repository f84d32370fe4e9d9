"""An item's rules as a Mermaid flow.

The order of rules never matters to a decision; the flow has to draw one. It asks the worst cause first, and
goes on past what is unknown: so whoever walks it ends where `rules.conclude` ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kiosk.catalogue.model import Cause, Item, Outcome, Rule
from kiosk.catalogue.phrases import Phrases
from kiosk.catalogue.rules import Judge
from kiosk.catalogue.sentences import Speaker, speaker
from kiosk.core.text import Bilingual

_ORDER = (Cause.NOT_ELIGIBLE, Cause.INACCURATE, Cause.INCOMPLETE)
#: Where a failing rule of that cause leads: node, outcome, phrase.
ENDS = {
    Cause.NOT_ELIGIBLE: ("refuse", Outcome.REFUSE, "flow_refuse"),
    Cause.INACCURATE: ("inaccurate", Outcome.REVIEW, "flow_review_inaccurate"),
    Cause.INCOMPLETE: ("incomplete", Outcome.REVIEW, "flow_review_incomplete"),
}


def mermaid(item: Item, judge: Judge, phrases: Phrases, day: date) -> Iterator[str]:
    """The lines of a `flowchart`, with the rules in force on `day`. Nodes are `r_RULE` and the ends."""
    say = phrases.say
    yield "flowchart TD"
    yield f"    start([{_text(say('flow_start', a=phrases.words(item.name)))}])"
    if not item.rules:
        reason = phrases.words(item.handoff_reason or Bilingual("", ""))
        yield f"    start --> officer[{_text(say('handed_over', a=reason))}]"
        return
    speak = speaker(item, judge, phrases, day)
    rules = [r for cause in _ORDER for r in item.rules if r.cause is cause and r.in_force(day)]
    nodes = [f"r_{rule.id}" for rule in rules]
    for rule, node in zip(rules, nodes, strict=True):
        yield f"    {node}{{{_text(_question(rule, speak))}}}"
    yield f"    known{{{_text(say('flow_known'))}}}"
    paper = item.outcome.paper if item.outcome else say("none")
    yield f"    approve([{_text(say('flow_approve', a=paper))}])"
    for cause in dict.fromkeys([*(rule.cause for rule in rules), Cause.INCOMPLETE]):
        node, _, key = ENDS[cause]
        yield f"    {node}[{_text(say(key))}]"
    yield from _edges(rules, nodes, say("flow_no"), say("flow_go_on"))
    yield f"    known -- {_text(say('flow_yes'))} --> approve"
    yield f"    known -- {_text(say('flow_no'))} --> incomplete"


def _edges(rules: list[Rule], nodes: list[str], no: str, on: str) -> Iterator[str]:
    if not rules:
        # A day without any rule is an officer's.
        yield "    start --> incomplete"
        return
    yield f"    start --> {nodes[0]}"
    for rule, node, after in zip(rules, nodes, [*nodes[1:], "known"], strict=True):
        yield f"    {node} -- {_text(no)} --> {ENDS[rule.cause][0]}"
        yield f"    {node} -- {_text(on)} --> {after}"


def _question(rule: Rule, speak: Speaker) -> str:
    return f"{speak.condition(rule.expression)}<br/>{rule.basis}"


def _text(said: str) -> str:
    """Quoted for Mermaid, whose quotes have no escape but entities."""
    safe = said.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;")
    return '"' + safe.replace("#lt;br/>", "<br/>") + '"'
