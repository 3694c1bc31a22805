"""Upkeep: forgetting what retention says, and the past placed again."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from pipeline.stories.window import Placement
from warehouse.batch import Batch
from warehouse.loading import feature_columns, load_placement
from warehouse.rows import append
from warehouse.store import Connection, Store, ask, tell, transaction


class Keeping(Store):
    """What is done at night, or by a user who thinks again."""

    def forget(
        self,
        *,
        polls_before: datetime | None = None,
        failures_before: datetime | None = None,
        deliveries_before: datetime | None = None,
        vectors_before: datetime | None = None,
    ) -> dict[str, int]:
        """Forget rows before these times; how many of what. None: they stay.

        Articles, stories, developments and accepted deliveries are never forgotten. Vectors go only
        when their article has left the window for good; what a killed load left behind goes always.
        """
        gone: dict[str, int] = {}
        with self.both() as (news, vectors):
            with transaction(news):
                for noun, before in (
                    ("polls", polls_before),
                    ("failures", failures_before),
                    ("deliveries", deliveries_before),
                ):
                    gone[noun] = tell(news, f"forget_{noun}", before=before) if before else 0
                gone["contents"] = tell(news, "forget_contents")
            with transaction(vectors):
                gone["vectors"] = _forget_vectors(news, vectors, vectors_before)
        return gone

    def adopt(self, placement: Placement, now: datetime) -> dict[str, int]:
        """Put articles placed again where the placement says; how many copies and moves.

        One transaction. Moves are kept in the history of memberships, stories in `placement` are
        replaced (one that ended names its heir), copies of the articles named are found anew. What
        was told and sent stays as it is: tracks follow their story through `merged_into`.
        """
        with self.news() as con:
            if placement.memberships:
                ids = [membership.article_id for membership in placement.memberships]
                append(con, "drop_copies", pa.table({"article_id": pa.array(ids, pa.string())}))
            copies = load_placement(con, Batch(at=now, placement=placement))
            moved = ask(con, "moved_at", now=now).column("moved")[0].as_py()
        return {"copies": copies, "moved": moved}


def _forget_vectors(news: Connection, vectors: Connection, before: datetime | None) -> int:
    """Forget vectors of old articles, and of those that no committed load names."""
    known = ask(news, "all_article_ids")
    gone = append(vectors, "forget_orphans", known)
    featured = bool(feature_columns(vectors))
    if featured:
        append(vectors, "forget_feature_orphans", known)
    append(vectors, "forget_sentence_orphans", known)
    if before:
        old = ask(news, "unplaced_vectors", before=before)
        gone += append(vectors, "forget_vectors", old)
        if featured:
            append(vectors, "forget_feature_rows", old)
    return gone
