"""How a visit ends or goes to an officer, and saying a thing again: what every other rule may come to."""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue import events as ev
from kiosk.dialogue.actions import (
    Action,
    CallStaff,
    HandOver,
    Listen,
    Say,
    Show,
    StartTimer,
    StopTimers,
    Wipe,
)
from kiosk.dialogue.questions import ask, ears_of, page_of, patience_of, say, weary
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.states import CaseHeld, Prompt, State, StateName
from kiosk.dialogue.step import QUIET, Step
from kiosk.dialogue.table import MACHINE_WORKS, OFFICER_COMES, QUESTIONS

#: What is said on each rung where "please say yes or no" makes no sense.
_MISSED = {
    StateName.ASK_NEED: "again.need",
    StateName.CLARIFY: "again.need",
    StateName.PLACE_CARD: "silence.card",
    StateName.ASK_SLOT: "again.slot",
}
NO_NUMBER = Prompt("handover.no_number")


def number_of(case: CaseHeld) -> dict[str, str]:
    """What a citizen waits with."""
    number = {"window": case.window, "ticket": case.ticket}
    return {**number, "office": case.office} if case.office else number


# -- ends -----------------------------------------------------------------------------------------


def rest(_: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Nothing more is wanted: the page goes, and all that was said and read."""
    return wiped(state, "emergency" if state.name is StateName.EMERGENCY else "cancelled")


def wipe(_: DialogueSettings, state: State, event: ev.Event) -> Step:
    return wiped(state, "timed_out")


def wiped(state: State, ended: str) -> Step:
    # Only how it ended outlives the visit; nothing personal does.
    how = state.ended or state.before or ended
    return State(name=StateName.WIPE, language=state.language, ended=how), (*QUIET, Wipe())


def goodbye(state: State, prompt: str, ended: str) -> Step:
    """Kind words; when they have been said, all is wiped."""
    how = state.ended or state.before or ended
    leaving = state.at(StateName.GOODBYE, ended=how, prompt=Prompt(prompt))
    card = bool(state.documents or state.wanted_document)
    page = Show("goodbye", {"card": "yes"} if card else {})
    return leaving, (*QUIET, page, Say(prompt))


def leave(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """不办了."""
    if state.ended in ("issued", "handed_over"):
        return goodbye(state, "goodbye", state.ended)
    if state.name is StateName.STAFF:
        return goodbye(state, "goodbye", "handed_over")
    if state.submitted:
        # The desk has the case; only a person may stop it now.
        return hand_over(settings, state, "asked_by_citizen", "handover.asked")
    if state.before is not None:
        return goodbye(state, "goodbye", state.before)
    return goodbye(state, "cancelled", "cancelled")


def restart(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """From the beginning, with nothing kept but that she is going round."""
    done = state.ended in ("issued", "handed_over")
    detours = 0 if done else state.detours + 1
    fresh = State(language=state.language, large=state.large, aids=state.aids, detours=detours)
    if fresh.detours > settings.max_repeats:
        return hand_over(settings, state, "asked_by_citizen", "handover.not_understood")
    step = ask(fresh.at(StateName.ASK_NEED), settings)
    return step[0], (*QUIET, Wipe(), *step[1])


#: Each has a number of its own to call; anything else is the police's.
_SERVICES = frozenset({"fire", "medical"})


def emergency(settings: DialogueSettings, state: State, kind: str | None = None) -> Step:
    """At once, from everywhere. `kind`: police, fire or medical, as the words told."""
    service = kind if kind in _SERVICES else "police"
    prompt = Prompt(f"emergency.{service}")
    alarmed = state.at(StateName.EMERGENCY, ended="emergency", prompt=prompt)
    told = HandOver("asked_by_citizen", state.item, (), "emergency", {}, not state.submitted)
    alarm: tuple[Action, ...] = (
        *QUIET,
        CallStaff("emergency"),
        *(() if state.name is StateName.EMERGENCY else (told,)),
        Show("emergency", {"kind": service}, ("finish",)),
        Say(prompt.key),
        Listen("commands"),
        StartTimer("wipe", patience_of(state, settings.patience).wipe),
    )
    return alarmed, alarm


def emergency_touched(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Somebody is still there: the number stays."""
    return state, (StartTimer("wipe", patience_of(state, settings.patience).wipe),)


# -- to an officer --------------------------------------------------------------------------------


def hand_over(
    settings: DialogueSettings,
    state: State,
    cause: str,
    prompt: str,
    item: str | None = None,
    lead: tuple[Say, ...] = (),
) -> Step:
    """To an officer, from any state; the case that is in, or a new one with what is known.

    `lead`: why, before what comes next. What she wants besides is remembered where only this item needs an
    officer (`handover.item` and a reason), and left to the officer where she asked for one or got stuck.
    """
    if state.name in OFFICER_COMES:
        return again(settings, state, None)
    if state.ended in ("issued", "handed_over"):
        return to_window(state)
    view = settings.items.get(item or state.item or "")
    shown: str = cause
    if view is not None and view.discreet:
        # Whatever the cause, it sounds and looks the same.
        prompt, lead, shown = "handover.discreet", (), ""
    note = "+".join([state.name.value, *state.later])
    goes_on = prompt in ("handover.item", "handover.discreet") or bool(lead)
    later = state.later if goes_on and cause != "system" else ()
    staff = state.at(
        StateName.STAFF, handoff_cause=cause, submitted=True, ended=None, later=later,
        item=item or state.item, prompt=Prompt("handover.wait"),
    )  # fmt: skip
    actions: tuple[Action, ...] = (
        *QUIET,
        CallStaff("normal"),
        Show("handover", {"cause": shown, "item": item or state.item or ""}, ("finish",)),
        *lead,
        Say(prompt),
        HandOver(
            cause,
            item or state.item,
            state.documents,
            note,
            answers_of(settings, state, item),
            not state.submitted,
        ),
        Listen("commands"),
    )
    return staff, actions


def answers_of(settings: DialogueSettings, state: State, item: str | None = None) -> dict[str, str]:
    """What goes to the desk: the item's own answers, typed or agreed to, or plain where that is enough."""
    view = settings.items.get(item or state.item or "")
    told = {}
    for slot in view.slots if view else ():
        answer = state.answers.get(slot.name)
        if answer and (answer.confirmed or (answer.sure and slot.risk != "always")):
            told[slot.name] = answer.value
    return told


def to_window(state: State) -> Step:
    """The result is known; the officer at its window helps."""
    told = Prompt("handover.number", number_of(state.case)) if state.case else NO_NUMBER
    lead = (Say("handover.collect"),) if state.ended == "issued" else ()
    actions: tuple[Action, ...] = (
        *QUIET,
        CallStaff("normal"),
        Show("handover", {**told.values, "item": state.item or ""}, ("finish",)),
        *lead,
        say(told),
        Listen("commands"),
    )
    return state.at(StateName.STAFF, prompt=told, later=()), actions


# -- again ----------------------------------------------------------------------------------------


def again(
    settings: DialogueSettings,
    state: State,
    lead: Say | None,
    first: tuple[Action, ...] = (),
    repeat: bool = True,
) -> Step:
    """Say `lead`, then what was said last (or that it is being worked on), and listen on."""
    says: list[Action] = [lead] if lead else []
    prompt = state.prompt
    if state.name in MACHINE_WORKS or prompt is None:
        return state, (*first, *(says or [Say("decide.wait")]))
    state = replace(state, again=state.again + 1)
    # A word cuts off the sentence under way: a greeting or a result has to be said again in any case.
    if repeat or state.name not in QUESTIONS:
        says.append(say(prompt))
    if state.name not in QUESTIONS:
        ears = (Listen("commands"),) if state.name in OFFICER_COMES else ()
        if ears and state.again > settings.max_misses:
            # Said often enough; she is heard on, but the page's time runs out (a noisy hall, a child).
            return state, (*first, *ears)
        return state, (*first, *says, *ears)
    if state.again > settings.max_repeats:
        return hand_over(settings, state, "asked_by_citizen", "handover.not_understood")
    if weary(state, settings):
        says.insert(0, Say("offer.staff"))
    return state, (StopTimers(), *first, page_of(state, settings), *says, ears_of(state, settings))


def missed(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The ladder of not understanding: examples, then buttons, then an officer."""
    if state.name not in QUESTIONS:
        return unheard(settings, state, event)
    if state.name is StateName.SURVEY:
        return goodbye(state, "goodbye", "issued")
    why = event.why if isinstance(event, ev.Unclear) else ""
    if why == "noise" and not state.noise:
        # Perhaps nobody spoke to us: it is said once, and is no failure of hers.
        noisy = replace(state, noise=True, silences=0)
        return noisy, (StopTimers(), page_of(noisy, settings), Say("heard.noise"), ears_of(noisy, settings))
    counted = replace(state, misses=state.misses + 1, silences=0)
    if counted.misses >= settings.max_misses:
        return hand_over(settings, counted, "asked_by_citizen", "handover.not_understood")
    rung = "first" if counted.misses == 1 and not weary(counted, settings) else "second"
    sentence = Say(f"{_MISSED.get(state.name, 'again.answer')}.{rung}")
    if why and rung == "first":
        sentence = Say(f"heard.{why}")
    return counted, (StopTimers(), page_of(counted, settings), sentence, ears_of(counted, settings))


def cut_short(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """She spoke for very long: told kindly, while what she said is being worked on."""
    return state, (Say("heard.too_long"),)


def unheard(_: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Nobody was asked; where an officer comes the ears open again."""
    return (state, (Listen("commands"),)) if state.name in OFFICER_COMES else (state, ())


def detour(state: State) -> State:
    """She has gone back, denied or changed something: no progress, and that is counted."""
    return replace(state, detours=state.detours + 1)


def lost_the_way(settings: DialogueSettings, state: State) -> Step | None:
    """Round and round: an officer helps."""
    if state.detours <= settings.max_repeats:
        return None
    return hand_over(settings, state, "asked_by_citizen", "handover.not_understood")
