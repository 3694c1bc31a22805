"""Import of articles extracted elsewhere, through the same embed, place and load as a feed's.

A line is JSON with `title` and `text`, and where known `id, summary, published, lang, outlet,
url`. The article is the one that a feed would have brought under the same URL; without a URL its
`id` says who it is, so importing again changes nothing. One that stands in a file several times is
imported as it stands there last.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar

from flows.cycle import batches, timed
from flows.cycle_lock import cycle_lock
from flows.refusal import Refusal
from flows.stage_logs import LoggedStages, log_cycle_end
from flows.stages import ExtractedArticles, Stages
from flows.tools.values import parse_language
from pipeline.bounds import (
    bounded_date,
    clean_id,
    clean_line,
    clean_name,
    clean_text,
    clean_url,
    epoch_date,
)
from pipeline.extract import article_digest
from pipeline.feeds.dates import parse_date
from pipeline.feeds.document import MAX_SUMMARY
from pipeline.language.detection import language, language_code
from pipeline.records import Article, Entry
from pipeline.web.urls import entry_id
from warehouse.batch import Cycle

if TYPE_CHECKING:
    from flows.services import Services
    from warehouse.warehouse import Warehouse

T = TypeVar("T")

FEED = "import"
"""Feed id of imported entries."""

BATCH = 500
"""Articles in one transaction: 7 ms of rows for seconds of embedding, and little to do again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that is no article; `number` counts from 1."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedLine:
    """A line's entry and article, and of which fields why they were left out."""

    entry: Entry
    article: Article
    left_out: Sequence[str] = ()
    unread: Sequence[str] = ()  # keys that an import knows nothing of


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedArticles:
    """The articles of a file in order of time, `entries[i]` that of `articles[i]`."""

    entries: Sequence[Entry]
    articles: Sequence[Article]
    bad_lines: Sequence[BadLine]
    left_out: Sequence[BadLine] = ()  # fields of lines that are articles all the same
    unread: Mapping[str, int] = field(default_factory=dict)  # lines that hold such a key
    repeated: int = 0  # lines whose article stands again later


MAX_LINE = 50_000_000
"""Characters of a line; a longer one is no article. Chosen by hand (2026-11)."""


