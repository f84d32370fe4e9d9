"""The state table: what each state asks, what every event does in it, and where it can lead.

Everything that moves a visit from one state to another is here by the name of its rule; the rules themselves
are functions of the same names, one idea a file, put together in `machine.py`. A cell that does nothing says
`nothing`, so that no cell is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kiosk.dialogue import events as ev
from kiosk.dialogue.states import StateName

S = StateName


@dataclass(frozen=True)
class Question:
    """What a state asks the citizen."""

    prompt: str
    """Key of the sentence; `{document}` and `{slot}` in it are replaced by what is wanted."""
    page: str
    listen: Literal["open", "yes_no", "commands"]
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One state."""

    question: Question | None = None
    """None: it waits for a machine, or for a sentence to end."""
    on: Mapping[type[ev.Event], str] = field(default_factory=dict)
    """Event -> rule; every event is there."""
    timers: Mapping[str, str] = field(default_factory=dict)
    """Timer -> rule; a timer that isn't there does nothing."""
    commands: Mapping[str, str] = field(default_factory=dict)
    """Command -> rule; one that isn't there is not understood."""
    back: StateName | None = None
    """Where "back" leads; None: nowhere, and that is said."""
    leads_to: frozenset[StateName] = frozenset()
    """Where any rule of it may lead, besides staying."""


#: What every word does everywhere, if a row doesn't say otherwise.
COMMANDS: Mapping[str, str] = {
    "staff": "call_officer",
    "confirm": "missed",
    "deny": "missed",
    "done": "missed",
    "cancel": "leave",
    "finish": "leave",
    "restart": "restart",
    "back": "no_way_back",
    "louder": "adjust",
    "quieter": "adjust",
    "slower": "adjust",
    "elder_mode": "larger",
    "help": "help",
    "wait": "wait",
    "repeat": "repeat",
    "guide": "guide",
    "why": "explain",
    "verify": "missed",
    "print": "print_slip",
    "contrast": "aid_asked",
    "low": "aid_asked",
    "calm": "aid_asked",
}
#: What every event does, if a row doesn't say otherwise.
NOTHING: Mapping[type[ev.Event], str] = {
    **dict.fromkeys((ev.Woke, ev.Touched, ev.SaidAll, ev.CardStill, ev.CardRead), "nothing"),
    **dict.fromkeys((ev.PaperSeen, ev.PaperChecked), "nothing"),
    **dict.fromkeys((ev.PrecheckDone, ev.CaseTaken, ev.StageDone, ev.CaseIssued), "nothing"),
    **dict.fromkeys((ev.CaseHandedOver, ev.DeskFailed, ev.DeviceLost, ev.DeviceBack), "nothing"),
    ev.Meant: "words",
    ev.Unclear: "unheard",
    ev.CutShort: "nothing",
    ev.LanguageChosen: "same_in_other_language",
    ev.AidChosen: "aid_chosen",
    ev.Rated: "nothing",
    ev.TimerFired: "timer",
    ev.CornerHeld: "officer_comes",
    **dict.fromkeys((ev.SignInRefused, ev.SignInLeft, ev.TakenOver, ev.FieldCorrected), "nothing"),
    **dict.fromkeys((ev.AnsweredByOfficer, ev.ItemChosen, ev.StepSkipped), "nothing"),
    **dict.fromkeys((ev.GivenBack, ev.VisitEnded), "nothing"),
}
_ASKS: Mapping[type[ev.Event], str] = {
    **NOTHING,
    ev.Touched: "quiet_begins_anew",
    ev.Unclear: "missed",
    ev.CutShort: "cut_short",
    ev.SaidAll: "quiet_begins",
    ev.LanguageChosen: "asked_in_other_language",
    ev.DeviceLost: "microphone_lost",
}
_LADDER: Mapping[str, str] = {
    "first": "still_there",
    "second": "still_there",
    "warning": "warn",
    "wipe": "wipe",
}
_WORKING: Mapping[str, str] = {"still_working": "say_still_working", "give_up": "give_up", "wipe": "wipe"}
#: From wherever somebody is served.
_BUSY = frozenset({S.STAFF, S.EMERGENCY, S.WIPE, S.GOODBYE, S.ASK_NEED, S.SIGN_IN})
#: The same, where words may be doubted.
_ANY = _BUSY | {S.ASK_ALARM}
#: Where a request that was named leads.
_NAMED = frozenset({S.CONFIRM_ITEM, S.CLARIFY, S.ASK_SLOT, S.CONFIRM_SLOTS})
#: Where an item may be touched besides.
_FOUND = _NAMED | {S.GUIDE}
_SLOTS = frozenset({S.ASK_SLOT, S.CONFIRM_SLOTS, S.DECIDE})
#: What the machines report of a visit that an officer has in her hands.
_REPORTS = dict.fromkeys(
    (
        *(ev.CardStill, ev.CardRead, ev.PrecheckDone, ev.CaseTaken, ev.StageDone),
        *(ev.CaseIssued, ev.CaseHandedOver, ev.DeskFailed),
    ),
    "goes_on_under_officer",
)
#: The citizen's own events: only a cry for help counts while an officer is at the kiosk.
_TO_OFFICER: Mapping[type[ev.Event], str] = {
    **NOTHING,
    **_REPORTS,
    ev.Meant: "words_under_officer",
    **dict.fromkeys((ev.Unclear, ev.LanguageChosen, ev.AidChosen, ev.CornerHeld), "nothing"),
}

