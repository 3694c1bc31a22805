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
    ) -> dict[str, int]:
        """Delete rows before these times, None: none; counts by noun (`polls, failures, deliveries,
        contents, vectors`).

        Articles, stories, developments and accepted deliveries are never deleted. Vectors go only
        when their article has left the window for good; `contents`, the feed's own HTML of entries
        whose outcome is settled, and what a killed load left behind go always; what does not hold
        together in the main file is mended (`repair`).
        """
        deleted: dict[str, int] = {}
        with self.store.both() as (news, vectors):
            with transaction(news):
                for noun, before in (
                    ("polls", polls_before),
                    ("failures", failures_before),
                    ("deliveries", deliveries_before),
                ):
                    query = f"delete_old_{noun}"
                    deleted[noun] = execute(news, query, before=before) if before else 0
                deleted["contents"] = execute(news, "delete_settled_contents")
                repair_main_file(news, datetime.now(UTC))
            with transaction(vectors):
                deleted["vectors"] = _delete_vectors(news, vectors, vectors_before)
        return deleted


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
