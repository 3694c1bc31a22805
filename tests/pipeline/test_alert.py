"""Who is told what, and when: one alert per track, development and channel."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from pipeline.alert import Follower, StoryContext, compose_alerts
from pipeline.alerts.backlog import backlog, missing_articles, unrecorded_stories
from pipeline.alerts.batch import PlacedBatch
from pipeline.developments.history import History
from pipeline.records import Article, Development, Figure, FigureChange, Quote, Story, Track, Voice

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TRACK = Track(id="t1", name="Ravel ferry", created_at=NOW, story_id="s", channels=("mail", "hook"))
DEVELOPMENT = Development(
    id="d1",
    story_id="s",
    article_id="a",
    version=1,
    at=NOW,
    outlet="Ravel Post",
    url="",
    score=1.5,
    quotes=(Quote(text="Police arrested the captain.", score=0.9, index=0),),
    changes=(FigureChange(counts="killed", old="14 people", new="31"),),
)


def context(story_id="s", voices=2):
    voice = Voice(name="Ravel Post", article_ids=("a",), first_at=NOW)
    story = Story(id=story_id, title="Ferry sinks", first_at=NOW, last_at=NOW)
    return StoryContext(story=story, voices=[voice] * voices)


def alerts(*followers, developments=(DEVELOPMENT,), voices=2):
    contexts = {key: context(key, voices) for key in ("s", "other")}
    return compose_alerts(followers, developments, contexts, NOW, UTC)


def test_one_alert_per_channel_with_an_id_that_stays():
    first, second = alerts(Follower(track=TRACK)), alerts(Follower(track=TRACK))
    assert [a.id for a in first] == [a.id for a in second]
    assert len({a.id for a in first}) == 2
    assert {a.channel for a in first} == {"mail", "hook"}


def test_one_fact_in_two_tracked_stories_is_told_to_both_tracks():
    second = replace(DEVELOPMENT, story_id="other", article_id="b")
    followers = Follower(track=TRACK), Follower(track=replace(TRACK, id="t2", story_id="other"))
    told = alerts(*followers, developments=[DEVELOPMENT, second])
    assert {(a.track_id, a.story_id) for a in told} == {("t1", "s"), ("t2", "other")}


@pytest.mark.parametrize(
    ("track", "development"),
    [
        (replace(TRACK, min_outlets=3), DEVELOPMENT),
        (replace(TRACK, active=False), DEVELOPMENT),
        (replace(TRACK, story_id="other"), DEVELOPMENT),
        (replace(TRACK, mute_until="person"), DEVELOPMENT),
        (TRACK, replace(DEVELOPMENT, alert=False)),
    ],
)
def test_what_nobody_asked_for_is_not_sent(track, development):
    assert alerts(Follower(track=track), developments=[development]) == []


def test_a_track_that_asks_for_several_outlets_gets_what_it_waited_for():
    earlier = replace(DEVELOPMENT, id="d0", at=NOW - timedelta(hours=3))
    waiting = Follower(track=replace(TRACK, min_outlets=2), untold=[earlier])
    assert alerts(waiting, voices=1) == []
    assert {a.development_id for a in alerts(waiting)} == {"d0", "d1"}


def test_what_one_track_waits_for_another_is_not_told_again():
    earlier = replace(DEVELOPMENT, id="d0")
    waiting = Follower(track=replace(TRACK, min_outlets=2), untold=[earlier])
    other = Follower(track=replace(TRACK, id="t2"))
    assert {a.development_id for a in alerts(waiting, other) if a.track_id == "t2"} == {"d1"}


def test_over_the_budget_waits():
    track = replace(TRACK, budget=1)
    assert alerts(Follower(track=track, told_today=1))[0].due_at > NOW
    assert alerts(Follower(track=track))[0].due_at == NOW


def test_a_budget_is_spent_over_all_stories_of_a_track():
    track = replace(TRACK, budget=1, channels=("mail",))
    other = replace(DEVELOPMENT, id="d2", story_id="other", score=9.0)
    both = [Follower(track=track), Follower(track=replace(track, story_id="other"))]
    due = {a.story_id: a.due_at for a in alerts(*both, developments=[DEVELOPMENT, other])}
    assert due["other"] == NOW < due["s"]


def test_a_fact_that_two_stories_of_a_track_tell_is_one_alert():
    both = [Follower(track=TRACK), Follower(track=replace(TRACK, story_id="other"))]
    again = replace(DEVELOPMENT, story_id="other")
    assert len(alerts(*both, developments=[DEVELOPMENT, again])) == len(TRACK.channels)


def test_tracks_that_would_tell_a_channel_the_same_name_each_other_and_are_due_together():
    digest = replace(TRACK, id="t2", name="Ferries", digest_at="07:30", channels=("mail",))
    told = alerts(Follower(track=TRACK), Follower(track=digest))
    mails = [alert for alert in told if alert.channel == "mail"]
    assert {alert.track_id for alert in mails} == {"t1", "t2"}
    assert {alert.due_at for alert in mails} == {NOW}
    assert all("Ravel ferry" in alert.text and "Ferries" in alert.text for alert in mails)
    (hook,) = (alert for alert in told if alert.channel == "hook")
    assert "Ferries" not in hook.text


def test_alerts_come_in_the_order_of_their_articles():
    articles = {
        key: Article(id=key, title=key, first_seen_at=NOW - timedelta(hours=hours))
        for key, hours in (("late", 1), ("early", 5), ("middle", 3))
    }
    developments = [replace(DEVELOPMENT, id=key, article_id=key) for key in articles]
    contexts = {"s": replace(context(), articles=articles)}
    follower = Follower(track=replace(TRACK, channels=("mail",)))
    told = compose_alerts([follower], developments, contexts, NOW, UTC)
    assert [alert.development_id for alert in told] == ["early", "middle", "late"]


# --- the placed batch ------------------------------------------------------------------------


def article(key, version=1):
    return Article(id=key, version=version, text=f"Text {version} of {key}.", first_seen_at=NOW)


@pytest.fixture
def batch():
    """New `n` and an edit of `e`; story `old` has just been merged into `s`."""
    return PlacedBatch(
        articles=[article("n")],
        embeddings=np.zeros((1, 768), np.float32),
        edits=[article("e", 2)],
        story_of={"e": "s", "o": "s", "x": "elsewhere", "n": "s"},
        merged={"old": "s"},
    )


def history(*pairs):
    """One sentence for each (story, article)."""
    return History.from_columns(
        {
            "story_id": [story_id for story_id, _ in pairs],
            "article_id": [article_id for _, article_id in pairs],
            "version": [1] * len(pairs),
            "index": [0] * len(pairs),
            "text": ["He left."] * len(pairs),
            "at": [NOW] * len(pairs),
            "lang": ["en"] * len(pairs),
            "vector": np.zeros((len(pairs), 384), np.float32),
        },
        [Figure(article_id="o", story_id="old", sentence="He left.", value=1.0)],
    )


def test_new_articles_and_edits_touch_their_stories(batch):
    assert batch.touched_stories({"s"}) == {"n": "s", "e": "s"}
    assert batch.touched_stories({"elsewhere"}) == {}


def test_a_merged_story_is_asked_for_under_both_ids_and_known_under_one(batch):
    assert batch.with_merged(["s"]) == ["s", "old"]
    assert batch.with_merged(["elsewhere"]) == ["elsewhere"]
    told = history(("old", "o")).with_stories(batch.living)
    assert told.story_ids == ("s",)
    assert [figure.story_id for figure in told.figures] == ["s"]


def test_the_articles_of_a_story_are_those_stored_as_the_batch_leaves_them(batch):
    stored = {"s": [article("e")], "old": [article("o"), article("long ago")]}
    members = batch.story_articles(stored, ["s"])["s"]
    assert {a.id: a.version for a in members} == {"e": 2, "o": 1, "long ago": 1, "n": 1}


def test_earlier_articles_that_no_history_holds_are_missing(batch):
    told = history(("s", "e"))
    assert unrecorded_stories(told, {"s", "elsewhere"}) == ["elsewhere"]
    assert missing_articles(batch, told, {"s"}) == ["o"]
    assert missing_articles(batch, told, {"s"}, at_hand={"o"}) == []


def test_a_backlog_leaves_out_articles_that_were_moved_away(batch):
    fetched = [article("o"), article("x"), article("o"), article("unknown")]
    assert [a.id for a in backlog(batch, fetched, {"s"})] == ["o"]
