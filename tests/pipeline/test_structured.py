from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipeline.language.detection import language
from pipeline.pages import markup
from pipeline.pages.authors import author_names
from pipeline.pages.headline import choose_headline
from pipeline.pages.standfirst import find_standfirst
from pipeline.pages.structured import parse_moment, read_metadata


def said(head="", body=""):
    page = f"<html lang='en-GB'><head>{head}</head><body>{body}</body></html>"
    return read_metadata(markup.parse_html(page))


def ld(text):
    return f'<script type="application/ld+json">{text}</script>'


def og(title, site=""):
    return (
        f'<meta property="og:title" content="{title}"><meta property="og:site_name"'
        f' content="{site}"><title>{title}</title>'
    )


@pytest.mark.parametrize(
    ("head", "h1", "title"),
    [
        (og("Bridge closes | The Post", "The Post"), "Bridge closes", "Bridge closes"),
        (og("Bridge closes - News - Post.example"), "", "Bridge closes - News"),
        (og("The Post: Bridge closes"), "", "The Post: Bridge closes"),
        (og("The Post | Bridge closes", "The Post"), "", "Bridge closes"),
        (og("Bridge closes | Local | Region"), "Bridge closes", "Bridge closes"),
        (og("Ferry sinks"), "Log in", "Ferry sinks"),
        (ld('{"@type":"NewsArticle","headline":"Tom &amp;amp; Jerry"}'), "", "Tom & Jerry"),
        (ld('{"@type":"WebSite","headline":"The Post"}'), "Ferry sinks", "Ferry sinks"),
        ("<title>Ferry sinks</title>", "", "Ferry sinks"),
        ("", "", ""),
    ],
)
def test_the_title_is_what_the_pages_voices_agree_on(head, h1, title):
    page = said(head, f"<h1>{h1}</h1>" if h1 else "")
    assert choose_headline(page, "https://www.post.example/a") == title


def test_two_voices_outweigh_one():
    head = og("Ferry sinks off Skarv") + ld('{"@type": "Article", "headline": "What we know"}')
    assert choose_headline(said(head, "<h1>Ferry sinks off Skarv</h1>")) == "Ferry sinks off Skarv"


