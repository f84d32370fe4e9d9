"""Asking: page, sentence and ears of the present question, and how long is waited for an answer."""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue.actions import Action, Capture, Listen, Say, Show, StartTimer
from kiosk.dialogue.period import NEAR
from kiosk.dialogue.settings import DialogueSettings, Patience
from kiosk.dialogue.slot import KINDS, Slot
from kiosk.dialogue.states import Prompt, State, StateName
from kiosk.dialogue.step import GIVE_UP, STILL_WORKING
from kiosk.dialogue.table import PREVIOUS, QUESTIONS
from kiosk.dialogue.telling import listed, read_back

__all__ = ["GIVE_UP", "PREVIOUS", "QUESTIONS", "STILL_WORKING"]

#: More candidates than this are not read aloud.
_READ_ALOUD = 3


def slot_of(state: State, settings: DialogueSettings) -> Slot | None:
    """The slot that is asked for."""
    view = settings.items.get(state.item or "")
    return next((s for s in view.slots if s.name == state.slot), None) if view else None


def prompt_of(state: State, settings: DialogueSettings) -> Prompt:
    """The sentence that the state asks with; the second and third asking sound otherwise."""
    key, values = _sentence(state, settings)
    return Prompt(key, values, state.asked.get(key, 0))


def _sentence(state: State, settings: DialogueSettings) -> tuple[str, dict[str, str]]:
    item = {"item": state.item} if state.item else {}
    match state.name:
        case StateName.CLARIFY:
            return _apart(state, settings)
        case StateName.CONFIRM_ITEM if state.later and state.before is None:
            return "item.confirm.two", {"item": state.item or "", "second": state.later[0]}
        case StateName.CONFIRM_ITEM if state.before is not None:
            return "item.next", item
        case StateName.CONFIRM_ITEM if state.for_whom:
            return "item.confirm.other", item
        case StateName.CONFIRM_SLOTS:
            return "slot.confirm", {"values": read_back(state, settings)}
        case StateName.GUIDE if settings.items[state.item or ""].handed_over:
            return "guide.ask.officer", item
        case StateName.WHY:
            return why_told(state)
    question = QUESTIONS[state.name]
    return question.prompt.format(document=state.wanted_document or "", slot=state.slot or ""), item


def why_told(state: State) -> tuple[str, dict[str, str]]:
    """Why it was decided so: the first reason with its article, or the cause where there is none to tell."""
    if state.ended == "issued":
        return "why.approved", {}
    if state.reasons:
        first = state.reasons[0]
        return "why.told", {"reason": first.get(state.language), "basis": first.basis}
    return "why.cause", {}


def _apart(state: State, settings: DialogueSettings) -> tuple[str, dict[str, str]]:
    """The one question that tells the candidates apart, out of the items' own words."""
    own = ".".join(sorted(state.candidates))
    if own in settings.apart:
        return f"need.apart.{own}", {}
    words = [settings.items[c].apart for c in state.candidates]
    if not 1 < len(words) <= _READ_ALOUD or not all(words):
        return "need.clarify", {}
    return "need.apart", {"options": listed([w.get(state.language) for w in words if w], state.language)}


def choices_of(state: State, settings: DialogueSettings) -> tuple[str, ...]:
    """The buttons of the page, best first."""
    if state.name is StateName.ASK_NEED:
        return tuple(settings.items)
    if state.name is StateName.CLARIFY:
        return state.candidates
    if state.name is StateName.CONFIRM_ITEM and state.later and state.before is None:
        return ("confirm", "deny")
    slot = slot_of(state, settings) if state.name is StateName.ASK_SLOT else None
    if slot is not None:
        near = tuple(NEAR) if slot.edge == "first" else ()
        return ("confirm", "deny") if slot.kind == "yes_no" else near or tuple(o.id for o in slot.options)
    buttons = QUESTIONS[state.name].buttons
    view = settings.items.get(state.item or "")
    missing = set() if settings.prints else {"print"}
    if view is None or view.guide is None:
        missing.add("guide")
    return tuple(b for b in buttons if b not in missing)


def page_of(state: State, settings: DialogueSettings) -> Show:
    """The page of the present question; while the camera gives no picture nobody is told to lay a card."""
    if state.camera_lost:
        return Show("device", {"device": "camera"}, ("staff",))
    values = {"item": state.item or "", "document": state.wanted_document or ""}
    if state.case:
        # The number stays in sight as long as the page may be read.
        values |= {"window": state.case.window, "ticket": state.case.ticket}
    if state.misses >= 2:
        values["buttons"] = "large"
    if state.name is StateName.VERIFY:
        values |= state.paper
    values |= _question_values(state, settings)
    return Show(QUESTIONS[state.name].page, values, choices_of(state, settings))


