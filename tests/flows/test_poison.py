"""One article in fifty breaks a stage: the other forty-nine are loaded and alerted.

What went wrong is a row that names the stage and the place. Each fault comes in by a seam that is
open to everyone: what a server sends, the encoder (anything with `encode`), the settings' channels.
"""
# ruff: noqa: E501 - inputs and rules stand in one line each

import json
import random
import sys
from pathlib import Path

import numpy as np
import pytest
from crashes import HashedWords, Here
from wordfreq import top_n_list

from flows.cycle import cycle
from flows.services import Services
from flows.settings import ExtractSettings, NetworkSettings, Settings
from pipeline.notify import Channel
from pipeline.records import Feed, Track
from pipeline.web.urls import feed_id
from warehouse.warehouse import Warehouse

sys.path.append(str(Path(__file__).parents[1] / "cases"))

from casework import moment, page, serving

ARTICLES = 50
BAD = 17
"""The one that is poisoned."""

MARK = "Zyxomma"
"""A word of the poisoned article alone."""

WORDS = top_n_list("en", 6000)[1000:]


def sentences(number):
    """Three sentences of words of their own: an article of no other's story."""
    draw = random.Random(number)
    for _ in range(3):
        words = draw.sample(WORDS, 14)
        yield f"Quillmouth clerk {' '.join(words)} on {draw.randint(2, 900)} {draw.choice(WORDS)}."


class Faulty(HashedWords):
    """An encoder with a fault for texts with the mark: it raises, or gives what is no vector."""

    def __init__(self, fault, shortest=0, longest=10**9):
        self.fault, self.span = fault, range(shortest, longest)

    def encode(self, texts):
        rows = super().encode(texts)
        for row, text in zip(rows, texts, strict=True):
            if MARK in text and len(text) in self.span:
                if self.fault == "raises":
                    raise RuntimeError("the encoder cannot read this")
                row[:] = {"nan": np.nan, "infinite": np.inf, "zero": 0.0}[self.fault]
        return rows


class Poisoned(Services):
    """Services with another encoder; pages are read in this process unless one of them may hang."""

    def __init__(self, settings, encoder=None, *, killable=False):
        super().__init__(settings)
        self.encoder = encoder or HashedWords()
        if not killable:
            self.workers = Here()


HOSTILE = {  # what the poisoned article's page or entry has in it
    "year-one": {"head": '<meta property="article:published_time" content="0001-01-01T00:00:00+05:00">'},
    "surrogate-title": {"title": "Quillmouth \ud800 Zyxomma vote"},
    "nul-title": {"title": "Quillmouth \x00 Zyxomma vote"},
    "surrogate-author": {"authors": [{"name": "Ada \udfff Lind"}]},
    "port": {"url": "http://127.0.0.1:99999/x"},
    "label": {"url": f"http://{'a' * 70}.example/x"},
}  # fmt: skip
SLOW = "<table>" + "<tr><td><a href='/x'>cell</a><td>" * 60_000 + "</table>"


FERRY = "A passenger ferry sank off Kell Island late on Thursday with 61 people aboard."
FIRST = ("Ferry sinks off Kell Island with 61 aboard", [
    FERRY, "Rescuers in two helicopters and seven fishing boats worked through the night off Kell Island.",
    "The ferry line has stopped all its sailings until its other vessels have been inspected.",
])  # fmt: skip
LATER = {  # later articles of the same story: each has a development, the poisoned one too
    BAD: ("Kell ferry sinking: Kell Island port closed", "Harbour master Clara Musk closed the port of "
          "Kell Island to passenger traffic on Saturday."),
    30: ("Kell ferry sinking: 14 people aboard were killed", "At least 14 people aboard the ferry were "
         "killed off Kell Island, the coastguard said on Saturday."),
    40: ("Kell ferry sinking: captain of the ferry charged", "Prosecutors charged the captain of the Kell "
         "Island ferry with manslaughter on Sunday."),
}  # fmt: skip


def story(number):
    """Give title, sentences and age in hours of an article; four are of one story."""
    if number == 3:
        return *FIRST, 20
    if number in LATER:
        title, news = LATER[number]
        return title, [FERRY, news], 12 - number / 10
    title = f"Quillmouth {' '.join(random.Random(-number).sample(WORDS, 5))}"
    return title, list(sentences(number)), 15


def serve(site, **poison):
    """Put a feed of fifty pages on the site, one of them poisoned; give its address."""
    items = []
    for number in range(ARTICLES):
        own = poison if number == BAD else {}
        title, text, age = story(number)
        if number == BAD:
            title, text = own.get("title", f"{title} {MARK}"), [f"{MARK} {one}" for one in text]
        path = f"/poison/{number}.html"
        body = own.get("body") or page(title, *text, head=own.get("head", ""))
        site.put(path, body.encode("utf-8", "replace"))
        one = {"id": f"g{number}", "url": site.base + path, "title": title,
               "content_text": " ".join(text), "date_published": moment(age).isoformat()}  # fmt: skip
        items.append(
            one | {k: v for k, v in own.items() if k in {"url", "language", "authors", "id"}}
        )
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Quill", "items": items}
    return site.put("/poison.json", json.dumps(feed), content_type="application/feed+json")


