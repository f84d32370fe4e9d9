"""Words in, what is wanted out.

The order: normalise, emergency, command, the catalogue's own sentence, object and condition exactly,
the same by sound, ask, none. A wrong item is worse than a question.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kiosk.catalogue.catalogue import Catalogue
from kiosk.nlu.bank import Bank
from kiosk.nlu.commands import command, emergency
from kiosk.nlu.evidence import GENERIC, OTHER, Evidence, gather
from kiosk.nlu.normalise import Plain
from kiosk.nlu.types import Candidate, Understanding
from kiosk.nlu.values import values
from kiosk.nlu.words import Words

_SAID, _SURE, _UNSURE, _SOUND, _ASK = 1.0, 0.95, 0.8, 0.7, 0.4
#: A bare object shorter than this is a request cut short: ask.
_SHORT = 8
#: A matter alone (丢了) is a request cut short too; longer, it is about some other thing.
_BARE = 4
#: How much worse than the best (natural log) a hypothesis may be and still be looked at.
_NEAR_HYPOTHESIS = 3.0


@dataclass(frozen=True)
class _Verdict:
    """What one look came to, and why."""

    outcome: str
    id: str | None
    ids: tuple[str, ...]
    confidence: float
    why: str


_NONE = _Verdict("none", None, (), 0.0, "nothing of ours")


class Understander:
    """The room's door. Pure after it is made; safe to use from several threads."""

    def __init__(self, catalogue: Catalogue, words: Words) -> None:
        self._words = words
        self._items = tuple(catalogue.items)
        said = [(i.id, i.sentences) for i in catalogue.items.values()]
        self._bank = Bank.make(said, words.normaliser)

    @classmethod
    def load(cls, catalogue: Catalogue, folder: Path) -> Understander:
        """With the lists in `folder` (assets/words). Raises NluError."""
        return cls(catalogue, Words.load(folder))

    def command_phrases(self) -> Mapping[str, tuple[str, ...]]:
        """Command id -> the phrases that a recogniser of closed answers should expect."""
        return {c.id: c.phrases for c in self._words.commands}

    def reply_phrases(self) -> Mapping[str, tuple[str, ...]]:
        """Command id -> the fewer phrases to expect after a yes-or-no question."""
        return self._words.replies

    def prompt_sentences(self) -> tuple[str, ...]:
        """Whole sentences of the domain that prime an open recogniser."""
        return self._words.prompt

    def understand(self, text: str) -> Understanding:
        """One utterance."""
        return self._look(text)[0]

    def understand_best(self, hypotheses: Sequence[tuple[str, float]]) -> Understanding:
        """Several readings of one utterance with their log probabilities, best first or not.

        The best one counts. Where it says nothing, the next may ask, never act; where two name different
        items, both are asked about.
        """
        if not hypotheses:
            return self.understand("")
        ordered = sorted(hypotheses, key=lambda h: -h[1])
        best = ordered[0][1]
        near = [text for text, score in ordered if math.isfinite(score) and best - score <= _NEAR_HYPOTHESIS]
        first = self.understand(ordered[0][0])
        if first.outcome not in ("none", "ask", "item"):
            return first
        others = [self.understand(text) for text in near[1:4]]
        for other in others:
            if other.outcome == "emergency":
                return replace(other, text=first.text)
        items = [u.id for u in (first, *others) if u.outcome == "item" and u.id]
        distinct = tuple(dict.fromkeys(items))
        if first.outcome == "item":
            return self._asked(first, distinct) if len(distinct) > 1 else first
        if first.outcome == "none" and distinct:
            return self._asked(first, distinct)
        return first

    def explain(self, text: str) -> list[Mapping[str, Any]]:
        """What was found and why it came out so: one mapping a line."""
        understanding, plain, seen, why = self._look(text)
        lines: list[Mapping[str, Any]] = [{"step": "plain", "text": plain.text, "bare": plain.bare}]
        if seen is not None:
            for kind, spans in (("object", seen.objects), ("condition", seen.conditions)):
                lines += [
                    {
                        "step": kind,
                        "group": s.group,
                        "term": s.term,
                        "said": seen.text[s.start : s.end],
                        "sure": s.sure,
                        "cost": round(s.cost, 3),
                        "negated": s.negated,
                    }
                    for s in spans
                ]
        lines.append(
            {"step": "outcome", "outcome": understanding.outcome, "id": understanding.id, "why": why}
        )
        return lines

    # --- the order -------------------------------------------------------------------------------------

    def _look(self, text: str) -> tuple[Understanding, Plain, Evidence | None, str]:
        plain = self._words.normaliser.plain(text)
        if not plain.text:
            return Understanding(text, "none", None), plain, None, "nothing was said"
        seen = gather(plain.bare, self._words, by_sound=False)
        licence = seen.licence()
        call = emergency(plain.text, self._words, about_licence=licence is not None and licence.sure)
        if call:
            found = Understanding(text, "emergency", "emergency", (), _SAID)
            return found, plain, seen, f"emergency: {call}"
        if not self._is_request(seen):
            heard = command(plain, self._words, by_clause=not seen.named())
            if heard:
                found = Understanding(text, "command", heard.id, (), round(heard.share, 3))
                return found, plain, seen, f"command: {heard.how}"
        verdict, seen = self._request(plain, seen)
        return self._understanding(text, verdict, seen), plain, seen, verdict.why

    def _is_request(self, seen: Evidence) -> bool:
        """An object of ours with a matter of ours is no command, whatever else is said."""
        ours = any(self._words.conditions[g].item for g in seen.groups(sure=True))
        licence = seen.licence()
        return bool(licence and licence.sure and (ours or seen.action))

    def _request(self, plain: Plain, seen: Evidence) -> tuple[_Verdict, Evidence]:
        said = self._bank.exact(plain.bare)
        if said:
            return _Verdict("item", said, (said,), _SAID, "a sentence of the item"), seen
        verdict = self._judge(seen)
        if verdict.outcome == "item" or (verdict is not _NONE and verdict.outcome == "none"):
            return verdict, seen
        sounded = gather(plain.bare, self._words, by_sound=True)
        if sounded.by_sound:
            second = self._judge(sounded)
            ruled_out = second.outcome == "none" and second is not _NONE
            if verdict is _NONE or second.outcome == "item" or ruled_out:
                verdict, seen = self._weaker(second, sounded), sounded
        if verdict is _NONE or verdict.outcome == "ask":
            near = self._bank.near(plain.bare, self._words.sounds)
            if near and (not verdict.ids or near[0] in verdict.ids):
                why = f"nearly: {near[1]} ({near[2]:.2f})"
                return _Verdict("item", near[0], (near[0],), 1.0 - near[2], why), seen
        return verdict, seen

    def _weaker(self, verdict: _Verdict, seen: Evidence) -> _Verdict:
        """A thing and a matter both only by their sound are too little to act on."""
        licence = seen.licence()
        matters = [c for c in seen.conditions if self._item(c.group) == verdict.id and not c.negated]
        # … and so is a matter of two characters.
        little = all(c.cost > 0 and c.length < 3 for c in matters)
        guessed = little or (licence is not None and licence.cost > 0 and all(c.cost > 0 for c in matters))
        if verdict.outcome == "item" and guessed:
            return self._ask(verdict.ids, "heard only by sound")
        confidence = min(verdict.confidence, _SOUND)
        return replace(verdict, confidence=confidence, why=f"{verdict.why} (by sound)")

    # --- the grammar -----------------------------------------------------------------------------------

    def _judge(self, seen: Evidence) -> _Verdict:
        """Objects and conditions to an outcome. `_NONE` itself: nothing was found; else it was ruled out."""
        ours, unsure, foreign = self._matters(seen)
        licence, other = seen.licence(), seen.has(OTHER)
        alone = tuple(dict.fromkeys(self._item(s.group) for s in seen.alone if not s.negated))
        if foreign and licence:
            return _Verdict("none", None, (), 0.0, f"another matter: {', '.join(foreign)}")
        if foreign and not alone:
            return _NONE
        if other and not (licence and licence.sure):
            return _Verdict("none", None, (), 0.0, "about something else")
        if other:
            meant = ours or unsure
            return self._ask(meant, "something else is named too") if meant else _NONE
        if licence:
            return self._about_licence(seen, ours, unsure, licence.sure)
        if len(alone) == 1 and not (set(ours) - set(alone)):
            return _Verdict("item", alone[0], alone, _SURE, "names the matter itself")
        if ours and (seen.has(GENERIC) or len(seen.text) <= _BARE):
            return self._ask(ours, "no object named")
        return _NONE

    def _about_licence(
        self, seen: Evidence, ours: tuple[str, ...], unsure: tuple[str, ...], sure: bool
    ) -> _Verdict:
        if len(ours) == 1:
            if self._doubtful(seen, ours[0]):
                return self._ask(ours, "may be too late already")
            return _Verdict("item", ours[0], ours, _SURE if sure else _UNSURE, "object and condition")
        if len(ours) > 1:
            return self._ask(ours, "two matters")
        if len(unsure) == 1 and sure:
            return _Verdict("item", unsure[0], unsure, _UNSURE, "object and a general word")
        if (sure and seen.action) or len(seen.text) <= _SHORT:
            return self._ask(self._items, "no matter named")
        return _NONE

    def _doubtful(self, seen: Evidence, item: str) -> bool:
        """驾照过期了 leaves open whether it is a year ago: another item then."""
        spans = [s for g, s in seen.groups(sure=True).items() if self._item(g) == item]
        known = [self._words.conditions[s.group] for s in spans]
        return all(
            s.term in c.doubtful and not any(word in seen.text for word in c.unless)
            for s, c in zip(spans, known, strict=True)
        )

    def _matters(self, seen: Evidence) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Our items named for sure, those named loosely, and the matters of others that hold."""
        sure, loose = seen.groups(sure=True), seen.groups(sure=False)
        ours = tuple(dict.fromkeys(self._item(g) for g in sure if self._item(g)))
        unsure = tuple(dict.fromkeys(self._item(g) for g in loose if self._item(g)))
        foreign = tuple(g for g in sure if not self._item(g))
        if not ours:
            foreign += tuple(g for g in loose if not self._item(g))
        return ours, unsure, foreign

    def _item(self, condition: str) -> str:
        return self._words.conditions[condition].item or ""

    def _ask(self, ids: Sequence[str], why: str) -> _Verdict:
        return _Verdict("ask", None, tuple(ids), _ASK, why)

    # --- the answer ------------------------------------------------------------------------------------

    def _understanding(self, text: str, verdict: _Verdict, seen: Evidence) -> Understanding:
        candidates = tuple(Candidate(i, verdict.confidence) for i in verdict.ids)
        if verdict.outcome == "item":
            said = values(seen, self._words.people)
            return Understanding(text, "item", verdict.id, candidates, verdict.confidence, said)
        if verdict.outcome == "ask":
            said = values(seen, self._words.people)
            return Understanding(text, "ask", None, candidates, verdict.confidence, said)
        return Understanding(text, "none", None)

    def _asked(self, first: Understanding, ids: Sequence[str]) -> Understanding:
        candidates = tuple(Candidate(i, _ASK) for i in ids)
        return Understanding(first.text, "ask", None, candidates, _ASK, first.values)
