"""The stories of a made-up stream, placed with all products and with an index."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.evaluation.agreement import agreement
from tests.bench.labelled_stream import articles_of, labelled_stream, vectors_of
from tests.bench.neighbour_stories import measure, scores


def test_a_stream_is_the_same_again_and_has_stories_of_all_sizes() -> None:
    stream, again = labelled_stream(900), labelled_stream(900)
    assert articles_of(stream, range(20, 40)) == articles_of(again, range(20, 40))
    assert (vectors_of(stream, range(20, 40)) == vectors_of(again, range(20, 40))).all()
    sizes = np.bincount(np.bincount(stream.story))
    assert sizes[1] > sizes[3] > 0 and len(sizes) > 9
    assert (np.diff(stream.days) >= 0).all()


def test_scores_of_all_articles_are_those_of_agreement() -> None:
    rng = np.random.default_rng(1)
    gold, found = rng.integers(20, size=200), rng.integers(30, size=200)
    whole, known = scores(gold, found, 200), agreement(gold.astype(str), found.astype(str))
    assert whole.b3_f1 == pytest.approx(known["b3_f1"])
    assert whole.pairwise_f1 == pytest.approx(known["pairwise_f1"])


def test_scores_are_of_the_newest_with_the_stories_that_they_stand_in() -> None:
    gold = np.array([0, 0, 1, 1, 2, 0, 1])
    assert scores(gold, gold, 2).b3_f1 == scores(gold, gold, 2).pairwise_f1 == 1
    assert scores(gold, gold + 3, 2).otherwise == 0
    found = np.array([0, 0, 1, 1, 2, 0, 3])  # the last alone, which is of an older story
    said = scores(gold, found, 2)
    precision, recall = 1, (1 + 1 / 3) / 2
    assert said.b3_f1 == pytest.approx(2 * precision * recall / (precision + recall))
    assert said.pairwise_f1 == pytest.approx(2 * 0.5 / 1.5) and said.otherwise == 1


@pytest.mark.parametrize(("size", "new"), [(1200, 0), (1200, 100)])
def test_both_ways_give_nearly_the_same_stories(capsys, size: int, new: int) -> None:
    pytest.importorskip("usearch", reason="pip install 'newsthread[neighbours]'")
    told = measure(size, new)
    assert told["both"].b3_f1 > 0.99 and told["all products"].b3_f1 > 0.7
    assert told["index"].b3_f1 == pytest.approx(told["all products"].b3_f1, abs=0.01)
    assert "articles placed otherwise" in capsys.readouterr().out
