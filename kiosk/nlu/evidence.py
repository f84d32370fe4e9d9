"""What a sentence holds: objects and conditions, found, cleared of what covers them, and negated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.nlu.match import Span, Term, find_by_sound, find_exact, longest, negate
from kiosk.nlu.words import GENERIC, LICENCE, OTHER, Words


@dataclass(frozen=True)
class Evidence:
    """All that counts in one sentence."""

    text: str
    objects: tuple[Span, ...]
    conditions: tuple[Span, ...]
    alone: tuple[Span, ...]
    action: bool
    """A word of doing is there: 换, 办, 补 …"""
    by_sound: bool
    """Something was found by its sound only."""

    def named(self) -> bool:
        """Any thing or matter is there at all."""
        return bool(self.objects or self.conditions)

    def licence(self) -> Span | None:
        """The best mention of a driving licence."""
        found = [o for o in self.objects if o.group == LICENCE and not o.negated]
        return min(found, key=lambda o: (not o.sure, o.cost, o.start), default=None)

    def has(self, group: str) -> bool:
        """Is an object of that kind there?"""
        return any(o.group == group and not o.negated for o in self.objects)

    def groups(self, *, sure: bool | None = None) -> dict[str, Span]:
        """Condition -> its best span, negated ones left out."""
        best: dict[str, Span] = {}
        for span in self.conditions:
            if span.negated or (sure is not None and span.sure is not sure):
                continue
            if span.group not in best or span.cost < best[span.group].cost:
                best[span.group] = span
        return best


def gather(text: str, words: Words, *, by_sound: bool) -> Evidence:
    """Look for everything in a plain sentence; `by_sound` too for what was misheard."""
    sounded: list[Span] = []
    objects = find_exact(text, words.objects)
    conditions = find_exact(text, words.condition_terms)
    if by_sound:
        named = [o for o in objects if o.group != GENERIC]
        more_objects = _by_sound(text, words.objects, named, words)
        more_conditions = [
            # Two characters by their sound alone don't rule anything out.
            c
            for c in _by_sound(text, words.condition_terms, conditions, words)
            if c.length > 2 or words.conditions[c.group].item
        ]
        objects, conditions = objects + more_objects, conditions + more_conditions
        sounded = more_objects + more_conditions
    alone = find_exact(text, words.alone)
    objects = _negated(text, _objects(objects), words)
    conditions = _negated(text, longest(conditions, touching=True), words)
    return Evidence(
        text=text,
        objects=tuple(objects),
        conditions=tuple(c for c in conditions if not words.conditions[c.group].neutral),
        alone=tuple(_negated(text, alone, words)),
        action=any(word in text for word in words.actions),
        by_sound=any(s in objects or s in conditions for s in sounded),
    )


def _by_sound(text: str, terms: Iterable[Term], exact: Sequence[Span], words: Words) -> list[Span]:
    """What sounds like a sure term, and not where something is written exactly."""
    sure = [t for t in terms if t.sure]
    found = find_by_sound(text, sure, words.sounds)
    return [s for s in found if not any(s.overlaps(e) and e.length >= s.length for e in exact)]


def _objects(spans: Sequence[Span]) -> list[Span]:
    """Longer ones win; a general word (证件) gives way to any named thing it touches."""
    named = longest([s for s in spans if s.group != GENERIC])
    general = [s for s in spans if s.group == GENERIC and not any(s.overlaps(n) for n in named)]
    return sorted(named + longest(general), key=lambda s: s.start)


def _negated(text: str, spans: Iterable[Span], words: Words) -> list[Span]:
    return negate(text, spans, words.negators, words.not_negators, words.reach)


__all__ = ["GENERIC", "LICENCE", "OTHER", "Evidence", "gather"]
