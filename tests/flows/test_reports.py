"""Reports are records of plain values; what `--json` prints of them keeps its keys."""

from dataclasses import FrozenInstanceError, replace
from datetime import timedelta

import pytest
from builders import FEED, NOW, article, batch, placement, track
from crashes import QuickServices
from terminal import Terminal

from flows.reports.alerts import list_alerts
from flows.reports.coverage import article_edits
from flows.reports.doctor import examine_installation, examine_warehouse
from flows.reports.explanation import explain_membership
from flows.reports.front import report_front
from flows.reports.health import list_feed_health
from flows.reports.named_by_settings import examine_settings
from flows.reports.stage_workers import workers_state
from flows.reports.stories import list_stories
from flows.reports.story import report_story
from flows.settings import (
    AlertSettings,
    ExtractSettings,
    PlaceSettings,
    Settings,
    StagesSettings,
    WarehouseSettings,
)
from pipeline.developments.history import concat
from pipeline.notify import Channel
from pipeline.records import Figure, Quote, Track
from warehouse.warehouse import Warehouse

FIRST, SECOND = f"{1:016x}", f"{2:016x}"
STORY_KEYS = ["id", "title", "n_articles", "first_at", "last_at", "terms", "names"]
TIMELINE_KEYS = [
    "id", "at", "outlet", "title", "url", "lang", "version", "score", "nearest_id", "reason",
    "copy_of", "copy_kind", "share", "share_back", "agency",
]  # fmt: skip
ALERT_KEYS = [
    "id", "track_id", "development_id", "story_id", "channel", "created_at", "due_at", "title",
    "text", "state", "delivered_at", "attempts",
]  # fmt: skip
HEALTH_KEYS = [
    "id", "title", "url", "polled_at", "good_at", "next_at", "paused", "polls", "good", "empties",
    "failures", "faulty", "top_reason", "entries", "entries_per_day", "repeat_share", "articles",
    "article_share", "delay_min", "gaps", "recovered", "reasons",
]  # fmt: skip
TRACK_KEYS = list(Track.__dataclass_fields__)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two stories of three articles, a development, a figure, an alert, a track; published."""
    warehouse = Warehouse(tmp_path_factory.mktemp("reports") / "house")
    warehouse.feeds.add([FEED], NOW)
    made = batch(1)
    (found,) = made.developments
    quote = Quote(text='He said "no".', score=0.7, index=1)
    figure = Figure(article_id=FIRST, sentence="Two.", value=2.0, unit="%", counts="cracks")
    figure = replace(figure, story_id=FIRST, at=NOW)
    told = [replace(made.told, article_ids=(f"{n:016x}",)) for n in (1, 2, 3)]
    warehouse.load(
        replace(
            made,
            told=concat(told),
            developments=[replace(found, quotes=(quote,), dropped=("It held.",))],
            figures=[figure, replace(figure, article_id=SECOND)],
        )
    )
    warehouse.tracks.save(track(FIRST))
    warehouse.publish()
    return warehouse.path


@pytest.fixture
def warehouse(folder):
    return Warehouse(folder)


@pytest.fixture
def type_(folder, capsys, monkeypatch):
    monkeypatch.chdir(folder)
    return Terminal(folder, capsys)


def test_stories_are_listed_by_age_and_size(warehouse):
    assert {story.n_articles for story in list_stories(warehouse)} == {3}
    assert not list_stories(warehouse, least=4)
    assert not list_stories(warehouse, since=NOW + timedelta(days=1))
    with pytest.raises(FrozenInstanceError):
        list_stories(warehouse)[0].title = "other"


def test_a_story_report_holds_values_not_their_rendering(warehouse):
    report = report_story(warehouse, warehouse.stories.get(FIRST))
    (development,) = report.developments
    assert development.quotes[0].text == 'He said "no".'
    assert (development.changes[0].old, development.changes[0].new) == ("1", "2")
    assert development.dropped == ("It held.",)
    (figure,) = report.figures  # each value once, by its first article
    assert (figure.value, figure.unit, figure.article_id) == (2.0, "%", FIRST)
    assert report.timeline[0].at.tzinfo is not None
    assert report.timeline[1].copy_of == FIRST and report.timeline[1].share == 0.9
    assert sum(voice.n_articles for voice in report.voices) == 3


def test_alerts_tell_their_delivery(warehouse):
    (status,) = list_alerts(warehouse)
    assert (status.state, status.delivered_at, status.attempts) == ("waiting", None, 0)
    assert list_alerts(warehouse, story_id=FIRST) == (status,)
    assert not list_alerts(warehouse, since=NOW + timedelta(days=1))
    assert list_alerts(warehouse, most=1) == (status,) and not list_alerts(warehouse, most=0)


def test_feed_health_counts_polls_and_articles(warehouse):
    (health,) = list_feed_health(warehouse)
    assert (health.polls, health.failures, health.entries, health.articles) == (1, 0, 6, 6)


def test_an_explanation_names_the_nearest_article_and_what_both_say(warehouse):
    with QuickServices(Settings()) as services:
        explanation = explain_membership(warehouse, services, FIRST, SECOND)
        founder = explain_membership(warehouse, services, FIRST, FIRST)
        assert explain_membership(warehouse, services, FIRST, "0" * 16) is None
    assert (explanation.article.id, explanation.nearest.id) == (SECOND, FIRST)
    assert explanation.nearest.sentence in warehouse.articles.get([SECOND])[0].text
    assert explanation.nearest.nearest_sentence in warehouse.articles.get([FIRST])[0].text
    assert 0 < explanation.nearest.cosine <= 1
    assert explanation.nearest.comparison is None  # vectors of another encoder are not compared
    assert (founder.article.reason, founder.nearest) == ("founded", None)


def test_the_doctor_finds_what_is_wrong_and_stops_at_nothing(tmp_path):
    settings = Settings(
        warehouse=WarehouseSettings(folder=str(tmp_path / "not" / "yet")),
        place=PlaceSettings(model="word2vec"),
        channels=(Channel(name="desk", url="nonsense"), Channel(name="hook", webhook="http://h/")),
    )
    findings = {finding.what: finding for finding in examine_installation(settings)}
    assert findings["python"].ok and findings["duckdb"].ok and findings["warehouse"].ok
    assert "word2vec" in findings["model"].detail and not findings["model"].ok
    assert not findings["channel desk"].ok and findings["channel hook"].ok


def test_the_doctor_names_folders_and_workers_that_a_cycle_would_not_find(tmp_path):
    file = tmp_path / "file"
    file.touch()
    settings = Settings(
        warehouse=WarehouseSettings(folder=str(file)),
        extract=ExtractSettings(archive=str(file / "pages")),
        alerts=AlertSettings(feeds=str(tmp_path / "feeds" / "of" / "alerts")),
        stages=StagesSettings(workers="dask", at="tcp://127.0.0.1:9", folder="memory://parts"),
        place=PlaceSettings(model="word2vec"),
    )
    found = {finding.what: finding for finding in examine_installation(settings)}
    assert not found["warehouse"].ok and found["warehouse"].detail.endswith(
        f"({file} is no folder)"
    )
    assert not found["archive"].ok and str(file / "pages") in found["archive"].detail
    assert found["alert feeds"].ok and "workers' folder" not in found
    assert not found["workers"].ok and "dask at tcp://127.0.0.1:9: no " in found["workers"].detail


def test_the_doctor_reads_the_files_and_opens_the_lake_that_the_settings_name(tmp_path):
    file, none = tmp_path / "file", tmp_path / "none.json"
    file.write_text("nothing of the kind", "utf-8")

    def findings(publish, **named):
        warehouse = WarehouseSettings(folder=str(tmp_path / "house"), publish=publish)
        settings = Settings(warehouse=warehouse, place=PlaceSettings(**named))
        return {finding.what: finding for finding in examine_settings(settings)}

    assert findings("files") == {}
    found = findings(f"ducklake:sqlite:{file}", coefficients=str(none), developments=str(file))
    assert not any(finding.ok for finding in found.values())
    assert list(found) == ["coefficients", "developments", "lake"]
    assert str(none) in found["coefficients"].detail
    found = findings(f"ducklake:sqlite:{tmp_path}/new/lake.sqlite")
    assert found["lake"].ok and found["lake's data"].ok and not (tmp_path / "new").exists()
    assert not findings(f"ducklake:sqlite:{file}/lake.sqlite")["lake"].ok
    dsn = "host=127.0.0.1 port=9 password=secret connect_timeout=2"
    postgres = findings(f"ducklake:postgres:{dsn}")["lake"]
    assert not postgres.ok and "secret" not in postgres.detail


def test_workers_are_counted_where_a_scheduler_answers():
    distributed = pytest.importorskip("distributed")
    asked = StagesSettings(workers="dask", folder="/shared")
    assert workers_state(asked) == (
        False, "stages.at is not set; needed where workers is 'dask'"
    )  # fmt: skip
    with distributed.LocalCluster(
        n_workers=1, processes=False, dashboard_address=None, protocol="tcp", host="127.0.0.1"
    ) as cluster:
        at = cluster.scheduler_address
        assert workers_state(replace(asked, at=at)) == (True, f"1 of dask at {at}")
    assert "no scheduler answers" in workers_state(replace(asked, at="tcp://127.0.0.1:9"))[1]


def test_json_of_stories_keeps_its_keys(type_):
    assert [list(row) for row in type_.json("stories")] == [STORY_KEYS] * 2


def test_json_of_a_story_keeps_its_keys(type_):
    report = type_.json("story", FIRST)
    assert list(report) == [
        "story", "ended", "timeline", "developments", "figures", "voices", "changes"
    ]  # fmt: skip
    assert list(report["story"]) == [*STORY_KEYS[:2], "terms", "names", "first_at", "last_at",
                                     "n_articles", "merged_into"]  # fmt: skip
    assert [list(row) for row in report["timeline"]] == [TIMELINE_KEYS] * 3
    keys = ["at", "outlet", "url", "id", "alert", "article_id", "text"]
    assert [list(row) for row in report["developments"]] == [keys] * 3
    texts = [row["text"] for row in report["developments"]]
    assert texts == ["cracks: 1 → 2", '“He said "no".”', "dropped: “It held.”"]
    keys = ["at", "counts", "value", "outlet", "article_id", "text"]
    assert [list(row) for row in report["figures"]] == [keys]
    assert report["figures"][0]["value"] == "2 %"
    assert {tuple(row) for row in report["voices"]} == {("first_at", "name", "articles")}


def test_json_of_an_explanation_keeps_its_keys(type_):
    founder = type_.json("story", FIRST, "--why", FIRST)
    assert founder == {
        "article": "Dam 1 holds", "reason": "founded", "score": 1.0, "nearest_id": ""
    }  # fmt: skip
    copy = type_.json("story", FIRST, "--why", SECOND)
    assert list(copy) == [
        "article", "reason", "score", "nearest_id", "copy_of", "kind", "share", "nearest",
        "outlet", "sentence", "nearest_sentence", "cosine",
    ]  # fmt: skip


def test_json_of_alerts_feeds_and_tracks_keeps_its_keys(type_):
    assert [list(row) for row in type_.json("alerts")] == [ALERT_KEYS]
    assert [list(row) for row in type_.json("feeds", "health")] == [HEALTH_KEYS]
    assert [list(row) for row in type_.json("tracks")] == [[*TRACK_KEYS, "stories"]]
    assert list(type_.json("track", "--story", FIRST)) == [*TRACK_KEYS, "stories"]


def test_json_of_the_doctor_keeps_its_keys(type_):
    code, out, _ = type_("doctor", "--json")
    assert code in {0, 1}  # 1: this machine lacks something
    assert '"what": "python",\n    "ok": true,\n    "detail": "3.' in out
    assert "every article in one living story" not in out


def test_the_status_says_what_is_there_and_what_waits(type_, folder):
    report = type_.json("status")
    assert report["articles"] > 0 and report["feeds"] >= 0 and report["free"] > 0
    code, out, _ = type_("status")
    assert code == 0
    for line in ("articles", "entries wanted", "alerts waiting", "next feed due", "Cycles"):
        assert line in out


def test_a_warehouse_is_examined_to_its_last_row(folder):
    assert {finding.what for finding in examine_warehouse(folder)} > {
        "main file", "vectors file", "published copy", "quotes stand in their texts",
    }  # fmt: skip


def test_json_of_rethreading_names_adoption_only_where_there_was_one(type_):
    keys = ["articles", "stories_kept", "merged", "split", "moved"]
    assert list(type_.json("rethread", "--until", "2000-01-01")) == keys


def test_what_a_clock_that_was_ahead_has_told_does_not_hide_the_days_after(tmp_path):
    house = Warehouse(tmp_path / "house")
    house.load(batch(1, n=3))
    late = NOW + timedelta(days=1600)
    ahead = [article(n, published_at=None, first_seen_at=late) for n in (4, 5, 6, 7)]
    placed = placement(ahead, 3)
    *own, last = placed.memberships
    joined = replace(last, story_id=FIRST, reason="joined", nearest_id=FIRST)
    placed = replace(placed, memberships=[*own, joined], stories=placed.stories[:1])
    made = batch(4, n=4, at=late, articles=ahead, developments=[], alerts=[])
    house.load(replace(made, placement=placed))
    now = NOW + timedelta(hours=3)
    front = report_front(house, None, now)
    assert [story.id for story in front.stories] == [FIRST]
    assert front.stories[0].last_at == front.at == article(3).at
    assert report_front(house, None, late).stories[0].last_at == late


@pytest.mark.parametrize("gone", [1, 2])
def test_of_an_edit_whose_text_is_kept_no_longer_no_passage_is_told(gone):
    texts = {1: "The dam held.", 2: "The dam broke."} | {gone: ""}
    source = {1: "page", 2: "page"} | {gone: "dropped"}
    now = article(1, version=2, text=texts[2], source=source[2])
    old = {"version": 1, "title": "Dam", "text": texts[1], "source": source[1]}
    old |= {"id": now.id, "first_seen_at": NOW}
    (edit,) = article_edits({now.id: now}, [old])[now.id]
    assert edit.dropped and edit.passages == () and edit.title_before == "Dam"
