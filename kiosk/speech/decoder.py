"""Whisper's decoder in plain numpy: one step for many beginnings of a sentence at once, whatever they are.

CTranslate2 decodes freely or scores given sentences, one by one. A search that may only write what a grammar
allows, and one that scores a hundred phrases with common beginnings, need the step itself. The weights are
read from CTranslate2's own file (its binary format 6, float16). Half a gigaflop a step for twelve beginnings.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped, unused-ignore]

from kiosk.speech.types import SpeechError

Array = NDArray[np.float32]

_TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
_SQRT2 = np.float32(math.sqrt(2.0))
#: numpy with more threads than free cores is slower by an order of magnitude.
_THREADS = 1


@dataclass(frozen=True)
class Sound:
    """One utterance as the decoder looks at it: keys and values of each layer, [heads, frames, 64]."""

    keys: tuple[Array, ...]
    values: tuple[Array, ...]


@dataclass(frozen=True)
class Beginnings:
    """Rows of equal length after the same prefix."""

    prefix_keys: tuple[Array, ...]
    """Of each layer [heads, prefix, 64]."""
    prefix_values: tuple[Array, ...]
    keys: tuple[Array, ...]
    """Of each layer [rows, heads, length, 64]."""
    values: tuple[Array, ...]
    hidden: Array
    """[rows, 512], from which the next token is told."""

    @property
    def position(self) -> int:
        """Tokens that lie before the next one."""
        return int(self.prefix_keys[0].shape[1] + self.keys[0].shape[2])


@dataclass(frozen=True)
class _Norm:
    gamma: Array
    beta: Array

    def __call__(self, x: Array) -> Array:
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(1e-5))
        return np.asarray(centred / spread * self.gamma + self.beta, np.float32)


@dataclass(frozen=True)
class _Linear:
    weight: Array
    """[in, out]."""
    bias: Array

    def __call__(self, x: Array) -> Array:
        return np.asarray(x @ self.weight + self.bias, np.float32)


@dataclass(frozen=True)
class _Layer:
    self_norm: _Norm
    self_in: _Linear
    self_out: _Linear
    cross_norm: _Norm
    cross_query: _Linear
    cross_in: _Linear
    cross_out: _Linear
    ffn_norm: _Norm
    ffn_in: _Linear
    ffn_out: _Linear


class Decoder:
    """The decoder's weights, float32. Pure after it is made; safe to use from several threads."""

    def __init__(self, weights: dict[str, Array]) -> None:
        def norm(name: str) -> _Norm:
            return _Norm(weights[f"{name}/gamma"], weights[f"{name}/beta"])

        def linear(name: str) -> _Linear:
            turned = np.ascontiguousarray(weights[f"{name}/weight"].T)
            return _Linear(turned, weights[f"{name}/bias"])

        # Looking for the libraries takes longer than a step: once.
        self._calm = ThreadpoolController()
        self._embedding = weights["decoder/embeddings/weight"]
        self._positions = weights["decoder/position_encodings/encodings"].astype(np.float32)
        self._norm = norm("decoder/layer_norm")
        self._heads = int(weights["decoder/num_heads"].reshape(-1)[0])
        layers: list[_Layer] = []
        while f"decoder/layer_{len(layers)}/ffn/linear_0/weight" in weights:
            at = f"decoder/layer_{len(layers)}"
            own, cross = f"{at}/self_attention", f"{at}/attention"
            layers.append(
                _Layer(
                    norm(f"{own}/layer_norm"),
                    linear(f"{own}/linear_0"),
                    linear(f"{own}/linear_1"),
                    norm(f"{cross}/layer_norm"),
                    linear(f"{cross}/linear_0"),
                    linear(f"{cross}/linear_1"),
                    linear(f"{cross}/linear_2"),
                    norm(f"{at}/ffn/layer_norm"),
                    linear(f"{at}/ffn/linear_0"),
                    linear(f"{at}/ffn/linear_1"),
                )
            )
        self._layers = tuple(layers)

    @classmethod
    def load(cls, folder: Path) -> Decoder:
        """Raises SpeechError `model_damaged`."""
        try:
            with (folder / "model.bin").open("rb") as file:
                return cls(_read(file))
        except (OSError, struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
            raise SpeechError("model_damaged", f"Whisper can't be read: {type(error).__name__}") from error

    def rows_for(self, tokens: NDArray[np.int64]) -> Array:
        """[512, tokens] to multiply `Beginnings.hidden` with: logits of these tokens alone."""
        return np.ascontiguousarray(self._embedding[tokens].astype(np.float32).T)

    def attend(self, encoded: Array) -> Sound:
        """`encoded`: [frames, 512] of one utterance."""
        with self._calm.limit(limits=_THREADS, user_api="blas"):
            keys, values = [], []
            for layer in self._layers:
                both = self._split(layer.cross_in(encoded), 2)
                keys.append(both[0])
                values.append(both[1])
        return Sound(tuple(keys), tuple(values))

    def begin(self, sound: Sound, tokens: list[int]) -> Beginnings:
        """One row: everything that lies before the first token of the answer."""
        with self._calm.limit(limits=_THREADS, user_api="blas"):
            x = self._embed(np.asarray(tokens), 0)
            length = len(tokens)
            mask: Array = np.triu(np.full((length, length), -1e9, np.float32), 1)
            kept_keys, kept_values = [], []
            for index, layer in enumerate(self._layers):
                query, key, value = self._split(layer.self_in(layer.self_norm(x)), 3)
                kept_keys.append(key)
                kept_values.append(value)
                likeness = np.asarray(query @ key.transpose(0, 2, 1) / np.float32(8.0) + mask, np.float32)
                weights = _softmax(likeness)
                x = x + layer.self_out(_joined(weights @ value))
                x = self._cross_and_ffn(x, layer, sound, index)
            width = x.shape[1]
            empty = np.zeros((1, self._heads, 0, width // self._heads), np.float32)
            none = tuple(empty for _ in self._layers)
            hidden = self._norm(x[-1:])
        return Beginnings(tuple(kept_keys), tuple(kept_values), none, none, hidden)

    def step(
        self, sound: Sound, before: Beginnings, parents: NDArray[np.int64], tokens: NDArray[np.int64]
    ) -> Beginnings:
        """New rows: row `parents[i]` of `before` with `tokens[i]` behind it."""
        with self._calm.limit(limits=_THREADS, user_api="blas"):
            x = self._embed(tokens, before.position)[:, :]
            rows = len(tokens)
            keys, values = [], []
            for index, layer in enumerate(self._layers):
                made = layer.self_in(layer.self_norm(x)).reshape(rows, 3, self._heads, -1)
                query = made[:, 0]
                key = np.concatenate([before.keys[index][parents], made[:, 1][:, :, None]], axis=2)
                value = np.concatenate([before.values[index][parents], made[:, 2][:, :, None]], axis=2)
                keys.append(key)
                values.append(value)
                mixed = _looked_back(
                    query, before.prefix_keys[index], before.prefix_values[index], key, value
                )
                x = x + layer.self_out(mixed)
                x = self._cross_and_ffn(x, layer, sound, index)
            hidden = self._norm(x)
        return Beginnings(before.prefix_keys, before.prefix_values, tuple(keys), tuple(values), hidden)

    def _embed(self, tokens: NDArray[np.int64], position: int) -> Array:
        """Rows at `position` each, or one after the other where the first of a prefix is 0."""
        x = self._embedding[tokens].astype(np.float32)
        places = self._positions[: len(tokens)] if position == 0 else self._positions[position]
        return np.asarray(x + places, np.float32)

    def _cross_and_ffn(self, x: Array, layer: _Layer, sound: Sound, index: int) -> Array:
        (query,) = self._split(layer.cross_query(layer.cross_norm(x)), 1)
        weights = _softmax(query @ sound.keys[index].transpose(0, 2, 1) / np.float32(8.0))
        x = x + layer.cross_out(_joined(weights @ sound.values[index]))
        inner = layer.ffn_in(layer.ffn_norm(x))
        inner = inner * np.float32(0.5) * (np.float32(1.0) + erf(inner / _SQRT2))
        return np.asarray(x + layer.ffn_out(np.asarray(inner, np.float32)), np.float32)

    def _split(self, x: Array, parts: int) -> list[Array]:
        """[n, parts * 512] as `parts` of [heads, n, 64]."""
        apart = x.reshape(len(x), parts, self._heads, -1).transpose(1, 2, 0, 3)
        return [np.ascontiguousarray(one) for one in apart]


def _joined(x: Array) -> Array:
    """[heads, n, 64] as [n, 512]."""
    return np.ascontiguousarray(x.transpose(1, 0, 2)).reshape(x.shape[1], -1)


def _looked_back(query: Array, prefix_key: Array, prefix_value: Array, key: Array, value: Array) -> Array:
    """[rows, 512] out of what all rows share, and of each row's own tokens. `query`: [rows, heads, 64]."""
    by_head = np.ascontiguousarray(query.transpose(1, 0, 2))
    shared = (by_head @ prefix_key.transpose(0, 2, 1)).transpose(1, 0, 2)
    own = (key @ query[:, :, :, None])[..., 0]
    weights = _softmax(np.asarray(np.concatenate([shared, own], axis=2) / np.float32(8.0), np.float32))
    ahead = prefix_key.shape[1]
    mixed = (weights[:, :, :ahead].transpose(1, 0, 2) @ prefix_value).transpose(1, 0, 2)
    mixed = mixed + (weights[:, :, None, ahead:] @ value)[:, :, 0]
    return np.asarray(mixed.reshape(len(query), -1), np.float32)


def _softmax(x: Array) -> Array:
    x = x - x.max(axis=-1, keepdims=True)
    np.exp(x, out=x)
    return np.asarray(x / x.sum(axis=-1, keepdims=True), np.float32)


def _read(file: BinaryIO) -> dict[str, Array]:
    """The decoder's variables of a CTranslate2 file. Raises ValueError for another format."""

    def word() -> str:
        (size,) = struct.unpack("<H", file.read(2))
        return file.read(size)[:-1].decode()

    (version,) = struct.unpack("<I", file.read(4))
    name = word()
    if version != 6 or name != "WhisperSpec":
        raise ValueError(f"format {version} of {name}")
    _revision, count = struct.unpack("<II", file.read(8))
    found: dict[str, Array] = {}
    for _ in range(count):
        key = word()
        (rank,) = struct.unpack("<B", file.read(1))
        shape = struct.unpack(f"<{rank}I", file.read(4 * rank))
        kind, size = struct.unpack("<BI", file.read(5))
        data = file.read(size)
        if key.startswith("decoder/"):
            made = np.frombuffer(data, _TYPES[kind]).reshape(shape)
            # The table of all tokens stays as it is: only few of its rows are ever used at a time.
            found[key] = made if key == "decoder/embeddings/weight" else made.astype(np.float32)
    return found
