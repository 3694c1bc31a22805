"""Every page as HTML, JSON and Atom, every form without a script, as a browser would ask."""

import json
import re
import threading
import time
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree

import pytest
from pydantic import TypeAdapter
from starlette.testclient import TestClient
from webworld import HOSTILE, NOW, RSS, import_rows, outlet_site, settings_of, site_of

from flows.reports.answer import SECONDS
from flows.reports.changes import cursor_at, latest_cursor
from flows.reports.coverage import figure_series, report_coverage
from flows.reports.following import report_following
from flows.reports.front import report_front, volume_bins
from flows.reports.sources import report_feed, report_sources
from flows.reports.status import report_status
from flows.reports.story import LedgerFigure
from flows.services import Services
from flows.settings import StagesSettings
from flows.web.actions import ACTIONS
from flows.web.app import PAGES, build_app
from flows.web.metrics import render_metrics
from flows.web.openapi import openapi_document
from flows.web.page import read_record
from flows.web.pages.ask import AskQuestion, read_ask
from flows.web.pages.changes import ChangesQuestion, read_changes
from flows.web.pages.following import TrackForm
from flows.web.pages.search import SearchForm, read_search
from flows.web.pages.sources import SourcesQuestion, read_sources
from flows.web.pages.status import StatusQuestion, read_status
from flows.web.pages.stories import StoriesQuestion, read_stories
from flows.web.pages.story import StoryQuestion, read_story
from flows.web.pages.today import TodayQuestion, read_today
from flows.web.rendering import bars, citation_picture, marked, number, size, spanned, web_link
from flows.web.site import read_zone
from flows.web.track_actions import back_to
from flows.web.visits import VISIT
from pipeline.records import Quote
from sampleworld.receiver import run_receiver
from warehouse.batch import Batch
from warehouse.coverage import Coverage
from warehouse.warehouse import Warehouse


@pytest.fixture(scope="module")
def browser(built_world):
    """Asks for pages of the world that nobody changes."""
    return TestClient(build_app(site_of(built_world)), base_url="http://127.0.0.1")


@pytest.fixture
def editor(world):
    """Works on a world of its own."""
    with run_receiver() as receiver:
        client = TestClient(build_app(site_of(world, receiver.url)), base_url="http://localhost")
        client.received, client.house = receiver.received, Warehouse(world)
        client.receiver = receiver.base
        yield client


def ferry(house):
    return next(s for s in house.stories.latest() if "Halcyon" in s.title)


def addresses(house):
    story = ferry(house)
    article = house.stories.timeline(story.id)[-1]["id"]
    values = {"id": story.id, "story": story.id}
    for page in PAGES:
        path = page.path
        if path == "/sources/{id}":
            path = "/sources/feed"
        elif "article" in path:
            path = f"/story/{story.id}/article/{article}"
        yield page, path.format(**values)


def test_every_page_answers_as_html_json_and_atom(browser, built_world):
    for page, path in addresses(Warehouse(built_world)):
        html = browser.get(path)
        assert html.status_code == 200, path
        assert "<h1" in html.text, path
        record = browser.get(f"{path}.json")
        assert record.headers["content-type"] == "application/json", path
        TypeAdapter(page.record).validate_python(record.json())
        if page.feed:
            atom = browser.get(f"{path}.atom")
            assert ElementTree.fromstring(atom.content).tag.endswith("feed"), path
            feed = browser.get(f"{path}/feed.json").json()
            assert feed["version"].endswith("1.1")
            links = [item["url"] for item in feed["items"] if "url" in item]
            assert all(re.match(r"https?://", link) for link in links), path


def test_metrics_are_what_the_status_page_says(browser, built_world):
    answer = browser.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    values = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if line[0] != "#")
    status = browser.get("/status.json").json()
    for noun in ("feeds", "articles", "stories", "developments", "alerts_waiting"):
        assert float(values[f"newsthread_{noun}"]) == status[noun]
    again = render_metrics(report_status(Warehouse(built_world), NOW)).decode()
    assert [line for line in again.splitlines() if line[0] == "#"] == [
        line for line in answer.text.splitlines() if line[0] == "#"
    ]
    last = next(cycle for cycle in status["cycles"] if cycle["ended_at"])
    assert float(values["newsthread_cycle_seconds"]) == pytest.approx(last["wall_s"])
    assert float(values['newsthread_cycle_stage_seconds{stage="place"}']) > 0


def test_today_begins_with_what_is_new_since_the_last_visit(editor):
    assert "since your last visit" not in editor.get("/today").text
    assert "Nothing new since your last visit" in editor.get("/today").text
    cursor = editor.cookies["newsthread_visit"]
    again = editor.get("/today.json", params={"since": cursor}).json()
    assert (again["n_new"], again["cursor"]) == (0, cursor)
    assert "being told" in editor.get("/today", params={"since": "no cursor"}).text


