"""What a sentence holds: objects and conditions, found, cleared of what covers them, and what is denied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.nlu.match import Span, Term, find_by_sound, find_exact, longest
from kiosk.nlu.negation import deny
from kiosk.nlu.normalise import Plain
from kiosk.nlu.words import ASIDE, GENERIC, Words

#: So many characters besides what is denied say nothing (我, 这个, 我只是).
_NOTHING_LEFT = 4


@dataclass(frozen=True)
class Evidence:
    """All that counts in one sentence."""

    text: str
    objects: tuple[Span, ...]
    conditions: tuple[Span, ...]
    """Those that only keep shorter ones from matching are left out."""
    denied: frozenset[str]
    """Conditions that are said not to be so, and not said to be so elsewhere."""
    alone: tuple[Span, ...]
    action: bool
    """A word of doing is there: 换, 办, 补 …"""
    clauses: tuple[str, ...]
    """The sentence as it was punctuated."""
    rest: str
    """The sentence without what it denies: what the classifier gets."""

    def kinds(self, *, sure: bool | None = None) -> tuple[str, ...]:
        """Kinds of things named, `generic` left out."""
        found = [o for o in self.objects if not o.negated and o.group != GENERIC]
        return tuple(dict.fromkeys(o.group for o in found if sure is None or o.sure is sure))

    def generic(self) -> bool:
        """Is some document named without saying which?"""
        return any(o.group == GENERIC for o in self.objects)

    def matters(self, *, sure: bool | None = None) -> tuple[str, ...]:
        """Conditions that hold."""
        found = [c for c in self.conditions if not c.negated and (sure is None or c.sure is sure)]
        return tuple(dict.fromkeys(c.group for c in found))

    def denies_all(self) -> bool:
        """Something is denied and nothing of substance is left."""
        held = [*self.objects, *self.conditions]
        denies = any(s.negated for s in held) and not any(not s.negated for s in held)
        return denies and len(self.rest) <= _NOTHING_LEFT


def gather(plain: Plain, words: Words, *, by_sound: bool = False) -> Evidence:
    """Look for everything in a plain sentence; `by_sound` too for what was misheard."""
    text = plain.bare
    objects = find_exact(text, words.objects)
    conditions = find_exact(text, words.condition_terms)
    if by_sound:
        named = [o for o in objects if o.group != GENERIC]
        more = [c for c in _by_sound(text, words.condition_terms, conditions, words) if c.length > 2]
        objects, conditions = objects + _by_sound(text, words.objects, named, words), conditions + more
    clear = longest(conditions, touching=True)
    denials = [c for c in clear if words.conditions[c.group].denies]
    found = deny(plain, _objects(objects, words), clear, denials, words.negation)
    held = [c for c in found.conditions if not words.conditions[c.group].neutral]
    stated = {c.group for c in held if not c.negated}
    denied = {c.group for c in held if c.negated}
    denied |= {d for c in found.conditions if (d := words.conditions[c.group].denies)}
    return Evidence(
        text=text,
        objects=found.objects,
        conditions=tuple(held),
        denied=frozenset(denied - stated),
        alone=tuple(s for s in find_exact(text, words.alone) if not _within(s, found.pieces)),
        action=any(word in text for word in words.actions),
        clauses=plain.clauses,
        rest=found.rest(text),
    )


def _within(span: Span, pieces: Iterable[tuple[int, int]]) -> bool:
    return any(a <= span.start and span.end <= b for a, b in pieces)


def _by_sound(text: str, terms: Iterable[Term], exact: Sequence[Span], words: Words) -> list[Span]:
    """What sounds like a sure term, and not where something is written exactly."""
    sure = [t for t in terms if t.sure]
    found = find_by_sound(text, sure, words.sounds)
    return [s for s in found if not any(s.overlaps(e) and e.length >= s.length for e in exact)]


def _objects(spans: Sequence[Span], words: Words) -> list[Span]:
    """Longer ones win; a general word (证件) gives way to any named thing it touches.

    本子 is of whatever else is named.
    """
    if any(s.sure and s.group not in (ASIDE, GENERIC) for s in spans):
        spans = [s for s in spans if s.sure or s.term not in words.pronouns]
    named = longest([s for s in spans if s.group != GENERIC])
    general = [s for s in spans if s.group == GENERIC and not any(s.overlaps(n) for n in named)]
    return sorted([s for s in named + longest(general) if s.group != ASIDE], key=lambda s: s.start)
