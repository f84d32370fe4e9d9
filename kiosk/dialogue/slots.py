"""The slot loop: what no card, register or earlier sentence has told is asked, read back and put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.dialogue import events as ev
from kiosk.dialogue.actions import Acknowledge, Action, Say, Show, Submit
from kiosk.dialogue.ends import answers_of, detour, hand_over, lost_the_way, missed
from kiosk.dialogue.period import amiss, named_day, possible
from kiosk.dialogue.questions import ask, slot_of
from kiosk.dialogue.settings import DialogueSettings, ItemView
from kiosk.dialogue.slot import Answer, Heard, Slot
from kiosk.dialogue.states import State, StateName
from kiosk.dialogue.step import QUIET, WORKING, Step
from kiosk.dialogue.telling import grouped

S = StateName
#: From here on what was heard is plain.
_PLAIN = 0.9
#: So many values are read back at once.
_AT_ONCE = 3
#: A slot that has been asked for so often goes to an officer.
_MAX_ASKED = 4


def needed(state: State, settings: DialogueSettings) -> tuple[Slot, ...]:
    """The slots of the item that count with these answers."""
    view = settings.items.get(state.item or "")
    return tuple(s for s in view.slots if _counts(s, state.answers)) if view else ()


def _counts(slot: Slot, answers: Mapping[str, Answer]) -> bool:
    return all(name in answers and answers[name].value in among for name, among in slot.when.items())


def open_slots(state: State, settings: DialogueSettings) -> tuple[Slot, ...]:
    """Those that nobody has told yet: no card, no register, no sentence."""
    return tuple(
        s
        for s in needed(state, settings)
        if s.name not in state.answers
        and s.name not in state.known | state.skipped
        and not _on_card(s, state)
    )


def _on_card(slot: Slot, state: State) -> bool:
    document, _, name = slot.card.partition(".")
    return any(d.document == document and d.fields.get(name) for d in state.documents)


def doubtful(state: State, settings: DialogueSettings) -> tuple[Slot, ...]:
    """Those that must be read back before anything is done with them."""
    found = []
    for slot in needed(state, settings):
        answer = state.answers.get(slot.name)
        if answer is None or answer.confirmed or slot.risk == "never":
            continue
        if slot.risk == "always" or not answer.sure:
            found.append(slot)
    return tuple(found)


# -- the loop -------------------------------------------------------------------------------------


def begin(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The item is sure: an officer's now, or its questions, or (an item of ours) the notice."""
    state = replace(state, interrupted=None)
    view = settings.items[state.item or ""]
    if state.for_whom and state.disqualifier in (None, "other_person"):
        return hand_over(settings, state, "agent", "handover.agent")
    if state.disqualifier:
        own = state.disqualifier in settings.disqualifiers
        lead = (Say(f"handover.because.{state.disqualifier}"),) if own else ()
        return hand_over(settings, state, "not_eligible", "handover.item", None, lead)
    if view.handed_over:
        return go_on(settings, state)
    step = ask(state.at(S.NOTICE), settings)
    return step[0], (*QUIET, *step[1])


def go_on(settings: DialogueSettings, state: State) -> Step:
    """The next question, what is to be read back, or all that was wanted is there."""
    missing, unsure = open_slots(state, settings), doubtful(state, settings)
    groups = grouped(unsure)
    if missing and len(groups) < _AT_ONCE:
        return _ask(settings, state, missing[0])
    if groups:
        together = [s for group in groups[: 1 if state.one_by_one else _AT_ONCE] for s in group]
        return _confirm(settings, state, tuple(s.name for s in together))
    return _ask(settings, state, missing[0]) if missing else hand_in(settings, state)


def _ask(settings: DialogueSettings, state: State, slot: Slot, lead: tuple[Say, ...] = ()) -> Step:
    asking = state.at(S.ASK_SLOT, slot=slot.name, confirming=())
    if state.asked.get(f"slot.ask.{slot.name}", 0) >= _MAX_ASKED:
        return hand_over(settings, state, "asked_by_citizen", "handover.not_understood")
    step = ask(asking, settings, lead)
    return step[0], (*QUIET, *step[1])