def test_what_came_while_the_page_was_read_is_not_marked_as_seen(editor):
    editor.get("/today")
    story = ferry(editor.house)
    old = cursor_at(editor.house, NOW.replace(year=2000))
    form = re.search(r'name="cursor" value="(\w+)"', editor.get(f"/today?since={old}").text)
    known = editor.house.stories.developments(story.id)[0]
    editor.house.load(Batch(at=NOW, developments=(replace(known, id="later"),)))
    assert "1 story with news since" in editor.post("/seen", data={"cursor": form[1]}).text
    for cursor in ("", "no cursor", latest_cursor(editor.house)):
        assert "Nothing new" in editor.post("/seen", data={"cursor": cursor}).text
    assert editor.cookies[VISIT] == latest_cursor(editor.house)


def test_an_old_cursor_counts_what_came_after(editor):
    story = ferry(editor.house)
    before = cursor_at(editor.house, NOW.replace(year=2000))
    today = editor.get("/today.json", params={"since": before}).json()
    (found,) = [s for s in today["front"]["stories"] if s["id"] == story.id]
    assert found["n_new_articles"] == 4
    assert found["n_new_developments"] >= 1
    assert today["front"]["stories"][0]["n_new_developments"] >= 1
    assert "badge" in editor.get("/today", params={"since": before}).text
    assert editor.post("/seen").url.path == "/today"
    assert "Nothing new since your last visit" in editor.get("/today").text


def test_a_story_shows_quotes_copies_figures_and_why(browser, built_world):
    story = ferry(Warehouse(built_world))
    page = browser.get(f"/story/{story.id}").text
    assert "<mark>Five people died" in page
    assert "1 copy: " in page
    assert "Valley Sentinel" in page
    assert "Why here?" in page
    assert "Who cites whom" in page
    assert "Followed" in page
    steps = browser.get(f"/story/{story.id}.json").json()["coverage"]["steps"]
    assert [len(step["copies"]) for step in steps] == [1, 0, 0]


def test_an_article_shows_its_text_with_what_was_new_and_why_it_is_there(browser, built_world):
    story = ferry(Warehouse(built_world))
    article = Warehouse(built_world).stories.timeline(story.id)[-1]
    address = f"/story/{story.id}/article/{article['id']}"
    page = browser.get(address).text
    assert "<mark>Five people died" in page
    assert f'href="{address}?compare=true#why">Compare the two' in page
    assert "Their nearest sentences" not in page, "that takes the encoder"
    compared = browser.get(f"{address}?compare=true").text
    assert "Their nearest sentences" in compared and "score:" in compared
    moved = browser.get(f"/story/0000/article/{article['id']}", follow_redirects=False)
    assert moved.headers["location"] == f"/story/{story.id}/article/{article['id']}"


def test_following_without_a_script(editor):
    story = next(s for s in editor.house.stories.latest() if "Aldine" in s.title)
    done = editor.post("/tracks", data={"story": story.id}, follow_redirects=False)
    assert done.status_code == 303
    assert done.headers["location"] == f"/story/{story.id}?notice=followed"
    assert "You follow this now" in editor.get(done.headers["location"]).text
    track = next(t for t in editor.house.tracks.active() if t.story_id == story.id)
    assert "muted until" in editor.post(f"/tracks/{track.id}/mute", data={"until": "3d"}).text
    assert "muted until" not in editor.post(f"/tracks/{track.id}/mute", data={"until": ""}).text
    assert "No longer followed" in editor.post(f"/tracks/{track.id}/end").text
    assert [t.name for t in editor.house.tracks.active()] == ["The ferry"]


def test_what_an_unfollowed_story_added_is_read_when_asked_for(editor):
    ask = "Read what each article added"
    board = """The board of Norrland Kraft accepted the bid of Aldine Steel on Monday, it said.
Aldine Steel pays 4.6 billion crowns for Norrland Kraft and keeps its 1,200 workers."""
    title = "Norrland Kraft accepts Aldine Steel's raised bid"
    with Services(settings_of(editor.house.path)) as services:
        import_rows(editor.house, services, [("c2", 20, "Harbour Post", title, board)])
    story = next(s for s in editor.house.stories.latest() if "Aldine" in s.title)
    assert ask in editor.get(f"/story/{story.id}").text
    assert editor.get(f"/story/{story.id}.json").json()["unread"] == story.n_articles
    done = editor.post(f"/stories/{story.id}/past", follow_redirects=False)
    assert done.headers["location"] == f"/story/{story.id}?notice=reading"
    page = editor.get(f"/story/{story.id}")
    assert ask not in page.text and "<mark>" in page.text
    assert not [t for t in editor.house.tracks.active() if t.story_id == story.id]


