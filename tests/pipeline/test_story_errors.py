"""Errors of found stories: by language, and the pairs that cost most."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streams import stream

from pipeline.evaluation.labels import Labelled
from pipeline.evaluation.story_errors import agreement_by_lang, costliest_pairs, mean_figures
from pipeline.records import Article
from pipeline.stories.score import shipped_coefficients


def labelled() -> tuple[Labelled, list[str]]:
    """Forty articles: ten of story `a` found as two, and five each of `b` and `c` found as one."""
    articles, _ = stream(9, 40)
    articles = [replace(a, lang="de") if row % 2 else a for row, a in enumerate(articles)]
    gold = ["a"] * 10 + ["b"] * 5 + ["c"] * 5 + [f"s{n}" for n in range(20)]
    found = ["a"] * 4 + ["x"] * 6 + ["b"] * 10 + [f"s{n}" for n in range(20)]
    return Labelled(name="own", articles=articles, stories=gold), found


def test_the_costliest_errors_come_first_with_the_features_of_a_pair() -> None:
    own, found = labelled()
    _, rows = stream(9, 40)
    false, missed = costliest_pairs(own, found, rows, shipped_coefficients(), 3)
    assert (false.kind, false.pairs) == ("false", 25)
    assert (missed.kind, missed.pairs) == ("missed", 24)
    ids = [article.id for article in own.articles]
    assert {own.stories[ids.index(i)] for i in false.articles} == {"b", "c"}
    assert {found[ids.index(i)] for i in missed.articles} == {"a", "x"}
    assert false.features and 0 <= false.probability <= 1 and all(false.titles)


def test_what_an_outlet_says_every_time_is_no_feature_of_an_error() -> None:
    """But for its first articles, before it is known."""
    plain, rows = stream(9, 192)
    end = "Sign up for the Quayside Courier's letter, and read more of our reports every morning."
    own = [replace(a, outlet="Quayside", text=f"Pier {n} is shut.") for n, a in enumerate(plain)]
    found = [f"s{n}" for n in range(192)]
    gold = [*found[:180], *found[168:180]]

    def shared(given: list[Article]) -> list[float]:
        labelled = Labelled(name="own", articles=given, stories=gold)
        errors = costliest_pairs(labelled, found, rows, shipped_coefficients(), 12)
        assert len(errors) == 12
        return [error.features["lead_root"] for error in errors]

    ended = [replace(a, text=f"{a.text} {end}") for a in own]
    assert shared(ended) == pytest.approx(shared(own), abs=1e-3)


def test_each_language_is_measured_over_its_own_articles() -> None:
    own, found = labelled()
    by_lang = agreement_by_lang(own, found)
    assert {lang: row["articles"] for lang, row in by_lang.items()} == {"de": 20, "en": 20}
    assert 0 < by_lang["de"]["pairwise_f1"] < 1


def test_the_mean_is_over_what_all_files_have() -> None:
    mean = mean_figures([{"file": "x", "b3_f1": 0.5, "ami": 1.0}, {"file": "y", "b3_f1": 1.0}])
    assert mean == {"b3_f1": pytest.approx(0.75)}
