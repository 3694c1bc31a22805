"""Feed lists and news sitemaps, read as leniently as feeds; what is left out is said."""

import pytest
from casework import DATA, sitemap, url

QUILL, POST = "https://quill.example/rss.xml", "https://post.example/feed"
LISTS = {  # file -> what it has beside the two that all have
    "01-blank-first-line.opml": [],
    "02-crlf.opml": [],
    "03-bare-amp.opml": ["https://n.example/a.xml?x=1&y=2"],
    "04-gt-in-attr.opml": ["https://n.example/l.xml"],
    "05-lt-in-attr.opml": ["https://n.example/l.xml"],
    "06-commas.opml": [],
    "07-cp1251.opml": ["https://ru.example/rss"],
    "08-utf16.opml": [],
    "09-bom.opml": [],
    "10-url-attr.opml": ["https://old.example/rss.xml"],
    "12-latin1-undeclared.opml": ["https://s.example/rss"],
    "13-html-entity.opml": ["https://c.example/rss"],
    "14-no-body.opml": [],
    "15-htmlurl-only.opml": [],
    "19-doctype.opml": ["https://x.example/r"],
    "21-upper.OPML": ["https://u.example/rss"],
    "22-dup-attr.opml": ["https://d.example/rss"],
    "23-ns-prefix.opml": ["https://e.example/rss"],
    "24-control.opml": ["https://ctl.example/rss"],
    "25-newlines-in-url.opml": ["https://nl.example/rss"],
    "28-deep.opml": [],
    "29-inoreader-cats.opml": ["https://q.example/rss"],
    "30-utf8-decl-cp1252.opml": ["https://q2.example/rss"],
    "31-nul.opml": ["https://z1.example/rss"],
}
TITLES = {
    "03-bare-amp.opml": "NYT & more",
    "04-gt-in-attr.opml": "NYT > Linda",
    "07-cp1251.opml": "Новости",
    "12-latin1-undeclared.opml": "Le Sénégal",
    "13-html-entity.opml": "Café News",
    "30-utf8-decl-cp1252.opml": "“Quotes” – dash",
}
HEAD = '<?xml version="1.0"?><opml version="2.0"><head/><body>'
OURS = {  # other lists: document, addresses that must be there
    "copy-entity": (
        HEAD + '<outline text="C" xmlUrl="https://c.example/r?id=1&copy=2&reg=3"/></body></opml>',
        ["https://c.example/r?id=1&copy=2&reg=3"],
    ),
    "single-quotes": (
        HEAD
        + "<outline text='D & E' xmlUrl='https://d.example/r?a=1&b=2'></outline></body></opml>",
        ["https://d.example/r?a=1&b=2"],
    ),
    "unclosed": (
        HEAD + '<outline text="A"><outline text="F" xmlUrl="https://f.example/r"></body></opml>',
        ["https://f.example/r"],
    ),
}


@pytest.fixture(scope="module")
def brought(new_house):
    """Import a list into a folder of its own, once: how it ended, and the feeds then known."""

    def bring(file, document=None):
        if file not in known:
            house = new_house()
            path = DATA / "opml" / file
            if document is not None:
                path = house.folder / f"{file}.opml"
                path.write_text(document)
            done = house("feeds", "import", path)
            listed = house("feeds", "list", "--json")
            known[file] = done, house.json("feeds", "list") if listed.code == 0 else []
        return known[file]

    known = {}
    return bring


@pytest.mark.parametrize("file", LISTS)
def test_a_list_with_a_fault_gives_its_feeds(brought, file):
    done, feeds = brought(file)
    assert done.code == 0, done.err[-300:]
    assert {feed["url"] for feed in feeds} == {QUILL, POST, *LISTS[file]}


@pytest.mark.parametrize("file", TITLES)
def test_a_lists_titles_are_read(brought, file):
    _, feeds = brought(file)
    assert TITLES[file] in {feed["title"] for feed in feeds}


@pytest.mark.parametrize("name", OURS)
def test_other_lists_with_faults_give_their_feeds(brought, name):
    document, addresses = OURS[name]
    done, feeds = brought(name, document)
    assert done.code == 0, done.err[-300:]
    assert [feed["url"] for feed in feeds] == addresses


def test_addresses_of_the_feed_scheme_are_web_addresses(brought):
    _, feeds = brought("11-feed-scheme.opml")
    urls = {feed["url"] for feed in feeds}
    assert {"http://fs.example/rss", "https://gs.example/rss"} <= urls


