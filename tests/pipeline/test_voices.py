"""How many newsrooms really say so."""

from datetime import UTC, datetime, timedelta

from pipeline.alerts.voices import cited_original, independent_voices
from pipeline.developments.attribution import attributions
from pipeline.records import Article, Copy

START = datetime(2026, 3, 2, tzinfo=UTC)


def article(key, text, outlet="", hours=0):
    return Article(id=key, text=text, outlet=outlet, first_seen_at=START + timedelta(hours=hours))


def test_rewrites_of_one_original_are_one_voice():
    first = article("a", "Aides told the Ravel Herald that he left.", "Morning Call", 1)
    second = article("b", "He left, according to the Ravel Herald.", "Evening Call", 2)
    own = article("c", "I saw him leave the house at dawn.", "Coast Radio", 3)
    voices = independent_voices([first, second, own], {})
    assert [(v.name, v.article_ids) for v in voices] == [
        ("Ravel Herald", ("a", "b")),
        ("Coast Radio", ("c",)),
    ]
    assert cited_original(first, attributions(first)) == "Ravel Herald"


def test_copies_are_one_voice_and_the_first_is_the_reporter():
    wire = article("a", "He left the house at dawn.", "Wire", 0)
    reprint = article("b", "He left the house at dawn.", "Gazette of Ravel", 5)
    copy = Copy(article_id="b", original_id="a", kind="exact", share=1.0, share_back=1.0)
    voices = independent_voices([reprint, wire], {copy.article_id: copy.original_id})
    assert [(v.name, v.article_ids) for v in voices] == [("Wire", ("a", "b"))]


def test_attributions_at_hand_are_not_read_again():
    rewrite = article("a", "Aides told the Ravel Herald that he left.", "Morning Call")
    assert [v.name for v in independent_voices([rewrite], {})] == ["Ravel Herald"]
    assert [v.name for v in independent_voices([rewrite], {}, {"a": []})] == ["Morning Call"]
