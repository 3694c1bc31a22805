"""What changed since a cursor: everything once, nothing twice, whatever happens in between."""

import base64
import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import duckdb
import pytest
from builders import FEED, NOW, alert, article, batch, development
from hypothesis import given, settings
from hypothesis import strategies as st
from terminal import Terminal

from flows.reports.changes import CursorError, cursor_at, latest_cursor, report_changes
from pipeline.records import StoryChange
from warehouse.changes import Changes, Positions
from warehouse.warehouse import Warehouse


@pytest.fixture
def house(tmp_path):
    warehouse = Warehouse(tmp_path / "house")
    warehouse.feeds.add([FEED], NOW)
    return warehouse


def merge(ended: int, heir: int, at=NOW) -> StoryChange:
    return StoryChange(
        at=at, kind="merged", story_id=f"{ended:016x}", other_id=f"{heir:016x}", reason="one event"
    )


def read_on(house, cursor="", most=200):
    """All pages from a cursor on, and the last cursor."""
    pages = [report_changes(house, cursor, most)]
    while pages[-1].more:
        pages.append(report_changes(house, pages[-1].cursor, most))
    keys = []
    for page in pages:
        keys += [("story", story.id) for story in page.stories]
        keys += [("told", told.development.id) for told in page.developments]
        keys += [("moved", move.change.at, move.change.story_id) for move in page.moves]
    return keys, pages[-1].cursor


def test_each_thing_comes_once_and_nothing_is_left_out(house):
    house.load(batch(1))
    first, cursor = read_on(house)
    assert sorted(first) == [("story", f"{1:016x}"), ("story", f"{4:016x}"),
                             ("told", f"d-{1:016x}")]  # fmt: skip
    assert read_on(house, cursor) == ([], cursor)
    house.load(batch(7))
    second, last = read_on(house, cursor)
    assert ("told", f"d-{7:016x}") in second
    assert not set(first) & set(second)
    assert sorted(read_on(house)[0]) == sorted(first + second)
    assert read_on(house, last)[0] == []


def test_the_same_batch_again_is_no_news(house):
    house.load(batch(1))
    cursor = latest_cursor(house)
    house.load(batch(1))
    assert read_on(house, cursor) == ([], cursor)


def test_a_merge_is_news_with_both_titles_and_the_merged_story_begins_no_more(house):
    house.load(batch(1))
    before = latest_cursor(house)
    rest = batch(7)
    move = merge(4, 1)
    house.load(replace(rest, placement=replace(rest.placement, changes=[move])))
    report = report_changes(house, before)
    (moved,) = report.moves
    assert (moved.story_title, moved.other_title) == ("Dam holds", "Dam 1 holds")  # as its first is
    assert moved.change == move
    assert f"{4:016x}" not in {story.id for story in report_changes(house).stories}


def test_a_fact_of_two_stories_that_became_one_comes_once(house):
    told = [development(article(n), "same") for n in (1, 4)]
    told[1] = replace(told[1], id=told[0].id)
    both = batch(1, developments=told, alerts=[alert(told[0])])
    house.load(both)
    assert len(report_changes(house).developments) == 2
    house.load(replace(batch(7), placement=replace(batch(7).placement, changes=[merge(4, 1)])))
    ids = [told.development.id for told in report_changes(house).developments]
    assert sorted(ids) == sorted({told[0].id, f"d-{7:016x}"})


def test_pages_of_any_size_give_the_same(house):
    for first in (1, 7, 13):
        house.load(batch(first))
    whole = sorted(read_on(house)[0])
    for most in (1, 2, 5):
        assert sorted(read_on(house, most=most)[0]) == whole


def test_upkeep_and_repairs_move_no_cursor(house):
    house.load(batch(1))
    cursor = latest_cursor(house)
    with duckdb.connect(str(house.store.news_path)) as con:
        con.execute("UPDATE store.developments SET quotes = quotes[:0]")  # its row is written anew
        con.execute("CHECKPOINT")
    house.publish()
    assert read_on(house, cursor) == ([], cursor)


def test_a_cursor_of_a_time(house):
    house.load(batch(1))
    house.load(batch(7, at=NOW + timedelta(hours=1)))
    assert read_on(house, cursor_at(house, NOW - timedelta(days=1)))[0] == read_on(house)[0]
    later, _ = read_on(house, cursor_at(house, NOW + timedelta(minutes=30)))
    assert later == [("story", f"{7:016x}"), ("story", f"{10:016x}"), ("told", f"d-{7:016x}")]
    assert Changes(house.store).positions() == Positions(articles=12, developments=2, changes=0)


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


FOREIGN = ("1.99.0.0", "2.0.0.0", "1.0.0", "1.-2.0.0", "1.00.0.0", "1.0.0.x", "1. 1.0.0")


@pytest.mark.parametrize("cursor", ["x", "ä", "====", "1.2.3.4", *map(encoded, FOREIGN)])
def test_what_is_no_cursor_of_this_warehouse_is_refused(house, cursor):
    house.load(batch(1))
    with pytest.raises(CursorError, match="no cursor of this warehouse"):
        report_changes(house, cursor)


@given(st.text(max_size=60))
@settings(max_examples=20)
def test_no_text_breaks_the_cursor(tmp_path_factory, text):
    house = Warehouse(tmp_path_factory.getbasetemp() / "cursors")
    try:
        report_changes(house, text)
    except CursorError as fault:
        assert "\n" not in str(fault)


def test_the_cursor_holds_in_another_process(house):
    house.load(batch(1))
    cursor = latest_cursor(house)
    house.load(batch(7))
    words = ["--folder", str(house.path), "changes", "--since", cursor, "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *words], capture_output=True, check=True, text=True
    )
    report = json.loads(done.stdout)
    assert [told["development"]["id"] for told in report["developments"]] == [f"d-{7:016x}"]
    assert report["more"] is False


def test_the_command_names_the_next_cursor(house, capsys):
    house.load(batch(1))
    type_ = Terminal(house.path, capsys)
    code, out, _ = type_("changes")
    assert code == 0
    assert "Engineers counted cracks." in out
    assert "cracks: 1 → 2" in out
    cursor = out.split()[-1]
    assert "nothing new" in type_("changes", "--since", cursor)[1]
    assert "nothing new" in type_("changes", "--since", "1s")[1]
    code, _, err = type_("changes", "--since", "yesterday")
    assert code == 2
    assert "no cursor of this warehouse" in err
