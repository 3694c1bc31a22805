"""The readable parts of the same-story score, for one article against its candidates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.features import Features
from pipeline.ragged import Ragged
from pipeline.score import Parts
from pipeline.tally import Tally

Column = NDArray[np.float64]
_RANK = 10  # the tenth best candidate stands for "alike, but another story"
_HALVES = 384
# Pseudo-window that steadies mean and deviation of cosines while few articles are known: 50
# articles of mixed news (measured over the four labelled sets, Nov 2026).
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


def parts(
    at: int,
    others: NDArray[np.int64],
    rows: Features,
    tally: Tally,
    cosines: tuple[NDArray[np.float32], NDArray[np.float32]],
    spreads: tuple[Spread, Spread],
    times: NDArray[np.int64],
    dated: NDArray[np.bool_],
) -> Parts:
    """Parts of row `at` against rows `others`, `[k]` each.

    `cosines` are those of titles and of leads with `others`; `spreads` the article's own.
    """
    terms = _Terms(at, others, rows, tally)
    title, lead, body = (terms.overlap(f) for f in ("title_tf", "lead_tf", "body_tf"))
    both = dated[at] & dated[others]
    apart = np.where(both, np.abs(times[others] - times[at]) / 86400.0, 0.0)
    names = _overlap(at, others, rows.names, tally, "names", rows.name_tf)
    tenth = np.sort(body.cosine)[::-1][min(_RANK, len(others) - 1)] if len(others) else 0.0
    return {
        "undated": (~both).astype(np.float64),
        "apart": np.log1p(apart),
        "apart_fine": np.log1p(apart * 24.0) / 3.0,
        "title_z": spreads[0].z(cosines[0]),
        "title_gap": cosines[0] - spreads[0].mean,
        "lead_z": spreads[1].z(cosines[1]),
        "title": title.cosine,
        "title_root": np.sqrt(title.cosine),
        "lead_mass": np.log1p(lead.mass) / 4.0,
        "body": body.cosine,
        "body_gap": body.cosine - tenth,
        "name_log": np.log(np.maximum(names.cosine, 0.01)),
        "day": np.log1p(_overlap(at, others, rows.days, tally, "days").mass) / 4.0,
        "figure": np.sqrt(_overlap(at, others, rows.figures, tally, "figures").cosine),
    }


@dataclass(frozen=True, slots=True, eq=False)
class _Overlap:
    mass: Column  # sum of products of weights of what is shared, nats squared
    cosine: Column


class _Terms:
    """Row `at`'s words against each other row's, looked up once for all three fields."""

    def __init__(self, at: int, others: NDArray[np.int64], rows: Features, tally: Tally) -> None:
        self._at, self._others, self._rows = at, others, rows
        self._theirs = rows.terms.take(others)
        self._mine = rows.terms[at]
        zipf = rows.zipf.take(others).values
        self._idf = tally.weights("terms", self._theirs.values, zipf)
        self._my_idf = tally.weights("terms", self._mine, rows.zipf[at])
        self._place = _places(self._mine, self._theirs.values)

    def overlap(self, field: str) -> _Overlap:
        counts: Ragged = getattr(self._rows, field)
        theirs = _damped(counts.take(self._others).values) * self._idf
        mine = _damped(counts[self._at]) * self._my_idf
        return _joined(mine, theirs, self._place, self._theirs.offsets)


def _overlap(
    at: int,
    others: NDArray[np.int64],
    column: Ragged,
    tally: Tally,
    name: str,
    counts: Ragged | None = None,
) -> _Overlap:
    """Overlap of one sparse column, weighted by rarity and, with `counts`, by damped counts."""
    taken, own = column.take(others), column[at]
    theirs, mine = tally.weights(name, taken.values), tally.weights(name, own)
    if counts is not None:
        theirs = theirs * _damped(counts.take(others).values)
        mine = mine * _damped(counts[at])
    return _joined(mine, theirs, _places(own, taken.values), taken.offsets)


def _joined(
    mine: Column, theirs: Column, place: NDArray[np.int64], offsets: NDArray[np.int64]
) -> _Overlap:
    shared = theirs * np.append(mine, 0.0)[place]
    mass = _sums(shared, offsets)
    norms = np.sqrt(_sums(theirs * theirs, offsets) * float((mine * mine).sum()))
    return _Overlap(mass, mass / np.maximum(norms, 1e-9))


def _sums(values: Column, offsets: NDArray[np.int64]) -> Column:
    """Sum of each ragged row; an empty row is 0. Each row alone, so that neighbours cannot show."""
    found = np.zeros(len(offsets) - 1)
    filled = np.flatnonzero(np.diff(offsets))
    if len(filled):
        found[filled] = np.add.reduceat(values, offsets[:-1][filled])
    return found


def _places(mine: NDArray[np.uint32], theirs: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Where each of `theirs` stands in `mine`; `len(mine)` when it does not."""
    if not len(mine):
        return np.zeros(len(theirs), np.int64)
    order = np.argsort(mine, kind="stable")
    found = np.minimum(np.searchsorted(mine, theirs, sorter=order), len(mine) - 1)
    spot = order[found]
    return np.where(mine[spot] == theirs, spot, len(mine))


def _damped(counts: NDArray[np.uint8]) -> Column:
    """`1 + ln(count)`, 0 for none: the tenth mention says little more than the first."""
    return _DAMPED[counts]


_DAMPED = np.concatenate([[0.0], 1.0 + np.log(np.arange(1, 256))])
