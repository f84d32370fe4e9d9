"""The card: asked for, read, shown, agreed to, or laid again; and the desk's look ahead meanwhile."""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue import events as ev
from kiosk.dialogue.actions import Acknowledge, AskPrecheck, Listen, Say, Show, StopListening, StopTimers
from kiosk.dialogue.ends import detour, hand_over, lost_the_way
from kiosk.dialogue.questions import ask, leaves_notice, notice_timer, weary
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.slots import go_on
from kiosk.dialogue.states import DocumentHeld, State, StateName
from kiosk.dialogue.step import QUIET, WORKING, Step
from kiosk.dialogue.times import quiet_begins, quiet_begins_anew

S = StateName
_FIRST_DOCUMENT = "id_card_front"


# -- the notice -----------------------------------------------------------------------------------


def notice_said(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    if leaves_notice(state):
        return state, (notice_timer(state, settings.patience),)
    return quiet_begins(settings, state, event)


def notice_is_read(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """A finger on it: she reads."""
    if leaves_notice(state) and not state.silences:
        return state, (notice_timer(state, settings.patience, reading=True),)
    return quiet_begins_anew(settings, state, event)


def to_cards_by_itself(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return to_cards(settings, state, event) if leaves_notice(state) else (state, ())


# -- laying ---------------------------------------------------------------------------------------


def to_cards(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The documents of the item that aren't known yet."""
    wanted = settings.items[state.item or ""].documents or (_FIRST_DOCUMENT,)
    held = {d.document for d in state.documents}
    missing = tuple(d for d in wanted if d not in held)
    return place(settings, state, missing) if missing else show_fields(settings, state)


def place(
    settings: DialogueSettings, state: State, documents: tuple[str, ...], lead: tuple[Say, ...] = ()
) -> Step:
    """Ask for the first of them."""
    placing = state.at(S.PLACE_CARD, wanted_document=documents[0], to_show=documents[1:])
    step = ask(placing, settings, lead)
    return step[0], (*QUIET, *step[1])


def looking(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """放好了: the camera is looking already."""
    said = replace(state, again=state.again + 1)
    if said.again > settings.max_repeats:
        return hand_over(settings, said, "asked_by_citizen", "handover.card")
    offer = (Say("offer.staff"),) if weary(said, settings) else ()
    return said, (StopTimers(), Say("card.looking"), *offer, Listen("commands"))


def card_lies(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    reading = replace(state, name=S.RECOGNISE, camera_lost=False)
    return reading, (StopTimers(), StopListening(), Acknowledge(), Show("recognise"), *WORKING)


def card_read(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    assert isinstance(event, ev.CardRead)
    if not event.accepted:
        known = [c for c in event.problems if c in settings.card_problems]
        told = _named(settings, event, known[0]) if known else "unreadable"
        return card_again(settings, state, f"card.problem.{told}")
    kept = tuple(d for d in state.documents if d.document != event.document)
    held = replace(state, documents=(*kept, DocumentHeld(event.document, event.fields)))
    return place(settings, held, state.to_show) if state.to_show else show_fields(settings, held)


def _named(settings: DialogueSettings, event: ev.CardRead, code: str) -> str:
    """The problem with what lies there and what should, as far as there is a sentence for it."""
    closest = (f"{code}.{event.found}.for.{event.document}", f"{code}.{event.found}")
    return next((key for key in closest if event.found and key in settings.card_problems), code)


def card_again(
    settings: DialogueSettings, state: State, prompt: str, documents: tuple[str, ...] = ()
) -> Step:
    """Lay it again, at most three times."""
    tries = state.card_tries + 1
    if tries >= settings.max_card_tries:
        return hand_over(settings, replace(state, card_tries=tries), "inaccurate", "handover.card")
    wanted = documents or (state.wanted_document or _FIRST_DOCUMENT,)
    kept = tuple(d for d in state.documents if d.document not in wanted)
    trying = replace(
        state, card_tries=tries, documents=kept, precheck="not_asked", fields_confirmed=False, slot=None,
        confirming=(),
    )  # fmt: skip
    after = tuple(d for d in state.to_show if d not in wanted)
    return place(settings, trying, (*wanted, *after), (Say(prompt),))


def back_to_card(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """From a reading to its own card; from the fields to the card that was laid last."""
    wanted, kept = state.wanted_document or _FIRST_DOCUMENT, state.documents
    if state.name is not S.RECOGNISE and kept:
        wanted, kept = kept[-1].document, kept[:-1]
    cleared = replace(detour(state), documents=kept, precheck="not_asked", fields_confirmed=False)
    return lost_the_way(settings, cleared) or place(settings, cleared, (wanted, *state.to_show))


# -- the fields -----------------------------------------------------------------------------------


def show_fields(settings: DialogueSettings, state: State) -> Step:
    """What was read, to be agreed to; the desk looks ahead meanwhile."""
    showing = state.at(S.CONFIRM_FIELDS, precheck="asked")
    step = ask(showing, settings)
    return step[0], (*QUIET, AskPrecheck(state.item or "", state.documents), *step[1])


def fields_agreed(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    agreed = tuple(replace(d, confirmed=True) for d in state.documents)
    sure = replace(state, documents=agreed, fields_confirmed=True)
    if sure.precheck == "answered":
        return _after_precheck(settings, sure)
    waiting = sure.at(S.EXTRA_INFO)
    return waiting, (*QUIET, Acknowledge(), Show("checking"), *WORKING)


def fields_denied(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Something on the page is wrong: every card that she has not agreed to before is laid again."""
    held = tuple(d.document for d in state.documents)
    doubted = tuple(d.document for d in state.documents if not d.confirmed)
    return card_again(settings, state, "card.problem.denied", doubted or held)


# -- the look ahead -------------------------------------------------------------------------------


def _known(state: State, event: ev.Event) -> State:
    assert isinstance(event, ev.PrecheckDone)
    held = {d.document for d in state.documents}
    needed = tuple(d for d in event.needed_documents if d not in held)
    return replace(state, precheck="answered", to_show=needed, known=frozenset(event.known_answers))


def remember_precheck(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """She is still looking."""
    return _known(state, event), ()


def go_on_after_precheck(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return _after_precheck(settings, _known(state, event))


def no_precheck(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """It only saves time; the case itself is handed in all the same."""
    return replace(state, precheck="answered", to_show=()), ()


def go_on_without_precheck(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return _after_precheck(settings, replace(state, precheck="answered", to_show=()))


def _after_precheck(settings: DialogueSettings, state: State) -> Step:
    return place(settings, state, state.to_show) if state.to_show else go_on(settings, state)
