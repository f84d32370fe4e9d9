"""Perhaps somebody is in danger: the one question that tells, asked before anything else goes on.

What was said is put off, not forgotten: after a no, or where no answer can be had, the visit goes on exactly
where it was, with the same words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.dialogue import events as ev
from kiosk.dialogue.actions import Capture, Say
from kiosk.dialogue.cards import no_precheck, remember_precheck
from kiosk.dialogue.ends import emergency, missed
from kiosk.dialogue.questions import ask, ask_silently
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.states import PutOff, State, StateName
from kiosk.dialogue.step import QUIET, Rule, Step
from kiosk.dialogue.table import MACHINE_WORKS, OFFICER_COMES, QUESTIONS

#: An officer comes, or the desk's answer must not be missed.
_NOT_ASKED = MACHINE_WORKS | OFFICER_COMES | {StateName.ASK_ALARM}
#: What was said there answers no question of an item.
_ALL_DONE = frozenset({StateName.ISSUE, StateName.SURVEY, StateName.GOODBYE})


def doubtful(state: State, event: ev.Meant) -> bool:
    """May these words be a call for help, beside what else they are?"""
    possible = "alarm" in event.understanding.values and event.understanding.outcome != "emergency"
    return possible and event.by == "voice" and state.name not in _NOT_ASKED


def ask_alarm(settings: DialogueSettings, state: State, event: ev.Meant) -> Step:
    """需要报警或叫救护车吗？"""
    said = event.understanding
    calm = {name: value for name, value in said.values.items() if name != "alarm"}
    later = replace(event, understanding=replace(said, values=calm))
    asking = state.at(StateName.ASK_ALARM, put_off=PutOff(state, later, said.values["alarm"]))
    step = ask(asking, settings)
    return step[0], (*QUIET, *step[1])


def alarm_meant(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Yes: help at once, of the kind that the words told."""
    off = state.put_off
    return emergency(settings, _now(state), off.kind if off else None)


class Alarm:
    """The rules that go on with what was put off."""

    def __init__(self, rule_of: Callable[[StateName], Rule]) -> None:
        """`rule_of`: what a state does with words."""
        self._rule_of = rule_of

    def alarm_not_meant(self, settings: DialogueSettings, state: State, event: ev.Event) -> Step:
        """No: on with the visit."""
        return self._go_on(settings, state, ())

    def alarm_unclear(self, settings: DialogueSettings, state: State, event: ev.Event) -> Step:
        """Asked once more; then the numbers are told, and the visit goes on."""
        if state.misses:
            return self.alarm_in_case(settings, state, event)
        return missed(settings, state, event)

    def alarm_in_case(self, settings: DialogueSettings, state: State, event: ev.Event) -> Step:
        """Nobody answers, or not so that it could be understood."""
        return self._go_on(settings, state, (Say("alarm.in_case"),))

    def _go_on(self, settings: DialogueSettings, state: State, lead: tuple[Say, ...]) -> Step:
        before = _now(state)
        off = state.put_off
        if off is None or (off.event.understanding.outcome == "none" and before.name not in _ALL_DONE):
            after, actions = _asked_again(settings, before)
        else:
            after, actions = self._rule_of(before.name)(settings, before, off.event)
        wanted = after.wanted_document if after.name is StateName.PLACE_CARD else None
        if wanted and not any(isinstance(a, Capture) for a in actions):
            actions = (*actions, Capture(wanted))
        return after, (*QUIET, *lead, *actions)


def alarm_precheck(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The desk's look ahead belongs to the question that was put off."""
    if state.put_off is None:
        return state, ()
    rule = remember_precheck if isinstance(event, ev.PrecheckDone) else no_precheck
    inner, _ = rule(settings, state.put_off.state, event)
    return replace(state, put_off=replace(state.put_off, state=inner)), ()


def _asked_again(settings: DialogueSettings, before: State) -> Step:
    if before.name not in QUESTIONS:
        return ask_silently(before.at(StateName.ASK_NEED), settings)
    return ask(before, settings)


def _now(state: State) -> State:
    """The state that was put off, with what has been chosen since."""
    off = state.put_off
    if off is None:
        return state.at(StateName.ASK_NEED)
    return replace(off.state, language=state.language, large=state.large, day=state.day, asked=state.asked)


__all__ = ["Alarm", "alarm_meant", "alarm_precheck", "ask_alarm", "doubtful"]
