"""Who says so."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.developments.attribution import attributions
from pipeline.records import Article

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
