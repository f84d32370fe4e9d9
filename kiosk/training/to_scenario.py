"""A recorded visit made into a scenario: what was said and laid becomes an invented person's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.states import State, StateName
from kiosk.training.citizen import AGREES, asked
from kiosk.training.people import TrainingError
from kiosk.training.recording import Recording

#: Whom an item is for.
LIKES: Mapping[str, str] = {
    "lic_damaged": "driver",
    "lic_lost": "driver",
    "lic_info": "driver",
    "lic_expiry": "renewing_driver",
    "lic_postpone": "renewing_driver",
    "lic_transfer": "driver_of_hangzhou",
    "lic_downgrade": "truck_driver",
    "lic_medical": "elderly_driver",
    "veh_license": "car_owner",
    "veh_mark": "car_owner",
    "truck_pass": "truck_owner",
    "residence": "permit_holder",
}
_NOBODYS_PLATE = "浙B00000"


def scenario_from(recording: Recording, dialogue: Dialogue, name: str) -> str:
    """The scenario as YAML, for a person to look over: what it teaches and what the officer does is open.

    Raises TrainingError `nothing_happened` where the visit came to no end.
    """
    state, steps, lays = State(), [], []
    for event, _ in recording.events:
        if isinstance(event, ev.Meant):
            step = _step(state, event)
            if step is not None:
                steps.append(step)
        elif isinstance(event, ev.LanguageChosen):
            steps.append({"at": asked(state), "touches": f"language:{event.language}"})
        elif isinstance(event, ev.CardRead):
            how = "in_writing" if event.accepted else "blurred"
            lays.append({"to": event.document, "document": event.document, "how": how})
        state, _ = dialogue.step(state, event)
        if state.name is StateName.WIPE:
            break
    if state.ended is None:
        raise TrainingError("nothing_happened", "the recorded visit came to no end")
    made = _whole(recording, name, steps, lays, state)
    return yaml.safe_dump(made, allow_unicode=True, sort_keys=False, width=110)


def _whole(
    recording: Recording, name: str, steps: list[dict[str, Any]], lays: list[dict[str, Any]], state: State
) -> dict[str, Any]:
    ends = [e for e, _ in recording.events if isinstance(e, ev.CaseIssued | ev.CaseHandedOver)]
    named = [e.understanding for e, _ in recording.events if isinstance(e, ev.Meant)]
    item = next((u.id for u in named if u.outcome in ("item", "handoff")), None)
    handed = next((e for e in ends if isinstance(e, ev.CaseHandedOver)), None)
    expect: dict[str, Any] = {"ended": state.ended}
    if ends:
        expect["item"] = item
    if handed is not None:
        expect["cause"] = handed.cause
    citizen = {"by": "writing", "steps": steps, "lays": lays}
    made: dict[str, Any] = {
        "id": name,
        "title": {"zh": recording.name, "en": recording.name},
        "item": item or "service",
        "kind": "approved" if state.ended == "issued" else "citizen",
        "people": [
            {"like": LIKES.get(item or "", "citizen"), "name": "某某某", "sex": "女", "birth": "1990-01-01"}
        ],
        "citizen": citizen,
        "expect": expect,
        "teaches": {"zh": "请写明本场景要教什么。", "en": "Say what this teaches.", "article": "请写明条款"},
    }
    if handed is not None:
        words = {"zh": "请写明应当怎样处理。", "en": "Say what would have been right."}
        made["officer"] = {"decision": ["close"], "right": words}
    return made


def _step(state: State, event: ev.Meant) -> dict[str, Any] | None:
    """None for what she does anyhow."""
    said = event.understanding
    at = asked(state)
    if said.outcome == "command" and said.id == "confirm" and state.name in AGREES:
        return None
    if event.by == "touch" or not said.text:
        kind, what = ("command", said.id) if said.outcome == "command" else ("item", said.id)
        value = said.values.get("value")
        kind, what = ("value", value) if value else (kind, what)
        touched = (what or "").replace(_NOBODYS_PLATE, "{plate:citizen}")
        return {"at": at, "touches": f"{kind}:{touched}"}
    return {"at": at, "says": said.text.replace(_NOBODYS_PLATE, "{plate:citizen}")}
