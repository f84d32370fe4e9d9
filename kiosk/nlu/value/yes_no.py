"""Yes or no. A yes is never inferred: the whole answer has to consist of words that say so."""

from __future__ import annotations

import re

from kiosk.nlu.value.answer_words import HESITATION, NEITHER, NO, YES, AnswerWord
from kiosk.nlu.value.lexicon import Lexicon
from kiosk.nlu.value.said import Said
from kiosk.nlu.value.shapes import YesNoShape
from kiosk.nlu.value.types import Hit

_CLAUSE = re.compile(r"[，,。.!！;；、:：~…\s]+")


def read(said: Said, lexicon: Lexicon) -> Hit | None:
    """`yes`, `no`, or None where neither was said plainly, or a question was asked back."""
    answers = lexicon.answer_words
    text = said.text.replace("'", "").replace("’", "").strip()
    latin = sum(c.isascii() and c.isalpha() for c in text)
    clauses = [
        c.replace(" ", "")
        for c in (re.split(r"[,.!;:]+", text) if latin * 2 > len(text) else _CLAUSE.split(text))
    ]
    clauses = [c for c in clauses if c]
    if (
        not clauses
        or answers.either.search(text)
        or answers.question.search(text)
        or any(answers.question.search(c) for c in clauses)
    ):
        return None
    cut = [answers.cut(clause) for clause in clauses]
    value, confidence = _decide(clauses, cut, answers.shape)
    return Hit(value, confidence, 0, len(said.text)) if value else None


def _decide(clauses: list[str], cut: list[list[AnswerWord] | None], shape: YesNoShape) -> tuple[str, float]:
    words = [word for part in cut if part is not None for word in part]
    if any(word.tag == NEITHER for word in words):
        return "", 0.0
    said = _said(words, shape)
    rest = [clause for clause, part in zip(clauses, cut, strict=True) if part is None]
    if rest:
        return _with_rest(cut, rest, said, shape)
    if not said:
        return "", 0.0
    tags = [word.tag for word in said]
    if len(set(tags)) == 1:
        ends_waiting = words[-1].tag == HESITATION and tags[0] == YES
        return ("", 0.0) if ends_waiting else (tags[0], 0.95)
    if _mixed_in_a_clause(cut):
        return "", 0.0
    last = said[-1]
    if last.tag == YES:
        return YES, 0.75
    return (NO, 0.8) if last.text.startswith(shape.takes_back) else ("", 0.0)


def _mixed_in_a_clause(cut: list[list[AnswerWord] | None]) -> bool:
    """不要办, 不是对的: a no before a yes with no pause between denies it, unless it is said twice."""
    for part in cut:
        tags = [word.tag for word in part or () if word.tag in (YES, NO)]
        if any(tags[i] == NO and tags[i + 1] == YES and NO not in tags[:i] for i in range(len(tags) - 1)):
            return True
    return False


def _said(words: list[AnswerWord], shape: YesNoShape) -> list[AnswerWord]:
    """The words that answer: 嗯 and 好 don't count beside others, nor 是 before another."""
    said: list[AnswerWord] = []
    for i, word in enumerate(words):
        if word.tag not in (YES, NO):
            continue
        after = words[i + 1] if i + 1 < len(words) else None
        if word.text in shape.copulas and after is not None and after.tag in (YES, NO):
            continue
        said.append(word)
    strong = [word for word in said if word.text not in shape.mild]
    return strong or said


def _with_rest(
    cut: list[list[AnswerWord] | None], rest: list[str], said: list[AnswerWord], shape: YesNoShape
) -> tuple[str, float]:
    """Some clauses say something else: the first one counts, if the others don't take it back."""
    tags = {word.tag for word in said}
    if len(tags) != 1:
        return "", 0.0
    if tags == {NO}:
        return NO, 0.8
    first = cut[0]
    plain = first is not None and any(w.tag == YES and w.text not in shape.mild for w in first)
    doubtful = any(word in clause for clause in rest for word in shape.doubts)
    return (YES, 0.75) if plain and not doubtful else ("", 0.0)