def _confirm(settings: DialogueSettings, state: State, names: tuple[str, ...]) -> Step:
    confirming = state.at(S.CONFIRM_SLOTS, slot=None, confirming=names)
    step = ask(confirming, settings)
    return step[0], (*QUIET, *step[1])


def hand_in(settings: DialogueSettings, state: State) -> Step:
    """All is there: to the desk, or, where an officer does the item, to her."""
    view = settings.items[state.item or ""]
    if view.handed_over:
        why = view.why.get(state.language) if view.why else ""
        lead = (Say("handover.why", {"reason": why}),) if why else ()
        return hand_over(settings, state, "asked_by_citizen", "handover.item", None, lead)
    deciding = state.at(S.DECIDE, submitted=True, slot=None, confirming=())
    actions: tuple[Action, ...] = (
        *QUIET,
        Acknowledge(),
        Show("checking"),
        Submit(state.item or "", state.documents, answers_of(settings, state)),
        *WORKING,
    )
    return deciding, actions


# -- answers --------------------------------------------------------------------------------------


def heard_by_the_way(settings: DialogueSettings, state: State, text: str) -> State:
    """What a request tells besides what it wants; what was agreed to before stays."""
    view = settings.items.get(state.item or "")
    if settings.reader is None or view is None or not view.slots or not text:
        return state
    found = _possible(state, view, settings.reader.mentioned(view.slots, text, state.day))
    return _with(state, {n: h for n, h in found.items() if not _settled(state, n)})


def _taken(view: ItemView, found: Mapping[str, Heard]) -> dict[str, Heard]:
    """Only what can be a value at all."""
    slots = {s.name: s for s in view.slots}
    return {n: h for n, h in found.items() if n in slots and slots[n].takes(h.value)}


def _possible(state: State, view: ItemView, found: Mapping[str, Heard]) -> dict[str, Heard]:
    """Those that can be values at all, and days that can be."""
    return possible(_taken(view, found), view.slots, values_of(state), state.day)


def _settled(state: State, name: str) -> bool:
    return name in state.answers and state.answers[name].confirmed


def _with(state: State, found: Mapping[str, Heard], confirmed: bool = False) -> State:
    new = {n: Answer(h.value, h.confidence >= _PLAIN, confirmed) for n, h in found.items()}
    return replace(state, answers={**state.answers, **new})


def answered(settings: DialogueSettings, state: State, event: ev.Meant) -> Step | None:
    """An answer to the question for a slot; None where what was said is none."""
    slot, said = slot_of(state, settings), event.understanding
    if slot is None:
        return None
    view = settings.items[state.item or ""]
    given = said.values.get("value")
    if given is not None:
        given = named_day(slot, given, state.day)
        if not slot.takes(given):
            return None
        heard = {slot.name: Heard(given, 1.0)}
        # A finger has chosen or typed it; a voice has been scored against the answers that were offered.
        return _amiss(settings, state, slot, given) or go_on(
            settings, _with(state, heard, event.by == "touch")
        )
    if settings.reader is None or not said.text:
        return None
    told = _taken(view, settings.reader.answer(slot, view.slots, values_of(state), said.text, state.day))
    found = _possible(state, view, told)
    if slot.name not in found:
        wrong = _amiss(settings, state, slot, told[slot.name].value) if slot.name in told else None
        return wrong or _others(settings, state, found)
    return go_on(settings, _with(state, found))


def _amiss(settings: DialogueSettings, state: State, slot: Slot, value: str) -> Step | None:
    """A day that has passed, or an end before its beginning: said, and asked for again."""
    view = settings.items[state.item or ""]
    why = amiss(slot, value, view.slots, values_of(state), state.day)
    return _ask(settings, state, slot, (Say(f"slot.{why}"),)) if why else None


def _others(settings: DialogueSettings, state: State, found: Mapping[str, Heard]) -> Step | None:
    """Not what was asked for, but something else that is still open."""
    new = {n: h for n, h in found.items() if n not in state.answers}
    return go_on(settings, _with(state, new)) if new else None


def values_of(state: State) -> dict[str, str]:
    return {name: answer.value for name, answer in state.answers.items()}