def test_a_past_is_read_once_however_often_it_is_asked_for_and_the_page_waits_for_it(world):
    site, story = site_of(world), ferry(Warehouse(world))
    site.served, go, read = True, threading.Event(), []

    def read_slowly(ids):
        read.append(ids)
        go.wait(60)

    waits = f'hx-get="/story/{story.id}" hx-trigger="every 2s"'
    client = TestClient(build_app(site), base_url="http://localhost")
    assert waits not in client.get(f"/story/{story.id}").text
    site.read_beside([story.id], read_slowly)
    site.read_beside([story.id, "another"], read_slowly)
    page = client.get(f"/story/{story.id}").text
    assert waits in page and "is being read" in page and 'id="steps"' in page
    asked = {"hx-request": "true", "hx-source": "section#steps"}
    assert client.get(f"/story/{story.id}", headers=asked).status_code == 204, "nothing is redrawn"
    asked["hx-source"] = "form"
    assert "is being read" in client.get(f"/story/{story.id}", headers=asked).text
    go.set()
    for _ in range(600):
        if not site.is_reading(story.id) and len(read) == 2:
            break
        time.sleep(0.05)
    assert sorted(read) == sorted([[story.id], ["another"]])
    asked["hx-source"] = "section#steps"
    assert waits not in client.get(f"/story/{story.id}", headers=asked).text


def test_only_a_story_is_gone_back_to():
    assert back_to("00ab") == "/story/00ab"
    assert back_to("//evil.example") == back_to("") == "/following"


def test_a_track_is_changed_with_a_preview_and_the_change_taken_back(editor):
    old = next(t for t in editor.house.tracks.active() if t.name == "The ferry")
    shown = editor.get(f"/following?change={old.id}").text
    assert "Change what you follow" in shown
    assert f'formaction="/tracks/{old.id}/change"' in shown
    preview = editor.get("/following", params={"change": old.id, "query": "Aldine Steel bid"}).text
    assert "this would have followed 1 story" in preview
    asked = {"name": "Steel", "query": "Aldine Steel bid", "channel": "desk", "change": old.id}
    done = editor.post(f"/tracks/{old.id}/change", data=asked).text
    (new,) = editor.house.tracks.active()
    assert (new.name, new.channels, new.id != old.id) == ("Steel", ("desk",), True)
    assert "Aldine Steel raises" in done
    assert "Undo the change" in done
    assert "Taken back" in editor.post(f"/tracks/{old.id}/restore", data={"instead": new.id}).text
    assert [t.id for t in editor.house.tracks.active()] == [old.id]
    refused = editor.post(f"/tracks/{old.id}/change", data={"query": ""})
    assert refused.status_code == 400
    assert [t.id for t in editor.house.tracks.active()] == [old.id]
    assert editor.post("/tracks/nope/change", data=asked).status_code == 404


@pytest.mark.parametrize(
    ("channels", "shown"),
    [
        (("desk", "json://127.0.0.1:9/x"), "desk, json"),
        (("json://127.0.0.1:9/x",), "json"),
        (("gone",), "gone"),
        (("desk",), "desk"),
        ((), ""),
    ],
)
def test_a_change_of_name_leaves_the_channels_as_they_are(editor, channels, shown):
    old = next(t for t in editor.house.tracks.active() if t.name == "The ferry")
    editor.house.tracks.save(replace(old, channels=channels))
    page = editor.get(f"/following?change={old.id}").text
    assert re.findall(r"<option[^>]* selected>(.*?)<", page)[0] == (shown or "this page alone")
    assert "no such channel" not in page
    asked = {"story": old.story_id, "name": "Ferry", "channel": shown}
    done = editor.post(f"/tracks/{old.id}/change", data=asked)
    (track,) = editor.house.tracks.active()
    assert track.channels == channels
    if "gone" in channels:
        assert "no such channel (desk)" in done.text and track.name == "The ferry"
    else:
        assert track.name == "Ferry"
    editor.post(f"/tracks/{track.id}/change", data=asked | {"channel": "desk"})
    assert [t.channels for t in editor.house.tracks.active()] == [("desk",)]


def test_a_change_that_is_sent_twice_is_one_track(editor):
    old = next(t for t in editor.house.tracks.active() if t.name == "The ferry")
    asked = {"name": "Steel", "query": "Aldine Steel bid", "channel": "desk"}
    done = [editor.post(f"/tracks/{old.id}/change", data=asked).url.params for _ in range(2)]
    (new,) = editor.house.tracks.active()
    assert [shown["instead"] for shown in done] == [new.id, new.id]
    renamed = editor.post(f"/tracks/{new.id}/change", data=asked | {"name": "Norrland"})
    assert "Undo the change" not in renamed.text, "nothing ended that could be taken back"
    assert [(t.id, t.name) for t in editor.house.tracks.active()] == [(new.id, "Norrland")]


