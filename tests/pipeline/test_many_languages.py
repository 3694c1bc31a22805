"""Stories told in many languages, by the real encoder: one event is one story, and no two are."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.embed import embed
from pipeline.encoders import load_encoder
from pipeline.encoders.language_means import initial_means
from pipeline.evaluation.stories import place_stream
from pipeline.records import Article, Matrix
from pipeline.stories.score import shipped_coefficients

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
QUAKES = ("chile", "nepal")
LANGS = {"en", "de", "es", "fr", "ru", "ar", "zh", "ja"}


def article(told: str, number: int, row: dict[str, Any]) -> Article:
    at = START + timedelta(hours=row.get("hour", number * 0.2))
    return Article(
        id=f"{told}-{number}", title=row["title"], text=row["text"].strip(), lang=row["lang"],
        outlet=f"{told}{number}.test", published_at=at, first_seen_at=at,
    )  # fmt: skip


@pytest.fixture(scope="module")
def told() -> tuple[list[Article], Matrix]:
    """All articles in order of time, with their vectors."""
    rows = tomllib.loads(Path(__file__).with_name("many_languages.toml").read_text("utf-8"))
    articles = [article(name, i, row) for name in rows for i, row in enumerate(rows[name])]
    articles.sort(key=lambda a: (a.at, a.id))
    return articles, embed(articles, load_encoder("e5"))


def stories_of(told: tuple[list[Article], Matrix], *names: str) -> dict[str, str]:
    articles, rows = told
    chosen = [i for i, a in enumerate(articles) if a.id.split("-")[0] in names]
    sha256 = load_encoder("e5").sha256
    part, vectors = [articles[i] for i in chosen], rows[np.array(chosen)]
    means, weights = initial_means(sha256), shipped_coefficients(sha256)
    return place_stream(part, vectors, weights, means=means)[0]


@pytest.mark.parametrize("others", [(), ("short",)], ids=["alone", "among others"])
def test_a_story_told_in_eight_languages_is_one_and_another_quake_another(
    told: tuple[list[Article], Matrix], others: tuple[str, ...]
) -> None:
    stories = stories_of(told, *QUAKES, *others)
    for quake in QUAKES:
        mine = {a for a in stories if a.startswith(quake)}
        assert {a.lang for a in told[0] if a.id in mine} == LANGS
        (story,) = {stories[a] for a in mine}
        assert {a for a, name in stories.items() if name == story} == mine


def test_unrelated_short_texts_in_ten_languages_are_as_many_stories(
    told: tuple[list[Article], Matrix],
) -> None:
    stories = stories_of(told, "short")
    assert len({a.lang for a in told[0] if a.id in stories}) == 10
    assert len(set(stories.values())) == len(stories) == 15
