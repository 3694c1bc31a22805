"""How new a sentence is to its story, in columns that a reader can check."""

from datetime import UTC, datetime

import numpy as np
import pytest

from pipeline.developments.novelty import FEATURES, Known, Title, novelty_features
from pipeline.developments.specifics import read_sentence

TOLD = datetime(2026, 3, 5, tzinfo=UTC)
OLD = "The ferry Alma sank off Skarv, killing 14 people."
NEW = "Police arrested its captain, Ines Corvo, on Tuesday."


def vectors(*texts):
    """Unit rows, alike just when the texts are."""
    rows = np.zeros((len(texts), 384), np.float32)
    for i, text in enumerate(texts):
        rows[i, sum(text.encode()) % 384] = 1.0
    return rows


def row(texts, known, title=""):
    head = Title(title, vectors(title)[0] if title else np.zeros(384, np.float32))
    story = Known(tuple(map(read_sentence, known)), vectors(*known))
    matrix = novelty_features(texts, vectors(*texts), head, story, TOLD)
    return [dict(zip(FEATURES, values.tolist(), strict=True)) for values in matrix]


def test_what_was_told_word_by_word_is_covered_and_nothing_in_it_unseen():
    told = row([OLD], [OLD])[0]
    assert [told[name] for name in ("cos_told", "cover_one", "cover_all")] == pytest.approx([1] * 3)
    assert told["unseen_weight"] == told["unseen_names"] == told["unseen_figures"] == 0.0


def test_a_new_sentence_brings_names_and_days_that_nobody_told():
    new = row([NEW], [OLD])[0]
    assert new["unseen_names"] == pytest.approx(np.log1p(2))
    assert new["unseen_days"] == 1.0
    assert new["cover_one"] < 0.2


def test_everything_is_new_to_a_story_that_told_nothing():
    first = row([OLD, NEW], [])
    assert all(r["cover_one"] == 0.0 and r["unseen_weight"] > 0 for r in first)


def test_the_title_marks_the_sentence_it_announces():
    old, new = row([OLD, NEW], [OLD], title="Captain Ines Corvo arrested")
    assert new["unseen_title"] > old["unseen_title"] == 0.0


def test_place_in_the_article_counts_from_its_start():
    assert [r["first"] for r in row([OLD, NEW], [])] == [1.0, 0.5]


def test_what_an_article_says_again_is_counted_up_to_two():
    assert [r["retold"] for r in row([NEW, OLD, NEW, NEW, NEW], [])] == [0, 0, 1, 2, 2]


def test_no_sentences_give_no_rows():
    empty = Known((), np.zeros((0, 384), np.float32))
    none = np.zeros((0, 384), np.float32)
    assert novelty_features([], none, Title("", np.zeros(384, np.float32)), empty, TOLD).shape == (
        0,
        len(FEATURES),
    )
