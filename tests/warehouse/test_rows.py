"""Records to tables and back."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from builders import FEED, NOW, article, development

from pipeline.records import Article, Development, Entry, FigureChange, Quote
from warehouse.rows import to_arrow, to_aware_times, to_dicts, to_mapping, to_records
from warehouse.warehouse import Batch

VIEWS = Path(__file__).parents[2] / "warehouse" / "views"


def test_entries_may_be_large_and_texts_odd(house):
    odd = "\x00 nul, \ud83d lone half, 😀 'quote' \"double\" ; -- DROP".encode(
        "utf-8", "replace"
    ).decode()
    article = Article(id="odd", title=odd, text=odd * 1000, first_seen_at=NOW, digest="d")
    entry = Entry(id="odd", feed_id="feed", outlet="", url="", content=odd * 10_000,
                  first_seen_at=NOW, digest="d")  # fmt: skip
    house.load(Batch(at=NOW, entries=[entry], articles=[article]))
    assert house.articles.get(["odd"])[0].text == odd * 1000
    assert house.feeds.wanted_entries(NOW)[0].content == odd * 10_000


def test_records_come_back_as_they_went_in(house):
    made = development(article(1))
    with house.store.news() as con:
        table = to_arrow(
            con, "store.developments", [made], told_at="at", cycle_id=["cycle"], seq=[0]
        )
    assert set(table.column_names) > {"told_at", "cycle_id", "quotes"}
    table = table.append_column("at", table.column("told_at"))
    assert to_records(Development, table, quotes=Quote, changes=FigureChange) == [made]
    (row,) = to_dicts(table)
    assert (row["at"], row["cycle_id"]) == (made.at, "cycle")


def test_a_source_names_an_attribute_or_gives_values_or_none(house):
    with house.store.news() as con:
        table = to_arrow(
            con, "store.feeds", [FEED, FEED], id="url", added_at=None, title=["a", "b"]
        )
    assert table.column("id").to_pylist() == [FEED.url, FEED.url]
    assert table.column("added_at").to_pylist() == [None, None]
    assert table.column("title").to_pylist() == ["a", "b"]


def test_two_columns_are_a_mapping():
    assert to_mapping(pa.table({"id": ["a", "b"], "n": [1, 2]})) == {"a": 1, "b": 2}
    times = pa.array([NOW.replace(tzinfo=None), None], pa.timestamp("us"))
    assert to_aware_times(times) == [NOW, None]
