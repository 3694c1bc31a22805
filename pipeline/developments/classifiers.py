"""From features to quotes and alerts: small logistic models, quotes that do not repeat.

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
class Classifiers:
    """Coefficients of the logistic models over standardised features, and their thresholds.

    Two models judge sentences (new at all; a development), a third joins the two, a fourth decides
    on the alert.
    """

    mean: Matrix  # [f]
    scale: Matrix  # [f]
    new: Matrix  # [f + 1], the last is the constant
    development: Matrix  # [f + 1]
    joint: Matrix  # [4]: of the log odds of new, of development and of both, and the constant
    event: Matrix  # [d]: the direction in which sentences that tell events lie
    threshold_new: float  # a sentence counts as new from here
    threshold_development: float  # as a development
    alert: Matrix  # [4, s]: mean, scale, weights of `alert_features`; the constant in [3, 0]
    threshold_alert: float  # an article is worth an alert from here


@cache
def read_classifiers(path: Path = PATH) -> Classifiers:
    """Read the classifiers from JSON, once per path; the shipped ones by default.

    Raises OSError, and ValueError when the file is not JSON or was fitted for other features than
    this program's.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    if tuple(data["features"]) != FEATURES:
        raise ValueError(
            f"{path.name}: fitted for other features; run pipeline.evaluation.fit_developments"
        )
    return Classifiers(
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


def separate_probabilities(
    features: Matrix, vectors: Matrix, classifiers: Classifiers
) -> tuple[Matrix, Matrix]:
    """Probability to be new, and to be a development, neither model knowing the other; `[n]`."""
    standard = standardised(features, classifiers.mean, classifiers.scale)
    new = standard @ classifiers.new[:-1] + classifiers.new[-1]
    event = standard @ classifiers.development[:-1] + vectors @ classifiers.event
    return _logistic(new), _logistic(event + classifiers.development[-1])


def joint_features(new: Matrix, alone: Matrix) -> Matrix:
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoredSentences:
    """An article's sentences with all that decides on quotes and alert: one row each."""

    texts: tuple[str, ...]
    vectors: Matrix  # [n, d], unit rows
    features: Matrix  # [n, f], columns as in `novelty.FEATURES`
    new: Matrix  # [n], probability to be new at all
    development: Matrix  # [n], probability to be a development

    def rows(self, keep: Sequence[int]) -> ScoredSentences:
        """The given rows in the given order."""
        index = np.asarray(keep, np.int64)
        return ScoredSentences(
            texts=tuple(self.texts[i] for i in keep),
            vectors=self.vectors[index],
            features=self.features[index],
            new=self.new[index],
            development=self.development[index],
        )

    def feature(self, name: str) -> Matrix:
        """One column of the features, `[n]`; `name` as in `novelty.FEATURES`."""
        return np.asarray(self.features[:, FEATURES.index(name)], np.float32)


def score_sentences(
    texts: Sequence[str], vectors: Matrix, features: Matrix, classifiers: Classifiers
) -> ScoredSentences:
    """Give each sentence its probabilities to be new at all, and to be a development.

    Args:
        texts: The article's sentences.
        vectors: Theirs, `[n, d]`.
        features: Theirs, `[n, f]`.
        classifiers: Fitted for these features.
    """
    new, alone = separate_probabilities(features, vectors, classifiers)
    joint = joint_features(new, alone) @ classifiers.joint[:-1] + classifiers.joint[-1]
    return ScoredSentences(
        texts=tuple(texts),
        vectors=vectors,
        features=features,
        new=new,
        development=_logistic(joint),
    )


def choose_quotes(sentences: ScoredSentences, limit: int = 3) -> tuple[Quote, ...]:
    """Up to `limit` sentences to quote, the likeliest developments first, none repeating another.

    Greedy, as maximal marginal relevance is (Carbonell and Goldstein 1998): a sentence gains by
    the figures that nobody told yet and loses by its likeness to the quotes taken.
    """
    development = sentences.development
    gain = development.astype(np.float64)
    gain *= 1.0 + _FIGURES * sentences.feature("unseen_figures")
    gain[(sentences.new < _KNOWN) & (development < development.max(initial=0.0))] = 0.0
    chosen: list[Quote] = []
    while len(chosen) < min(limit, len(sentences.texts)):
        best = int(gain.argmax())
        if gain[best] <= 0 or development[best] < _LEAST:
            break
        text = without_dateline(sentences.texts[best])
        chosen.append(Quote(text=text, score=float(development[best]), index=best))
        likeness = sentences.vectors @ sentences.vectors[best]
        gain *= np.clip((_SAME - likeness) / (_SAME - _FREE), 0.0, 1.0)
        gain[best] = 0.0
    return tuple(chosen)


def without_dateline(sentence: str) -> str:
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


def alert_probability(
    sentences: ScoredSentences,
    changes: Sequence[FigureChange],
    title: str,
    classifiers: Classifiers,
) -> float:
    """Probability that an article deserves an alert; 0 for one without sentences.

    `sentences`: of an edit, only those that it adds; `changes`: figures that it changed.
    """
    if not sentences.texts:
        return 0.0
    row = alert_features(sentences, changes, title)
    standard = standardised(row, classifiers.alert[0], classifiers.alert[1])
    return float(_logistic(standard @ classifiers.alert[2] + classifiers.alert[3][0]))


ALERT_FEATURES = (
    "best",  # log odds of the likeliest development
    "expected",  # log of the expected number of developments
    "news",  # log of the sentences that count as new: among many, one looks likely by chance
    "new_share",  # share of sentences that count as new
    "changed",  # changed figures, two at most
    "announced",  # most weight of never told words that one sentence shares with the title
    "explains",  # the title announces an explanation or a portrait
    "quotes",  # the title quotes
)


def alert_features(
    sentences: ScoredSentences, changes: Sequence[FigureChange], title: str
) -> Matrix:
    """What the alert is decided on, `[len(ALERT_FEATURES)]`; of one sentence or more."""
    new, development = sentences.new, sentences.development
    return np.array(
        [
            _odds(development.max(), 0.01),
            np.log1p(development.sum()),
            np.log1p((new > 0.5).sum()),
            (new > 0.5).mean(),
            min(len(changes), 2),
            sentences.feature("unseen_title").max(),
            explains(title),
            quotes(title),
        ],
        np.float32,
    )


def _odds(p: Matrix, least: float = 0.001) -> Matrix:
    """Log odds, cut off at `least` and its opposite."""
    p = np.clip(p, least, 1.0 - least)
    return np.asarray(np.log(p / (1.0 - p)), np.float32)