def test_a_track_that_ended_meanwhile_becomes_no_other(editor):
    old = next(t for t in editor.house.tracks.active() if t.name == "The ferry")
    editor.post(f"/tracks/{old.id}/end", data={})
    late = editor.post(f"/tracks/{old.id}/change", data={"query": "Aldine Steel bid"})
    assert late.status_code == 400 and "followed no longer" in late.text
    assert editor.house.tracks.active() == []


def test_a_change_into_what_another_track_asks_for_leaves_that_one(editor):
    old = next(t for t in editor.house.tracks.active() if t.name == "The ferry")
    asked = {"name": "Steel", "query": "Aldine Steel bid", "channel": "desk"}
    editor.post("/tracks", data=asked)
    (other,) = (t for t in editor.house.tracks.active() if t.id != old.id)
    editor.post(f"/tracks/{other.id}/mute", data={"until": "3d"})
    same = editor.post(f"/tracks/{old.id}/change", data=asked | {"name": "Mine"})
    assert "Undo the change" not in same.text
    (left,) = editor.house.tracks.active()
    assert (left.id, left.name) == (other.id, "Steel") and left.mute_until


def test_a_track_that_ended_meanwhile_is_not_said_to_be_muted(editor):
    track = next(t for t in editor.house.tracks.active() if t.name == "The ferry")
    editor.post(f"/tracks/{track.id}/end", data={})
    late = editor.post(f"/tracks/{track.id}/mute", data={"until": "3d"})
    assert late.status_code == 400
    assert "The ferry is followed no longer; follow it again first" in late.text


def test_a_story_is_followed_to_a_channel_and_the_channel_tested_from_its_page(editor):
    story = next(s for s in editor.house.stories.latest() if "Aldine" in s.title)
    assert "<option>desk</option>" in editor.get(f"/story/{story.id}").text
    done = editor.post("/tracks", data={"story": story.id, "channel": "desk"})
    assert "goes to the channel you chose" in done.text
    assert 'action="/channels/desk/test"' in done.text
    tested = editor.post("/channels/desk/test", data={"story": story.id})
    assert tested.url.path == f"/story/{story.id}"
    assert "accepted the sample" in tested.text and len(editor.received) == 1
    followed = editor.get(f"/story/{story.id}.json").json()["tracks"]
    assert [(t["channels"], t["stories"][0]["why"]) for t in followed] == [(["desk"], "story")]


def test_a_search_is_a_feed_whatever_its_words(browser):
    for words, least in (("ferry", 1), ("\x00\x1b<b>\u202e", 0)):
        atom = browser.get("/search.atom", params={"words": words, "mode": "words"})
        entries = ElementTree.fromstring(atom.content).findall("{*}entry")
        assert len(entries) >= least, words
    shown = browser.get("/search", params={"words": "ferry", "mode": "words", "lang": "en"}).text
    assert "/search.json?words=ferry&amp;mode=words&amp;lang=en" in shown, "the whole question"


def test_a_feed_of_changes_holds_the_newest_however_many_there_are(editor):
    known = editor.house.stories.developments(ferry(editor.house).id)[0]
    told = [
        replace(known, id=f"told{n}", quotes=(Quote(text=f"Told {n}.", score=1, index=0),))
        for n in (1, 2, 3)
    ]
    editor.house.load(Batch(at=NOW, developments=tuple(told)))
    for path in ("/changes.atom?most=1", "/changes/feed.json?most=1"):
        text = editor.get(path).text
        assert [n for n in (1, 2, 3) if f"Told {n}." in text] == [1, 2, 3], path
    cursor = editor.get("/changes.json").json()["cursor"]
    assert "Told" not in editor.get(f"/changes.atom?since={cursor}").text


def test_an_article_without_a_title_can_be_seen_and_opened(editor):
    text = "Quarry owners of Upper Sedge met on Monday. They will blast no more at night."
    with Services(settings_of(editor.house.path)) as services:
        import_rows(editor.house, services, [("q1", 20, "Harbour Post", "", text)])
    story = next(s for s in editor.house.stories.latest() if "Quarry" in s.title)
    article = f"/story/{story.id}/article/{story.id}"
    link = rf'href="{article}"[^>]*>(<bdi dir="auto">)?untitled<'
    for path in (f"/story/{story.id}", "/search?mode=words&words=quarry"):
        assert re.search(link, editor.get(path).text), path
    shown = editor.get(article).text
    assert '<h1 dir="auto">untitled</h1>' in shown and "<title>untitled" in shown


def test_the_list_of_stories_goes_on_to_its_end(browser, built_world):
    page, shown = browser.get("/stories?least=1&most=1&since=2000-01-01").text, []
    while more := re.search(r'href="(/stories\?[^"]+)">Show more', page):
        shown.append(page.count('class="open"'))
        page = browser.get(unescape(more[1])).text
    assert shown == [1, 3] and "That is all." in page
    assert page.count('class="open"') == len(Warehouse(built_world).stories.latest())
    assert "Show more" not in browser.get("/stories?most=1000").text


