"""Where found stories differ from the labelled ones: by language, and the costliest pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pipeline.evaluation.agreement import agreement
from pipeline.evaluation.labels import Labelled
from pipeline.records import Article, Matrix
from pipeline.stories.boilerplate import features_without
from pipeline.stories.compare import refreshed, with_rows
from pipeline.stories.document_frequency import STEP
from pipeline.stories.explain import explain_score
from pipeline.stories.features import article_features
from pipeline.stories.recurring import with_boilerplate
from pipeline.stories.score import Coefficients
from pipeline.stories.window import Window

Kind = Literal["false", "missed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairError:
    """Two articles on one side of an error, and how many pairs it costs."""

    kind: Kind  # one story that are two, two that are one
    pairs: int
    articles: tuple[str, str]
    titles: tuple[str, str]
    probability: float
    features: Mapping[str, float]  # as words counted at the end of the stream


def agreement_by_lang(labelled: Labelled, stories: Sequence[str]) -> dict[str, dict[str, float]]:
    """The figures of `agreement` over each language's articles alone; `stories` of each article."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, article in enumerate(labelled.articles):
        rows[article.lang].append(row)
    return {
        lang: {"articles": len(own)}
        | agreement([labelled.stories[row] for row in own], [stories[row] for row in own])
        for lang, own in sorted(rows.items())
    }


def costliest_pairs(
    labelled: Labelled,
    stories: Sequence[str],
    vectors: Matrix,
    coefficients: Coefficients,
    most: int,
) -> list[PairError]:
    """The `most` false and the `most` missed errors that cost most pairs, each by one pair.

    `vectors` `[n, 2 * d]` as they are compared. Of an error between two groups of articles the
    likeliest of the pairs between their first few stands for all.
    """
    articles = labelled.articles
    window = _streamed(articles, vectors)
    gold, errors = labelled.stories, []
    sides: dict[Kind, tuple[Sequence[str], Sequence[str]]]
    sides = {"false": (stories, gold), "missed": (gold, stories)}
    for kind, (whole, parts) in sides.items():
        for cost, one, other in _splits(whole, parts)[:most]:
            pairs = [(articles[a].id, articles[b].id) for a in one[:_FEW] for b in other[:_FEW]]
            errors.append(_likeliest_error(kind, cost, pairs, window, coefficients))
    return errors


def _streamed(articles: Sequence[Article], vectors: Matrix) -> Window:
    """All articles, each without what its outlet had been found to say by then."""
    window, features = Window.empty(), article_features(articles)
    for start in range(0, len(articles), STEP):
        rows = np.arange(start, min(start + STEP, len(articles)))
        part = articles[start : start + STEP]
        own = features_without(window.boilerplate, part, features.take(rows))
        window = with_boilerplate(refreshed(with_rows(window, part, vectors[rows], own)))
    return window.with_norms()


_FEW = 4  # articles of a group that may stand for it; chosen by hand (2026-11)


def _splits(whole: Sequence[str], parts: Sequence[str]) -> list[tuple[int, list[int], list[int]]]:
    """Two groups of rows that are one in `whole` and two in `parts`, the costliest first."""
    groups: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, (story, part) in enumerate(zip(whole, parts, strict=True)):
        groups[story][part].append(row)
    found = []
    for inside in groups.values():
        rows = sorted(inside.values(), key=lambda own: (-len(own), own[0]))
        found += [
            (len(one) * len(other), one, other)
            for place, one in enumerate(rows)
            for other in rows[place + 1 :]
        ]
    return sorted(found, key=lambda split: (-split[0], split[1][0], split[2][0]))


def _likeliest_error(
    kind: Kind,
    cost: int,
    pairs: Sequence[tuple[str, str]],
    window: Window,
    coefficients: Coefficients,
) -> PairError:
    """The error, by the likeliest of its pairs."""
    explained = [(explain_score(window, *pair, coefficients), pair) for pair in pairs]
    score, (one, other) = max(explained, key=lambda e: (e[0].probability if e[0] else 0.0, e[1]))
    titles = dict(zip(window.ids, window.titles, strict=True))
    return PairError(
        kind=kind,
        pairs=cost,
        articles=(one, other),
        titles=(titles[one], titles[other]),
        probability=score.probability if score else 0.0,
        features=score.values if score else {},
    )


def mean_figures(figures: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """The mean of every figure that all have, over files."""
    rows = list(figures)
    return {
        name: sum(row[name] for row in rows) / len(rows)
        for name, value in rows[0].items()
        if isinstance(value, float) and all(isinstance(row.get(name), float) for row in rows)
    }
