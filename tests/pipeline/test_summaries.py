"""What a story goes by: the title of its most central article, its words, names and times."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from streams import START, stream

from pipeline.embed import exact
from pipeline.place import place
from pipeline.records import Decision, Story
from pipeline.stories.summaries import summarize_stories
from pipeline.stories.window import Window


def test_a_story_is_titled_by_its_most_central_article_and_spans_all() -> None:
    articles, _ = stream(1, 3)
    titles = ["Ferry aground off Karbuk", "Ferry aground off Karbuk harbour", "Ferry off Karbuk"]
    reports = [
        replace(a, title=title, text="", published_at=START + timedelta(hours=hour))
        for hour, (a, title) in enumerate(zip(articles, titles, strict=True))
    ]
    base = np.zeros((3, 6), np.float32)
    base[:, [0, 3]] = 1.0
    base[0, [1, 4]], base[2, [1, 4]] = 0.2, -0.2  # the second lies between the others
    units = [half / np.linalg.norm(half, axis=1, keepdims=True) for half in np.hsplit(base, 2)]
    placement = place(reports, exact(np.hstack(units)), Window.empty())
    assert {m.story_id for m in placement.memberships} == {reports[0].id}
    (story,) = placement.stories
    assert (story.id, story.title, story.n_articles) == (reports[0].id, titles[1], 3)
    assert (story.first_at, story.last_at) == (START, START + timedelta(hours=2))
    assert {"ferry", "karbuk"} <= set(story.terms)


def test_a_story_that_was_merged_away_says_into_which() -> None:
    articles, rows = stream(6, 70)
    placement = place(articles, rows, Window.empty())
    window = placement.after
    assert window is not None
    living: list[Story] = [s for s in placement.stories if not s.merged_into][:2]
    one, other = living
    decision = Decision(kind="merge", a=one.id, b=other.id, at=START)
    merged = place([], rows[:0], replace(window, decisions=[decision]))
    said = {story.id: story for story in merged.stories}
    (gone,) = [story for story in said.values() if story.merged_into]
    assert {gone.id, gone.merged_into} == {one.id, other.id}
    assert said[gone.merged_into].n_articles == one.n_articles + other.n_articles


def test_only_stories_that_something_happened_to_are_summarized() -> None:
    articles, rows = stream(1, 30)
    window = place(articles, rows, Window.empty()).after
    assert window is not None
    assert summarize_stories(window, window.copy_clustering()) == []
