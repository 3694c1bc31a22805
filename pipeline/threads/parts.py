"""The readable parts of the same-story score, for one article against its candidates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.threads.ragged import Ragged
from pipeline.threads.score import Parts
from pipeline.threads.tally import BUCKETS, Tally, bucket
from pipeline.threads.window import Window

Column = NDArray[np.float64]
Cosines = NDArray[np.float32]
_RANK = 10  # the tenth best candidate stands for "alike, but another story"
# Pseudo-window that steadies mean and deviation of cosines while few articles are known: 50
# articles of mixed news (measured over the four labelled sets, Nov 2026).
# Cosine of names of two articles on one subject, and the weight of one rare shared name squared.
_USUAL_COSINE, _USUAL_MASS = 0.1, 30.0
_PRIOR_N, _PRIOR_MEAN, _PRIOR_SD = 50, 0.1, 0.12


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Mean and deviation of an article's cosines with the whole window."""

    mean: float
    deviation: float

    @classmethod
    def of(cls, cosines: NDArray[np.float32]) -> Spread:
        """Of one article's cosines, `[m]`, with the prior blended in."""
        count, wide = len(cosines), cosines.astype(np.float64)
        mean = (wide.sum() + _PRIOR_N * _PRIOR_MEAN) / (count + _PRIOR_N)
        square = ((wide - mean) ** 2).sum() + _PRIOR_N * _PRIOR_SD**2
        return cls(round(float(mean), 7), round(float(np.sqrt(square / (count + _PRIOR_N))), 7))

    def z(self, cosines: NDArray[np.float32]) -> Column:
        """Deviations above the mean, a fifth each, held between -1 and 4."""
        return np.clip((cosines - self.mean) / self.deviation / 5.0, -1.0, 4.0)


class Comparison:
    """The parts of one article against others, over the rows of a window."""

    def __init__(self, rows: Window, tally: Tally) -> None:
        self._rows, self._tally = rows, tally
        # Place of one article's hashes, by bucket; filled and cleared for each list looked up.
        self._table = np.zeros(BUCKETS, np.int32)

    def parts(
        self,
        at: int,
        others: NDArray[np.int64],
        cosines: tuple[Cosines, Cosines],
        spreads: tuple[Spread, Spread],
    ) -> Parts:
        """Of row `at` against rows `others`, `[k]` each.

        `cosines` are those of titles and of leads with `others`; `spreads` the article's own.
        """
        title, lead, body = self._terms(at, others)
        apart, both = self._apart(at, others)
        tenth = np.sort(body.cosine)[::-1][min(_RANK, len(others) - 1)] if len(others) else 0.0
        return {
            "undated": (~both).astype(np.float64),
            "apart": np.log1p(apart),
            "apart_fine": np.log1p(apart * 24.0) / 3.0,
            "title_gap": cosines[0] - spreads[0].mean,
            "lead_z": spreads[1].z(cosines[1]),
            "title_root": np.sqrt(title.cosine),
            "lead_mass": np.log1p(lead.mass) / 4.0,
            "body_gap": body.cosine - tenth,
            "name_log": self._overlap(at, others, "names").steadied(),
            "day": np.log1p(self._overlap(at, others, "days").mass) / 4.0,
            "figure": np.sqrt(self._overlap(at, others, "figures").cosine),
        }

    def _apart(self, at: int, others: NDArray[np.int64]) -> tuple[Column, NDArray[np.bool_]]:
        """Days between, 0 where a date is missing; whether both are dated."""
        times, both = self._rows.times, self._rows.dated[at] & self._rows.dated[others]
        return np.where(both, np.abs(times[others] - times[at]) / 86400.0, 0.0), both

    def _terms(self, at: int, others: NDArray[np.int64]) -> list[_Overlap]:
        """Overlaps of words in title, lead and body."""
        made = self._rows.features
        offsets, spots = made.terms.reach(others)
        theirs, mine = made.terms.values[spots], made.terms[at]
        idf = self._tally.weights("terms", theirs, made.zipf.values[spots])
        my_idf = self._tally.weights("terms", mine, made.zipf[at])
        shared = self._places(mine, theirs)
        return [
            _joined(
                _DAMPED[counts[at]] * my_idf, _DAMPED[counts.values[spots]] * idf, shared, offsets
            )
            for counts in (made.title_tf, made.lead_tf, made.body_tf)
        ]

    def _overlap(self, at: int, others: NDArray[np.int64], name: str) -> _Overlap:
        """Overlap of one sparse column, weighted by rarity, and names by damped counts."""
        made = self._rows.features
        column: Ragged = getattr(made, name)
        offsets, spots = column.reach(others)
        theirs, mine = column.values[spots], column[at]
        weight, my_weight = self._tally.weights(name, theirs), self._tally.weights(name, mine)
        if name == "names":
            weight = weight * _DAMPED[made.name_tf.values[spots]]
            my_weight = my_weight * _DAMPED[made.name_tf[at]]
        return _joined(my_weight, weight, self._places(mine, theirs), offsets)

    def _places(self, mine: NDArray[np.uint32], theirs: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Where each of `theirs` stands in `mine`; `len(mine)` when it does not."""
        if not len(mine):
            return np.zeros(len(theirs), np.int64)
        buckets, none = bucket(mine), len(mine)
        self._table[buckets] = np.arange(1, none + 1)
        found = self._table[bucket(theirs)] - 1
        self._table[buckets] = 0
        return np.where((found >= 0) & (mine[found] == theirs), found, none)


@dataclass(frozen=True, slots=True, eq=False)
class _Overlap:
    mass: Column  # sum of products of weights of what is shared, nats squared
    norms: Column  # product of both sides' norms

    @property
    def cosine(self) -> Column:
        return self.mass / np.maximum(self.norms, 1e-9)

    def steadied(self) -> Column:
        """Log of the cosine with one rare shared item's worth of "usual" blended in.

        Texts with few names, or none, then say little instead of "nothing in common".
        """
        return np.log((self.mass + _USUAL_MASS * _USUAL_COSINE) / (self.norms + _USUAL_MASS))


def _joined(
    mine: Column, theirs: Column, place: NDArray[np.int64], offsets: NDArray[np.int64]
) -> _Overlap:
    mass = _sums(theirs * np.append(mine, 0.0)[place], offsets)
    norms = np.sqrt(_sums(theirs * theirs, offsets) * float((mine * mine).sum()))
    return _Overlap(mass, norms)


def _sums(values: Column, offsets: NDArray[np.int64]) -> Column:
    """Sum of each ragged row; an empty row is 0. Each row alone, so that neighbours cannot show."""
    found = np.zeros(len(offsets) - 1)
    filled = np.flatnonzero(offsets[1:] > offsets[:-1])
    if len(filled):
        found[filled] = np.add.reduceat(values, offsets[:-1][filled])
    return found


# `1 + ln(count)`, 0 for none: the tenth mention says little more than the first.
_DAMPED = np.concatenate([[0.0], 1.0 + np.log(np.arange(1, 256))])