@pytest.mark.parametrize("host", ["hs.example", "is.example"])
def test_addresses_without_a_scheme_are_read_or_named(brought, host):
    done, feeds = brought("11-feed-scheme.opml")
    assert any(host in feed["url"] for feed in feeds) or host in done.out + done.err


def test_a_site_without_a_feed_is_named(brought):
    done, _ = brought("15-htmlurl-only.opml")
    assert "only.example" in done.out + done.err or "Site only" in done.out + done.err


def test_a_list_that_breaks_off_gives_what_is_whole_and_says_so(brought):
    done, feeds = brought("18-truncated.opml")
    assert QUILL in {feed["url"] for feed in feeds}
    assert "Post" in done.out + done.err or "broke" in done.err or "cut" in done.err


@pytest.mark.parametrize("file", ["20-empty.opml", "26-json.opml"])
def test_what_is_no_list_is_one_line(brought, file):
    done, feeds = brought(file)
    assert done.code in {0, 1, 2} and feeds == []
    assert done.code == 0 or done.err.count("\n") == 1


@pytest.mark.parametrize(
    "file", ["16-newsboat-urls", "17-plain-list.txt", "27-html-bookmarks.html"]
)
def test_other_forms_of_lists_are_read_or_refused_in_a_line(brought, file):
    done, feeds = brought(file)
    refused = done.code in {1, 2} and done.err.count("\n") == 1
    assert refused or "https://a.example/rss" in {feed["url"] for feed in feeds}


SITEMAPS = {
    "amp.xml": {
        "a1.html": "First story of the day",
        "a2.html?x=1&y=2": "Second story has a bare ampersand in its address",
        "a3.html": "Third",
        "a4.html": "Fourth",
    },
    "ent.xml": {
        "b1.html": "First",
        "b2.html": "Café owner wins",
        "b3.html": "Third after the entity",
    },
    "ctl.xml": {"c1.html": "First", "c2.html": "Control char", "c3.html": "Third after control"},
    "lat.xml": {"d1.html": "Premier", "d2.html": "Le Sénégal gagne", "d3.html": "Troisième"},
    "noprefix.xml": {"e1.html": "One", "e2.html": "Two"},
    "img.xml": {"f1.html": "Real headline here"},
    "space.xml": {"g1.html": "Blank line before the declaration"},
    "cdata.xml": {"h1.html": "Tom & Jerry", "h2.html": 'AT&T wins "case"'},
    "our-copy.xml": {"i1.html?id=1&copy=2": "Copy", "i2.html": "After it"},
    "our-lt.xml": {"k1.html": "Inflation <two percent", "k2.html": "After the sign"},
    "our-cut.xml": {"l1.html": "Whole one", "l2.html": "Whole two"},
}


@pytest.fixture(scope="module")
def maps(site, new_house):
    """One poll of each sitemap: file -> addresses with titles."""
    at = "{{base}}/sitemap/"
    site.put(
        "/sitemap/our-copy.xml",
        sitemap(url(f"{at}i1.html?id=1&copy=2", "Copy"), url(f"{at}i2.html", "After it")),
    )
    site.put(
        "/sitemap/our-lt.xml",
        sitemap(
            url(f"{at}k1.html", "Inflation <two percent"), url(f"{at}k2.html", "After the sign")
        ),
    )
    whole = sitemap(
        *(url(f"{at}l{i}.html", f"Whole {n}") for i, n in ((1, "one"), (2, "two"), (3, "no")))
    )
    site.put("/sitemap/our-cut.xml", whole[: whole.index("l3.html")])
    house = new_house()
    added = house("feeds", "add", *(f"{site.base}/sitemap/{file}" for file in SITEMAPS))
    assert added.code == 0
    done = house("run", "--until", "poll")
    assert done.code == 0, done.err[-500:]
    house("run")
    rows = house.sql("SELECT feeds.url AS feed, entries.url, entries.title FROM entries "
                     "JOIN feeds ON feeds.id = entries.feed_id")  # fmt: skip
    found = {file: {} for file in SITEMAPS}
    for row in rows:
        found[row["feed"].rpartition("/")[2]][row["url"].rpartition("/")[2]] = row["title"]
    return found


@pytest.mark.parametrize("file", SITEMAPS)
def test_a_sitemap_with_a_fault_gives_its_addresses(maps, file):
    assert set(maps[file]) == set(SITEMAPS[file])


@pytest.mark.parametrize("file", SITEMAPS)
def test_a_sitemap_with_a_fault_gives_its_titles(maps, file):
    assert maps[file] == SITEMAPS[file]
