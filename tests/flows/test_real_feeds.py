"""Twenty-seven feeds as captured on one morning of 2026, served on loopback and polled twice."""

import functools
import http.server
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crashes import QuickServices

from flows.cycle import cycle
from flows.settings import NetworkSettings, Settings
from pipeline.records import Feed
from pipeline.web.urls import feed_id
from warehouse.warehouse import Warehouse

CAPTURED = Path(__file__).parents[3] / "shared" / "data" / "feeds" / "news_2026"
NOW = datetime(2026, 2, 18, 8, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not CAPTURED.is_dir(), reason=f"needs the captures in {CAPTURED}")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def addresses():
    handler = functools.partial(Quiet, directory=str(CAPTURED))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    yield [f"{base}/{file.name}" for file in sorted(CAPTURED.glob("*.xml"))]
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_every_item_is_stored_once_and_a_second_poll_stores_nothing(addresses, tmp_path):
    warehouse = Warehouse(tmp_path)
    warehouse.feeds.add([Feed(id=feed_id(url), url=url, every_s=60) for url in addresses], NOW)
    network = NetworkSettings(loopback=True, spacing_s=0.0, per_host=16)
    with QuickServices(Settings(network=network)) as services:
        first = cycle(warehouse, services, NOW, until="poll")
        again = cycle(warehouse, services, NOW + timedelta(hours=1), until="poll")
    assert first.counts["feeds"] == again.counts["feeds"] == len(addresses) == 27
    assert first.counts["feeds ok"] == 27
    assert first.counts["entries"] > 1100
    assert not again.counts.get("entries")
    stored = warehouse.feeds.entries([entry.id for entry in warehouse.feeds.wanted_entries(NOW)])
    assert len({entry.url for entry in stored}) == len(stored)
