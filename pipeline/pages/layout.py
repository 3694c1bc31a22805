"""What only places words on a page, made plain before the page is read.

Tables that hold the page and no data, readings above words, lines of a headline.
"""

from __future__ import annotations

from itertools import islice

from lxml import html

PROSE = 500
"""Characters of a cell that make its table one for layout; cells of data have few. Of 258 gold
pages none has such a table. Chosen by hand (2026-11)."""

MOST_HEADS = 50
"""Headlines of a page that are looked at, as of `following`."""

_TABLE = ("tbody", "thead", "tfoot", "tr", "td", "th")
_BLOCKS = ("br", "div")


def simplify_layout(tree: html.HtmlElement) -> None:
    """Make `tree` plain, in place: its tables of prose, its ruby text, its headlines' lines.

    Of a word with its reading above (HTML's ruby) the word stays, and a reading that has brackets
    for those who cannot place it there.
    """
    heads = list(islice(tree.iter("h1"), MOST_HEADS))
    headed = {table for head in heads for table in head.iterancestors("table")}
    for table in list(tree.iter("table")):
        if table in headed or _holds_prose(table):
            _make_divisions(table)
    for word in list(tree.iter("ruby")):
        bracketed = next(word.iter("rp"), None) is not None
        for part in list(word.iter("rb", "rp", "rt", "rtc")):
            if bracketed or part.tag == "rb":
                part.drop_tag()
            else:
                part.drop_tree()
        word.drop_tag()
    for head in heads:
        for line in list(head.iter(*_BLOCKS)):
            line.text = f" {line.text or ''}"
            line.tail = f" {line.tail or ''}"
            line.drop_tag()


def _holds_prose(table: html.HtmlElement) -> bool:
    cells = (*table.iterfind("tr/td"), *table.iterfind("*/tr/td"))
    return table.get("role") == "presentation" or any(map(_is_long, cells))


def _is_long(cell: html.HtmlElement) -> bool:
    length = 0
    for text in cell.itertext():
        length += len(text.strip())
        if length >= PROSE:
            return True
    return False


def _make_divisions(table: html.HtmlElement) -> None:
    """The table's own parts, not those of tables within it."""
    parts = [*table.iterchildren(*_TABLE)]
    while parts:
        part = parts.pop()
        parts += part.iterchildren(*_TABLE)
        part.tag = "div"
    table.tag = "div"
