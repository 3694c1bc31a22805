"""What real feeds get wrong, or write as few do: read as it was meant."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.bounds import clean_charset
from pipeline.feeds.document import MAX_ITEMS, Item
from pipeline.feeds.parse import RawFeed, parse_feed

LINK = "<link>https://paper.example/a</link>"
CAPTION = "<media:content><media:description>{}</media:description></media:content>"


def document(item: str, head: str = '<?xml version="1.0"?>') -> str:
    spaces = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
    return f'{head}<rss version="2.0" {spaces}><channel><item>{item}</item></channel></rss>'


def first(body: str | bytes, content_type: str = "") -> Item:
    body = body if isinstance(body, bytes) else body.encode()
    return parse_feed(RawFeed(body, "https://paper.example/rss", content_type)).items[0]


@pytest.mark.parametrize("caption", ["A picture", "<![CDATA[A <b>picture</b>]]>"])
def test_a_pictures_caption_is_not_the_items_summary(caption: str) -> None:
    told = "<description>What happened</description>"
    for words in (told + CAPTION.format(caption), CAPTION.format(caption) + told):
        item = first(document(f"<title>T</title>{LINK}{words}"))
        assert (item.summary, item.content) == ("What happened", "")
    alone = first(document(f"<title>T</title>{LINK}{CAPTION.format(caption)}"))
    assert alone.summary == "A picture"


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("ann@paper.press (Ann B)", "Ann B"),
        ("Ann B &lt;ann@paper.press&gt;", "Ann B"),
        ("ann@paper.press", "ann@paper.press"),
    ],
)
def test_an_address_of_any_domain_is_told_from_the_name(author: str, name: str) -> None:
    assert first(document(f"<title>T</title><author>{author}</author>")).authors == (name,)


def test_the_first_date_that_can_be_read_counts() -> None:
    dates = "<pubDate>Invalid Date</pubDate><atom:updated>2026-01-05T10:00:00Z</atom:updated>"
    item = first(document(f"<title>T</title>{LINK}{dates}"))
    assert item.published_at is not None
    assert item.published_raw == "2026-01-05T10:00:00Z"


def test_an_id_without_an_address_is_no_link() -> None:
    item = first(document("<title>T</title><guid>12345</guid>"))
    assert (item.guid, item.link) == ("12345", "")


def test_the_sound_that_comes_with_an_item_makes_no_link_of_its_id() -> None:
    sound = '<enclosure url="https://paper.example/7.mp3" type="audio/mpeg" length="9"/>'
    item = first(document(f"<title>T</title><guid>episode-7</guid>{sound}"))
    assert (item.guid, item.link) == ("episode-7", "")


def many_items(kind: str, dates: list[str]) -> str:
    if kind == "rss":
        one = "<item><title>T</title><pubDate>{}</pubDate></item>"
        return f"<rss version='2.0'><channel>{''.join(map(one.format, dates))}</channel></rss>"
    if kind == "sitemap":
        one = "<url><loc>https://paper.example/a</loc><lastmod>{}</lastmod></url>"
        return f"<urlset>{''.join(map(one.format, dates))}</urlset>"
    items = [{"id": at, "title": "T", "date_published": at} for at in dates]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})


@pytest.mark.parametrize("kind", ["rss", "sitemap", "json"])
def test_the_newest_items_of_many_are_kept_whichever_stand_first(kind: str) -> None:
    begin = datetime(2026, 1, 5, tzinfo=UTC)
    dates = [(begin + timedelta(minutes=n)).isoformat() for n in range(MAX_ITEMS + 3)]
    for ordered in (dates, dates[::-1]):
        found = parse_feed(RawFeed(many_items(kind, ordered).encode(), "https://paper.example/f"))
        told = {item.published_raw for item in found.items}
        assert told == set(dates[3:])
        assert found.tossed == 3


def test_named_entities_stay_under_a_document_type() -> None:
    doctype = (
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
        ' "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    )
    assert first(document("<title>Caf&eacute; d&rsquo;or</title>", doctype)).title == "Café d’or"


def test_a_document_type_that_is_only_spoken_of_stays() -> None:
    comment = "<!-- no <!DOCTYPE here -->"
    item = first(document("<title><![CDATA[The <!DOCTYPE> tag]]> explained</title>", comment))
    assert item.title.endswith("explained")


@pytest.mark.parametrize(
    ("label", "codec", "title"),
    [
        ("Shift_JIS", "cp932", "第①回ニュース"),
        ("euc-kr", "cp949", "똠방각하 뉴스"),
        ("ISO-8859-9", "cp1254", "Ağır “haber”"),
        ("x-sjis", "cp932", "ニュース"),
    ],
)
def test_a_declared_charset_is_the_one_that_browsers_read(label, codec, title) -> None:
    declared = document(f"<title>{title}</title>", f'<?xml version="1.0" encoding="{label}"?>')
    assert first(declared.encode(codec)).title == title
    bare = document(f"<title>{title}</title>")
    assert first(bare.encode(codec), f"text/xml; charset={label}").title == title


def test_a_charset_that_nothing_declares_is_seen_by_its_looks() -> None:
    words = "<title>Новости дня в Москве</title><description>Президент сообщил</description>"
    assert first(document(words).encode("cp1251")).title == "Новости дня в Москве"


@pytest.mark.parametrize(
    ("charset", "title"),
    [
        ("utf-8", "Göldeki su seviyesi düşürüldü"),
        ("shift_jis", "湖の水位は日曜日に四メートル下げられた"),
        ("euc-kr", "호수의 수위가 일요일에 낮아졌다고 지사가 말했다"),
        ("gb2312", "星期天湖水水位下降了四米，省长在新闻发布会上说"),
    ],
)
@pytest.mark.parametrize("declares", ["document", "header"])
def test_a_summary_cut_within_a_letter_spoils_no_title(charset, title, declares) -> None:
    head = f'<?xml version="1.0" encoding="{charset}"?>' if declares == "document" else ""
    kind = f"text/xml; charset={charset}" if declares == "header" else "text/xml"
    words = f"<title>{title}</title><description>{title} CUT</description>"
    body = document(words, head).encode(charset).replace(b"CUT", b"\x81")
    item = first(body, kind)
    assert item.title == title
    assert item.summary.startswith(title)


def test_labels_of_charsets() -> None:
    assert [clean_charset(x) for x in ("latin1", "x-gbk", "windows-874", "utf8", "no")] == [
        "cp1252",
        "gb18030",
        "cp874",
        "utf-8",
        "",
    ]
