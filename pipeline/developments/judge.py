"""From features to what is told: two small logistic models, quotes that do not repeat each other.

The coefficients are in `developments.json`; `pipeline.evaluation.fit_developments` fits them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from pipeline.developments.novelty import FEATURES
from pipeline.records import FigureChange, Matrix, Quote

PATH = Path(__file__).with_name("developments.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """Two logistic models over standardised features, and the thresholds that go with them."""

    mean: Matrix  # [f]
    scale: Matrix  # [f]
    new: Matrix  # [f + 1], the last is the constant
    development: Matrix  # [f + 1]
    event: Matrix  # [384]: the direction in which sentences that tell events lie
    threshold_new: float  # a sentence counts as new from here
    threshold_development: float  # as a development
    alert: Matrix  # [4, s]: mean, scale and weights of `summary`, and the constant in [3, 0]
    threshold_alert: float  # an article is worth an alert from here


@cache
def load_coefficients(path: Path = PATH) -> Coefficients:
    """From JSON; `ValueError` when they were fitted for other features than this program's."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if tuple(data["features"]) != FEATURES:
        raise ValueError(
            f"{path.name}: fitted for other features; run pipeline.evaluation.fit_developments"
        )
    return Coefficients(
        mean=np.array(data["mean"], np.float32),
        scale=np.array(data["scale"], np.float32),
        new=np.array(data["new"], np.float32),
        development=np.array(data["development"], np.float32),
        event=np.array(data["event"], np.float32),
        threshold_new=data["threshold_new"],
        threshold_development=data["threshold_development"],
        alert=np.array(data["alert"], np.float32),
        threshold_alert=data["threshold_alert"],
    )


def score(rows: Matrix, vectors: Matrix, coefficients: Coefficients) -> tuple[Matrix, Matrix]:
    """Probabilities that each sentence is new at all, and that it is a development; both `[n]`.

    Args:
        rows: Features, `[n, f]`.
        vectors: The sentences', `[n, 384]`.
        coefficients: What was learned.
    """
    standard = standardised(rows, coefficients.mean, coefficients.scale)
    new = _logistic(standard @ coefficients.new[:-1] + coefficients.new[-1])
    event = standard @ coefficients.development[:-1] + vectors @ coefficients.event
    return new, np.minimum(_logistic(event + coefficients.development[-1]), new)


def standardised(rows: Matrix, mean: Matrix, scale: Matrix) -> Matrix:
    """Features in standard deviations, cut at four: no single outlier decides."""
    return np.asarray(np.clip((rows - mean) / scale, -4.0, 4.0), np.float32)


def _logistic(x: Matrix) -> Matrix:
    return np.asarray(1.0 / (1.0 + np.exp(-x)), np.float32)


def choose(
    texts: Sequence[str], vectors: Matrix, development: Matrix, fresh: Matrix, limit: int = 3
) -> tuple[Quote, ...]:
    """Up to `limit` sentences to quote, the most telling first, none repeating another.

    Greedy: a sentence gains by the figures that nobody told yet and loses by its likeness to the
    quotes taken.

    Args:
        texts: The article's sentences.
        vectors: Theirs, `[n, 384]`.
        development: Probability that each is a development, `[n]`.
        fresh: Log of one plus the figures that each tells first, `[n]`.
        limit: Quotes at most.
    """
    gain = development.astype(np.float64) * (1.0 + _FIGURES * fresh)
    out: list[Quote] = []
    while len(out) < min(limit, len(texts)):
        best = int(gain.argmax())
        if gain[best] <= 0 or development[best] < _LEAST:
            break
        out.append(Quote(text=undated(texts[best]), score=float(development[best]), index=best))
        likeness = vectors @ vectors[best]
        gain *= np.clip((_SAME - likeness) / (_SAME - _FREE), 0.0, 1.0)
        gain[best] = 0.0
    return tuple(out)


def undated(sentence: str) -> str:
    """The sentence without an agency's dateline, "HALDEN (Meridian) - "; else as it is."""
    match = _DATELINE.match(sentence)
    return sentence[match.end() :] if match else sentence


# A place in capitals, or any place with an agency or newspaper in brackets; then a dash.
_DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ][\w'’.,/ \-]{1,50}\([A-ZÀ-Þ][\w&./ ]{1,30}\)|[A-ZÀ-Þ]{3}[A-ZÀ-Þ'’.,/ \-]{0,40}"
    r"(?:,\s[A-ZÀ-Þ][\w. ]{1,20})?)\s?(?:-{1,2}|[–—])\s(?=[\"“'‘]?[A-ZÀ-Þ0-9])"
)
# Between two quotes: below .6 of cosine nothing is lost, from .9 on the second says the same
# (sentences of our own labelled threads, 2026-11).
_FREE, _SAME = 0.6, 0.9
_LEAST = 0.1  # a quote less likely than this to be a development only fills space
# A quote that holds figures tells more facts. By threads left out .4 costs the share of
# developments among the quotes nothing, .8 costs .02 (2026-11).
_FIGURES = 0.8


def worth(
    rows: Matrix,
    new: Matrix,
    development: Matrix,
    changed: Sequence[FigureChange],
    coefficients: Coefficients,
) -> float:
    """Probability that an article deserves an alert, by its sentences and changed figures."""
    if not len(development):
        return 0.0
    standard = standardised(
        summary(rows, new, development, changed), coefficients.alert[0], coefficients.alert[1]
    )
    return float(_logistic(standard @ coefficients.alert[2] + coefficients.alert[3][0]))


SUMMARY = (
    "best",  # log odds of the likeliest development
    "best_three",  # of the mean of the three likeliest
    "lead",  # of the likeliest among the first three sentences
    "expected",  # log of the expected number of developments
    "new_mean",  # mean probability of a sentence to be new at all
    "new_share",  # share of sentences that count as new
    "changed",  # changed figures, two at most
    "announced",  # most weight of never told words that one sentence shares with the title
    "size",  # log of the number of sentences
)


def summary(
    rows: Matrix, new: Matrix, development: Matrix, changed: Sequence[FigureChange]
) -> Matrix:
    """What the alert is decided on, `[len(SUMMARY)]`, of an article of one sentence or more."""
    best = np.pad(np.sort(development)[::-1], (0, 2))
    return np.array(
        [
            _odds(best[0]),
            _odds(best[:3].mean()),
            _odds(development[:3].max()),
            np.log1p(development.sum()),
            new.mean(),
            (new > 0.5).mean(),
            min(len(changed), 2),
            rows[:, FEATURES.index("unseen_title")].max(),
            np.log1p(len(new)),
        ],
        np.float32,
    )


def _odds(p: float) -> float:
    p = min(max(float(p), 0.01), 0.99)
    return float(np.log(p / (1.0 - p)))
