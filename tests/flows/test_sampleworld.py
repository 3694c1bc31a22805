"""The sample world answers as real outlets do, and its gold is consistent with its text."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from datetime import timedelta
from importlib import resources

import feedparser
import pytest

from flows.commands.console import Refusal
from flows.tools.channel_sample import send_sample
from sampleworld.compose import load_world
from sampleworld.demo import demo, serve
from sampleworld.feeds import TYPES, item_link, render_feed
from sampleworld.gold import gold_line, gold_rows, labelled_threads
from sampleworld.outlets import BY_ID, OUTLETS
from sampleworld.pages import paragraphs, render_page
from sampleworld.replay import outlet_feeds
from sampleworld.server import serve_world
from sampleworld.site import feed_urls, respond
from sampleworld.stories import END, START, parse_story_plan, parse_time
from sampleworld.summary import alert_line, write_settings
from warehouse.warehouse import Warehouse

WORLD = load_world()
ROWS = gold_rows(WORLD)


def test_the_demos_page_has_a_channel_that_answers(tmp_path, monkeypatch, capsys):
    def serve_page(warehouse, settings):
        assert warehouse.path == tmp_path
        (channel,) = settings.channels
        assert send_sample(settings, channel, END).accepted

    monkeypatch.setattr("sampleworld.demo.serve_page", serve_page)
    serve(tmp_path)
    assert "channel demo got: " in capsys.readouterr().out


@pytest.fixture(scope="module")
def server():
    with serve_world(WORLD) as running:
        yield running


def get(url, **headers):
    """Status, headers and body, redirects followed."""
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status, response.headers, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.id)
def test_every_outlet_serves_a_valid_feed_of_what_it_has_published(server, outlet):
    server.set_time(END)
    _, headers, body = get(f"{server.base}/{outlet.id}/feed")
    published = [piece for piece in WORLD.pieces if piece.outlet is outlet]
    if outlet.format == "json":
        document = json.loads(body)
        titles = [item["title"] for item in document["items"]]
        assert document["version"].startswith("https://jsonfeed.org/")
    else:
        lower = {name.lower(): value for name, value in headers.items()}
        document = feedparser.parse(body.encode(), response_headers=lower)
        assert not document.bozo
        assert document.version == {"rss": "rss20", "atom": "atom10", "rdf": "rss10"}[outlet.format]
        assert all(entry.link.startswith(server.base) for entry in document.entries)
        titles = [entry.title for entry in document.entries]
    assert len(titles) == min(30, len(published))
    assert len(set(titles)) == len(titles)


def test_nothing_is_served_before_it_is_published(server):
    piece = WORLD.pieces[40]
    server.set_time(piece.at - timedelta(minutes=1))
    assert get(server.base + piece.path)[0] == 404
    assert piece.slug not in get(f"{server.base}/{piece.outlet.id}/feed")[2]
    server.set_time(piece.at)
    assert get(server.base + piece.path)[0] in {200, 403}
    assert piece.slug in get(f"{server.base}/{piece.outlet.id}/feed")[2]


def test_an_unchanged_feed_answers_304_to_its_etag(server):
    server.set_time(START + timedelta(hours=20))
    url = f"{server.base}/meridian/feed"
    etag = get(url)[1]["ETag"]
    assert get(url, **{"If-None-Match": etag})[0] == 304
    server.set_time(END)
    assert get(url, **{"If-None-Match": etag})[0] == 200


def test_the_world_has_the_faults_of_real_outlets(server):
    server.set_time(END)
    faults = {piece.fault: server.base + piece.path for piece in WORLD.pieces if piece.fault}
    assert get(faults["404"])[0] == 404
    assert get(faults["403"])[0] == 403
    start = len(server.requests)
    assert get(f"{server.base}/marketmirror/feed")[0] == 200
    assert [status for _, status in server.requests[start:]] == [301, 200]
    start = len(server.requests)
    tracked = next(piece for piece in WORLD.pieces if piece.outlet.tracked_links)
    assert get(f"{server.base}/go{tracked.path}")[0] == 200
    assert [status for _, status in server.requests[start:]] == [302, 200]


def test_a_truncated_feed_still_has_its_head_and_is_whole_again_later(server):
    cut, whole = (parse_time(text) for text in BY_ID["beacon"].truncated)
    server.set_time(cut)
    broken = feedparser.parse(get(f"{server.base}/beacon/feed")[2].encode())
    assert broken.bozo
    assert broken.entries
    server.set_time(whole)
    assert not feedparser.parse(get(f"{server.base}/beacon/feed")[2].encode()).bozo


def test_an_edited_article_changes_on_its_page_and_in_its_feed(server):
    piece = next(piece for piece in WORLD.pieces if len(piece.versions) > 1)
    before, after = piece.versions
    server.set_time(before.at)
    first = get(server.base + piece.path)[2]
    server.set_time(after.at)
    second = get(server.base + piece.path)[2]
    added = {line.text for line in after.lines} - {line.text for line in before.lines}
    assert added
    assert all(text not in first and text in second for text in added)


def test_the_world_is_as_large_as_promised():
    pieces = WORLD.pieces
    assert len(pieces) >= 120
    assert len({piece.story for piece in pieces}) >= 15
    assert sum(bool(piece.copy_of) for piece in pieces) >= 15
    assert len(OUTLETS) >= 8
    assert {outlet.format for outlet in OUTLETS} == {"rss", "atom", "rdf", "json"}
    assert pieces[0].at >= START
    assert pieces[-1].at < END
    venezuela = [row for row in ROWS if row.story == "venezuela-call"]
    assert sum(not row.copy_of for row in venezuela) >= 8
    assert [(c.old, c.new) for row in venezuela for c in row.changes] == [("20", "21")]


def test_only_copies_share_sentences_across_outlets():
    owners = {}
    for piece in WORLD.pieces:
        if not piece.copy_of:
            for version in piece.versions:
                for line in version.lines:
                    assert owners.setdefault(line.text, piece.outlet.id) == piece.outlet.id
    paths = Counter(piece.path for piece in WORLD.pieces)
    assert max(paths.values()) == 1


def test_gold_labels_each_fact_new_exactly_once():
    for name, source in WORLD.stories.items():
        rows = [row for row in ROWS if row.story == name and not row.lost]
        news = Counter(fact for row in rows for fact in row.facts)
        assert not [fact for fact, count in news.items() if count > 1]
        assert all(len(row.labels) == len(row.lines) for row in rows)
        assert not any(row.alert for row in rows if row.copy_of)
        roundings = [fact for fact in source.facts.values() if fact.same_as]
        assert not {fact.name for fact in roundings} & set(news)


def test_the_gold_file_is_what_the_making_gives():
    shipped = (resources.files("sampleworld") / "gold.jsonl").read_text(encoding="utf-8")
    lines = [gold_line(row) for row in ROWS]
    assert shipped.splitlines() == lines, "python -m sampleworld.gold > sampleworld/gold.jsonl"


def test_labelled_threads_have_the_format_of_the_evaluation():
    for thread in labelled_threads(WORLD):
        first, *later = thread["articles"]
        assert first["labels"] is None
        assert all(len(article["labels"]) == len(article["sentences"]) for article in later)
        for article in later:
            assert all(
                change["sentence"] < len(article["sentences"]) for change in article["changed"]
            )


def test_a_story_file_with_an_unknown_fact_says_which():
    text = 'title = "x"\n[facts.a]\nsay = ["A."]\n[[articles]]\noutlet = "beacon"\n'
    text += 'at = "1 00:00"\ntitle = "t"\ntells = "a b"\n'
    with pytest.raises(ValueError, match="story x: no fact named b"):
        parse_story_plan("x", text)


def test_a_page_holds_every_sentence_that_stands_at_the_time():
    piece = next(piece for piece in WORLD.pieces if piece.copy_of)
    html = render_page(piece, [], END, "http://127.0.0.1:1")
    text = " ".join(paragraphs(piece, END))
    assert all(line.text in text for line in piece.version(END).lines)
    assert html.count("<p>") >= len(paragraphs(piece, END))


def test_the_site_answers_without_a_socket():
    base = "http://127.0.0.1:1"
    assert respond(WORLD, START, base, "/robots.txt").body.startswith(b"User-agent")
    assert respond(WORLD, START, base, "/nobody/feed").status == 404
    for outlet, url in feed_urls(base):
        answer = respond(WORLD, END, base, url.removeprefix(base))
        assert answer.status in {200, 301}
        pieces = [piece for piece in WORLD.published(END) if piece.outlet is outlet]
        if answer.status == 200 and not outlet.truncated:
            assert answer.body.decode() == render_feed(outlet, pieces, END, base)
            assert answer.content_type == TYPES[outlet.format]
            assert item_link(pieces[0], base).startswith(base)


def test_an_alert_is_shown_by_its_first_quote_else_its_figures_else_its_title():
    change = {"old": "20", "new": "21"}
    assert alert_line({"quotes": [{"text": "A."}], "changes": [change], "title": "t"}) == "A."
    assert alert_line({"quotes": [], "changes": [change], "title": "t"}) == "20 → 21"
    assert alert_line({"title": "t"}) == "t"


def test_the_demo_leaves_settings_that_point_at_its_folder(tmp_path):
    assert str(tmp_path) in write_settings(tmp_path).read_text(encoding="utf-8")


def test_the_demo_refuses_when_another_program_has_the_port_of_its_outlets(tmp_path, server):
    Warehouse(tmp_path).feeds.add(outlet_feeds(server), START)
    with pytest.raises(Refusal, match="which is taken"):
        demo(tmp_path)


def test_a_server_in_a_process_of_its_own_ends_with_a_program_that_is_killed():
    script = """
import os
from http.server import BaseHTTPRequestHandler
from sampleworld.loopback import Loopback, running_apart
with running_apart(Loopback(BaseHTTPRequestHandler)):
    os.kill(os.getpid(), 15)
"""
    started = [sys.executable, "-c", script]
    # The server holds its program's output open: this waits for both.
    done = subprocess.run(started, capture_output=True, check=False, timeout=30)
    assert done.returncode == -15
