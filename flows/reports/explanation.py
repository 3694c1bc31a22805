"""Why an article is in its story: its nearest article, the nearest sentences, the score's parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.reports.story import TimelineArticle

if TYPE_CHECKING:
    from flows.services import Services
    from pipeline.records import Article
    from pipeline.stories.window import Window
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreParts:
    """The score of a pair, 0..1, and what it is made of: `values[name] * weights[name]`, summed."""

    probability: float
    values: Mapping[str, float]
    weights: Mapping[str, float]  # with "bias"


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestArticle:
    """The article that decided, and the two sentences nearest to each other.

    `sentence` is of the explained article, `nearest_sentence` of this one; `cosine` is theirs.
    `comparison` is today's score of the pair and its parts, None where one has left the window.
    """

    id: str
    title: str
    outlet: str
    sentence: str
    nearest_sentence: str
    cosine: float
    comparison: ScoreParts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why `article` is in its story; `nearest` is None for the article that founded it."""

    article: TimelineArticle
    nearest: NearestArticle | None


def explain_membership(
    warehouse: Warehouse, services: Services, story_id: str, article_id: str
) -> Explanation | None:
    """Explain why the article is in the story; None: it is not. Loads the encoder (seconds)."""
    with warehouse.together():
        rows = {row["id"]: row for row in warehouse.stories.timeline(story_id)}
        if article_id not in rows:
            return None
        article = TimelineArticle(**rows[article_id])
        if not article.nearest_id:
            return Explanation(article=article, nearest=None)
        pair = warehouse.articles.get([article.id, article.nearest_id])
        window = warehouse.window.read(*services.model)
    nearest = _nearest_article({a.id: a for a in pair}, window, services, article)
    return Explanation(article=article, nearest=nearest)


def _nearest_article(
    articles: Mapping[str, Article], window: Window, services: Services, article: TimelineArticle
) -> NearestArticle:
    from pipeline.stories.explain import explain_score, nearest_sentences  # noqa: PLC0415 - only where asked

    nearest = articles[article.nearest_id]
    sentence, other, cosine = nearest_sentences(articles[article.id], nearest, services.encoder)
    parts = explain_score(window, article.id, nearest.id, services.coefficients)
    return NearestArticle(
        id=nearest.id,
        title=nearest.title,
        outlet=nearest.outlet,
        sentence=sentence,
        nearest_sentence=other,
        cosine=cosine,
        comparison=None
        if parts is None
        else ScoreParts(
            probability=float(parts.probability),
            values={name: float(value) for name, value in parts.values.items()},
            weights={name: float(weight) for name, weight in parts.weights.items()},
        ),
    )