TABLE: Mapping[StateName, Row] = {
    S.IDLE: Row(
        on={
            **NOTHING,
            ev.Woke: "greet",
            ev.Meant: "emergency_at_rest",
            ev.Unclear: "nothing",
            ev.LanguageChosen: "language_at_rest",
            ev.AidChosen: "nothing",
            ev.TimerFired: "nothing",
        },
        leads_to=frozenset({S.GREET, S.EMERGENCY, S.SIGN_IN}),
    ),
    S.GREET: Row(
        on={**NOTHING, ev.SaidAll: "listen_after_greeting"},
        timers={"wipe": "wipe"},
        commands={**COMMANDS, "back": "rest", "verify": "verify_paper"},
        leads_to=_ANY | _FOUND | {S.VERIFY},
    ),
    S.ASK_NEED: Row(
        Question("need.ask", "home", "open"),
        on=_ASKS,
        timers=_LADDER,
        commands={**COMMANDS, "back": "rest", "verify": "verify_paper"},
        leads_to=_ANY | _FOUND | {S.VERIFY},
    ),
    S.CLARIFY: Row(
        Question("need.clarify", "clarify", "open"),
        on=_ASKS,
        timers=_LADDER,
        commands={**COMMANDS, "deny": "not_that_item", "back": "back"},
        back=S.ASK_NEED,
        leads_to=_ANY | _FOUND,
    ),
    S.CONFIRM_ITEM: Row(
        Question("item.confirm", "confirm_item", "yes_no", ("confirm", "deny", "guide")),
        on=_ASKS,
        timers=_LADDER,
        commands={**COMMANDS, "confirm": "begin_item", "deny": "not_that_item", "back": "back"},
        back=S.ASK_NEED,
        leads_to=_ANY | _FOUND | {S.NOTICE},
    ),
    S.GUIDE: Row(
        Question("guide.ask", "guide", "yes_no", ("confirm", "guide", "print")),
        on=_ASKS,
        timers=_LADDER,
        commands={**COMMANDS, "confirm": "begin_item", "deny": "back", "back": "back"},
        back=S.ASK_NEED,
        leads_to=_ANY | _FOUND | {S.NOTICE},
    ),
    S.VERIFY: Row(
        Question("verify.ask", "verify", "commands", ("finish",)),
        on={
            **_ASKS,
            ev.PaperSeen: "paper_seen",
            ev.PaperChecked: "paper_checked",
            ev.DeskFailed: "paper_unchecked",
            ev.DeviceLost: "scanner_lost",
        },
        timers=_LADDER,
        commands={
            **COMMANDS,
            **dict.fromkeys(("verify", "confirm"), "verify_paper"),
            "done": "repeat",
            "deny": "back",
            "back": "back",
            "finish": "leave_verifying",
            "cancel": "leave_verifying",
        },
        back=S.ASK_NEED,
        leads_to=_ANY | _FOUND,
    ),
    S.ASK_ALARM: Row(
        Question("alarm.ask", "question", "yes_no", ("confirm", "deny")),
        on={
            **_ASKS,
            ev.Unclear: "alarm_unclear",
            ev.Meant: "words_at_alarm",
            ev.PrecheckDone: "alarm_precheck",
            ev.DeskFailed: "alarm_precheck",
        },
        timers={**_LADDER, "second": "alarm_in_case"},
        commands={
            **COMMANDS,
            "confirm": "alarm_meant",
            "deny": "alarm_not_meant",
            "back": "alarm_not_meant",
            "done": "alarm_unclear",
        },
        leads_to=frozenset(StateName) - {S.IDLE, S.ASK_ALARM, S.RECOGNISE, S.EXTRA_INFO, S.DECIDE, S.OFFICER},
    ),
    S.NOTICE: Row(
        Question("notice.read", "notice", "yes_no", ("confirm", "cancel")),
        on={**_ASKS, ev.SaidAll: "notice_said", ev.Touched: "notice_is_read"},
        timers={**_LADDER, "notice": "to_cards_by_itself"},
        commands={**COMMANDS, "confirm": "to_cards", "done": "to_cards", "deny": "leave", "back": "back"},
        back=S.CONFIRM_ITEM,
        leads_to=_ANY | _NAMED | {S.PLACE_CARD, S.CONFIRM_FIELDS},
    ),
    S.PLACE_CARD: Row(
        Question("card.place.{document}", "place_card", "commands"),
        on={
            **_ASKS,
            ev.Touched: "card_quiet_begins_anew",
            ev.SaidAll: "card_quiet_begins",
            ev.CardStill: "card_lies",
            ev.CardRead: "card_read",
            ev.DeviceLost: "eyes_lost",
            ev.DeviceBack: "eyes_back",
        },
        timers={**_LADDER, "camera": "camera_stays_lost"},
        commands={**COMMANDS, "confirm": "looking", "done": "looking", "back": "back"},
        back=S.NOTICE,
        leads_to=_ANY | _NAMED | {S.NOTICE, S.RECOGNISE, S.CONFIRM_FIELDS},
    ),
    S.RECOGNISE: Row(
        on={**NOTHING, ev.CardRead: "card_read", ev.DeviceLost: "reader_lost"},
        timers=_WORKING,
        commands={**COMMANDS, "back": "back_to_card"},
        back=S.PLACE_CARD,
        leads_to=_BUSY | _NAMED | {S.PLACE_CARD, S.CONFIRM_FIELDS},
    ),
    S.CONFIRM_FIELDS: Row(
        Question("fields.confirm", "confirm_fields", "yes_no", ("confirm", "deny")),
        on={**_ASKS, ev.PrecheckDone: "remember_precheck", ev.DeskFailed: "no_precheck"},
        timers=_LADDER,
        commands={**COMMANDS, "confirm": "fields_agreed", "deny": "fields_denied", "back": "back_to_card"},
        back=S.PLACE_CARD,
        leads_to=_ANY | _NAMED | _SLOTS | {S.PLACE_CARD, S.EXTRA_INFO},
    ),
    S.EXTRA_INFO: Row(
        on={**NOTHING, ev.PrecheckDone: "go_on_after_precheck", ev.DeskFailed: "go_on_without_precheck"},
        timers=_WORKING,
        commands={**COMMANDS, "back": "back"},
        back=S.CONFIRM_FIELDS,
        leads_to=_BUSY | _NAMED | _SLOTS | {S.PLACE_CARD, S.CONFIRM_FIELDS},
    ),
    S.ASK_SLOT: Row(
        Question("slot.ask.{slot}", "question", "open"),
        on=_ASKS,
        timers=_LADDER,
        commands={**COMMANDS, "confirm": "slot_yes", "deny": "slot_no", "back": "back_a_slot"},
        back=S.CONFIRM_FIELDS,
        leads_to=_ANY | _NAMED | _SLOTS | {S.PLACE_CARD, S.CONFIRM_FIELDS},
    ),
    S.CONFIRM_SLOTS: Row(
        Question("slot.confirm", "question", "yes_no", ("confirm", "deny")),
        on=_ASKS,
        timers=_LADDER,
        commands={**COMMANDS, "confirm": "values_agreed", "deny": "values_denied", "back": "back_a_slot"},
        back=S.ASK_SLOT,
        leads_to=_ANY | _NAMED | _SLOTS | {S.PLACE_CARD, S.CONFIRM_FIELDS},
    ),
    S.DECIDE: Row(
        on={
            **NOTHING,
            ev.CaseTaken: "case_taken",
            ev.StageDone: "stage_done",
            ev.CaseIssued: "issued",
            ev.CaseHandedOver: "handed_over",
            ev.DeskFailed: "desk_fails",
        },
        timers=_WORKING,
        # What the desk has can't be taken back by a word.
        commands={**COMMANDS, "restart": "repeat"},
        leads_to=frozenset({S.ISSUE, S.STAFF, S.EMERGENCY, S.WIPE, S.SIGN_IN}),
    ),
    S.ISSUE: Row(
        on={**NOTHING, ev.SaidAll: "after_result", ev.Meant: "words_after_result"},
        timers={"wipe": "wipe"},
        commands={**COMMANDS, "confirm": "leave", "deny": "leave", "done": "leave"},
        leads_to=_ANY | _FOUND | {S.SURVEY, S.WHY},
    ),
    S.SURVEY: Row(
        Question("survey.ask", "survey", "commands", ("5", "4", "3", "2", "1", "why", "finish")),
        on={**_ASKS, ev.Meant: "words_after_result", ev.Rated: "rated", ev.DeviceLost: "nothing"},
        timers={"survey": "survey_over", "wipe": "wipe"},
        commands={**COMMANDS, "confirm": "satisfied", "done": "satisfied", "deny": "not_satisfied"},
        leads_to=_ANY | _FOUND | {S.WHY},
    ),
    S.WHY: Row(
        Question("why.approved", "why", "commands", ("finish",)),
        on={**_ASKS, ev.Meant: "words_after_result"},
        timers=_LADDER,
        commands={
            **COMMANDS,
            "confirm": "back_from_why",
            "done": "back_from_why",
            "deny": "back_from_why",
            "back": "back_from_why",
            "why": "repeat",
        },
        leads_to=_ANY | _FOUND | {S.SURVEY},
    ),
    S.GOODBYE: Row(
        on={**NOTHING, ev.SaidAll: "rest", ev.Meant: "words_after_result"},
        timers={"wipe": "wipe"},
        commands={**COMMANDS, "confirm": "leave", "deny": "leave", "done": "leave"},
        leads_to=_ANY | _FOUND,
    ),
    S.STAFF: Row(
        on={
            **NOTHING,
            ev.Meant: "words_to_officer",
            ev.SaidAll: "officer_said",
            ev.Touched: "slip_is_read",
            ev.CaseTaken: "case_taken",
            ev.CaseIssued: "issued_after_all",
            ev.CaseHandedOver: "number_told",
            ev.DeskFailed: "no_number",
        },
        timers={"handed_over": "slip_over", "wipe": "wipe"},
        commands={
            **COMMANDS,
            "staff": "repeat",
            "confirm": "leave_officer",
            "deny": "leave_officer",
            "done": "leave_officer",
            "restart": "restart_officer",
        },
        leads_to=_BUSY | _FOUND | {S.ISSUE, S.WHY},
    ),
    S.EMERGENCY: Row(
        on={
            **NOTHING,
            ev.Meant: "words_in_emergency",
            ev.Touched: "emergency_touched",
            ev.CornerHeld: "nothing",
        },
        timers={"wipe": "wipe"},
        commands={
            **COMMANDS,
            "staff": "repeat",
            "guide": "repeat",
            "why": "repeat",
            "print": "repeat",
            "cancel": "rest",
            "finish": "rest",
            "confirm": "unheard",
            "deny": "unheard",
            "done": "unheard",
        },
        leads_to=frozenset({S.WIPE, S.ASK_NEED}),
    ),
    S.SIGN_IN: Row(
        on={
            **_TO_OFFICER,
            ev.Touched: "sign_in_touched",
            ev.SignInRefused: "sign_in_refused",
            ev.SignInLeft: "sign_in_left",
            ev.TakenOver: "taken_over",
        },
        timers={"sign_in": "sign_in_over", "wipe": "wipe"},
        commands=COMMANDS,
        leads_to=frozenset(StateName) - {S.IDLE},
    ),
    S.OFFICER: Row(
        on={
            **_TO_OFFICER,
            ev.Touched: "officer_touched",
            ev.FieldCorrected: "field_corrected",
            ev.AnsweredByOfficer: "answered_by_officer",
            ev.ItemChosen: "item_chosen",
            ev.StepSkipped: "step_skipped",
            ev.GivenBack: "given_back",
            ev.VisitEnded: "visit_ended",
        },
        timers={"officer": "officer_away", "wipe": "wipe"},
        commands=COMMANDS,
        leads_to=frozenset(StateName) - {S.IDLE},
    ),
    S.WIPE: Row(
        on={
            **NOTHING,
            ev.CornerHeld: "nothing",
            ev.Meant: "emergency_at_rest",
            ev.Unclear: "nothing",
            ev.LanguageChosen: "language_at_rest",
            ev.AidChosen: "nothing",
            ev.TimerFired: "nothing",
        },
        leads_to=frozenset({S.EMERGENCY}),
    ),
}

#: The states that wait for the citizen. Every other state waits for a machine and is left by its event.
QUESTIONS: Mapping[StateName, Question] = {n: row.question for n, row in TABLE.items() if row.question}
#: Where "back" leads.
PREVIOUS: Mapping[StateName, StateName] = {n: row.back for n, row in TABLE.items() if row.back}
#: Here the machine works and nobody is asked anything.
MACHINE_WORKS = frozenset({S.RECOGNISE, S.EXTRA_INFO, S.DECIDE})
#: These ask nothing, but who speaks is heard.
OFFICER_COMES = frozenset({S.STAFF, S.EMERGENCY})
#: An officer is at the kiosk: the citizen isn't asked anything.
OFFICER_HERE = frozenset({S.SIGN_IN, S.OFFICER})
