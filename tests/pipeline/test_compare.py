"""Which earlier articles a new one is compared with, and how its score is explained."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streams import HashedWords, stream

from pipeline.evaluation.stories import placements
from pipeline.place import place, slide
from pipeline.records import Article
from pipeline.stories.candidates import BY_KEY, NEAREST, Postings
from pipeline.stories.compare import (
    compare_with_candidates,
    lead_cosines,
    pair_regimes,
    with_rows,
)
from pipeline.stories.explain import explain_score, nearest_sentences
from pipeline.stories.features import article_features
from pipeline.stories.neighbours import nearest_by_cosine
from pipeline.stories.ragged import Ragged
from pipeline.stories.score import REGIMES, shipped_coefficients
from pipeline.stories.window import Window


def near_of(rows):
    return nearest_by_cosine(lead_cosines(rows, Window.empty(), rows), 0)


def test_lead_cosines_are_those_with_the_window_then_with_the_block() -> None:
    articles, rows = stream(1, 30)
    window = slide(Window.empty(), place(articles[:20], rows[:20], Window.empty()), [], rows[:0])
    cosines = lead_cosines(rows[20:], window, rows[20:])
    half = rows.shape[1] // 2
    assert np.array_equal(cosines, rows[20:, half:] @ rows[:, half:].T)


def test_vectors_of_any_width_are_placed() -> None:
    articles, rows = stream(2, 40, dimension=24)
    stories = [m for p in placements(articles, rows, batch=15) for m in p.memberships]
    assert {m.article_id for m in stories} == {a.id for a in articles}


def test_an_article_is_compared_with_earlier_ones_only_and_with_few() -> None:
    articles, rows = stream(3, 120)
    window = with_rows(Window.empty(), articles, rows, article_features(articles))
    pairs = compare_with_candidates(window, 0, near_of(rows)).pairs
    for row in range(len(articles)):
        others = pairs.others[row].tolist()
        assert others == sorted(set(others))
        assert all(other < row for other in others)
        assert min(row, NEAREST) <= len(others) <= NEAREST + BY_KEY


def test_pairs_are_told_apart_by_what_they_can_be_compared_by() -> None:
    articles, rows = stream(4, 60)
    articles[7:12] = [replace(a, lang="de") for a in articles[7:12]]
    long = " ".join(f"word{n}" for n in range(70))
    articles[20:30] = [
        replace(a, text=f"{a.text} {long}") if a.text else a for a in articles[20:30]
    ]
    window = with_rows(Window.empty(), articles, rows, article_features(articles))
    pairs = compare_with_candidates(window, 0, near_of(rows)).pairs
    names = [tuple(REGIMES)[code] for code in pair_regimes(window, pairs).tolist()]
    seen = set()
    for regime, row, other in zip(
        names, pairs.row.tolist(), pairs.others.values.tolist(), strict=True
    ):
        one, two = articles[row], articles[other]
        words = min(len(one.text.split()), len(two.text.split()))
        if one.lang != two.lang:
            wanted = "across"
        elif not (one.text and two.text):
            wanted = "titles"
        else:
            wanted = "full" if words >= 60 else "brief"  # 57 distinct runs of four words
        assert regime == wanted
        seen.add(wanted)
    assert seen == set(REGIMES)


def test_a_shared_rare_key_finds_an_article_that_no_vector_does() -> None:
    live = np.arange(60)
    keys = Ragged.of([[7] if row in {3, 59} else [1000 + row] for row in range(60)], np.uint32)
    cosines = np.linspace(0, 1, 60, dtype=np.float32)[None, :]
    empty = Postings(np.empty(0, np.uint32), np.empty(0, np.int64))
    near = nearest_by_cosine(cosines, 59)
    others, keyed = empty.added(keys, live).candidates(near, keys.span(59, 60), live)
    assert others[0].tolist() == [3, *range(59 - NEAREST, 59)]
    assert others[0][keyed].tolist() == [3]


def test_a_score_is_the_sum_of_what_it_is_explained_by() -> None:
    articles, rows = stream(5, 80)
    placement = place(articles, rows, Window.empty())
    window = placement.after
    assert window is not None
    joined = next(m for m in placement.memberships if m.reason == "joined")
    explanation = explain_score(window, joined.article_id, joined.nearest_id)
    assert explanation is not None
    logit = explanation.weights["bias"] + sum(
        value * explanation.weights[name] for name, value in explanation.values.items()
    )
    assert explanation.probability == pytest.approx(1 / (1 + np.exp(-logit)))
    assert explanation.weights in shipped_coefficients().weights.values()
    assert explain_score(window, joined.article_id, "gone") is None


def test_the_nearest_sentences_of_two_reports_are_those_that_say_the_same() -> None:
    articles, _ = stream(6, 2)
    when = articles[0].first_seen_at
    one, other = (
        Article(id=title, title=title, text=text, source="import", first_seen_at=when)
        for title, text in (
            ("A title", "The ferry sank at noon. It was cold that day."),
            ("Other words", "Nobody was hurt. At noon the ferry sank."),
        )
    )
    mine, theirs, cosine = nearest_sentences(one, other, HashedWords())
    assert (mine, theirs) == ("The ferry sank at noon.", "At noon the ferry sank.")
    assert cosine == pytest.approx(1.0, abs=1e-5)
