"""Which option of a list, top to bottom from 0: by number, by place, by name, by what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pypinyin import Style, pinyin

from kiosk.nlu.value.choice_patterns import ChoicePatterns
from kiosk.nlu.value.lexicon import Lexicon
from kiosk.nlu.value.restarts import PAUSE, statements
from kiosk.nlu.value.said import Said
from kiosk.nlu.value.types import Hit, Option


def options_of(given: Sequence[Option | str]) -> tuple[Option, ...]:
    """`lic_expiry 期满换证` is id and name; a plain text is a name."""
    made: list[Option] = []
    for one in given:
        if isinstance(one, Option):
            made.append(one)
            continue
        head, _, tail = one.strip().partition(" ")
        has_id = bool(tail) and head.isascii() and ("_" in head or head.islower())
        made.append(Option(tail.strip(), head) if has_id else Option(one.strip()))
    return tuple(made)


def read(said: Said, lexicon: Lexicon, options: Sequence[Option]) -> Hit | None:
    """The index that was chosen; None where none, several or all were."""
    patterns = lexicon.choice_patterns
    if not options or patterns.neither.search(said.text):
        return None
    for marked in lexicon.restarts.readings(said.text):
        text = patterns.denied.sub(lambda m: _kept(m.group(0), options, lexicon), marked)
        chosen: tuple[int, float] | None = None
        clash = False
        for _, piece in statements(text.replace(PAUSE, " ")):
            found = _chosen(piece, patterns, lexicon, options)
            if found == "clash":
                clash = True
            elif isinstance(found, tuple):
                chosen, clash = found, False
        if chosen is not None and not clash:
            return Hit(chosen[0], chosen[1], 0, len(said.text))
    return None


def _kept(denied: str, options: Sequence[Option], lexicon: Lexicon) -> str:
    """不要第一个 says nothing; 不见了 may be what an option is about."""
    about = any(w in denied for o in options for w in words_of(o, lexicon) if w.startswith(("不", "没")))
    return denied if about else "\x01" * len(denied)


def _chosen(
    piece: str, patterns: ChoicePatterns, lexicon: Lexicon, options: Sequence[Option]
) -> tuple[int, float] | str | None:
    count = len(options)
    named = _named(piece, lexicon, options)
    numbered, surely = _numbered(piece, patterns, count)
    if isinstance(numbered, str):
        return "clash"
    if named is not None and numbered is not None and named != numbered:
        return (named, 0.8) if not surely else "clash"
    index = numbered if numbered is not None else named
    if index is None:
        return None
    return index, 0.95 if surely or named is not None else 0.85


def _numbered(piece: str, patterns: ChoicePatterns, count: int) -> tuple[int | str | None, bool]:
    """(index or `clash`, whether a number was said)."""
    piece = patterns.lengths.sub(lambda m: "\x01" * len(m.group(0)), piece)
    match = patterns.from_end.search(piece)
    if match:
        return _in_range(count - patterns.numbers[match.group("n")], count), True
    found = {patterns.numbers[m.group("n")] for m in patterns.ordinal.finditer(piece)}
    if not found:
        if patterns.last_one.search(piece):
            return count - 1, True
        for pattern in (patterns.english, patterns.picked, patterns.counted):
            found = {patterns.numbers[m.group("n")] for m in pattern.finditer(piece)}
            if found:
                break
    if not found:
        match = patterns.bare.match(piece)
        found = {patterns.numbers[match.group("n")]} if match else set()
    if not found or (found == {1} and _placed(piece, patterns, count) is not None and "第" not in piece):
        return _placed(piece, patterns, count), False
    if len(found) > 1:
        return "clash", True
    return _in_range(found.pop() - 1, count), True


def _in_range(index: int, count: int) -> int | str:
    return index if 0 <= index < count else "clash"


def _placed(piece: str, patterns: ChoicePatterns, count: int) -> int | None:
    """上面那个, 中间那个, 下面那个; 前一个 only of two."""
    pair = patterns.pair.search(piece)
    if pair and count == 2:
        return 0 if pair.group("side") in "前上" else 1
    places: set[int] = set()
    if patterns.middle.search(piece):
        if count % 2 == 0:
            return None
        places.add(count // 2)
    if patterns.last.search(piece):
        places.add(count - 1)
    if patterns.first.search(piece):
        places.add(0)
    return places.pop() if len(places) == 1 else None


def words_of(option: Option, lexicon: Lexicon) -> tuple[str, ...]:
    """What names an option: its name, pieces of it, and what people say for it."""
    return _words(option, id(lexicon), tuple(lexicon.choice.synonyms.items()), lexicon.choice.weak)


@lru_cache(maxsize=256)
def _words(
    option: Option, _: int, synonyms: tuple[tuple[str, tuple[str, ...]], ...], weak: tuple[str, ...]
) -> tuple[str, ...]:
    name = option.name.upper()
    said = [word for key, words in synonyms if key in name or key == option.id for word in words]
    if name.isascii():
        pieces = [w for w in name.split() if len(w) > 2]
    else:
        pieces = [name[i : i + n] for n in (2, 3, 4) for i in range(len(name) - n + 1)]
    words = dict.fromkeys([name, *(w.upper() for w in option.words), *said, *pieces])
    return tuple(word for word in words if word and word not in weak)


def _named(piece: str, lexicon: Lexicon, options: Sequence[Option]) -> int | None:
    """The only option that has a word of its own here; by its sound where no letter fits."""
    tables = [set(words_of(option, lexicon)) for option in options]
    hits: list[int] = []
    for i, table in enumerate(tables):
        others = set().union(*(t for j, t in enumerate(tables) if j != i))
        own = [word for word in table - others if word in piece]
        own = [w for w in own if not any(w != o and w in o and o in piece for o in others)]
        if own:
            hits.append(i)
    if hits:
        return hits[0] if len(hits) == 1 else _fuller(piece, tables, hits)
    return _sounding(piece, options)


def _fuller(piece: str, tables: Sequence[set[str]], hits: Sequence[int]) -> int | None:
    longest = {i: max(len(w) for w in tables[i] if w in piece) for i in hits}
    best = max(longest.values())
    first = [i for i, n in longest.items() if n == best]
    return first[0] if len(first) == 1 and best >= 4 else None


def _sounding(piece: str, options: Sequence[Option]) -> int | None:
    """齐满换证 for 期满换证: the same syllables."""
    heard = " ".join(_syllable(c) for c in piece)
    own: list[int] = []
    pieces = [{option.name[i : i + 2] for i in range(len(option.name) - 1)} for option in options]
    for i, mine in enumerate(pieces):
        others = set().union(*(p for j, p in enumerate(pieces) if j != i))
        sounds = {" ".join(map(_syllable, two)) for two in mine - others}
        elsewhere = {" ".join(map(_syllable, two)) for two in others}
        if any(f" {sound} " in f" {heard} " for sound in sounds - elsewhere):
            own.append(i)
    return own[0] if len(own) == 1 else None


@lru_cache(maxsize=8192)
def _syllable(character: str) -> str:
    said = pinyin(character, style=Style.NORMAL, errors="ignore")
    return said[0][0] if said else character
