"""The pure heart: copies, then stories, article by article.

`place` is what production, re-threading, import, evaluation, tests and benchmarks call. However a
stream is cut into batches, its copies and stories are the same: counts and sweeps happen at fixed
ordinals of the stream, everything else after each article, and sums of products are exact (see
`embed`). An article that arrives late is placed among those in the window when it arrives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from pipeline.embed import exact
from pipeline.records import Article, Copy, Matrix, Membership, Story, StoryChange
from pipeline.threads.candidates import nearest, union
from pipeline.threads.copies import agency_of, find_copy
from pipeline.threads.decisions import decided
from pipeline.threads.features import Features, features
from pipeline.threads.parts import Comparison, Spread
from pipeline.threads.ragged import Ragged, grown
from pipeline.threads.score import Coefficients, Parts, shipped
from pipeline.threads.stories import tell_stories
from pipeline.threads.sweep import SWEEP, sweep
from pipeline.threads.tally import STEP
from pipeline.threads.thread import KEEP_LINK, Threads
from pipeline.threads.window import Placement, Window

HALF = 384
_LINKS = 20  # links kept per article, the likeliest


def place(
    articles: Sequence[Article],
    embeddings: Matrix,
    window: Window,
    coefficients: Coefficients | None = None,
) -> Placement:
    """Copies, memberships, stories and changes of `articles`, `[n]`, against the window.

    `embeddings` is `[n, 768]` as `embed` gives it. Articles whose id is in the window, or twice in
    the batch, are left out: an edited article keeps its place.
    """
    known = set(window.ids)
    fresh = [i for i, a in enumerate(articles) if not (a.id in known or known.add(a.id))]  # type: ignore[func-returns-value]
    articles = [articles[i] for i in fresh]
    made = features(articles)
    vectors = exact(embeddings[np.array(fresh, np.int64)])
    threads = decided(window.threaded(), window)
    now, found, start = window, _Found(window), 0
    while start < len(articles):
        end = min(len(articles), start + STEP - now.placed % STEP)
        part = slice(start, end)
        rows = np.arange(start, end)
        now = _chunk(
            articles[part],
            vectors[part],
            made.take(rows),
            now,
            threads,
            found,
            coefficients or shipped(),
        )
        start = end
    return _placement(window, now, threads, found, articles)


def slide(
    window: Window, placement: Placement, articles: Sequence[Article], embeddings: Matrix
) -> Window:
    """The window after the batch: what the warehouse would load before the next one."""
    if placement.after is None:
        return place(articles, embeddings, window).after or window
    return placement.after


class _Found:
    """What came about so far in one call."""

    def __init__(self, window: Window) -> None:
        self.originals = {
            name: original
            for name, original in zip(window.ids, window.copy_of, strict=True)
            if original
        }
        self.copies: list[Copy] = []
        self.features: list[Features] = []
        self.left: list[str] = []
        self.kept: list[str] = []
        self.stories: dict[str, Story] = {}
        self.rooted(window)

    def rooted(self, window: Window) -> None:
        """Makes `root` for these rows: of each the row it is a copy of, or itself.

        An original that has left leaves its copy on its own.
        """
        row_of = {name: row for row, name in enumerate(window.ids)}
        self.root = list(range(len(window)))
        for name, original in self.originals.items():
            if original in row_of and name in row_of:
                self.root[row_of[name]] = row_of[original]


def _chunk(  # noqa: PLR0913, PLR0917 - the state of one call, handed on
    articles: Sequence[Article],
    vectors: Matrix,
    made: Features,
    window: Window,
    threads: Threads,
    found: _Found,
    coefficients: Coefficients,
) -> Window:
    """Places articles up to the next refresh of counts; the window after them."""
    before = len(window)
    grownup = with_rows(window, articles, vectors, made)
    links = []
    for at, others, values in compared(grownup, before, window):
        p = coefficients.probabilities(values, titles_only(grownup.features.shingles, at, others))
        links.append(_place_one(at, others, p, grownup, threads, found, coefficients.join))
    linked = made.linked(
        Ragged.of([list(found) for found in links], np.int64),
        Ragged.of([list(found.values()) for found in links], np.float32),
    )
    found.features.append(linked)
    after = replace(grownup, features=window.features.append(linked))
    after = refreshed(after, window)
    if after.placed % SWEEP:
        return after
    # Stories that came and go within one call are told while they are still here.
    found.stories |= {story.id: story for story in tell_stories(after, threads)}
    after, left, kept = sweep(after, threads)
    found.rooted(after)
    found.left += left
    found.kept += kept
    return after


def compared(
    rows: Window, first: int, counted: Window
) -> Iterable[tuple[int, NDArray[np.int64], Parts]]:
    """Each row from `first` on, the earlier rows worth comparing it with, and their parts.

    `counted` is the window at the last refresh of counts or later.
    """
    tally, postings = counted.counted(), counted.posted().added({})
    comparison = Comparison(rows, tally)
    settled = int(np.searchsorted(rows.seqs, tally.upto))
    new = slice(first, len(rows))
    by_title = rows.embeddings[new, :HALF] @ rows.embeddings[:, :HALF].T
    by_lead = rows.embeddings[new, HALF:] @ rows.embeddings[:, HALF:].T
    for i, at in enumerate(range(first, len(rows))):
        title, lead = by_title[i, :at], by_lead[i, :at]
        keys = rows.features.keys[at]
        others = union(nearest(title + lead), postings.sharing(keys, rows.seqs[:at]))
        postings.add(int(rows.seqs[at]), keys)
        spreads = Spread.of(title[:settled]), Spread.of(lead[:settled])
        yield at, others, comparison.parts(at, others, (title[others], lead[others]), spreads)


def titles_only(shingles: Ragged, at: int, others: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pairs lack the text of one or both."""
    told = shingles.offsets[others + 1] > shingles.offsets[others]
    return ~told if len(shingles[at]) else np.ones(len(others), np.bool_)


