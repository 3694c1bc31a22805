"""Pages that broke extractors: each guard has a test that fails without it."""

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.extract import PRELOAD
from pipeline.pages import markup
from pipeline.pages.content import PageContent, RawArticle, extract_content, extract_page
from pipeline.pages.gate import Refusal
from pipeline.reasons import Reason
from pipeline.workers import Lost, Workers

LINES = [
    "The dam at Karst Lake was lowered by four metres on Sunday after engineers heard knocking.",
    "Villages downstream were told to be ready to leave within the hour, the prefect said.",
    "Divers found a tree trunk wedged in the outlet tunnel and no crack in the wall.",
    "The lake will be filled again by Thursday, and the road along it reopens tomorrow.",
]
BODY = "".join(f"<p>{line}</p>" for line in LINES)
TEXT = "\n".join(LINES)
TITLE = "Karst Lake dam lowered after engineers hear knocking"


def page(body=BODY, head="", charset='<meta charset="utf-8">'):
    return (
        f"<!doctype html><html lang='en'><head>{charset}<title>{TITLE}</title>{head}</head>"
        f"<body>{body}</body></html>"
    )


def document(body, **change):
    body = body.encode() if isinstance(body, str) else body
    url = "https://lake.example/news/dam"
    return RawArticle(**{"url": url, "page_url": url, "title": TITLE, "body": body} | change)


@pytest.mark.parametrize("tag", ["div", "span", "font", "section", "blockquote"])
@pytest.mark.parametrize("depth", [200, 300, 1000, 5000])
def test_text_below_any_depth_of_nesting_is_found(depth, tag):
    found = extract_content(document(page(f"<{tag}>" * depth + BODY + f"</{tag}>" * depth)))
    assert isinstance(found, PageContent), found
    assert [line in found.text for line in LINES] == [True] * len(LINES)


@pytest.mark.parametrize("depth", [300, 1000])
def test_paragraphs_stay_apart_below_any_depth(depth):
    body = "".join(f"<div>{line}</div>" for line in LINES)
    found = extract_content(document(page("<div>" * depth + body + "</div>" * depth)))
    assert found.text == TEXT


def test_four_times_the_nested_elements_cost_about_four_times_the_work():
    """A hundred thousand against a quarter of them, in one process: quadratic would be 16."""

    def cpu_s(depth):
        start = time.process_time()
        found = extract_content(document(page("<div>" * depth + BODY + "</div>" * depth)))
        assert isinstance(found, PageContent), found
        return time.process_time() - start

    cpu_s(100)  # what is loaded at the first page is no work on it
    assert min(cpu_s(100_000) for _ in range(2)) < 10 * min(cpu_s(25_000) for _ in range(2))


def test_the_same_page_read_again_and_again_stays_the_same():
    """Removing what was seen before would erase exactly the copies that are looked for."""
    texts = {
        extract_content(document(page(f"<article>{BODY * 3}</article>"))).text for _ in range(6)
    }
    assert len(texts) == 1
    assert texts.pop().count("Karst") == 3


def test_two_outlets_copies_are_both_read_whole():
    first = extract_content(document(page(f"<article>{BODY}</article>")))
    second = extract_content(document(page(f"<main><div class='story'>{BODY}</div></main>")))
    assert first.text == second.text == TEXT


HUGE = {
    "paragraphs": BODY * 30_000,
    "table rows": BODY + "<table>" + "<tr><td>a</td><td>b</td></tr>" * 100_000 + "</table>",
    "links": BODY + "<a href='/x'>Another story about the lake</a> " * 100_000,
}


def test_huge_pages_end_by_their_deadline_and_cost_themselves_alone():
    good = document(page())
    documents = [good, *(document(page(body)) for body in HUGE.values()), good]
    with Workers(1, deadline_s=1, preload=PRELOAD) as workers:
        first, *huge, last = workers.map(extract_content, documents)
    assert first.text == last.text == TEXT
    assert all(isinstance(found, PageContent | Lost) for found in huge)
    assert any(isinstance(found, Lost) for found in huge)


