"""Articles by id, and which of those just read are new or edited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.records import Article
from warehouse.rows import to_dicts, to_mapping, to_records
from warehouse.store import Store, fetch_ids_starting, fetch_table


@dataclass(frozen=True, slots=True)
class Articles:
    """Articles in their latest version. Every method is one turn: see `Store`."""

    store: Store

    def get(self, ids: Sequence[str]) -> list[Article]:
        """These articles as they now read, in the order told; unknown ids are left out."""
        with self.store.reading() as con:
            return to_records(Article, fetch_table(con, "articles", ids=list(ids)))

    def known(self, ids: Iterable[str]) -> set[str]:
        """Those of `ids` that are articles already, in whichever version."""
        return set(self._latest_versions(ids))

    def titles(self, ids: Iterable[str]) -> dict[str, str]:
        """Article id -> its present title, of those of `ids` that are articles already."""
        with self.store.reading() as con:
            return to_mapping(fetch_table(con, "article_titles", ids=list(ids)))

    def ids_starting(self, prefix: str) -> list[str]:
        """Ids of articles that begin so; ten at most."""
        with self.store.reading() as con:
            return fetch_ids_starting(con, "article", prefix)

    def diff(self, articles: Sequence[Article]) -> tuple[list[Article], list[Article]]:
        """New articles, and known ones whose digest changed under their next version number.

        Unchanged ones, and repeats within `articles`, are in neither list.
        """
        by_id = {article.id: article for article in reversed(articles)}
        known = self._latest_versions(by_id)
        unique = [a for a in articles if by_id.pop(a.id, None)]
        new = [article for article in unique if article.id not in known]
        edits = [_next_version(a, known[a.id]) for a in unique if a.id in known]
        return new, [edit for edit in edits if edit]

    def _latest_versions(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Article id -> `id, version, digest`, of those that are known."""
        with self.store.reading() as con:
            rows = to_dicts(fetch_table(con, "latest_versions", ids=list(ids)))
        return {row["id"]: row for row in rows}


def _next_version(article: Article, known: dict[str, Any]) -> Article | None:
    """The edit under its version number, None when nothing changed."""
    if article.digest == known["digest"]:
        return None
    return replace(article, version=known["version"] + 1)
