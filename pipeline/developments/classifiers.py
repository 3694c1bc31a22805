"""From features to probabilities: small logistic models over readable features.

The coefficients are in `developments*.json`, one file an encoder;
`pipeline.evaluation.fit_developments` fits them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from pipeline.developments.novelty import FEATURES
from pipeline.encoders import encoder_of
from pipeline.records import Matrix

DEFAULT = "e5"
"""The encoder whose coefficients serve an encoder that none were fitted for."""


def classifiers_path(encoder: str = DEFAULT) -> Path:
    """The shipped coefficients for the encoder of that name; they fit no other's vectors."""
    return Path(__file__).with_name(f"developments_{encoder}.json")


def shipped_classifiers(encoder_sha256: str) -> Classifiers:
    """The shipped classifiers for the encoder of that hash."""
    known = encoder_of(encoder_sha256)
    return read_classifiers(classifiers_path(known[0] if known else DEFAULT))


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
    joint: Matrix  # [3]: of the log odds of development and of both, and the constant
    event: Matrix  # [d]: the direction in which sentences that tell events lie
    threshold_new: float  # a sentence counts as new from here
    threshold_development: float  # as a development
    threshold_quote: float  # a second and third quote is taken from here
    alert: Matrix  # [4, s]: mean, scale, weights of `newsworthiness`; the constant in [3, 0]
    threshold_alert: float  # an article is worth an alert from here


@cache
def read_classifiers(path: Path) -> Classifiers:
    """Read classifiers from JSON, once per path.

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
        threshold_quote=data["threshold_quote"],
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
    return logistic(new), logistic(event + classifiers.development[-1])


def joint_features(new: Matrix, alone: Matrix) -> Matrix:
    """Log odds of development, and of the product with new, `[n, 2]`.

    A development is new, but no smaller than it seems: cut down to the probability to be new,
    openings that tell one new thing among known names are lost ("a court refused to order the
    dockers back"). Log odds of new of their own got a weight below 0, so that a sentence gained by
    being known: on real threads left out .687 of the quotes are developments and .922 new without,
    .675 and .903 with them (at .69 of recall, 2026-11).
    """
    return np.stack([log_odds(alone), log_odds(new * alone)], axis=1)


def standardised(rows: Matrix, mean: Matrix, scale: Matrix) -> Matrix:
    """Features in standard deviations, cut at four: no single outlier decides."""
    return np.asarray(np.clip((rows - mean) / scale, -4.0, 4.0), np.float32)


def logistic(x: Matrix) -> Matrix:
    """Log odds to probability."""
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

    def without(self, told: Set[str]) -> ScoredSentences:
        """The same, none of `told` new or a development: what the story has word for word."""
        fresh = np.array([text not in told for text in self.texts], np.float32)
        return replace(self, new=self.new * fresh, development=self.development * fresh)

    def with_sure(self, changed: Set[str]) -> ScoredSentences:
        """The same, those of `changed` new and developments as likely as the surest, or likelier.

        They change what happened to somebody, where all else stands as it was.
        """
        least = np.array([_SURE * (text in changed) for text in self.texts], np.float32)
        new, development = np.maximum(self.new, least), np.maximum(self.development, least)
        return replace(self, new=new, development=development)

    def feature(self, name: str) -> Matrix:
        """One column of the features, `[n]`; `name` as in `novelty.FEATURES`."""
        return np.asarray(self.features[:, FEATURES.index(name)], np.float32)


# Quotes of this probability or more are developments in nine of ten cases, on real threads left out
# (2026-11).
_SURE = 0.8


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
        development=logistic(joint),
    )


def log_odds(p: Matrix, least: float = 0.001) -> Matrix:
    """Log odds, cut off at `least` and its opposite."""
    p = np.clip(p, least, 1.0 - least)
    return np.asarray(np.log(p / (1.0 - p)), np.float32)
