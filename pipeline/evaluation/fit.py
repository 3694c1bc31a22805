"""Coefficients of the same-story score out of labelled story files.

Each file is streamed through the comparison that `place` makes, in up to four regimes (as it is,
without dates, without texts, without both), so that a missing date or text is learned and not
guessed. Each file weighs the same, whatever its size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.embed import halves
from pipeline.encoders import Encoder
from pipeline.encoders.language_means import FIRST, LanguageMeans, initial_means
from pipeline.evaluation.labels import Labelled, read_stories
from pipeline.evaluation.stories import embed_all
from pipeline.records import Article, Matrix
from pipeline.stories.centring import centred_rows, with_means
from pipeline.stories.compare import compare_with_candidates, lead_cosines, refreshed, with_rows
from pipeline.stories.document_frequency import STEP
from pipeline.stories.features import article_features
from pipeline.stories.score import FULL, TITLES, Coefficients, PairFeatures
from pipeline.stories.window import Window

# Ridge, per pair feature, on a mean log-loss; the least that keeps fits on any three of the four
# labelled sets from leaning on one set's habits (2026-11).
RIDGE_FULL, RIDGE_TITLES = 1e-5, 3e-5
MASKED = 0.5  # weight of a regime made by leaving something out; chosen by hand (2026-11)
_WHOLE_FILE = 500  # articles from which a file weighs as much as any; chosen by hand (2026-11)
_LEAST_PAIRS = 20  # of one story, to learn from; chosen by hand (2026-11)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Features of compared pairs, `[k]` each, and which pairs are of one story."""

    features: PairFeatures
    same: NDArray[np.float64]
    weight: float

    def columns(self, names: Sequence[str]) -> NDArray[np.float64]:
        """`[k, 1 + len(names)]`, ones first."""
        return np.column_stack([np.ones(len(self.same)), *(self.features[name] for name in names)])


