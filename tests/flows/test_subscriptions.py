"""Feeds removed, paused, resumed and changed, by address or by the first characters of an id."""

from dataclasses import replace

import pytest
from builders import FEED, NOW, batch
from terminal import Terminal

from pipeline.records import Feed
from pipeline.web.urls import feed_id
from warehouse.warehouse import Warehouse

URL = "https://news.example/rss"
NEWS = Feed(id=feed_id(URL), url=URL, title="News")
MAIL = Feed(id="abcd111122223333", url="https://user:secret@mail.example/rss", title="Mail")
POST = Feed(id="abcd444455556666", url="https://post.example/rss", title="Post", lang="de")


@pytest.fixture
def warehouse(tmp_path):
    filled = Warehouse(tmp_path / "house")
    filled.feeds.add([FEED, NEWS, MAIL, POST], NOW)
    return filled


@pytest.fixture
def type_(warehouse, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    return Terminal(warehouse.path, capsys)


def test_feeds_are_removed_by_address_and_by_id_and_what_they_brought_stays(type_, warehouse):
    warehouse.load(batch(1))
    code, out, _ = type_("feeds", "remove", "http://NEWS.example/rss", "abcd1", FEED.id)
    assert code == 0
    assert [line.split()[:2] for line in out.splitlines()] == [
        ["removed", NEWS.id], ["removed", MAIL.id], ["removed", FEED.id]
    ]  # fmt: skip
    assert "secret" not in out
    assert [feed.id for feed in warehouse.feeds.all()] == [POST.id]
    assert len(warehouse.stories.latest()) == 2


@pytest.mark.parametrize("verb", ["remove", "pause", "resume"])
def test_nothing_is_done_where_one_feed_is_unknown(type_, warehouse, verb):
    before = warehouse.feeds.all()
    code, out, err = type_("feeds", verb, NEWS.url, "https://nobody:pw@none.example/rss")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "no such feed" in err and "pw" not in err
    assert warehouse.feeds.all() == before


def test_an_id_that_begins_several_names_them(type_):
    code, _, err = type_("feeds", "remove", "abcd")
    assert code == 2 and MAIL.id in err and POST.id in err and err.count("\n") == 1
    assert type_("feeds", "remove", "abc")[0] == 1  # too short to mean one


def test_a_paused_feed_is_not_polled_until_it_is_resumed(type_, warehouse):
    assert type_("feeds", "pause", URL, "abcd1")[0] == 0
    assert {feed.id for feed in warehouse.feeds.due(NOW)} == {FEED.id, POST.id}
    assert "already (user)" in type_("feeds", "pause", URL)[1]
    listed = {row["url"]: row["state"]["paused"] for row in type_.json("feeds", "list")}
    assert listed[URL] == "user"
    assert type_("feeds", "list")[1].count("paused") == 2
    assert "not paused" in type_("feeds", "resume", POST.id)[1]
    assert type_("feeds", "resume", URL)[1].startswith(f"resumed {NEWS.id}")
    assert {feed.id for feed in warehouse.feeds.due(NOW)} == {FEED.id, POST.id, NEWS.id}


def test_a_pause_holds_against_a_poll_that_had_begun(type_, warehouse):
    type_("feeds", "pause", FEED.id)
    warehouse.load(batch(1))  # its poll of this feed began before
    assert FEED.id not in {feed.id for feed in warehouse.feeds.due(NOW.replace(year=2027))}
    type_("feeds", "resume", FEED.id)
    assert FEED.id in {feed.id for feed in warehouse.feeds.due(NOW)}


def test_a_feed_that_had_gone_is_asked_again(type_, warehouse):
    (poll,) = batch(1).polls
    gone = replace(poll.feed, state=replace(poll.feed.state, paused="gone", backoff=3.0))
    warehouse.load(batch(1, polls=[replace(poll, feed=gone)]))
    assert type_("feeds", "resume", FEED.id)[1].startswith("resumed")
    state = next(f.state for f in warehouse.feeds.all() if f.id == FEED.id)
    assert (state.paused, state.next_at, state.backoff) == (None, None, 0.0)


def test_a_feed_is_called_and_filed_as_the_user_says(type_, warehouse):
    words = ["--title", "The Post", "--group", "World", "--lang", "en-GB", "--every", "10m"]
    assert type_("feeds", "set", "abcd4", *words)[0] == 0
    (post,) = (feed for feed in warehouse.feeds.all() if feed.id == POST.id)
    assert (post.title, post.folder, post.lang, post.every_s) == ("The Post", "World", "en", 600)
    assert post.url == POST.url
    assert type_("feeds", "set", POST.id, "--every", "adaptive", "--title", "")[0] == 0
    (post,) = (feed for feed in warehouse.feeds.all() if feed.id == POST.id)
    assert (post.title, post.folder, post.every_s) == ("", "World", None)
    assert type_("feeds", "set", POST.id, "--title", "The\n\x1b[2JPost")[0] == 0
    assert "The [2JPost" in [feed.title for feed in warehouse.feeds.all()]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "say what to set"),
        (["--lang", "klingon"], "no language code"),
        (["--every", "0"], "no length of time"),
        (["--title", "t" * 501], "--title: 501 characters; write at most 500"),
        (["--outlet", "o" * 201], "--outlet: 201 characters; write at most 200"),
        (["--every", "0.1s"], "write 1s to 365d"),
        (["--every", "99999999999w"], "no length of time"),
    ],
)
def test_a_setting_that_means_nothing_is_refused(type_, words, said):
    code, _, err = type_("feeds", "set", URL, *words)
    assert code == 2 and said in err and err.count("\n") == 1