def test_one_article_makes_no_chart_and_figures_that_changed_come_first(browser, built_world):
    house = Warehouse(built_world)
    single = next(s for s in house.stories.latest() if "Aldine" in s.title)
    assert 'class="chart"' not in browser.get(f"/story/{single.id}").text
    assert 'class="chart"' in browser.get(f"/story/{ferry(house).id}").text
    figures = browser.get(f"/story/{ferry(house).id}.json").json()["coverage"]["figures"]
    assert all(f["changed"] == (len(f["values"]) > 1) for f in figures) and figures


def test_values_too_far_apart_are_two_things_of_one_name():
    def told(value, counts="container"):
        return LedgerFigure(
            at=None,
            counts=counts,
            value=value,
            unit="",
            raw="",
            outlet="",
            article_id="",
            sentence="",
        )

    found = figure_series([told(5.1e6), told(600), told(640), told(3, "ship"), told(5.2e6)])
    assert [[f.value for f in s.values] for s in found] == [[5.1e6, 5.2e6], [600, 640], [3]]
    assert [s.changed for s in found] == [True, True, False]


def test_a_preview_shows_what_a_track_would_have_followed_and_saves_nothing(editor):
    asked = {"query": "fire on a ferry at Port Almery", "quiet": "22:00-07:00"}
    page = editor.get("/following", params=asked).text
    assert "would have followed 1 story" in page
    assert "Halcyon" in page
    assert len(editor.house.tracks.all()) == 1
    assert "quiet 25: write two times" in editor.get(
        "/following", params={"query": "x", "quiet": "25"}
    ).text  # fmt: skip
    for _ in range(2):  # a form that is sent twice
        assert editor.post("/tracks", data=asked).url.path == "/following"
    assert [t.quiet for t in editor.house.tracks.active()] == ["", "22:00-07:00"]


def test_merging_and_taking_it_back(editor):
    house, story = editor.house, ferry(editor.house)
    other = next(s for s in house.stories.latest() if "Aldine" in s.title)
    done = editor.post("/decisions/merge", data={"story": story.id, "other": other.id})
    assert "Done, and remembered" in done.text
    merged = house.stories.get(other.id)
    assert merged.n_articles == story.n_articles + 1
    assert editor.get(f"/story/{other.id}").url.path == f"/story/{merged.id}"
    (decision,) = house.stories.decision_history()
    undone = editor.post(f"/decisions/{decision['id']}/undo", data={"story": story.id})
    assert "Taken back" in undone.text
    assert house.stories.get(other.id).n_articles == 1
    assert "taken back" in editor.get("/following").text


def test_cutting_and_keeping_apart(editor):
    house, story = editor.house, ferry(editor.house)
    rows = house.stories.timeline(story.id)
    cut = editor.post("/decisions/cut", data={"article": rows[-1]["id"], "story": story.id})
    assert "Done, and remembered" in cut.text
    assert rows[-1]["id"] not in {r["id"] for r in house.stories.timeline(story.id)}
    a, b = rows[0]["id"], rows[2]["id"]
    form = {"article": a, "other": b, "story": story.id}
    assert "Done" in editor.post("/decisions/apart", data=form).text
    assert len(set(house.stories.of([a, b]).values())) == 2
    assert "Said before" in editor.post("/decisions/apart", data=form).text


def test_a_channel_is_tried_by_its_button(editor):
    assert "accepted the sample" in editor.post("/channels/desk/test").text
    assert len(editor.received) == 1
    assert editor.post("/channels/nobody/test").status_code == 404


def test_what_cannot_be_done_now_is_said_on_a_page_that_asks_the_warehouse_for_nothing(world):
    site = site_of(world)
    site.warehouse = Warehouse(world, wait_s=0.1)
    client = TestClient(build_app(site), base_url="http://localhost")
    with Warehouse(world).store.turn():
        page = client.get("/following", headers={"accept": "text/html"})
        assert client.get("/ask").status_code == 200
    assert page.status_code == 503 and "That did not work" in page.text


def test_a_channels_name_may_hold_a_slash(editor):
    name = "desk/night & day?"
    asked = {"name": name, "address": editor.receiver + "/hook"}
    page = editor.post("/channels", data=asked).text
    paths = [unescape(path) for path in re.findall(r'action="(/channels/[^"]+)"', page)]
    mine = [path for path in paths if "night" in path]
    assert "accepted the sample" in editor.post(mine[0]).text
    assert "removed" in editor.post(mine[1]).text and mine[1].endswith("/remove")
    assert name not in editor.house.channels.all()


