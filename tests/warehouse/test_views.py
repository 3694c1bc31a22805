"""The views are a contract: names and types stay, every one is explained, any client reads them."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from builders import FEED, NOW, alert, article, batch, development, placement

import warehouse.parts
from flows.tools.article_import import read_articles
from pipeline.records import Attribution, Figure
from warehouse.dictionary import render_diagram, render_dictionary
from warehouse.warehouse import Warehouse

ROOT = Path(__file__).parents[2]
CONTRACT = Path(__file__).with_name("view_contract.json")


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """Eight stories of three outlets over ten days, two of them in parts."""
    house = Warehouse(tmp_path_factory.mktemp("views") / "house")
    house.feeds.add([FEED], NOW)
    for n in range(4):
        at = NOW + timedelta(days=3 * n)
        articles = [
            article(
                6 * n + i, outlet=f"Outlet {i % 3}", url=f"https://o{i % 3}.co.uk/{6 * n + i}",
                published_at=at - timedelta(minutes=30 * (6 - i)), first_seen_at=at,
                title="Ann Lee in Oslo",
            )
            for i in range(6)
        ]  # fmt: skip
        made = batch(6 * n, at=at, articles=articles)
        stories = [replace(s, names=("The", "Oslo", "Friday")) for s in made.placement.stories]
        said = Attribution(article_id=articles[0].id, source="Reuters", kind="agency", sentence="x")
        house.load(
            replace(made, placement=replace(made.placement, stories=stories), attributions=[said])
        )
    before = warehouse.parts.LOOSE, warehouse.parts.LOOSE_OTHERS
    warehouse.parts.LOOSE, warehouse.parts.LOOSE_OTHERS = {}, 8
    house.publish()
    warehouse.parts.LOOSE, warehouse.parts.LOOSE_OTHERS = before
    return house.public_path


def ask(public, question):
    with duckdb.connect(str(public), read_only=True) as con:
        return con.execute(question).fetchall()


def test_names_and_types_are_what_was_promised(public):
    """A view may gain a column, which then is added to the contract; none is lost or altered."""
    now: dict[str, dict[str, str]] = {}
    for row in Warehouse(public.parent).sql.view_columns():
        now.setdefault(row.view, {})[row.column] = row.type
    assert now == json.loads(CONTRACT.read_text(encoding="utf-8"))


def test_the_documents_say_what_the_views_say(public):
    columns = Warehouse(public.parent).sql.view_columns()
    for name, text in (
        ("dictionary", render_dictionary(columns)), ("diagram", render_diagram(columns)),
    ):  # fmt: skip
        stored = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
        assert stored == text, "python -m warehouse.dictionary docs"


def test_activity_is_as_of_the_last_cycle_that_no_clock_ahead_has_begun(tmp_path):
    house = Warehouse(tmp_path / "house")
    house.load(batch(1))
    house.load(batch(7, at=datetime.now(UTC) + timedelta(days=900)))
    house.publish()
    as_of = ask(house.public_path, "SELECT DISTINCT as_of FROM story_activity")
    assert as_of == [(NOW.replace(tzinfo=None),)]


def test_stories_that_live_are_those_of_all_that_do(public):
    both = "SELECT * FROM stories EXCEPT SELECT * EXCLUDE (merged_into) FROM all_stories"
    assert ask(public, both) == [] and len(ask(public, "FROM stories")) == 8


def test_the_field_s_questions_are_answered(public):
    assert ask(public, "SELECT state, count(*) FROM story_activity GROUP BY 1 ORDER BY 1") == [
        ("growing", 2), ("sleeping", 6)
    ]  # fmt: skip
    assert ask(public, "SELECT sum(n_articles), count(*) FROM days") == [(24, 4)]
    assert ask(public, "SELECT sum(n_articles) FROM story_days") == [(24,)]
    assert ask(public, "SELECT country, n_articles FROM outlets ORDER BY outlet LIMIT 1") == [
        ("gb", 8)
    ]
    first = ask(public, "SELECT outlet, second_outlet, lead_min FROM story_firsts LIMIT 1")
    assert first == [("Outlet 0", "Outlet 1", 30.0)]
    assert ask(public, "SELECT DISTINCT source, kind, n_outlets FROM voices") == [
        ("Reuters", "agency", 1)
    ]
    assert ask(public, "SELECT outlet, source, n_articles FROM citations") == [
        ("Outlet 0", "Reuters", 4)
    ]
    assert ask(public, "SELECT DISTINCT name FROM entities") == [("Oslo",)]
    assert ask(public, "SELECT max(seen_min), min(seen_min) FROM delays") == [(180.0, 30.0)]
    assert ask(public, "SELECT state, sum(n_entries) FROM outcomes GROUP BY 1") == [("article", 24)]
    assert ask(public, "SELECT DISTINCT counts, value FROM figure_ledger") == [("cracks", 2.0)]
    assert ask(public, "SELECT lang, n_articles FROM languages") == [("en", 24)]


def test_a_fact_that_two_stories_tell_is_alerted_of_the_one_that_was(house):
    """Rows of developments are one a story and fact: an alert is of one of them."""
    one, other = article(0), article(1)
    found = development(one)
    also = replace(found, story_id=other.id, article_id=other.id)
    house.feeds.add([FEED], NOW)
    house.load(batch(0, developments=[found, also], alerts=[alert(found)]))
    house.publish()
    told = "SELECT article_id FROM delays WHERE alerted_at IS NOT NULL"
    assert ask(house.public_path, told) == [(one.id,)]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_of_those_that_tell_a_figure_at_once_one_is_the_first(house, order):
    """Copies are told at one moment: whatever order rows lie in, the answer names the same."""
    articles = [article(i, published_at=NOW, outlet=f"Outlet {i}") for i in range(3)]
    figures = [
        Figure(article_id=articles[i].id, at=NOW, sentence=said, value=9.0, counts="ships")
        for i in order for said in ("Nine.", "9 ships.")
    ]  # fmt: skip
    house.feeds.add([FEED], NOW)
    house.load(batch(0, n=3, articles=articles, placement=placement(articles), figures=figures))
    house.publish()
    first = "SELECT article_id, outlet, sentence, n_articles FROM figure_ledger WHERE value = 9"
    assert ask(house.public_path, first) == [(articles[0].id, "Outlet 0", "9 ships.", 3)]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0)])
def test_of_what_is_as_frequent_the_first_by_name_is_given(house, order):
    """Whatever order rows lie in: kinds of a source, languages and countries of an outlet."""
    kinds, langs, ends = ("agency", "person") * 2, ("de", "en") * 2, ("at", "de") * 2
    articles = [article(i, lang=langs[i], url=f"https://o.{ends[i]}/{i}") for i in order]
    said = [
        Attribution(article_id=f"{i:016x}", source="Reuters", kind=kinds[i], sentence=str(i))
        for i in order
    ]
    house.feeds.add([FEED], NOW)
    made = batch(0, n=4, articles=articles, placement=placement(articles, story_of=4))
    house.load(replace(made, attributions=said))
    house.publish()
    assert ask(house.public_path, "SELECT kind FROM citations") == [("agency",)]
    assert ask(house.public_path, "SELECT kind FROM voices") == [("agency",)]
    assert ask(house.public_path, "SELECT country, lang FROM outlets") == [("at", "de")]


def test_imported_articles_are_called_what_the_dictionary_says(house, tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": "1", "title": "Dam", "text": "The dam held.", "outlet": "O"}', "utf-8")
    (article,) = read_articles(file, NOW).articles
    assert f"{article.feed_id}: imported" in (ROOT / "docs/dictionary.md").read_text("utf-8")


QUIET = {"capture_output": True, "text": True}

READ = """
import sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as con:
    views = con.execute("SELECT view_name FROM duckdb_views() "
                        "WHERE schema_name = 'main' AND NOT internal").fetchall()
    print(sum(len(con.table(name).fetchall()) for (name,) in views), len(views))
