"""The conversation as a pure function: `step(state, event) -> (state, actions)`.

Everything that moves a visit from one state to another is in this one file, so that it can be read as one
(which is why it is long); what each state asks is the table in `questions`. The clock, the ears, the camera
and the desk are somebody else's. Precedence of what is said: emergency, command, the state's own answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.dialogue import events as ev
from kiosk.dialogue.actions import (
    Acknowledge,
    Action,
    Adjust,
    AskPrecheck,
    CallStaff,
    Capture,
    HandOver,
    Listen,
    Say,
    Show,
    StartTimer,
    StopCapture,
    StopListening,
    StopTimers,
    Submit,
    Wipe,
)
from kiosk.dialogue.questions import (
    GIVE_UP,
    PREVIOUS,
    QUESTIONS,
    STILL_WORKING,
    ask,
    choices_of,
    page_of,
    patience_of,
    timers_of,
)
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.states import CaseHeld, DocumentHeld, Prompt, State, StateName
from kiosk.nlu.types import Understanding

Step = tuple[State, tuple[Action, ...]]
_QUIET: tuple[Action, ...] = (StopTimers(), StopListening(), StopCapture())
_MACHINE_WORKS = frozenset({StateName.RECOGNISE, StateName.EXTRA_INFO, StateName.DECIDE})
#: These ask nothing, but who speaks is heard.
_OFFICER_COMES = frozenset({StateName.STAFF, StateName.EMERGENCY})
_WORKING: tuple[Action, ...] = (StartTimer("still_working", STILL_WORKING), StartTimer("give_up", GIVE_UP))
_FIRST_DOCUMENT = "id_card_front"
#: What is said on each rung where "please say yes or no" makes no sense.
_MISSED = {
    StateName.ASK_NEED: "again.need",
    StateName.CLARIFY: "again.need",
    StateName.PLACE_CARD: "silence.card",
}


_NO_NUMBER = Prompt("handover.no_number")


def _number(case: CaseHeld) -> dict[str, str]:
    """What a citizen waits with."""
    return {"window": case.window, "ticket": case.ticket}


class Dialogue:
    """The machine with the settings it was built for. Holds no state of its own."""

    def __init__(self, settings: DialogueSettings) -> None:
        self._settings = settings
        self._on: dict[type[ev.Event], Callable[[State, ev.Event], Step]] = {
            ev.Woke: self._woke,
            ev.Meant: self._meant,
            ev.Touched: self._touched,
            ev.LanguageChosen: self._language_chosen,
            ev.Unclear: lambda state, _: self._missed(state),
            ev.SaidAll: self._said_all,
            ev.TimerFired: self._timer,
            ev.CardStill: self._card_still,
            ev.CardRead: self._card_read,
            ev.PrecheckDone: self._precheck_done,
            ev.CaseTaken: self._case_taken,
            ev.StageDone: self._stage_done,
            ev.CaseIssued: self._case_issued,
            ev.CaseHandedOver: self._case_handed_over,
            ev.DeskFailed: self._desk_failed,
            ev.DeviceLost: self._device_lost,
        }

    def step(self, state: State, event: ev.Event) -> Step:
        """The next state and what is to be done. Total: every event has an outcome in every state."""
        if state.name in (StateName.IDLE, StateName.WIPE):
            return self._resting(state, event)
        return self._on[type(event)](state, event)

    # -- coming and going -------------------------------------------------------------------------

    def _resting(self, state: State, event: ev.Event) -> Step:
        if isinstance(event, ev.Woke):
            return self._woke(State(language=state.language), event)
        if isinstance(event, ev.LanguageChosen):
            return replace(state, language=event.language), ()
        if isinstance(event, ev.Meant) and event.understanding.outcome == "emergency":
            return self._emergency(State(language=state.language))
        return state, ()

    def _woke(self, state: State, event: ev.Event) -> Step:
        if state.name is not StateName.IDLE:
            return state, ()
        greeted = state.at(StateName.GREET, prompt=Prompt("greet"))
        return greeted, (Show("home", {}, tuple(self._settings.items)), Say("greet"))

    def _wipe(self, state: State, ended: str) -> Step:
        # Only how it ended outlives the visit; nothing personal does.
        return State(name=StateName.WIPE, language=state.language, ended=ended), (*_QUIET, Wipe())

    def _goodbye(self, state: State, prompt: str, ended: str) -> Step:
        leaving = state.at(StateName.GOODBYE, ended=state.ended or ended, prompt=Prompt(prompt))
        return leaving, (*_QUIET, Show("goodbye"), Say(prompt))

    def _emergency(self, state: State) -> Step:
        alarmed = state.at(StateName.EMERGENCY, ended="emergency", prompt=Prompt("emergency"))
        alarm: tuple[Action, ...] = (
            *_QUIET,
            CallStaff("emergency"),
            HandOver("asked_by_citizen", state.item, (), "emergency"),
            Show("emergency", {}, ("finish",)),
            Say("emergency"),
            Listen("commands"),
            StartTimer("wipe", patience_of(state, self._settings.patience).wipe),
        )
        return alarmed, alarm

    # -- words and taps ---------------------------------------------------------------------------

    def _meant(self, state: State, event: ev.Event) -> Step:
        assert isinstance(event, ev.Meant)
        said = event.understanding
        if said.outcome == "emergency":
            return self._emergency(state)
        state = replace(state, silences=0)
        if said.outcome == "command" and said.id is not None:
            return self._command(state, said.id)
        if state.name is StateName.EMERGENCY:
            return self._again(state, None)
        if state.name in (StateName.SURVEY, StateName.GOODBYE, StateName.ISSUE):
            return self._after_the_result(state, said)
        if state.submitted:
            return self._again(state, None)
        return self._request(state, said)

    def _touched(self, state: State, event: ev.Event) -> Step:
        """The patience begins anew; after the warning her page comes back."""
        if state.name not in QUESTIONS or state.prompt is None:
            return state, ()
        back: tuple[Action, ...] = (page_of(state, self._settings),) if state.silences else ()
        return replace(state, silences=0), (*back, *timers_of(state, self._settings.patience))

    def _language_chosen(self, state: State, event: ev.Event) -> Step:
        """The same page and the same sentence, in the other language."""
        assert isinstance(event, ev.LanguageChosen)
        spoken = replace(state, language=event.language)
        if state.name in QUESTIONS:
            asked, actions = ask(spoken, self._settings)
            # The camera goes on looking; it must not throw away a reading under way.
            return asked, (StopTimers(), *(a for a in actions if not isinstance(a, Capture)))
        return self._again(spoken, None)

    def _after_the_result(self, state: State, said: Understanding) -> Step:
        if said.outcome in ("item", "handoff", "ask") and state.ended == "issued":
            # The same citizen goes on: a fresh request, her card still known.
            fresh = State(language=state.language, large=state.large, documents=state.documents)
            return self._request(fresh.at(StateName.ASK_NEED), said)
        return self._goodbye(state, "goodbye", "issued")

    def _request(self, state: State, said: Understanding) -> Step:
        if said.outcome == "handoff":
            return self._hand_over(state, "asked_by_citizen", "handover.item", said.id)
        if said.outcome == "item" and said.id is not None:
            return self._item_named(state, said)
        offered = tuple(c.id for c in said.candidates if c.id in self._settings.items)
        # The same question a second time is no progress: the ladder's next rung.
        asked_already = state.name is StateName.CLARIFY and set(offered) == set(state.candidates)
        if said.outcome == "ask" and offered and not asked_already:
            asking = state.at(StateName.CLARIFY, candidates=offered, item=None)
            step = ask(asking, self._settings)
            return step[0], (*_QUIET, *step[1])
        return self._missed(state, pointer=said.values.get("pointer"))

    def _item_named(self, state: State, said: Understanding) -> Step:
        view = self._settings.items.get(said.id or "")
        for_whom = said.values.get("for")
        if view is None or view.handed_over:
            return self._hand_over(state, "asked_by_citizen", "handover.item", said.id)
        named = replace(state, item=view.id, for_whom=for_whom, candidates=())
        if for_whom:
            return self._hand_over(named, "agent", "handover.agent")
        if said.values.get("disqualifier"):
            return self._hand_over(named, "not_eligible", "handover.item")
        if state.name is StateName.CONFIRM_ITEM and state.item == view.id:
            # Named again is no yes: "不是驾驶证损毁换证" names it, too.
            return self._missed(state)
        step = ask(named.at(StateName.CONFIRM_ITEM, precheck="not_asked"), self._settings)
        return step[0], (*_QUIET, *step[1])

    def _missed(self, state: State, pointer: str | None = None) -> Step:
        """The ladder of not understanding: examples, then buttons, then an officer."""
        if state.name not in QUESTIONS:
            return (state, (Listen("commands"),)) if state.name in _OFFICER_COMES else (state, ())
        if state.name is StateName.SURVEY:
            return self._goodbye(state, "goodbye", "issued")
        missed = replace(state, misses=state.misses + 1, silences=0)
        if missed.misses >= self._settings.max_misses:
            return self._hand_over(missed, "asked_by_citizen", "handover.not_understood")
        rung = "first" if missed.misses == 1 else "second"
        sentence = Say(f"{_MISSED.get(state.name, 'again.answer')}.{rung}")
        if pointer:
            sentence = Say("need.elsewhere", {"pointer": pointer})
        listen = QUESTIONS[state.name].listen
        return missed, (
            StopTimers(),
            page_of(missed, self._settings),
            sentence,
            Listen(listen, state.candidates),
        )

    # -- commands ---------------------------------------------------------------------------------

    def _command(self, state: State, command: str) -> Step:
        match command:
            case "staff":
                return self._hand_over(state, "asked_by_citizen", "handover.asked")
            case "confirm":
                return self._confirmed(state)
            case "done":
                # "放好了" is no yes: it goes on only where nothing is agreed to by it.
                agreeing = state.name in (StateName.CONFIRM_ITEM, StateName.CONFIRM_FIELDS)
                return self._missed(state) if agreeing else self._confirmed(state)
            case "deny":
                return self._denied(state)
            case "cancel" | "finish":
                return self._leave(state)
            case "restart":
                return self._restart(state)
            case "back":
                return self._back(state)
            case "louder" | "quieter" | "slower":
                return self._again(state, Say(f"adjust.{command}"), (Adjust(command),))
            case "elder_mode":
                return self._again(replace(state, large=True), Say("adjust.large"), (Adjust("large"),))
            case "help":
                return self._again(state, Say("help"))
            case "wait":
                return self._again(replace(state, held=True), Say("wait"), repeat=False)
            case "repeat":
                return self._again(state, None)
        return self._missed(state)

    def _again(
        self, state: State, lead: Say | None, first: tuple[Action, ...] = (), repeat: bool = True
    ) -> Step:
        """Say `lead`, then what was said last (or that it is being worked on), and listen on."""
        says: list[Action] = [lead] if lead else []
        prompt = state.prompt
        if state.name in _MACHINE_WORKS or prompt is None:
            return state, (*first, *(says or [Say("decide.wait")]))
        state = replace(state, again=state.again + 1)
        # A word cuts off the sentence under way: a greeting or a result has to be said again in any case.
        if repeat or state.name not in QUESTIONS:
            says.append(Say(prompt.key, prompt.values))
        if state.name not in QUESTIONS:
            ears = (Listen("commands"),) if state.name in _OFFICER_COMES else ()
            if ears and state.again > self._settings.max_misses:
                # Said often enough; she is heard on, but the page's time runs out (a noisy hall, a child).
                return state, (*first, *ears)
            return state, (*first, *says, *ears)
        if state.again > self._settings.max_repeats:
            return self._hand_over(state, "asked_by_citizen", "handover.not_understood")
        listen = Listen(QUESTIONS[state.name].listen, state.candidates)
        return state, (StopTimers(), *first, page_of(state, self._settings), *says, listen)

    def _confirmed(self, state: State) -> Step:
        match state.name:
            case StateName.CONFIRM_ITEM:
                return self._to_notice(state)
            case StateName.NOTICE:
                return self._to_cards(state)
            case StateName.CONFIRM_FIELDS:
                return self._fields_confirmed(state)
            case StateName.SURVEY:
                return self._goodbye(state, "survey.thanks", "issued")
            case StateName.STAFF if state.ended is None:
                return self._again(state, None)
            case StateName.ISSUE | StateName.STAFF | StateName.GOODBYE:
                return self._leave(state)
            case StateName.PLACE_CARD:
                # "放好了": the camera is looking already.
                return state, (StopTimers(), Say("card.looking"), Listen("commands"))
        return self._missed(state)

    def _denied(self, state: State) -> Step:
        match state.name:
            case StateName.CONFIRM_ITEM | StateName.CLARIFY:
                denials = state.denials + 1
                if denials >= self._settings.max_misses:
                    return self._hand_over(state, "asked_by_citizen", "handover.not_understood")
                asking = state.at(StateName.ASK_NEED, item=None, candidates=(), denials=denials)
                step = ask(asking, self._settings, (Say("item.denied"),))
                return step[0], (StopTimers(), *step[1])
            case StateName.NOTICE:
                return self._leave(state)
            case StateName.CONFIRM_FIELDS:
                return self._fields_denied(state)
            case StateName.SURVEY:
                return self._goodbye(state, "survey.sorry", "issued")
            case StateName.STAFF if state.ended is None:
                return self._again(state, None)
            case StateName.ISSUE | StateName.STAFF | StateName.GOODBYE:
                return self._leave(state)
        return self._missed(state)

    def _leave(self, state: State) -> Step:
        if state.name is StateName.EMERGENCY:
            return self._wipe(state, "emergency")
        if state.ended in ("issued", "handed_over"):
            return self._goodbye(state, "goodbye", state.ended)
        if state.name is StateName.STAFF:
            return self._goodbye(state, "goodbye", "handed_over")
        if state.submitted:
            # The desk has the case; only a person may stop it now.
            return self._hand_over(state, "asked_by_citizen", "handover.asked")
        return self._goodbye(state, "cancelled", "cancelled")

    def _restart(self, state: State) -> Step:
        if state.submitted and state.ended is None:
            return self._again(state, None)
        fresh = State(language=state.language, large=state.large).at(StateName.ASK_NEED)
        step = ask(fresh, self._settings)
        return step[0], (*_QUIET, Wipe(), *step[1])

    def _back(self, state: State) -> Step:
        target = PREVIOUS.get(state.name)
        if target is None:
            return self._again(state, Say("back.none"))
        if target is StateName.PLACE_CARD:
            return self._back_to_card(state)
        changes: dict[str, object] = {"fields_confirmed": False}
        if target is StateName.ASK_NEED:
            changes |= {"item": None, "candidates": ()}
        step = ask(state.at(target, **changes), self._settings)
        return step[0], (*_QUIET, *step[1])

    def _back_to_card(self, state: State) -> Step:
        """From a reading to its own card; from the fields to the card that was laid last."""
        wanted, kept = state.wanted_document or _FIRST_DOCUMENT, state.documents
        if state.name is not StateName.RECOGNISE and kept:
            wanted, kept = kept[-1].document, kept[:-1]
        cleared = replace(state, documents=kept, precheck="not_asked", fields_confirmed=False)
        return self._place(cleared, (wanted, *state.to_show))

    # -- the way of a visit -----------------------------------------------------------------------

    def _to_notice(self, state: State) -> Step:
        step = ask(state.at(StateName.NOTICE), self._settings)
        return step[0], (*_QUIET, *step[1])

    def _to_cards(self, state: State) -> Step:
        wanted = self._settings.items[state.item or ""].documents or (_FIRST_DOCUMENT,)
        held = {d.document for d in state.documents}
        missing = tuple(d for d in wanted if d not in held)
        if not missing:
            return self._show_fields(state)
        return self._place(state, missing)

    def _place(self, state: State, documents: tuple[str, ...], lead: tuple[Say, ...] = ()) -> Step:
        placing = state.at(StateName.PLACE_CARD, wanted_document=documents[0], to_show=documents[1:])
        step = ask(placing, self._settings, lead)
        return step[0], (*_QUIET, *step[1])

    def _card_still(self, state: State, event: ev.Event) -> Step:
        if state.name is not StateName.PLACE_CARD:
            return state, ()
        reading = replace(state, name=StateName.RECOGNISE)
        return reading, (StopTimers(), StopListening(), Acknowledge(), Show("recognise"), *_WORKING)

    def _card_read(self, state: State, event: ev.Event) -> Step:
        assert isinstance(event, ev.CardRead)
        if state.name not in (StateName.PLACE_CARD, StateName.RECOGNISE):
            return state, ()
        if not event.accepted:
            known = [c for c in event.problems if c in self._settings.card_problems]
            return self._card_again(state, f"card.problem.{known[0] if known else 'unreadable'}")
        kept = tuple(d for d in state.documents if d.document != event.document)
        held = replace(state, documents=(*kept, DocumentHeld(event.document, event.fields)))
        if state.to_show:
            return self._place(held, state.to_show)
        return self._show_fields(held)

    def _fields_denied(self, state: State) -> Step:
        """Something on the page is wrong: every card that she has not agreed to before is laid again."""
        held = [d.document for d in state.documents]
        return self._card_again(
            state,
            "card.problem.denied",
            tuple(d.document for d in state.documents if not d.confirmed) or tuple(held),
        )

    def _card_again(self, state: State, prompt: str, documents: tuple[str, ...] = ()) -> Step:
        tries = state.card_tries + 1
        if tries >= self._settings.max_card_tries:
            return self._hand_over(replace(state, card_tries=tries), "inaccurate", "handover.card")
        wanted = documents or (state.wanted_document or _FIRST_DOCUMENT,)
        kept = tuple(d for d in state.documents if d.document not in wanted)
        trying = replace(
            state, card_tries=tries, documents=kept, precheck="not_asked", fields_confirmed=False
        )
        after = tuple(d for d in state.to_show if d not in wanted)
        return self._place(trying, (*wanted, *after), (Say(prompt),))

    def _show_fields(self, state: State) -> Step:
        showing = state.at(StateName.CONFIRM_FIELDS, precheck="asked")
        step = ask(showing, self._settings)
        precheck = AskPrecheck(state.item or "", state.documents)
        return step[0], (*_QUIET, precheck, *step[1])

    def _fields_confirmed(self, state: State) -> Step:
        agreed = tuple(replace(d, confirmed=True) for d in state.documents)
        sure = replace(state, documents=agreed, fields_confirmed=True)
        if sure.precheck == "answered":
            return self._after_precheck(sure)
        waiting = sure.at(StateName.EXTRA_INFO)
        return waiting, (*_QUIET, Acknowledge(), Show("checking"), *_WORKING)

    def _precheck_done(self, state: State, event: ev.Event) -> Step:
        assert isinstance(event, ev.PrecheckDone)
        held = {d.document for d in state.documents}
        needed = tuple(d for d in event.needed_documents if d not in held)
        known = replace(state, precheck="answered", to_show=needed)
        if state.name is StateName.EXTRA_INFO:
            return self._after_precheck(known)
        return (known, ()) if state.name is StateName.CONFIRM_FIELDS else (state, ())

    def _after_precheck(self, state: State) -> Step:
        if state.to_show:
            return self._place(state, state.to_show)
        deciding = state.at(StateName.DECIDE, submitted=True)
        actions: tuple[Action, ...] = (
            *_QUIET,
            Acknowledge(),
            Show("checking"),
            Submit(state.item or "", state.documents),
            *_WORKING,
        )
        return deciding, actions

    # -- the desk's answers -----------------------------------------------------------------------

    def _case_taken(self, state: State, event: ev.Event) -> Step:
        assert isinstance(event, ev.CaseTaken)
        if not state.submitted:
            return state, ()
        return replace(state, case=CaseHeld(event.ticket, event.window, None, event.existing)), ()

    def _stage_done(self, state: State, event: ev.Event) -> Step:
        assert isinstance(event, ev.StageDone)
        if state.name is not StateName.DECIDE:
            return state, ()
        return state, (Show("checking", {"done": event.stage}),)

    def _case_issued(self, state: State, event: ev.Event) -> Step:
        assert isinstance(event, ev.CaseIssued)
        # The desk may have been quicker than the wish for an officer.
        overtook = state.name is StateName.STAFF and state.ended is None
        if state.name is not StateName.DECIDE and not overtook:
            return state, ()
        existing = state.case is not None and state.case.existing
        case = CaseHeld(event.ticket, event.window, event.certificate, existing)
        told = Prompt("result.existing" if existing else "result.approved", _number(case))
        issued = state.at(StateName.ISSUE, case=case, ended="issued", prompt=told)
        page = Show("result", {**told.values, "item": state.item or ""})
        return issued, (*_QUIET, page, Say(told.key, told.values))

    def _case_handed_over(self, state: State, event: ev.Event) -> Step:
        assert isinstance(event, ev.CaseHandedOver)
        told_already = state.ended is not None and state.prompt != _NO_NUMBER
        if state.name not in (StateName.DECIDE, StateName.STAFF) or told_already:
            return state, ()
        case = CaseHeld(event.ticket, event.window)
        number = Prompt("handover.number", _number(case))
        over = {"case": case, "handoff_cause": event.cause, "ended": "handed_over", "prompt": number}
        values = {**number.values, "cause": event.cause, "reason": event.reason, "item": state.item or ""}
        page = Show("handover", values, ("finish",))
        if state.name is StateName.STAFF:
            return replace(state, **over), (page, Say(number.key, number.values))  # type: ignore[arg-type]
        says: list[Action] = [Say(f"handover.cause.{event.cause}")]
        if event.reason:
            says.append(Say("handover.reason", {"reason": event.reason}))
        says.append(Say(number.key, number.values))
        staff = state.at(StateName.STAFF, **over)
        return staff, (*_QUIET, CallStaff("normal"), page, *says, Listen("commands"))

    def _desk_failed(self, state: State, event: ev.Event) -> Step:
        if state.name is StateName.STAFF and state.ended is None:
            return self._no_number(state)
        if state.name in (StateName.CONFIRM_FIELDS, StateName.EXTRA_INFO):
            # The precheck only saves time; the case itself is handed in all the same.
            answered = replace(state, precheck="answered", to_show=())
            return self._after_precheck(answered) if state.name is StateName.EXTRA_INFO else (answered, ())
        if state.name is StateName.DECIDE:
            return self._hand_over(state, "system", "handover.cause.system")
        return state, ()

    def _no_number(self, state: State) -> Step:
        """The desk gives no number; the officer is told by the lamp."""
        told = replace(state, ended="handed_over", prompt=_NO_NUMBER)
        return told, (Show("handover", {"cause": "system"}, ("finish",)), Say(_NO_NUMBER.key))

    def _device_lost(self, state: State, event: ev.Event) -> Step:
        assert isinstance(event, ev.DeviceLost)
        if event.device == "camera" and state.name in (StateName.PLACE_CARD, StateName.RECOGNISE):
            return self._hand_over(state, "system", "device.camera")
        if state.name in QUESTIONS and state.name is not StateName.SURVEY:
            # The question stands; its buttons stay within reach. A number is never covered.
            return state, (Show("device", {"device": event.device}, choices_of(state, self._settings)),)
        return state, ()

    def _hand_over(self, state: State, cause: str, prompt: str, item: str | None = None) -> Step:
        """To an officer, from any state; the case that is in, or a new one with what is known."""
        if state.name in (StateName.STAFF, StateName.EMERGENCY):
            return self._again(state, None)
        if state.ended in ("issued", "handed_over"):
            return self._to_window(state)
        waiting = Prompt("handover.wait")
        staff = state.at(StateName.STAFF, handoff_cause=cause, submitted=True, ended=None, prompt=waiting)
        actions: tuple[Action, ...] = (
            *_QUIET,
            CallStaff("normal"),
            Show("handover", {"cause": cause, "item": item or state.item or ""}, ("finish",)),
            Say(prompt),
            HandOver(cause, item or state.item, state.documents, state.name.value),
            Listen("commands"),
        )
        return staff, actions

    def _to_window(self, state: State) -> Step:
        """The result is known; the officer at its window helps."""
        told = Prompt("handover.number", _number(state.case)) if state.case else _NO_NUMBER
        lead = (Say("handover.collect"),) if state.ended == "issued" else ()
        actions: tuple[Action, ...] = (
            *_QUIET,
            CallStaff("normal"),
            Show("handover", {**told.values, "item": state.item or ""}, ("finish",)),
            *lead,
            Say(told.key, told.values),
            Listen("commands"),
        )
        return state.at(StateName.STAFF, prompt=told), actions

    # -- time -------------------------------------------------------------------------------------

    def _said_all(self, state: State, event: ev.Event) -> Step:
        match state.name:
            case StateName.GREET:
                # The greeting has just asked; only the ears are missing.
                return self._ask_silently(state.at(StateName.ASK_NEED))
            case StateName.NOTICE if not state.held and state.misses == 0:
                # A notice, not a consent: who stays goes on; who minds says so (PIPL 13(1)(3), 17, 35).
                return self._to_cards(state)
            case StateName.ISSUE:
                return self._after_issue(state)
            case StateName.GOODBYE:
                return self._wipe(state, state.ended or "cancelled")
            case StateName.STAFF:
                stays = patience_of(state, self._settings.patience).handed_over
                return state, (StartTimer("handed_over", stays),)
        if state.name in QUESTIONS and state.silences == 0:
            return state, timers_of(state, self._settings.patience)
        return state, ()

    def _after_issue(self, state: State) -> Step:
        if state.later:
            following = State(
                language=state.language,
                large=state.large,
                documents=state.documents,
                item=state.later[0],
                later=state.later[1:],
            )
            return ask(following.at(StateName.CONFIRM_ITEM), self._settings)
        # The question stands on the page; nobody is kept waiting by a voice.
        asked, actions = self._ask_silently(state.at(StateName.SURVEY))
        # "Again" after the result means the window and the number.
        return replace(asked, prompt=state.prompt), actions

    def _ask_silently(self, state: State) -> Step:
        asked, actions = ask(state, self._settings)
        silent = tuple(a for a in actions if not isinstance(a, Say))
        return asked, (*silent, *timers_of(asked, self._settings.patience))

    def _timer(self, state: State, event: ev.Event) -> Step:
        assert isinstance(event, ev.TimerFired)
        match event.timer:
            case "first" | "second" if state.name in QUESTIONS:
                quiet = replace(state, silences=state.silences + 1)
                kind = "card" if state.name is StateName.PLACE_CARD else "answer"
                return quiet, (Say(f"silence.{kind}.{event.timer}"),)
            case "warning" if state.name in QUESTIONS:
                quiet = replace(state, silences=state.silences + 1)
                return quiet, (Show("warning", {}, ("wait",)), Say("silence.warning"))
            case "wipe":
                return self._wipe(state, state.ended or "timed_out")
            case "survey" if state.name is StateName.SURVEY:
                return self._goodbye(state, "goodbye", "issued")
            case "handed_over" if state.name is StateName.STAFF and state.ended is None:
                # Nobody leaves without having heard where to go.
                return self._no_number(state)
            case "handed_over" if state.name is StateName.STAFF:
                return self._wipe(state, state.ended or "handed_over")
            case "still_working" if state.name in _MACHINE_WORKS:
                return state, (Say("decide.wait"),)
            case "give_up" if state.name in _MACHINE_WORKS:
                return self._hand_over(state, "system", "handover.cause.system")
        return state, ()
