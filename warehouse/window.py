"""What placing and detecting look at, read column by column: no Python loop runs per row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.developments.history import History
from pipeline.encoders.language_means import (
    FrozenMean,
    LanguageMeans,
    initial_means,
    means_of_past,
    restored,
)
from pipeline.records import Article, Decision, Figure, Matrix
from pipeline.stories.boilerplate import Boilerplate
from pipeline.stories.features import Features
from pipeline.stories.window import Window
from warehouse.boilerplate import read_boilerplate
from warehouse.column_bytes import unpacked
from warehouse.language_means import read_means, replace_means
from warehouse.rows import execute_on_rows, to_aware_times, to_dicts, to_mapping, to_records
from warehouse.store import Connection, Store, fetch_table, transaction
from warehouse.vectors import replace_features, replace_vectors, vector_column

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSentence:
    """A sentence that a version of an article told."""

    article_id: str
    version: int
    index: int
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class StoredWindow:
    """The window, its vectors and features, and the histories of stories.

    Every method is one turn: see `Store`. `model` and `sha256` name an encoder and its weights.
    """

    store: Store

    def read(self, model: str = "", sha256: str = "") -> Window:
        """What `place` compares new articles with: see `pipeline.stories.window.Window`.

        Only vectors of that model and hash count ("": of any); they come as they are compared,
        without the mean of their language where that encoder's need it. Rows without a vector or
        without features are left out; `incomplete` lists their articles.
        """
        window, stored = self._read_raw(model, sha256)
        begin = initial_means(sha256)
        return window if begin is None else _as_compared(window, begin, stored)

    def _read_raw(self, model: str, sha256: str) -> tuple[Window, list[FrozenMean]]:
        """The window with its rows as stored, and the means frozen so far."""
        with self.store.reading_both() as (news, vectors):
            rows = fetch_table(news, "window")
            decisions = to_records(Decision, fetch_table(news, "decisions"))
            placed = fetch_table(news, "next_ordinal").column("placed")[0].as_py()
            _register_rows(vectors, rows)
            embedded = fetch_table(vectors, "window_vectors", model=model, sha256=sha256)
            featured = fetch_table(vectors, "window_features")
            stored = read_means(vectors, sha256)
            said = Boilerplate.of(read_boilerplate(vectors, placed))
        window = _build_window(rows, embedded, featured, decisions, placed)
        return replace(window, boilerplate=said), stored

    def incomplete(self, model: str, sha256: str, most: int = 500) -> list[Article]:
        """Articles of the window that lack features or a vector of this model, oldest first.

        There are some after the model was changed, after features changed with the program, and
        when vectors.duckdb was lost. `complete` mends them.
        """
        rows, lacking = self._lacking(model, sha256)
        ids = rows.column("article_id").take(pa.array(lacking[:most])).to_pylist()
        if not ids:
            return []
        with self.store.reading() as news:
            return to_records(Article, fetch_table(news, "articles", ids=ids))

    def _lacking(self, model: str, sha256: str) -> tuple[pa.Table, Rows]:
        """The window's rows, and which of them lack features or a vector of this model."""
        with self.store.reading_both() as (news, vectors):
            rows = fetch_table(news, "window_articles")
            _register_rows(vectors, rows)
            whole = fetch_table(vectors, "window_complete", model=model, sha256=sha256)
        return rows, np.setdiff1d(np.arange(len(rows)), _to_numpy(whole, "row"))

    def begin_means(self, model: str, sha256: str) -> None:
        """Count the means of a window that was placed without any: under another encoder.

        Of all its articles up to the last freezing, in force from the stream's first. Nothing
        happens where there are some, or the encoder needs none.
        """
        begin = initial_means(sha256)
        if begin is None:
            return
        with self.store.reading_both() as (_, vectors):
            if read_means(vectors, sha256):
                return
        window = self._read_raw(model, sha256)[0]
        means = means_of_past(window.embeddings, window.langs, window.seqs, window.placed)
        with self.store.both() as (_, vectors), transaction(vectors):
            replace_means(vectors, means, sha256, -1)

    def count_incomplete(self, model: str, sha256: str) -> int:
        """How many articles `incomplete` would list if there were no limit."""
        return len(self._lacking(model, sha256)[1])

    def complete(
        self, ids: Sequence[str], embeddings: Matrix, features: Features, model: str, sha256: str
    ) -> None:
        """Put vectors `[n, 2 * d]` and features of `n` known articles in place of any they have."""
        with self.store.both() as (_, vectors), transaction(vectors):
            replace_vectors(vectors, ids, embeddings, model, sha256)
            replace_features(vectors, ids, features)

    def incomplete_sentences(self, sha256: str, most: int) -> list[StoredSentence]:
        """Sentences of histories whose vectors another encoder made, at most so many."""
        with self.store.reading_both() as (news, vectors):
            table = fetch_table(vectors, "incomplete_sentences", sha256=sha256, most=most)
            ids = sorted(set(table.column("article_id").to_pylist()))
            langs = dict[str, str]()
            if ids:
                found = fetch_table(news, "articles", ids=ids)
                langs = to_mapping(found.select(["id", "lang"]))
        return [
            StoredSentence(**row, lang=langs.get(row["article_id"], "")) for row in to_dicts(table)
        ]

    def complete_sentences(
        self, sentences: Sequence[StoredSentence], rows: Matrix, sha256: str
    ) -> None:
        """Put these vectors, `[n, d]` of an encoder's weights, in place of those they have."""
        table = {
            "article_id": pa.array([s.article_id for s in sentences], pa.string()),
            "version": pa.array([s.version for s in sentences], pa.int32()),
            "index": pa.array([s.index for s in sentences], pa.int32()),
            "vector": vector_column(rows),
            "sha256": pa.array([sha256] * len(sentences), pa.string()),
        }
        with self.store.both() as (_, vectors), transaction(vectors):
            execute_on_rows(vectors, "update_sentences", pa.table(table))

    def vectors(self, ids: Sequence[str], model: str, sha256: str) -> dict[str, Matrix]:
        """Article id -> its row `[2 * d]`, for those that have one of this model."""
        with self.store.reading_both() as (_, vectors):
            table = fetch_table(vectors, "vectors", ids=list(ids), model=model, sha256=sha256)
        if not len(table):
            return {}
        return dict(zip(table.column("article_id").to_pylist(), _to_matrix(table), strict=True))

    def arrivals(self) -> dict[str, int]:
        """Article id -> ordinal in the whole stream, of all that were ever placed."""
        with self.store.reading() as news:
            return to_mapping(fetch_table(news, "arrivals"))

    def history(self, story_ids: Sequence[str]) -> History:
        """What these stories have told: sentences and figures, each under its present story."""
        ids = list(story_ids)
        with self.store.reading_both() as (news, vectors):
            vectors.register("members", fetch_table(news, "member_versions", story_ids=ids))
            figures = to_records(Figure, fetch_table(news, "figures", story_ids=ids))
            table = fetch_table(vectors, "sentences")
        table = table.take(pc.sort_indices(table, [(name, "ascending") for name in _ORDER_TOLD]))
        columns: dict[str, Any] = {
            name: table.column(name).to_pylist()
            for name in ("story_id", "article_id", "version", "index", "text", "lang")
        }
        columns |= {"at": to_aware_times(table.column("told_at")), "vector": _to_matrix(table)}
        return History.from_columns(columns, figures)