def test_a_script_is_sent_on_where_what_was_done_is_shown_on_another_page(editor):
    story = next(s for s in editor.house.stories.latest() if "Aldine" in s.title)
    place = f"/story/{story.id}?notice=followed"
    for shown, code, headers in (
        ("/today", 200, {"hx-redirect": place}),
        (f"/story/{story.id}?notice=seen#a", 303, {"location": place}),
    ):
        done = editor.post(
            "/tracks", data={"story": story.id}, follow_redirects=False,
            headers={"hx-current-url": f"http://localhost{shown}"},
        )  # fmt: skip
        assert (done.status_code, done.text) == (code, "")
        assert headers.items() <= dict(done.headers).items()


def test_a_channel_is_added_that_accepts_a_sample_and_removed(editor):
    form = {"name": "phone", "address": f"{editor.receiver}/phone?key=hidden-word"}
    page = editor.post("/channels", data=form).text
    assert "accepted a sample and was added" in page and len(editor.received) == 1
    assert "<option>phone</option>" in page and "hidden-word" not in page
    story = next(s for s in editor.house.stories.latest() if "Aldine" in s.title)
    assert "<option>phone</option>" in editor.get(f"/story/{story.id}").text
    bad = {"name": "bad", "address": "json://127.0.0.1:9/"}
    refused = editor.post("/channels", data=bad, headers={"accept": "text/html"})
    assert refused.status_code == 400 and "bad refused the sample" in refused.text
    assert '<a href="/following">Back</a>' in refused.text
    assert "The channel was removed" in editor.post("/channels/phone/remove").text
    assert "<option>phone</option>" not in editor.get("/following").text
    assert editor.post("/channels/desk/remove").status_code == 400


def test_a_site_is_looked_at_for_feeds_and_one_is_added(editor):
    with outlet_site(RSS) as address:
        page = editor.get("/sources", params={"site": address}).text
        assert "Quay Times" in page
        added = editor.post("/feeds", data={"url": f"{address}/news.xml", "title": "Quay Times"})
    assert "Feeds added" in added.text
    feed = next(f for f in editor.house.feeds.all() if f.title == "Quay Times")
    assert "Paused" in editor.post(f"/feeds/{feed.id}/pause").text
    assert "Polled again" in editor.post(f"/feeds/{feed.id}/resume").text
    assert "No longer polled" in editor.post(f"/feeds/{feed.id}/remove").text
    assert editor.get(f"/sources/{feed.id}").status_code == 404


def test_a_feed_behind_a_password_is_added_with_it(editor):
    with outlet_site(RSS) as address:
        site = address.replace("://", "://me:hidden-word@")
        page = editor.get("/sources", params={"site": site}).text
        (form,) = re.findall(
            r'<form class="act" method="post" action="/feeds".*?</form>', page, re.S
        )
        asked = dict(re.findall(r'name="(\w+)" value="(.*?)"', form))
        assert "me:***@" in asked["url"]
        assert "Feeds added" in editor.post("/feeds", data=asked).text
        assert f"{site}/news.xml" in {feed.url for feed in editor.house.feeds.all()}
    late = editor.post("/feeds", data=asked | {"site": "https://me:hidden-word@other.example/"})
    assert late.status_code == 400 and "write it in the place of ***" in late.text


def test_opml_goes_up_and_down(editor):
    opml = editor.get("/sources.opml").content
    assert b"feed.example" in opml
    more = opml.replace(b"http://feed.example/rss", b"http://other.example/rss")
    assert "Feeds added" in editor.post("/feeds/opml", files={"file": ("a.opml", more)}).text
    assert len(editor.house.feeds.all()) == 2
    some = b"http://third.example/rss\nftp://fourth.example/rss\n"
    assert "name none that can be" in editor.post("/feeds/opml", files={"file": ("a", some)}).text
    assert len(editor.house.feeds.all()) == 3
    assert editor.post("/feeds/opml", files={"file": ("a", b"\x00\x01")}).status_code == 400


def test_sql_is_answered_and_shared(browser, patient_sql):
    asked = {"sql": "SELECT outlet, count(*) AS n FROM articles GROUP BY ALL ORDER BY ALL"}
    assert '<td><bdi dir="auto">Al Marsa</bdi></td>' in browser.get("/ask", params=asked).text
    table = browser.get("/ask.csv", params=asked).text.splitlines()
    assert table[0] == "outlet,n"
    answer = browser.get("/ask.json", params=asked).json()["answer"]
    assert answer["columns"] == ["outlet", "n"]
    assert ["Al Marsa", 1] in answer["rows"]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/passwd')", "COPY (SELECT 1) TO '/tmp/x.csv'",
        "ATTACH '/tmp/other.duckdb'", "INSTALL httpfs", "LOAD httpfs", "SET threads=64",
        "CREATE TABLE x AS SELECT 1", "SELECT 1; SELECT 2", "DROP VIEW stories", "nonsense",
    ],
)  # fmt: skip
def test_sql_that_wants_more_than_an_answer_is_refused(browser, sql):
    page = browser.get("/ask.json", params={"sql": sql}).json()
    assert page["answer"] is None
    assert page["problem"]


