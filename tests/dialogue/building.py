"""What the tests of the dialogue are built from: invented items, and short names for what people say."""

from __future__ import annotations

from pathlib import Path

from kiosk.catalogue.prompts import Prompts
from kiosk.core.text import Bilingual
from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.settings import DialogueSettings, ItemView
from kiosk.dialogue.states import CaseHeld, DocumentHeld, Prompt, State, StateName
from kiosk.nlu.types import Candidate, Kind, Understanding

ASSETS = Path(__file__).resolve().parents[2] / "assets"
PROMPTS = Prompts.load(ASSETS / "prompts")
KEYS = PROMPTS.keys()
FRONT, BACK = "id_card_front", "id_card_back"
#: An invented, valid number; it must never show where it doesn't belong.
ID_NUMBER = "11010519491231002X"

ITEM_NAMES = {
    "one_side": Bilingual("换证", "Renewal"),
    "two_sides": Bilingual("补证", "Replacement"),
    "officers": Bilingual("号牌", "Plates"),
}
SETTINGS = DialogueSettings(
    items={
        "one_side": ItemView("one_side", (FRONT,)),
        "two_sides": ItemView("two_sides", (FRONT, BACK)),
        "officers": ItemView("officers", (FRONT,), handed_over=True),
    },
    card_problems=frozenset(
        key.removeprefix("card.problem.") for key in KEYS if key.startswith("card.problem.")
    ),
)
DIALOGUE = Dialogue(SETTINGS)

#: The fifteen commands.
COMMANDS = (
    *("back", "restart", "repeat", "louder", "quieter", "slower", "staff", "cancel"),
    *("confirm", "deny", "help", "wait", "done", "elder_mode", "finish"),
)
#: Why the desk may send a case to an officer.
CAUSES = ("inaccurate", "incomplete", "not_eligible", "system", "asked_by_citizen", "agent")


def understood(
    outcome: Kind, id_: str | None = None, candidates: tuple[str, ...] = (), **values: str
) -> Understanding:
    """An understanding; `for_` is the value `for`."""
    named = {key.rstrip("_"): value for key, value in values.items()}
    offered = tuple(Candidate(c, 0.5) for c in candidates)
    return Understanding("…", outcome, id_, offered, 1.0, named)


def said(command: str) -> ev.Meant:
    """A command by voice."""
    return ev.Meant(understood("command", command))


def tapped(command: str) -> ev.Meant:
    """The same by touch."""
    return ev.Meant(understood("command", command), by="touch")


def wants(item: str, **values: str) -> ev.Meant:
    """An item by voice."""
    return ev.Meant(understood("item", item, **values))


def asks(*items: str) -> ev.Meant:
    """Something that may mean several items."""
    return ev.Meant(understood("ask", candidates=items))


NOTHING = ev.Meant(understood("none"))
EMERGENCY = ev.Meant(understood("emergency", "emergency"))

#: Everything that can be understood, once.
UNDERSTANDINGS: tuple[ev.Meant, ...] = (
    *(said(command) for command in COMMANDS),
    said("no_such_command"),
    wants("one_side"),
    wants("two_sides"),
    wants("officers"),
    wants("not_in_the_settings"),
    wants("one_side", for_="father"),
    wants("one_side", disqualifier="foreigner"),
    ev.Meant(understood("handoff", "officers")),
    ev.Meant(understood("handoff")),
    asks("one_side", "two_sides"),
    asks("two_sides", "officers"),
    asks("not_in_the_settings"),
    asks(),
    NOTHING,
    ev.Meant(understood("none", pointer="医院")),
    EMERGENCY,
)
TIMERS = (
    "first",
    "second",
    "warning",
    "wipe",
    "survey",
    "handed_over",
    "still_working",
    "give_up",
    "unknown",
)


def read_well(document: str = FRONT) -> ev.CardRead:
    fields = {"name": "甲", "id_number": ID_NUMBER} if document == FRONT else {"valid_to": "long-term"}
    return ev.CardRead(document, True, fields)


def read_badly(*problems: str, document: str = FRONT) -> ev.CardRead:
    return ev.CardRead(document, False, {}, problems or ("glare",))


TAKEN = ev.CaseTaken("A001", "3")
ISSUED = ev.CaseIssued("A001", "3", "33020020260001")

