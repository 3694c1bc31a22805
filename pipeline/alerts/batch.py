"""A placed batch as alerts look at it: its articles, and the story that each now stands in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.records import Article, Matrix
from pipeline.stories.merges import resolve


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlacedBatch:
    """New articles and new versions, and the stories of these and of every earlier article.

    `merged` names the stories that the batch ended: the warehouse still has their rows under the
    ended id, since the batch is not loaded yet.
    """

    articles: Sequence[Article]  # new ones
    embeddings: Matrix  # their rows, [n, 2 * d]
    edits: Sequence[Article] = ()  # known articles under a higher version
    story_of: Mapping[str, str]  # article id -> story id; the batch's and the window's
    merged: Mapping[str, str] = field(default_factory=dict)  # ended story -> the one it went into

    @property
    def changed(self) -> list[Article]:
        """New articles, then new versions."""
        return [*self.articles, *self.edits]

    def living(self, story_id: str) -> str:
        """The id of the story that this one is now part of: its own while it was not merged."""
        return resolve(story_id, self.merged)

    def with_merged(self, story_ids: Sequence[str]) -> list[str]:
        """These stories and those that the batch merged into them: all ids to ask the store for."""
        return [*story_ids, *(ended for ended in self.merged if self.living(ended) in story_ids)]

    def touched_stories(self, followed: Collection[str]) -> dict[str, str]:
        """Article -> story, of the new articles and new versions that stand in followed stories."""
        stories = {article.id: self.story_of.get(article.id, "") for article in self.changed}
        return {id_: story_id for id_, story_id in stories.items() if story_id in followed}

    def story_articles(
        self, stored: Mapping[str, Sequence[Article]], story_ids: Sequence[str]
    ) -> dict[str, list[Article]]:
        """The articles of each of `story_ids`: the stored ones, as the batch has edited or added.

        Args:
            stored: Articles by the story that the store has them under, for `with_merged(...)`.
            story_ids: Living stories; each is a key of the result.
        """
        articles: dict[str, Article] = {}
        story_of: dict[str, str] = {}
        for story_id, earlier in stored.items():
            articles |= {article.id: article for article in earlier}
            story_of |= {article.id: self.living(story_id) for article in earlier}
        articles |= {article.id: article for article in self.changed}
        story_of |= self.story_of  # placed by the batch: newer than what is stored
        members: dict[str, list[Article]] = {story_id: [] for story_id in story_ids}
        for article in articles.values():
            if (story_id := story_of.get(article.id, "")) in members:
                members[story_id].append(article)
        return members
