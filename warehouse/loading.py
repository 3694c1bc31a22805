"""Writing a batch: vectors first, then everything else in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.records import Article, Failure
from warehouse.batch import Batch, Loaded
from warehouse.column_bytes import packed
from warehouse.rows import append, incoming
from warehouse.store import Connection, Store, ask, tell, transaction
from warehouse.tracks import add_follows


class Loading(Store):
    """The one way in."""

    def load(self, batch: Batch) -> Loaded:
        """Remember a batch: all of it or nothing. The same batch again changes nothing.

        What goes to `vectors.duckdb` is committed first. A crash between the two commits leaves
        rows there that no article of the main file names: no query sees them, and the next load
        of these articles replaces them.
        """
        if not (batch.articles or len(batch.told)):
            with self.news() as news:
                return _load(news, batch)
        with self.both() as (news, vectors):
            with transaction(vectors):
                _remember(vectors, batch, _unknown(news, batch.articles))
            with transaction(news):
                return _load(news, batch)


def _unknown(news: Connection, articles: Sequence[Article]) -> list[int]:
    """Rows of the articles that the main file does not have."""
    ids = [article.id for article in articles]
    known = set(ask(news, "latest_versions", ids=ids).column("id").to_pylist())
    return [row for row, id in enumerate(ids) if id not in known]


def _remember(vectors: Connection, batch: Batch, rows: Sequence[int]) -> None:
    if rows and len(batch.embeddings):
        ids = [batch.articles[row].id for row in rows]
        remember_vectors(vectors, ids, batch.embeddings[list(rows)], batch.model, batch.sha256)
    new = {batch.articles[row].id for row in rows}
    placed = [i for i, id in enumerate(batch.placement.articles) if id in new]
    if placed:
        features = batch.placement.features.take(np.array(placed, np.int64))
        remember_features(vectors, [batch.placement.articles[i] for i in placed], features)
    if len(batch.told):
        _remember_sentences(vectors, batch)


def remember_vectors(
    vectors: Connection, ids: Sequence[str], embeddings: Any, model: str, sha256: str
) -> None:
    """Put the vectors of these articles in place of any they have. `embeddings` is `[n, 2 * d]`."""
    n, width = embeddings.shape
    flat = pa.array(np.ascontiguousarray(embeddings, np.float32).ravel())
    table = pa.table(
        {
            "article_id": pa.array(ids, pa.string()),
            "model": pa.array([model] * n, pa.string()),
            "sha256": pa.array([sha256] * n, pa.string()),
            "vector": pa.FixedSizeListArray.from_arrays(flat, width),
        }
    )
    append(vectors, "drop_orphans", table)
    append(vectors, "add_vectors", table)


def remember_features(vectors: Connection, ids: Sequence[str], features: Any) -> None:
    """Put the features of these articles in place of any they have."""
    table = pa.table({"article_id": pa.array(ids, pa.string()), **packed(features.columns())})
    have = feature_columns(vectors)
    if have and have != set(table.column_names):
        tell(vectors, "forget_features")
    append(vectors, "make_features", table)
    append(vectors, "drop_feature_orphans", table)
    append(vectors, "add_features", table)


def feature_columns(vectors: Connection) -> set[str]:
    """The columns that features were stored with; none before the first."""
    return set(ask(vectors, "feature_columns").column("column_name").to_pylist())


def _remember_sentences(vectors: Connection, batch: Batch) -> None:
    told = batch.told
    flat = pa.array(np.ascontiguousarray(told.vectors, np.float32).ravel())
    table = pa.table(
        {
            "article_id": pa.array(told.article_ids, pa.string()),
            "version": pa.array(told.versions, pa.int32()),
            "index": pa.array(told.indices, pa.int32()),
            "text": pa.array(told.texts, pa.string()),
            "told_at": pa.array(told.at, pa.timestamp("us")),
            "vector": pa.FixedSizeListArray.from_arrays(flat, told.vectors.shape[1]),
        }
    )
    append(vectors, "drop_sentence_orphans", table)
    append(vectors, "add_sentences", table)


def _load(news: Connection, batch: Batch) -> Loaded:
    entries = _load_entries(news, batch)
    _load_outcomes(news, batch)
    articles = _add(news, "articles", batch.articles, told_at="at")
    edits = _load_edits(news, batch.edits)
    copies = load_placement(news, batch)
    _add(news, "figures", batch.figures, told_at="at")
    _add(news, "attributions", batch.attributions)
    developments = _load_developments(news, batch)
    add_follows(news, batch.follows, batch.at)
    alerts = _add(news, "alerts", batch.alerts)
    failures = _add(news, "failures", _failures(batch), failed_at="at")
    _replace(news, "cycles", [batch.cycle] if batch.cycle else [])
    return Loaded(
        entries=entries, articles=articles, edits=edits, copies=copies,
        developments=developments, alerts=alerts, failures=failures,
    )  # fmt: skip


def _add(news: Connection, noun: str, records: Sequence[Any], **sources: Any) -> int:
    """Append what is not there yet; the number of new rows."""
    if not records:
        return 0
    return append(news, f"add_{noun}", incoming(news, f"store.{noun}", records, **sources))


def _replace(news: Connection, noun: str, records: Sequence[Any], **sources: Any) -> None:
    """Put these rows in place of those of the same id."""
    if records:
        table = incoming(news, f"store.{noun}", records, **sources)
        append(news, f"drop_{noun}", table)
        append(news, f"add_{noun}", table)


def _load_entries(news: Connection, batch: Batch) -> int:
    polls = batch.polls
    feeds = [poll.feed for poll in polls]
    if polls:
        append(news, "update_feeds", incoming(news, "store.feeds", feeds, added_at=None))
        states = [feed.state for feed in feeds]
        _replace(news, "feed_states", states, feed_id=[feed.id for feed in feeds])
        reasons = [poll.failure.reason if poll.failure else "" for poll in polls]
        _add(news, "polls", polls, feed_id=[f.id for f in feeds], polled_at="at", reason=reasons)
    entries = [*(entry for poll in polls for entry in poll.entries), *batch.entries]
    if not entries:
        return 0
    table = incoming(news, "store.entries", entries)
    append(news, "change_entries", table)
    return append(news, "add_entries", table)


def _load_outcomes(news: Connection, batch: Batch) -> None:
    if not batch.tried:
        return
    became = {article.id for article in (*batch.articles, *batch.edits)}
    failed = {f.entry_id: f for f in batch.failures if f.entry_id and f.entry_id not in became}
    ends: list[Failure | None] = [failed.get(entry.id) for entry in batch.tried]
    table = incoming(
        news, "store.outcomes", batch.tried,
        entry_id="id", tries=[1] * len(ends), tried_at=[batch.at] * len(ends),
        retry_at=[end.retry_at if end else None for end in ends],
        reason=[end.reason if end else "" for end in ends],
    )  # fmt: skip
    append(news, "change_outcomes", table)
    append(news, "add_outcomes", table)


def _load_edits(news: Connection, edits: Sequence[Article]) -> int:
    if not edits:
        return 0
    table = incoming(news, "store.articles", edits, told_at="at")
    append(news, "keep_versions", table)
    return append(news, "change_articles", table)


def _load_developments(news: Connection, batch: Batch) -> int:
    cycle = [batch.cycle.id if batch.cycle else ""] * len(batch.developments)
    return _add(news, "developments", batch.developments, told_at="at", cycle_id=cycle)


def load_placement(news: Connection, batch: Batch) -> int:
    """Put articles in their places and stories; how many copies were new."""
    said = batch.placement
    if len(said.articles):
        ids = pa.array(said.articles, pa.string())
        yes, no = [True] * len(ids), [False] * len(ids)
        places = {"article_id": ids, "seq": pa.array(said.seqs), "held": yes, "kept": no}
        append(news, "add_places", pa.table(places))
    for name, ids in (("leave_window", said.left), ("keep_in_window", said.kept)):
        if len(ids):
            append(news, name, pa.table({"article_id": pa.array(ids, pa.string())}))
    _load_memberships(news, batch)
    _load_stories(news, batch)
    return _add(news, "copies", list(said.copies))


def _load_stories(news: Connection, batch: Batch) -> None:
    said = batch.placement
    for change in said.changes:
        if change.kind == "merged":
            tell(news, "keep_merged", ended=change.story_id, now=batch.at)
            tell(news, "follow_merged", ended=change.story_id, into=change.other_id, now=batch.at)
    last = {story.id: story for story in said.stories}
    _replace(news, "stories", list(last.values()))
    if last:
        tell(news, "recount_stories", touched=list(last))
    _add(news, "story_changes", list(said.changes), changed_at="at")


def _load_memberships(news: Connection, batch: Batch) -> None:
    last = list({m.article_id: m for m in batch.placement.memberships}.values())
    if not last:
        return
    table = incoming(news, "store.memberships", last, since=[batch.at] * len(last))
    append(news, "keep_memberships", table, now=batch.at)
    append(news, "drop_moved", table)
    append(news, "add_memberships", table)


def _failures(batch: Batch) -> list[Failure]:
    return [*batch.failures, *(poll.failure for poll in batch.polls if poll.failure)]