#: Everything that can happen, once.
EVENTS: tuple[ev.Event, ...] = (
    ev.Woke(),
    *UNDERSTANDINGS,
    ev.Unclear(),
    ev.SaidAll(),
    *(ev.TimerFired(timer) for timer in TIMERS),
    ev.CardStill(FRONT),
    read_well(FRONT),
    read_well(BACK),
    read_badly("no_card"),
    read_badly("a_code_without_a_sentence"),
    ev.PrecheckDone(()),
    ev.PrecheckDone((BACK,)),
    TAKEN,
    ev.CaseTaken("A001", "3", existing=True),
    ev.StageDone("accept"),
    ISSUED,
    *(ev.CaseHandedOver("A001", "3", cause, "驾驶证被扣留。") for cause in CAUSES),
    ev.CaseHandedOver("A001", "3", "system"),
    ev.DeskFailed("desk_unreachable"),
    *(ev.DeviceLost(device) for device in ("camera", "microphone", "loudspeaker", "printer")),
)


def _held(confirmed: bool) -> DocumentHeld:
    return DocumentHeld(FRONT, {"name": "甲", "id_number": ID_NUMBER}, confirmed)


def walk(*events: ev.Event, start: State | None = None) -> State:
    """The state after these events."""
    state = start or State()
    for event in events:
        state, _ = DIALOGUE.step(state, event)
    return state


_NEED = (ev.Woke(), ev.SaidAll())
_NOTICE = (*_NEED, wants("one_side"), said("confirm"))
_FIELDS = (*_NOTICE, ev.SaidAll(), ev.CardStill(FRONT), read_well())
_DECIDE = (*_FIELDS, ev.PrecheckDone(()), said("confirm"))
_ISSUE = (*_DECIDE, TAKEN, ISSUED)

#: How each state is reached, by events only.
WAYS: dict[StateName, tuple[ev.Event, ...]] = {
    StateName.IDLE: (),
    StateName.GREET: (ev.Woke(),),
    StateName.ASK_NEED: _NEED,
    StateName.CLARIFY: (*_NEED, asks("one_side", "two_sides")),
    StateName.CONFIRM_ITEM: (*_NEED, wants("one_side")),
    StateName.NOTICE: _NOTICE,
    StateName.PLACE_CARD: (*_NOTICE, ev.SaidAll()),
    StateName.RECOGNISE: (*_NOTICE, ev.SaidAll(), ev.CardStill(FRONT)),
    StateName.CONFIRM_FIELDS: _FIELDS,
    StateName.EXTRA_INFO: (*_FIELDS, said("confirm")),
    StateName.DECIDE: _DECIDE,
    StateName.ISSUE: _ISSUE,
    StateName.SURVEY: (*_ISSUE, ev.SaidAll()),
    StateName.GOODBYE: (*_ISSUE, ev.SaidAll(), said("confirm")),
    StateName.STAFF: (*_NEED, said("staff")),
    StateName.EMERGENCY: (*_NEED, EMERGENCY),
    StateName.WIPE: (*_NEED, ev.TimerFired("wipe")),
}
REACHED = {name: walk(*way) for name, way in WAYS.items()}

#: Further states that differ in what is remembered.
VARIANTS: tuple[State, ...] = (
    walk(*_NOTICE[:2], wants("two_sides"), said("confirm"), ev.SaidAll(), ev.CardStill(FRONT), read_well()),
    walk(*_DECIDE, ev.CaseTaken("A001", "3"), ev.CaseHandedOver("A001", "3", "inaccurate", "号码不符。")),
    walk(*_DECIDE, ev.DeskFailed("desk_unreachable")),
    walk(*_DECIDE, said("staff")),
    walk(*_ISSUE, ev.SaidAll(), said("staff")),
    walk(*_NEED, said("cancel")),
    walk(*_NOTICE, said("wait")),
    walk(*_NEED, NOTHING, NOTHING),
    walk(*_FIELDS, ev.PrecheckDone((BACK,)), said("confirm")),
    walk(*_NEED, said("elder_mode")),
    walk(*_NEED, ev.TimerFired("first"), ev.TimerFired("second"), ev.TimerFired("warning")),
    State(
        name=StateName.ISSUE,
        item="one_side",
        documents=(_held(True),),
        later=("two_sides",),
        submitted=True,
        case=CaseHeld("A001", "3", "1"),
        prompt=Prompt("result.approved", {"window": "3", "ticket": "A001"}),
        ended="issued",
    ),
)
LIVE = [state for state in (*REACHED.values(), *VARIANTS) if state.name not in ("idle", "wipe")]


def label(value: object) -> str:
    """A short name for a parametrised test."""
    if isinstance(value, State):
        return f"{value.name.value}-{value.ended or ''}{value.misses}{value.silences}{len(value.documents)}"
    if isinstance(value, ev.Meant):
        u = value.understanding
        return f"{u.outcome}:{u.id or ','.join(c.id for c in u.candidates)}{dict(u.values) or ''}"
    return str(value)
