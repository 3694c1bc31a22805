"""Deleting what is older than its retention, and what killed loads left behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from warehouse.repair import repair_main_file
from warehouse.rows import execute_on_rows
from warehouse.store import Connection, Store, execute, fetch_table, transaction


@dataclass(frozen=True, slots=True)
class Retention:
    """What may be deleted, and its deletion."""

    store: Store

    def delete(
        self,
        *,
        polls_before: datetime | None = None,
        failures_before: datetime | None = None,
        deliveries_before: datetime | None = None,
        vectors_before: datetime | None = None,
        entries_before: datetime | None = None,
        texts_before: datetime | None = None,
    ) -> dict[str, int]:  # fmt: skip
        """Delete rows before these times, None: none; counts by noun (`polls, failures, deliveries,
        entries, texts, wordings, contents, vectors`), and `text bytes`.

        Articles, stories, developments and accepted deliveries are never deleted. Vectors and texts
        go only when their article has left the window for good; texts, and those of earlier
        wordings, stay where developments quote them, a track follows the story, or the article is
        the first or one of the last three of its story. Entries go when their feed shows them no
        more. `contents`, the feed's own HTML of entries whose outcome is settled, and what a killed
        load left behind go always; what does not hold together in the main file is mended.
        """
        deleted: dict[str, int] = {}
        with self.store.both() as (news, vectors):
            with transaction(news):
                for noun, before in (
                    ("entries", entries_before),  # before polls, which tell what feeds show
                    ("polls", polls_before),
                    ("failures", failures_before),
                    ("deliveries", deliveries_before),
                ):
                    query = f"delete_old_{noun}"
                    deleted[noun] = execute(news, query, before=before) if before else 0
                deleted |= _drop_texts(news, texts_before)
                deleted["contents"] = execute(news, "delete_settled_contents")
                repair_main_file(news, datetime.now(UTC))
                execute(news, "delete_old_revisions")
            with transaction(vectors):
                deleted["vectors"] = _delete_vectors(news, vectors, vectors_before)
        return deleted


def _drop_texts(news: Connection, before: datetime | None) -> dict[str, int]:
    """Empty texts of old articles, then their earlier wordings; how many, and the texts' bytes."""
    if before is None:
        return {"texts": 0, "wordings": 0, "text bytes": 0}
    old = fetch_table(news, "old_texts", before=before)
    n = execute_on_rows(news, "drop_texts", old) if len(old) else 0
    wordings = execute(news, "delete_old_wordings", before=before)
    return {"texts": n, "wordings": wordings, "text bytes": sum(old.column("bytes").to_pylist())}


def _delete_vectors(news: Connection, vectors: Connection, before: datetime | None) -> int:
    """Delete vectors of old articles, and of those that no committed load names; how many."""
    known = fetch_table(news, "all_article_ids")
    deleted = execute_on_rows(vectors, "delete_orphaned_vectors", known)
    execute_on_rows(vectors, "delete_orphaned_features", known)
    execute_on_rows(vectors, "delete_orphaned_sentences", known)
    if before:
        old = fetch_table(news, "articles_out_of_window", before=before)
        deleted += execute_on_rows(vectors, "drop_vectors", old)
        execute_on_rows(vectors, "drop_features", old)
    return deleted
