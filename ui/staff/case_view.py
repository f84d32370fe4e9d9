"""A case's file in the words of the page. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kiosk.core.clock import LOCAL_ZONE
from kiosk.desk.staff_schemas import CaseFile, FactLine, RuleLine
from ui.staff.names import NameBook
from ui.staff.queue_view import age
from ui.staff.words import Words

_MARKS = {True: "check", False: "cross", None: "question"}
_LOOKS = {True: "green", False: "red", None: "amber"}


def case_view(file: CaseFile, words: Words, names: NameBook, staff: str) -> dict[str, Any]:
    """All that the page shows of it."""
    zh = words.language == "zh"
    review = file.review
    return {
        "case": review.case_id,
        "ticket": review.ticket,
        "item": file.item.zh if zh else file.item.en,
        "cause": words.known(f"cause.{review.cause}", review.cause),
        "detail": detail(review.detail, file, words),
        "office": names.office(review.office),
        "window": review.window,
        "age": age(review.age_seconds, words),
        "overdue": review.overdue,
        "owner": "" if review.owner == staff else review.owner or "",
        "asked": "、".join(words.known(f"document.{d}", d) for d in review.asked),
        "note": file.note,
        "documents": [_document(d, words) for d in file.documents],
        "answers": [
            {"name": words.known(f"answer.{k}", k), "value": value(v, words)} for k, v in file.answers.items()
        ],
        "facts": [_fact(line, file, words) for line in file.known],
        "rules": [_rule(line, file, words, names) for line in file.rules],
        "whatIf": [_what_if(one.facts, file, words) for one in file.what_if],
        "history": [
            {
                "day": h.day.isoformat(),
                "item": names.item(h.item),
                "office": names.office(h.office),
                "state": words.known(f"state.{h.state.value}", h.state.value),
            }
            for h in file.history
        ],
        "refusals": file.earlier_refusals,
        "answer": words.known(f"answer_is.{_answer(file)}", ""),
        "canIssue": file.item.can_issue and review.kind == "case",
        "second": file.second,
        "proposal": ""
        if file.proposal is None
        else words.say("case.proposal", who=file.proposal.by, reason=file.proposal.reason),
        "paper": review.kind == "paper",
        "articles": [
            {"article": a.article, "says": a.zh if zh else a.en, "failed": a.failed} for a in file.articles
        ],
        "mayAsk": [{"id": d, "name": words.known(f"document.{d}", d)} for d in file.may_ask],
    }


def detail(text: str, file: CaseFile, words: Words) -> str:
    """Why it stands here, of codes like `registry_timeout:driver,rules:lic_status_ok`."""
    titles = {r.rule: r.zh if words.language == "zh" else r.en for r in file.rules}
    said = []
    for part in filter(None, text.split(",")):
        code, _, about = part.partition(":")
        about = titles.get(about) or words.known(f"document.{about}", words.known(f"port.{about}", about))
        known = words.known(f"detail.{code}", code)
        said.append(f"{known} {about}".strip())
    return "；".join(said) if words.language == "zh" else "; ".join(said)


def value(text: str, words: Words) -> str:
    """A fact's value as an officer reads it."""
    return words.known(f"value.{text}", text)


def source(line: FactLine, words: Words) -> str:
    """Where a fact comes from."""
    kind, _, place = line.source.partition(":")
    owner = place.partition(".")[0]
    if kind == "registry":
        return words.known(f"port.{owner}", owner)
    if kind == "card":
        return words.known(f"document.{owner}", owner)
    return words.known(f"source.{kind}", kind)


def moment(at: datetime | None) -> str:
    """Local, to the minute."""
    return at.astimezone(LOCAL_ZONE).strftime("%m-%d %H:%M") if at is not None else ""


def _answer(file: CaseFile) -> str:
    if file.decision is not None:
        return file.decision.decision
    return "none"


def _document(document: Any, words: Words) -> dict[str, Any]:
    return {
        "name": words.known(f"document.{document.document}", document.document),
        "accepted": document.accepted,
        "confirmed": document.confirmed,
        "fields": [
            {"name": words.known(f"field.{k}", k), "value": value(v, words)}
            for k, v in document.fields.items()
        ],
    }


def _fact(line: FactLine, file: CaseFile, words: Words) -> dict[str, Any]:
    open_ = {n for r in file.rules if r.holds is not True for n in r.facts}
    return {
        "label": line.zh if words.language == "zh" else line.en,
        "value": value(line.value, words) if line.value else words.say("case.unknown"),
        "known": bool(line.value),
        "source": source(line, words),
        "system": line.system,
        "at": moment(line.at),
        "matters": line.name in open_,
    }


def _rule(line: RuleLine, file: CaseFile, words: Words, names: NameBook) -> dict[str, Any]:
    zh = words.language == "zh"
    labels = {f.name: f.zh if zh else f.en for f in file.known}
    looked = [labels.get(n, n) for n in line.facts]
    offer = words.say("case.offer", item=names.item(line.offer)) if line.offer else ""
    return {
        "title": line.zh if zh else line.en,
        "article": line.article,
        "says": "" if line.holds is True else line.officer_zh if zh else line.officer_en,
        "mark": _MARKS[line.holds],
        "look": _LOOKS[line.holds],
        "holds": words.say({True: "rule.holds", False: "rule.fails", None: "rule.unknown"}[line.holds]),
        "facts": ("、" if zh else ", ").join(looked),
        "offer": offer,
    }


def _what_if(facts: Mapping[str, str], file: CaseFile, words: Words) -> str:
    zh = words.language == "zh"
    labels = {f.name: f.zh if zh else f.en for f in file.known}
    parts = [
        words.say("case.were", fact=labels.get(name, name), value=value(text, words))
        for name, text in facts.items()
    ]
    return words.say("case.what_if", facts=("，" if zh else ", ").join(parts))
