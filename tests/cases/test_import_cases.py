"""Lines of an import that cannot be: said and left out, the others come in."""
# ruff: noqa: E501 - inputs and rules stand in one line each

import gzip
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from casework import BRIDGE, TROUT
from streams import HashedWords

from flows.services import Services

STORIES = Path(__file__).parents[3] / "shared" / "data" / "stories"
LINES = 40
"""Of each labelled set: enough for a batch, few enough to be quick."""

GOOD = {
    "id": "good",
    "title": "Bridge at Morna shut",
    "text": " ".join(BRIDGE),
    "published": "{{iso:5}}",
}
PUBLISHED = {  # a date as JSON, by name
    "1e20": "1e20",
    "infinity": "Infinity",
    "minus-infinity": "-Infinity",
    "nan": "NaN",
    "1e400": "1e400",
    "year-one": '"0001-01-01T00:00:00+05:00"',
    "year-one-utc": '"0001-01-01T00:00:00Z"',
    "year-9999": '"9999-12-31T23:59:59-11:00"',
    "year-1899": '"1899-12-30T00:00:00Z"',
    "year-2131": '"2131-05-05T10:00:00Z"',
    "epoch-zero": '"1970-01-01T00:00:00Z"',
    "minus-1e15": "-1e15",
    "words": '"last Tuesday"',
    "object": '{"at": 1}',
    "true": "true",
}
BRACKETS = "[" * 100_000
ODD = {
    "brackets": BRACKETS,
    "brackets-in-a-field": '{"title": "Trout", "text": ' + BRACKETS + "]" * 100_000 + "}",
    "objects": '{"a":' * 100_000,
    "digits": '{"title": "Trout", "text": "t", "published": ' + "9" * 10_000 + "}",
    "surrogate": '{"id": "s", "title": "Salmon \\ud800 return", "text": "Inspectors counted."}',
    "nul": '{"id": "n", "title": "Perch \\u0000 return", "text": "Inspectors \\u0000 counted."}',
    "url": '{"id": "u", "title": "Trout", "text": "Inspectors.", "url": "http://[::1"}',
    "lists": '{"id": ["l"], "title": ["Trout"], "text": {"a": "b"}, "lang": 7}',
    "long-title": json.dumps({"id": "t", "title": "Trout " * 50_000, "text": "Inspectors."}),
}


LAST = GOOD | {"id": "last", "title": "Trout return", "text": " ".join(TROUT)}
DATED = '{"id": "NAME", "title": "Odd date NAME", "text": "Clerks met.", "published": DATE}'
LINES_BY_NAME = ODD | {
    name: DATED.replace("NAME", name).replace("DATE", date) for name, date in PUBLISHED.items()
}


@pytest.fixture(scope="module")
def brought(new_house):
    """Import all odd lines between two good ones; how that ended, and the titles that came in."""
    house = new_house()
    done = house.bring("odd.jsonl", [GOOD, *LINES_BY_NAME.values(), LAST])
    return house, done, [row["title"] for row in house.sql("SELECT title FROM articles")]


def check(brought, name):
    _, done, titles = brought
    assert done.code == 0, done.err[-500:]
    assert "Traceback" not in done.err
    assert {"Bridge at Morna shut", "Trout return"} <= set(titles)
    told = {int(number) for number in re.findall(r"line (\d+):", done.err)}
    assert len(titles) == 2 + len(LINES_BY_NAME) - len(told), "neither imported nor named"
    if name in PUBLISHED:
        number = 2 + list(LINES_BY_NAME).index(name)
        assert (f"Odd date {name}" in titles) != (number in told)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_date_that_cannot_be_stops_nothing(brought, name):
    check(brought, name)
    latest = datetime.now(UTC) + timedelta(days=1)
    rows = brought[0].sql(
        "SELECT title, published_at::VARCHAR AS at FROM articles "
        f"WHERE published_at < '1990-01-01' OR published_at > '{latest:%Y-%m-%d}'"
    )
    assert rows == []


@pytest.mark.parametrize("name", ODD)
def test_a_line_that_cannot_be_read_stops_nothing(brought, name):
    check(brought, name)


@pytest.fixture
def words_hashed(monkeypatch):
    """Let a stand-in encode: what is tried is what is read and kept, not what is understood."""
    monkeypatch.setattr(Services, "encoder", HashedWords())


@pytest.fixture(scope="module")
def sets():
    """Name -> the first lines of each labelled set."""
    if not STORIES.is_dir():
        pytest.skip("the labelled sets are not beside this checkout (../shared/data/stories)")
    found = {}
    for path in sorted(STORIES.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found[path.name.partition(".")[0]] = [next(lines).strip() for _ in range(LINES)]
    return found


SETS = ["ecbplus", "feedday_2021", "feedday_2026", "general_2012", "general_2013", "general_2018",
        "gva_dev", "mmds_dev", "og2021_all_dev", "og2021_en", "storychains"]  # fmt: skip


@pytest.mark.usefixtures("words_hashed")
@pytest.mark.parametrize("name", SETS)
def test_each_labelled_set_comes_into_an_empty_folder(sets, new_house, name):
    house = new_house()
    done = house.bring(f"{name}.jsonl", sets[name])
    assert done.code == 0, done.err[-500:]
    (row,) = house.sql("SELECT count(*) AS n FROM articles")
    assert 0 < row["n"] <= LINES


@pytest.mark.usefixtures("words_hashed")
@pytest.mark.parametrize(
    "order", ["forwards", pytest.param("backwards", marks=pytest.mark.figures)]
)
def test_the_labelled_sets_come_in_one_after_another(sets, new_house, order):
    house = new_house()
    names = sorted(sets, reverse=order == "backwards")
    ends = {name: house.bring(f"{name}.jsonl", sets[name]) for name in names}
    assert {name: done.err[-300:] for name, done in ends.items() if done.code} == {}


def test_an_agency_credited_after_a_batch_without_any_comes_in(new_house):
    """The first batch decides no column's type: nobody is credited in it."""
    house = new_house()
    assert house.bring("none.jsonl", [GOOD]).code == 0
    credited = {"id": "r", "title": "Trout return", "outlet": "The Sorrel",
                "text": "HALDEN (Reuters) - " + " ".join(TROUT) + " (Reporting by Ada Lind; Reuters)"}  # fmt: skip
    done = house.bring("credited.jsonl", [credited])
    assert done.code == 0, done.err[-500:]
    assert len(house.sql("SELECT id FROM articles")) == 2
