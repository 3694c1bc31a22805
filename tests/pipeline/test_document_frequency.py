"""How rare a word is depends on the window's articles, not on when they were counted."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from streams import stream

from pipeline.language.words import hash_word
from pipeline.stories.document_frequency import STEP, DocumentFrequency
from pipeline.stories.features import Features, article_features

ARTICLES, _ = stream(9, 2 * STEP)
FEATURES = article_features(ARTICLES)


@settings(max_examples=20, deadline=None)
@given(cut=st.integers(0, 2 * STEP), gone=st.sets(st.integers(0, STEP - 1), max_size=9))
def test_counting_by_and_by_is_counting_at_once(cut: int, gone: set[int]) -> None:
    none = FEATURES.span(0, 0)
    seqs = np.arange(len(FEATURES))
    counts = DocumentFrequency.of(none, seqs[:0], 0)
    counts = counts.moved(cut, FEATURES.span(0, cut), none)
    counts = counts.moved(2 * STEP, FEATURES.span(cut, 2 * STEP), none)
    counts = counts.moved(2 * STEP, none, FEATURES.take(np.array(sorted(gone), np.int64)))
    stay = np.setdiff1d(seqs, np.array(sorted(gone), np.int64))
    whole = DocumentFrequency.of(FEATURES.take(stay), stay, 2 * STEP)
    assert counts.articles == whole.articles
    for name, held in whole.counts.items():
        assert np.array_equal(counts.counts[name], held)


def test_a_word_of_many_articles_weighs_less_than_one_of_few() -> None:
    seqs = np.arange(len(FEATURES))
    counts = DocumentFrequency.of(FEATURES, seqs, len(FEATURES))
    common, rare = (np.array([hash_word(name)], np.uint32) for name in ("veltram", "nowhere"))
    assert counts.weights("names", common) < counts.weights("names", rare)


def test_articles_since_the_last_refresh_are_not_counted_yet() -> None:
    seqs = np.arange(STEP + 10)
    counts = DocumentFrequency.of(FEATURES.span(0, STEP + 10), seqs, STEP + 10)
    assert (counts.upto, counts.articles) == (STEP, STEP)


def test_norms_of_a_row_do_not_depend_on_its_neighbours() -> None:
    counts = DocumentFrequency.of(FEATURES, np.arange(len(FEATURES)), len(FEATURES))
    together = counts.with_norms(FEATURES)
    for row in (0, 5, len(FEATURES) - 1):
        alone: Features = counts.with_norms(FEATURES.span(row, row + 1))
        assert np.array_equal(together.norms[row], alone.norms[0])