def _place_one(  # noqa: PLR0913, PLR0917 - the state of one call, handed on
    at: int,
    others: NDArray[np.int64],
    p: NDArray[np.float64],
    rows: Window,
    threads: Threads,
    found: _Found,
    join: float,
) -> Mapping[int, float]:
    """Copy and story of one article; its links."""
    order = np.lexsort((others, -p))
    copy = find_copy(at, others[order], rows.features, rows.outlets, found.root)
    kept = [k for k in order[:_LINKS] if p[k] >= KEEP_LINK]
    links = {int(rows.seqs[others[k]]): float(np.float32(p[k])) for k in kept}
    original = None
    found.root.append(at)
    if copy is not None:
        other, kind, share, back = copy
        found.root[at] = other
        original = int(rows.seqs[other])
        links[original] = 1.0
        found.originals[rows.ids[at]] = rows.ids[other]
        found.copies.append(
            Copy(
                article_id=rows.ids[at],
                original_id=rows.ids[other],
                kind=kind,
                share=share,
                share_back=back,
                agency=agency_of(at, other, rows.features),
            )
        )
    threads.ids[int(rows.seqs[at])] = rows.ids[at]
    threads.now = int(rows.times[at])
    threads.add(int(rows.seqs[at]), links, join, original)
    return links


def with_rows(
    window: Window, articles: Sequence[Article], vectors: Matrix, made: Features
) -> Window:
    """The window with new rows that have no story yet."""
    count = len(articles)
    return replace(
        window,
        ids=[*window.ids, *(a.id for a in articles)],
        seqs=grown(window.seqs, np.arange(window.placed, window.placed + count)),
        times=grown(window.times, np.array([int(a.at.timestamp()) for a in articles], np.int64)),
        dated=grown(
            window.dated, np.array([a.published_at is not None for a in articles], np.bool_)
        ),
        outlets=[*window.outlets, *(a.outlet for a in articles)],
        langs=[*window.langs, *(a.lang for a in articles)],
        titles=[*window.titles, *(a.title for a in articles)],
        story_ids=[*window.story_ids, *([""] * count)],
        copy_of=[*window.copy_of, *([""] * count)],
        kept=grown(window.kept, np.zeros(count, np.bool_)),
        embeddings=grown(window.embeddings, vectors),
        features=window.features.append(made),
        placed=window.placed + count,
    )


def refreshed(after: Window, before: Window) -> Window:
    """With keys posted and, at every `STEP` articles of the stream, words counted anew."""
    counted, new = before.counted(), range(len(before), len(after))
    posted = before.posted().added({int(after.seqs[r]): after.features.keys[r] for r in new})
    if after.placed % STEP == 0:
        entered = after.features.take(np.flatnonzero(after.seqs >= counted.upto))
        counted = counted.moved(after.placed, entered, Features.empty())
    return replace(after, postings=posted, tally=counted)


def _placement(
    window: Window, after: Window, threads: Threads, found: _Found, articles: Sequence[Article]
) -> Placement:
    """The rows to store, out of what came about."""
    placed = np.arange(window.placed, after.placed)
    ids = dict(zip(window.seqs.tolist(), window.ids, strict=True))
    ids |= dict(zip(placed.tolist(), (a.id for a in articles), strict=True))
    found.stories |= {story.id: story for story in tell_stories(after, threads)}
    story_ids = [threads.story[seq] for seq in after.seqs.tolist()]
    copy_of = [found.originals.get(name, "") for name in after.ids]
    after = replace(after, story_ids=story_ids, copy_of=copy_of, threads=threads)
    made = Features.empty()
    for chunk in found.features:
        made = made.append(chunk)
    return Placement(
        articles=[a.id for a in articles],
        seqs=placed,
        features=made,
        copies=found.copies,
        memberships=[
            Membership(
                article_id=ids[move.seq],
                story_id=move.story,
                score=move.score,
                nearest_id="" if move.nearest is None else ids[move.nearest],
                reason=move.reason,
            )
            for move in threads.moves
        ],
        stories=list(found.stories.values()),
        changes=[
            StoryChange(
                at=datetime.fromtimestamp(change.at, UTC),
                kind=change.kind,
                story_id=change.story,
                other_id=change.other,
                reason=change.reason,
                score=change.score,
            )
            for change in threads.changes
        ],
        left=found.left,
        kept=found.kept,
        after=after,
    )
