"""Other projects' conformance documents through our parser: none may hang, crash or lose entries.

    python -m tests.bench.conformance [FOLDER-OR-TAR]

Prints, as JSON: documents, JSON Feeds, entries of ours and of feedparser alone, documents where we
have fewer, crashes, deadlines, seconds.
"""

from __future__ import annotations

import json
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from pipeline.feeds.parse import PRELOAD, RawFeed, parse_feed
from pipeline.poll import DEADLINE_S
from pipeline.workers import Lost, Workers

DEFAULT = Path(__file__).parents[3] / "shared/data/feeds/conformance.tar.gz"


def documents(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every document."""
    if path.is_dir():
        yield from ((str(f), f.read_bytes()) for f in sorted(path.rglob("*")) if f.is_file())
        return
    with tarfile.open(path) as tar:
        for member in tar:
            if (file := tar.extractfile(member)) is not None:
                yield member.name, file.read()


def compare_readers(body: bytes) -> tuple[int, str, str, int]:
    """Entries of ours, format, problem; entries of feedparser alone."""
    import feedparser  # noqa: PLC0415 - in the workers

    ours = parse_feed(RawFeed(body, "https://feed.example/feed.xml"))
    alone = feedparser.parse(BytesIO(body))
    return len(ours.items) + ours.tossed, ours.format, ours.problem, len(alone.entries)


def main(path: Path) -> dict[str, object]:
    named = list(documents(path))
    begun = time.perf_counter()
    with Workers(2, deadline_s=DEADLINE_S, preload=PRELOAD) as workers:
        found = list(workers.map(compare_readers, [body for _, body in named]))
    took = time.perf_counter() - begun
    pairs = list(zip((name for name, _ in named), found, strict=True))
    lost = [(name, f.reason, f.detail) for name, f in pairs if isinstance(f, Lost)]
    read = [(name, f) for name, f in pairs if not isinstance(f, Lost)]
    fewer = [(name, f) for name, f in read if f[0] < f[3]]
    return {
        "documents": len(named),
        "entries": sum(f[0] for _, f in read),
        "entries_feedparser_alone": sum(f[3] for _, f in read),
        "json_feeds": sum(f[1].startswith("json") for _, f in read),
        "json_entries": sum(f[0] for _, f in read if f[1].startswith("json")),
        "fewer_than_feedparser": len(fewer),
        "lost": len(lost),
        "examples": [*fewer[:10], *lost[:10]],
        "problems": Counter(f[2] for _, f in read if f[2]),
        "seconds": round(took, 1),
    }


if __name__ == "__main__":
    from tests.bench.conformance import main  # under its own name, which the workers can import

    print(json.dumps(main(Path(sys.argv[1]) if sys.argv[1:] else DEFAULT), indent=1))
