"""How much of a sentence's weight of words other sentences hold."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.developments.specifics import Reading
from pipeline.records import Matrix

Column = NDArray[np.floating]


def best_cover(
    readings: Sequence[Reading], told: Sequence[Reading], places: Mapping[str, list[int]]
) -> tuple[Column, Column]:
    """Of the best told sentence: this one's share found in it, and its share found in this one.

    `places` are `word_places(told)`.
    """
    if not told or not readings:
        zero = np.zeros(len(readings), np.float32)
        return zero, zero
    common = _common(readings, places, len(told))
    share = common / _divisors(readings)[:, None]
    best = share.argmax(axis=1)
    rows = np.arange(len(readings))
    return share[rows, best], common[rows, best] / _divisors([told[j] for j in best])


def best_cover_later(readings: Sequence[Reading]) -> Column:
    """Share of each sentence's weight found in the best single later one, `[n]`."""
    if not readings:
        return np.zeros(0, np.float32)
    common = _common(readings, word_places(readings), len(readings))
    later = np.triu(common / _divisors(readings)[:, None], 1)
    return np.asarray(later.max(axis=1), np.float32)


def word_places(readings: Sequence[Reading]) -> dict[str, list[int]]:
    """Word -> the sentences that hold it."""
    places: dict[str, list[int]] = {}
    for i, reading in enumerate(readings):
        for word in reading.words:
            places.setdefault(word, []).append(i)
    return places


def _common(readings: Sequence[Reading], places: Mapping[str, list[int]], m: int) -> Matrix:
    """The weight of each sentence that each of the `m` of `places` holds too, `[n, m]`."""
    at: list[int] = []
    weights: list[float] = []
    for i, reading in enumerate(readings):
        for word, weight in reading.words.items():
            if holders := places.get(word):
                at += [i * m + j for j in holders]
                weights += [weight] * len(holders)
    common = np.zeros(len(readings) * m, np.float32)
    np.add.at(common, at, np.array(weights, np.float32))
    return common.reshape(-1, m)


def _divisors(readings: Sequence[Reading]) -> Column:
    """Each sentence's weight; no less than what a division bears."""
    return np.maximum(np.array([r.weight for r in readings], np.float32), np.float32(1e-6))


def weight_share(r: Reading, seen: Container[str]) -> float:
    """Share of the sentence's weight that `seen` holds; 1 for a sentence without content words."""
    if not r.weight:
        return 1.0
    return sum(w for word, w in r.words.items() if word in seen) / r.weight
