"""Imported articles: the bytes of a JSON-lines file that `newsthread import` is given."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from flows.tools.article_import import read_articles
from tests.fuzz import bounds, seeds
from tests.fuzz.case import NOW

KIND = "lines"
SEEDS = seeds.article_seeds
DEADLINE_S = 0.0

_FOLDER = TemporaryDirectory(prefix="newsthread-fuzz-")
_FILE = Path(_FOLDER.name) / "articles.jsonl"


def check(data: bytes) -> None:
    """Raise what is a finding; a line that is no article is a BadLine with its reason."""
    _FILE.write_bytes(data)
    imported = read_articles(_FILE, NOW)
    for entry, article in zip(imported.entries, imported.articles, strict=True):
        bounds.check_entry(entry, NOW)
        bounds.check_article(article, NOW)
        bounds.require(entry.id == article.id, "entry and article differ", entry.id)
    for line in imported.bad_lines:
        bounds.check_line("reason of a bad line", line.reason, bounds.MAX_DETAIL)
        bounds.require(line.number > 0, "number of a bad line", line.number)
    times = [article.at for article in imported.articles]
    bounds.require(times == sorted(times), "not in order of time", times)