@pytest.mark.parametrize(
    ("raw", "time"),
    [
        ("2026-02-18T09:30:00+01:00", datetime(2026, 2, 18, 8, 30, tzinfo=UTC)),
        ("2026-02-18T09:30:00.123Z", datetime(2026, 2, 18, 9, 30, 0, 123000, tzinfo=UTC)),
        ("2026-02-18T09:30", datetime(2026, 2, 18, 9, 30, tzinfo=UTC)),
        ("20260218T0930+0100", datetime(2026, 2, 18, 8, 30, tzinfo=UTC)),
        ("Wed, 18 Feb 2026 09:30:00 +0100", datetime(2026, 2, 18, 8, 30, tzinfo=UTC)),
        ("18 Feb 2026 09:30:00 GMT", datetime(2026, 2, 18, 9, 30, tzinfo=UTC)),
        ("Wed, 18 Feb 2026 09:90:00 GMT", None),
        ("0001-01-01T00:00:00+05:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_are_read_with_their_offset(raw, time):
    assert parse_moment(raw) == time


def test_the_hour_and_offset_of_publication_come_from_json_ld_before_meta_tags():
    head = '<meta property="article:published_time" content="2026-02-18T12:00:00Z">' + ld(
        '{"@graph": [{"@type": ["NewsArticle"], "datePublished": "2026-02-18T09:30:00+01:00"}]}'
    )
    (first, second) = said(head).published
    assert first.utcoffset() == timezone(timedelta(hours=1)).utcoffset(None)
    assert (first.hour, second.hour) == (9, 12)


@pytest.mark.parametrize(
    "stated",
    [
        '<time itemprop="datePublished" datetime="2026-02-18T09:30:00Z">',
        '<span itemprop="datePublished" content="2026-02-18T09:30:00Z">',
    ],
)
def test_the_time_that_is_marked_as_the_articles_comes_before_others(stated):
    others = '<time datetime="2026-02-11T08:00:00Z">Last week</time>' * 4
    page = said(body=f"<nav>{others}</nav><article>{stated}18 February</article>")
    assert page.published[0] == datetime(2026, 2, 18, 9, 30, tzinfo=UTC)


NODE = '{"@type": "NewsArticle", "headline": "The mayor\'s bridge"}'


@pytest.mark.parametrize(
    "script",
    [
        ld(f"//<![CDATA[\n{NODE}\n//]]>"),
        ld(f"/* <![CDATA[ */ {NODE} /* ]]> */"),
        ld(f"<!-- {NODE} -->"),
        ld(NODE.replace('"', "&quot;")),
        ld(NODE.replace("'", "\\'")),
        ld(NODE).replace("ld+json", "LD+JSON"),
    ],
)
def test_json_ld_is_read_however_it_is_wrapped_and_escaped(script):
    assert said(script).headlines == ("The mayor's bridge",)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("filling", [" ", "/ ", "]] ", "\\", "//"])
def test_a_script_of_nothing_takes_no_time(filling):
    assert said(ld("{" + filling * 300_000 + "x")).headlines == ()


def test_what_is_escaped_in_json_ld_stays_beside_what_is_escaped_wrongly():
    script = ld(r'{"@type": "Article", "headline": "C:\\d \"It\'s\" \u00e9t\u00e9"}')
    assert said(script).headlines == ('C:\\d "It\'s" été',)


@pytest.mark.parametrize(
    "author",
    [
        '{"@id": "#ada"}',
        '[{"@type": "Person", "@id": "#ada"}]',
        '{"@type": "Person", "givenName": "Ada", "familyName": "Lind"}',
    ],
)
def test_authors_are_found_in_the_node_that_is_referred_to_or_in_two_parts(author):
    graph = f"""{{"@graph": [{{"@type": "NewsArticle", "author": {author}}},
        {{"@type": "Person", "@id": "#bo", "name": "Bo Ek"}},
        {{"@type": "Person", "@id": "#ada", "name": "Ada Lind"}}]}}"""
    assert said('<meta name="author" content="admin">' + ld(graph)).authors == ("Ada Lind",)


def test_an_author_who_is_named_nowhere_leaves_the_meta_tags():
    script = ld('{"@type": "NewsArticle", "author": {"@id": "#ada"}}')
    assert said('<meta name="author" content="Bo Ek">' + script).authors == ("Bo Ek",)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["By Ada Lind and Bo Ek"], ("Ada Lind", "Bo Ek")),
        (["Ada Lind, Bo Ek"], ("Ada Lind", "Bo Ek")),
        (["Ada Lind (al)", "https://post.example/ada", "bo@post.example"], ("Ada Lind",)),
        (["The Post", "Ada Lind"], ("Ada Lind",)),
        (["The Post"], ("The Post",)),
        (["Ada Lind und Bo Ek", "Ada Lind"], ("Ada Lind", "Bo Ek")),
        (["ADA LIND, Bo Ek", "Ada Lind", "BO EK"], ("Ada Lind", "Bo Ek")),
        (["鈴木一郎", "JD"], ("鈴木一郎", "JD")),
        (["", "105092"], ()),
    ],
)
def test_authors_are_people_once_each(given, found):
    assert author_names(given, {"thepost"}) == found


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [
        ("Die Brücke bleibt elf Monate gesperrt, sagte die Bürgermeisterin. " * 4, ["en"], "de"),
        ("The bridge stays closed for eleven months, said the mayor of the town. " * 4, [], "en"),
        ("Broen er stengt i elleve måneder, sier ordføreren i byen til avisen. " * 4, ["nb"], "no"),
        ("Short", ["fr-CA"], "fr"),
        ("", ["pt_BR"], "pt"),
        ("", [], ""),
        ("1234 5678", [""], ""),
    ],
)
def test_the_language_is_the_texts_own(text, declared, code):
    assert language(text, declared) == code


LEAD = "All 140 people on board were saved by fishing boats; the radar had failed before."
TEXT = "The ferry Alma ran aground off Skarv on Monday night, an hour after it had left port."


@pytest.mark.parametrize(
    ("head", "between", "found"),
    [
        (f'<meta name="description" content="{LEAD}">', f"<div><h2>{LEAD}</h2></div>", LEAD),
        (f'<meta name="description" content="{LEAD[:60]} ...">', f"<p>{LEAD}</p>", LEAD),
        ("", f"<p class='article__standfirst'>{LEAD}</p>", LEAD),
        ("", f"<p class='share'>{LEAD}</p>", ""),
        ("", f"<figure><figcaption class='lead'>{LEAD}</figcaption></figure>", ""),
        (f'<meta name="description" content="{LEAD}">', "", ""),
    ],
)
def test_the_standfirst_is_found_between_headline_and_text(head, between, found):
    page = f"<h1>Ferry aground</h1>{between}<p>{TEXT}</p>"
    tree = markup.parse_html(f"<html><head>{head}</head><body>{page}</body></html>")
    assert find_standfirst(tree, read_metadata(tree), TEXT) == found
