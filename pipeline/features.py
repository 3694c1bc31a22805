"""What the same-story score and the copy check read of an article, in columns.

Everything here is a function of one article alone: no counts of other articles enter, so that
features never depend on how a stream was cut.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.ragged import Ragged
from pipeline.records import Article
from pipeline.text import hash_words, shingles, tokens
from pipeline.titles import bare_title

LEAD_WORDS = 100
BODY_WORDS = 500
ZIPF_STEP = 25.0  # zipf frequencies (0..8, wordfreq) are kept as bytes of 1/25
_NAME = re.compile(r"\b[A-Z][\w'’&-]*(?:\s+(?:of|de|al|bin|van|von|da|el|la)?\s*[A-Z][\w'’&-]*)*")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Sparse rows, one per article; columns may be added, so store and load them by name."""

    terms: Ragged  # uint32 hashes of the distinct words of title and text
    title_tf: Ragged  # uint8, aligned with terms: how often in the title
    lead_tf: Ragged  # uint8: in the first 100 words of the text
    body_tf: Ragged  # uint8: in the first 500 words of the text
    zipf: Ragged  # uint8: general-language frequency of the word, see ZIPF_STEP
    names: Ragged  # uint32 hashes of distinct capitalised names
    figures: Ragged  # uint32 hashes of distinct numbers
    days: Ragged  # int32 days since 1970 that the text speaks of
    shingles: Ragged  # uint32 hashes of distinct word 4-shingles, sorted
    labels: Ragged  # str: the most frequent names, as written

    def __len__(self) -> int:
        return len(self.terms)

    @classmethod
    def empty(cls) -> Features:
        """No rows."""
        return features(())

    def take(self, rows: NDArray[np.int64]) -> Features:
        """The rows named, in that order."""
        return Features(*(getattr(self, f.name).take(rows) for f in fields(self)))

    def append(self, other: Features) -> Features:
        """These rows, then the other's."""
        return Features(
            *(getattr(self, f.name).append(getattr(other, f.name)) for f in fields(self))
        )

    def columns(self) -> dict[str, Any]:
        """Arrow list arrays by name, one row per article: `pa.table(features.columns())`."""
        import pyarrow as pa  # noqa: PLC0415 - only storing needs it

        return {
            f.name: pa.LargeListArray.from_arrays(
                pa.array(getattr(self, f.name).offsets), pa.array(getattr(self, f.name).values)
            )
            for f in fields(self)
        }

    @classmethod
    def from_columns(cls, columns: Mapping[str, Any]) -> Features:
        """Back from Arrow list arrays (chunked or not, list or large list) of the same names."""
        return cls(*(_ragged(columns[f.name], _DTYPES[f.name]) for f in fields(cls)))


_DTYPES: dict[str, Any] = {
    "terms": np.uint32, "title_tf": np.uint8, "lead_tf": np.uint8, "body_tf": np.uint8,
    "zipf": np.uint8, "names": np.uint32, "figures": np.uint32, "days": np.int32,
    "shingles": np.uint32, "labels": np.object_,
}  # fmt: skip


def features(articles: Sequence[Article]) -> Features:
    """One row per article, in order; a missing text leaves lead, body and shingles empty."""
    rows = [_row(article) for article in articles]
    return Features(*(Ragged.of([r[i] for r in rows], d) for i, d in enumerate(_DTYPES.values())))


def _row(article: Article) -> tuple[NDArray[Any], ...]:
    title = bare_title(article.title, article.outlet)
    in_title, in_text = tokens(title), tokens(article.text)
    counts = [Counter(in_title), Counter(in_text[:LEAD_WORDS]), Counter(in_text[:BODY_WORDS])]
    distinct = sorted(set().union(*counts))
    frequency = frequencies(article.lang or "en")
    text = title + ".\n" + article.text[:4000]
    names = Counter(_NAME.findall(text))
    return (
        hash_words(distinct),
        *(np.array([min(255, count[t]) for t in distinct], np.uint8) for count in counts),
        np.array([ZIPF_STEP * frequency.get(t, 0.0) for t in distinct], np.uint8),
        np.unique(hash_words(name.lower() for name in names)),
        np.unique(hash_words(_FIGURE.findall(text))),
        np.empty(0, np.int32),
        np.unique((shingles(article.text) >> np.uint64(32)).astype(np.uint32)),
        np.array([name for name, _ in names.most_common(8)], np.object_),
    )


@cache
def frequencies(lang: str) -> Mapping[str, float]:
    """Zipf frequencies (log10 per thousand million words) of a language's words, wordfreq 3.1.

    A language that wordfreq does not know has none: its words then count as rare.
    """
    import wordfreq  # noqa: PLC0415 - loads word lists: only when features are computed

    if lang not in wordfreq.available_languages():
        return {}
    table = wordfreq.get_frequency_dict(lang)
    return {word: wordfreq.freq_to_zipf(freq) for word, freq in table.items()}


def _ragged(column: Any, dtype: Any) -> Ragged:
    column = column.combine_chunks() if hasattr(column, "combine_chunks") else column
    flat = column.flatten().to_numpy(zero_copy_only=False)
    offsets = np.zeros(len(column) + 1, np.int64)
    np.cumsum(column.value_lengths().fill_null(0).to_numpy(zero_copy_only=False), out=offsets[1:])
    return Ragged(offsets, flat.astype(dtype))
