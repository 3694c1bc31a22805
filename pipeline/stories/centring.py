"""A window's vectors without the mean of their language, see `pipeline.encoders.language_means`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.encoders.language_means import LanguageMeans, next_freezing
from pipeline.records import Matrix
from pipeline.stories.window import Window


def cut_at_freezings(count: int, placed: int, window: Window) -> Iterator[range]:
    """Rows of a batch cut where the stream, `placed` articles before it, freezes its means."""
    start = 0
    while start < count:
        end = count if window.means is None else min(count, next_freezing(placed + start) - placed)
        yield range(start, end)
        start = end


def centred_rows(
    window: Window, rows: Matrix, langs: Sequence[str]
) -> tuple[Matrix, LanguageMeans | None]:
    """Stored rows of the articles to come, `[n, 2 * d]`, as the window compares them, and the means
    after them: `with_means` puts those in force."""
    if window.means is None:
        return rows, None
    return window.means.centred(rows, langs), window.means.with_rows(rows, langs)


def with_means(window: Window, means: LanguageMeans | None) -> Window:
    """The window with these means, once it has come to their ordinal.

    A young stream's rows are centred anew whenever means are frozen: little was known of its
    languages when they came.
    """
    if means is None or means.placed != window.placed:
        return window
    before = window.means.frozen if window.means else {}
    if means.early is None or means.frozen is before:
        return replace(window, means=means)
    embeddings = means.centred(means.early, window.langs)
    return replace(window, means=means, embeddings=embeddings)