def test_the_cleaner_that_older_installers_forget_is_asked_for_by_name():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))[
        "project"
    ]
    assert "lxml_html_clean" in project["dependencies"]


def test_only_the_first_three_megabytes_are_read():
    body = page(BODY + "<p>filler filler filler</p>" * 500_000 + "<p>The very last line.</p>")
    assert len(body) > 4 * markup.MAX_BYTES
    text = markup.decode_page(body.encode())
    assert len(text) == markup.MAX_BYTES
    assert "The very last line." not in text


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        ("iso-8859-1", "utf-8"),
        ("utf-8", "cp1252"),
        ("", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("x-unknown", "utf-8"),
    ],
)
def test_a_wrong_or_missing_charset_is_seen_through(declared, actual):
    line = "Präfekt Müller sagte am Sonntag, die Straße sei „morgen“ wieder geöffnet – früher."
    body = page(f"<p>{line}</p>" * 4, charset=f'<meta charset="{declared}">' if declared else "")
    assert line in extract_page(document(body.encode(actual)), gate=False).text


@pytest.mark.parametrize(
    ("charset", "line"),
    [
        ("windows-1251", "Уровень воды в озере понизили на четыре метра, сообщил префект."),
        ("koi8-r", "Уровень воды в озере понизили на четыре метра, сообщил префект."),
        ("shift_jis", "湖の水位は日曜日に四メートル下げられたと知事が述べた。"),
        ("euc-kr", "호수의 수위가 일요일에 4미터 낮아졌다고 지사가 말했다."),
        ("iso-8859-9", "Göldeki su seviyesi pazar günü dört metre düşürüldü. Işıklar söndü."),
        ("gb2312", "星期天湖水水位下降了四米，省长在新闻发布会上说。"),
    ],
)
@pytest.mark.parametrize("where", ["meta", "header"])
def test_declared_charsets_are_read(charset, line, where):
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    body = page(f"<p>{line}</p>" * 6, charset=meta if where == "meta" else "")
    kind = f"text/html; charset={charset}" if where == "header" else "text/html"
    assert line in extract_page(document(body.encode(charset), content_type=kind), gate=False).text


@pytest.mark.parametrize(
    ("charset", "line"),
    [
        ("utf-8", "Göldeki su seviyesi pazar günü dört metre düşürüldü. Işıklar söndü."),
        ("shift_jis", "湖の水位は日曜日に四メートル下げられたと知事が述べた。"),
        ("euc-jp", "湖の水位は日曜日に四メートル下げられたと知事が述べた。"),
        ("euc-kr", "호수의 수위가 일요일에 4미터 낮아졌다고 지사가 말했다."),
        ("gb2312", "星期天湖水水位下降了四米，省长在新闻发布会上说。"),
    ],
)
def test_a_broken_byte_makes_no_other_charset_of_a_page(charset, line):
    body = page(f"<p>{line}</p>" * 6, charset=f'<meta charset="{charset}">').encode(charset)
    body = body.replace(b"</body>", b"<p>\xff</p></body>")
    kind = "text/html; charset=iso-8859-1" if charset == "utf-8" else "text/html"
    assert line in extract_page(document(body, content_type=kind), gate=False).text


def test_japanese_of_seven_bits_is_read_as_declared():
    line = "湖の水位は日曜日に四メートル下げられたと知事が述べた。"
    body = page(f"<p>{line}</p>" * 6, charset='<meta charset="iso-2022-jp">').encode("iso-2022-jp")
    assert line in extract_page(document(body), gate=False).text


def test_nul_bytes_and_control_characters_do_not_reach_the_text():
    body = page().replace("lowered by", "low\x00ered\x08 by").replace("Divers", "Di\xadvers\u200b")
    assert extract_content(document(body)).text == TEXT


@pytest.mark.parametrize(
    "broken",
    [
        '{"@type": "NewsArticle", "headline": "Unclosed',
        '{"@type": "NewsArticle", "headline": {"a": [1, 2]}, "author": 7, "datePublished": []}',
        "[" * 100_000,
        '{"@type": ["NewsArticle", null, 3], "datePublished": "soon", "author": [{"name": null}]}',
        "null",
        '{"@graph": "x"}',
    ],
)
def test_broken_json_ld_costs_nothing_but_itself(broken):
    head = f'<script type="application/ld+json">{broken}</script>'
    assert extract_content(document(page(head=head))).text == TEXT


