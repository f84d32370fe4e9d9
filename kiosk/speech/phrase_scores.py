"""How likely each of many phrases is on one sound: what the closed questions are decided by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from kiosk.core.text import Language
from kiosk.speech.decoder import Array
from kiosk.speech.trie import PhraseScore, Trie
from kiosk.speech.whisper_net import WhisperNet
from kiosk.speech.written import Written

#: Candidates aligned at a time: cross-attention is recomputed for each, larger batches gain nothing.
_CHUNK = 8
#: Questions whose phrases are kept ready.
_KEPT = 8


class PhraseScores(Protocol):
    """Scores of phrases on the output of the encoder."""

    def score(self, encoded: Array, phrases: Sequence[str], language: Language) -> list[PhraseScore]:
        """`encoded`: [1, frames, 512]; one score a phrase."""


class TrieScores:
    """Chinese by our own decoder, all phrases at once; English one by one, aligned by CTranslate2.

    Probabilities of Chinese are shares of what the recogniser may write here: a Traditional 對 takes nothing
    from 对. Not safe for two calls at a time.
    """

    def __init__(self, net: WhisperNet) -> None:
        self._net = net
        self._ready: dict[tuple[str, ...], tuple[Trie, Written]] = {}

    def score(self, encoded: Array, phrases: Sequence[str], language: Language) -> list[PhraseScore]:
        if language != "zh":
            return self._aligned(encoded, phrases, language)
        trie, written = self._prepared(tuple(phrases))
        decoder = self._net.decoder
        sound = decoder.attend(encoded[0])
        start = decoder.begin(sound, self._net.lead_tokens("", language))
        return trie.score(decoder, sound, start, written)

    def _prepared(self, phrases: tuple[str, ...]) -> tuple[Trie, Written]:
        if phrases not in self._ready:
            trie = Trie([self._net.encode_text(phrase) for phrase in phrases])
            tokens = set(self._net.chinese) | trie.tokens()
            if len(self._ready) >= _KEPT:
                self._ready.pop(next(iter(self._ready)))
            self._ready[phrases] = (trie, Written.of(self._net.decoder, tokens, self._net.end_token()))
        return self._ready[phrases]

    def _aligned(self, encoded: Array, phrases: Sequence[str], language: Language) -> list[PhraseScore]:
        """What follows a phrase can't be scored this way."""
        import ctranslate2

        tokens = [self._net.encode_text(phrase) for phrase in phrases]
        # Phrases of like length together: a chunk takes as long as its longest.
        order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
        found = [PhraseScore(0.0, 0.0)] * len(tokens)
        for start in range(0, len(order), _CHUNK):
            chunk = order[start : start + _CHUNK]
            repeated = np.ascontiguousarray(np.repeat(encoded, len(chunk), axis=0))
            aligned = self._net.model.align(
                ctranslate2.StorageView.from_array(repeated),
                self._net.start_tokens(language),
                [tokens[i] for i in chunk],
                encoded.shape[1],
                median_filter_width=1,
            )
            for index, one in zip(chunk, aligned, strict=True):
                said = float(np.log(np.maximum(one.text_token_probs, 1e-12)).sum())
                found[index] = PhraseScore(said, 0.0)
        return found
