"""Quiet: when it begins, what is said after a while, and when the visit is wiped."""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue import events as ev
from kiosk.dialogue.actions import Action, Capture, Say, Show, StopTimers
from kiosk.dialogue.ends import again, hand_over
from kiosk.dialogue.questions import ask, page_of, patience_of, timers_of
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.states import State, StateName
from kiosk.dialogue.step import Step
from kiosk.dialogue.table import QUESTIONS

_QUIET = {StateName.PLACE_CARD: "silence.card", StateName.ASK_SLOT: "silence.slot"}

#: Here personal data stand on the page.
_PERSONAL = frozenset({StateName.CONFIRM_FIELDS, StateName.ASK_SLOT, StateName.CONFIRM_SLOTS, StateName.WHY})


def quiet_begins(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The question has been said to its end; sentences of the ladder itself don't start it anew."""
    return (state, timers_of(state, settings.patience)) if state.silences == 0 else (state, ())


def quiet_begins_anew(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """A finger on the glass: the patience begins anew; after the warning her page comes back."""
    if state.prompt is None:
        return state, ()
    back: tuple[Action, ...] = (page_of(state, settings),) if state.silences else ()
    return replace(state, silences=0), (*back, *timers_of(state, settings.patience))


def still_there(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Nobody says anything; the second time help is offered."""
    assert isinstance(event, ev.TimerFired)
    quiet = replace(state, silences=state.silences + 1)
    asks = Say(f"{_QUIET.get(state.name, 'silence.answer')}.{event.timer}")
    if event.timer == "second" and state.name in _PERSONAL:
        # Perhaps she has stepped away: what stands on the page is nobody else's business. A touch or a word
        # brings it back.
        return quiet, (Show("cover", {}, ("wait",)), asks)
    return quiet, (asks,)


def warn(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """A last page before all is wiped."""
    quiet = replace(state, silences=state.silences + 1)
    times = patience_of(state, settings.patience)
    left = {"seconds": f"{times.wipe - times.warning:.0f}"}
    return quiet, (Show("warning", left, ("wait",)), Say("silence.warning"))


def say_still_working(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return state, (Say("decide.wait"),)


def give_up(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The machine is too slow for a citizen who waits."""
    return hand_over(settings, state, "system", "handover.cause.system")


def asked_in_other_language(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The same page and the same sentence, in the other language."""
    assert isinstance(event, ev.LanguageChosen)
    spoken = replace(state, language=event.language)
    if state.name not in QUESTIONS:
        return again(settings, spoken, None)
    asked, actions = ask(spoken, settings)
    # The camera goes on looking; it must not throw away a reading under way.
    kept = replace(asked, asked=state.asked)
    return kept, (StopTimers(), *(a for a in actions if not isinstance(a, Capture)))
