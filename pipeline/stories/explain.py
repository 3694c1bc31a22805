"""Why two articles count as one story: the nearest sentences, the score and its features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.embed import halves
from pipeline.encoders import Encoder
from pipeline.encoders.language_means import encode_texts
from pipeline.language.sentences import sentences
from pipeline.records import Article
from pipeline.stories.compare import pair_regimes
from pipeline.stories.pair_features import Pairing, Spread, pair_features
from pipeline.stories.ragged import Ragged
from pipeline.stories.score import Coefficients, shipped_coefficients
from pipeline.stories.titles import bare_title
from pipeline.stories.unfamiliar import doubted, doubts
from pipeline.stories.window import Window

DOUBT_NAME = "doubt"  # among the features: logits, see `unfamiliar`
_MOST = 40  # sentences read of each article; chosen by hand (2026-11)


@dataclass(frozen=True, slots=True)
class ScoreExplanation:
    """The score of a pair and what it is made of: `values[name] * weights[name]`, summed."""

    probability: float
    values: Mapping[str, float]
    weights: Mapping[str, float]  # with "bias"


def nearest_sentences(article: Article, other: Article, encoder: Encoder) -> tuple[str, str, float]:
    """The sentence of each that is nearest to one of the other, and their cosine.

    Titles count as sentences; an article without both gives an empty string.
    """
    mine, theirs = _sentences(article), _sentences(other)
    if not mine or not theirs:
        return (mine or [""])[0], (theirs or [""])[0], 0.0
    langs = [article.lang] * len(mine) + [other.lang] * len(theirs)
    rows = encode_texts([*mine, *theirs], langs, encoder)
    cosines = rows[: len(mine)] @ rows[len(mine) :].T
    at, to = np.unravel_index(int(cosines.argmax()), cosines.shape)
    return mine[int(at)], theirs[int(to)], float(cosines[at, to])


def explain_score(
    window: Window, article_id: str, other_id: str, coefficients: Coefficients | None = None
) -> ScoreExplanation | None:
    """The pair's score as the window's word counts now have it; None when one has left.

    The later article is compared with the earlier one, as when it was placed; the feature that
    looks at its other candidates sees this one alone, so that the score may differ from the stored
    one.
    """
    window = window if window.document_frequency else window.with_norms()
    row_of = {name: row for row, name in enumerate(window.ids)}
    if article_id not in row_of or other_id not in row_of:
        return None
    other, at = sorted((row_of[article_id], row_of[other_id]))
    pairs = Pairing(at, Ragged.of([[other]], np.int64))
    mine, earlier = halves(window.embeddings[at : at + 1]), halves(window.embeddings[:at])
    title, lead = (own @ theirs.T for own, theirs in zip(mine, earlier, strict=True))
    spreads = Spread.of(title), Spread.of(lead)
    features = pair_features(window, pairs, (title[:, other], lead[:, other]), spreads)
    regimes = pair_regimes(window, pairs)
    coefficients = coefficients or shipped_coefficients()
    weights = coefficients.of_regime(int(regimes[0]))
    values = {name: float(features[name][0]) for name in weights if name != "bias"}
    less = doubts(regimes, window, pairs)
    if doubt := float(less[0]):
        values, weights = {**values, DOUBT_NAME: doubt}, {**weights, DOUBT_NAME: -1.0}
    likely = coefficients.probabilities(features, regimes)
    return ScoreExplanation(
        probability=float(doubted(likely, less)[0]),
        values=values,
        weights=weights,
    )


def _sentences(article: Article) -> list[str]:
    title = bare_title(article.title, article.outlet)
    return [s for s in [title, *sentences(article.text)] if s][:_MOST]