def _question_values(state: State, settings: DialogueSettings) -> dict[str, str]:
    if state.name is StateName.CONFIRM_SLOTS:
        return {
            "slot": "read_back",
            "kind": "yes_no",
            "title": "page.question.read_back.title",
            "hint": "slot.read_back",
            "values": read_back(state, settings),
        }
    if state.name is StateName.ASK_ALARM:
        return {
            "slot": "alarm",
            "kind": "yes_no",
            "title": "page.question.alarm.title",
            "hint": "page.question.alarm.hint",
        }
    slot = slot_of(state, settings) if state.name is StateName.ASK_SLOT else None
    if slot is None:
        return {}
    kind = KINDS[slot.kind]
    return {
        "slot": slot.name,
        "kind": kind.page,
        "title": f"slot.ask.{slot.name}",
        "hint": f"page.question.{kind.page}.hint",
        "length": str(kind.length),
    }


def ears_of(state: State, settings: DialogueSettings) -> Listen:
    """What may be answered now."""
    silent = leaves_notice(state)
    if state.name is StateName.CLARIFY:
        return Listen("open", state.candidates)
    slot = slot_of(state, settings) if state.name is StateName.ASK_SLOT else None
    if slot is not None:
        return Listen(KINDS[slot.kind].listen, tuple(o.id for o in slot.options), slot.name)
    return Listen(QUESTIONS[state.name].listen, may_be_silent=silent)


def ask(
    state: State, settings: DialogueSettings, lead: tuple[Say, ...] = ()
) -> tuple[State, tuple[Action, ...]]:
    """Ask the state's question: page, sentences, ears and, where a card is wanted, the camera."""
    prompt = prompt_of(state, settings)
    often = state.asked.get(prompt.key, 0) >= settings.offers_staff - 1
    if (often or weary(state, settings)) and state.name not in (StateName.PLACE_CARD, StateName.SURVEY):
        lead = (*lead, Say("offer.staff"))
    actions: list[Action] = [page_of(state, settings), *lead]
    # A lead that tells what was wrong with the card already says what to do.
    if not (lead and state.name is StateName.PLACE_CARD):
        actions.append(say(prompt))
    if state.name is StateName.PLACE_CARD and state.wanted_document:
        actions.append(Capture(state.wanted_document))
    actions.append(ears_of(state, settings))
    asked = {**state.asked, prompt.key: state.asked.get(prompt.key, 0) + 1}
    return replace(state, prompt=prompt, asked=asked), tuple(actions)


def weary(state: State, settings: DialogueSettings) -> bool:
    """Misunderstood, repeated and gone back so often that it is said how an officer is called."""
    tries = state.misses + state.again + state.detours
    # The same question for the second time counts as one more: going on and coming back forgets the others.
    twice = state.prompt is not None and state.asked.get(state.prompt.key, 0) >= settings.offers_staff - 1
    return tries + twice >= settings.offers_staff


def ask_silently(state: State, settings: DialogueSettings) -> tuple[State, tuple[Action, ...]]:
    """The question has just been said, or stands on the page."""
    asked, actions = ask(state, settings)
    silent = tuple(a for a in actions if not isinstance(a, Say))
    return asked, (*silent, *timers_of(asked, settings.patience))


def say(prompt: Prompt) -> Say:
    """The sentence itself."""
    return Say(prompt.key, prompt.values, prompt.variant)


def notice_timer(state: State, patience: Patience, reading: bool = False) -> StartTimer:
    """The notice goes on by itself; who has touched it reads, and gets longer."""
    times = patience_of(state, patience)
    return StartTimer("notice", times.first_prompt if reading else times.notice)


def leaves_notice(state: State) -> bool:
    """It is a notice, not a consent: who stays goes on, who minds or asks says so (PIPL 13(1)(3), 17, 35)."""
    return state.name is StateName.NOTICE and not state.held and state.misses == 0


def patience_of(state: State, patience: Patience) -> Patience:
    """Who needs large type, and who asked for time, is given twice as much."""
    return patience.doubled() if state.large or state.held else patience


def timers_of(state: State, patience: Patience) -> tuple[StartTimer, ...]:
    """The ladder of quiet for a state that waits for the citizen."""
    times = patience_of(state, patience)
    if state.name is StateName.SURVEY:
        return (StartTimer("survey", times.survey),)
    end = times.card if state.name is StateName.PLACE_CARD else times.wipe
    return (
        StartTimer("first", times.first_prompt),
        StartTimer("second", times.second_prompt),
        StartTimer("warning", end - (times.wipe - times.warning)),
        StartTimer("wipe", end),
    )
