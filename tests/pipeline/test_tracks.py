"""A wish finds its stories, and is told when it wants to be."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.alerts.tracks import due_at, held_until, kinds, match, within_budget
from pipeline.embed import embed
from pipeline.encoders import load_encoder
from pipeline.records import Article, Development, Quote, Story, Track
from pipeline.stories.merges import resolve

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
PIECES = {
    "rotterdam": (
        "Dock workers strike in Rotterdam",
        "Dock workers in the port of Rotterdam began a strike on Monday over pay, the union said.",
    ),
    "antwerp": (
        "Dock workers strike in Antwerp",
        "Dock workers in the port of Antwerp began a strike on Monday over pay, the union said.",
    ),
    "bees": (
        "Bees return to city roofs",
        "Beekeepers on the roofs of Paris report a good year for honey and for lime trees.",
    ),
    "merravia": (
        "Savers queue as lir slides in Merravia",
        "Savers queued outside banks in Merravia on Monday as a run on the lir went on.",
    ),
    "niger": (
        "Savers queue as franc slides in Niger",
        "Savers queued outside banks in Niger on Monday as a run on the franc went on.",
    ),
}


@pytest.fixture(scope="module")
def batch():
    encoder = load_encoder()
    articles = [
        Article(id=key, title=title, text=text, lang="en", first_seen_at=NOW)
        for key, (title, text) in PIECES.items()
    ]
    return articles, embed(articles, encoder), encoder


def stories_found(batch, **wish):
    articles, rows, encoder = batch
    stories = [Story(id=f"s-{a.id}", title=a.title, first_at=NOW, last_at=NOW) for a in articles]
    track = Track(id="t", name="wish", created_at=NOW, **wish)
    stories_of = {a.id: f"s-{a.id}" for a in articles}
    found = match([track], stories, articles, rows, encoder, stories_of=stories_of)
    return {a.story_id for a in found}


@pytest.mark.parametrize(
    ("wish", "stories"),
    [
        ({"query": "port strike in Rotterdam"}, {"s-rotterdam"}),
        ({"query": "urban beekeeping in Paris"}, {"s-bees"}),
        ({"query": "volcano in Iceland"}, set()),
        ({"query": "run on the Merravian lir"}, {"s-merravia"}),
        ({"query": "run on the Nigerian franc"}, set()),
        ({"query": "Parisian beekeepers"}, {"s-bees"}),
        ({"any_of": ("honey", "wax")}, {"s-bees"}),
        ({"all_of": ("strike", "union"), "none_of": ("Antwerp",)}, {"s-rotterdam"}),
        ({"any_of": ("strike",), "langs": ("de",)}, set()),
        ({"example": "bees"}, {"s-bees"}),
        ({"story_id": "s-antwerp"}, {"s-antwerp"}),
        ({"any_of": ("strike",), "active": False}, set()),
    ],
)
def test_wishes_find_their_stories(batch, wish, stories):
    assert stories_found(batch, **wish) == stories


def test_a_track_follows_its_story_through_merges():
    assert resolve("a", {"a": "b", "b": "c"}) == "c"
    assert resolve("a", {"a": "b", "b": "a"}) in {"a", "b"}


def wish(**fields):
    return Track(id="t", name="wish", created_at=NOW, **fields)


def test_quiet_hours_hold_until_morning():
    night = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # 23:30 in Berlin
    due = due_at(wish(quiet="22:00-07:00"), night, ZONE)
    assert due == datetime(2026, 3, 3, 6, tzinfo=UTC)
    assert due_at(wish(quiet="22:00-07:00"), NOW, ZONE) == NOW


def test_a_digest_waits_for_its_time():
    assert due_at(wish(digest_at="07:30"), NOW, ZONE) == datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
    assert due_at(wish(digest_at="13:30"), NOW, ZONE) == datetime(2026, 3, 2, 12, 30, tzinfo=UTC)


@given(st.integers(0, 2 * 365 * 24 * 60))
def test_no_alert_is_due_in_quiet_hours_nor_before_now(minutes):
    now = NOW + timedelta(minutes=minutes)
    for track in (wish(quiet="22:00-07:00"), wish(quiet="22:00-07:00", digest_at="03:00")):
        for due in (due_at(track, now, ZONE), held_until(track, now, ZONE)):
            clock = due.astimezone(ZONE)
            assert due >= now
            assert 7 <= clock.hour < 22


def development(key, score, text="He left."):
    return Development(
        id=key,
        story_id="s",
        article_id="a",
        version=1,
        at=NOW,
        outlet="",
        url="",
        score=score,
        quotes=(Quote(text=text, score=score, index=0),),
    )


def test_a_budget_lets_the_most_novel_through():
    low, high, middle = development("l", 0.1), development("h", 0.9), development("m", 0.5)
    told, held = within_budget(wish(budget=2), [low, high, middle], told_today=0)
    assert [d.id for d in told] == ["h", "m"]
    assert [d.id for d in held] == ["l"]
    assert within_budget(wish(budget=2), [low], told_today=2)[1] == [low]
    assert within_budget(wish(), [low], told_today=99)[0] == [low]


def test_kinds_name_what_a_development_holds():
    assert kinds(development("a", 1, '"Never," said Ines Corvo.')) >= {"any", "quote", "person"}
    assert kinds(development("a", 1)) == {"any"}