@pytest.fixture(scope="module")
def site():
    with serving() as running:
        yield running


@pytest.fixture
def alerted(site, tmp_path):
    """Run a cycle over the poisoned feed: what was loaded, alerted, delivered and said to fail."""

    def run(encoder=None, channels=(), **poison):
        site.posts.clear()
        feed = serve(site, **poison)
        hook = Channel(name="hook", webhook=f"{site.base}/hook")
        settings = Settings(
            network=NetworkSettings(loopback=True, spacing_s=0.0, per_host=16),
            extract=ExtractSettings(workers=2, deadline_s=2.0),
            channels=(hook, *channels),
        )
        warehouse = Warehouse(tmp_path / "house")
        now = moment(0)
        warehouse.feeds.add([Feed(id=feed_id(feed), url=feed)], now)
        for channel in settings.channels:
            warehouse.tracks.save(
                Track(id=channel.name, name=channel.name, created_at=moment(30),
                      any_of=("Kell",), channels=(channel.name,))
            )  # fmt: skip
        with Poisoned(settings, encoder, killable="body" in poison) as services:
            cycle(warehouse, services, now)
        warehouse.publish()  # the deliveries, too
        return warehouse

    return run


def paths(rows):
    return {row[0].rpartition("/")[2] for row in rows}


def check(site, warehouse, stages, place="/poison/17.html", *, lost=True):
    """The forty-nine are in and told; the one is, or a failure row says where and in what."""
    others = {f"{n}.html" for n in range(ARTICLES) if n != BAD}
    assert others <= paths(warehouse.sql.query("SELECT url FROM articles").rows)
    told = json.dumps([said for path, said in site.posts if path == "/hook"])
    assert "14 people aboard the ferry were killed" in told
    assert "charged the captain of the Kell Island ferry" in told
    rows = warehouse.sql.query("SELECT stage, url FROM failures").rows
    hit = [stage for stage, url in rows if place in url]
    if lost:
        assert set(hit) & set(stages), rows


def test_fifty_healthy_articles_are_loaded_and_alerted(site, alerted):
    """Else the tests below say nothing."""
    warehouse = alerted()
    check(site, warehouse, (), lost=False)
    assert "17.html" in paths(warehouse.sql.query("SELECT url FROM articles").rows)


@pytest.mark.parametrize("name", ["port", "label"])
def test_fetch_an_address_that_cannot_be_asked(site, alerted, name):
    warehouse = alerted(**HOSTILE[name])
    check(site, warehouse, (), lost=False)
    rows = warehouse.sql.query("SELECT stage, reason FROM failures").rows
    assert {stage for stage, _ in rows} <= {"fetch"}


def test_extract_a_page_that_takes_for_ever(site, alerted):
    warehouse = alerted(body=f"<html><body><article>{SLOW}</article></body></html>")
    check(site, warehouse, ("extract",))


@pytest.mark.parametrize("name", ["year-one"])
def test_extract_a_page_with_what_cannot_be(site, alerted, name):
    check(site, alerted(**HOSTILE[name]), (), lost=False)


def test_embed_a_text_that_the_encoder_cannot_read(site, alerted):
    check(site, alerted(Faulty("raises")), ("embed",))


@pytest.mark.parametrize("fault", ["nan", "zero"])
def test_place_a_vector_that_is_none(site, alerted, fault):
    warehouse = alerted(Faulty(fault))
    check(site, warehouse, ("embed", "place"), lost=fault != "zero")


def test_detect_a_sentence_that_the_encoder_cannot_read(site, alerted):
    """Title and lead pass (they are longer or shorter), single sentences do not."""
    check(site, alerted(Faulty("raises", shortest=80, longest=130)), ("detect", "place"))


@pytest.mark.parametrize("name", ["surrogate-title", "nul-title", "surrogate-author"])
def test_load_a_record_that_the_warehouse_cannot_hold(site, alerted, name):
    check(site, alerted(**HOSTILE[name]), (), lost=False)


BROKEN = {
    "webhook": Channel(name="broken", webhook="http://[::1/hook"),
    "secret": Channel(name="broken", webhook="http://127.0.0.1:9/hook", secret="whsec_%%%"),
}


@pytest.mark.parametrize(
    "name",
    [
        "webhook",
        "secret",
    ],
)
def test_notify_over_a_channel_that_breaks(site, alerted, name):
    """The other channel gets everything; the attempts on this one are kept with their reason."""
    warehouse = alerted(channels=(BROKEN[name],))
    check(site, warehouse, (), lost=False)
    rows = warehouse.sql.query(
        "SELECT detail FROM deliveries JOIN alerts ON alerts.id = deliveries.alert_id "
        "WHERE alerts.channel = 'broken'"
    ).rows
    assert rows and all(detail for (detail,) in rows)
