"""What an article adds is told once; what the story knows stays silent."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from pipeline.detect import detect, detect_past, fact_id
from pipeline.developments.cues import explains, quotes
from pipeline.developments.history import History, concat
from pipeline.developments.quotes import without_dateline
from pipeline.encoders import load_encoder
from pipeline.records import Article

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
FIRST = """The harbour ferry Alma hit the breakwater at Ravel on Monday and began to sink.
At least 14 people were killed, the coast guard said.
The ship carried 210 passengers from the island of Sorn.
Fishing boats took many of them to the quay.
The Alma was built in 1988 and had passed an inspection in spring."""
SECOND = """The death toll of the ferry accident at Ravel has risen to 31, the coast guard said.
The harbour ferry Alma hit the breakwater on Monday and sank.
Police arrested the captain, Ines Corvo, who had been drinking, a prosecutor said.
The ship carried 210 passengers from the island of Sorn."""


@pytest.fixture(scope="module")
def encoder():
    return load_encoder()


def article(key, text, hours=0, version=1):
    at = START + timedelta(hours=hours)
    return Article(
        id=key, version=version, text=text, outlet="Ravel Post", lang="en", first_seen_at=at
    )


def after(encoder, told, *articles):
    return detect(articles, {a.id: "story" for a in articles}, told, encoder, START)


def read(encoder, *articles):
    """What a story told before anybody followed it."""
    return detect_past(articles, {a.id: "story" for a in articles}, History.empty(), encoder)


@pytest.fixture(scope="module")
def told(encoder):
    return read(encoder, article("a", FIRST)).sentences


def test_new_facts_are_quoted_verbatim_and_the_toll_changes(encoder, told):
    development = after(encoder, told, article("b", SECOND, 24)).developments[0]
    assert development.alert
    assert all(quote.text in SECOND for quote in development.quotes)
    assert any("Ines Corvo" in quote.text for quote in development.quotes)
    assert not any("210 passengers" in quote.text for quote in development.quotes)
    assert [(c.counts, c.new) for c in development.changes] == [("killed", "31")]


def test_quotes_keep_the_publishers_own_signs(encoder, told):
    text = SECOND.replace("captain, Ines Corvo,", "“captain”,  Ines\u00a0Corvo,")
    development = after(encoder, told, article("b", text, 24)).developments[0]
    assert any("“captain”,  Ines\u00a0Corvo" in quote.text for quote in development.quotes)
    assert all(quote.text in text for quote in development.quotes)
    assert all(change.sentence in text for change in development.changes)
    assert 0.0 < development.score <= 1.0


def test_a_copy_is_silent(encoder, told):
    assert not any(d.alert for d in after(encoder, told, article("b", FIRST, 2)).developments)


def test_an_article_read_twice_tells_nothing(encoder, told):
    first = after(encoder, told, article("b", SECOND, 24))
    again = after(encoder, told.extend(first.sentences), article("b", SECOND, 24))
    assert again.developments == ()
    assert len(again.sentences) == 0


def test_the_second_of_two_articles_with_one_fact_is_silent(encoder, told):
    found = after(encoder, told, article("b", SECOND, 24), article("c", SECOND, 25)).developments
    assert [d.article_id for d in found if d.alert] == ["b"]


def test_a_silent_edit_shows_what_it_adds_and_drops(encoder, told):
    edited = FIRST.replace(
        "Fishing boats took many of them to the quay.",
        "Divers recovered the voyage recorder on Tuesday, police said.",
    )
    development = after(encoder, told, article("a", edited, 30, version=2)).developments[0]
    assert development.version == 2
    assert any("voyage recorder" in quote.text for quote in development.quotes)
    assert development.dropped == ("Fishing boats took many of them to the quay.",)


def test_one_new_fact_in_a_long_edit_is_an_alert(encoder):
    stood = f"{FIRST}\n{SECOND}"
    known = read(encoder, article("a", stood)).sentences
    edited = f"{stood}\nThe transport minister, Odile Marre, resigned on Tuesday over the accident."
    development = after(encoder, known, article("a", edited, 30, version=2)).developments[0]
    assert development.alert
    assert "resigned" in development.quotes[0].text


def test_the_past_is_read_in_order_of_time_dated_by_its_articles_and_told_to_nobody(encoder):
    past = read(encoder, article("b", SECOND, 24), article("a", FIRST))
    assert [d.article_id for d in past.developments] == ["a", "b"]
    assert [d.at for d in past.developments] == [START, START + timedelta(hours=24)]
    assert not any(d.alert for d in past.developments)
    assert [c.new for c in past.developments[1].changes] == ["31"]
    told = set(past.sentences.article_ids)
    assert told == {"a", "b"}
    assert after(encoder, past.sentences, article("c", SECOND, 30)).developments == ()


def test_an_edit_of_the_past_is_read_where_its_article_stands(encoder):
    past = read(encoder, article("a", FIRST, version=2), article("b", SECOND, 24))
    assert [d.article_id for d in past.developments] == ["a", "b"]


def test_articles_of_untracked_stories_are_passed_over(encoder, told):
    found = detect([article("b", SECOND)], {}, told, encoder, START)
    assert found.developments == ()
    assert len(found.sentences) == 0


def test_the_first_article_of_a_new_story_is_told(encoder):
    development = after(encoder, History.empty(), article("a", FIRST)).developments[0]
    assert development.alert
    assert 1 <= len(development.quotes) <= 3


def test_an_empty_article_is_harmless(encoder, told):
    assert after(encoder, told, article("e", "")).developments == ()


def test_a_history_survives_a_table(told):
    copy = History.from_columns(told.columns(), told.figures)
    assert copy.texts == told.texts
    assert np.array_equal(copy.vectors, told.vectors)
    assert concat([copy]).by_story()["story"].figures == told.figures
    with pytest.raises(ValueError, match="length"):
        History.from_columns({**told.columns(), "text": ()})


def test_a_fact_keeps_its_id_whoever_tells_it():
    assert fact_id(["He left.", "She came."]) == fact_id(["She came.", "He left"])
    assert fact_id(["He left."]) != fact_id(["He stayed."])


def test_a_changed_figure_in_the_first_sentence_is_an_alert(encoder):
    before = "The maker Tellmark recalled 41,000 cribs on Sunday.\nA latch can come undone."
    after_ = "Tellmark widened its recall on Monday to 63,000 cribs.\nA latch can come undone."
    known = read(encoder, article("a", before)).sentences
    development = after(encoder, known, article("b", after_, 24)).developments[0]
    assert development.alert
    assert [(c.old, c.new) for c in development.changes] == [("41,000 cribs", "63,000 cribs")]


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("HALDEN (Meridian) - The bridge fell.", "The bridge fell."),
        ("Halden, Sorn (AFP) — “It fell,” she said.", "“It fell,” she said."),
        ("HALDEN, Sorn – Two bridges fell.", "Two bridges fell."),
        (
            "The mast (Halden's) - a ruin - fell.",
            "The mast (Halden's) - a ruin - fell.",
        ),
        ("Halden - The bridge fell.", "Halden - The bridge fell."),
    ],
)
def test_quotes_carry_no_dateline(sentence, quoted):
    assert without_dateline(sentence) == quoted


@pytest.mark.parametrize(
    ("title", "explained", "quoted"),
    [
        ("Why the bridge fell", True, False),
        ("Who pays for the bridge?", True, False),
        ("Bridge collapse: what we know", True, False),
        ("Whyte resigns as roads chief", False, False),
        ("'It just fell': a driver remembers", False, True),
        ('Minister says bridge was "safe"', False, True),
        ("Minister's bridge falls", False, False),
        ("", False, False),
    ],
)
def test_titles_that_explain_or_quote(title, explained, quoted):
    assert explains(title) == explained
    assert quotes(title) == quoted
