"""From what the dialogue listens for to what a recogniser may hear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.core.text import Language
from kiosk.dialogue.actions import Listen
from kiosk.speech.types import Answer, Expectation, ExpectationKind


class Expectations:
    """The commands' phrasings and the domain's sentences, ready for the recogniser."""

    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        replies: Mapping[str, Sequence[str]],
        sentences: Sequence[str],
    ) -> None:
        """`replies`: the phrases of the same commands that are expected after a yes-or-no question."""
        self._commands = tuple(Answer(name, tuple(phrases)) for name, phrases in commands.items())
        self._replies = tuple(Answer(name, tuple(phrases)) for name, phrases in replies.items())
        self._prompt = "".join(sentences)

    def of(self, listen: Listen, language: Language) -> Expectation:
        """What `listen` may bring. Commands are always among it, whatever was asked."""
        if listen.expect in ("yes_no", "commands"):
            return self.closed(listen.expect, language)
        return self.open(language)

    def closed(self, kind: ExpectationKind, language: Language) -> Expectation:
        answers = self._replies if kind == "yes_no" else self._commands
        return Expectation(kind, answers, "", language)

    def open(self, language: Language) -> Expectation:
        return Expectation("open", self._commands, self._prompt, language)
