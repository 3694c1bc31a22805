"""Writing a batch: vectors first, then everything else in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.alerts.tracks import Assignment
from pipeline.records import Article, Failure, StoryChange
from warehouse.batch import Batch, Loaded
from warehouse.boilerplate import replace_boilerplate
from warehouse.language_means import replace_means
from warehouse.rows import execute_on_rows, to_arrow, to_dicts, to_mapping
from warehouse.store import Connection, Store, execute, fetch_table, transaction
from warehouse.story_titles import edited_titles, follow_edits, rename_stories
from warehouse.vectors import replace_features, replace_sentences, replace_vectors


def load_batch(store: Store, batch: Batch) -> Loaded:
    """Write a batch: all of it or nothing. The same batch again changes nothing.

    What goes to `vectors.duckdb` is committed first. A crash between the two commits leaves
    rows there that no article of the main file names: no query sees them, and the next load
    of these articles replaces them. Raises what `Store` raises.
    """
    if not (batch.articles or len(batch.told)):
        with store.news() as news:
            return _write_main_file(news, batch)
    with store.both() as (news, vectors):
        with transaction(vectors):
            _write_vectors_file(vectors, batch, _unknown_rows(news, batch.articles))
        with transaction(news):
            return _write_main_file(news, batch)


def probe_batch(store: Store, batch: Batch) -> None:
    """Write a batch and take it back: raises what loading it would."""
    with (
        suppress(_TakenBackError),
        store.both() as (news, vectors),
        transaction(vectors),
        transaction(news),
    ):
        _write_vectors_file(vectors, batch, _unknown_rows(news, batch.articles))
        _write_main_file(news, batch)
        raise _TakenBackError


class _TakenBackError(Exception):
    """Ends the transactions of a probe."""


def write_placement(news: Connection, batch: Batch) -> int:
    """Write the places, memberships and stories of `batch.placement`; how many copies were new."""
    placement = batch.placement
    if len(placement.articles):
        ids = pa.array(placement.articles, pa.string())
        yes, no = [True] * len(ids), [False] * len(ids)
        places = {"article_id": ids, "seq": pa.array(placement.seqs), "held": yes, "kept": no}
        execute_on_rows(news, "add_places", pa.table(places))
    for query, ids in (
        ("mark_left_window", placement.left),
        ("mark_kept_in_window", placement.kept),
    ):
        if len(ids):
            execute_on_rows(news, query, pa.table({"article_id": pa.array(ids, pa.string())}))
    touched = _write_memberships(news, batch)
    copies = list(placement.copies)
    new = _add_rows(news, "copies", copies, loaded_at=[batch.at] * len(copies))
    _write_stories(news, batch, touched)
    return new


def write_follows(news: Connection, assignments: Sequence[Assignment], now: datetime) -> int:
    """Append the follows that are not there yet, as beginning `now`; how many were new."""
    return _add_rows(news, "follows", assignments, since=[now] * len(assignments))


def _unknown_rows(news: Connection, articles: Sequence[Article]) -> list[int]:
    """Rows of the articles that the main file does not have."""
    ids = [article.id for article in articles]
    known = set(fetch_table(news, "latest_versions", ids=ids).column("id").to_pylist())
    return [row for row, id in enumerate(ids) if id not in known]


def _write_vectors_file(vectors: Connection, batch: Batch, rows: Sequence[int]) -> None:
    """Write vectors and features of the articles at `rows` of the batch, and its sentences."""
    if rows and len(batch.embeddings):
        ids = [batch.articles[row].id for row in rows]
        replace_vectors(vectors, ids, batch.embeddings[list(rows)], batch.model, batch.sha256)
    new = {batch.articles[row].id for row in rows}
    placed = [i for i, id in enumerate(batch.placement.articles) if id in new]
    if placed:
        features = batch.placement.features.take(np.array(placed, np.int64))
        replace_features(vectors, [batch.placement.articles[i] for i in placed], features)
        before = int(batch.placement.seqs[0])
        replace_means(vectors, batch.placement.means, batch.sha256, before)
        replace_boilerplate(vectors, batch.placement.boilerplate, before)
    if len(batch.told):
        replace_sentences(vectors, batch.told, batch.sha256)


def _write_main_file(news: Connection, batch: Batch) -> Loaded:
    entries = _write_entries(news, batch)
    _write_outcomes(news, batch)
    articles = _add_rows(news, "articles", batch.articles, told_at="at")
    retitled = edited_titles(news, batch.edits)
    edits = _write_edits(news, batch.edits)
    copies = write_placement(news, batch)
    follow_edits(news, retitled)
    _add_rows(news, "figures", batch.figures, told_at="at")
    told = list(batch.attributions)
    _add_rows(news, "attributions", told, loaded_at=[batch.at] * len(told))
    developments = _write_developments(news, batch)
    write_follows(news, batch.follows, batch.at)
    alerts = _add_rows(news, "alerts", batch.alerts)
    failures = _add_rows(news, "failures", _all_failures(batch), failed_at="at")
    _replace_rows(news, "cycles", [batch.cycle] if batch.cycle else [])
    return Loaded(
        entries=entries, articles=articles, edits=edits, copies=copies,
        developments=developments, alerts=alerts, failures=failures,
    )  # fmt: skip


def _add_rows(news: Connection, noun: str, records: Sequence[Any], **sources: Any) -> int:
    """Append what is not there yet by `add_NOUN.sql`; how many were new. Sources: `to_arrow`."""
    if not records:
        return 0
    return execute_on_rows(news, f"add_{noun}", to_arrow(news, f"store.{noun}", records, **sources))


def _replace_rows(news: Connection, noun: str, records: Sequence[Any], **sources: Any) -> None:
    """Put these rows in place of those of the same id, by `drop_NOUN.sql` and `add_NOUN.sql`."""
    if records:
        table = to_arrow(news, f"store.{noun}", records, **sources)
        execute_on_rows(news, f"drop_{noun}", table)
        execute_on_rows(news, f"add_{noun}", table)


def _write_entries(news: Connection, batch: Batch) -> int:
    """Write polls, the feeds' new states and all entries; how many entries were new."""
    polls = batch.polls
    feeds = [poll.feed for poll in polls]
    if polls:
        table = to_arrow(news, "store.feeds", feeds, added_at=None)
        execute_on_rows(news, "update_feeds", table)
        feed_ids = [feed.id for feed in feeds]
        _replace_rows(news, "feed_states", [feed.state for feed in feeds], feed_id=feed_ids)
        reasons = [poll.failure.reason if poll.failure else "" for poll in polls]
        _add_rows(news, "gaps", [poll.gap for poll in polls if poll.gap])
        _add_rows(news, "polls", polls, feed_id=feed_ids, polled_at="at", reason=reasons)
    entries = [*(entry for poll in polls for entry in poll.entries), *batch.entries]
    if not entries:
        return 0
    table = to_arrow(news, "store.entries", entries)
    execute_on_rows(news, "update_entries", table)
    return execute_on_rows(news, "add_entries", table)


