"""What only places words on a page does not show in title or text."""

import pytest

from pipeline.pages import markup
from pipeline.pages.content import RawArticle, extract_page
from pipeline.pages.layout import PROSE, simplify_layout

PARAGRAPHS = (
    "The harbour council of Vardhaven voted on Tuesday to close the northern gate for a week.",
    "Engineers measured four metres of water at the gates, and the ferries stayed in port.",
    "The mayor thanked the crews and promised a report on the pumps before the week is over.",
)
READING = "<ruby>港湾<rt>こうわん</rt></ruby>"
BRACKETED = "<ruby><rb>閉鎖</rb><rp>（</rp><rt>へいさ</rt><rp>）</rp></ruby>"


def read(body, lang="en"):
    page = f"<html lang={lang}><body>{body}</body></html>"
    return extract_page(RawArticle(body=page.encode()), gate=False)


@pytest.mark.parametrize("times", [1, 3])
def test_a_table_that_holds_the_page_is_no_table(times):
    told = PARAGRAPHS * times
    cell = f"<h1>Gate closed</h1>{''.join(f'<p>{p}</p>' for p in told)}"
    content = read(f"<table><tr><td><a href='/'>Home</a></td><td>{cell}</td></tr></table>")
    assert content.text.split("\n")[-len(told) :] == list(told)
    assert "|" not in content.text


def test_a_table_of_data_within_one_of_layout_stays():
    data = "<table><tr><th>Party</th><th>Seats</th></tr><tr><td>Reds</td><td>12</td></tr></table>"
    prose = "<br><br>".join(PARAGRAPHS * 3)
    assert len(prose) > PROSE
    tree = markup.parse_html(f"<table><tr><td>{prose}{data}</td></tr></table>")
    simplify_layout(tree)
    (table,) = tree.iter("table")
    assert [cell.text for cell in table.iter("td", "th")] == ["Party", "Seats", "Reds", "12"]


@pytest.mark.parametrize("head", ["Gate<br>closed", "<div>Gate</div><div>closed</div>"])
def test_lines_of_a_headline_are_words_apart(head):
    content = read(
        f"<article><h1>{head}</h1>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}</article>"
    )
    assert content.title == "Gate closed"
    assert content.text == "\n".join(PARAGRAPHS)


def test_readings_above_words_are_left_out_or_stand_in_brackets():
    line = "評議会は火曜日、長い夜の討議の末に北門を{}することを決議した。市長は作業員に感謝した。"
    head = f"<h1>{READING}評議会が北門を閉鎖</h1>"
    content = read(f"<article>{head}<p>{READING}{line.format(BRACKETED)}</p></article>", "ja")
    assert content.title == "港湾評議会が北門を閉鎖"
    assert content.text == "港湾" + line.format("閉鎖（へいさ）")


def test_a_feeds_own_text_has_no_readings_in_it():
    assert markup.html_to_text(f"<p>{READING}評議会が北門を{BRACKETED}した。</p>") == (
        "港湾評議会が北門を閉鎖した。"
    )


@pytest.mark.timeout(20)
def test_tables_within_tables_take_no_time():
    deep = "<table><tr><td>" * 600 + "<p>.</p>" * 100_000
    simplify_layout(markup.parse_html(deep))
