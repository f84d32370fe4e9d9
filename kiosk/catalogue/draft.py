"""The interview that writes a new item: questions one by one, pure, so that it can be resumed and taken back.

An interview is its answers: the script is run over them from the start and stops at the first question that
has none. Keeping the answers is keeping the interview; dropping the last one is undo.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from kiosk.catalogue.errors import CatalogueError


@dataclass(frozen=True)
class Ask:
    """One question."""

    key: str
    """Of `assets/teaching/interview.yaml`."""
    read: Callable[[str], Any]
    """The answer's value. Raises CatalogueError `bad_answer` with what would do."""
    default: str | None = None
    """Taken for an empty answer; None: there is none, and an empty one is refused. '' is a default."""
    options: tuple[str, ...] = ()
    """What may be answered, where that is a list."""
    places: Mapping[str, object] = field(default_factory=dict)
    """What goes into the question's words."""


#: Asks, is sent the values of the answers, and returns the item as its file has it.
Script: TypeAlias = Generator[Ask, Any, dict[str, Any]]


class Interview:
    """A script with the answers given so far."""

    def __init__(self, script: Callable[[], Script], answers: Sequence[str] = ()) -> None:
        self._script = script
        self._answers: list[str] = []
        self.question: Ask | None = None
        """The next one; None: all is answered."""
        self.draft: dict[str, Any] | None = None
        """The item, when all is answered."""
        self._run()
        for text in answers:
            if self.question is None:
                break
            self.answer(text)

    @property
    def answers(self) -> tuple[str, ...]:
        """As typed, an empty one as its default: what a resumed interview is given."""
        return tuple(self._answers)

    def answer(self, text: str) -> None:
        """Answer the question. Raises CatalogueError `bad_answer`; then it stays the question."""
        asked = self.question
        if asked is None:
            raise CatalogueError("bad_answer", "everything is answered")
        text = text.strip()
        if not text:
            if asked.default is None:
                raise CatalogueError("bad_answer", "an answer is needed here")
            text = asked.default
        asked.read(text)
        self._answers.append(text)
        self._run()

    def undo(self) -> bool:
        """Take the last answer back; false where there is none."""
        if not self._answers:
            return False
        self._answers.pop()
        self._run()
        return True

    def _run(self) -> None:
        script = self._script()
        self.draft = None
        try:
            asked = next(script)
            for text in self._answers:
                asked = script.send(asked.read(text))
        except StopIteration as done:
            self.question, self.draft = None, done.value
            return
        self.question = asked
