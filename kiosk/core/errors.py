"""The one family of errors: a code, a sentence for the citizen, a line for the operator."""

from __future__ import annotations


class KioskError(Exception):
    """An error that somebody can act on. Each room has one subclass.

    `code` names it in logs, events and tests; the citizen's sentence is looked up in
    `assets/prompts/errors.yaml` under that code (words are data); `operator` is one English line that says
    what is wrong and what to do. It never holds personal data.
    """

    def __init__(self, code: str, operator: str) -> None:
        super().__init__(f"{operator} [{code}]")
        self.code = code
        self.operator = operator


class UsageError(KioskError):
    """A bad option, a missing file, an input that can't be used: one line on standard error, exit 2."""


class SetupError(KioskError):
    """Something this machine lacks: a model, a font, a key."""