def fit(
    files: Sequence[Path],
    encoder: Encoder,
    now: datetime,
    *,
    embeddings: Mapping[str, Matrix] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Coefficients:
    """Coefficients from labelled story files; `ValueError` where they hold too little.

    `embeddings` by file name, `[n, 2 * d]` in streaming order, spares embedding.
    """
    pairs: list[tuple[str, Pairs]] = []
    for file in files:
        labelled = read_stories(file)
        vectors = (embeddings or {}).get(labelled.name)
        if vectors is None:
            vectors = embed_all(labelled.articles, encoder)
        pairs += regimes(labelled, vectors, initial_means(encoder.sha256))
        progress(labelled.name)
    provenance = {
        "command": "newsthread fit " + " ".join(file.name for file in files),
        "encoder": f"{encoder.name} {encoder.sha256[:12]}",
        "at": now.date().isoformat(),
    }
    return fit_coefficients(pairs, encoder.sha256, provenance)


def fit_coefficients(
    regime_pairs: Sequence[tuple[str, Pairs]], encoder_sha256: str, provenance: Mapping[str, Any]
) -> Coefficients:
    """Coefficients from pairs as `regimes` gives them."""
    titles = [pairs for regime, pairs in regime_pairs if regime == "titles"]
    full = [pairs for regime, pairs in regime_pairs if regime == "full"]
    full = full or titles  # files of titles alone: nothing is known of texts
    counts = {"full": sum(len(p.same) for p in full), "titles": sum(len(p.same) for p in titles)}
    return Coefficients(
        full=_fitted(full, FULL, RIDGE_FULL),
        titles=_fitted(titles, TITLES, RIDGE_TITLES),
        encoder_sha256=encoder_sha256,
        provenance={
            **provenance,
            "pairs": counts,
            "ridge": {"full": RIDGE_FULL, "titles": RIDGE_TITLES},
        },
    )


def regimes(
    labelled: Labelled, vectors: Matrix, means: LanguageMeans | None = None
) -> Iterable[tuple[str, Pairs]]:
    """The file as it is and with things left out: ("full" or "titles", its pairs).

    `means` are `initial_means` of the encoder that made the vectors.
    """
    articles, stories = labelled.articles, labelled.stories
    # A file of a hundred articles is not worth one of thousands.
    size = min(1.0, len(articles) / _WHOLE_FILE)
    dated = any(article.published_at for article in articles)
    has_text = any(article.text for article in articles)
    undated = [replace(article, published_at=None) for article in articles]
    titles, _ = halves(vectors)
    bare = np.hstack([titles, titles])
    if has_text:
        yield "full", _pairs(articles, stories, (vectors, means), size)
        if dated:
            yield "full", _pairs(undated, stories, (vectors, means), size * MASKED)
    weight = size if not has_text else size * MASKED
    yield "titles", _pairs(_without_text(articles), stories, (bare, means), weight)
    if dated:
        yield "titles", _pairs(_without_text(undated), stories, (bare, means), weight * MASKED)


def _without_text(articles: Iterable[Article]) -> list[Article]:
    return [replace(article, text="") for article in articles]


def _pairs(
    articles: Sequence[Article],
    stories: Sequence[str],
    stored: tuple[Matrix, LanguageMeans | None],
    weight: float,
) -> Pairs:
    """Every pair that `place` would compare; `stored` are the rows and their stream's means."""
    vectors, means = stored
    window, features = Window.empty(means=means), article_features(articles)
    gold = np.unique(np.asarray(stories), return_inverse=True)[1]
    compared: list[PairFeatures] = []
    same: list[NDArray[np.float64]] = []
    stops = sorted({*range(STEP, len(articles), STEP), *FIRST, len(articles)})
    for start, stop in pairwise([0, *(stop for stop in stops if stop <= len(articles))]):
        rows, part = np.arange(start, stop), articles[start:stop]
        centred, coming = centred_rows(window, vectors[rows], [a.lang for a in part])
        longer = with_rows(window, part, centred, features.take(rows))
        cosines = lead_cosines(centred, window, centred)
        comparison = compare_with_candidates(longer, start, cosines)
        pairs = comparison.pairs
        compared.append(comparison.features)
        same.append((gold[pairs.others.values] == gold[start + pairs.row]).astype(float))
        window = with_means(refreshed(longer), coming)
    return Pairs(
        features={name: np.concatenate([f[name] for f in compared]) for name in compared[0]},
        same=np.concatenate(same),
        weight=weight,
    )


def _fitted(pairs: Sequence[Pairs], names: Sequence[str], ridge: float) -> dict[str, float]:
    right = sum(p.same.sum() for p in pairs)
    if right < _LEAST_PAIRS:
        raise ValueError(
            f"only {right:.0f} pairs of one story to learn from: give more labelled articles"
        )
    columns = np.vstack([p.columns(names) for p in pairs])
    same = np.concatenate([p.same for p in pairs])
    weights = np.concatenate([np.full(len(p.same), p.weight / len(p.same)) for p in pairs])
    fitted = logistic(columns, same, weights, ridge)
    return {name: round(float(w), 4) for name, w in zip(("bias", *names), fitted, strict=True)}


def logistic(
    columns: NDArray[np.float64],
    same: NDArray[np.float64],
    weights: NDArray[np.float64],
    ridge: float,
) -> NDArray[np.float64]:
    """Weighted ridge-logistic regression by Newton's method; the first column is not penalised."""
    weights = weights / weights.sum()
    penalty = np.full(columns.shape[1], 2 * ridge)
    penalty[0] = 0.0
    fitted = np.zeros(columns.shape[1])
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-(columns @ fitted)))
        slope = columns.T @ (weights * (same - p)) - penalty * fitted
        curve = (columns * (weights * np.maximum(p * (1 - p), 1e-6))[:, None]).T @ columns
        step = np.linalg.solve(curve + np.diag(penalty + 1e-9), slope)
        step *= min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-9))
        fitted = fitted + step
        if float(np.abs(step).max()) < 1e-4:
            break
    return fitted