def slot_yes(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return _yes_or_no(settings, state, event, "yes")


def slot_no(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """No is an answer to a yes-or-no question; elsewhere what was told before is wrong."""
    slot = slot_of(state, settings)
    unsure = doubtful(state, settings)
    if slot is not None and slot.kind != "yes_no" and unsure:
        return _drop(settings, state, tuple(s.name for s in grouped(unsure)[-1]))
    return _yes_or_no(settings, state, event, "no")


def _yes_or_no(settings: DialogueSettings, state: State, event: ev.Event, value: str) -> Step:
    slot = slot_of(state, settings)
    if slot is None or slot.kind != "yes_no":
        return missed(settings, state, event)
    return go_on(settings, _with(state, {slot.name: Heard(value, 1.0)}, confirmed=True))


# -- reading back ---------------------------------------------------------------------------------


def values_agreed(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """That is right."""
    agreed = {n: replace(a, confirmed=True) for n, a in state.answers.items() if n in state.confirming}
    return go_on(settings, replace(state, answers={**state.answers, **agreed}))


def values_denied(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """One of them is wrong: each alone; that one is wrong: asked again."""
    slots = [s for s in needed(state, settings) if s.name in state.confirming]
    groups = grouped(slots)
    if len(groups) > 1:
        turned = replace(detour(state), one_by_one=True)
        return lost_the_way(settings, turned) or _confirm(settings, turned, tuple(s.name for s in groups[0]))
    return _drop(settings, state, state.confirming)


def _drop(settings: DialogueSettings, state: State, names: tuple[str, ...]) -> Step:
    """Those answers are wrong: asked for again, with the keys on the screen."""
    kept = {n: a for n, a in state.answers.items() if n not in names}
    turned = replace(detour(state), answers=kept)
    first = next((s for s in needed(turned, settings) if s.name in names), None)
    if first is None:
        return go_on(settings, turned)
    return lost_the_way(settings, turned) or _ask(settings, turned, first, (Say("slot.denied"),))


def corrected(settings: DialogueSettings, state: State, event: ev.Meant) -> Step | None:
    """第三位是九; 不是八月是九月; 车牌不对. None where nothing was put right."""
    view, text = settings.items.get(state.item or ""), event.understanding.text
    if settings.reader is None or view is None or not text or state.submitted:
        return None
    if state.name is S.ASK_SLOT and not settings.reader.complains(text):
        # An answer that was not understood says nothing of an earlier one.
        return None
    held = {n: v for n, v in values_of(state).items() if not _settled(state, n) or n in state.confirming}
    asked = [s for s in needed(state, settings) if s.name in held]
    found = _possible(state, view, settings.reader.corrected(asked, held, text, state.day)) if asked else {}
    if found:
        turned = _with(detour(state), found)
        return lost_the_way(settings, turned) or go_on(settings, turned)
    wrong = settings.reader.wrong(view.slots, text)
    names = tuple(n for n in wrong if n in state.answers)
    return _drop(settings, state, names) if names else None


def card_is_wrong(settings: DialogueSettings, state: State, event: ev.Meant) -> bool:
    """地址不对: something that stands on her card."""
    view, text = settings.items.get(state.item or ""), event.understanding.text
    if settings.reader is None or not text or not state.documents or state.submitted:
        return False
    return "card" in settings.reader.wrong(view.slots if view else (), text)


def back_a_slot(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The question before; before the first one, what led to them."""
    turned = detour(state)
    stuck = lost_the_way(settings, turned)
    if stuck is not None:
        return stuck
    order = [s.name for s in needed(state, settings)]
    here = order.index(state.slot) if state.slot in order else len(order)
    earlier = [n for n in order[:here] if n in state.answers]
    if earlier:
        kept = {n: a for n, a in state.answers.items() if n != earlier[-1]}
        slot = next(s for s in needed(state, settings) if s.name == earlier[-1])
        return _ask(settings, replace(turned, answers=kept), slot)
    target = S.CONFIRM_FIELDS if state.documents and not _officers(settings, state) else S.CONFIRM_ITEM
    step = ask(turned.at(target, slot=None, confirming=(), fields_confirmed=False), settings)
    return step[0], (*QUIET, *step[1])


def _officers(settings: DialogueSettings, state: State) -> bool:
    view: ItemView | None = settings.items.get(state.item or "")
    return view is not None and view.handed_over