def _write_outcomes(news: Connection, batch: Batch) -> None:
    """Write what became of the entries in `batch.tried`."""
    if not batch.tried:
        return
    became = {article.id for article in (*batch.articles, *batch.edits)}
    failed = {f.entry_id: f for f in batch.failures if f.entry_id and f.entry_id not in became}
    ends: list[Failure | None] = [failed.get(entry.id) for entry in batch.tried]
    table = to_arrow(
        news, "store.outcomes", batch.tried,
        entry_id="id", tries=[1] * len(ends), tried_at=[batch.at] * len(ends),
        retry_at=[end.retry_at if end else None for end in ends],
        reason=[end.reason if end else "" for end in ends],
    )  # fmt: skip
    ids = [entry.id for entry in batch.tried]
    tried = set(fetch_table(news, "tried_entries", ids=ids).column("entry_id").to_pylist())
    again = pa.array([id in tried for id in ids], pa.bool_())
    _execute_if_any(news, "update_outcomes", table.filter(again))
    _execute_if_any(news, "add_outcomes", table.filter(pc.invert(again)))


def _write_edits(news: Connection, edits: Sequence[Article]) -> int:
    if not edits:
        return 0
    table = to_arrow(news, "store.articles", edits, told_at="at")
    execute_on_rows(news, "archive_versions", table)
    return execute_on_rows(news, "update_articles", table)


def _write_developments(news: Connection, batch: Batch) -> int:
    """Write what stories tell, numbered on, and what they told in the past under number 0."""
    cycle = batch.cycle.id if batch.cycle else ""
    n = 0
    for developments, numbers in (
        (batch.past, [0] * len(batch.past)),
        (batch.developments, range(1, len(batch.developments) + 1)),
    ):
        n = _add_rows(
            news, "developments", developments,
            told_at="at", cycle_id=[cycle] * len(developments), seq=numbers,
        )  # fmt: skip
    return n


