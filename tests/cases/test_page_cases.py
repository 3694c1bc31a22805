"""Pages: the article that the entry names, all of it, and nothing of the others."""
# ruff: noqa: E501 - inputs and rules stand in one line each

import pytest
from casework import BRIDGE, HARBOUR, TROUT, item, ld, page, rss

FERRY_NODE = {
    "@type": "NewsArticle",
    "headline": "Ferry sinks off Kell Island with 61 aboard",
    "url": "{{base}}/p/ferry.html",
    "articleBody": "A ferry sank off Kell Island with 61 people aboard, the coastguard said. " * 12,
}
COMMENT = {
    "@type": "NewsArticle",
    "headline": "Morna bridge shut",
    "comment": [{"@type": "Comment", "articleBody": "My uncle said so for years. " * 40}],
    "hasPart": [FERRY_NODE],
}
LIVE = {
    "@type": "LiveBlogPosting",
    "headline": "Storm Ragna: latest",
    "liveBlogUpdate": [{"@type": "BlogPosting", "articleBody": FERRY_NODE["articleBody"]}],
}
SECOND = "".join(f"<p>{text}</p>" for text in TROUT)
AFTER = (
    "<h4>Lesen Sie auch</h4><ul><li><a href='/x'>Bahn streicht Züge nach Halden</a></li></ul>"
    "<p>Mehr zum Thema:</p><p><a href='/y'>Minister weist Kritik am Deich zurück</a></p>"
)
FRENCH = (
    "<p><strong>À lire aussi : </strong><a href='/z'>La mairie de Tarn ferme deux piscines</a></p>"
    "<aside><p>Sur le même sujet</p><p><a href='/w'>Un navire saisi au large d'Esk</a></p></aside>"
)
SOFT = {
    "/p/404-de.html": page("Seite nicht gefunden", "Die gesuchte Seite gibt es nicht mehr. " * 4,
                           "Bitte nutzen Sie die Suche oder gehen Sie zur Startseite. " * 4, lang="de"),
    "/p/404-fr.html": page("Page introuvable", "La page que vous cherchez a été déplacée. " * 4,
                           "Revenez à la page d'accueil ou utilisez la recherche. " * 4, lang="fr"),
    "/p/404-en.html": page("Sorry, we can't find that page", "The link may be broken or old. " * 5,
                           "Here is what others read today on our pages. " * 5),
}  # fmt: skip
HOME = '<link rel="canonical" href="{{base}}/">'
AMP = '<link rel="canonical" href="{{base}}/p/amp-of.html">'


@pytest.fixture(scope="module")
def house(site, new_house):
    """One cycle over all of it."""
    pages = {
        "/p/comment.html": page("Morna bridge shut", *BRIDGE, head=ld(COMMENT)),
        "/p/live.html": page("Trout return to Lake Sorrel", *TROUT, head=ld(LIVE)),
        "/p/scroll.html": page("Cierra el puente de Morna", *BRIDGE, lang="es").replace(
            "</main>", f"</main><section class='next'><h2>Truchas</h2>{SECOND}</section>"
        ),
        "/p/auch.html": page("Brücke in Morna gesperrt", *BRIDGE, after=AFTER, lang="de"),
        "/p/lire.html": page("Le pont de Morna est fermé", *BRIDGE, after=FRENCH, lang="fr"),
        "/p/archive.html": page("Page not found: how Morna lost its town archive", *BRIDGE, *TROUT),
        "/p/home1.html": page("Bridge at Morna is shut for repairs", *BRIDGE, head=HOME),
        "/p/home2.html": page("Trout return to the lake in numbers", *TROUT, head=HOME),
        "/p/amp-of.html": page("Harbour board votes on dredging", *HARBOUR.split(". ")),
        "/p/amp.html": page("Harbour board votes on dredging", *HARBOUR.split(". "), head=AMP),
    } | SOFT
    for path, body in pages.items():
        site.put(path, body)
    titles = {path: body.partition("<h1>")[2].partition("</h1>")[0] for path, body in pages.items()}
    titles |= {"/p/404-de.html": "Bahnstreik beendet", "/p/404-fr.html": "Grève terminée"}
    titles |= {"/p/404-en.html": "Strike of pilots ends after nine days"}
    house = new_house()
    feeds = [
        f"{site.base}/{case}/feed.xml"
        for case in ("ld-related", "infinite-scroll", "related-links", "canonical", "soft-404")
    ]
    ours = site.put("/p.xml", rss(*(item(title, path) for path, title in titles.items())))
    done = house.read(*feeds, ours)
    assert done.code == 0, done.err[-500:]
    return house


