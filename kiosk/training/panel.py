"""The explanation beside a visit: what was heard and read, what the rules said, how long it took. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kiosk.desk.schemas import DecisionView
from kiosk.dialogue import events as ev
from kiosk.dialogue.states import State
from kiosk.training.stored import AuditRow

Line = tuple[str, str]
"""A label and what it tells."""


def of_entry(entry: Mapping[str, object]) -> Iterator[Line]:
    """Of one entry of the visit's log."""
    match str(entry["event"]):
        case "page":
            yield "页面", str(entry["page"])
        case "sound":
            yield "小智", str(entry["text"] or f"({entry['key']})")
        case "heard":
            seconds = f"{entry['decode_seconds']} s" if entry.get("decode_seconds") else ""
            yield (
                "听到",
                f"{entry['text'] or '……'}  [{entry['outcome']} {entry['id'] or ''}] {seconds}".rstrip(),
            )
        case "card_read":
            verdict = "可信" if entry["accepted"] else f"不可信 {entry['problems']}"
            yield "读卡", f"{entry['document']} {verdict} {entry['seconds']} s"
        case "timer":
            yield "计时", str(entry["timer"])
        case "submit":
            yield "提交", str(entry["item"])
        case "hand_over":
            yield "转人工", str(entry["cause"])
        case "call_staff":
            yield "叫人", str(entry["urgency"])
        case "wiped":
            yield "清除", "—"


def of_event(event: ev.Event, state: State) -> Iterator[Line]:
    """Of one event: candidates with their scores, fields with their trust, the desk's answers."""
    if isinstance(event, ev.Meant):
        said = event.understanding
        scores = "  ".join(f"{c.id} {c.confidence:.2f}" for c in said.candidates[:4])
        if scores:
            yield "候选", scores
        if said.values:
            yield "取值", "  ".join(f"{k}={v}" for k, v in said.values.items())
    elif isinstance(event, ev.CardRead) and event.accepted:
        yield "字段", "  ".join(f"{name}✓" for name in event.fields)
    elif isinstance(event, ev.PrecheckDone):
        needed = ", ".join(event.needed_documents) or "不用"
        yield "预审", f"还要证件：{needed}"
    elif isinstance(event, ev.StageDone):
        yield "阶段", f"{event.stage} {event.seconds:.2f} s"
    elif isinstance(event, ev.CaseIssued | ev.CaseHandedOver):
        yield "结果", f"{event.ticket} 号，{event.window} 号窗口"
    yield "状态", state.name.value


def of_decision(decision: DecisionView | None) -> Iterator[Line]:
    """The rules' answers, with their articles."""
    if decision is None:
        yield "规则", "没有到规则这一步"
        return
    yield "规则", f"{decision.decision} {decision.cause or ''}".rstrip()
    for reason in decision.reasons:
        yield "  依据", f"{reason.rule}：{reason.zh}（{reason.basis}）"
    for unknown in decision.unknown:
        yield "  未知", unknown


def of_audit(rows: Iterable[AuditRow]) -> Iterator[Line]:
    """The audit's rows as they come."""
    for row in rows:
        yield "审计", f"#{row.seq} {row.actor} {row.action}"
