"""The conversation as a pure function: `step(state, event) -> (state, actions)`.

`table.py` says which rule moves which state on which event; here each rule's name gets its function. The
clock, the ears, the camera and the desk are somebody else's. Precedence of what is said: emergency, an answer
to the question for a slot, command, correction, request (`words.py`).
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue import (
    alarm,
    cards,
    commands,
    desk,
    devices,
    ends,
    requests,
    slots,
    takeover,
    times,
    verifying,
)
from kiosk.dialogue import events as ev
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.states import State, StateName
from kiosk.dialogue.step import Rule, Step, nothing
from kiosk.dialogue.table import TABLE
from kiosk.dialogue.words import Words


def _emergency_at_rest(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Nobody has touched anything, but somebody cries for help."""
    assert isinstance(event, ev.Meant)
    if event.understanding.outcome == "emergency":
        fresh = State(language=state.language)
        return ends.emergency(settings, fresh, event.understanding.values.get("kind"))
    return state, ()


def _language_at_rest(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    assert isinstance(event, ev.LanguageChosen)
    return replace(state, language=event.language), ()


def _timer(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The row's rule for this timer."""
    assert isinstance(event, ev.TimerFired)
    return RULES[TABLE[state.name].timers.get(event.timer, "nothing")](settings, state, event)


def _command(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The row's rule for this command."""
    assert isinstance(event, ev.Meant)
    return RULES[TABLE[state.name].commands.get(event.understanding.id or "", "missed")](
        settings, state, event
    )


def _words_of(name: StateName) -> Rule:
    return RULES[TABLE[name].on[ev.Meant]]


def _rule_of(name: StateName, event: type[ev.Event]) -> Rule:
    return RULES[TABLE[name].on[event]]


_alarm = alarm.Alarm(_words_of)
_under = takeover.UnderOfficer(_rule_of)
_words = Words(_command, _alarm.alarm_unclear)
#: Every rule that the table names.
RULES: dict[str, Rule] = {
    "nothing": nothing,
    "timer": _timer,
    "emergency_at_rest": _emergency_at_rest,
    "language_at_rest": _language_at_rest,
    "asked_in_other_language": times.asked_in_other_language,
    "same_in_other_language": times.asked_in_other_language,
    "words": _words.words,
    "words_after_result": _words.words_after_result,
    "words_to_officer": _words.words_to_officer,
    "words_in_emergency": _words.words_in_emergency,
    "emergency_touched": ends.emergency_touched,
    # perhaps somebody is in danger
    "words_at_alarm": _words.words_at_alarm,
    "alarm_meant": alarm.alarm_meant,
    "alarm_not_meant": _alarm.alarm_not_meant,
    "alarm_unclear": _alarm.alarm_unclear,
    "alarm_in_case": _alarm.alarm_in_case,
    "alarm_precheck": alarm.alarm_precheck,
    # coming and going
    "greet": requests.greet,
    "listen_after_greeting": requests.listen_after_greeting,
    "rest": ends.rest,
    "wipe": ends.wipe,
    "leave": ends.leave,
    "restart": ends.restart,
    "restart_officer": requests.restart_officer,
    "after_result": requests.after_result,
    "satisfied": requests.satisfied,
    "not_satisfied": requests.not_satisfied,
    "rated": requests.rated,
    "survey_over": requests.survey_over,
    # small wishes
    "missed": ends.missed,
    "unheard": ends.unheard,
    "cut_short": ends.cut_short,
    "call_officer": commands.call_officer,
    "repeat": commands.repeat,
    "help": commands.help_,
    "wait": commands.wait,
    "adjust": commands.adjust,
    "larger": commands.larger,
    "aid_chosen": commands.aid_chosen,
    "aid_asked": commands.aid_asked,
    "print_slip": commands.print_slip,
    "guide": commands.guide,
    "explain": commands.explain,
    "back_from_why": commands.back_from_why,
    "back": commands.back,
    "no_way_back": commands.no_way_back,
    # the item and its questions
    "begin_item": slots.begin,
    "not_that_item": requests.not_that_item,
    "slot_yes": slots.slot_yes,
    "slot_no": slots.slot_no,
    "values_agreed": slots.values_agreed,
    "values_denied": slots.values_denied,
    "back_a_slot": slots.back_a_slot,
    # the card
    "notice_said": cards.notice_said,
    "notice_is_read": cards.notice_is_read,
    "to_cards": cards.to_cards,
    "to_cards_by_itself": cards.to_cards_by_itself,
    "looking": cards.looking,
    "card_lies": cards.card_lies,
    "card_read": cards.card_read,
    "back_to_card": cards.back_to_card,
    "fields_agreed": cards.fields_agreed,
    "fields_denied": cards.fields_denied,
    "remember_precheck": cards.remember_precheck,
    "go_on_after_precheck": cards.go_on_after_precheck,
    "no_precheck": cards.no_precheck,
    "go_on_without_precheck": cards.go_on_without_precheck,
    # a paper of ours
    "verify_paper": verifying.verify_paper,
    "paper_seen": verifying.paper_seen,
    "paper_checked": verifying.paper_checked,
    "paper_unchecked": verifying.paper_unchecked,
    "scanner_lost": verifying.scanner_lost,
    "leave_verifying": verifying.leave_verifying,
    # the desk and the officer
    "case_taken": desk.case_taken,
    "stage_done": desk.stage_done,
    "issued": desk.issued,
    "issued_after_all": desk.issued_after_all,
    "handed_over": desk.handed_over,
    "number_told": desk.number_told,
    "desk_fails": desk.desk_fails,
    "no_number": desk.no_number,
    "officer_said": desk.officer_said,
    "slip_is_read": desk.slip_is_read,
    "slip_over": desk.slip_over,
    "leave_officer": desk.leave_officer,
    # quiet and devices
    "quiet_begins": times.quiet_begins,
    "quiet_begins_anew": times.quiet_begins_anew,
    "still_there": times.still_there,
    "warn": times.warn,
    "say_still_working": times.say_still_working,
    "give_up": times.give_up,
    "microphone_lost": devices.microphone_lost,
    "reader_lost": devices.reader_lost,
    "eyes_lost": devices.eyes_lost,
    "eyes_back": devices.eyes_back,
    "camera_stays_lost": devices.camera_stays_lost,
    "card_quiet_begins": devices.card_quiet_begins,
    "card_quiet_begins_anew": devices.card_quiet_begins_anew,
    # an officer at the kiosk
    "officer_comes": takeover.officer_comes,
    "sign_in_touched": takeover.sign_in_touched,
    "sign_in_refused": takeover.sign_in_refused,
    "sign_in_left": takeover.sign_in_left,
    "sign_in_over": takeover.sign_in_over,
    "taken_over": takeover.taken_over,
    "officer_touched": takeover.officer_touched,
    "officer_away": takeover.officer_away,
    "field_corrected": takeover.field_corrected,
    "answered_by_officer": takeover.answered_by_officer,
    "item_chosen": takeover.item_chosen,
    "step_skipped": takeover.step_skipped,
    "given_back": takeover.given_back,
    "visit_ended": takeover.visit_ended,
    "words_under_officer": takeover.words_under_officer,
    "goes_on_under_officer": _under.goes_on_under_officer,
}


class Dialogue:
    """The machine with the settings it was built for. Holds no state of its own."""

    def __init__(self, settings: DialogueSettings) -> None:
        self._settings = settings

    def step(self, state: State, event: ev.Event) -> Step:
        """The next state and what is to be done. Total: every event has an outcome in every state."""
        return RULES[TABLE[state.name].on[type(event)]](self._settings, state, event)
