"""Titles and plain texts: markup and invisible signs go, everything else is text."""
# ruff: noqa: E501 - inputs and rules stand in one line each

import json

import pytest
from casework import BRIDGE, HARBOUR, TROUT, atom, content, entry, item, ld, page, rss

ESCAPED = {
    "/escaped-tag-title/a0.html": "How should <selectedoption> work?",
    "/escaped-tag-title/a1.html": "<W杯>日本代表がスペインに勝利",
    "/escaped-tag-title/a2.html": "<MLB>大谷翔平が50号本塁打",
    "/escaped-tag-title/a3.html": "Why <marquee> came back to the town website",
    "/escaped-tag-title/a4.html": "Bold claim by the mayor",
    "/escaped-tag-title/a5.html": "Fed: inflation <two percent by 2027, chair says",
    "/escaped-tag-title/a6.html": "Exxon<Chevron in market value for first time",
    "/escaped-tag-title/a7.html": "<단독> 대통령 회담 취소",
    "/escaped-tag-title/a8.html": "<ANALYSIS> Why the dam failed",
    "/escaped-tag-title/a9.html": "List<String> bug hits bank software",
    "/escaped-tag-title/a10.html": "Alert <UPDATE 3> Ferry sinks off Kell, 12 missing",
    "/escaped-tag-title/a11.html": "Vote: Yes wins in Tarn",
    "/escaped-tag-title/a12.html": "I <3 this town: mayor opens park",
    "/escaped-tag-title/b1.html": "How should <selectedoption> work?",
    "/escaped-tag-title/b2.html": "Using <canvas> in the newsroom",
    "/escaped-tag-title/b3.html": "Plain <em> is not markup here",
    "/escaped-tag-title/b4.html": "Less < is more",
}
INVISIBLE = {
    "/invisible-chars/a1.html": "Bundesregierung kippt Heizungsgesetz",
    "/invisible-chars/a2.html": "Maduro leaves Caracas, aide says",
    "/invisible-chars/a3.html": "رئيس الوزراء يصل إلى بغداد",
    "/invisible-chars/a5.html": "Ferry sinks off Kell",
    "/invisible-chars/a7.html": "Tab and newline spaces here",
}
OURS = {  # path -> title as XML, title as it should be stored
    "/t/0": ("Umfrage: &lt;30 Prozent f&#252;r die Regierung", "Umfrage: <30 Prozent für die Regierung"),
    "/t/1": ("&lt;![CDATA[Mayor resigns]]&gt;", "Mayor resigns"),
    "/t/2": ("<![CDATA[<Exclusif> Le maire démissionne]]>", "<Exclusif> Le maire démissionne"),
    "/t/3": ("&lt;i&gt;Skylark&lt;/i&gt; review: a storm &lt;br/&gt; at sea", "Skylark review: a storm at sea"),
    "/t/4": ("Pre&#8288;mier&#65279;liga: Za&#173;greb wins", "Premierliga: Zagreb wins"),
    "/t/5": ("a &amp;lt; b: the sign that broke a bank", "a < b: the sign that broke a bank"),
}  # fmt: skip

TITLES = "SELECT url, title, text, summary FROM articles"


def path_of(address):
    return "/" + address.split("/", 3)[3]