def _write_memberships(news: Connection, batch: Batch) -> set[str]:
    """Move articles to where the placement leaves them; the stories that gained or lost any.

    A merge takes along the members that the placement does not name: those that have left the
    window. Those it names are where it says last, which may be the merged story, begun again by a
    split in the same batch.
    """
    placement = batch.placement
    last = list({m.article_id: m for m in placement.memberships}.values())
    merges = [change for change in placement.changes if change.kind == "merged"]
    if not last and not merges:
        return set()
    ids = [membership.article_id for membership in last]
    before = to_mapping(fetch_table(news, "article_stories", ids=ids))
    table = to_arrow(news, "store.memberships", last, since=[batch.at] * len(last))
    ended = [change.story_id for change in merges]
    left = ended and len(fetch_table(news, "members_beyond", ids=ids, ended=ended))
    for heirs in _merged_together(merges) if left else ():
        news.register("merged", pa.table({"ended": list(heirs), "heir": list(heirs.values())}))
        execute_on_rows(news, "archive_merged_memberships", table, now=batch.at)
        execute_on_rows(news, "move_merged_memberships", table, now=batch.at)
        news.unregister("merged")
    moves = [before.get(m.article_id, m.story_id) != m.story_id for m in last]
    moved = table.filter(pa.array(moves, pa.bool_()))
    _execute_if_any(news, "archive_memberships", moved, now=batch.at)
    _execute_if_any(news, "drop_moved_memberships", moved)
    execute_on_rows(news, "add_memberships", table)
    return {*before.values(), *(membership.story_id for membership in last)}


def _execute_if_any(news: Connection, name: str, table: pa.Table, /, **params: object) -> None:
    """Run a statement on rows where there are any: among millions it looks for them else."""
    if len(table):
        execute_on_rows(news, name, table, **params)


def _merged_together(merges: Sequence[StoryChange]) -> Iterator[dict[str, str]]:
    """Story -> the one it was merged into, for merges in a row that do not depend on each other.

    One whose story has taken up another before, or was merged before, begins anew: its members are
    those that the merges before have left it. A statement for each took 16 ms of a processor among
    a million memberships.
    """
    heirs, met = dict[str, str](), set[str]()
    for change in merges:
        if change.story_id in met:
            yield heirs
            heirs, met = {}, set()
        heirs[change.story_id] = change.other_id
        met |= {change.story_id, change.other_id}
    if heirs:
        yield heirs


def _write_stories(news: Connection, batch: Batch, touched: set[str]) -> None:
    """Write the stories as they now stand, counted over all members, and what became of them."""
    placement = batch.placement
    last = {story.id: story for story in placement.stories}
    changed = {id for change in placement.changes for id in (change.story_id, change.other_id)}
    uncounted = [0] * len(last)  # until they are settled
    _replace_rows(news, "stories", list(last.values()), n_copies=uncounted, n_outlets=uncounted)
    ids = sorted({*touched, *changed, *last})
    _add_story_changes(news, list(placement.changes))
    if ids:
        settle_stories(news, ids, batch.at)
    rename_stories(news, [id for id in ids if id not in last])


def settle_stories(news: Connection, ids: list[str], now: datetime) -> None:
    """Count these stories over all their members.

    One that has lost its last article without a merge ends in the story that most of them are in.
    """
    execute(news, "recount_stories", touched=ids)
    empty = fetch_table(news, "stories_without_articles", touched=ids).column("id").to_pylist()
    if not empty:
        return
    emptied = fetch_table(news, "emptied_stories", touched=empty)
    execute_on_rows(news, "end_stories", emptied)
    ended = [
        StoryChange(
            at=now, kind="merged", story_id=row["id"], other_id=row["heir"],
            reason="all of its articles moved there",
        )
        for row in to_dicts(emptied)
    ]  # fmt: skip
    _add_story_changes(news, ended)


def _add_story_changes(news: Connection, changes: Sequence[StoryChange]) -> None:
    """Append merges and splits, in their order."""
    _add_rows(news, "story_changes", changes, changed_at="at", seq=range(1, len(changes) + 1))


def _all_failures(batch: Batch) -> list[Failure]:
    """Those of the batch and those of its polls."""
    return [*batch.failures, *(poll.failure for poll in batch.polls if poll.failure)]
