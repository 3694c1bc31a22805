"""The words of all articles, in tantivy: a folder that is written by one process and read by any.

A document holds an article's id, a key of id and version, its time, outlet and language, and its
title and text in the fields of its group (`analysis.GROUPS`). What is shown of a hit is kept in it,
packed: out of the warehouse, twenty texts cost 180 ms (measured 2026-11), out of here 5.
"""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import tantivy

from warehouse.search.analysis import (
    GROUPS,
    Term,
    analyzed,
    analyzer,
    group_of,
    indexed,
)

FORMAT: Final = 3
"""Number of the schema below; an index of another number is rebuilt."""

TITLE_BOOST: Final = 2.0
"""Weight of a title's match, which is added to the text's: with 1 a point less is found of feed
items, a point more of long articles (own sets, 2026-11)."""

HEAP_BYTES: Final = 64_000_000
"""Memory of a writer; a commit of 200 articles needs a fraction."""


@dataclass(frozen=True, slots=True)
class WordFilter:
    """What hits are narrowed to; None: not. Times are aware."""

    since: datetime | None = None
    until: datetime | None = None
    outlet: str | None = None
    lang: str | None = None
    ids: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class WordDocument:
    """An article as it is indexed; `key` tells id and version, `at` is seconds since 1970."""

    id: str
    key: int
    at: int
    outlet: str
    lang: str
    url: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """What is shown of an article that is found."""

    title: str
    outlet: str
    lang: str
    url: str
    at: datetime  # aware
    text: str


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", indexed=True, fast=True)
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("at", indexed=True, fast=True)
    builder.add_text_field("outlet", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("lang", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("shown", stored=True)
    for group in GROUPS:
        for field in ("title", "text"):
            builder.add_text_field(f"{field}_{group}", tokenizer_name=group)
    return builder.build()


class WordIndex:
    """The index in a folder. Raises ValueError (tantivy's) for files that are none of one."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        if create:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            self._index = tantivy.Index(_schema(), str(folder), reuse=False)
        else:
            self._index = tantivy.Index.open(str(folder))
        for group in GROUPS:
            self._index.register_tokenizer(group, analyzer(group))
        self._index.config_reader("manual")
        self._index.reload()

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def write(self, documents: Iterable[WordDocument], gone: Iterable[int] = ()) -> int:
        """Add documents and take those of the keys `gone` out, in one commit; how many came in."""
        n = 0
        writer = self._index.writer(HEAP_BYTES, 1)
        try:
            for key in gone:
                writer.delete_documents_by_query(self._of_key(key))
            for document in documents:
                writer.delete_documents_by_term("id", document.id)
                writer.add_document(_to_tantivy(document))
                n += 1
            writer.commit()
        finally:
            writer.wait_merging_threads()
        self._index.reload()
        return n

    def _of_key(self, key: int) -> tantivy.Query:
        """Deleting by term takes every number for a signed one and finds nothing (tantivy 0.27)."""
        kind = tantivy.FieldType.Unsigned
        return tantivy.Query.range_query(self._index.schema, "key", kind, key, key)

    def keys(self, start: int, end: int) -> list[int]:
        """The keys of the documents with a time from `start` to before `end`, in seconds."""
        searcher = self._index.searcher()
        query = self._range(start, end - 1)
        most = max(1, searcher.num_docs)
        hits = searcher.search(query, most, count=False, order_by_field="key").hits
        return [int(key) for key, _ in hits]

    def find(
        self, terms: Sequence[Term], narrowed: WordFilter, most: int
    ) -> tuple[list[tuple[str, float]], int]:
        """The best `most` (article id, score), the best first, and how many match in all."""
        query = self._query(terms, narrowed)
        if query is None:
            return [], 0
        searcher = self._index.searcher()
        result: Any = searcher.search(query, most, count=True)  # its stubs lack `count`
        hits = [(str(searcher.doc(at)["id"][0]), float(score)) for score, at in result.hits]
        return hits, int(result.count)

    def shown(self, ids: Sequence[str]) -> dict[str, ShownArticle]:
        """What is shown of these articles, by id; those that are not indexed are left out."""
        if not ids:
            return {}
        searcher = self._index.searcher()
        query = tantivy.Query.term_set_query(self._index.schema, "id", list(ids))
        documents = [searcher.doc(at) for _, at in searcher.search(query, len(ids)).hits]
        return {str(each["id"][0]): _unpacked(each["shown"][0]) for each in documents}

    def _query(self, terms: Sequence[Term], narrowed: WordFilter) -> tantivy.Query | None:
        wanted = [q for term in terms if not term.barred and (q := self._term_query(term))]
        if not wanted:
            return None
        should = [(tantivy.Occur.Should, query) for query in wanted]
        parts = [
            (tantivy.Occur.Must, tantivy.Query.boolean_query(should, least_matching(len(wanted))))
        ]
        barred = [q for term in terms if term.barred and (q := self._term_query(term))]
        parts += [(tantivy.Occur.MustNot, query) for query in barred]
        parts += [
            (tantivy.Occur.Must, tantivy.Query.const_score_query(query, 0.0))
            for query in self._filters(narrowed)
        ]
        return tantivy.Query.boolean_query(parts)

    def _term_query(self, term: Term) -> tantivy.Query | None:
        """The term in any group's title and text."""
        schema, fields = self._index.schema, []
        for group in GROUPS:
            stems = analyzed(term.text, group)
            for field, boost in (("title", TITLE_BOOST), ("text", 1.0)):
                if not stems:
                    continue
                name = f"{field}_{group}"
                query = (
                    tantivy.Query.term_query(schema, name, stems[0])
                    if len(stems) == 1
                    else tantivy.Query.phrase_query(schema, name, list(stems))
                )
                fields.append(tantivy.Query.boost_query(query, boost))
        should = [(tantivy.Occur.Should, query) for query in fields]
        return tantivy.Query.boolean_query(should) if fields else None

    def _filters(self, narrowed: WordFilter) -> list[tantivy.Query]:
        schema, queries = self._index.schema, []
        if narrowed.since or narrowed.until:
            start = int(narrowed.since.timestamp()) if narrowed.since else -(1 << 60)
            end = int(narrowed.until.timestamp()) if narrowed.until else 1 << 60
            queries.append(self._range(start, end))
        exact = {"outlet": narrowed.outlet, "lang": narrowed.lang}
        queries += [
            tantivy.Query.term_query(schema, field, value)
            for field, value in exact.items()
            if value is not None
        ]
        if narrowed.ids is not None:
            queries.append(tantivy.Query.term_set_query(schema, "id", list(narrowed.ids)))
        return queries

    def _range(self, start: int, last: int) -> tantivy.Query:
        """Documents with a time from `start` to `last`, both included."""
        schema, kind = self._index.schema, tantivy.FieldType.Integer
        return tantivy.Query.range_query(schema, "at", kind, start, last)


def least_matching(n: int) -> int:
    """How many of `n` terms a hit must have: all of one or two, two of up to five, else one.

    A long question is a headline or a sentence, which others word otherwise: a third of its terms
    at least found .68 of the other articles of a story where one found .81 (recall at 10, feed days
    of 2026, 2026-11).
    """
    return n if n <= 2 else 2 if n <= 5 else 1


def _to_tantivy(document: WordDocument) -> Any:
    group = group_of(f"{document.title} {document.text}", document.lang)
    made: Any = tantivy.Document()
    made.add_unsigned("key", document.key)
    made.add_text("id", document.id)
    made.add_integer("at", document.at)
    made.add_text("outlet", document.outlet)
    made.add_text("lang", document.lang)
    made.add_bytes("shown", _packed(document))
    for field, text in (("title", document.title), ("text", document.text)):
        made.add_text(f"{field}_{group}", indexed(text, group))
    return made


def _packed(document: WordDocument) -> bytes:
    shown = (document.title, document.outlet, document.lang, document.url, document.at)
    return zlib.compress(json.dumps([*shown, document.text], ensure_ascii=False).encode())


def _unpacked(stored: Any) -> ShownArticle:
    title, outlet, lang, url, at, text = json.loads(zlib.decompress(bytes(stored)))
    return ShownArticle(title, outlet, lang, url, datetime.fromtimestamp(at, UTC), text)


def month_bounds(month: datetime) -> tuple[int, int]:
    """First second of a month, and of the one after it; since 1970, UTC."""
    year, number = month.year, month.month
    after = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    first = datetime(year, number, 1, tzinfo=UTC)
    return int(first.timestamp()), int(after.timestamp())
