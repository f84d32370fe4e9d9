"""An officer takes a running visit over: she puts it right, and 小智 goes on with it where it stands.

The visit itself stays a state like any other, kept in `State.taken`. What the officer does steps that inner
state by the very rules the citizen's words would; only what is said, shown and timed is left out. So giving
back means to show and say where the inner state stands, and nothing that the citizen did is asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.dialogue import events as ev
from kiosk.dialogue.actions import (
    Act,
    Action,
    AskPrecheck,
    CallStaff,
    HandOver,
    Hush,
    Record,
    Show,
    SignOut,
    StartTimer,
    StopCapture,
    StopListening,
    StopTimers,
    Submit,
)
from kiosk.dialogue.ends import emergency, hand_over, wiped
from kiosk.dialogue.resuming import resume
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.skipping import skip
from kiosk.dialogue.slot import Answer
from kiosk.dialogue.slots import begin, go_on, hand_in, needed
from kiosk.dialogue.states import RESTING, DocumentHeld, State, StateName, Taken
from kiosk.dialogue.step import Rule, Step

S = StateName
#: What still happens of a step that is taken under an officer's hands.
_HAPPENS = (AskPrecheck, HandOver, CallStaff)
_ANSWERING = frozenset({S.ASK_SLOT, S.CONFIRM_SLOTS})
#: Here the officer may say which item it is.
_CHOOSING = frozenset({S.GREET, S.ASK_NEED, S.CLARIFY, S.CONFIRM_ITEM, S.GUIDE, S.NOTICE})


def officer_comes(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The corner was held: the citizen's page is masked until somebody has signed in or gone."""
    return _sign_in(settings, state, Taken(state))


def _sign_in(settings: DialogueSettings, state: State, taken: Taken, problem: str = "") -> Step:
    patience = settings.patience.locked if taken.by else settings.patience.sign_in
    signing = State(name=S.SIGN_IN, language=state.language, large=state.large, taken=taken)
    values = {"problem": problem} if problem else {}
    return signing, (
        *_quiet(taken.state),
        Show("sign_in", values),
        StartTimer("sign_in", patience),
    )


def _quiet(inner: State) -> tuple[Action, ...]:
    """Ears and clocks rest; a card that is being read is read on."""
    eyes = () if inner.name is S.RECOGNISE else (StopCapture(),)
    return (Hush(), StopTimers(), StopListening(), *eyes)


