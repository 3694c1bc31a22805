"""An alert quotes, names its source, says why it came and how to stop it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.alerts.links import LinkBase
from pipeline.alerts.rendering import AlertContent, render_alert
from pipeline.alerts.sample import sample_alert
from pipeline.records import Article, Development, FigureChange, Quote, Story, Track, Voice

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TRACK = Track(id="t1", name="Ravel ferry", created_at=NOW, story_id="s", channels=("mail", "hook"))
STORY = Story(id="s", title="Ferry <sinks> at Ravel", first_at=NOW, last_at=NOW)
DEVELOPMENT = Development(
    id="d1",
    story_id="s",
    article_id="a",
    version=1,
    at=NOW,
    outlet="Ravel Post",
    url="https://ravel.example/a?b=1&c=2",
    score=1.5,
    quotes=(Quote(text="Police arrested the *captain* & two others.", score=0.9, index=0),),
    changes=(FigureChange(counts="killed", old="14 people", new="31"),),
    dropped=("He was sober.",),
)
VOICES = (Voice(name="Ravel Post", article_ids=("a",), first_at=NOW),) * 2


def rendered(**others):
    content = AlertContent(
        **{
            "track": TRACK,
            "development": DEVELOPMENT,
            "story": STORY,
            "voices": VOICES,
            "zone": UTC,
        }
        | others
    )
    return render_alert(content, "mail", NOW, NOW)


def test_every_form_holds_the_quote_the_change_the_source_and_the_way_out():
    alert = rendered()
    for form in (alert.text, alert.html, alert.markdown):
        for part in ("31", "14 people", "Ravel Post", "newsthread untrack t1", "2 independent"):
            assert part in form
    assert "Police arrested the *captain* & two others." in alert.text
    assert "14 people -> 31" in alert.text
    assert "He was sober." in alert.text


def test_what_comes_from_the_world_is_escaped():
    alert = rendered()
    assert "Ferry &lt;sinks&gt;" in alert.html
    assert "captain* &amp; two" in alert.html
    assert r"\*captain\*" in alert.markdown
    assert r"\<sinks\>" in alert.markdown


def test_json_is_complete():
    body = json.loads(rendered().json)
    assert body["quotes"][0]["text"] == DEVELOPMENT.quotes[0].text
    assert body["changes"][0]["new"] == "31"
    assert body["voices"] == {"count": 2, "first": "Ravel Post"}
    assert body["id"] == rendered().id


def test_the_subject_is_what_is_new_before_the_storys_title():
    assert rendered().title == "killed: 14 people → 31 – Ferry <sinks> at Ravel"
    told = replace(DEVELOPMENT, changes=())
    assert rendered(development=told).title == (
        "Police arrested the *captain* & two others. – Ferry <sinks> at Ravel"
    )
    long = replace(told, quotes=(Quote(text="Divers found " + "another " * 20, score=1, index=0),))
    assert rendered(development=long).title == (
        f"Divers found {'another ' * 7}another… – Ferry <sinks> at Ravel"
    )
    for form in (rendered().text, rendered().markdown, rendered().html):
        assert form.splitlines()[0].strip("# ").removeprefix("<h2>").startswith("killed: 14 people")


def test_the_articles_own_headline_and_time_stand_in_it():
    article = Article(id="a", title="Captain held", published_at=NOW - timedelta(hours=3),
                      first_seen_at=NOW)  # fmt: skip
    alert = rendered(article=article, zone=ZoneInfo("Europe/Berlin"))
    for form in (alert.text, alert.html, alert.markdown):
        assert "Captain held" in form and "2 Mar 2026 10:00 CET" in form
    assert json.loads(alert.json)["article"] == {
        "title": "Captain held",
        "at": "2026-03-02T09:00:00+00:00",
    }


def test_an_edit_says_when_it_was_seen():
    article = Article(id="a", title="Captain held", published_at=NOW - timedelta(hours=3),
                      first_seen_at=NOW)  # fmt: skip
    alert = rendered(article=article, development=replace(DEVELOPMENT, version=2))
    assert "2 Mar 2026 09:00 UTC, edited, seen 2 Mar 2026 12:00 UTC" in alert.text


def test_all_tracks_that_would_tell_this_are_named_with_a_way_to_stop_each():
    other = replace(TRACK, id="t2", name="Ferries")
    alert = rendered(tracks=(TRACK, other))
    for form in (alert.text, alert.html, alert.markdown):
        for words in ("Ravel ferry", "Ferries", "newsthread untrack t1", "newsthread untrack t2"):
            assert words in form
    assert [track["id"] for track in json.loads(alert.json)["tracks"]] == ["t1", "t2"]


def test_with_a_page_and_a_secret_links_stop_it_and_open_the_story():
    links = LinkBase(url="https://news.example.org", secret="s")
    alert = rendered(links=links)
    body = json.loads(alert.json)
    for form in (alert.text, alert.html, alert.markdown):
        assert "https://news.example.org/stop?track=t1" in form
        assert f"https://news.example.org/open?story={body['story']['id']}" in form
        assert "newsthread untrack" not in form
        assert "Ravel ferry" in form
    assert body["open"] == links.open_link(body["story"]["id"])
    assert body["stop"] == links.stop_link("t1") and body["mute"] == "newsthread untrack t1"


def test_the_sample_says_that_it_is_a_test():
    alert = sample_alert("desk", NOW, UTC)
    assert "This is a test" in alert.title
    assert json.loads(alert.json)["test"] is True