@pytest.mark.parametrize("escaped", [False, True])
def test_a_client_rendered_page_is_read_from_its_json_ld(escaped):
    body = BODY.replace("<", "&lt;").replace(">", "&gt;") if escaped else TEXT.replace("\n", "\\n")
    head = (
        '<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{'
        f'"@type": "NewsArticle", "headline": "{TITLE}", "articleBody": "{body}"}}]}}</script>'
    )
    found = extract_content(document(page("<div id='app'></div>", head)))
    assert (found.text, found.source, found.title) == (TEXT, "page", TITLE)


def test_a_client_rendered_page_without_json_ld_falls_back_to_the_feed():
    found = extract_content(document(page("<div id='app'></div>"), content=BODY))
    assert (found.text, found.source) == (TEXT, "feed")


def test_without_either_the_reason_is_told():
    found = extract_content(
        document(page("<div id='app'></div><noscript>Please enable JavaScript</noscript>"))
    )
    assert isinstance(found, Refusal)
    assert found.reason == Reason.JAVASCRIPT


@pytest.mark.parametrize(
    "body", [b"", b" ", b"\x00" * 100, b"<", b"<html>", b"&#0;", b"plain text"]
)
def test_next_to_nothing_is_refused_not_raised(body):
    assert isinstance(extract_content(document(body)), Refusal)


def test_markup_and_scripts_in_the_feeds_content_do_not_reach_the_text():
    content = f"<script>alert(1)</script><style>p {{}}</style>{BODY}<img src=x onerror=alert(1)>"
    found = extract_content(document(b"", content=content))
    assert found.text == TEXT


def test_an_article_appended_by_infinite_scrolling_is_another_article():
    other = "<p>The regional cup final was decided by a penalty in the ninetieth minute.</p>" * 20
    body = (
        f"<article><h1>{TITLE}</h1>{BODY * 4}</article>"
        f"<article><h1>Late penalty decides the cup</h1>{other}</article>"
    )
    text = extract_content(document(page(body))).text
    assert LINES[0] in text
    assert "penalty" not in text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=400),
    st.integers(0, 400),
    st.sampled_from(["", "text/html", "text/html; charset=utf-16", "text/html; charset=x"]),
)
def test_no_bytes_make_reading_raise(noise, place, kind):
    whole = page(head='<script type=\'application/ld+json\'>{"@type": "Article"}</script>').encode()
    place = min(place, len(whole))
    damaged = whole[:place] + noise + whole[place + len(noise) :]
    for body in (noise, damaged, damaged[:place]):
        found = extract_content(document(body, content_type=kind, content=noise.decode("latin-1")))
        assert isinstance(found, PageContent | Refusal)
        assert not isinstance(found, PageContent) or "\x00" not in found.text


@given(st.lists(st.sampled_from([*"a&;\xad\u200b\u2060\ufeff\x00é", "&shy;", "&#8203;", "sh"])))
@settings(max_examples=50, deadline=None)
def test_what_no_reader_sees_is_taken_out_sign_by_sign(parts):
    text = "".join(parts) + "&sh\xady;&#1&shy;73;"
    left = text.encode().translate(None, b"\x00")
    for unseen in (*"\xad\u200b\u2060\ufeff", "&shy;", "&ZeroWidthSpace;", "&#173;", "&#8203;"):
        left = left.replace(unseen.encode(), b"")
    assert markup.visible_bytes(text) == left


def test_no_python_function_is_asked_for_the_class_of_each_element(monkeypatch):
    asked = []
    monkeypatch.setattr(
        markup.html.HtmlElementClassLookup, "lookup", lambda *about: asked.append(about)
    )
    tree = markup.parse_html(page(f"<form><input name=q></form><!-- no -->{BODY}"))
    assert [type(element) for element in tree.iter()] == [markup.html.HtmlElement] * 11
    assert not asked
