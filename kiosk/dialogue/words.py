"""What was said or tapped, as it counts: emergency, answer to a slot, command, correction, request."""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue import events as ev
from kiosk.dialogue.alarm import ask_alarm, doubtful
from kiosk.dialogue.cards import fields_denied
from kiosk.dialogue.ends import again, emergency
from kiosk.dialogue.questions import slot_of
from kiosk.dialogue.requests import after_the_result, another, requested
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.slots import answered, card_is_wrong, corrected
from kiosk.dialogue.states import State, StateName
from kiosk.dialogue.step import Rule, Step

S = StateName
#: Where something may be put right.
_CORRECTABLE = frozenset({S.CONFIRM_FIELDS, S.ASK_SLOT, S.CONFIRM_SLOTS})


class Words:
    """With the rules of the commands, which are the table's business."""

    def __init__(self, command: Rule, unclear: Rule) -> None:
        """`unclear`: what an answer comes to that doesn't tell whether somebody is in danger."""
        self._command = command
        self._unclear = unclear

    def words(self, settings: DialogueSettings, state: State, event: ev.Event) -> Step:
        """Anywhere in a visit."""
        assert isinstance(event, ev.Meant)
        said = event.understanding
        if said.outcome == "emergency":
            return emergency(settings, state, said.values.get("kind"))
        state = replace(state, silences=0, day=event.day or state.day)
        if doubtful(state, event):
            return ask_alarm(settings, state, event)
        if state.name is S.ASK_SLOT and self._may_answer(settings, state, event):
            step = answered(settings, state, event)
            if step is not None:
                return step
        if said.outcome == "command" and said.id is not None:
            return self._command(settings, state, event)
        if state.submitted:
            return again(settings, state, None)
        if state.name in _CORRECTABLE and not self._turns_away(settings, event):
            step = self._put_right(settings, state, event)
            if step is not None:
                return step
        return requested(settings, state, event)

    def _may_answer(self, settings: DialogueSettings, state: State, event: ev.Meant) -> bool:
        """A number may sound like a command; one of a list never does."""
        if self._turns_away(settings, event):
            return False
        slot = slot_of(state, settings)
        numbers = slot is not None and not slot.options and slot.kind != "yes_no"
        return event.understanding.outcome != "command" or (numbers and event.by == "voice")

    @staticmethod
    def _turns_away(settings: DialogueSettings, event: ev.Meant) -> bool:
        """我要办的是行驶证: another matter, whatever else the words may say."""
        said = event.understanding
        if said.outcome not in ("item", "handoff", "ask"):
            return False
        return event.by == "touch" or another(settings, said.text)

    @staticmethod
    def _put_right(settings: DialogueSettings, state: State, event: ev.Meant) -> Step | None:
        if card_is_wrong(settings, state, event):
            return fields_denied(settings, state, event)
        return corrected(settings, state, event) if state.name is not S.CONFIRM_FIELDS else None

    def words_after_result(self, settings: DialogueSettings, state: State, event: ev.Event) -> Step:
        """All is done: a command, a further request, or she goes."""
        assert isinstance(event, ev.Meant)
        if doubtful(state, event):
            return ask_alarm(settings, state, event)
        return self._apart(settings, state, event) or after_the_result(settings, state, event)

    def words_at_alarm(self, settings: DialogueSettings, state: State, event: ev.Event) -> Step:
        """Is somebody in danger? A command, a plain request, or it is asked once more."""
        assert isinstance(event, ev.Meant)
        step = self._apart(settings, state, event)
        if step is not None:
            return step
        if event.understanding.outcome in ("item", "handoff") and not event.understanding.values.get("alarm"):
            if state.ended in ("issued", "handed_over"):
                # Her first request is done: nothing of it may reach the second.
                return after_the_result(settings, state, event)
            return requested(settings, state, event)
        return self._unclear(settings, state, event)

    def words_to_officer(self, settings: DialogueSettings, state: State, event: ev.Event) -> Step:
        """An officer comes; once her number is told she may want something else besides."""
        assert isinstance(event, ev.Meant)
        step = self._apart(settings, state, event)
        if step is not None:
            return step
        named = event.understanding.outcome in ("item", "handoff")
        if named and state.ended is not None:
            return after_the_result(settings, state, event)
        return again(settings, state, None)

    def words_in_emergency(self, settings: DialogueSettings, state: State, event: ev.Event) -> Step:
        """Only commands mean anything."""
        assert isinstance(event, ev.Meant)
        return self._apart(settings, state, event) or again(settings, state, None)

    def _apart(self, settings: DialogueSettings, state: State, event: ev.Meant) -> Step | None:
        said = event.understanding
        if said.outcome == "emergency":
            return emergency(settings, state, said.values.get("kind"))
        if said.outcome == "command" and said.id is not None:
            return self._command(settings, replace(state, silences=0), event)
        return None