@pytest.mark.parametrize(
    "sql",
    ["SELECT repeat('x', 2000000000)", "SELECT count(*) FROM range(1000000000000) a",
     "SELECT list(r) FROM range(100000000000) t(r)",
     "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT sum(n) FROM t"],
)  # fmt: skip
def test_bombs_of_time_and_memory_are_cut_and_the_page_lives(built_world, sql):
    started = time.monotonic()
    page = read_ask(site_of(built_world), AskQuestion(sql=sql))
    assert page.answer is None or len(str(page.answer.rows)) < 1000
    assert time.monotonic() - started < SECONDS + 10, "the child is killed; a busy machine is slow"
    assert read_ask(site_of(built_world), AskQuestion(sql="SELECT 1")).answer.rows == ((1,),)


def test_what_is_not_there_is_said_in_one_line(browser):
    assert browser.get("/story/ffff").status_code == 404
    assert browser.get("/story/ffff.json").json() == {"error": "ffff: no such story"}
    assert browser.get("/nothing").status_code == 404
    assert browser.get("/changes.json", params={"since": "x"}).status_code == 400
    assert browser.get("/stories.json", params={"most": "many"}).status_code == 400
    assert browser.post("/decisions/merge", data={"story": "x"}).status_code == 400
    assert browser.get("/decisions/merge").status_code == 405


def test_a_signed_link_asks_first_and_stops_then(world):
    from dataclasses import replace  # noqa: PLC0415

    from pipeline.alerts.links import LinkBase  # noqa: PLC0415

    site = site_of(world)
    alerts = replace(site.settings.alerts, link="http://localhost", link_secret="s3cret")
    site.settings = replace(site.settings, alerts=alerts)
    site.token = "token"
    client = TestClient(build_app(site), base_url="http://localhost")
    link = LinkBase(url="http://localhost", secret="s3cret").stop_link("feedfeedfeedfeed")
    page = client.get(link)
    assert page.status_code == 200, "no token is asked for"
    assert [t.name for t in site.warehouse.tracks.active()] == ["The ferry"], (
        "a link alone does nothing"
    )
    values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
    wrong = client.post("/stop", data={**values, "signature": "0" * 64})
    assert wrong.status_code == 400
    assert "Stopped" in client.post("/stop", data=values).text
    assert site.warehouse.tracks.active() == []


def test_a_signed_link_opens_its_story_alone(world):
    from dataclasses import replace  # noqa: PLC0415

    from pipeline.alerts.links import LinkBase  # noqa: PLC0415

    site = site_of(world)
    alerts = replace(site.settings.alerts, link="http://localhost", link_secret="s3cret")
    site.settings = replace(site.settings, alerts=alerts)
    site.token = "token"
    story, other, *_ = site.warehouse.stories.latest()
    link = LinkBase(url="http://localhost", secret="s3cret").open_link(story.id)
    stranger = TestClient(build_app(site), base_url="http://localhost")
    page = stranger.get(link)
    assert page.status_code == 200 and 'id="timeline"' in page.text
    assert 'method="post"' not in page.text
    assert stranger.get(link.replace(story.id, other.id)).status_code == 400
    assert stranger.get(f"/story/{story.id}").status_code == 401
    mine = {"authorization": "Bearer token"}
    assert str(stranger.get(link, headers=mine).url).endswith(f"/story/{story.id}")


def test_search_finds_words_and_meaning(browser):
    page = browser.get("/search", params={"words": "ferry Halcyon", "mode": "words"}).text
    assert "<mark>Halcyon</mark>" in page
    assert "Port Almery" in page
    assert "no language code" in browser.get(
        "/search", params={"words": "x", "lang": "klingon?", "mode": "words"}
    ).text  # fmt: skip


