"""What placing an article needs to know of those before it.

A Window is a value: the rows of the time window, and beyond it a few representatives of each
sleeping story, so that a trial finds its arrest months later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.encoders.language_means import FrozenMean, LanguageMeans
from pipeline.records import Copy, Decision, Matrix, Membership, Story, StoryChange
from pipeline.stories.boilerplate import Boilerplate, FoundSentence
from pipeline.stories.candidates import Postings
from pipeline.stories.clustering import Clustering
from pipeline.stories.columns import Column
from pipeline.stories.document_frequency import EARLY, NORMS, DocumentFrequency
from pipeline.stories.features import Features
from pipeline.stories.neighbours import Neighbours
from pipeline.stories.ragged import Ragged

# Same-story pairs of mixed news fall within days; others meet representatives. Chosen by hand
# (2026-11).
WINDOW_DAYS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window:
    """Rows in the order they were placed, all aligned, `[m]`.

    The columns up to `features`, with `days`, `decisions` and `placed`, are what is stored; the
    last four fields are derived. Nothing changes a window in place: every step gives a new one,
    which shares what stayed the same.
    """

    ids: Sequence[str]
    seqs: NDArray[np.int64]  # ordinal in the whole stream, from 0, ascending
    times: NDArray[np.int64]  # `Article.at`, seconds since 1970
    dated: NDArray[np.bool_]  # False: no published date, `times` is only when it was first seen
    outlets: Sequence[str]
    langs: Sequence[str]
    titles: Sequence[str]
    story_ids: Sequence[str]
    copy_of: Sequence[str]  # id of the original, "" when none
    kept: NDArray[np.bool_]  # outside the time window, stays as a representative of its story
    embeddings: Matrix  # [m, 2 * d], see `embed`; without their languages' means, where there are
    features: Features
    days: float = WINDOW_DAYS  # an article older than this leaves, or represents its story
    decisions: Sequence[Decision] = ()  # all of the user's, oldest first
    placed: int = 0  # articles placed so far in the whole stream: the next row's seq
    means: LanguageMeans | None = None  # of languages, taken off vectors; None: of none
    boilerplate: Boilerplate = field(default_factory=Boilerplate)  # what outlets always say
    neighbours: Neighbours | None = None  # an index of leads, for large windows
    # Derived from the rows above, carried along so that they need not be made again; None: made
    # when needed. Whoever builds a Window from stored rows leaves them out.
    document_frequency: DocumentFrequency | None = None
    postings: Postings | None = None
    clustering: Clustering | None = None
    columns: Mapping[str, Column] = field(
        default_factory=dict
    )  # of arrays above, with room to grow

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def empty(
        cls, *, decisions: Sequence[Decision] = (), means: LanguageMeans | None = None
    ) -> Window:
        """No rows: the start of a stream. The first rows bring the vectors' width.

        `means` are `initial_means` of the encoder; None: vectors are compared as they are.
        """
        return cls(
            ids=[],
            seqs=np.empty(0, np.int64),
            times=np.empty(0, np.int64),
            dated=np.empty(0, np.bool_),
            outlets=[],
            langs=[],
            titles=[],
            story_ids=[],
            copy_of=[],
            kept=np.empty(0, np.bool_),
            embeddings=np.empty((0, 0), np.float32),
            features=Features.empty(),
            decisions=decisions,
            means=means,
        )

    def column(self, name: str) -> Column:
        """The array of that name as a column: the one carried along, if it is of this array.

        Raises AttributeError for a name that is no field.
        """
        array, carried = getattr(self, name), self.columns.get(name)
        return carried if carried is not None and carried.filled is array else Column(array)

    def rows_of(self, seqs: Iterable[int]) -> list[tuple[int, int]]:
        """(Row, seq) of those of the articles that are in the window, in the order given."""
        wanted = np.fromiter(seqs, np.int64)
        if not len(self):
            return []
        rows = np.minimum(np.searchsorted(self.seqs, wanted), len(self) - 1)
        here = self.seqs[rows] == wanted
        return list(zip(rows[here].tolist(), wanted[here].tolist(), strict=True))

    def count_documents(self) -> DocumentFrequency:
        """How many articles hold each word, counted now if nobody carried it along.

        Counted are the rows up to the last refresh, a fixed ordinal of the stream, so that the
        counts do not depend on where it was cut into batches.
        """
        if self.document_frequency is not None:
            return self.document_frequency
        return DocumentFrequency.of(self.features, self.seqs, self.placed)

    def with_norms(self) -> Window:
        """The same rows, with norms as the counts now stand of those that have none yet and of the
        stream's first `EARLY`: when these were placed, little was known of their words.
        """
        lengths, frequency = self.features.norms.lengths, self.count_documents()
        lacking = lengths != len(NORMS)  # new, or of a version that kept others
        rows = np.flatnonzero(lacking | (self.seqs < EARLY))
        if not len(rows):
            return replace(self, document_frequency=frequency)
        if not lacking.any():
            norms = self.features.norms.values.reshape(-1, len(NORMS)).copy()
        else:
            norms = np.zeros((len(self), len(NORMS)), np.float32)
            kept = self.features.norms.take(np.flatnonzero(~lacking)).values
            norms[~lacking] = kept.reshape(-1, len(NORMS))
        chosen = frequency.with_norms(self.features.take(rows))
        norms[rows] = chosen.norms.values.reshape(-1, len(NORMS))
        offsets = np.arange(len(self) + 1) * len(NORMS)
        features = replace(self.features, norms=Ragged(offsets, norms.ravel()))
        return replace(self, features=features, document_frequency=frequency)

    def post_keys(self) -> Postings:
        """The rows' keys, posted now if nobody carried them along."""
        keys = self.features.keys
        return self.postings or Postings(keys.values, np.repeat(self.seqs, keys.lengths))

    def copy_clustering(self) -> Clustering:
        """A working copy of the rows' stories and links."""
        if self.clustering is not None:
            return self.clustering.copied()
        return Clustering.of(self.ids, self.seqs.tolist(), self.story_ids, self.features)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placement:
    """What placing a batch says: rows to store, in the order they came about.

    `articles`, `seqs` and `features` are aligned, `[n]`; the other lists have lengths of their own.
    To store it twice changes nothing: every row has an id of its own or replaces one.
    """

    articles: Sequence[str] = ()  # ids newly placed, in order; ids in the window are left out
    seqs: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))  # of `articles`
    features: Features = field(default_factory=Features.empty)  # of `articles`
    means: Sequence[FrozenMean] = ()  # language means frozen meanwhile
    boilerplate: Sequence[FoundSentence] = ()  # found meanwhile
    copies: Sequence[Copy] = ()
    memberships: Sequence[Membership] = ()  # of new articles, and older ones that moved: last wins
    stories: Sequence[Story] = ()  # all touched, as they now stand; merged ones say into what
    changes: Sequence[StoryChange] = ()
    left: Sequence[str] = ()  # ids that left the window for good
    kept: Sequence[str] = ()  # ids that stay beyond the time window as representatives
    after: Window | None = None  # the window after the batch, see `place.slide`
