"""Tools over a filled warehouse: export, extraction again, corrections, upkeep."""

import gzip
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import FEED, NOW, batch
from crashes import HashedWords
from terminal import Terminal

from flows.settings import Settings, WarehouseSettings
from flows.tools.upkeep import upkeep
from pipeline.pages import archive
from pipeline.records import Page
from warehouse.warehouse import Warehouse

FIRST = f"{1:016x}"


@pytest.fixture
def warehouse(tmp_path):
    """Two stories of three articles."""
    filled = Warehouse(tmp_path / "house")
    filled.feeds.add([FEED], NOW)
    filled.load(replace(batch(1), model=HashedWords.name, sha256=HashedWords.sha256))
    return filled


@pytest.fixture
def type_(warehouse, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    return Terminal(warehouse.path, capsys)


def test_an_export_names_each_articles_story(type_, tmp_path):
    assert type_("export", "out.jsonl.gz")[1] == "6 articles\n"
    lines = gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()).splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["story"] for row in rows].count(FIRST) == 3
    assert list(rows[0]) == [
        "id", "title", "text", "summary", "published", "lang", "outlet", "url", "story"
    ]  # fmt: skip
    assert type_("export", "none.jsonl", "--since", "2027-01-01")[1] == "0 articles\n"


def test_extraction_again_passes_over_pages_of_unknown_entries(type_, tmp_path):
    page = Page(
        entry_id="f" * 16, url="http://feed.example/x", status=200, content_type="text/html",
        body=b"<p>Nobody asked for this page.</p>", fetched_at=NOW,
    )  # fmt: skip
    archive.write_archive([page], tmp_path / "pages", NOW)
    assert type_.json("reextract", tmp_path / "pages") == {
        "pages": 1, "unknown pages": 1, "articles": 0, "edits": 0, "failures": 0
    }  # fmt: skip
    _, out, _ = type_("reextract", tmp_path / "pages")
    assert out == "1 pages, 1 unknown pages, 0 articles, 0 edits, 0 failures\n"


def test_a_correction_says_what_it_moved_and_when_it_was_known(type_):
    stories = [row["id"] for row in type_.json("stories")]
    assert type_("merge", *stories)[1].startswith("remembered; ")
    assert type_("merge", *stories)[1] == "said before; nothing to change\n"


def test_upkeep_deletes_what_is_older_than_its_days(warehouse):
    settings = Settings(warehouse=WarehouseSettings(keep_polls_days=30, keep_failures_days=0))
    recent = upkeep(warehouse, settings, NOW + timedelta(days=29))
    late = upkeep(warehouse, settings, NOW + timedelta(days=31))
    assert (recent["polls"], late["polls"]) == (0, 1)
    assert late["failures"] == 0  # 0 days: for ever
    assert late["paused feeds"] == [] and late["news.duckdb MB"] > 0
