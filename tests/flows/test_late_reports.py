"""While a cycle is at work a page shows its last report; what the reader does is seen."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from flows.cycle_lock import cycle_lock, is_cycle_at_work
from flows.settings import Settings
from flows.web import site as site_module
from flows.web.site import Site
from pipeline.records import Feed
from warehouse.warehouse import Warehouse

START = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(Settings(), Warehouse(tmp_path), served=True)


def change(site: Site, number: int) -> None:
    url = f"http://example.org/{number}"
    site.warehouse.feeds.add([Feed(id=f"feed{number}", url=url, outlet="Outlet")], START)


def until(site: Site, counted: count[int], wanted: int) -> None:
    for _ in range(200):
        if site.remembered("page", lambda: next(counted)) >= wanted:
            return
        time.sleep(0.02)
    raise AssertionError("the report was never made anew")


def test_a_report_is_given_again_while_a_cycle_is_at_work_and_made_anew_beside(site: Site) -> None:
    counted = count()
    change(site, 0)
    assert site.remembered("page", lambda: next(counted)) == 0
    with cycle_lock(site.warehouse):
        assert is_cycle_at_work(site.warehouse)
        change(site, 1)
        assert site.remembered("page", lambda: next(counted)) == 0
        until(site, counted, 1)
    assert not is_cycle_at_work(site.warehouse)
    change(site, 2)
    made = next(counted)
    assert site.remembered("page", lambda: next(counted)) > made, "no cycle: nothing is late"


def test_what_a_reader_changed_is_seen_at_once(site: Site) -> None:
    counted = count()
    change(site, 0)
    with cycle_lock(site.warehouse):
        assert site.remembered("page", lambda: next(counted)) == 0
        change(site, 1)
        site.note_change()
        assert site.remembered("page", lambda: next(counted)) == 1


def test_a_report_is_not_given_for_longer_than_said(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_module, "LATE_S", 0.0)
    counted = count()
    change(site, 0)
    with cycle_lock(site.warehouse):
        assert site.remembered("page", lambda: next(counted)) == 0
        change(site, 1)
        assert site.remembered("page", lambda: next(counted)) == 1


def test_what_the_clock_changes_is_given_again_for_its_time_alone(site: Site) -> None:
    counted = count()
    for most_s, wanted in ((60.0, 0), (60.0, 0), (0.0, 1)):
        assert site.remembered("page", lambda: next(counted), most_s=most_s) == wanted


def test_what_can_no_longer_be_reported_is_told_to_who_asks_next(site: Site) -> None:
    def fail() -> int:
        raise LookupError("gone")

    change(site, 0)
    with cycle_lock(site.warehouse):
        assert site.remembered("page", lambda: 7) == 7
        change(site, 1)
        assert site.remembered("page", fail) == 7
        for _ in range(200):
            if "page" not in site._reports:
                break
            time.sleep(0.02)
        with pytest.raises(LookupError):
            site.remembered("page", fail)


def test_the_oldest_reports_go_where_all_take_too_many_bytes(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_module, "MOST_BYTES", 3_500)
    for n in range(6):
        site.remembered(n, lambda: b"x" * 1_000)
    assert list(site._reports) == [3, 4, 5]
    site.remembered("large", lambda: b"x" * 10_000)
    assert list(site._reports) == ["large"], "asked for again it costs nothing either"
    site.remembered("small", lambda: b"x")
    assert list(site._reports) == ["small"]
