"""What comes over the wire: odd headers, redirects that want a cookie, refreshing pages."""
# ruff: noqa: E501 - inputs and rules stand in one line each

import gzip

import pytest
from casework import BRIDGE, DATA, HARBOUR, TROUT, Answer, content, item, page, rss

READ = {  # file -> how many entries it has
    "none.xml": 1,
    "utf8enc.xml": 1,
    "octet.xml": 1,
    "usascii.xml": 1,
    "html.xml": 1,
    "pre.xml": 1,
    "gzann.xml": 1,
    "gzgz.xml": 1,
}
REFUSED = {"br.xml": "not_a_feed bad_encoding", "zstd.xml": "bad_encoding not_a_feed",
           "cf.xml": "challenge not_a_feed", "gzcut.xml": "bad_encoding cut_short"}  # fmt: skip
ENCODINGS = {"/enc/0.xml": "binary", "/enc/1.xml": "utf-8", "/enc/2.xml": "identity, none",
             "/enc/3.xml": "8bit", "/enc/4.xml": "x-gzip"}  # fmt: skip


def refresh(seconds, target):
    return (
        f'<html><head><meta http-equiv="refresh" content="{seconds}; url={target}"></head>'
        '<body><a href="/">continue</a></body></html>'
    )


@pytest.fixture(scope="module")
def house(site, new_house):
    """One cycle over all of it."""
    for path, encoding in ENCODINGS.items():
        body = rss(item("Plain", f"{path}.html", content(HARBOUR))).replace("{{base}}", site.base)
        body = body.encode()
        packed = gzip.compress(body) if "gzip" in encoding else body
        site.put(path, packed, content_encoding=encoding)
    site.put("/w/none.html", page("Bridge at Morna shut", *BRIDGE), content_encoding="none")
    site.put("/w/refresh.html", refresh(0, "/w/target.html"))
    site.put("/w/target.html", page("Trout return to Lake Sorrel", *TROUT))
    site.put("/w/inside.html", refresh(0, "http://169.254.169.254/latest/meta-data"))
    site.put("/w/file.html", refresh(0, "file:///etc/hostname"))
    site.put("/w/round.html", refresh(0, "/w/round.html"))
    slow = refresh(600, "/w/target.html").partition("<body>")[0].partition("<head>")[2]
    site.put("/w/slow.html", page("Harbour board votes", *HARBOUR.split(". "), head=slow))
    site.answers["/w/cookie.html"] = Answer(
        page("Bridge again", *BRIDGE).encode(), 302,
        {"Location": "/w/cookie.html", "Set-Cookie": "consent=yes; Path=/"}, "consent=yes")  # fmt: skip
    site.put("/w/feed.xml", rss(
        item("Bridge at Morna shut", "/w/none.html"), item("Trout return", "/w/refresh.html"),
        item("Inside", "/w/inside.html"), item("File", "/w/file.html"),
        item("Round", "/w/round.html"), item("Harbour board votes", "/w/slow.html"),
        item("Bridge again", "/w/cookie.html")))  # fmt: skip
    site.put("/w/moved.xml", refresh(0, "/w/new.xml"), content_type="text/html")
    site.put("/w/new.xml", rss(item("Behind a refresh", "/w/n.html", content(HARBOUR))))
    house = new_house()
    feeds = [f"/wire/{file}" for file in (*READ, *REFUSED)]
    feeds += [*ENCODINGS, "/w/feed.xml", "/w/moved.xml", "/cookie-redirect/feed.xml"]
    done = house.read(*(site.base + path for path in feeds))
    assert done.code == 0, done.err[-500:]
    return house


@pytest.fixture(scope="module")
def polled(house):
    """Path of a feed -> how many items its poll brought, and the reason where it brought none."""
    rows = house.sql(
        "SELECT feeds.url, polls.items, polls.reason FROM polls JOIN feeds ON feeds.id = feed_id"
    )
    return {"/" + row["url"].split("/", 3)[3]: row for row in rows}


@pytest.mark.parametrize("file", READ)
def test_a_document_with_odd_headers_is_read_as_it_stands(polled, file):
    assert (DATA / "wire" / file).is_file()
    assert polled[f"/wire/{file}"]["items"] == READ[file]


@pytest.mark.parametrize("file", REFUSED)
def test_what_cannot_be_read_has_a_reason(polled, file):
    row = polled[f"/wire/{file}"]
    assert row["items"] or row["reason"] in REFUSED[file].split()


@pytest.mark.parametrize("path", ENCODINGS, ids=ENCODINGS.get)
def test_other_encodings_that_are_none_are_read_as_they_stand(polled, path):
    assert polled[path]["items"] == 1


def test_a_cookie_set_on_a_redirect_opens_the_feed(polled):
    assert polled["/cookie-redirect/feed.xml"]["items"] == 1


def test_an_immediate_refresh_leads_to_the_feed(polled):
    assert polled["/w/moved.xml"]["items"] == 1


def state(house, title):
    rows = house.sql(f"SELECT state, reason FROM entries WHERE title = '{title}'")
    assert len(rows) == 1
    return rows[0]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Bridge at Morna shut", "cracks in two of its piers"),
        ("Trout return", "twice as many trout"),
        ("Harbour board votes", "clause 11"),
        ("Bridge again", "cracks in two of its piers"),
    ],
    ids=["encoding-none", "refresh", "slow-refresh-stays", "cookie"],
)
def test_a_page_behind_them_is_read(house, title, words):
    rows = house.sql("SELECT articles.text FROM articles JOIN entries ON entries.id = articles.id "
                     f"WHERE entries.title = '{title}'")  # fmt: skip
    assert [words in row["text"] for row in rows] == [True]


@pytest.mark.parametrize(
    ("title", "reasons"),
    [
        ("Inside", {"refused_address"}),
        ("File", {"bad_redirect", "bad_url", "refused_address"}),
        ("Round", {"redirect_loop"}),
    ],
)
def test_a_refresh_is_guarded_as_a_redirect_is(house, title, reasons):
    assert state(house, title)["reason"] in reasons
