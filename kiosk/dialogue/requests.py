"""What the citizen wants: one item, several to be told apart, two at once, another office's matter."""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue import events as ev
from kiosk.dialogue.actions import Action, Rate, Say, Show, StopTimers
from kiosk.dialogue.ends import again, detour, goodbye, hand_over, lost_the_way, missed, restart
from kiosk.dialogue.questions import ask, ask_silently, ears_of, page_of, prompt_of
from kiosk.dialogue.settings import DialogueSettings, ItemView
from kiosk.dialogue.slots import begin, heard_by_the_way
from kiosk.dialogue.states import Prompt, State, StateName
from kiosk.dialogue.step import QUIET, Step
from kiosk.nlu.types import Understanding

S = StateName
#: Where a request is asked for; elsewhere a doubtful one is no reason to leave what is being done.
_PLAIN = 0.9
#: Candidates on one page.
_MOST = 5
_OPEN = frozenset({S.GREET, S.ASK_NEED, S.CLARIFY, S.CONFIRM_ITEM, S.GUIDE})


def greet(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """Somebody has come."""
    greeted = State(language=state.language).at(S.GREET, prompt=Prompt("greet"))
    return greeted, (Show("home", {}, tuple(settings.items)), Say("greet"))


def listen_after_greeting(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The greeting has just asked; only the ears are missing."""
    return ask_silently(state.at(S.ASK_NEED), settings)


def requested(settings: DialogueSettings, state: State, event: ev.Meant) -> Step:
    """What was said is no command and no answer: perhaps a request."""
    said = event.understanding
    if said.outcome in ("item", "handoff") and _plainly(settings, state, event):
        return _named(settings, state, event)
    if said.outcome == "ask" and (state.name in _OPEN or another(settings, said.text)):
        step = _several(settings, state, said)
        if step is not None:
            return step
    pointer = said.values.get("pointer")
    if pointer and state.name in _OPEN:
        return _elsewhere(settings, state, pointer)
    return missed(settings, state, event)


def _plainly(settings: DialogueSettings, state: State, event: ev.Meant) -> bool:
    """In the middle of something only a plain request is one: an answer misheard may sound like another."""
    said = event.understanding
    sure = state.name in _OPEN or event.by == "touch" or said.confidence >= _PLAIN
    return sure or another(settings, said.text)


def another(settings: DialogueSettings, text: str) -> bool:
    """Does she say that she wants something else?"""
    return settings.reader is not None and settings.reader.another(text)


# -- one item -------------------------------------------------------------------------------------


def _named(settings: DialogueSettings, state: State, event: ev.Meant) -> Step:
    said = event.understanding
    view = settings.items.get(said.id or "")
    if view is None:
        return hand_over(settings, state, "asked_by_citizen", "handover.item", said.id)
    if state.name in (S.CONFIRM_ITEM, S.GUIDE) and state.item == view.id and state.before is None:
        # Named again is no yes: "不是驾驶证损毁换证" names it, too.
        why = said.values.get("disqualifier")
        same = said.values.get("for") == state.for_whom and why in (None, state.disqualifier)
        return missed(settings, state, event) if same else _confirm(settings, state, event, view)
    if event.by == "voice" and view.id in state.refused:
        others = tuple(c.id for c in said.candidates if c.id in settings.items)
        others = tuple(i for i in others or _neighbours(settings, view) if i not in state.refused)
        if others:
            return _which(settings, state, others[:_MOST])
    return _confirm(settings, state, event, view)


def _neighbours(settings: DialogueSettings, view: ItemView) -> tuple[str, ...]:
    """Items about the same thing: what else may she want with her licence?"""
    thing = view.apart.zh.partition("|")[0] if view.apart else ""
    return tuple(i for i, v in settings.items.items() if v.apart and v.apart.zh.partition("|")[0] == thing)


def _which(settings: DialogueSettings, state: State, candidates: tuple[str, ...]) -> Step:
    """Not what was thought: which one then?"""
    asking = detour(state).at(
        S.CLARIFY, candidates=candidates, item=None, for_whom=None, disqualifier=None, later=()
    )
    step = ask(asking, settings)
    return lost_the_way(settings, asking) or (step[0], (*QUIET, *step[1]))


def _confirm(settings: DialogueSettings, state: State, event: ev.Meant, view: ItemView) -> Step:
    """The item with what was said of it; her cards and the answers that are still true stay."""
    said = event.understanding
    changed = state if state.item is None else detour(state)
    stuck = lost_the_way(settings, changed)
    if stuck is not None:
        return stuck
    later = tuple(i for i in (*((state.item,) if state.later and state.item else ()), *state.later))
    # What was said with the request that led to "which one" still holds.
    told = state if state.name is S.CLARIFY else State()
    busy = state.item != view.id and state.name not in _OPEN
    named = replace(
        changed,
        item=view.id,
        interrupted=state.item if busy else state.interrupted,
        for_whom=said.values.get("for") or told.for_whom,
        disqualifier=said.values.get("disqualifier") or told.disqualifier,
        candidates=(),
        later=tuple(i for i in later if i != view.id) if view.id in state.later else (),
        slot=None,
        confirming=(),
        one_by_one=False,
        fields_confirmed=False,
    )
    named = heard_by_the_way(settings, named, said.text)
    if event.by == "touch" and view.guide is not None and state.name in _OPEN:
        # A finger is sure; what she should know comes before it begins.
        read = ask(named.at(S.GUIDE, precheck="not_asked", known=frozenset()), settings)
        return read[0], (*QUIET, *read[1])
    if event.by == "touch" and view.handed_over:
        # It goes to a person.
        return begin(settings, named.at(state.name), event)
    known = "not_asked" if view.id != state.item else named.precheck
    answers = named.known if view.id == state.item else frozenset()
    step = ask(named.at(S.CONFIRM_ITEM, precheck=known, known=answers), settings)
    return step[0], (*QUIET, *step[1])


def not_that_item(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """不对: what else?"""
    if state.before is not None:
        # Her earlier request is done; that was only an offer.
        return goodbye(state, "goodbye", state.before)
    offered = (state.item,) if state.item else state.candidates
    if state.interrupted is not None:
        # She goes on with what she was doing.
        going_on = detour(state).at(
            S.CONFIRM_ITEM, item=state.interrupted, interrupted=None, for_whom=None, disqualifier=None
        )
        step = ask(going_on, settings, (Say("item.denied"),))
        return lost_the_way(settings, going_on) or (step[0], (*QUIET, *step[1]))
    denials = state.denials + 1
    if state.for_whom and denials < settings.max_misses:
        # Perhaps it is for herself.
        own = detour(state).at(S.CONFIRM_ITEM, for_whom=None, disqualifier=None, denials=denials)
        step = ask(own, settings)
        return step[0], (*QUIET, *step[1])
    if state.later and state.item and denials < settings.max_misses:
        return _which(settings, replace(state, denials=denials), (state.item, *state.later))
    if denials >= settings.max_misses:
        return hand_over(settings, state, "asked_by_citizen", "handover.not_understood")
    asking = detour(state).at(
        S.ASK_NEED, item=None, for_whom=None, disqualifier=None, candidates=(), later=(), denials=denials,
        refused=tuple(dict.fromkeys((*state.refused, *offered))),
    )  # fmt: skip
    step = ask(asking, settings, (Say("item.denied"),))
    return step[0], (StopTimers(), *step[1])


# -- several --------------------------------------------------------------------------------------


def _several(settings: DialogueSettings, state: State, said: Understanding) -> Step | None:
    offered = tuple(c.id for c in said.candidates if c.id in settings.items)
    if said.values.get("two") and len(offered) > 1:
        first, rest = offered[0], offered[1:]
        if state.name is S.CONFIRM_ITEM and (state.item, state.later) == (first, rest):
            return None
        both = replace(
            _turned(state),
            item=first,
            for_whom=said.values.get("for"),
            disqualifier=said.values.get("disqualifier"),
            candidates=(),
            later=rest,
        )
        both = heard_by_the_way(settings, both, said.text)
        step = ask(both.at(S.CONFIRM_ITEM, precheck="not_asked"), settings)
        return lost_the_way(settings, both) or (step[0], (*QUIET, *step[1]))
    new = tuple(i for i in offered if i not in state.refused) or offered
    # The same question a second time is no progress: the ladder's next rung.
    if not new or (state.name is S.CLARIFY and set(new) == set(state.candidates)):
        return None
    if len(new) == 1 and state.refused:
        sure = Understanding(said.text, "item", new[0], (), said.confidence, said.values)
        return _confirm(settings, state, ev.Meant(sure), settings.items[new[0]])
    asking = _turned(state).at(
        S.CLARIFY,
        candidates=new,
        item=None,
        later=(),
        for_whom=said.values.get("for"),
        disqualifier=said.values.get("disqualifier"),
    )
    step = ask(asking, settings)
    return lost_the_way(settings, asking) or (step[0], (*QUIET, *step[1]))


def _turned(state: State) -> State:
    """Another question in the place of one that was open is a detour."""
    return state if state.name in (S.GREET, S.ASK_NEED) else detour(state)


def _elsewhere(settings: DialogueSettings, state: State, pointer: str) -> Step:
    """Another office's matter: where it is done, and is there anything else?"""
    turned = _turned(state)
    counted = replace(turned.at(S.ASK_NEED, item=None, candidates=(), later=()), misses=state.misses + 1)
    stuck = lost_the_way(settings, turned)
    if stuck is not None:
        return stuck
    if counted.misses >= settings.max_misses:
        return hand_over(settings, counted, "asked_by_citizen", "handover.not_understood")
    told = Prompt("need.elsewhere", {"pointer": pointer})
    actions: tuple[Action, ...] = (StopTimers(), page_of(counted, settings), Say(told.key, told.values))
    return replace(counted, prompt=told), (*QUIET, *actions, ears_of(counted, settings))


# -- after a request ------------------------------------------------------------------------------


def next_request(settings: DialogueSettings, state: State) -> Step:
    """The second of two is offered by its name; her cards are still known."""
    # 帮我爸补驾照，顺便换行驶证: both are his.
    following = state.following(
        item=state.later[0], later=state.later[1:], for_whom=state.for_whom, disqualifier=state.disqualifier
    )
    step = ask(following.at(S.CONFIRM_ITEM), settings)
    return step[0], (*QUIET, *step[1])


def after_result(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """The result has been told: the next request, or was she satisfied?"""
    if state.later:
        return next_request(settings, state)
    # The question stands on the page; nobody is kept waiting by a voice.
    asked, actions = ask_silently(state.at(S.SURVEY), settings)
    # "Again" after the result means the window and the number.
    return replace(asked, prompt=state.prompt), actions


def after_the_result(settings: DialogueSettings, state: State, event: ev.Meant) -> Step:
    """Words that are no command when all is done: a further request, or she goes."""
    said = event.understanding
    if said.outcome in ("item", "handoff", "ask") and state.ended in ("issued", "handed_over"):
        # The same citizen goes on: a fresh request, her card still known.
        fresh = replace(state.following(), before=None).at(S.ASK_NEED)
        # Not understood, she may still say "again": what she was asked has to be known.
        return requested(settings, replace(fresh, prompt=prompt_of(fresh, settings)), event)
    return goodbye(state, "goodbye", state.ended or "issued")


#: The word 满意 is the second best face, 不满意 the second worst; from the third on she is thanked.
_CONTENT, _DISCONTENT, _THANKED = 4, 2, 3


def satisfied(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return _rated(state, _CONTENT)


def not_satisfied(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return _rated(state, _DISCONTENT)


def rated(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """One of the five faces."""
    assert isinstance(event, ev.Rated)
    return _rated(state, event.score)


def _rated(state: State, score: int) -> Step:
    after, actions = goodbye(state, "survey.thanks" if score >= _THANKED else "survey.sorry", "issued")
    return after, (Rate(score), *actions)


def survey_over(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    return goodbye(state, "goodbye", "issued")


def restart_officer(settings: DialogueSettings, state: State, event: ev.Event) -> Step:
    """From the beginning only once the officer has it."""
    return again(settings, state, None) if state.ended is None else restart(settings, state, event)
