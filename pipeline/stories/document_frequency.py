"""How many of the window's articles hold a word: what makes a word rare here and now.

Counts are refreshed only when the stream's article count passes a multiple of `STEP`, and are a
function of the rows in the window at that moment, so that they cannot depend on batches.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.stories.features import ZIPF_STEP, Features
from pipeline.stories.ragged import Ragged

STEP = 64  # articles between refreshes of counts; chosen by hand (2026-11)
BUCKETS = 1 << 18  # two words share a counter with odds of 1 in 260,000
# Articles of general language blended in: with fewer, early streams call all words rare. Chosen by
# hand (2026-11), like what follows.
PSEUDO = 300.0
_BODY_WORDS = 300  # usual length of what is read, to turn word frequency into article frequency
_UNKNOWN_ZIPF = 0.3  # words that wordfreq does not list
_LEAST_WEIGHT = 0.01  # nats: of a word in every article
# Share of articles that hold a given name, figure, day before any are seen: of four labelled sets
# (ecbplus, gva_dev, storychains, og2021_en; 2026-11).
_SHARE = {"names": 0.003, "figures": 0.02, "days": 0.03}
_FIELDS = ("terms", *_SHARE)
NORMS = ("title", "lead", "body", "names", "figures")  # what a row's norms are of, in order
EARLY = 1024  # articles of a stream after which word counts have settled (the same sets)
# `1 + ln(count)`, 0 for none (sublinear tf: Manning et al. 2008, 6.4.1): the tenth mention says
# little more than the first.
DAMPED = np.concatenate([[0.0], 1.0 + np.log(np.arange(1, 256))])


@dataclass(frozen=True, slots=True, eq=False)
class DocumentFrequency:
    """Counts over the window's rows with `seq < upto`."""

    upto: int
    articles: int
    counts: dict[str, NDArray[np.int32]]  # by field, one counter a bucket

    @classmethod
    def of(cls, features: Features, seqs: NDArray[np.int64], placed: int) -> DocumentFrequency:
        """Of a window's rows, as `moved` would have counted them one refresh at a time."""
        upto = placed // STEP * STEP
        zero = {name: np.zeros(BUCKETS, np.int32) for name in _FIELDS}
        rows = np.flatnonzero(seqs < upto)
        return cls(upto, 0, zero).moved(upto, features.take(rows), Features.empty())

    def moved(self, upto: int, entered: Features, left: Features) -> DocumentFrequency:
        """After some articles entered the count and others left the window."""
        counts = {}
        for name, count in self.counts.items():
            counts[name] = count.copy()
            np.add.at(counts[name], bucket(getattr(entered, name).values), 1)
            np.subtract.at(counts[name], bucket(getattr(left, name).values), 1)
        return DocumentFrequency(upto, self.articles + len(entered) - len(left), counts)

    def weights(
        self, name: str, hashes: NDArray[np.uint32], zipf: NDArray[np.uint8] | None = None
    ) -> NDArray[np.float64]:
        """Inverse document frequency, nats: `-ln` of the blended share of articles, `[n]`."""
        held = self.counts[name][bucket(hashes)]
        share = _SHARE[name] if zipf is None else _TERM_SHARE[zipf]
        weights: NDArray[np.float64] = -np.log((held + PSEUDO * share) / (self.articles + PSEUDO))
        return np.maximum(weights, _LEAST_WEIGHT)

    def with_norms(self, rows: Features) -> Features:
        """The rows with the norms of their words, names and figures as the counts now stand.

        But for a stream's beginning, a row's norms are made once, when it is placed: the weights of
        a text are those of its own days, and comparing two costs only what they share.
        """
        words = self.weights("terms", rows.terms.values, rows.zipf.values)
        names = self.weights("names", rows.names.values)
        norms = [
            _norms(words * DAMPED[rows.title_tf.values], rows.terms),
            _norms(words * DAMPED[rows.lead_tf.values], rows.terms),
            _norms(words * DAMPED[rows.body_tf.values], rows.terms),
            _norms(names * DAMPED[rows.name_tf.values], rows.names),
            _norms(self.weights("figures", rows.figures.values), rows.figures),
        ]
        offsets = np.arange(len(rows) + 1) * len(NORMS)
        return replace(rows, norms=Ragged(offsets, np.column_stack(norms).ravel()))


def bucket(hashes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Counter of a hash."""
    return (hashes & np.uint32(BUCKETS - 1)).astype(np.int64)


def _norms(weights: NDArray[np.float64], rows: Ragged) -> NDArray[np.float32]:
    """Length of each row's vector, `[n]`; each row alone, so that neighbours cannot show."""
    squares, filled = np.zeros(len(rows)), np.flatnonzero(rows.lengths)
    if len(filled):
        squares[filled] = np.add.reduceat(weights * weights, rows.offsets[filled])
    return np.sqrt(squares).astype(np.float32)


def _term_share() -> NDArray[np.float64]:
    """Share of articles that hold a word of each zipf byte, `[256]`."""
    zipf = np.arange(256) / ZIPF_STEP
    zipf[0] = _UNKNOWN_ZIPF
    return 1.0 - np.exp(-(10.0 ** (zipf - 9)) * _BODY_WORDS)


_TERM_SHARE = _term_share()
