"""From what the dialogue listens for to what a recogniser may hear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kiosk.core.text import Language
from kiosk.dialogue.actions import Listen
from kiosk.dialogue.slot import Slot
from kiosk.speech.types import Answer, Expectation, ExpectationKind


class Expectations:
    """The commands' phrasings and the domain's sentences, ready for the recogniser."""

    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        replies: Mapping[str, Sequence[str]],
        sentences: Sequence[str],
        slots: Iterable[Slot] = (),
    ) -> None:
        """`replies`: the phrases of the same commands that are expected after a yes-or-no question.

        `slots`: the questions whose answers are one of a list.
        """
        self._made = (commands, replies, sentences)
        self._choices = {s.name: _answers(s) for s in slots if s.options}
        self._commands = tuple(
            Answer(
                name, tuple(phrases), _only_in(replies.get(name, ()), phrases) if name in _YES_OR_NO else ()
            )
            for name, phrases in commands.items()
        )
        self._replies = tuple(Answer(name, tuple(phrases)) for name, phrases in replies.items())
        self._prompt = "".join(sentences)

    def of(self, listen: Listen, language: Language) -> Expectation:
        """What `listen` may bring. Commands are always among it, whatever was asked."""
        if listen.expect in ("yes_no", "commands"):
            return self.closed(listen.expect, language)
        if listen.expect == "choice" and listen.slot in self._choices:
            offered = tuple(a for a in self._choices[listen.slot] if a.id in listen.options)
            # What may be said besides is decoded freely: the names of the answers prime that.
            named = "".join(f"{a.phrases[0]}。" for a in offered if a.phrases)
            return Expectation("choice", (*offered, *self._replies), named + self._prompt, language)
        if listen.expect in ("digits", "plate", "date"):
            return Expectation(listen.expect, self._commands, self._prompt, language)
        return self.open(language)

    def with_slots(self, slots: Iterable[Slot]) -> Expectations:
        """The same, for these questions too."""
        return Expectations(*self._made, slots)

    def closed(self, kind: ExpectationKind, language: Language) -> Expectation:
        answers = self._replies if kind == "yes_no" else self._commands
        return Expectation(kind, answers, self._prompt, language)

    def open(self, language: Language) -> Expectation:
        return Expectation("open", self._commands, self._prompt, language)


#: What may only be scored, never be read from free words, so all of its phrases are.
_YES_OR_NO = frozenset({"confirm", "deny"})


def _only_in(more: Sequence[str], fewer: Sequence[str]) -> tuple[str, ...]:
    return tuple(phrase for phrase in more if phrase not in fewer)


#: So many of its words are scored: each costs some milliseconds.
_PHRASES = 4


def _answers(slot: Slot) -> tuple[Answer, ...]:
    """What is said for each answer of a list: its label first. One character is too short for that."""
    return tuple(
        Answer(o.id, tuple(dict.fromkeys((o.label.zh, *(w for w in o.words if len(w) > 1))))[:_PHRASES])
        for o in slot.options
    )
