"""Tools over a filled warehouse: export, extraction again, corrections, upkeep."""

import gzip
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import FEED, NOW, article, batch, track
from crashes import HashedWords
from terminal import Terminal

from flows.reports.doctor import _folder_findings
from flows.settings import ExtractSettings, Settings, WarehouseSettings
from flows.tools.article_export import export_articles
from flows.tools.article_import import read_articles
from flows.tools.corrections import Correction, apply_decision
from flows.tools.reextract import reextract_archive
from flows.tools.tracks import example_article_id, start_track
from flows.tools.upkeep import upkeep
from pipeline.pages.archive import ArchiveError, write_archive
from pipeline.records import Decision, Page
from pipeline.web.urls import canonical, entry_id
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
    write_archive([page], tmp_path / "pages", NOW)
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
    (told,) = [f for f in _folder_findings(warehouse.path) if f.what == "retention"]
    assert "1 polls" in told.detail


def test_raw_pages_are_kept_for_their_days(warehouse, tmp_path):
    for days in (1, 40):
        at = NOW - timedelta(days=days)
        page = Page(
            entry_id=FIRST, url="http://a/", status=200, content_type="", body=b"x", fetched_at=at
        )
        write_archive([page], tmp_path / "pages", at)
    settings = Settings(
        warehouse=WarehouseSettings(keep_pages_days=30),
        extract=ExtractSettings(archive=str(tmp_path / "pages")),
    )
    assert upkeep(warehouse, settings, NOW)["page files"] == 1
    assert len(list((tmp_path / "pages").iterdir())) == 1


def test_an_export_can_be_read_as_an_import(warehouse, tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_text("what stood here before")
    assert export_articles(warehouse, path, since=None) == 6
    assert [file.name for file in tmp_path.glob("*.half")] == []
    imported = read_articles(path, NOW)
    assert not imported.bad_lines
    assert {a.id: a.text for a in imported.articles} == {
        article(n).id: article(n).text for n in range(1, 7)
    }


def test_an_import_is_in_order_of_time_and_counts_lines_from_one(tmp_path):
    path = tmp_path / "in.jsonl"
    rows = [
        {"title": "Second", "published": "2026-03-02T08:00:00Z"},
        [],
        {"title": "First", "published": "2026-03-01T08:00:00Z"},
        {"title": "Third", "published": "soon"},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    imported = read_articles(path, NOW)
    assert [a.title for a in imported.articles] == ["First", "Second", "Third"]
    assert [entry.id for entry in imported.entries] == [a.id for a in imported.articles]
    assert [line.number for line in imported.bad_lines] == [2]  # a date that is none is left out
    assert imported.bad_lines[0].reason == "not a JSON object"


def test_a_decision_moves_articles_once(warehouse):
    settings = Settings(warehouse=WarehouseSettings(folder=str(warehouse.path)))
    cut = Decision(kind="cut", a=f"{3:016x}", b=FIRST, at=NOW)
    assert apply_decision(warehouse, settings, cut) == Correction(is_new=True, n_moved=1)
    assert apply_decision(warehouse, settings, cut) == Correction(is_new=False)
    assert warehouse.stories.of([cut.a]) != {cut.a: FIRST}


def test_a_damaged_archive_is_refused(warehouse, tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "pages-20260301.warc.gz").write_bytes(b"no archive")
    with pytest.raises(ArchiveError):
        reextract_archive(warehouse, Settings(), tmp_path / "pages", NOW)


def test_a_track_on_a_story_follows_it_from_now_on(warehouse):
    begun = start_track(warehouse, Settings(), track(FIRST))
    assert [story.id for story in begun] == [FIRST]
    assert [(f.track_id, f.story_id) for f in warehouse.tracks.follows()] == [("track", FIRST)]


def test_an_example_is_an_article_by_its_address_or_its_id():
    url = "https://feed.example/1?utm_source=feed"
    assert example_article_id(url) == entry_id(canonical(url), "", "", "", "")
    assert example_article_id(FIRST) == FIRST
