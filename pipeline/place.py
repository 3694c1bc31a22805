"""The pure heart: copies, then stories, article by article.

`place` is what production, re-threading, import, evaluation, tests and benchmarks call. However a
stream is cut into batches, its copies and stories are the same: counts and sweeps happen at fixed
ordinals of the stream, everything else after each article, and sums of products are exact (see
`embed`). An article that arrives late is placed among those in the window when it arrives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.embed import exact
from pipeline.records import Article, Copy, Matrix, Membership, Story, StoryChange
from pipeline.stories.clustering import KEEP_LINK, Threads
from pipeline.stories.compare import closeness, compared, refreshed, titles_only, with_rows
from pipeline.stories.copies import agency_of, find_copy
from pipeline.stories.decisions import decided
from pipeline.stories.document_frequency import STEP
from pipeline.stories.features import Features, features
from pipeline.stories.ragged import Ragged
from pipeline.stories.score import Coefficients, shipped
from pipeline.stories.summaries import tell_stories
from pipeline.stories.sweep import SWEEP, sweep
from pipeline.stories.window import Placement, Window

_LINKS = 20  # links kept per article, the likeliest
_BLOCK = 256  # articles whose cosines are made at once: a multiple of STEP that divides SWEEP


def place(
    articles: Sequence[Article],
    embeddings: Matrix,
    window: Window,
    coefficients: Coefficients | None = None,
    made: Features | None = None,
) -> Placement:
    """Copies, memberships, stories and changes of `articles`, `[n]`, against the window.

    `embeddings` is `[n, 768]` as `embed` gives it, `made` their features where they are known.
    Articles whose id is in the window, or twice in the batch, are left out: an edited article keeps
    its place.
    """
    window = window if window.tally else window.weighed()
    known = set(window.ids)
    fresh = [i for i, a in enumerate(articles) if not (a.id in known or known.add(a.id))]  # type: ignore[func-returns-value]
    articles, chosen = [articles[i] for i in fresh], np.array(fresh, np.int64)
    made = features(articles) if made is None else made.take(chosen)
    vectors = exact(embeddings[chosen])
    threads = decided(window.threaded(), window)
    now, found = window, _Found(window)
    with ThreadPoolExecutor(1) as thread:
        for block in _cut(range(len(articles)), window.placed, _BLOCK):
            for piece, near in _near(block, vectors, now, thread):
                part = slice(piece.start, piece.stop)
                now = _chunk(
                    articles[part],
                    vectors[part],
                    made.span(piece.start, piece.stop),
                    near,
                    now,
                    threads,
                    found,
                    coefficients or shipped(),
                )
    return _placement(window, now, threads, found, articles)


def _cut(whole: range, placed: int, size: int) -> Iterator[range]:
    """Rows of a batch cut where the stream, `placed` articles before the batch, reaches `size`."""
    start = whole.start
    while start < whole.stop:
        end = min(whole.stop, start + size - (placed + start) % size)
        yield range(start, end)
        start = end


def _near(
    block: range, vectors: Matrix, window: Window, thread: ThreadPoolExecutor
) -> Iterator[tuple[range, Matrix]]:
    """The pieces of a block between refreshes of counts, each with the closeness of its rows.

    The first piece's is made at once, that of the others by a thread meanwhile: the products are
    most of the work in a large window, and hold no lock.
    """
    first, *others = _cut(block, window.placed - block.start, STEP)
    rows = vectors[block.start : block.stop]
    rest = thread.submit(closeness, vectors[first.stop : block.stop], window, rows)
    yield first, closeness(vectors[first.start : first.stop], window, rows)
    for piece in others:
        yield piece, rest.result()[piece.start - first.stop : piece.stop - first.stop]


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
            window.ids[row]: original for row, original in enumerate(window.copy_of) if original
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
        self.root = list(range(len(window)))
        named = self.originals.keys() | set(self.originals.values())
        row_of = {name: row for row, name in enumerate(window.ids) if name in named}
        for name, original in self.originals.items():
            if original in row_of and name in row_of:
                self.root[row_of[name]] = row_of[original]


def _chunk(  # noqa: PLR0913, PLR0917 - the state of one call, handed on
    articles: Sequence[Article],
    vectors: Matrix,
    made: Features,
    near: Matrix,
    window: Window,
    threads: Threads,
    found: _Found,
    coefficients: Coefficients,
) -> Window:
    """Places articles up to the next refresh of counts; the window after them."""
    before = len(window)
    grownup = with_rows(window, articles, vectors, made)
    some = compared(grownup, before, near)
    p = coefficients.probabilities(some.parts, titles_only(grownup, some.pairs))
    others, read = some.pairs.others.values, (p >= KEEP_LINK) | some.keyed
    links = []
    for at, (start, end) in enumerate(pairwise(some.pairs.others.offsets.tolist()), before):
        part = slice(start, end)
        likely = _links(others[part], p[part], grownup)
        alike = others[part][read[part]]
        links.append(_place_one(at, likely, alike, grownup, threads, found, coefficients.join))
    made = grownup.features.span(before, len(grownup)).linked(
        Ragged.of([list(found) for found in links], np.int64),
        Ragged.of([list(found.values()) for found in links], np.float32),
    )
    found.features.append(made)
    old = window.features
    linked = grownup.features.linked(old.links.append(made.links), old.link_p.append(made.link_p))
    after = refreshed(replace(grownup, features=linked))
    if after.placed % SWEEP:
        return after
    # Stories that came and go within one call are told while they are still here.
    found.stories |= {story.id: story for story in tell_stories(after, threads)}
    after, left, kept = sweep(after, threads)
    found.rooted(after)
    found.left += left
    found.kept += kept
    return after


def _links(others: NDArray[np.int64], p: NDArray[np.float64], rows: Window) -> dict[int, float]:
    """Seqs of the likeliest rows with their probability, the likeliest first."""
    order = np.lexsort((others, -p))[:_LINKS]
    order = order[p[order] >= KEEP_LINK]
    likely = p[order].astype(np.float32).tolist()
    return dict(zip(rows.seqs[others[order]].tolist(), likely, strict=True))


def _place_one(  # noqa: PLR0913, PLR0917 - the state of one call, handed on
    at: int,
    links: dict[int, float],
    alike: NDArray[np.int64],
    rows: Window,
    threads: Threads,
    found: _Found,
    join: float,
) -> Mapping[int, float]:
    """Copy and story of one article; its links. It may be a copy of the rows `alike`."""
    copy = find_copy(at, alike, rows.features, rows.outlets, found.root)
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


def _placement(
    window: Window, after: Window, threads: Threads, found: _Found, articles: Sequence[Article]
) -> Placement:
    """The rows to store, out of what came about."""
    placed = np.arange(window.placed, after.placed)
    seqs, ids = np.append(window.seqs, placed), [*window.ids, *(a.id for a in articles)]

    def id_of(seq: int) -> str:
        return ids[int(np.searchsorted(seqs, seq))]

    found.stories |= {story.id: story for story in tell_stories(after, threads)}
    seq_of = {article.id: seq for seq, article in enumerate(articles, window.placed)}
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
                article_id=id_of(move.seq),
                story_id=move.story,
                score=move.score,
                nearest_id="" if move.nearest is None else id_of(move.nearest),
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
        after=_told(after, threads, found, seq_of),
    )


def _told(after: Window, threads: Threads, found: _Found, seq_of: Mapping[str, int]) -> Window:
    """The rows after the batch with the stories and copies that came about."""
    story_ids, copy_of = list(after.story_ids), list(after.copy_of)
    stories = {move.seq: move.story for move in threads.moves}
    originals = {seq_of[copy.article_id]: copy.original_id for copy in found.copies}
    for column, values in ((story_ids, stories), (copy_of, originals)):
        for row, seq in after.rows_of(values):
            column[row] = values[seq]
    return replace(after, story_ids=story_ids, copy_of=copy_of, threads=threads)
