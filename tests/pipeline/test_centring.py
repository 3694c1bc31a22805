"""A stream in several languages: where it is cut into batches makes no difference."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from streams import stream

from pipeline.embed import exact
from pipeline.encoders.language_means import REST, LanguageMeans
from pipeline.evaluation.stories import placements
from pipeline.place import place, slide
from pipeline.records import Article, Matrix
from pipeline.stories.centring import cut_at_freezings
from pipeline.stories.window import Window

COUNT = 420
LANGS = ("en", "de", "zh")
PRIOR = {REST: np.zeros((2, 384)), "en": np.zeros((2, 384))}


def told_abroad(seed: int, count: int) -> tuple[list[Article], Matrix]:
    """Articles of a few events in three languages, whose vectors lean towards their language."""
    articles, rows = stream(seed, count)
    rng = np.random.default_rng(seed)
    langs = rng.choice(LANGS, count).tolist()
    accents = dict(zip(LANGS, rng.normal(size=(3, 2, 384)) / 25, strict=True))
    leaning = rows.reshape(-1, 2, 384) + np.stack([accents[lang] for lang in langs])
    leaning /= np.linalg.norm(leaning, axis=2, keepdims=True)
    told = [replace(a, lang=lang) for a, lang in zip(articles, langs, strict=True)]
    return told, exact(leaning.reshape(count, -1).astype(np.float32))


ARTICLES, ROWS = told_abroad(7, COUNT)


def stories_of(stops: list[int]) -> tuple[dict[str, str], Window]:
    """Story of each article, and the window at the end, of the stream cut at `stops`."""
    window, stories = Window.empty(means=LanguageMeans(prior=PRIOR)), {}
    for start, stop in pairwise([0, *stops, COUNT]):
        placement = place(ARTICLES[start:stop], ROWS[start:stop], window)
        window = slide(window, placement, ARTICLES[start:stop], ROWS[start:stop])
        stories |= {m.article_id: m.story_id for m in placement.memberships}
    return stories, window


WHOLE = stories_of([])


@settings(max_examples=4)
@given(st.lists(st.integers(0, COUNT), max_size=6).map(sorted))
def test_one_batch_or_many_give_the_same_stories_and_vectors(stops: list[int]) -> None:
    stories, window = stories_of(stops)
    assert stories == WHOLE[0]
    assert np.array_equal(window.embeddings, WHOLE[1].embeddings)
    assert window.means is not None and WHOLE[1].means is not None
    assert window.means.placed == COUNT
    for lang in LANGS:
        assert np.array_equal(window.means.frozen[lang].sums, WHOLE[1].means.frozen[lang].sums)


def test_an_event_told_in_two_languages_is_near_once_the_accents_are_off() -> None:
    """Of raw vectors the nearest are of the same language; of centred ones of the same event."""
    events = [article.title for article in ARTICLES]
    langs = [article.lang for article in ARTICLES]

    def nearest(rows: Matrix) -> list[int]:
        cosines = rows @ rows.T
        np.fill_diagonal(cosines, -2)
        return [int(row.argmax()) for row in cosines]

    def share(labels: list[str], near: list[int]) -> float:
        return float(np.mean([labels[i] == labels[j] for i, j in enumerate(near)]))

    raw, centred = nearest(ROWS), nearest(WHOLE[1].embeddings)
    assert share(langs, raw) > 0.9
    assert share(langs, centred) < 0.6
    assert share(events, centred) == share(events, raw) == 1.0


def test_a_batch_says_which_means_were_frozen_meanwhile() -> None:
    said = list(placements(ARTICLES, ROWS, means=LanguageMeans(prior=PRIOR), batch=100))
    ordinals = [sorted({mean.upto for mean in placement.means}) for placement in said]
    assert ordinals == [[16, 32, 64], [128, 192], [256], [320, 384], []]


def test_without_means_a_stream_is_not_cut() -> None:
    assert list(cut_at_freezings(500, 3, Window.empty())) == [range(500)]
    assert not next(placements(ARTICLES[:40], ROWS[:40])).means
