"""From features to what is told: small logistic models, quotes that do not repeat each other.

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

from pipeline.developments.cues import explains, quotes
from pipeline.developments.novelty import FEATURES
from pipeline.records import FigureChange, Matrix, Quote

PATH = Path(__file__).with_name("developments.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """Two logistic models over standardised features, what joins them, and their thresholds."""

    mean: Matrix  # [f]
    scale: Matrix  # [f]
    new: Matrix  # [f + 1], the last is the constant
    development: Matrix  # [f + 1]
    joint: Matrix  # [4]: of the log odds of new, of development and of both, and the constant
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
        joint=np.array(data["joint"], np.float32),
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
    new, alone = apart(rows, vectors, coefficients)
    return new, _logistic(both(new, alone) @ coefficients.joint[:-1] + coefficients.joint[-1])


def apart(rows: Matrix, vectors: Matrix, coefficients: Coefficients) -> tuple[Matrix, Matrix]:
    """What the two models say, neither knowing of the other; both `[n]`."""
    standard = standardised(rows, coefficients.mean, coefficients.scale)
    new = standard @ coefficients.new[:-1] + coefficients.new[-1]
    event = standard @ coefficients.development[:-1] + vectors @ coefficients.event
    return _logistic(new), _logistic(event + coefficients.development[-1])


def both(new: Matrix, alone: Matrix) -> Matrix:
    """Log odds of new, of development, and of their product, `[n, 3]`.

    A development is new, but no smaller than it seems: cut down to the probability to be new,
    openings that tell one new thing among known names were lost ("a court refused to order the
    dockers back"). By threads left out the average precision of developments is .72 joined so,
    .71 cut down (2026-11).
    """
    return np.stack([_odds(new), _odds(alone), _odds(new * alone)], axis=1)


def standardised(rows: Matrix, mean: Matrix, scale: Matrix) -> Matrix:
    """Features in standard deviations, cut at four: no single outlier decides."""
    return np.asarray(np.clip((rows - mean) / scale, -4.0, 4.0), np.float32)


def _logistic(x: Matrix) -> Matrix:
    return np.asarray(1.0 / (1.0 + np.exp(-x)), np.float32)


def choose(  # noqa: PLR0913, PLR0917 - what is known of each sentence
    texts: Sequence[str],
    vectors: Matrix,
    new: Matrix,
    development: Matrix,
    fresh: Matrix,
    limit: int = 3,
) -> tuple[Quote, ...]:
    """Up to `limit` sentences to quote, the most telling first, none repeating another.

    Greedy: a sentence gains by the figures that nobody told yet and loses by its likeness to the
    quotes taken.

    Args:
        texts: The article's sentences.
        vectors: Theirs, `[n, 384]`.
        new: Probability that each is new at all, `[n]`.
        development: That it is a development, `[n]`.
        fresh: Log of one plus the figures that each tells first, `[n]`.
        limit: Quotes at most.
    """
    gain = development.astype(np.float64) * (1.0 + _FIGURES * fresh)
    gain[(new < _KNOWN) & (development < development.max(initial=0.0))] = 0.0
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
# A quote less likely than this to be a development only fills space. Of those between .1 and .2
# two in five are developments: kept (sample world, unseen by the sentence models, 2026-11).
_LEAST = 0.1
# A sentence less likely than this to be new is no second quote: .2 keeps known sentences out at no
# cost in developments, on our own threads left out and on the sample world (2026-11).
_KNOWN = 0.2
# A quote that holds figures tells more facts. By threads left out .4 costs the share of
# developments among the quotes nothing, .8 costs .02 (2026-11).
_FIGURES = 0.8


def worth(  # noqa: PLR0913, PLR0917 - what an article's judgement consists of
    rows: Matrix,
    new: Matrix,
    development: Matrix,
    changed: Sequence[FigureChange],
    title: str,
    coefficients: Coefficients,
) -> float:
    """Probability that an article deserves an alert, by its sentences, changed figures, title."""
    if not len(development):
        return 0.0
    found = summary(rows, new, development, changed, title)
    standard = standardised(found, coefficients.alert[0], coefficients.alert[1])
    return float(_logistic(standard @ coefficients.alert[2] + coefficients.alert[3][0]))


SUMMARY = (
    "best",  # log odds of the likeliest development
    "expected",  # log of the expected number of developments
    "news",  # log of the sentences that count as new: among many, one looks likely by chance
    "new_share",  # share of sentences that count as new
    "changed",  # changed figures, two at most
    "announced",  # most weight of never told words that one sentence shares with the title
    "explains",  # the title announces an explanation or a portrait
    "quotes",  # the title quotes
)


def summary(
    rows: Matrix,
    new: Matrix,
    development: Matrix,
    changed: Sequence[FigureChange],
    title: str,
) -> Matrix:
    """What the alert is decided on, `[len(SUMMARY)]`, of an article of one sentence or more."""
    return np.array(
        [
            _odds(development.max(), 0.01),
            np.log1p(development.sum()),
            np.log1p((new > 0.5).sum()),
            (new > 0.5).mean(),
            min(len(changed), 2),
            rows[:, FEATURES.index("unseen_title")].max(),
            explains(title),
            quotes(title),
        ],
        np.float32,
    )


def _odds(p: Matrix, least: float = 0.001) -> Matrix:
    """Log odds, cut off at `least` and its opposite."""
    p = np.clip(p, least, 1.0 - least)
    return np.asarray(np.log(p / (1.0 - p)), np.float32)
