"""Finds the sentences that recur over one outlet's different articles, see `boilerplate`.

Looked for at fixed ordinals of a stream among the latest rows of its window: a function of the rows
placed so far, so that it cannot depend on batches.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.embed import halves
from pipeline.stories.boilerplate import FoundSentence, outlet_key
from pipeline.stories.document_frequency import EARLY, STEP
from pipeline.stories.window import Window

# Articles of an outlet that hold the sentence, and how alike their titles may be: the background
# of one story recurs under like titles. Of 268 sentences that three articles or more of an outlet
# share at their ends in seven labelled sets (2026-11), two belong to one story: at a mean cosine of
# .74; the others lie below .5.
LEAST, ALIKE = 3, 0.4
_HOLDERS = 8  # the latest of them are compared
_LATER = 256  # articles between two looks, once the stream has had `EARLY`
_LATEST = 1 << 14  # articles looked at: days of a large stream


def with_boilerplate(window: Window) -> Window:
    """The window with what its outlets were found to say, where the stream is due for a look."""
    if window.placed % (STEP if window.placed <= EARLY else _LATER):
        return window
    found = [
        FoundSentence(outlet, sentence, window.placed) for outlet, sentence in _recurring(window)
    ]
    if not found:
        return window
    return replace(window, boilerplate=window.boilerplate.with_found(found))


def _recurring(window: Window) -> Iterator[tuple[str, int]]:
    """Sentences held by enough unlike articles of one outlet and not known yet, in order."""
    keys, rows = _ends(window)
    order = np.lexsort((rows, keys))
    keys, rows = keys[order], rows[order]
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else keys
    counts = np.diff(np.append(starts, len(keys)))
    for start, count in zip(starts[counts >= LEAST], counts[counts >= LEAST], strict=True):
        holders = rows[start : start + count][-_HOLDERS:]
        sentence = int(keys[start]) & 0xFFFFFFFF
        outlet = outlet_key(window.outlets[int(holders[0])])
        known = window.boilerplate.of_outlet.get(outlet, frozenset())
        if sentence not in known and _likeness(holders, window) < ALIKE:
            yield outlet, sentence


def _ends(window: Window) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Outlet and sentence of each end of the latest rows as one key, `[k]`, and the row."""
    first = max(0, len(window) - _LATEST)
    codes = {
        outlet: zlib.crc32(outlet_key(outlet).encode()) for outlet in set(window.outlets[first:])
    }
    of_row = np.array([codes[outlet] for outlet in window.outlets[first:]], np.uint64)
    named = np.array([bool(outlet) for outlet in window.outlets[first:]], np.bool_)
    ends = window.features.ends.span(first, len(window))
    row = np.repeat(np.arange(len(ends)), ends.lengths)
    keys = of_row[row] << np.uint64(32) | ends.values.astype(np.uint64)
    return keys[named[row]], first + row[named[row]]


def _likeness(rows: NDArray[np.int64], window: Window) -> float:
    """Mean cosine of the titles of rows, of each two; leads stand for titles that lack."""
    titles, leads = halves(window.embeddings[rows])
    titled = np.asarray(titles.any(axis=1))
    own = np.where(titled[:, None], titles, leads)
    return float((own @ own.T)[np.triu_indices(len(rows), 1)].mean())
