"""A text that another outlet brings with the news changed is a copy of the text, and still news."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.detect import detect, detect_past
from pipeline.developments.history import History
from pipeline.embed import embed
from pipeline.encoders import load_encoder
from pipeline.encoders.language_means import initial_means
from pipeline.place import place
from pipeline.records import Article, Copy, Development
from pipeline.stories.score import shipped_coefficients
from pipeline.stories.window import Window

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
ORIGINAL = Article(
    id="first", outlet="Ravel Post", lang="en", title="Cyclist injured in crash on Sorn bridge",
    text="A cyclist was seriously injured on Monday when a delivery van struck her on the Sorn "
    "bridge in Ravel, police said. The 34-year-old was taken to the district hospital. "
    "The driver of the van, a man of 52, stopped after 200 metres and called for help. "
    "The bridge was closed to traffic in both directions for three hours while officers took "
    "measurements. Residents have asked for a separate cycle path on the bridge since 2019, and "
    "the council promised last autumn to build one. Anyone who saw the crash is asked to call "
    "the police station in Harbour Street.",
    first_seen_at=START, published_at=START,
)  # fmt: skip
LATER = START + timedelta(hours=9)


def told_by_another(*changes: tuple[str, str]) -> tuple[list[Copy], list[Development]]:
    """What becomes of the text at another outlet, nine hours later, with some words changed."""
    text = ORIGINAL.text
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    other = replace(
        ORIGINAL, id="second", outlet="Sorn Herald", text=text, first_seen_at=LATER,
        published_at=LATER,
    )  # fmt: skip
    encoder = load_encoder()
    window = Window.empty(means=initial_means(encoder.sha256))
    both = [ORIGINAL, other]
    placement = place(both, embed(both, encoder), window, shipped_coefficients(encoder.sha256))
    stories = {m.article_id: m.story_id for m in placement.memberships}
    told = detect_past([ORIGINAL], stories, History.empty(), encoder).sentences
    found = detect([other], stories, told, encoder, LATER).developments
    return list(placement.copies), list(found)


@pytest.mark.parametrize(
    ("changes", "quoted"),
    [
        (
            [
                ("was seriously injured on Monday when", "died after"),
                ("The 34-year-old was taken", "The 34-year-old had been taken"),
            ],
            "died after a delivery van struck her",
        ),
        (
            [("stopped after 200 metres and called for help", "was arrested on Monday evening")],
            "was arrested on Monday evening",
        ),
    ],
    ids=["injured, then dead", "called for help, then arrested"],
)
def test_a_copy_with_changed_news_is_a_development(
    changes: list[tuple[str, str]], quoted: str
) -> None:
    copies, developments = told_by_another(*changes)
    assert [(c.article_id, c.original_id) for c in copies] == [("second", "first")]
    (development,) = developments
    assert development.alert
    assert quoted in development.quotes[0].text
    assert not any(quote.text in ORIGINAL.text for quote in development.quotes)


def test_a_copy_with_a_word_changed_for_another_tells_nothing() -> None:
    copies, developments = told_by_another(("officers", "police"), ("asked", "urged"))
    assert len(copies) == 1
    assert not any(d.alert for d in developments)
