"""The labelled threads are well formed and keep a life-like mix of labels."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "pipeline" / "evaluation" / "labelled_threads"
STORIES: list[dict[str, Any]] = [
    json.loads(line)
    for file in sorted(FOLDER.glob("*.jsonl"))
    for line in file.read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story["story"])
def test_story_is_well_formed(story: dict[str, Any]) -> None:
    first, *rest = story["articles"]
    assert first["labels"] is None and first["alert"] is None and first["changed"] == []
    dates = [article["published"] for article in story["articles"] if article["published"]]
    assert dates == sorted(dates), "articles stand in reading order"
    for article in rest:
        count = len(article["sentences"])
        assert len(article["labels"]) == count and set(article["labels"]) <= {0, 1, 2}
        assert article["alert"] == (2 in article["labels"]), article["id"]
        for change in article["changed"]:
            assert change["old"] and change["new"] and 0 <= change["sentence"] < count


def test_names_are_unique() -> None:
    articles = [article["id"] for story in STORIES for article in story["articles"]]
    assert len(set(articles)) == len(articles)
    assert len({story["story"] for story in STORIES}) == len(STORIES)


def test_labels_keep_a_life_like_mix() -> None:
    labels = Counter(
        label
        for story in STORIES
        for article in story["articles"]
        for label in article["labels"] or []
    )
    shares = {label: count / labels.total() for label, count in labels.items()}
    assert 0.40 < shares[0] < 0.60 and 0.28 < shares[1] < 0.45 and 0.10 < shares[2] < 0.24
