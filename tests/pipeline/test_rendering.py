"""An alert quotes, names its source, says why it came and how to stop it."""

import json
from datetime import UTC, datetime

from pipeline.alerts.rendering import AlertContent, render_alert
from pipeline.records import Development, FigureChange, Quote, Story, Track, Voice

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


def rendered():
    content = AlertContent(
        track=TRACK, development=DEVELOPMENT, story=STORY, voices=VOICES, zone=UTC
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
