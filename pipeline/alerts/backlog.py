"""The backlog of followed stories: earlier articles that their history does not hold yet.

There is one when a track begins, and when an untracked story is merged into a tracked one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from pipeline.alerts.batch import PlacedBatch
from pipeline.developments.history import History
from pipeline.records import Article


def unrecorded_stories(history: History, story_ids: Iterable[str]) -> list[str]:
    """Those of `story_ids` of which nothing is recorded, sorted: all their articles are asked for.

    Articles that have left the window are found so; `missing_articles` knows the window's alone.
    """
    return sorted(set(story_ids) - set(history.story_ids))


def missing_articles(
    batch: PlacedBatch,
    history: History,
    story_ids: Collection[str],
    at_hand: Collection[str] = (),
) -> list[str]:
    """Ids of earlier articles of `story_ids` that are neither recorded, nor new, nor `at_hand`."""
    known = {*history.article_ids, *(article.id for article in batch.articles), *at_hand}
    return [
        article_id
        for article_id, story_id in batch.story_of.items()
        if story_id in story_ids and article_id not in known
    ]


def backlog(
    batch: PlacedBatch, articles: Sequence[Article], story_ids: Collection[str]
) -> list[Article]:
    """Those of the fetched `articles` that the batch has left in one of `story_ids`, each once."""
    by_id = {article.id: article for article in articles}
    return [a for a in by_id.values() if batch.story_of.get(a.id) in story_ids]
