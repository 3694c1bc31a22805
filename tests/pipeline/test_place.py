"""What a reader of stories relies on, over generated streams with the real placing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streams import START, stream

from pipeline.embed import exact, halves
from pipeline.evaluation.labels import read_stories
from pipeline.language.words import hash_word, tokens
from pipeline.place import place, slide
from pipeline.records import Article, Decision, Matrix
from pipeline.stories.features import Features
from pipeline.stories.window import Placement, Window

REAL = Path(__file__).parents[2].parent / "shared/data/stories/gva_dev.jsonl.gz"


def run(
    articles: Sequence[Article], rows: Matrix, cuts: Sequence[int], *, reload: bool = False
) -> tuple[Window, list[Placement]]:
    window, placements = Window.empty(), []
    for start, end in zip([0, *cuts], [*cuts, len(articles)], strict=True):
        placement = place(articles[start:end], rows[start:end], window)
        window = slide(window, placement, articles[start:end], rows[start:end])
        if reload:
            window = stored_and_loaded(window)
        placements.append(placement)
    return window, placements


def stored_and_loaded(window: Window) -> Window:
    """As the warehouse gives it back: rows alone, nothing derived."""
    columns = window.features.columns()
    return replace(
        window,
        features=Features.from_columns(columns),
        document_frequency=None,
        postings=None,
        clustering=None,
    )


def outcome(placements: Sequence[Placement]) -> tuple[dict[str, str], set[tuple[str, str]]]:
    stories = {m.article_id: m.story_id for p in placements for m in p.memberships}
    return stories, {(c.article_id, c.original_id) for p in placements for c in p.copies}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**20), cuts=st.sets(st.integers(1, 169), max_size=12))
def test_any_cutting_of_a_stream_gives_the_same_stories_and_copies(
    seed: int, cuts: set[int]
) -> None:
    articles, rows = stream(seed, 170)
    _, whole = run(articles, rows, [])
    window, cut = run(articles, rows, sorted(cuts), reload=bool(seed % 2))
    assert outcome(cut) == outcome(whole)
    assert dict(zip(window.ids, window.story_ids, strict=True)) == outcome(whole)[0]


@pytest.mark.slow
def test_a_real_stream_may_be_cut_anywhere_too() -> None:
    """Over a sweep of the window, with stores and loads between; vectors are sums of word signs."""
    if not REAL.exists():
        pytest.skip(f"{REAL} is absent: real articles are not part of the repository")
    articles = read_stories(REAL).articles[:1200]
    rows = exact(np.stack([np.concatenate([signs(a.title), signs(a.text)]) for a in articles]))
    _, whole = run(articles, rows, [])
    window, cut = run(articles, rows, [7, 8, 64, 300, 1000, 1023, 1025, 1100], reload=True)
    assert outcome(cut) == outcome(whole)
    assert len(set(window.story_ids)) < 0.8 * len(window)


def signs(text: str) -> Matrix:
    """A unit vector by the words of a text, without a model: a fixed random row for each."""
    rows = [
        np.random.default_rng(hash_word(word)).normal(size=384)
        for word in sorted(set(tokens(text)))
    ]
    total = np.sum(rows, axis=0) if rows else np.zeros(384)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), np.float32)


def test_an_article_that_arrives_late_joins_its_story_as_long_as_that_is_in_the_window() -> None:
    articles, rows = stream(7, 150)
    stories, _ = outcome(run(articles, rows, [])[1])
    together, mates = 0, 0
    for late in range(10, 130, 15):
        order = [k for k in range(150) if k != late] + [late]
        later, _ = outcome(run([articles[k] for k in order], rows[order], [100])[1])
        same = [a.id for a in articles if stories[a.id] == stories[articles[late].id]]
        together += sum(later[mate] == later[articles[late].id] for mate in same)
        mates += len(same)
    assert together >= 0.75 * mates


def test_a_story_of_articles_without_titles_goes_by_how_one_begins() -> None:
    articles, rows = stream(8, 30)
    untitled = [replace(a, title="", text=a.text or "Nothing more is known.") for a in articles]
    _, placements = run(untitled, rows, [10], reload=True)
    begins = {a.text.split("\n")[0] for a in untitled}
    assert {story.title for p in placements for story in p.stories} <= begins


def test_placing_twice_from_one_window_gives_the_same_and_leaves_the_window_alone() -> None:
    articles, rows = stream(3, 120)
    window, _ = run(articles[:80], rows[:80], [])
    before = list(window.story_ids)
    first = place(articles[80:], rows[80:], window)
    second = place(articles[80:], rows[80:], window)
    assert first.memberships == second.memberships
    assert list(window.story_ids) == before


def test_articles_already_placed_keep_their_place() -> None:
    articles, rows = stream(4, 60)
    window, _ = run(articles, rows, [])
    again = place(articles[:30], rows[:30], window)
    assert not again.articles
    assert not again.memberships


def test_every_article_is_in_one_story_and_reports_of_one_event_meet() -> None:
    articles, rows = stream(5, 150)
    stories, _ = outcome(run(articles, rows, [50, 100])[1])
    assert set(stories) == {a.id for a in articles}
    same = {
        "ferry": {stories[a.id] for a in articles if "Ferry" in a.title and "Karbuk" in a.title}
    }
    assert len(same["ferry"]) < 4


@pytest.mark.parametrize("reload", [False, True])
def test_what_a_user_decides_sticks(reload: bool) -> None:
    articles, rows = stream(6, 140)
    window, placements = run(articles[:70], rows[:70], [])
    stories, _ = outcome(placements)
    sizes = sorted(
        {s: list(stories.values()).count(s) for s in stories.values()}.items(), key=lambda i: -i[1]
    )
    (big, _), (second, _), (third, _) = sizes[:3]
    cut = next(a for a, s in stories.items() if s == big and a != big)
    one, other = [a for a, s in stories.items() if s == third][:2]
    here = next(a for a, s in stories.items() if s == big and a != cut)
    there = next(a for a, s in stories.items() if s == second)
    decisions = [
        Decision(kind="cut", a=cut, b=big, at=START),
        Decision(kind="merge", a=big, b=second, at=START),
        Decision(kind="apart", a=one, b=other, at=START),
    ]
    window = replace(window, decisions=decisions)
    for start in range(70, 140, 20):
        part, vectors = articles[start : start + 20], rows[start : start + 20]
        placement = place(part, vectors, window)
        window = slide(window, placement, part, vectors)
        window = stored_and_loaded(window) if reload else window
        now = dict(zip(window.ids, window.story_ids, strict=True))
        assert now[here] == now[there]
        assert now[cut] != now[here]
        assert now[one] != now[other]


def test_a_decision_is_carried_out_without_new_articles() -> None:
    articles, rows = stream(6, 70)
    window, placements = run(articles, rows, [])
    stories, _ = outcome(placements)
    big = max(stories.values(), key=list(stories.values()).count)
    cut = next(a for a, s in stories.items() if s == big and a != big)
    window = replace(window, decisions=[Decision(kind="cut", a=cut, b=big, at=START)])
    placement = place([], np.empty((0, 0), np.float32), window)
    assert [(m.article_id, m.reason) for m in placement.memberships] == [(cut, "user")]
    assert placement.changes[0].kind == "split"


def test_sleeping_stories_outlive_the_window_and_wake() -> None:
    articles, rows = stream(7, 30)
    old = [replace(a, published_at=START, first_seen_at=START, id="a" + a.id[1:]) for a in articles]
    filler, filler_rows = stream(8, 1100)
    later = START + timedelta(days=200)
    quiet = [
        replace(a, title=f"Item {n}", text="", published_at=later, first_seen_at=later)
        for n, a in enumerate(filler)
    ]
    noise = np.random.default_rng(0).normal(size=filler_rows.shape).astype(np.float32)
    noise /= np.linalg.norm(halves(noise)[0], axis=1, keepdims=True)
    window, placements = run([*old, *quiet], np.vstack([rows, exact(noise)]), [30])
    assert placements[-1].left
    assert placements[-1].kept
    stories, _ = outcome(placements)
    longer = replace(Window.empty(), days=300)
    placement = place([*old, *quiet], np.vstack([rows, exact(noise)]), longer)
    assert not placement.left and not placement.kept
    awake = replace(old[0], id="f" * 16, published_at=later, first_seen_at=later)
    placement = place([awake], rows[:1], window)
    assert placement.memberships[0].story_id == stories[old[0].id]


def test_an_empty_batch_changes_nothing() -> None:
    placement = place([], np.empty((0, 0), np.float32), Window.empty())
    assert not placement.memberships
    assert not placement.stories
