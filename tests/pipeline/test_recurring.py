"""What an outlet says every time is found on the way and left out of comparison and quotes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streams import START, stream

from pipeline.language.verbatim import without_sentences
from pipeline.place import place, slide
from pipeline.records import Article, Matrix
from pipeline.stories.boilerplate import Boilerplate
from pipeline.stories.features import Features, sentence_hash
from pipeline.stories.recurring import LEAST
from pipeline.stories.window import Placement, Window

STUB = "Read more at the “Daily” for 3.50 a month."


def unlike(count: int, outlet: str = "Daily", ends: str = STUB) -> tuple[list[Article], Matrix]:
    """Articles that have nothing in common but their end, with random vectors."""
    articles = [
        Article(
            id=f"{outlet}-{k}", title=f"Matter {k}", lang="en", outlet=outlet, first_seen_at=START,
            text=f"Thing {k} befell town {k}. {ends}".strip(),
        )
        for k in range(count)
    ]  # fmt: skip
    rows = np.random.default_rng(len(outlet)).normal(size=(count, 2, 384))
    rows /= np.linalg.norm(rows, axis=2, keepdims=True)
    return articles, rows.reshape(count, -1).astype(np.float32)


def placed(articles: list[Article], rows: Matrix, window: Window | None = None) -> Placement:
    return place(articles, rows, window or Window.empty())


def test_a_stub_is_found_once_enough_unlike_articles_of_one_outlet_have_it() -> None:
    articles, rows = unlike(64)
    found = placed(articles, rows).boilerplate
    assert [(row.outlet, row.sentence, row.upto) for row in found] == [
        ("daily", sentence_hash(STUB), 64)
    ]


def test_too_few_articles_or_an_outlet_without_a_name_say_nothing() -> None:
    others, rows = unlike(64, "Other", "")
    few, _ = unlike(LEAST - 1)
    assert not placed([*few, *others[len(few) :]], rows).boilerplate
    assert not placed(*unlike(64, outlet="")).boilerplate


def test_the_background_of_one_story_is_no_boilerplate() -> None:
    articles, rows = unlike(64, ends="")
    told = [replace(a, text=a.text + " The dam of Karbuk broke in May.") for a in articles[:6]]
    rows[:6] = rows[0]  # titles alike
    assert not placed(told + articles[6:], rows).boilerplate


def test_later_articles_are_compared_without_it() -> None:
    articles, rows = unlike(66)
    first = placed(articles[:64], rows[:64])
    window = slide(Window.empty(), first, articles[:64], rows[:64])
    features = placed(articles[64:], rows[64:], window).features
    bare = placed(
        [replace(a, text=a.text.removesuffix(STUB)) for a in articles[64:]], rows[64:], window
    ).features
    for name in ("terms", "names", "figures", "shingles", "keys", "body_tf"):
        assert np.array_equal(getattr(features, name).values, getattr(bare, name).values)
    assert sentence_hash(STUB) in features.ends[0].tolist()  # it still counts


def test_two_outlets_texts_are_no_copies_by_a_stub_alone() -> None:
    stub = " ".join(f"This word {k} stands in every text of ours." for k in range(9))
    articles, rows = unlike(64, ends=stub)
    other = replace(articles[0], id="other", outlet="Other", text=stub)
    first = placed([*articles, other], np.vstack([rows, rows[:1]]))
    window = slide(Window.empty(), first, [*articles, other], np.vstack([rows, rows[:1]]))
    late, row = unlike(65, ends=stub)[0][-1], np.roll(rows[:1], 3)
    assert placed([replace(late, title="Matter 0")], row, window).copies == []


def test_what_is_left_stands_in_the_text_letter_for_letter() -> None:
    text = "“So\xa0it is,” she said.  " + STUB + "\r\nMore came. Read on."
    left = without_sentences(text, "en", lambda s: sentence_hash(s) == sentence_hash(STUB))
    assert STUB not in left
    assert all(part in text for part in left.split("\n") if part)
    assert "“So\xa0it is,” she said." in left and "More came. Read on." in left


def test_a_text_that_is_nothing_else_becomes_a_title_alone() -> None:
    articles, _ = unlike(1)
    said = placed(*unlike(64)).boilerplate
    (bare,) = Boilerplate.of(said).stripped([replace(articles[0], text=STUB)])
    assert bare.text == "" and bare.title == articles[0].title


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**20), cuts=st.sets(st.integers(1, 259), max_size=9))
def test_however_a_stream_is_cut_and_stored_the_same_is_found(seed: int, cuts: set[int]) -> None:
    articles, rows = stream(seed, 260)
    articles = [replace(a, text=f"{a.text}\nSubscribe to {a.outlet}.") for a in articles]
    whole = placed(articles, rows)
    assert whole.boilerplate
    window, found, stories = Window.empty(), [], {}
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), 260], strict=True):
        placement = placed(articles[start:end], rows[start:end], window)
        window = slide(window, placement, articles[start:end], rows[start:end])
        found += placement.boilerplate
        stories |= {m.article_id: m.story_id for m in placement.memberships}
        if seed % 2:  # what the warehouse gives back
            window = replace(
                window, features=Features.from_columns(window.features.columns()),
                boilerplate=Boilerplate.of(found), document_frequency=None, postings=None,
                clustering=None,
            )  # fmt: skip
    assert list(found) == list(whole.boilerplate)
    assert stories == {m.article_id: m.story_id for m in whole.memberships}
