"""Yes or no. A yes is never inferred: the whole answer has to consist of words that say so."""

from __future__ import annotations

import re

from kiosk.nlu.value.answer_words import HESITATION, NEITHER, NEUTRAL, NO, YES, AnswerWord, AnswerWords
from kiosk.nlu.value.lexicon import Lexicon
from kiosk.nlu.value.said import Said
from kiosk.nlu.value.shapes import YesNoShape
from kiosk.nlu.value.types import Hit

#: A clause as words of the lists; None where some of it is in none.
_Part = list[AnswerWord] | None
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
    value, confidence = _decide(clauses, cut, answers)
    return Hit(value, confidence, 0, len(said.text)) if value else None


def _decide(clauses: list[str], cut: list[_Part], answers: AnswerWords) -> tuple[str, float]:
    shape = answers.shape
    if any(word.tag == NEITHER for word in _before_closings(cut, answers)):
        return "", 0.0
    rest = [clause for clause, part in zip(clauses, cut, strict=True) if part is None]
    cut = _after_restart(cut, shape)
    words = [word for part in cut if part is not None for word in part]
    said = _said(words, answers)
    if rest:
        return _with_rest(cut, rest, said, shape)
    if not said:
        return "", 0.0
    tags = [word.tag for word in said]
    if len(set(tags)) == 1:
        ends_waiting = words[-1].tag == HESITATION and tags[0] == YES
        return ("", 0.0) if ends_waiting else (tags[0], 0.95)
    if _mixed_in_a_clause(cut, answers):
        return "", 0.0
    last = said[-1]
    if last.tag == YES:
        turned = last.text.startswith(shape.turns) or _realised(words, shape)
        return (YES, 0.75) if turned else ("", 0.0)
    return (NO, 0.8) if last.text.startswith(shape.takes_back) else ("", 0.0)


def _before_closings(cut: list[_Part], answers: AnswerWords) -> list[AnswerWord]:
    """All words but those that only end the talk after a no: 不用了，好了."""
    words = [word for part in cut for word in part or ()]
    first = next((i for i, word in enumerate(words) if word.tag == NO), len(words))
    return words[:first] + [word for word in words[first:] if word.text not in answers.closings]


def _realised(words: list[AnswerWord], shape: YesNoShape) -> bool:
    """不对，哦，没错: the yes behind the last no begins with the sound of seeing it."""
    last = max(i for i, word in enumerate(words) if word.tag == NO)
    behind = [word.text for word in words[last + 1 :]]
    return bool(behind) and behind[0] in shape.realised


def _after_restart(cut: list[_Part], shape: YesNoShape) -> list[_Part]:
    """不对，说错了，好的: what stands behind the last restart between two answers; else all of it."""
    weak = {*shape.closings, *shape.restarts, *shape.hums}
    flat = [(i, k, word) for i, part in enumerate(cut) for k, word in enumerate(part or ())]
    kept = cut
    for at, (i, k, word) in enumerate(flat):
        before = any(one.tag in (YES, NO) for _, _, one in flat[:at])
        after = [one for _, _, one in flat[at + 1 :] if one.tag in (YES, NO)]
        plain = any(one.text not in weak for one in after)
        if word.text in shape.restarts and before and plain:
            part = cut[i]
            kept = [None if part is None else part[k + 1 :], *cut[i + 1 :]]
    return kept


def _mixed_in_a_clause(cut: list[_Part], answers: AnswerWords) -> bool:
    """不要办, 不是对的: a no before a yes with no pause between denies it, unless it is said twice."""
    for part in cut:
        tags = [w.tag for w in part or () if w.tag in (YES, NO) and w.text not in answers.closings]
        if any(tags[i] == NO and tags[i + 1] == YES and NO not in tags[:i] for i in range(len(tags) - 1)):
            return True
    return False


def _said(words: list[AnswerWord], answers: AnswerWords) -> list[AnswerWord]:
    """The words that answer: not 嗯 and 好 beside others, nor 是 before one, nor 就这样 after a no."""
    shape = answers.shape
    said: list[AnswerWord] = []
    for i, word in enumerate(words):
        if word.tag not in (YES, NO):
            continue
        after = words[i + 1] if i + 1 < len(words) else None
        if word.text in shape.copulas and after is not None and after.tag in (YES, NO):
            continue
        if word.text in answers.closings and said and said[-1].tag == NO:
            continue
        said.append(word)
    strong = [word for word in said if word.text not in shape.mild]
    return strong or said


def _with_rest(
    cut: list[_Part], rest: list[str], said: list[AnswerWord], shape: YesNoShape
) -> tuple[str, float]:
    """Some clauses say something else: the first one counts, if the others don't take it back."""
    tags = {word.tag for word in said}
    if len(tags) != 1:
        return "", 0.0
    if tags == {NO}:
        return NO, 0.8
    first = cut[0]
    if first and all(w.text in shape.openers for w in first if w.tag != NEUTRAL):
        return "", 0.0
    plain = first is not None and any(w.tag == YES and w.text not in shape.mild for w in first)
    doubtful = any(word in clause for clause in rest for word in shape.doubts)
    return (YES, 0.75) if plain and not doubtful else ("", 0.0)
