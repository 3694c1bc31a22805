"""Feeds: texts that they carry, entries that stay apart and keep their ids, links as meant."""
# ruff: noqa: E501 - inputs and rules stand in one line each

import re
import time

import pytest
from casework import BRIDGE, DATA, HARBOUR, TROUT, atom, content, entry, item, rss

SHELL = '<html><head><title>App</title></head><body><div id="root"></div></body></html>'
ENTRIES = "SELECT entries.id, entries.title, entries.url, entries.guid, feeds.url AS feed FROM entries JOIN feeds ON feeds.id = entries.feed_id"
STATUS = (DATA / "status-feed" / "feed.xml").read_text()
ITEMS = re.findall("<item>.*?</item>", STATUS, re.DOTALL)
NEWER = (
    ITEMS[0].replace("Region A", "Region D").replace(":0.2}", ":0.1}").replace("Quillmouth", "Esk")
)
LIVE = [
    item(f"Live {n}", f"/live/vote#p{n}", content(f"Ward {n} has been counted. " + HARBOUR))
    for n in ("one", "two")
]


def growing(items):
    """Give the status feed with these items."""
    return STATUS[: STATUS.index("<item>")] + "".join(items) + "</channel></rss>"


@pytest.fixture(scope="module")
def house(site, new_house):
    """One cycle over all feeds but those that grow."""
    for path in ("/f/summary", "/f/plain", "/f/media", "/f/itunes"):
        site.put(path, SHELL)
    bridge, trout = " ".join(BRIDGE), " ".join(TROUT)
    site.put("/f.xml", rss(
        item("Bridge at Morna shut", "/f/media", f"<media:description>{bridge}</media:description>"),
        item("Lisbon vote", "/live/vote#p1", content("Alfama has been counted. " + HARBOUR)),
        item("Lisbon vote", "/live/vote#p2", content("Belém has been counted. " + HARBOUR)),
    ))  # fmt: skip
    site.put("/f.atom", atom(
        entry("<title>Trout return</title>", "/f/summary", f"<summary>{trout}</summary>"),
        entry("<title>Morna bridge</title>", "/f/plain",
              f'<summary type="html">&lt;p&gt;{bridge}&lt;/p&gt;</summary>'),
    ))  # fmt: skip
    amp = [
        f'<entry><id>urn:amp{i}</id><title>Amp {i}</title><link href="{{{{base}}}}/amp/{i}?id=1&{name}=3"/>'
        f"<updated>{{{{iso:2}}}}</updated></entry>"
        for i, name in enumerate(("reg", "times", "not", "yen"))
    ]
    site.put("/amp.atom", atom(*amp))
    house = new_house()
    feeds = [
        f"{site.base}/{name}/feed.xml"
        for name in (
            "youtube-media-group",
            "description-fulltext",
            "fragment-links",
            "amp-entities",
        )
    ]
    feeds += [f"{site.base}/amp-entities/good.xml", f"{site.base}/amp-entities/cdata.xml"]
    done = house.read(*feeds, *(f"{site.base}/{name}" for name in ("f.xml", "f.atom", "amp.atom")))
    assert done.code == 0, done.err[-500:]
    return house


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Port of Quillmouth closes after spill", "clause 11"),
        ("Ferry sinks off Kell Island", "after its bow door failed"),
        ("Engineers find new cracks", "lower the lake by 30 centimetres"),
        ("Bridge at Morna shut", "12 million crowns"),
        ("Trout return", "count again in five years"),
        ("Morna bridge", "12 million crowns"),
    ],
    ids=["media-group", "rss-description", "content", "media", "atom-summary", "atom-html-summary"],
)
def test_a_feeds_text_stands_in_for_a_page_that_gives_none(house, title, words):
    rows = house.sql(f"SELECT text FROM articles WHERE title LIKE '{title}%'")
    assert [words in row["text"] for row in rows] == [True]


def test_a_description_in_paragraphs_is_text_without_tags(house):
    (row,) = house.sql("SELECT text FROM articles WHERE title LIKE 'Ferry sinks off Kell%'")
    assert "12 of them are still missing" in row["text"] and "<p>" not in row["text"]


def test_entries_that_differ_in_the_fragment_alone_are_each_their_own(house):
    rows = house.sql(f"{ENTRIES} WHERE feeds.url LIKE '%/fragment-links/feed.xml'")
    assert len(rows) == 4 and len({row["id"] for row in rows}) == 4


@pytest.mark.parametrize("town", ["Ardle", "Brome", "Calder"])
def test_each_live_update_is_an_article_with_its_own_text(house, town):
    rows = house.sql(f"SELECT text FROM articles WHERE title LIKE 'Live:%{town}%'")
    assert [f"{town} crews reported" in row["text"] for row in rows] == [True]


def test_live_updates_of_the_same_title_are_each_their_own(house):
    rows = house.sql("SELECT text FROM articles WHERE title = 'Lisbon vote'")
    assert len(rows) == 2


PARAMETERS = re.findall(
    r"<title>Amp number (\d+) (\w+)", (DATA / "amp-entities/feed.xml").read_text()
)


@pytest.mark.parametrize(("number", "name"), PARAMETERS)
def test_an_entity_without_a_semicolon_in_a_link_is_text(house, number, name):
    urls = {
        row["url"] for row in house.sql(ENTRIES) if f"/amp-entities/a{number}.html" in row["url"]
    }
    queries = {url.partition("?")[2] for url in urls}
    written = {query for query in queries if query.startswith("id=2")}
    assert len(written) == 1
    assert {q.replace("id=2", "id=1") for q in written} <= queries


@pytest.mark.parametrize(("number", "name"), [*enumerate(("reg", "times", "not", "yen"))])
def test_an_entity_without_a_semicolon_in_an_atom_link_is_text(house, number, name):
    (row,) = house.sql(f"{ENTRIES} WHERE entries.url LIKE '%/amp/{number}?%'")
    assert row["url"].endswith(f"/amp/{number}?id=1&{name}=3")


@pytest.fixture(scope="module")
def grown(site, new_house):
    """Two feeds that grow by an item at each of three polls: the ids after each."""
    house, seen = new_house(), []
    feeds = [f"{site.base}/grow/status.xml", f"{site.base}/grow/live.xml"]
    for at, items in enumerate((ITEMS[2:], ITEMS[1:], ITEMS, [NEWER, *ITEMS])):
        site.put("/grow/status.xml", growing(items))
        site.put("/grow/live.xml", rss(*LIVE[: at + 1]))
        if at:
            time.sleep(1.1)  # the feeds' own interval is a second
        done = house.read(*feeds) if not at else house("run")
        assert done.code == 0, done.err[-500:]
        seen.append({row["id"]: row for row in house.sql(ENTRIES)})
    return seen


@pytest.mark.parametrize(("polls", "entries"), [(1, 1), (2, 2), (3, 3), (4, 4)])
def test_entries_without_link_and_guid_of_their_own_are_each_their_own(grown, polls, entries):
    rows = [row for row in grown[polls - 1].values() if row["feed"].endswith("status.xml")]
    assert len(rows) == entries


@pytest.mark.parametrize(("polls", "entries"), [(1, 1), (4, 2)])
def test_live_updates_keep_their_ids_as_the_feed_grows(grown, polls, entries):
    rows = [row for row in grown[polls - 1].values() if row["feed"].endswith("live.xml")]
    assert len(rows) == entries
