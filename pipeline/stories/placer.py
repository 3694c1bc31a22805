"""One batch being placed: the window as it grows, its clustering, what has come about so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.records import Article, Copy, Matrix, Membership, Story, StoryChange
from pipeline.stories.boilerplate import features_without
from pipeline.stories.centring import centred_rows, cut_at_freezings, with_means
from pipeline.stories.clustering import KEEP_LINK, Change, Move
from pipeline.stories.compare import (
    compare_with_candidates,
    lead_cosines,
    pair_regimes,
    refreshed,
    with_rows,
)
from pipeline.stories.copies import Originals, agency_of, find_copy
from pipeline.stories.decisions import apply_decisions
from pipeline.stories.document_frequency import STEP
from pipeline.stories.features import Features
from pipeline.stories.neighbours import nearest_by_cosine
from pipeline.stories.ragged import Ragged
from pipeline.stories.recurring import with_boilerplate
from pipeline.stories.score import Coefficients
from pipeline.stories.summaries import summarize_stories
from pipeline.stories.sweep import SWEEP, sweep
from pipeline.stories.templates import templated
from pipeline.stories.unfamiliar import doubted, doubts
from pipeline.stories.window import Placement, Window

_LINKS = 64  # links kept per article, the likeliest; chosen by hand (2026-11)
_BLOCK = 256  # articles whose cosines are made at once: a multiple of STEP that divides SWEEP


class Placer:
    """Places the articles of one batch one after the other; used once.

    The window given stays as it is: `window` is replaced, never changed.
    """

    def __init__(self, window: Window, coefficients: Coefficients) -> None:
        """Against a window, with the user's decisions carried out."""
        self.window = window if window.document_frequency else window.with_norms()
        if window.means:
            self.window = replace(self.window, means=replace(window.means, fresh=()))
        said = replace(self.window.boilerplate, fresh=())
        self.window = replace(self.window, boilerplate=said)
        self._coming = self.window.means  # the means after the block that is being placed
        self._begin = self.window
        self._index = self.window.neighbours
        if self._index is not None and not self._index.serves(len(self.window)):
            self._index = None
        if self._index is not None:
            self._index.begin(self.window)
        self._coefficients = coefficients
        self._clustering = apply_decisions(self.window.copy_clustering(), self.window)
        self._originals = Originals(self.window)
        self._copies: list[Copy] = []
        self._features = Features.empty()  # of the articles placed, with their links
        self._stories: dict[str, Story] = {}
        self._left: list[str] = []
        self._kept: list[str] = []

    def place(self, articles: Sequence[Article], vectors: Matrix, features: Features) -> None:
        """Places articles that the window lacks, `[n]`, with `[n, 2 * d]` exact stored vectors."""
        placed = self.window.placed
        for span in cut_at_freezings(len(articles), placed, self.window):
            part = slice(span.start, span.stop)
            langs = [article.lang for article in articles[part]]
            rows, self._coming = centred_rows(self.window, vectors[part], langs)
            self._place_centred(articles[part], rows, features.span(span.start, span.stop))

    def _place_centred(
        self, articles: Sequence[Article], vectors: Matrix, features: Features
    ) -> None:
        """Places articles with vectors as they are compared, up to the next freezing of means."""
        with ThreadPoolExecutor(1) as thread:
            for block in _cut(range(len(articles)), self.window.placed, _BLOCK):
                for piece, cosines in self._pieces(block, vectors, thread):
                    part = slice(piece.start, piece.stop)
                    own = features_without(
                        self.window.boilerplate,
                        articles[part],
                        features.span(piece.start, piece.stop),
                    )
                    rows = with_rows(self.window, articles[part], vectors[part], own)
                    self._place_rows(rows, len(self.window), cosines)

    def _pieces(
        self, block: range, vectors: Matrix, thread: ThreadPoolExecutor
    ) -> Iterator[tuple[range, Matrix | None]]:
        """The block cut where counts are refreshed, with cosines where no index finds the near."""
        if self._index is None:
            yield from _block_cosines(block, vectors, self.window, thread)
            return
        for piece in _cut(block, self.window.placed - block.start, STEP):
            yield piece, None

    def _place_rows(self, rows: Window, first: int, cosines: Matrix | None) -> None:
        """Places the rows from `first` on, which reach to the next refresh of counts or less."""
        if cosines is not None:
            near = nearest_by_cosine(cosines, first)
        elif self._index is not None:
            near = self._index.nearest(rows, first)
        comparison = compare_with_candidates(rows, first, near)
        pairs = comparison.pairs
        regimes = pair_regimes(rows, pairs)
        p = self._coefficients.probabilities(comparison.features, regimes)
        p = doubted(p, doubts(regimes, rows, pairs))
        others, read = pairs.others.values, (p >= KEEP_LINK) | comparison.keyed
        links = []
        for at, (start, end) in enumerate(pairwise(pairs.others.offsets.tolist()), first):
            part = slice(start, end)
            likely = _likeliest(others[part], _unlike(at, others[part], p[part], rows), rows)
            links.append(self._place_row(rows, at, likely, others[part][read[part]]))
        self._advance(rows, first, links)

    def _place_row(
        self, rows: Window, at: int, links: dict[int, float], alike: NDArray[np.int64]
    ) -> Mapping[int, float]:
        """Copy and story of one article; its links. It may be a copy of the rows `alike`."""
        match = find_copy(at, alike, rows, self._originals.root)
        original = None
        if match is not None:
            original = int(rows.seqs[match.row])
            links[original] = 1.0
            self._copies.append(
                Copy(
                    article_id=rows.ids[at],
                    original_id=rows.ids[match.row],
                    kind=match.kind,
                    share=match.share,
                    share_back=match.share_back,
                    agency=agency_of(at, match.row, rows.features),
                )
            )
        self._originals.add(rows, match.row if match else None)
        seq = int(rows.seqs[at])
        self._clustering.ids[seq] = rows.ids[at]
        self._clustering.now = int(rows.times[at])
        self._clustering.add(seq, links, self._coefficients.join, original)
        return links

    def _advance(self, rows: Window, first: int, links: Sequence[Mapping[int, float]]) -> None:
        """Makes `rows` the window, with the links of those from `first` on; refreshes and sweeps.

        Stories that come and go within one batch are summarized while they are still here.
        """
        seqs = Ragged.of([list(row) for row in links], np.int64)
        link_p = Ragged.of([list(row.values()) for row in links], np.float32)
        placed = rows.features.span(first, len(rows)).linked(seqs, link_p)
        self._features = self._features.append(placed)
        before = self.window.features
        features = rows.features.linked(before.links.append(seqs), before.link_p.append(link_p))
        self.window = with_means(refreshed(replace(rows, features=features)), self._coming)
        self.window = with_boilerplate(self.window)
        if self.window.placed % SWEEP:
            return
        self._summarize()
        self.window, left, kept = sweep(self.window, self._clustering)
        self._originals.renumber(self.window)
        self._left += left
        self._kept += kept

    def _summarize(self) -> None:
        """Brings the stories touched so far up to date."""
        stories = summarize_stories(self.window, self._clustering)
        self._stories |= {story.id: story for story in stories}

    def placement(self, articles: Sequence[Article]) -> Placement:
        """The rows to store, of the articles placed."""
        self._summarize()
        begin, clustering = self._begin, self._clustering
        placed = np.arange(begin.placed, self.window.placed)
        seqs, ids = np.append(begin.seqs, placed), [*begin.ids, *(a.id for a in articles)]

        def id_of(seq: int) -> str:
            return ids[int(np.searchsorted(seqs, seq))]

        return Placement(
            articles=[a.id for a in articles],
            seqs=placed,
            features=self._features,
            means=self.window.means.fresh if self.window.means else (),
            boilerplate=self.window.boilerplate.fresh,
            copies=self._copies,
            memberships=[
                _membership(
                    move, id_of(move.seq), "" if move.nearest is None else id_of(move.nearest)
                )
                for move in clustering.moves
            ],
            stories=list(self._stories.values()),
            changes=[_story_change(change) for change in clustering.changes],
            left=self._left,
            kept=self._kept,
            after=self._window_after(articles),
        )

    def _window_after(self, articles: Sequence[Article]) -> Window:
        """The rows after the batch with the stories and copies that came about."""
        story_ids, copy_of = list(self.window.story_ids), list(self.window.copy_of)
        seq_of = {article.id: seq for seq, article in enumerate(articles, self._begin.placed)}
        stories = {move.seq: move.story for move in self._clustering.moves}
        originals = {seq_of[copy.article_id]: copy.original_id for copy in self._copies}
        for column, values in ((story_ids, stories), (copy_of, originals)):
            for row, seq in self.window.rows_of(values):
                column[row] = values[seq]
        return replace(
            self.window, story_ids=story_ids, copy_of=copy_of, clustering=self._clustering
        )


