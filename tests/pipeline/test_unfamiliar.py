"""Links across languages count less while a stream hardly knows the languages, and no others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from streams import stream

from pipeline.encoders.language_means import REST, FrozenMean, LanguageMeans
from pipeline.stories.compare import pair_regimes, with_rows
from pipeline.stories.explain import DOUBT_NAME, explain_score
from pipeline.stories.features import article_features
from pipeline.stories.pair_features import Pairing
from pipeline.stories.ragged import Ragged
from pipeline.stories.unfamiliar import DOUBT, FAMILIAR, doubted, doubts
from pipeline.stories.window import Window


def doubt(known: int) -> list[float]:
    """Probabilities .6 of a pair of one language and of one across, so many German articles on."""
    articles, rows = stream(1, 3)
    articles = [replace(a, lang=lang) for a, lang in zip(articles, ("en", "en", "de"), strict=True)]
    frozen = {
        lang: FrozenMean(lang, 16, np.array([count, count]), np.zeros((2, 384), np.int64))
        for lang, count in (("en", 99), ("de", known))
        if count
    }
    means = LanguageMeans(prior={REST: np.zeros((2, 384))}, frozen=frozen)
    window = with_rows(Window.empty(means=means), articles, rows, article_features(articles))
    pairs = Pairing(1, Ragged.of([[0], [0]], np.int64))
    less = doubts(pair_regimes(window, pairs), window, pairs)
    return doubted(np.array([0.6, 0.6]), less).tolist()


def test_a_pair_of_one_language_is_as_likely_as_it_was_and_one_across_less() -> None:
    within, across = doubt(0)
    assert within == 0.6
    assert across < 0.3


def test_doubt_ends_once_the_language_is_known() -> None:
    likely = [doubt(known)[1] for known in range(FAMILIAR + 1)]
    assert likely == sorted(likely) and len(set(likely)) == len(likely)
    assert abs(likely[-1] - 0.6) < 1e-9


def test_doubt_is_among_what_explains_a_score() -> None:
    articles, rows = stream(1, 2)
    articles = [replace(a, lang=lang) for a, lang in zip(articles, ("en", "de"), strict=True)]
    means = LanguageMeans(prior={REST: np.zeros((2, 384))})
    window = with_rows(Window.empty(means=means), articles, rows, article_features(articles))
    explained = explain_score(window, articles[1].id, articles[0].id)
    assert explained is not None and explained.values[DOUBT_NAME] == DOUBT
    logit = explained.weights["bias"] + sum(
        value * explained.weights[name] for name, value in explained.values.items()
    )
    assert abs(explained.probability - 1 / (1 + np.exp(-logit))) < 1e-9
