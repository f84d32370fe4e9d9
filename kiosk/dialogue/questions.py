"""The table of questions: what each state asks, on which page, and what it listens for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from kiosk.dialogue.actions import Action, Capture, Listen, Say, Show, StartTimer
from kiosk.dialogue.settings import DialogueSettings, Patience
from kiosk.dialogue.states import Prompt, State, StateName


@dataclass(frozen=True)
class Question:
    """One row of the table."""

    prompt: str
    """Key of the sentence; `{document}` in it is replaced by the wanted document."""
    page: str
    listen: Literal["open", "yes_no", "commands"]
    buttons: tuple[str, ...] = ()


#: The states that wait for the citizen. Every other state waits for a machine and is left by its event.
QUESTIONS: dict[StateName, Question] = {
    StateName.ASK_NEED: Question("need.ask", "home", "open"),
    StateName.CLARIFY: Question("need.clarify", "clarify", "open"),
    StateName.CONFIRM_ITEM: Question("item.confirm", "confirm_item", "yes_no", ("confirm", "deny")),
    StateName.NOTICE: Question("notice.read", "notice", "yes_no", ("confirm", "cancel")),
    StateName.PLACE_CARD: Question("card.place.{document}", "place_card", "commands"),
    StateName.CONFIRM_FIELDS: Question("fields.confirm", "confirm_fields", "yes_no", ("confirm", "deny")),
    StateName.SURVEY: Question("survey.ask", "survey", "commands", ("confirm", "deny", "finish")),
}

#: Where "back" leads. From a state that isn't here there is no way back, and it says so.
PREVIOUS: dict[StateName, StateName] = {
    StateName.CLARIFY: StateName.ASK_NEED,
    StateName.CONFIRM_ITEM: StateName.ASK_NEED,
    StateName.NOTICE: StateName.CONFIRM_ITEM,
    StateName.PLACE_CARD: StateName.NOTICE,
    StateName.RECOGNISE: StateName.PLACE_CARD,
    StateName.CONFIRM_FIELDS: StateName.PLACE_CARD,
    StateName.EXTRA_INFO: StateName.CONFIRM_FIELDS,
}

#: Seconds before the machine says that it is still working, and before it gives up and calls an officer.
STILL_WORKING = 2.0
GIVE_UP = 30.0


def prompt_of(state: State) -> Prompt:
    """The sentence that the state asks with."""
    question = QUESTIONS[state.name]
    key = question.prompt.format(document=state.wanted_document or "")
    return Prompt(key, {"item": state.item} if state.item else {})


def choices_of(state: State, settings: DialogueSettings) -> tuple[str, ...]:
    """The buttons of the page, best first."""
    if state.name is StateName.ASK_NEED:
        return tuple(settings.items)
    if state.name is StateName.CLARIFY:
        return state.candidates
    return QUESTIONS[state.name].buttons


def page_of(state: State, settings: DialogueSettings) -> Show:
    """The page of the present question."""
    values = {"item": state.item or "", "document": state.wanted_document or ""}
    if state.case:
        # The number stays in sight as long as the page may be read.
        values |= {"window": state.case.window, "ticket": state.case.ticket}
    if state.misses >= 2:
        values["buttons"] = "large"
    return Show(QUESTIONS[state.name].page, values, choices_of(state, settings))


def ask(
    state: State, settings: DialogueSettings, lead: tuple[Say, ...] = ()
) -> tuple[State, tuple[Action, ...]]:
    """Ask the state's question: page, sentences, ears and, where a card is wanted, the camera."""
    prompt = prompt_of(state)
    question = QUESTIONS[state.name]
    actions: list[Action] = [page_of(state, settings), *lead]
    # A lead that tells what was wrong with the card already says what to do.
    if not (lead and state.name is StateName.PLACE_CARD):
        actions.append(Say(prompt.key, prompt.values))
    if state.name is StateName.PLACE_CARD and state.wanted_document:
        actions.append(Capture(state.wanted_document))
    options = state.candidates if state.name is StateName.CLARIFY else ()
    actions.append(Listen(question.listen, options))
    return replace(state, prompt=prompt), tuple(actions)


def patience_of(state: State, patience: Patience) -> Patience:
    """Who needs large type is given twice the time."""
    return patience.doubled() if state.large else patience


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
