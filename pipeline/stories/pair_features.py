"""The features of the same-story score, of articles paired with their candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.stories import kernels, loops
from pipeline.stories.boilerplate import is_one_outlet
from pipeline.stories.document_frequency import DAMPED, NORMS
from pipeline.stories.ragged import Ragged
from pipeline.stories.score import PairFeatures
from pipeline.stories.window import Window

Values = NDArray[np.float64]
Cosines = NDArray[np.float32]
# The tenth best candidate stands for "alike, but another story"; chosen by hand (2026-11).
_RANK = 10
# Cosine of names of two articles on one subject, and the weight of one rare shared name squared;
# chosen by hand (2026-11).
_USUAL_COSINE, _USUAL_MASS = 0.1, 30.0
# Pseudo-window that steadies mean and deviation of cosines while few articles are known: 50
# articles of mixed news (measured over the four labelled sets, 2026-11).
_PRIOR_N, _PRIOR_MEAN, _PRIOR_SD = 50, 0.1, 0.12
# Whether two articles are of one outlet where one is not named: as likely as not.
_UNNAMED = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Mean and deviation of articles' cosines with the latest articles of the window, `[n]`."""

    mean: Cosines
    deviation: Cosines

    @classmethod
    def of(cls, cosines: Cosines) -> Spread:
        """Of each article's cosines, `[n, m]`, with the prior blended in."""
        count, wide = cosines.shape[1], cosines.astype(np.float64)
        mean = (wide.sum(axis=1) + _PRIOR_N * _PRIOR_MEAN) / (count + _PRIOR_N)
        square = ((wide - mean[:, None]) ** 2).sum(axis=1) + _PRIOR_N * _PRIOR_SD**2
        deviation = np.sqrt(square / (count + _PRIOR_N))
        return cls(mean.round(7).astype(np.float32), deviation.round(7).astype(np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """Rows of a window and the earlier ones that each is compared with."""

    first: int  # of the n rows that follow each other
    others: Ragged  # rows, of each of the n

    @property
    def row(self) -> NDArray[np.int64]:
        """Of each pair, which of the n it belongs to, `[k]`."""
        return np.repeat(np.arange(len(self.others)), self.others.lengths)


def pair_features(
    rows: Window, pairs: Pairing, cosines: tuple[Cosines, Cosines], spreads: tuple[Spread, Spread]
) -> PairFeatures:
    """Values of all pairs, `[k]` each; every row needs its norms, see `Window.with_norms`.

    `cosines` are those of titles and of leads, `[k]`; `spreads` the new rows' own, `[n]`.
    """
    row, others = pairs.row, pairs.others.values
    at = pairs.first + row
    dated = rows.dated[at] & rows.dated[others]
    apart = np.where(dated, np.abs(rows.times[others] - rows.times[at]) / 86400.0, 0.0)
    norms = rows.features.norms.values.reshape(-1, len(NORMS))
    title, lead, body, names, figures = (norms[others] * norms[at]).T
    mass = _masses(rows, pairs)
    alike = _cosine(mass["body_tf"], body)
    titles, leads = spreads
    sizes = rows.features.shingles.sizes
    fifths = (cosines[1] - leads.mean[row]) / leads.deviation[row] / 5.0
    return {
        "undated": (~dated).astype(np.float64),
        "apart": np.log1p(apart),
        "apart_fine": np.log1p(apart * 24.0) / 3.0,
        "title_gap": cosines[0] - titles.mean[row],
        "lead_cosine": cosines[1].astype(np.float64),
        "lead_z": np.minimum(np.maximum(fifths, -1.0), 4.0),  # deviations above the mean
        "title_root": np.sqrt(_cosine(mass["title_tf"], title)),
        "lead_root": np.sqrt(_cosine(mass["lead_tf"], lead)),
        "body_root": np.sqrt(alike),
        "lead_mass": np.log1p(mass["lead_tf"]) / 4.0,
        "body_gap": alike - _tenths(alike, pairs)[row],
        "name_log": _steadied(mass["name_tf"], names),
        "day": np.log1p(mass["days"]) / 4.0,
        "figure": np.sqrt(_cosine(mass["figures"], figures)),
        "one_outlet": _of_one_outlet(rows.outlets, at, others),
        "length_gap": np.abs(np.log1p(sizes(others)) - np.log1p(sizes(at))),
    }


def _of_one_outlet(
    outlets: Sequence[str], at: NDArray[np.int64], others: NDArray[np.int64]
) -> Values:
    """1 where both of a pair are of one outlet, 0 where they are not, `[k]`.

    Its articles share a house style, and it seldom tells one thing twice.
    """
    named = ((outlets[a], outlets[b]) for a, b in zip(at.tolist(), others.tolist(), strict=True))
    return np.array([float(is_one_outlet(a, b)) if a and b else _UNNAMED for a, b in named])


# Of each kind the columns that count it; days and figures count once.
_KINDS: Mapping[str, tuple[str, ...]] = {
    "terms": ("title_tf", "lead_tf", "body_tf"),
    "names": ("name_tf",),
    "days": (),
    "figures": (),
}


def _masses(rows: Window, pairs: Pairing) -> dict[str, Values]:
    """Sum of products of both sides' weights over what is shared, `[k]` under each column's name,
    or the kind's where nothing counts it.
    """
    features, frequency = rows.features, rows.count_documents()
    new = features.span(pairs.first, pairs.first + len(pairs.others))
    masses: dict[str, Values] = {}
    for kind, names in _KINDS.items():
        mine, theirs = getattr(new, kind), getattr(features, kind)
        zipf = new.zipf.values if kind == "terms" else None  # only words have one
        counts = [(getattr(new, name).values, getattr(features, name).values) for name in names]
        if not counts:
            counts = [(np.ones_like(mine.values, np.uint8), np.ones_like(theirs.values, np.uint8))]
        own = loops.WeightedRows(
            starts=mine.offsets,
            hashes=mine.values,
            weights=frequency.weights(kind, mine.values, zipf) ** 2,
            damped=np.stack([DAMPED[count] for count, _ in counts]),
        )
        others = loops.CountedRows(
            starts=theirs.offsets,
            hashes=theirs.values,
            counts=tuple(count for _, count in counts),
            by_count=DAMPED,
        )
        sums = kernels.masses(own, others, pairs.others.offsets, pairs.others.values)
        masses |= zip(names or (kind,), sums, strict=True)
    return masses


def _tenths(alike: Values, pairs: Pairing) -> Values:
    """The tenth best of each new row's candidates, `[n]`; the last where there are fewer."""
    tenths = np.zeros(len(pairs.others))
    starts = pairs.others.offsets.tolist()
    for row, (start, end) in enumerate(pairwise(starts)):
        if end > start:
            tenths[row] = np.sort(alike[start:end])[::-1][min(_RANK, end - start - 1)]
    return tenths


def _cosine(mass: Values, norms: Values) -> Values:
    return np.minimum(mass / np.maximum(norms, 1e-9), 1.0)


def _steadied(mass: Values, norms: Values) -> Values:
    """Log of the cosine with one rare shared item's worth of "usual" blended in.

    Texts with few names, or none, then say little instead of "nothing in common".
    """
    return np.log((mass + _USUAL_MASS * _USUAL_COSINE) / (norms + _USUAL_MASS))
