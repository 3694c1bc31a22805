"""Real captures of feeds replayed in order over loopback with a simulated clock.

    python -m tests.bench.replay [FOLDER]      FOLDER holds sequence_index.tsv and real_faults.tsv

Prints, as JSON: captures, outcomes, faulty captures by what they are and what was recorded,
articles against distinct canonical URLs, versions, articles lost, seconds.
"""

from __future__ import annotations

import asyncio
import csv
import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path

from pipeline.feeds.parse import PRELOAD
from pipeline.poll import poll
from pipeline.reasons import Reason
from pipeline.records import Feed, Poll
from pipeline.web import urls
from pipeline.web.client import Client, ClientSettings
from pipeline.workers import Workers
from tests.pipeline.loopback import Answer, Loopback

DEFAULT = Path(__file__).parents[3] / "shared/data/feeds"

RIGHT = {
    "empty body": Reason.EMPTY_BODY,
    "HTML page instead of feed": Reason.NOT_A_FEED,
    "not closed / truncated": Reason.CUT_SHORT,
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


async def replay(folder: Path) -> dict[str, object]:
    listed = rows(folder / "sequence_index.tsv")
    index = [row for row in listed if (folder / row["file"]).exists()]
    faults = {row["file"]: row["fault"] for row in rows(folder / "real_faults.tsv")}
    recorded: dict[str, Poll] = {}
    known: dict[str, str] = {}
    versions: Counter[str] = Counter()
    settings = ClientSettings(loopback=True, spacing_s=0, per_host=16)
    begun = time.perf_counter()
    async with Loopback() as server, Client(settings) as client:
        feeds = {o: feed_of(server.url(f"/{o}")) for o in {row["outlet"] for row in index}}
        with Workers(2, preload=PRELOAD) as workers:
            for at, group in groupby(index, key=lambda row: row["commit_utc"]):
                due = {row["outlet"]: row for row in group}
                for outlet, row in due.items():
                    body = gzip.decompress((folder / row["file"]).read_bytes())
                    server.routes[f"/{outlet}"] = Answer(body)
                now = datetime.strptime(at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
                polls = await poll([feeds[o] for o in due], client, now, known, workers=workers)
                for outlet, each in zip(due, polls, strict=True):
                    feeds[outlet] = each.feed
                    recorded[due[outlet]["file"]] = each
                    versions.update(e.id for e in each.entries)
                    known |= {e.id: e.digest for e in each.entries}
    took = time.perf_counter() - begun
    return {
        "listed": len(listed),
        **figures(folder, recorded, faults, versions),
        "seconds": round(took, 1),
    }


def feed_of(url: str) -> Feed:
    return Feed(id=urls.feed_id(url), url=url)


def figures(
    folder: Path, polls: Mapping[str, Poll], faults: Mapping[str, str], versions: Counter[str]
) -> dict[str, object]:
    told: dict[str, Counter[str]] = defaultdict(Counter)
    wrong = []
    for file, each in polls.items():
        reason = each.failure.reason if each.failure else ""
        if reason or file in faults:
            told[faults.get(file, "a sound capture")][str(reason)] += 1
        if reason != RIGHT.get(faults.get(file, ""), ""):
            wrong.append((file, faults.get(file, ""), str(reason)))
    shown = {urls.entry_id(u, "", "", "", "") for u in links_by_feedparser(folder, polls)}
    unlinked = {e.id for each in polls.values() for e in each.entries if not e.url}
    return {
        "captures": len(polls),
        "outcomes": Counter(each.outcome for each in polls.values()),
        "faulty_captures": len(faults),
        "recorded": told,
        "recorded_wrongly": wrong,
        "articles": len(versions),
        "distinct_canonical_urls": len(shown),
        "articles_lost": len(shown - set(versions)),
        "articles_without_url": len(unlinked),
        "articles_made_up": len(set(versions) - shown - unlinked),
        "articles_with_more_versions": sum(n > 1 for n in versions.values()),
        "versions": sum(versions.values()),
        "most_versions": max(versions.values()),
    }


def links_by_feedparser(folder: Path, polls: Mapping[str, Poll]) -> set[str]:
    """Canonical links of every capture, read by feedparser alone, without ours."""
    import feedparser  # noqa: PLC0415 - at the end

    found = set()
    for file in polls:
        body = gzip.decompress((folder / file).read_bytes())
        alone = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
        found |= {urls.canonical(e.get("link", "")) for e in alone.entries}
    return found - {""}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(replay(Path(sys.argv[1]) if sys.argv[1:] else DEFAULT)), indent=1))