def _as_compared(window: Window, begin: LanguageMeans, stored: Sequence[FrozenMean]) -> Window:
    """The window, with each row as it was last compared, and the means in force."""
    begin = replace(begin, placed=window.placed)
    rows, means = restored(window.embeddings, window.langs, window.seqs, stored, begin)
    return replace(window, embeddings=rows, means=means)


_ORDER_TOLD = ("told_at", "article_id", "version", "index")


def _register_rows(vectors: Connection, rows: pa.Table) -> None:
    """Let queries of the vectors file join `window_rows`: `article_id`, and its `row` in `rows`."""
    order = pa.array(np.arange(len(rows)), pa.int64())
    vectors.register("window_rows", rows.select(["article_id"]).append_column("row", order))


def _build_window(
    rows: pa.Table,
    embedded: pa.Table,
    featured: pa.Table,
    decisions: Sequence[Decision],
    placed: int,
) -> Window:
    have, at_vector, at_feature = np.intersect1d(
        _to_numpy(embedded, "row"), _to_numpy(featured, "row"), return_indices=True
    )
    if not len(have):
        return replace(Window.empty(decisions=decisions), placed=placed)
    rows = _take_rows(rows, have)
    vectors = _to_matrix(embedded)
    features = Features.from_columns(unpacked(featured, Features.empty().columns()))
    text = {n: rows.column(n).to_pylist() for n in _TEXT_COLUMNS}
    return Window(
        ids=text["article_id"], outlets=text["outlet"], langs=text["lang"], titles=text["title"],
        story_ids=text["story_id"], copy_of=text["original_id"],
        seqs=_to_numpy(rows, "seq"), times=_to_numpy(rows, "time"),
        dated=_to_numpy(rows, "dated"), kept=_to_numpy(rows, "kept"),
        embeddings=vectors if _is_identity(at_vector, vectors) else vectors[at_vector],
        features=features if _is_identity(at_feature, features) else features.take(at_feature),
        decisions=decisions, placed=placed,
    )  # fmt: skip


_TEXT_COLUMNS = ("article_id", "outlet", "lang", "title", "story_id", "original_id")


def _is_identity(rows: Rows, of: Any) -> bool:
    """Whether `rows` are all rows of `of` in order, so that taking them needs no copy."""
    return len(rows) == len(of) and bool((np.diff(rows) == 1).all())


def _take_rows(table: pa.Table, rows: Rows) -> pa.Table:
    return table if _is_identity(rows, table) else table.take(pa.array(rows))


def _to_numpy(table: pa.Table, name: str) -> NDArray[Any]:
    numbers: NDArray[Any] = table.column(name).to_numpy()
    return numbers


def _to_matrix(table: pa.Table) -> Matrix:
    """The fixed-size list column `vector` as `[n, d]`, without a copy where it is in one piece."""
    column = table.column("vector")
    flat = column.combine_chunks().flatten().to_numpy()
    matrix: Matrix = flat.reshape(len(column), column.type.list_size)
    return matrix