@pytest.fixture(scope="module")
def texts(house):
    """Path -> text of each article."""
    rows = house.sql("SELECT url, title, text FROM articles")
    return {"/" + row["url"].split("/", 3)[3]: row["title"] + "\n" + row["text"] for row in rows}


@pytest.mark.parametrize(
    ("path", "own", "others"),
    [
        ("/ld-related/a1.html", "budget of 84 million crowns", "Morna Star"),
        ("/ld-related/a2.html", "budget of 84 million crowns", "Morna Star"),
        ("/p/comment.html", "cracks in two of its piers", "My uncle said so"),
        ("/p/comment.html", "cracks in two of its piers", "61 people aboard"),
        ("/p/live.html", "twice as many trout", "61 people aboard"),
    ],
    ids=["list", "another-headline", "comment", "part", "live-update"],
)
def test_json_ld_of_another_article_is_not_the_text(texts, path, own, others):
    assert own in texts[path]
    assert others not in texts[path]


@pytest.mark.parametrize("others", ["Morna Star", "84 million crowns"])
def test_articles_that_scroll_in_are_not_the_text(texts, others):
    assert "killed 17 people" in texts["/infinite-scroll/dam.html"]
    assert others not in texts["/infinite-scroll/dam.html"]


def test_a_section_with_the_next_article_is_not_the_text(texts):
    assert "12 million crowns" in texts["/p/scroll.html"]
    assert "Anglers" not in texts["/p/scroll.html"]


@pytest.mark.parametrize(
    "others",
    [
        "Read next",
        "READ MORE",
        "Thai official says",
        "More stories",
        "theatre to close in spring",
        "Latest news",
        "tonnes of ivory",
        "Storm warning",
        "newsletter",
    ],
)
def test_headlines_of_others_are_not_the_text(texts, others):
    assert "had been put off twice since October" in texts["/related-links/a.html"]
    assert others not in texts["/related-links/a.html"]


@pytest.mark.parametrize(
    ("path", "others"),
    [
        ("/p/auch.html", "Bahn streicht"),
        ("/p/auch.html", "Minister weist Kritik"),
        ("/p/lire.html", "deux piscines"),
        ("/p/lire.html", "Un navire saisi"),
    ],
    ids=lambda v: v[-12:],
)
def test_headlines_of_others_are_not_the_text_in_other_languages(texts, path, others):
    assert "12 million crowns" in texts[path]
    assert others not in texts[path]


@pytest.mark.parametrize("path", [*(f"/soft-404/a{i}.html" for i in range(4)), *SOFT])
def test_a_page_that_says_it_is_missing_is_no_article(house, texts, path):
    assert path not in texts
    rows = house.sql(f"SELECT state, reason FROM entries WHERE url LIKE '%{path}'")
    assert [row["state"] in {"failed", "retrying"} and bool(row["reason"]) for row in rows] == [
        True
    ]


def test_an_article_about_a_missing_page_is_one(texts):
    assert "cracks in two of its piers" in texts["/p/archive.html"]


def test_a_wrong_canonical_does_not_make_three_articles_one(house):
    rows = house.sql("SELECT title FROM articles WHERE feed_id = "
                     "(SELECT id FROM feeds WHERE url LIKE '%/canonical/feed.xml')")  # fmt: skip
    assert len({row["title"] for row in rows}) == 3


def test_the_home_page_as_canonical_does_not_make_articles_one(house):
    rows = house.sql("SELECT title FROM articles WHERE title IN ('Bridge at Morna is shut for "
                     "repairs', 'Trout return to the lake in numbers')")  # fmt: skip
    assert len(rows) == 2


def test_two_addresses_of_the_same_text_stay_one_article(house):
    rows = house.sql("SELECT id FROM articles WHERE title = 'Harbour board votes on dredging'")
    assert len(rows) == 1
