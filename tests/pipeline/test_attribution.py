"""Who says so, and how many really do."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.developments.attribution import attributions, original, voices
from pipeline.records import Article, Copy

START = datetime(2026, 3, 2, tzinfo=UTC)


def article(key, text, outlet="", hours=0, title=""):
    return Article(
        id=key, text=text, title=title, outlet=outlet, first_seen_at=START + timedelta(hours=hours)
    )


@pytest.mark.parametrize(
    ("text", "kind", "source"),
    [
        ("Two aides told the Ravel Herald that he left.", "outlet", "Ravel Herald"),
        ("According to Reuters, the talks failed.", "agency", "Reuters"),
        ("The New York Times reported that the talks failed.", "outlet", "New York Times"),
        ("RAVEL (AFP) - The talks failed.", "agency", "AFP"),
        (
            "People briefed on the talks said they failed.",
            "anonymous",
            "People briefed on the talks",
        ),
        ("Ines Corvo, the harbour master, said it was over.", "person", "Ines Corvo"),
    ],
)
def test_sources_are_named(text, kind, source):
    assert (kind, source) in {(row.kind, row.source) for row in attributions(article("a", text))}


def test_an_outlet_does_not_cite_itself():
    text = "Two aides told the Ravel Herald that he left."
    rows = attributions(article("a", text, outlet="ravelherald.com"))
    assert "outlet" not in {row.kind for row in rows}


def test_rewrites_of_one_original_are_one_voice():
    first = article("a", "Aides told the Ravel Herald that he left.", "Morning Call", 1)
    second = article("b", "He left, according to the Ravel Herald.", "Evening Call", 2)
    own = article("c", "I saw him leave the house at dawn.", "Coast Radio", 3)
    found = voices([first, second, own], [])
    assert [(v.name, v.article_ids) for v in found] == [
        ("Ravel Herald", ("a", "b")),
        ("Coast Radio", ("c",)),
    ]
    assert original(first, attributions(first)) == "Ravel Herald"


def test_copies_are_one_voice_and_the_first_is_the_reporter():
    wire = article("a", "He left the house at dawn.", "Wire", 0)
    reprint = article("b", "He left the house at dawn.", "Gazette of Ravel", 5)
    copy = Copy(article_id="b", original_id="a", kind="exact", share=1.0, share_back=1.0)
    found = voices([reprint, wire], [copy])
    assert [(v.name, v.article_ids) for v in found] == [("Wire", ("a", "b"))]