def sign_in_touched(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Somebody types: the page waits on. A visit that is locked has its own time, whoever touches."""
    if _taken(state).by:
        return state, ()
    return state, (StartTimer("sign_in", settings.patience.sign_in),)


def sign_in_refused(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Once more, and why; the time runs on."""
    assert isinstance(event, ev.SignInRefused)
    return state, (Show("sign_in", {"problem": event.code}),)


def sign_in_left(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Nobody came in: the visit goes on. One that an officer has locked waits for an officer."""
    taken = _taken(state)
    return (state, ()) if taken.by else resume(settings, taken.state)


def sign_in_over(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Nobody signs in: the visit goes on; the officer who took it doesn't come back: the desk gets it."""
    taken = _taken(state)
    if not taken.by:
        return resume(settings, taken.state)
    inner = taken.state
    if inner.name in RESTING or inner.ended is not None:
        return wiped(inner, "timed_out")
    if taken.due:
        inner = replace(inner, submitted=False)
    return hand_over(settings, inner, "asked_by_citizen", "handover.asked")


def taken_over(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Signed in: all that was heard, read, asked and decided lies before her."""
    assert isinstance(event, ev.TakenOver)
    taken = replace(_taken(state), by=event.by)
    step = _hers(settings, state, taken)
    return step[0], (StopTimers(), *step[1], *_told("taken_over", taken.state))


def _hers(settings: DialogueSettings, state: State, taken: Taken) -> Step:
    """Her page as the visit now stands; her clock begins anew."""
    hers = State(S.OFFICER, state.language, item=taken.state.item, large=state.large, taken=taken)
    return hers, (Show("officer"), StartTimer("officer", settings.patience.officer))


def officer_touched(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return state, (StartTimer("officer", settings.patience.officer),)


def officer_away(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Three minutes without a touch: locked, and masked again."""
    taken = _taken(state)
    step = _sign_in(settings, state, taken, "locked")
    return step[0], (*_told("locked", taken.state), SignOut(), *step[1])


# -- what she does --------------------------------------------------------------------------------


def field_corrected(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The old and the new value go to the desk's audit; she has seen the card, so it is agreed to."""
    assert isinstance(event, ev.FieldCorrected)
    taken, inner = _taken(state), _taken(state).state
    if not _open(taken):
        return state, ()
    held = next((d for d in inner.documents if d.document == event.document), None)
    old = held.fields.get(event.name, "") if held else ""
    if old == event.value:
        return state, ()
    fields = {**(held.fields if held else {}), event.name: event.value}
    agreed = held.confirmed if held else True
    new = DocumentHeld(event.document, {n: v for n, v in fields.items() if v}, agreed)
    kept = tuple(new if d is held else d for d in inner.documents)
    changed = replace(inner, documents=kept if held else (*kept, new))
    asks: tuple[Action, ...] = ()
    if changed.name is S.CONFIRM_FIELDS:
        changed = replace(changed, precheck="asked")
        asks = (AskPrecheck(changed.item or "", changed.documents),)
    subject = f"{event.document}.{event.name}"
    step = _hers(settings, state, replace(taken, state=changed))
    return step[0], (*_told("corrected", inner, subject, old, event.value), *asks, *step[1])


def answered_by_officer(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """An answer that counts as agreed to; the question that it answers is done."""
    assert isinstance(event, ev.AnsweredByOfficer)
    taken, inner = _taken(state), _taken(state).state
    slot = next((s for s in needed(inner, settings) if s.name == event.slot), None)
    if slot is None or not slot.takes(event.value) or not _open(taken):
        return state, ()
    before = inner.answers.get(slot.name)
    answers = {**inner.answers, slot.name: Answer(event.value, True, True)}
    told = replace(inner, answers=answers, skipped=inner.skipped - {slot.name})
    asked = inner.name in _ANSWERING
    step = _advance(settings, state, replace(taken, state=told), go_on if asked else _stays)
    old = before.value if before else ""
    return step[0], (*_told("answered", inner, slot.name, old, event.value), *step[1])


def item_chosen(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Before anything was read she may say what it is about."""
    assert isinstance(event, ev.ItemChosen)
    taken, inner = _taken(state), _taken(state).state
    if inner.name not in _CHOOSING or event.item not in settings.items:
        return state, ()
    chosen = replace(inner, item=event.item, for_whom=None, disqualifier=None, candidates=())
    step = _advance(settings, state, replace(taken, state=chosen), lambda s, one: begin(s, one, event))
    return step[0], (*_told("chosen", inner, new=event.item), *step[1])


def step_skipped(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The present step is done by hand, or isn't needed; why is audited."""
    assert isinstance(event, ev.StepSkipped)
    taken, inner = _taken(state), _taken(state).state
    way = skip(inner)
    if way is None or taken.due:
        return state, ()
    step = _advance(settings, state, taken, lambda s, one: way(s, one, event))
    told = _told("skipped", inner, inner.slot or "", reason=event.reason)
    return step[0], (*told, StopCapture(), *step[1])


def given_back(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """小智 goes on where the visit stands; what was ready to be handed in is handed in now."""
    taken = _taken(state)
    step = hand_in(settings, taken.state) if taken.due else resume(settings, taken.state)
    return step[0], (StopTimers(), *_told("given_back", taken.state), SignOut(), *step[1])


def visit_ended(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The citizen has gone, or is served elsewhere: nothing of her stays."""
    inner = _taken(state).state
    step = wiped(inner, "cancelled")
    return step[0], (*_told("ended", inner), SignOut(), *step[1])


# -- what happens meanwhile -----------------------------------------------------------------------


def words_under_officer(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Only a cry for help counts: the citizen speaks with an officer, not with 小智."""
    assert isinstance(event, ev.Meant)
    if event.understanding.outcome != "emergency":
        return state, ()
    inner = _taken(state).state
    step = emergency(settings, inner, event.understanding.values.get("kind"))
    return step[0], (SignOut(), *step[1])


class UnderOfficer:
    """The rule that carries what the machines report on to the visit below."""

    def __init__(self, rule_of: Callable[[StateName, type[ev.Event]], Rule]) -> None:
        """`rule_of`: what a state does with an event."""
        self._rule_of = rule_of

    def goes_on_under_officer(self, settings: DialogueSettings, state: State, event: ev.Event) -> Step:
        """The desk's and the camera's answers belong to the visit; its page stays hers, or masked."""
        taken = _taken(state)
        rule = self._rule_of(taken.state.name, type(event))
        inner, actions = rule(settings, taken.state, event)
        after, due = _kept(taken, inner, actions)
        now = replace(state, taken=after)
        page = (Show("officer"),) if state.name is S.OFFICER and inner != taken.state else ()
        return now, (*due, *page)


# -- inside ---------------------------------------------------------------------------------------


def _advance(
    settings: DialogueSettings, state: State, taken: Taken, way: Callable[[DialogueSettings, State], Step]
) -> Step:
    """Step the visit below by a rule of its own."""
    if taken.due:
        way = _stays
    inner, actions = way(settings, taken.state)
    after, happens = _kept(taken, inner, actions)
    step = _hers(settings, state, after)
    return step[0], (*happens, *step[1])


def _kept(taken: Taken, inner: State, actions: tuple[Action, ...]) -> tuple[Taken, tuple[Action, ...]]:
    """The visit after a step, and what of the step really happens. Handing in waits for the giving back."""
    due = taken.due or any(isinstance(a, Submit) for a in actions)
    return replace(taken, state=inner, due=due), tuple(a for a in actions if isinstance(a, _HAPPENS))


def _stays(settings: DialogueSettings, state: State) -> Step:
    return state, ()


def _open(taken: Taken) -> bool:
    """Nothing of it lies at the desk yet, so that it can still be put right here."""
    inner = taken.state
    return inner.name not in RESTING and (taken.due or not inner.submitted)


def _taken(state: State) -> Taken:
    return state.taken or Taken(State(language=state.language))


def _told(
    act: Act, inner: State, subject: str = "", old: str = "", new: str = "", reason: str = ""
) -> tuple[Record, ...]:
    return (Record(act, inner.name.value, inner.item, subject, old, new, reason),)
