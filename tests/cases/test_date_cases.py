"""Dates that cannot be: ignored or clamped at every entrance, and they stop nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from casework import BRIDGE, HARBOUR, TROUT, atom, content, entry, item, ld, moment, page, rss

PUBLISHED = "SELECT url, title, published_at::VARCHAR AS at, feed_id FROM articles"


def plausible(at):
    """Say whether a time of publication is none, or one that news can have."""
    if at is None:
        return True
    told = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return datetime(1990, 1, 1, tzinfo=UTC) <= told <= datetime.now(UTC) + timedelta(minutes=1)


@pytest.fixture(scope="module")
def year_one(site, new_house):
    """One cycle over a page of year 1 (a static site's empty date) and a healthy feed."""
    house = new_house()
    done = house.read(
        f"{site.base}/hugo-year-one/feed.xml", f"{site.base}/hugo-year-one/goodfeed.xml"
    )
    return house, done


def test_a_page_of_year_one_does_not_end_the_cycle(year_one):
    _, done = year_one
    assert done.code == 0, done.err[-500:]


def test_the_feeds_beside_a_page_of_year_one_are_read(year_one):
    house, _ = year_one
    urls = {row["url"].rpartition("/")[2] for row in house.sql(PUBLISHED)}
    assert {"a.html", "b.html", "good.html"} == urls


def test_a_date_of_year_one_is_ignored(year_one):
    house, _ = year_one
    (row,) = [row for row in house.sql(PUBLISHED) if row["url"].endswith("/a.html")]
    assert plausible(row["at"])


PAGES = [
    ("p0", "9999-12-31T23:59:59Z"),
    ("p1", "2031-05-05T10:00:00Z"),
    ("p2", "1970-01-01T00:00:00Z"),
    ("p3", "0001-01-01T00:00:00+05:00"),
    ("p4", "1899-12-30T00:00:00Z"),
    ("p5", "9999-12-31T23:59:59-11:00"),
]
NODES = [
    ("n0", {"datePublished": "0001-01-01T00:00:00-08:00"}),
    ("n1", {"datePublished": "1899-12-30"}),
    ("n2", {"datePublished": "2038-01-19T03:14:07Z"}),
    ("n3", {"datePublished": "-0001-11-30T00:00:00+00:00"}),
    ("n4", {"datePublished": "0000-00-00T00:00:00"}),
]


TIME = '<time datetime="{}" pubdate>1 January</time>'
WILD = ("0001", "9999", "")
"""Years that may end a cycle each have a warehouse of their own, the other dates share one."""


def title(site, path):
    return site.answer(path).body.decode().partition("<h1>")[2].partition("</h1>")[0]


@pytest.fixture(scope="module")
def dated(site, new_house):
    """Pages with each of the dates, as meta, JSON-LD and time element: date and form -> row."""
    dates = {("meta", date): f"/page-dates/{name}.html" for name, date in PAGES}
    for name, said in NODES:
        node = {"@type": "NewsArticle", "headline": "Bridge shut", **said}
        site.put(f"/ld/{name}.html", page(f"Bridge shut {name}", *BRIDGE, head=ld(node)))
        dates["ld", said["datePublished"]] = f"/ld/{name}.html"
    for date in ("0001-01-01T00:00:00Z", "1970-01-01"):
        path = f"/time/{date}.html"
        site.put(path, page(f"Trout return {date}", *TROUT, after=TIME.format(date)))
        dates["time", date] = path
    rows = {}
    for wild in WILD:
        paths = [p for (_, d), p in dates.items() if wild == next(w for w in WILD if w in d[:4])]
        house = new_house()
        items = [item(title(site, path), path, hours_ago=None) for path in paths]
        done = house.read(site.put(f"/dates{wild}.xml", rss(*items)))
        told = {row["url"]: row["at"] for row in house.sql(PUBLISHED)} if done.code == 0 else {}
        rows |= {path: (done, told.get(site.base + path, "no article")) for path in paths}
    return {key: rows[path] for key, path in dates.items()}


FORMS = [("meta", date) for _, date in PAGES]
FORMS += [("ld", said["datePublished"]) for _, said in NODES]
FORMS += [("time", "0001-01-01T00:00:00Z"), ("time", "1970-01-01")]


@pytest.mark.parametrize(("form", "date"), FORMS)
def test_a_page_date_outside_the_bounds_is_not_believed(dated, form, date):
    done, at = dated[form, date]
    assert done.code == 0, done.err[-500:]
    assert at != "no article"
    assert plausible(at), at


THEN = moment(48)  # once: a run may cross midnight
DAY = f"{THEN:%d %b %Y}"
CLOCKS = {  # as the feed says it -> hour, minute, second
    f"{DAY} 12:24:00 +0000": (12, 24, 0),
    f"{DAY} 09:24:00 GMT": (9, 24, 0),
    f"{DAY} 10:24 +0000": (10, 24, 0),
    f"{THEN:%Y-%m-%dT}22:24:00Z": (22, 24, 0),
    f"{THEN:%a, }{DAY} 07:24:00 +0000": (7, 24, 0),
    f"{DAY} 16:24:60 +0000": (16, 24, 59),
}
BAD = {
    "Thu, 01 Jan 1970 00:00:00 +0000": "epoch",
    "Mon, 01 Jan 0001 00:00:00 +0000": "year one",
    "Fri, 31 Dec 9999 23:59:59 -1100": "year 9999",
    "30 Dec 1899": "spreadsheet zero",
    "Sat, 05 May 2131 10:00:00 GMT": "future",
}


@pytest.fixture(scope="module")
def feed_dates(site, new_house):
    """Entries with each of the dates, as RSS and as Atom, read once."""
    items = [
        item(f"Clock {i}", f"/clock/{i}", f"<pubDate>{raw}</pubDate>", None)
        for i, raw in enumerate(CLOCKS)
    ]
    items += [
        item(f"Bad {i}", f"/bad/{i}", f"<pubDate>{raw}</pubDate>" + content(HARBOUR), None)
        for i, raw in enumerate(BAD)
    ]
    dated = "<published>0001-01-01T00:00:00Z</published>"
    house = new_house()
    done = house.read(
        site.put("/clocks.xml", rss(*items)),
        site.put("/years.xml", atom(entry("<title>Year one</title>", "/y", dated))),
    )
    assert done.code == 0, done.err[-500:]
    return house


@pytest.mark.parametrize(
    ("raw", "clock"), CLOCKS.items(), ids=["rfc822", "gmt", "no-seconds", "iso", "weekday", "leap"]
)
def test_a_time_with_minute_24_is_not_taken_for_the_days_end(feed_dates, raw, clock):
    number = list(CLOCKS).index(raw)
    (row,) = feed_dates.sql(
        f"SELECT published_at::VARCHAR AS at FROM entries WHERE url LIKE '%/clock/{number}'"
    )
    assert row["at"] is not None
    at = datetime.fromisoformat(row["at"])
    assert (at.hour, at.minute, at.second) == clock and at.date() == THEN.date()


def test_feed_dates_outside_the_bounds_are_not_believed(feed_dates):
    rows = feed_dates.sql("SELECT title, published_at::VARCHAR AS at FROM entries")
    assert len(rows) == len(CLOCKS) + len(BAD) + 1
    assert [row for row in rows if not plausible(row["at"])] == []