def _cut(whole: range, placed: int, size: int) -> Iterator[range]:
    """Rows of a batch cut where the stream, `placed` articles before the batch, reaches `size`."""
    start = whole.start
    while start < whole.stop:
        end = min(whole.stop, start + size - (placed + start) % size)
        yield range(start, end)
        start = end


def _block_cosines(
    block: range, vectors: Matrix, window: Window, thread: ThreadPoolExecutor
) -> Iterator[tuple[range, Matrix]]:
    """The pieces of a block between refreshes of counts, each with the lead cosines of its rows.

    The first piece's are made at once, those of the others by a thread meanwhile: the products are
    most of the work in a large window, and hold no lock.
    """
    first, *others = _cut(block, window.placed - block.start, STEP)
    rows = vectors[block.start : block.stop]
    rest = thread.submit(lead_cosines, vectors[first.stop : block.stop], window, rows)
    yield first, lead_cosines(vectors[first.start : first.stop], window, rows)
    for piece in others:
        yield piece, rest.result()[piece.start - first.stop : piece.stop - first.stop]


def _unlike(
    at: int, others: NDArray[np.int64], p: NDArray[np.float64], rows: Window
) -> NDArray[np.float64]:
    """The probabilities, 0 where a pair is one template filled in twice."""
    linked = np.flatnonzero(p >= KEEP_LINK)
    parted = p.copy()
    parted[linked[templated(at, others[linked], rows)]] = 0.0
    return parted


def _likeliest(others: NDArray[np.int64], p: NDArray[np.float64], rows: Window) -> dict[int, float]:
    """Seqs of the likeliest rows with their probability, the likeliest first."""
    order = np.lexsort((others, -p))[:_LINKS]
    order = order[p[order] >= KEEP_LINK]
    likely = p[order].astype(np.float32).tolist()
    return dict(zip(rows.seqs[others[order]].tolist(), likely, strict=True))


def _membership(move: Move, article_id: str, nearest_id: str) -> Membership:
    return Membership(
        article_id=article_id,
        story_id=move.story,
        score=move.score,
        nearest_id=nearest_id,
        reason=move.reason,
    )


def _story_change(change: Change) -> StoryChange:
    return StoryChange(
        at=datetime.fromtimestamp(change.at, UTC),
        kind=change.kind,
        story_id=change.story,
        other_id=change.other,
        reason=change.reason,
        score=change.score,
    )
