"""The readable parts of the same-story score, for one article against its candidates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.threads.features import Features
from pipeline.threads.score import Parts
from pipeline.threads.tally import BUCKETS, DAMPED, NORMS, Tally, bucket
from pipeline.threads.window import Window

Column = NDArray[np.float64]
Cosines = NDArray[np.float32]
_RANK = 10  # the tenth best candidate stands for "alike, but another story"
# Cosine of names of two articles on one subject, and the weight of one rare shared name squared.
_USUAL_COSINE, _USUAL_MASS = 0.1, 30.0
# Pseudo-window that steadies mean and deviation of cosines while few articles are known: 50
# articles of mixed news (measured over the four labelled sets, Nov 2026).
_PRIOR_N, _PRIOR_MEAN, _PRIOR_SD = 50, 0.1, 0.12


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and deviation of an article's cosines with the latest articles of the window."""

    mean: float
    deviation: float

    @classmethod
    def of(cls, cosines: Cosines) -> list[Spread]:
        """Of each article's cosines, `[n, m]`, with the prior blended in."""
        count, wide = cosines.shape[1], cosines.astype(np.float64)
        mean = (wide.sum(axis=1) + _PRIOR_N * _PRIOR_MEAN) / (count + _PRIOR_N)
        square = ((wide - mean[:, None]) ** 2).sum(axis=1) + _PRIOR_N * _PRIOR_SD**2
        deviation = np.sqrt(square / (count + _PRIOR_N))
        rounded = zip(np.round(mean, 7).tolist(), np.round(deviation, 7).tolist(), strict=True)
        return [cls(*values) for values in rounded]

    def z(self, cosines: Cosines) -> Column:
        """Deviations above the mean, a fifth each, held between -1 and 4."""
        fifths = (cosines - self.mean) / self.deviation / 5.0
        held: Column = np.minimum(np.maximum(fifths, -1.0), 4.0)
        return held


class Comparison:
    """The parts of a window's rows from `first` on against earlier rows.

    Every row needs its norms, see `Tally.weighed`.
    """

    def __init__(self, rows: Window, first: int) -> None:
        self._rows, self._first = rows, first
        self._norms = rows.features.norms.values.reshape(-1, len(NORMS))
        self._own = _own(rows.features, rows.counted(), first)
        # Place of one article's hashes, by slot; filled and cleared for each article.
        self._table = np.zeros(len(_KINDS) * BUCKETS, np.int32)

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
        times, dated = self._rows.times, self._rows.dated[at] & self._rows.dated[others]
        apart = np.where(dated, np.abs(times[others] - times[at]) / 86400.0, 0.0)
        mass = self._masses(at, others)
        norms = dict(zip(NORMS, self._norms[others].T * self._norms[at][:, None], strict=True))
        body = _cosine(mass["body"], norms["body"])
        tenth = np.sort(body)[::-1][min(_RANK, len(others) - 1)] if len(others) else 0.0
        return {
            "undated": (~dated).astype(np.float64),
            "apart": np.log1p(apart),
            "apart_fine": np.log1p(apart * 24.0) / 3.0,
            "title_gap": cosines[0] - spreads[0].mean,
            "lead_z": spreads[1].z(cosines[1]),
            "title_root": np.sqrt(_cosine(mass["title"], norms["title"])),
            "lead_mass": np.log1p(mass["lead"]) / 4.0,
            "body_gap": body - tenth,
            "name_log": _steadied(mass["names"], norms["names"]),
            "day": np.log1p(mass["days"]) / 4.0,
            "figure": np.sqrt(_cosine(mass["figures"], norms["figures"])),
        }

    def _masses(self, at: int, others: NDArray[np.int64]) -> dict[str, Column]:
        """Sum of products of both sides' weights over what is shared, `[k]` each."""
        made, own, count = self._rows.features, self._own, len(others)
        start, end = own.offsets[at - self._first : at - self._first + 2].tolist()
        columns = [getattr(made, name).rows(others) for name in _KINDS]
        self._table[own.slots[start:end]] = np.arange(start + 1, end + 1)
        place = np.concatenate(
            [
                self._table[kind * BUCKETS : (kind + 1) * BUCKETS][bucket(theirs)]
                for kind, (_, theirs) in enumerate(columns)
            ]
        )
        self._table[own.slots[start:end]] = 0
        found = np.flatnonzero(place)
        mine = place[found] - 1
        alike = own.hashes[mine] == np.concatenate([theirs for _, theirs in columns])[found]
        found, mine = found[alike], mine[alike]
        lengths = np.concatenate([length for length, _ in columns])
        ends = np.cumsum(lengths)
        row = np.searchsorted(ends, found, side="right")  # of the kinds' others on end
        inside = found - (ends - lengths)[row]
        cuts = np.searchsorted(row, np.arange(len(_KINDS) + 1) * count)
        masses: dict[str, Column] = {}
        for kind, counted in enumerate(_MASSES):
            part = slice(cuts[kind], cuts[kind + 1])
            other, held = row[part] - kind * count, mine[part]
            weight = own.weights[held]
            theirs = getattr(made, _KINDS[kind]).offsets[others[other]] + inside[part]
            for name, counts in counted.items():
                both = weight
                if counts:
                    damped = DAMPED[getattr(made, counts).values[theirs]]
                    both = weight * own.damped[counts][held] * damped
                masses[name] = np.bincount(other, both, count).astype(np.float64, copy=False)
        return masses


