"""Words in, what is wanted out.

The order: normalise, emergency, command, a sentence known word for word, a request too short, thing and
matter (the grammar) with what was learned from sentences (the classifier), a question, nothing. Emergencies
and commands have rules of their own on top. Without the learned part the grammar goes on alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.catalogue.catalogue import Catalogue
from kiosk.nlu.alarm import emergency, service_of
from kiosk.nlu.bank import Bank, Index, merge
from kiosk.nlu.calls import Calls
from kiosk.nlu.commands import Heard, always, command
from kiosk.nlu.danger import CALM
from kiosk.nlu.decide import ASK, RULE, SAID, Limits, Verdict, by_grammar, decide, weigh
from kiosk.nlu.encoder import encode
from kiosk.nlu.explain import explain
from kiosk.nlu.grammar import left_open, too_short
from kiosk.nlu.learned import Learned, data_digest, find
from kiosk.nlu.look import look
from kiosk.nlu.looked import Looked
from kiosk.nlu.sentences import EMERGENCY, NONE, OPEN
from kiosk.nlu.shape import OPEN_SHAPE, TWO
from kiosk.nlu.theirs import learned_gate
from kiosk.nlu.two import pairs
from kiosk.nlu.types import Candidate, Kind, Understanding
from kiosk.nlu.urgency import Urgency, service, urgency
from kiosk.nlu.votes import voted
from kiosk.nlu.who import gate, somebody_elses_record, values
from kiosk.nlu.words import Words

#: How much worse than the best (natural log) a hypothesis may be and still be looked at.
_NEAR_HYPOTHESIS = 3.0
#: Readings looked at.
_MOST_READ = 5
#: A command that is so much of the sentence is nothing else.
_ALL_OF_IT = 0.9
#: A yes or a no that was only learned has no more characters, or English words.
_SHORT, _SHORT_ENGLISH = 10, 5
#: Sentences encoded together.
_BATCH = 64


class Understander:
    """The room's door. Pure after it is made; safe to use from several threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        words: Words,
        learned: Learned | None = None,
        limits: Limits | None = None,
        calls: Calls | None = None,
    ) -> None:
        self._words = words
        self._learned = learned
        self._limits, self._calls = limits or Limits(), calls or Calls()
        self._items = tuple(catalogue.items)
        # The item for visits in which nothing was named is nothing one asks for.
        self._handoffs = tuple(i.id for i in catalogue.handoffs.values() if i.sentences)
        self._ids = (*self._items, *self._handoffs)
        self._commands = frozenset(c.id for c in words.commands)
        said = [(i.id, s) for i in catalogue.all_items.values() for s in (*i.sentences, i.name.zh)]
        self._bank = self._make_bank([(words.normaliser.plain(s).bare, i) for i, s in said])

    @classmethod
    def load(cls, catalogue: Catalogue, folder: Path, learned: Path | None = None) -> Understander:
        """With the lists in `folder` (assets/words) and what was built into `learned`. Raises NluError.

        Where nothing is built, the grammar alone is used, and the log says so.
        """
        words = Words.load(folder)
        if learned is None:
            return cls(catalogue, words)
        sentences = {i.id: i.sentences for i in catalogue.all_items.values()}
        return cls(catalogue, words, find(learned, data_digest(folder, sentences)))

    def _make_bank(self, said: Sequence[tuple[str, str]]) -> Bank:
        exact = merge((bare, (item,)) for bare, item in said)
        if self._learned is None:
            return Bank(exact)
        calm = frozenset(bare for bare, labels in self._learned.exact.items() if CALM in labels)
        said_of = {
            bare: tuple(i for i in labels if i != CALM) for bare, labels in self._learned.exact.items()
        }
        known = {bare: labels for bare, labels in said_of.items() if labels}
        new = [(bare, item) for bare, item in said if bare and bare not in known]
        texts = tuple(bare for bare, _ in new)
        # The item's own file has the last word on its own sentences.
        return Bank(
            {**known, **exact},
            Index(texts, tuple(item for _, item in new), encode(texts)),
            calm,
            self._learned.offices,
        )

    @property
    def learned(self) -> Learned | None:
        """What was built from the sentences, or None where the grammar is alone."""
        return self._learned

    def command_phrases(self) -> Mapping[str, tuple[str, ...]]:
        """Command id -> the phrases that a recogniser of closed answers should expect."""
        return {c.id: c.phrases for c in self._words.commands}

    def reply_phrases(self) -> Mapping[str, tuple[str, ...]]:
        """Command id -> the fewer phrases to expect after a yes-or-no question."""
        return self._words.replies

    def prompt_sentences(self) -> tuple[str, ...]:
        """Whole sentences of the domain that prime an open recogniser."""
        return self._words.prompt

    # --- the door --------------------------------------------------------------------------------

    def understand(self, text: str) -> Understanding:
        """One utterance."""
        return self._judge(self._look([text])[0])[0]

    def understand_all(self, texts: Sequence[str]) -> list[Understanding]:
        """Many utterances, quicker together than one by one; the same as each alone."""
        found: list[Understanding] = []
        for at in range(0, len(texts), _BATCH):
            found += [self._judge(one)[0] for one in self._look(texts[at : at + _BATCH])]
        return found

    def understand_best(self, hypotheses: Sequence[tuple[str, float]]) -> Understanding:
        """Several readings of one utterance (or of two tries) with their log probabilities, in any order.

        A command is taken from the best one alone. Readings vote for items by their probability: where the
        best one names an item and most votes are for it, it is that; else the (at most three) with the most
        votes are asked about. A call for help counts in any of them.
        """
        if not hypotheses:
            return self.understand("")
        ordered = sorted(hypotheses, key=lambda h: -h[1])
        best = ordered[0][1]
        near = [h for h in ordered if math.isfinite(h[1]) and best - h[1] <= _NEAR_HYPOTHESIS][:_MOST_READ]
        if not near:
            return self.understand(ordered[0][0])
        first, *others = self.understand_all([text for text, _ in near])
        if first.outcome in ("command", "emergency"):
            return first
        for other in others:
            if other.outcome == "emergency":
                return replace(other, text=first.text)
        return voted([first, *others], [math.exp(score - best) for _, score in near])

    def explain(self, text: str) -> list[Mapping[str, Any]]:
        """What was found and why it came out so: one mapping a line."""
        one = self._look([text])[0]
        said, why = self._judge(one)
        return explain(one, said, why, self._bank, self._ids)

    # --- looking ---------------------------------------------------------------------------------

    def _look(self, texts: Sequence[str]) -> list[Looked]:
        return look(texts, self._words, self._learned, self._bank)

    # --- the order -------------------------------------------------------------------------------

    def _judge(self, one: Looked) -> tuple[Understanding, str]:
        """The outcome and why."""
        if not one.plain.text:
            return Understanding(one.text, "none", None), "nothing was said"
        urgent = self._urgency(one)
        if urgent is None:
            return self._calmly(one)
        if urgent.sure:
            called = {"kind": urgent.kind}
            return Understanding(
                one.text, "emergency", EMERGENCY, (), SAID, called
            ), f"emergency: {urgent.why}"
        found, why = self._calmly(one)
        return replace(
            found, values={**found.values, "alarm": urgent.kind}
        ), f"{why}; perhaps an emergency: {urgent.why}"

    def _calmly(self, one: Looked) -> tuple[Understanding, str]:
        """What it comes to where nobody is in danger."""
        heard = self._command(one)
        if heard:
            found = Understanding(one.text, "command", heard.id, (), round(heard.share, 3))
            return found, f"command: {heard.how}"
        if one.seen.denies_all():
            # 不是驾驶证损毁换证 says no, whatever it names.
            return Understanding(one.text, "command", "deny", (), RULE), "all that is named is denied"
        verdict = self._request(one)
        return self._understanding(one, verdict), verdict.why

    def _urgency(self, one: Looked) -> Urgency | None:
        wanted = sum(one.shares.get(i, 0.0) for i in self._ids) >= self._calls.request
        alone = self._learned is None
        call = emergency(one.plain, self._words.alarms, wanted=alone or wanted)
        if not alone:
            known = self._bank.known(one.plain.bare)
            if EMERGENCY in known:
                return Urgency(service(call, one.danger), True, "known word for word")
            calm = known or one.plain.bare in self._bank.calm
            if calm and not (call and call.plea):
                return None
            # An older build has no classifier of its own for danger.
            danger = one.danger or {CALM: 1 - one.shares.get(EMERGENCY, 0.0)}
            return urgency(call, danger, self._calls, english=bool(one.plain.english), wanted=wanted)
        about = bool(one.seen.kinds(sure=True))
        calls = call is not None and (call.kind == "sure" or (call.kind == "mild" and not about))
        if call is None or not calls:
            return None
        return Urgency(service_of(one.plain.bare, self._words.alarms), True, call.term)

    def _command(self, one: Looked) -> Heard | None:
        """A command of the lists that is no request, or one the classifier is sure of."""
        forced = always(one.plain, self._words)
        if forced:
            return forced
        named = bool(one.seen.objects or one.seen.conditions)
        heard = command(one.plain, self._words, by_clause=not named)
        if self._learned is None:
            request = one.seen.kinds(sure=True) and (one.seen.conditions or one.seen.action)
            return None if request and not (heard and heard.how == "whole sentence") else heard
        if heard and heard.how == "whole sentence":
            return heard
        if heard and heard.id not in one.shares and (heard.share >= _ALL_OF_IT or not self._wants(one)):
            # The classifier was never taught this command: the lists decide.
            return heard
        known = [i for i in self._bank.known(one.plain.bare) if i in self._commands]
        if known:
            # Where hands differ (好了 is done, and a yes to some) the lists decide.
            listed = heard is not None and heard.id in known
            best = heard.id if listed and heard else max(known, key=lambda i: one.shares.get(i, 0.0))
            return Heard(best, "known word for word", SAID)
        return None if self._bank.known(one.plain.bare) else self._learned_command(one, heard)

    def _wants(self, one: Looked) -> bool:
        """The classifier takes it for a request."""
        return sum(one.shares.get(i, 0.0) for i in self._ids) >= self._calls.request

    def _learned_command(self, one: Looked, heard: Heard | None) -> Heard | None:
        order = sorted(self._commands, key=lambda c: -one.shares.get(c, 0.0))
        first, second = order[0], order[1]
        share, lead = one.shares.get(first, 0.0), one.shares.get(first, 0.0) - one.shares.get(second, 0.0)
        if heard and not self._wants(one):
            other_is_better = first != heard.id and share >= self._calls.overrules
            listed = one.shares.get(heard.id, 0.0)
            if listed >= self._calls.command_rule and not other_is_better:
                # 我不想办了 is a command by more than by the words of it that are in the list.
                return replace(heard, share=max(heard.share, listed))
        if share < self._calls.command or lead < self._calls.command_lead:
            return None
        if first in ("confirm", "deny") and not self._plainly(one, first, share):
            return None
        return Heard(first, "learned", share)

    def _plainly(self, one: Looked, answer: str, share: float) -> bool:
        """A yes is never taken from a part; both only where the sentence is short and says nothing else."""
        english, negation = one.plain.english.split(), self._words.negation
        if one.seen.objects or (len(english) > _SHORT_ENGLISH if english else len(one.plain.bare) > _SHORT):
            return False
        if english and english[0] in negation.english_questions:
            return False
        if answer == "deny":
            return share >= self._calls.no
        said_no = bool(negation.no_yes_english & set(english)) or any(
            word in one.plain.text for word in negation.no_yes
        )
        return share >= self._calls.yes and not said_no

    # --- requests --------------------------------------------------------------------------------

    def _request(self, one: Looked) -> Verdict:
        known = self._bank.known(one.plain.bare)
        if known == (NONE,):
            return Verdict("none", (), (SAID,), "another matter, known word for word")
        ours = tuple(i for i in known if i in self._ids)
        if len(ours) == 1 and len(known) == 1:
            return Verdict("item", ours, (SAID,), "a sentence known word for word")
        if len(ours) > 1:
            return Verdict("ask", ours[:5], (ASK,) * len(ours[:5]), "known to leave this open")
        short = tuple(i for i in too_short(one.seen, self._words) if i in self._ids)
        if short:
            return Verdict("ask", short, (ASK,) * len(short), "too little was said")
        record = self._record_of_another(one)
        if record:
            return Verdict("item", (record,), (RULE,), "somebody else's record")
        if self._learned is None:
            return by_grammar(self._ids, one.said, one.seen, self._limits.most)
        open_ = tuple(i for i in left_open(one.seen, self._words) if i in self._ids)
        weighed = weigh(one.shares, self._ids, one.said, self._limits)
        likely = max(weighed, key=lambda i: weighed[i])
        if open_ and likely in open_:
            order = tuple(sorted(open_, key=lambda i: -weighed[i]))
            return Verdict("ask", order, tuple(weighed[i] for i in order), "left open by its words")
        if likely in self._ids and self._is_a_word(one):
            order = tuple(sorted(self._ids, key=lambda i: -weighed[i])[:3])
            return Verdict("ask", order, tuple(weighed[i] for i in order), "a single word")
        two = self._two(one, weighed)
        if two:
            return Verdict("ask", two, (ASK, ASK), "two requests")
        shape = one.shape.get(OPEN_SHAPE, 0.0)
        by_shape = shape * self._calls.open_weight if shape >= self._calls.open_shape else 0.0
        return decide(weighed, max(one.shares.get(OPEN, 0.0), by_shape), one.said, self._limits)

    def _record_of_another(self, one: Looked) -> str | None:
        """The record that is asked for of somebody else, and nothing but that."""
        kinds, people = one.seen.kinds(sure=True), self._words.people
        records = [i for k in kinds if k in self._words.kinds for i in self._words.kinds[k]]
        alone = len(records) == 1 and len(kinds) == 1 and records[0] in people.records
        return records[0] if alone and somebody_elses_record(one.seen.text, people) else None

    def _is_a_word(self, one: Looked) -> bool:
        """延期, 居住证: so short that it may be of anything."""
        length = len(one.plain.bare)
        return length <= 2 or (length <= 3 and not one.seen.action and not one.seen.conditions)

    def _two(self, one: Looked, weighed: Mapping[str, float]) -> tuple[str, ...]:
        """The ids of two requests in one sentence, in their order."""
        found = pairs(one.plain, one.seen, self._words)
        looked = self._look([piece for pair in found for piece in pair]) if found else []
        for left, right in zip(looked[::2], looked[1::2], strict=True):
            ids = tuple(self._of_piece(piece) for piece in (left, right))
            both = ids[0] and ids[1] and ids[0] != ids[1]
            if both and all(weighed.get(i, 0.0) >= self._calls.two_whole for i in ids):
                return ids
        return self._two_by_shape(one)

    def _two_by_shape(self, one: Looked) -> tuple[str, ...]:
        """It is made like two requests: the two it is likest to."""
        if one.shape.get(TWO, 0.0) < self._calls.two_shape:
            return ()
        order = sorted(self._ids, key=lambda i: -one.shares.get(i, 0.0))
        first, second = order[0], order[1]
        if one.shares.get(second, 0.0) >= self._calls.two_second:
            return (first, second)
        # Another thing is named: what is wanted of it that is likest.
        named = [self._words.kinds[k] for k in one.seen.kinds(sure=True) if k in self._words.kinds]
        others = [i for ids in named if first not in ids for i in ids]
        return (first, min(others, key=order.index)) if others else ()

    def _of_piece(self, piece: Looked) -> str:
        weighed = weigh(piece.shares, self._ids, piece.said, self._limits)
        best = max(self._ids, key=lambda i: weighed[i])
        named = piece.seen.kinds() or piece.seen.alone or piece.seen.conditions
        return best if named and weighed[best] >= self._calls.two else ""

    # --- the answer ------------------------------------------------------------------------------

    def _understanding(self, one: Looked, verdict: Verdict) -> Understanding:
        candidates = tuple(Candidate(i, s) for i, s in zip(verdict.ids, verdict.shares, strict=False))
        best = verdict.ids[0] if verdict.ids else None
        if verdict.outcome == "none":
            office = self._bank.office(one.vector) if one.vector is not None else None
            return Understanding(one.text, "none", None, values={"pointer": office.meaning} if office else {})
        said = dict(values(one.seen, best if verdict.outcome == "item" else None, self._words))
        if verdict.outcome == "ask":
            if verdict.why == "two requests":
                said["two"] = "yes"
            else:
                said |= self._shared_gate(one, verdict.ids)
            if verdict.ids[0] in self._words.people.records and self._of_somebody_else(one, said, verdict):
                return Understanding(one.text, "handoff", best, candidates, verdict.shares[0], said)
            return Understanding(one.text, "ask", None, candidates, candidates[0].confidence, said)
        assert best is not None
        if "disqualifier" not in said and best not in self._handoffs:
            said |= learned_gate(one.theirs, best, one.seen, self._words, self._calls.theirs)
        outcome: Kind = "handoff" if self._hands_over(best, one, said) else "item"
        return Understanding(one.text, outcome, best, candidates, verdict.shares[0], said)

    def _shared_gate(self, one: Looked, ids: Sequence[str]) -> dict[str, str]:
        """What makes it an officer's whichever of them is meant."""
        closed = {found.id if found else "" for found in (gate(one.seen.text, i, self._words) for i in ids)}
        return {"disqualifier": closed.pop()} if len(closed) == 1 and "" not in closed else {}

    def _of_somebody_else(self, one: Looked, said: Mapping[str, str], verdict: Verdict) -> bool:
        """Nothing else is near, and it is for sure not hers: no question makes it hers."""
        return len(verdict.ids) == 1 and self._hands_over(verdict.ids[0], one, said)

    def _hands_over(self, item: str, one: Looked, said: Mapping[str, str]) -> bool:
        """A hand-off item; the record of somebody else; a unit's or a foreigner's request for it."""
        if item in self._handoffs:
            return True
        text = one.seen.text
        closed = gate(text, item, self._words)
        if closed is not None and item in closed.handoff:
            return True
        record = item in self._words.people.records
        theirs = "for" in said or said.get("disqualifier") in ("other_person", "unit", "foreigner")
        return record and (theirs or somebody_elses_record(text, self._words.people))