def test_an_encoder_that_cannot_be_loaded_is_one_line(built_world, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    site = site_of(built_world)
    site.settings = replace(site.settings, stages=StagesSettings(device="cuda"))
    client = TestClient(build_app(site), base_url="http://127.0.0.1")
    answer = client.get("/search.json", params={"words": "ferry", "mode": "meaning"})
    assert answer.status_code == 404
    assert answer.json()["error"].startswith("stages.device: 'cuda': torch ")
    assert client.get("/search.json", params={"words": "ferry", "mode": "words"}).is_success


def test_hostile_texts_are_text_everywhere(browser, built_world):
    house = Warehouse(built_world)
    story = next(s for s in house.stories.latest() if "script" in s.title)
    for path in ("/today", "/changes", f"/story/{story.id}", "/sources",
                 f"/story/{story.id}/article/{story.id}"):  # fmt: skip
        page = browser.get(path).text
        assert "<script>window" not in page, path
        assert "javascript:" not in page.replace("(javascript:hacked=4)", ""), path
        assert not set(page) & {"\x07", "\x1b", "\u202e"}, path
        assert not re.search(r"<img|<svg on|<style", page), path
    asked = {"sql": f"SELECT '{HOSTILE}' AS \"{HOSTILE.replace(chr(34), chr(39))}\""}
    assert "<script>window" not in browser.get("/ask", params=asked).text
    for path in ("/today.atom", "/changes.atom", f"/story/{story.id}.atom"):
        ElementTree.fromstring(browser.get(path).content)


def test_the_document_describes_every_page_and_form():
    document = json.loads(json.dumps(openapi_document(PAGES, ACTIONS)))
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert references <= set(document["components"]["schemas"])
    assert {f"{page.path}.json" for page in PAGES} <= set(document["paths"])
    assert {action.path for action in ACTIONS} <= set(document["paths"])


def test_reports_on_an_empty_warehouse_say_so(tmp_path):
    house = Warehouse(tmp_path / "empty")
    site = site_of(tmp_path / "empty")
    assert report_front(house, None, NOW).stories == ()
    assert report_sources(house, NOW).feeds == ()
    assert report_feed(house, "x") is None
    assert report_status(house, NOW).cycles == ()
    assert report_following(house, site.settings, NOW).tracks == ()
    assert read_today(site, TodayQuestion()).front.at is None
    assert read_stories(site, StoriesQuestion()).stories == ()
    assert read_changes(site, ChangesQuestion()).stories == ()
    assert read_status(site, StatusQuestion()).feeds == 0
    assert read_sources(site, SourcesQuestion(site="not a site")).problem
    assert read_search(site, SearchForm()).report is None
    client = TestClient(build_app(site), base_url="http://127.0.0.1")
    for page in PAGES:
        if "{" not in page.path:
            assert client.get(page.path).status_code == 200, page.path


def test_a_report_is_made_once_until_the_warehouse_changes(world):
    site, calls = site_of(world), []
    for _ in range(2):
        site.remembered("key", lambda: calls.append(1))
    site.warehouse.feeds.all()  # opening changes nothing
    site.remembered("key", lambda: calls.append(2))
    site.warehouse.feeds.pause(["feed"])
    site.remembered("key", lambda: calls.append(3))
    assert calls == [1, 3]


def test_edits_are_shown_as_differences(world):
    from dataclasses import replace  # noqa: PLC0415

    from warehouse.batch import Batch  # noqa: PLC0415

    house = Warehouse(world)
    story = ferry(house)
    old = house.stories.members([story.id])[story.id][2]
    text = old.text.replace("stayed on the bridge", "left the bridge at midnight")
    house.load(
        Batch(
            at=NOW, edits=[replace(old, version=2, text=text, title="Ferry burns on", digest="x")]
        )
    )
    (edit,) = [e for s in report_coverage(house, story).steps for e in s.edits]
    assert [p.kind for p in edit.passages] == ["removed", "added"]
    assert edit.passages[1].text == "Captain Ines Marlow left the bridge at midnight."
    page = TestClient(build_app(site_of(world)), base_url="http://127.0.0.1").get(
        f"/story/{story.id}"
    )
    assert "<ins>Captain Ines Marlow left the bridge at midnight.</ins>" in page.text
    assert read_story(site_of(world), StoryQuestion(id=story.id)).coverage.n_copies == 1
    assert Coverage(house.store).versions(story.id)[0]["version"] == 1


def test_the_readers_zone_is_used(browser):
    browser.cookies.set("zone", "Asia/Tokyo")
    assert "Asia/Tokyo</span>" in browser.get("/status").text
    browser.cookies.set("zone", "../etc/passwd")
    assert "UTC</span>" in browser.get("/status").text
    browser.cookies.delete("zone")
    assert read_zone("Europe", "UTC").key == "UTC"
    assert read_zone("Europe" + "/a" * 1000, "UTC").key == "UTC"


def test_small_things_that_templates_draw_with():
    assert volume_bins([]) == ()
    assert sum(volume_bins([NOW] * 3, 4)) == 3
    assert [bar.height for bar in bars([0, 1, 2], 30, 20)] == [10, 20]
    assert bars([0, 0], 10, 10) == []
    assert citation_picture([]).height == 0
    assert web_link("javascript:alert(1)") == ""
    assert web_link("https://a.example/x") == "https://a.example/x"
    assert str(marked("a <b> c", ["<b>"])) == "a <mark>&lt;b&gt;</mark> c"
    assert str(spanned("<ab>", [(1, 2), (0, 3), (3, 99)])) == "&lt;<mark>a</mark>b&gt;"
    assert [number(x) for x in (None, 3, 0.12345, 4321.5)] == ["", "3", "0.123", "4,322"]
    assert [size(n) for n in (1, 2_000, 3_000_000, 4_000_000_000)] == [
        "1 bytes", "2.0 KB", "3.0 MB", "4.0 GB",
    ]  # fmt: skip
    assert read_record(TrackForm, {"budget": "3"}).budget == 3