"""


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.1.3", "1.2.2", "1.4.4"])
def test_older_versions_read_every_view(public, version, tmp_path):
    """In a venv of its own, from another folder."""
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", python.parents[1]], check=True)
    install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    done = subprocess.run([*install, f"duckdb=={version}"], check=False, **QUIET)
    if done.returncode:
        pytest.skip(f"duckdb {version} cannot be installed here: {done.stderr[-200:]}")
    (tmp_path / "elsewhere").mkdir()
    command = [python, "-c", READ, str(public)]
    old = subprocess.run(command, cwd=tmp_path / "elsewhere", check=False, **QUIET)
    new = subprocess.run([sys.executable, *command[1:]], check=False, **QUIET)
    assert old.stderr == "" and old.stdout == new.stdout


def read_with_pandas(path: Path, view: str) -> int:
    with duckdb.connect(str(path), read_only=True) as con:
        return len(con.table(view).df())


def read_with_polars(path: Path, view: str) -> int:
    with duckdb.connect(str(path), read_only=True) as con:
        return con.table(view).pl().height


def read_with_ibis(path: Path, view: str) -> int:
    con = pytest.importorskip("ibis").duckdb.connect(path, read_only=True)
    try:
        return len(con.table(view).to_pyarrow())
    finally:
        con.disconnect()


@pytest.mark.parametrize(
    ("package", "count"),
    [("pandas", read_with_pandas), ("polars", read_with_polars), ("ibis", read_with_ibis)],
)
def test_data_frames_are_made_of_every_view(public, package, count):
    pytest.importorskip(package)
    views = list(json.loads(CONTRACT.read_text(encoding="utf-8")))
    rows = {view: ask(public, f"SELECT count(*) FROM {view}")[0][0] for view in views}
    assert {view: count(public, view) for view in views} == rows