def read_articles(path: Path, now: datetime) -> ImportedArticles:
    """Read a JSON-lines file, plain or gzip; undated articles keep their order.

    Everything is read before the first is placed, so that stories grow in the order of events. No
    line stops the others: one that is no article is a BadLine, and a field that cannot be (a date
    of the year 1, a list for a language) is left out and said. Raises OSError.
    """
    parsed_lines: list[ParsedLine] = []
    bad_lines: list[BadLine] = []
    left_out: list[BadLine] = []
    unread: Counter[str] = Counter()
    for number, line in _lines(path):
        if not line.strip():
            continue
        if isinstance(parsed := parse_line(line, now), str):
            bad_lines.append(BadLine(number=number, reason=parsed))
        else:
            parsed_lines.append(parsed)
            left_out += [BadLine(number=number, reason=reason) for reason in parsed.left_out]
            unread.update(k for k in parsed.unread if k in unread or len(unread) < _MOST_UNREAD)
    last = {each.article.id: at for at, each in enumerate(parsed_lines)}
    once = [each for at, each in enumerate(parsed_lines) if last[each.article.id] == at]
    once.sort(key=lambda each: each.article.at)
    return ImportedArticles(
        entries=[each.entry for each in once],
        articles=[each.article for each in once],
        bad_lines=bad_lines,
        left_out=left_out,
        unread=dict(unread.most_common()),
        repeated=len(parsed_lines) - len(once),
    )


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; where packed bytes are damaged, a last one that says so."""
    number = 0
    with _open_text(path) as file:
        try:
            for number, line in enumerate(file, 1):
                yield number, line if number > 1 else line.removeprefix("\ufeff")
        except (EOFError, gzip.BadGzipFile, zlib.error):
            yield number + 1, "the packed file breaks off here"


def _open_text(path: Path) -> Any:
    with path.open("rb") as raw:
        is_gzip = raw.read(2) == b"\x1f\x8b"
    if is_gzip:
        return gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="\n")
    return path.open(encoding="utf-8", errors="replace", newline="\n")


def parse_line(line: str, now: datetime) -> ParsedLine | str:
    """The entry and the article of one line, or in a few words why it is none. Any text."""
    if len(line) > MAX_LINE:
        return f"over {MAX_LINE:,} characters"
    try:
        row = json.loads(line, strict=False)
    except RecursionError:
        return "not JSON: nested too deep"
    except ValueError as fault:
        return f"not JSON: {str(fault).partition(';')[0][:200]}"
    return _article(row, now) if isinstance(row, dict) else "not a JSON object"


def _article(row: dict[str, Any], now: datetime) -> ParsedLine | str:
    """The entry and the article of one line, each field through its door (`pipeline.bounds`)."""
    for key in ("title", "text"):
        if not isinstance(row.get(key), (str, NoneType)):
            return f"{key}: {_KINDS[type(row[key])]}, not text"
    texts = {key: row[key] if isinstance(row.get(key), str) else "" for key in _TEXTS}
    texts["id"] = texts["id"] or _digits(row.get("id"))
    title, text = clean_line(texts["title"]), clean_text(texts["text"])
    if not title and not text:
        return "neither title nor text"
    url, given = clean_url(texts["url"]) if texts["url"] else "", clean_id(texts["id"])
    own = given if re.fullmatch(r"[0-9a-f]{16}", given) else ""
    lang = _language_code(texts["lang"]) or language(f"{title}\n{text}")
    published = _time(row.get("published"), now)
    shared: dict[str, Any] = {
        "id": own or entry_id(url, given, title, text, FEED), "feed_id": FEED,
        "outlet": clean_name(texts["outlet"]), "url": url, "title": title, "external_id": given,
        "summary": clean_line(texts["summary"], MAX_SUMMARY), "lang": lang,
        "published_at": published, "first_seen_at": now,
    }  # fmt: skip
    mark = article_digest(title, text)
    published_raw = row.get("published")
    raw = clean_name(published_raw if isinstance(published_raw, str) else _digits(published_raw))
    entry = Entry(guid=given, digest=mark, published_raw=raw, **shared)
    article = Article(text=text, source="import", digest=mark, **shared)
    unread = sorted({clean_line(key, _SHOWN) for key in row.keys() - _EXPECTED})
    left_out = list(_left_out(row, article))
    return ParsedLine(entry=entry, article=article, left_out=left_out, unread=unread)


def _left_out(row: dict[str, Any], article: Article) -> Iterator[str]:
    """Which fields of a line say nothing that an article can have, and why."""
    for key in _TEXTS:
        value = row.get(key)
        is_id = key == "id" and _digits(value)
        if not (isinstance(value, (str, NoneType)) or is_id):
            yield f"{key}: {_KINDS[type(value)]}, not text"
    published, url, lang = (row.get(key) for key in ("published", "url", "lang"))
    if published not in (None, "") and article.published_at is None:
        yield f"published: no time since 1990 that is past: {clean_line(str(published), _SHOWN)}"
    if isinstance(url, str) and url.strip() and not article.url:
        yield f"url: no http(s) address: {clean_line(url, _SHOWN)}"
    if isinstance(lang, str) and lang.strip() and not _language_code(lang):
        yield f"lang: no language code: {clean_line(lang, _SHOWN)}"


_SHOWN = 60  # characters of what was left out
_MOST_UNREAD = 100  # keys that are counted; chosen by hand (2026-11)


@lru_cache(maxsize=1024)
def _language_code(text: str) -> str:
    """The code that articles carry for a language tag or name, "" for none."""
    try:
        code = parse_language(text)
    except Refusal:
        return ""
    return language_code(code) or code


KEYS = ("id", "title", "text", "summary", "published", "lang", "outlet", "url")
"""What is read of a line."""

_TEXTS = tuple(key for key in KEYS if key != "published")
_EXPECTED = frozenset((*KEYS, "story"))  # `export` writes the story, which is found anew
_KINDS = {
    list: "a list",
    dict: "an object",
    bool: "true or false",
    int: "a number",
    float: "a number",
}


def _digits(value: object) -> str:
    """A number as digits (ids and times come so too), "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    try:
        return str(value)
    except ValueError:  # an integer of over 4,300 digits
        return ""


def _time(value: object, now: datetime) -> datetime | None:
    """When it was published: ISO 8601, as feeds write dates, or seconds since 1970; else None."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return epoch_date(value, now)
    if not isinstance(value, str):
        return None
    try:
        return bounded_date(datetime.fromisoformat(value.strip()), now)
    except ValueError:
        return bounded_date(parse_date(value), now)


def import_articles(
    warehouse: Warehouse, services: Services, imported: ImportedArticles, now: datetime
) -> Iterator[int | Cycle]:
    """Place and load the articles in batches.

    Yields after each batch how many articles are done, and the cycle at the end. Raises Busy when
    another cycle runs for over a minute.
    """
    do, took = Stages(warehouse, services, now, kind="import"), dict[str, float]()
    run, done = timed(LoggedStages(), took), 0
    pairs = list(zip(imported.entries, imported.articles, strict=True))
    with cycle_lock(warehouse, wait_s=60.0):
        for pairs_now in batches(pairs, BATCH):
            new, edits = warehouse.articles.diff([article for _, article in pairs_now])
            changed = {article.id for article in (*new, *edits)}
            entries = [entry for entry, _ in pairs_now if entry.id in changed]
            if changed:
                extracted = ExtractedArticles(
                    entries=entries, articles=new, edits=edits, failures=[]
                )
                placed = run("place", do.place, run("embed", do.embed, extracted))
                run("load", do.load, run("detect", do.detect, placed), entries)
            done += len(pairs_now)
            yield done
        do.close(took)
        run("publish", do.publish)
        cycle = do.close(took)
    log_cycle_end(cycle)
    yield cycle