_KINDS = ("terms", "names", "days", "figures")
# Of each kind the masses, and the columns of their counts.
_MASSES: tuple[Mapping[str, str], ...] = (
    {"title": "title_tf", "lead": "lead_tf", "body": "body_tf"},
    {"names": "name_tf"},
    {"days": ""},
    {"figures": ""},
)


@dataclass(frozen=True, slots=True, eq=False)
class _Own:
    """What new rows hold of every kind, row by row: words, names, days, figures."""

    offsets: NDArray[np.int64]  # of the rows, [n + 1]
    hashes: NDArray[np.uint32]
    slots: NDArray[np.int64]  # in the table of a comparison
    weights: Column  # nats squared
    damped: dict[str, Column]  # counts by column, 0 for another kind


def _own(made: Features, tally: Tally, first: int) -> _Own:
    new = made.span(first, len(made))
    columns = [getattr(new, name) for name in _KINDS]
    zipf = [new.zipf.values, None, None, None]  # only words have a frequency in general
    weights = [
        tally.weights(name, column.values, known) ** 2
        for name, column, known in zip(_KINDS, columns, zipf, strict=True)
    ]
    slots = [bucket(column.values) + kind * BUCKETS for kind, column in enumerate(columns)]
    row = np.concatenate([np.repeat(np.arange(len(new)), column.lengths) for column in columns])
    order = np.argsort(row, kind="stable")
    starts = np.cumsum([0, *(len(column.values) for column in columns)])
    damped = {}
    for kind, counted in enumerate(_MASSES):
        for counts in filter(None, counted.values()):
            spread = np.zeros(len(order))
            spread[starts[kind] : starts[kind + 1]] = DAMPED[getattr(new, counts).values]
            damped[counts] = spread[order]
    return _Own(
        offsets=np.searchsorted(row[order], np.arange(len(new) + 1)),
        hashes=np.concatenate([column.values for column in columns])[order],
        slots=np.concatenate(slots)[order],
        weights=np.concatenate(weights)[order],
        damped=damped,
    )


def _cosine(mass: Column, norms: Column) -> Column:
    return np.minimum(mass / np.maximum(norms, 1e-9), 1.0)


def _steadied(mass: Column, norms: Column) -> Column:
    """Log of the cosine with one rare shared item's worth of "usual" blended in.

    Texts with few names, or none, then say little instead of "nothing in common".
    """
    return np.log((mass + _USUAL_MASS * _USUAL_COSINE) / (norms + _USUAL_MASS))
