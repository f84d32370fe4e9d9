"""What a new sentence of an item would pull in of others; and the sentences that nobody understood."""

from __future__ import annotations

from pathlib import Path

from kiosk.catalogue.catalogue import Catalogue
from kiosk.core.errors import KioskError
from kiosk.nlu.learned import Learned, data_digest, find
from kiosk.nlu.overmatch import Known, over_match
from kiosk.nlu.words import Words
from kiosk.terminal.candidates import CandidateRules, Candidates

#: So many are told.
_MOST = 6


class SentenceLook:
    """Loaded at the first look; on one thread at a time."""

    def __init__(self, assets: Path, state: Path, understanding: Path) -> None:
        """`state`: the folder of this machine's kiosk; `understanding`: where the learned part lies."""
        self._assets = assets
        self._understanding = understanding
        self._ready: tuple[Known, Learned, Words, list[str]] | None = None
        self.candidates = Candidates(state / "not-understood.json", CandidateRules.load(assets))

    def look(self, item: str, sentence: str) -> tuple[tuple[str, bool], ...]:
        """Sentences of other items that are like it, and whether they would be taken for this item.

        Raises KioskError `not_built` where nothing was learned here yet.
        """
        if self._ready is None:
            self._ready = self._load()
        known, learned, words, ids = self._ready
        found = over_match(item, sentence, known, learned, words, ids)
        first = sorted(found, key=lambda pull: not pull.pulled)[:_MOST]
        return tuple((f"{pull.sentence} ({', '.join(pull.meaning)})", pull.pulled) for pull in first)

    def _load(self) -> tuple[Known, Learned, Words, list[str]]:
        items = Catalogue.load(self._assets).all_items.values()
        own = {i.id: i.sentences for i in items}
        learned = find(self._understanding, data_digest(self._assets / "words", own))
        if learned is None:
            raise KioskError("not_built", "the understanding was never built on this machine")
        words = Words.load(self._assets / "words")
        return Known.of(learned), learned, words, [i.id for i in items if i.sentences]
