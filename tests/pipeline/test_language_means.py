"""A language's mean is taken off its vectors, the same however the stream came in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.embed import exact
from pipeline.encoders import ENCODERS
from pipeline.encoders.language_means import (
    EARLY,
    REST,
    STEP,
    FrozenMean,
    LanguageMeans,
    centred,
    initial_means,
    last_freezing,
    next_freezing,
    prior_means,
    restored,
    texts_centred,
)
from pipeline.records import Matrix

WIDTH = 8
PRIOR = {REST: np.full((2, WIDTH), 0.1), "en": np.full((2, WIDTH), 0.2), "de": np.eye(2, WIDTH)}


def rows_of(count: int, seed: int = 0) -> tuple[Matrix, list[str]]:
    """Rows as stored, some without a text and one without words, and their languages."""
    rng = np.random.default_rng(seed)
    halves = rng.normal(size=(count, 2, WIDTH)) + 1.0
    halves /= np.linalg.norm(halves, axis=2, keepdims=True)
    halves[::7, 1] = halves[::7, 0]
    halves[3:4] = 0.0
    langs = rng.choice(["en", "de", "sw", ""], count, p=[0.6, 0.2, 0.15, 0.05]).tolist()
    return exact(halves.reshape(count, 2 * WIDTH).astype(np.float32)), langs


def streamed(rows: Matrix, langs: list[str], means: LanguageMeans) -> LanguageMeans:
    """The means after the rows, taken up to each freezing."""
    start = 0
    while start < len(rows):
        end = min(len(rows), start + next_freezing(means.placed) - means.placed)
        means = means.with_rows(rows[start:end], langs[start:end])
        start = end
    return means


def test_a_language_without_a_mean_takes_the_mean_of_all() -> None:
    rows, _ = rows_of(3)
    titles = rows[:, :WIDTH]
    means = {lang: mean[0] for lang, mean in PRIOR.items()}
    assert np.array_equal(centred(titles, ["xx"] * 3, means), centred(titles, [REST] * 3, means))
    assert not np.array_equal(
        centred(titles, ["en"] * 3, means), centred(titles, [REST] * 3, means)
    )


def test_rows_are_of_length_one_and_an_empty_one_stays_empty() -> None:
    rows, langs = rows_of(20)
    out = LanguageMeans(prior=PRIOR).centred(rows, langs)
    lengths = np.linalg.norm(out[:, :WIDTH], axis=1)
    assert np.allclose(np.delete(lengths, 3), 1.0, atol=2e-3)
    assert not out[3].any()
    assert np.array_equal(exact(out), out)


def test_a_bare_title_is_the_same_twice() -> None:
    rows, langs = rows_of(20)
    out = LanguageMeans(prior={k: v * [[1.0], [3.0]] for k, v in PRIOR.items()}).centred(
        rows, langs
    )
    assert np.array_equal(out[7, :WIDTH], out[7, WIDTH:])


def test_a_row_does_not_depend_on_its_company() -> None:
    rows, langs = rows_of(300)
    means = streamed(rows, langs, LanguageMeans(prior=PRIOR))
    together = means.centred(rows, langs)
    alone = np.vstack([means.centred(rows[i : i + 1], [langs[i]]) for i in range(300)])
    assert np.array_equal(together, alone)


def test_the_mean_of_a_stream_replaces_the_prior_as_it_grows() -> None:
    """Texts that all lie on one side: without their mean they lie on all sides."""
    rows, _ = rows_of(600)
    langs = ["sw"] * 600
    begin = LanguageMeans(prior=PRIOR)
    end = streamed(rows, langs, begin)
    before = begin.centred(rows, langs)[:, :WIDTH].mean(axis=0)
    after = end.centred(rows, langs)[:, :WIDTH].mean(axis=0)
    assert np.linalg.norm(after) < 0.2 < np.linalg.norm(before)


@settings(max_examples=25)
@given(st.integers(0, 3 * STEP), st.lists(st.integers(1, 200), max_size=4))
def test_stored_and_read_between_the_means_and_the_rows_are_the_same(
    begin: int, stops: list[int]
) -> None:
    """Wherever a stream is stored and read again, whatever is frozen when."""
    count = EARLY + 2 * STEP + 9
    rows, langs = rows_of(count)
    whole = streamed(rows, langs, LanguageMeans(prior=PRIOR))
    means, stored, at = LanguageMeans(prior=PRIOR), [], 0
    for stop in [EARLY - 100 + begin, *stops, count]:
        to = min(count, stop if not at else at + stop)
        means = streamed(rows[at:to], langs[at:to], means)
        stored += means.fresh
        at = to
        _, means = restored(
            rows[:at], langs[:at], np.arange(at), stored,
            replace(LanguageMeans(prior=PRIOR), placed=at),
        )  # fmt: skip
    assert at == count
    for lang, mean in whole.frozen.items():
        same_mean(mean, means.frozen[lang])
    for lang, mean in whole.since.items():
        assert np.array_equal(mean.sums, means.since[lang].sums)
    assert (whole.early is None) == (means.early is None)


def same_mean(mean: FrozenMean, other: FrozenMean) -> None:
    assert (mean.lang, mean.upto) == (other.lang, other.upto)
    assert np.array_equal(mean.counts, other.counts)
    assert np.array_equal(mean.sums, other.sums)


def test_each_row_is_centred_again_with_the_means_of_its_time() -> None:
    """Those of a stream's beginning with the means as they stood when it was young no more."""
    count = EARLY + 3 * STEP
    rows, langs = rows_of(count)
    means, expected, at = LanguageMeans(prior=PRIOR), np.zeros_like(rows), 0
    while at < count:
        to = min(count, next_freezing(at))
        expected[at:to] = means.centred(rows[at:to], langs[at:to])
        means = means.with_rows(rows[at:to], langs[at:to])
        at = to
        if at <= EARLY:
            expected[:at] = means.centred(rows[:at], langs[:at])
    out, _ = restored(
        rows, langs, np.arange(count), means.fresh,
        replace(LanguageMeans(prior=PRIOR), placed=count),
    )  # fmt: skip
    assert np.array_equal(out, expected)


def test_freezings_come_at_ordinals_of_the_stream_alone() -> None:
    ordinals, at = [], 0
    while at < 1600:
        at = next_freezing(at)
        ordinals.append(at)
    assert ordinals[:6] == [16, 32, 64, 128, 192, 256]
    assert ordinals[-5:] == [960, 1024, 1280, 1536, 1792]
    for placed in range(1800):
        assert last_freezing(placed) == max([0, *(o for o in ordinals if o <= placed)])


def test_means_come_with_e5_and_none_with_minilm() -> None:
    assert initial_means(ENCODERS["minilm"].sha256) is None
    prior = prior_means(ENCODERS["e5"].sha256)
    assert prior is not None
    assert {"en", "de", "es", "fr", "ru", "ar", "zh", "ja", REST} <= prior.keys()
    assert {mean.shape for mean in prior.values()} == {(2, ENCODERS["e5"].dimension)}
    rows, langs = rows_of(4)
    assert texts_centred(rows, langs, ENCODERS["minilm"].sha256) is rows


@pytest.mark.parametrize("lang", ["en", "xx"])
def test_single_texts_are_centred_with_the_prior(lang: str) -> None:
    e5 = ENCODERS["e5"]
    rows = np.eye(3, e5.dimension, dtype=np.float32)
    out = texts_centred(rows, [lang] * 3, e5.sha256)
    assert out.shape == rows.shape
    assert np.allclose(np.linalg.norm(out, axis=1), 1.0, atol=2e-3)
    assert not np.array_equal(out, rows)
