"""Stories, their timelines, the user's word on them, and wishes to follow them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from pipeline.records import Article, Decision, Development, FigureChange, Quote, Story, Track
from warehouse.rows import append, incoming, pairs, plain_rows, records
from warehouse.store import Store, ask

LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)
FAR_OFF: Final = datetime(9999, 1, 1, tzinfo=UTC)


class Stories(Store):
    """What has come of the articles."""

    def stories(
        self, since: datetime = LONG_AGO, least: int = 1, most: int = 1_000_000
    ) -> list[Story]:
        """Living stories of at least `least` articles, the latest told first."""
        with self.news() as con:
            return records(Story, ask(con, "stories", since=since, least=least, most=most))

    def story(self, id: str) -> Story | None:
        """One story; of one that was merged away, the one that it is now part of."""
        with self.news() as con:
            found = records(Story, ask(con, "story", id=id))
        return found[0] if found else None

    def timeline(self, story_id: str) -> list[dict[str, Any]]:
        """Articles of a story in the order told: `id, at, outlet, title, url, lang, version`, how
        they came in (`score, nearest_id, reason`) and as whose copy (`copy_of, copy_kind, share,
        share_back, agency`)."""
        with self.news() as con:
            return plain_rows(ask(con, "timeline", id=story_id))

    def articles(self, ids: Sequence[str]) -> list[Article]:
        """These articles as they now read, in the order told."""
        with self.news() as con:
            return records(Article, ask(con, "articles", ids=list(ids)))

    def articles_told(self, since: datetime = LONG_AGO, until: datetime = FAR_OFF) -> list[Article]:
        """Articles told from `since` to before `until`, as they now read, in the order told."""
        with self.news() as con:
            return records(Article, ask(con, "articles_told", since=since, until=until))

    def stories_of(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Article id -> id of its story; articles without one are left out."""
        with self.news() as con:
            return pairs(ask(con, "stories_of", ids=list(article_ids)))

    def story_articles(self, story_ids: Sequence[str]) -> dict[str, list[Article]]:
        """Story id -> its articles as they now read, in the order told."""
        with self.news() as con:
            answer = ask(con, "story_articles", story_ids=list(story_ids))
        of, articles = answer.column("story_id").to_pylist(), records(Article, answer)
        stories: dict[str, list[Article]] = {id: [] for id in story_ids}
        for story_id, article in zip(of, articles, strict=True):
            stories[story_id].append(article)
        return stories

    def developments(self, story_id: str = "", *, cycle_id: str = "") -> list[Development]:
        """Developments in the order told: of one story, of one cycle, or all."""
        with self.news() as con:
            answer = ask(con, "developments", story_id=story_id, cycle_id=cycle_id)
            return records(Development, answer, quotes=Quote, changes=FigureChange)

    def story_changes(self, story_id: str) -> list[dict[str, Any]]:
        """Merges and splits that a story took part in, oldest first."""
        with self.news() as con:
            return plain_rows(ask(con, "story_changes", id=story_id))

    def decide(self, decisions: Sequence[Decision]) -> int:
        """Record the user's word; placing obeys it from the next cycle on. How many were new."""
        with self.news() as con:
            table = incoming(con, "store.decisions", decisions, decided_at="at")
            return append(con, "add_decisions", table)

    def decisions(self) -> list[Decision]:
        """All of the user's words, oldest first."""
        with self.news() as con:
            return records(Decision, ask(con, "decisions"))


class Tracks(Store):
    """Wishes to follow stories."""

    def save_track(self, track: Track) -> None:
        """Add a wish, or put it as the user now has it; `active=False` ends it."""
        with self.news() as con:
            table = incoming(con, "store.tracks", [track])
            append(con, "drop_tracks", table)
            append(con, "add_tracks", table)

    def tracks(self, *, active_only: bool = False) -> list[Track]:
        """Wishes, oldest first; `story_id` is the story that theirs was merged into."""
        with self.news() as con:
            return records(Track, ask(con, "tracks", active_only=active_only))

    def tracked_stories(self) -> list[Story]:
        """The living stories that an active wish follows."""
        with self.news() as con:
            return records(Story, ask(con, "tracked_stories"))
