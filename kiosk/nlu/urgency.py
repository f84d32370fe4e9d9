"""An emergency, a question whether help is needed, or neither: patterns (`alarm.py`) and what was learned.

A false alarm is embarrassing, a missed one may be a death. So a plea (救命, 帮我报警) counts whatever was
learned; a pattern lowers what is needed of the classifier; that it is told, past, over or denied raises it;
and a band below each threshold asks (需要报警或叫救护车吗？) rather than letting it pass. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.nlu.alarm import IDIOM, LATELY, PAPER, PAST, SOUND, Call
from kiosk.nlu.calls import Band, Calls
from kiosk.nlu.danger import CALM, SERVICES


@dataclass(frozen=True)
class Urgency:
    """Somebody may be in danger."""

    kind: str
    """Whom it calls: police, fire or medical."""
    sure: bool
    """False: ask."""
    why: str


def urgency(
    call: Call | None, danger: Mapping[str, float], calls: Calls, *, english: bool, wanted: bool
) -> Urgency | None:
    """`danger`: what the classifier gives each label; `wanted`: it is likely a request of ours."""
    share = 1 - danger.get(CALM, 1.0)
    kind = service(call, danger)
    if call and call.plea:
        return Urgency(kind, True, f"{call.term} (a plea), learned {share:.2f}")
    band = _band(call, calls, english=english, wanted=wanted)
    if share < band.ask:
        return None
    said = f"{call.term} ({call.kind}), " if call else ""
    return Urgency(kind, share >= band.act, f"{said}learned {share:.2f}")


def service(call: Call | None, danger: Mapping[str, float]) -> str:
    """Whom it calls: what is asked for by name or number, else what was learned."""
    asked = call.service if call else ""
    return asked or max(SERVICES, key=lambda k: danger.get(k, 0.0))


def _band(call: Call | None, calls: Calls, *, english: bool, wanted: bool) -> Band:
    if call is None and english:
        return calls.english
    if call is None:
        return calls.unnamed_request if wanted else calls.unnamed
    if call.kind == "sure":
        return calls.sure_request if wanted else calls.sure
    bands = {
        PAPER: calls.paper,
        IDIOM: calls.idiom,
        PAST: calls.past,
        SOUND: calls.alike,
        LATELY: calls.lately,
    }
    return bands.get(call.why, calls.mild if call.kind == "mild" else calls.told)
