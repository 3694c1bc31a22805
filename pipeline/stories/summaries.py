"""Stories as rows: title of the most central article, the words and names it is known by."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np

from pipeline.language.stems import s_stem
from pipeline.language.word_frequencies import frequencies
from pipeline.language.words import tokens
from pipeline.records import Story
from pipeline.stories.clustering import Clustering
from pipeline.stories.merges import resolve
from pipeline.stories.titles import bare_title
from pipeline.stories.window import Window

_TERMS, _NAMES = 6, 6  # as many as a line holds
_COMMON_ZIPF = 5.0  # words more frequent than 1 in 10,000 label nothing; by hand (2026-11)
_UNKNOWN_ZIPF = 2.0  # of words that wordfreq does not list; by hand (2026-11)


def summarize_stories(window: Window, clustering: Clustering) -> list[Story]:
    """Every story that the moves touched, as it now stands, and those that were merged away."""
    heirs = _heirs(clustering)
    touched = {move.story for move in clustering.moves} | clustering.thinned
    touched |= {change.story for change in clustering.changes}
    stories = []
    for story in sorted(touched):
        heir = resolve(story, heirs)
        if members := _rows(window, clustering, heir):
            past = clustering.past.get(story, (0, int(window.times[members].min())))
            merged_into = "" if heir == story else heir
            stories.append(_story(story, members, window, past, merged_into))
    return stories


def _heirs(clustering: Clustering) -> dict[str, str]:
    """Story -> the one it was merged into, of those that have not begun again since: what is split
    off takes its first article's id, which may be that of a story merged away."""
    heirs: dict[str, str] = {}
    for change in clustering.changes:
        if change.kind == "merged":
            heirs[change.story] = change.other
        else:
            heirs.pop(change.other, None)
    return heirs


def _rows(window: Window, clustering: Clustering, story: str) -> list[int]:
    """Places of the story's articles in the window."""
    return [row for row, _ in window.rows_of(clustering.members.get(story, ()))]


def _story(
    story: str, members: list[int], window: Window, past: tuple[int, int], merged_into: str
) -> Story:
    titles = [bare_title(window.titles[row], window.outlets[row]) for row in members]
    times = window.times[members]
    return Story(
        id=story,
        title=titles[_central(window, members)],
        terms=_terms(titles, window.langs[members[0]]),
        names=_names(window, members),
        first_at=datetime.fromtimestamp(min(int(times.min()), past[1]), UTC),
        last_at=datetime.fromtimestamp(int(times.max()), UTC),
        n_articles=len(members) + past[0],
        merged_into=merged_into,
    )


def _central(window: Window, members: list[int]) -> int:
    """Place of the article whose vectors are nearest to all others'; the earliest of equals."""
    rows = window.embeddings[members]
    closeness = rows @ rows.sum(axis=0, dtype=np.float64)
    return int(np.argmax(np.round(closeness, 6)))


def _terms(titles: list[str], lang: str) -> tuple[str, ...]:
    """Words of the titles: each counts by how many titles hold it and how rare it is in general."""
    known = frequencies(lang or "en")
    counts = Counter(term for title in titles for term in _stems(title))
    weight = {
        term: count * max(_COMMON_ZIPF - known.get(term, _UNKNOWN_ZIPF), 0.0)
        for term, count in counts.items()
        if len(term) > 2 and not term.isdigit()
    }
    ranked = sorted(weight, key=lambda term: (-weight[term], term))
    return tuple(term for term in ranked[:_TERMS] if weight[term] > 0)


@lru_cache(maxsize=1 << 14)
def _stems(title: str) -> tuple[str, ...]:
    """A title's distinct words; a growing story asks for its titles again and again."""
    return tuple(s_stem(token) for token in sorted(set(tokens(title))))


def _names(window: Window, members: list[int]) -> tuple[str, ...]:
    counts = Counter(name for row in members for name in window.features.labels[row])
    return tuple(sorted(counts, key=lambda name: (-counts[name], name))[:_NAMES])
