"""CEL behind one small door: typed, compiled once, three-valued, bounded.

The engine is Google's C++ CEL. It answers `UNKNOWN` where a variable that matters isn't there and stops an
expression at its own iteration budget; the checks here catch what it lets pass (a bool where an int is
declared) and what would be slow.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from cel_expr_python import cel

from kiosk.catalogue.errors import CatalogueError, suggestion
from kiosk.catalogue.model import FactType, FactValue

_log = logging.getLogger("kiosk.catalogue")

_MAX_LENGTH: Final = 400
_STRINGS = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_NAMES = re.compile(r"(?<![\w.])[a-z_][A-Za-z0-9_]*")
_LOOPS = re.compile(r"\.(all|exists|exists_one|map|filter)\s*\(")
_UNDECLARED = re.compile(r"undeclared reference to '([^']+)'")
_TYPES: Final[Mapping[FactType, Any]] = {
    "bool": cel.Type.BOOL,
    "int": cel.Type.INT,
    "string": cel.Type.STRING,
    "date": cel.Type.TIMESTAMP,
}


@dataclass(frozen=True)
class Expression:
    """A compiled condition."""

    text: str
    names: frozenset[str]
    """The declared facts and parameters it mentions."""
    _compiled: Any

    def holds(self, values: Mapping[str, FactValue]) -> bool | None:
        """True, False, or None where a missing value matters (or the engine gave up: logged)."""
        data = {name: _to_cel(values[name]) for name in self.names if name in values}
        try:
            answer = self._compiled.eval(data=data)
        except RuntimeError as error:
            _log.warning("expression %r gave up: %s", self.text, str(error)[:80])
            return None
        result = answer.value()
        if isinstance(result, bool):
            return result
        if not str(result).startswith("UNKNOWN"):
            _log.warning("expression %r has no answer: %s", self.text, str(result)[:80])
        return None


class Expressions:
    """The compiler for one catalogue: all facts and parameters declared, flat and typed."""

    def __init__(self, declared: Mapping[str, FactType]) -> None:
        self._declared = dict(declared)
        self._environment = cel.NewEnv(variables={n: _TYPES[t] for n, t in declared.items()})
        self._known: dict[str, Expression] = {}

    def compile(self, text: str) -> Expression:
        """The condition, compiled once. Raises CatalogueError `bad_expression` with a suggestion."""
        if text not in self._known:
            self._known[text] = self._compile(text)
        return self._known[text]

    def _compile(self, text: str) -> Expression:
        if len(text) > _MAX_LENGTH:
            raise CatalogueError("bad_expression", f"an expression of {len(text)} characters (at most 400)")
        bare = _STRINGS.sub("''", text)
        if len(_LOOPS.findall(bare)) > 1:
            raise CatalogueError("bad_expression", "more than one loop in an expression")
        try:
            compiled = self._environment.compile(text)
        except RuntimeError as error:
            raise CatalogueError("bad_expression", self._explain(str(error))) from error
        if compiled.return_type().name() != "BOOL":
            raise CatalogueError("bad_expression", f"{text!r} is no condition: it doesn't answer yes or no")
        names = frozenset(_NAMES.findall(bare)) & self._declared.keys()
        return Expression(text, names, compiled)

    def _explain(self, engine: str) -> str:
        """One line: what the engine says, and what may have been meant."""
        unknown = _UNDECLARED.search(engine)
        if unknown:
            name = unknown.group(1)
            return f"no fact or parameter is called {name!r}{suggestion(name, self._declared)}"
        first = engine.splitlines()[0].removeprefix("INVALID_ARGUMENT: ERROR: ")
        return re.sub(r"^<input>:\d+:(\d+): ", r"at character \1: ", first)


def _to_cel(value: FactValue) -> object:
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value
