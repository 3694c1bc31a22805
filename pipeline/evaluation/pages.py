"""How well pages are read, against pages whose title, text, date and authors are known."""

from __future__ import annotations

import gzip
import json
import logging
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.pages.content import PageContent, RawArticle, extract_page, load_extractors
from pipeline.pages.gate import Refusal

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+")
"""A word; each character of the scripts that write none."""

_INVISIBLE = re.compile("[\xad\u200b\u2060\ufeff]")  # soft hyphens and zero-width spaces

Row = dict[str, Any]


def eval_pages(
    gold_file: Path, limit: int | None = None, *, bare: bool = True
) -> dict[str, float | int]:
    """Read every page of `gold_file` and compare, one process, from the page alone.

    `gold_file`: JSON lines with `file` (HTML beside it, gzipped or not), `url`, `title`, `text`,
    `date` and `authors`; or `segments_with` and `segments_without` instead of `text`. Bare speed is
    `trafilatura.bare_extraction` with its metadata on the same bytes, page by page in turn; speeds
    are per CPU second. Raises ValueError where a line lacks `file` or `url`, OSError where the file
    is gone.
    """
    with _silence():
        load_extractors()
        golds = [json.loads(line) for line in gold_file.read_text("utf-8").splitlines() if line][
            :limit
        ]
        rows, ours, theirs = [], 0.0, 0.0
        for turn, gold in enumerate(golds):
            if not isinstance(gold, dict) or not {"file", "url"} <= gold.keys():
                raise ValueError(f"page {turn + 1} has no file and url; wanted JSON with both")
            body = _page_bytes(gold_file.parent / gold["file"])
            if bare and turn % 2:  # who comes second finds warm caches: each does half the time
                theirs += _bare_seconds(body, gold["url"])
            start = time.process_time()
            outcome = extract_page(RawArticle(url=gold["url"], page_url=gold["url"], body=body))
            ours += time.process_time() - start
            if bare and not turn % 2:
                theirs += _bare_seconds(body, gold["url"])
            rows.append(compare_page(gold, outcome))
    speeds = {"pages_per_s": len(golds) / ours if ours else 0.0}
    if bare:
        speeds["bare_pages_per_s"] = len(golds) / theirs if theirs else 0.0
    return {**_mean_figures(rows), **speeds}


@contextmanager
def _silence() -> Iterator[None]:
    """Nothing is logged meanwhile; whatever happens, it is again afterwards."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _page_bytes(path: Path) -> bytes:
    body = path.read_bytes()
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def _bare_seconds(body: bytes, url: str) -> float:
    from trafilatura import bare_extraction  # noqa: PLC0415 - half a second to import

    start = time.process_time()
    bare_extraction(body, url=url, with_metadata=True)
    return time.process_time() - start


def compare_page(gold: Row, outcome: PageContent | Refusal) -> Row:
    """One page's figures; None where the gold says nothing."""
    refused = isinstance(outcome, Refusal)
    content = PageContent() if isinstance(outcome, Refusal) else outcome
    row: Row = {"refused": refused, "title": None, "date": None, "author": None}
    if gold.get("title"):
        row["title"] = _plain_title(content.title) == _plain_title(gold["title"])
    if gold.get("date"):
        row["date"] = content.day == gold["date"][:10]
    if gold.get("authors"):
        row["author"] = bool(
            {_author_key(a) for a in gold["authors"]} & {_author_key(a) for a in content.authors}
        )
    if gold.get("text"):
        row["p"], row["r"], row["f1"] = token_overlap(content.text, gold["text"])
    for key in ("segments_with", "segments_without"):
        if gold.get(key):
            row[key] = [part in content.text for part in gold[key]]
    return row


def token_overlap(text: str, gold: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of tokens, each as often as it occurs, letter case aside."""
    a, b = (Counter(_TOKEN.findall(_INVISIBLE.sub("", t).lower())) for t in (text, gold))
    common = (a & b).total()
    if not common:
        return 0.0, 0.0, 0.0
    p, r = common / a.total(), common / b.total()
    return p, r, 2 * p * r / (p + r)


def _plain_title(title: str) -> str:
    return " ".join(_INVISIBLE.sub("", title).split())


def _author_key(author: str) -> str:
    return " ".join(author.casefold().split())


def _mean_figures(rows: Sequence[Row]) -> dict[str, float | int]:
    """Means over the pages whose gold tells; a figure that no page's gold tells is left out."""
    figures: dict[str, list[float]] = {
        "body_f1": [r["f1"] for r in rows if "f1" in r],
        "body_precision": [r["p"] for r in rows if "p" in r],
        "body_recall": [r["r"] for r in rows if "r" in r],
        "title_exact": [r["title"] for r in rows if r["title"] is not None],
        "date_day": [r["date"] for r in rows if r["date"] is not None],
        "author_any": [r["author"] for r in rows if r["author"] is not None],
        "segments_kept": [s for r in rows for s in r.get("segments_with", ())],
        "segments_dirt": [s for r in rows for s in r.get("segments_without", ())],
    }
    return {
        **{name: sum(values) / len(values) for name, values in figures.items() if values},
        "pages": len(rows),
        "pages_below_half": sum(f1 < 0.5 for f1 in figures["body_f1"]),
        "refused": sum(r["refused"] for r in rows),
    }