@pytest.fixture(scope="module")
def read(site, new_house):
    """One cycle over all of it: path -> article."""
    items = [item(raw, path, content(HARBOUR)) for path, (raw, _) in OURS.items()]
    items += [
        item(
            "Rates",
            "/t/plain",
            "<description>Inflation &amp;lt;two percent, they say. Growth &gt;3.</description>"
            + content("Inflation was &lt;two percent in May. " + HARBOUR),
        ),
        item("Bridge", "/t/page.html"),
        item("Trout", "/t/node.html"),
    ]
    soft = [text.replace("bridge", "bri\u00addge") for text in BRIDGE]
    site.put("/t/page.html", page("The <old> bri\u200bdge at Morna is shut", *soft))
    node = {"@type": "NewsArticle", "headline": "Tro\u00adut return to Lake Sorrel"}
    node["articleBody"] = "\n\n".join(text.replace("trout", "tr\u200bout") for text in TROUT)
    site.put("/t/node.html", f"<html><head>{ld(node)}</head><body></body></html>")
    site.put("/t.json", json.dumps({
        "version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [{
            "id": "j", "url": f"{site.base}/t/json", "title": "<Live> Sto\u00adrm nears \u2066Esk\u2069",
            "content_text": "Waves <four metres high> were seen. " + HARBOUR}]}))  # fmt: skip
    house = new_house()
    done = house.read(
        f"{site.base}/escaped-tag-title/feed.xml",
        f"{site.base}/escaped-tag-title/atom.xml",
        f"{site.base}/invisible-chars/feed.xml",
        site.put("/t.xml", rss(*items)),
        site.put("/t.atom", atom(entry(
            '<title type="html">Tarn &amp;lt;update&amp;gt;: &lt;b&gt;bridge&lt;/b&gt; shut</title>',
            "/t/atom", f'<content type="html">{HARBOUR}</content>'))),
        f"{site.base}/t.json",
    )  # fmt: skip
    assert done.code == 0, done.err[-500:]
    return {path_of(row["url"]): row for row in house.sql(TITLES)}


@pytest.mark.parametrize("path", ESCAPED)
def test_words_in_angle_brackets_stay_and_markup_goes(read, path):
    assert read[path]["title"] == ESCAPED[path]


@pytest.mark.parametrize("path", INVISIBLE)
def test_invisible_signs_leave_titles(read, path):
    assert read[path]["title"] == INVISIBLE[path]


def test_signs_that_a_script_needs_stay(read):
    """Persian joins with U+200C, families of emoji with U+200D."""
    assert "می\u200cخواهند" in read["/invisible-chars/a4.html"]["title"]
    assert "👨\u200d👩\u200d👧" in read["/invisible-chars/a6.html"]["title"]


@pytest.mark.parametrize("path", OURS)
def test_other_titles_of_the_same_kinds(read, path):
    assert read[path]["title"] == OURS[path][1]


def test_a_feeds_plain_text_keeps_what_stands_in_angle_brackets(read):
    assert "Inflation was <two percent in May" in read["/t/plain"]["text"]
    assert "Waves <four metres high> were seen" in read["/t/json"]["text"]


def test_a_feeds_summary_keeps_what_stands_in_angle_brackets(read):
    assert "<two percent" in read["/t/plain"]["summary"]


def test_a_json_feeds_title_is_text(read):
    assert read["/t/json"]["title"] == "<Live> Storm nears Esk"


def test_an_atom_title_of_html_loses_its_markup_alone(read):
    assert read["/t/atom"]["title"] == "Tarn <update>: bridge shut"


def test_a_page_has_no_invisible_signs(read):
    row = read["/t/page.html"]
    assert "The old bridge at Morna was closed" in row["text"]
    assert "\u200b" not in row["title"]


def test_json_ld_has_no_invisible_signs(read):
    row = read["/t/node.html"]
    assert "twice as many trout" in row["text"]
    assert "\u00ad" not in row["title"]


def test_the_text_in_a_feed_has_no_invisible_signs(read):
    assert "Die Bundesregierung hat am Donnerstag" in read["/invisible-chars/a1.html"]["text"]


def test_imported_titles_and_texts_are_cleaned_alike(new_house):
    house = new_house()
    rows = [
        {"id": "1", "title": "Bundes\u00adregierung <kippt> Ge\u200bsetz", "text": "Zu\u00adrück. " + BRIDGE[0]},
        {"id": "2", "title": "Fed: inflation <two percent", "text": " ".join(TROUT)},
    ]  # fmt: skip
    assert house.bring("titles.jsonl", rows).code == 0
    titles = {row["title"] for row in house.sql(TITLES)}
    assert titles == {"Bundesregierung <kippt> Gesetz", "Fed: inflation <two percent"}
    assert any("Zurück." in row["text"] for row in house.sql(TITLES))
