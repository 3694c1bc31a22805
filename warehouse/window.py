"""What placing and detecting look at, read column by column: no Python loop runs per row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.developments.history import History
from pipeline.records import Article, Decision, Figure, Matrix
from pipeline.stories.features import Features
from pipeline.stories.window import Window
from warehouse.column_bytes import stored_names, unpacked
from warehouse.loading import feature_columns, remember_features, remember_vectors
from warehouse.rows import records, utc_list
from warehouse.store import Connection, Store, ask, transaction

Rows = NDArray[np.int64]


class Reading(Store):
    """The window, and the memory of stories."""

    def window(self, model: str = "", sha256: str = "") -> Window:
        """What `place` compares new articles with: see `pipeline.stories.window.Window`.

        Only vectors of that model and hash count ("": of any). Rows without a vector or without
        features are left out; `unready` lists their articles.
        """
        with self.both() as (news, vectors):
            rows = ask(news, "window")
            decisions = records(Decision, ask(news, "decisions"))
            placed = ask(news, "placed").column("placed")[0].as_py()
            _register(vectors, "window_rows", rows)
            embedded = ask(vectors, "window_vectors", model=model, sha256=sha256)
            featured = _featured(vectors)
        return _window(rows, embedded, featured, decisions, placed)

    def unready(self, model: str, sha256: str, most: int = 500) -> list[Article]:
        """Articles of the window that lack features or a vector of this model, oldest first.

        There are some after the model was changed, after features changed with the program, and
        when vectors.duckdb was lost. `make_ready` mends them.
        """
        with self.both() as (news, vectors):
            rows = ask(news, "window")
            _register(vectors, "window_rows", rows)
            embedded = ask(vectors, "window_vectors", model=model, sha256=sha256)
            have = np.intersect1d(_numbers(embedded, "row"), _numbers(_featured(vectors), "row"))
            lack = np.setdiff1d(np.arange(len(rows)), have)[:most]
            ids = rows.column("article_id").take(pa.array(lack)).to_pylist()
            return records(Article, ask(news, "articles", ids=ids)) if ids else []

    def vectors(self, ids: Sequence[str], model: str, sha256: str) -> dict[str, Matrix]:
        """Article id -> its row `[2 * d]`, for those that have one of this model."""
        with self.both() as (_, vectors):
            table = ask(vectors, "vectors_of", ids=list(ids), model=model, sha256=sha256)
        if not len(table):
            return {}
        return dict(zip(table.column("article_id").to_pylist(), _matrix(table), strict=True))

    def make_ready(
        self, ids: Sequence[str], embeddings: Matrix, features: Features, model: str, sha256: str
    ) -> None:
        """Put vectors `[n, 2 * d]` and features of known articles in place of any they have."""
        with self.both() as (_, vectors), transaction(vectors):
            remember_vectors(vectors, ids, embeddings, model, sha256)
            remember_features(vectors, ids, features)

    def vectors_of(
        self, article_ids: Sequence[str], model: str, sha256: str
    ) -> tuple[list[int], Matrix]:
        """Which of these articles have a vector by this model, by place in the list, and its row.

        `[n, 2 * d]` in the order of the list; those that lack one are to be embedded again.
        """
        with self.both() as (_, vectors):
            wanted = pa.table({"article_id": pa.array(article_ids, pa.string())})
            _register(vectors, "window_rows", wanted)
            table = ask(vectors, "window_vectors", model=model, sha256=sha256)
        rows, order = np.unique(_numbers(table, "row"), return_index=True)
        return rows.tolist(), _matrix(table)[order]

    def told(self, story_ids: Sequence[str]) -> History:
        """What these stories have told: sentences and figures, each under its present story."""
        ids = list(story_ids)
        with self.both() as (news, vectors):
            members = ask(news, "members", story_ids=ids)
            ledger = records(Figure, ask(news, "ledger", story_ids=ids))
            vectors.register("members", members)
            table = ask(vectors, "sentences")
        table = table.take(pc.sort_indices(table, [(name, "ascending") for name in _TELLING]))
        columns: dict[str, Any] = {
            name: table.column(name).to_pylist()
            for name in ("story_id", "article_id", "version", "index", "text")
        }
        columns |= {"at": utc_list(table.column("told_at")), "vector": _matrix(table)}
        return History.from_columns(columns, ledger)


_TELLING = ("told_at", "article_id", "version", "index")


def _register(vectors: Connection, name: str, rows: pa.Table) -> None:
    order = pa.array(np.arange(len(rows)), pa.int64())
    vectors.register(name, rows.select(["article_id"]).append_column("row", order))


def _featured(vectors: Connection) -> pa.Table:
    """Rows with features as the program computes them today; none where the columns changed."""
    if not set(stored_names(Features.empty().columns()).values()) <= feature_columns(vectors):
        return pa.table({"row": pa.array([], pa.int64())})
    return ask(vectors, "window_features")


def _window(
    rows: pa.Table,
    embedded: pa.Table,
    featured: pa.Table,
    decisions: Sequence[Decision],
    placed: int,
) -> Window:
    have, at_vector, at_feature = np.intersect1d(
        _numbers(embedded, "row"), _numbers(featured, "row"), return_indices=True
    )
    if not len(have):
        return replace(Window.empty(decisions=decisions), placed=placed)
    rows = _take(rows, have)
    vectors = _matrix(embedded)
    features = Features.from_columns(unpacked(featured, Features.empty().columns()))
    text = {n: rows.column(n).to_pylist() for n in _TEXTS}
    return Window(
        ids=text["article_id"], outlets=text["outlet"], langs=text["lang"], titles=text["title"],
        story_ids=text["story_id"], copy_of=text["original_id"],
        seqs=_numbers(rows, "seq"), times=_numbers(rows, "time"),
        dated=_numbers(rows, "dated"), kept=_numbers(rows, "kept"),
        embeddings=vectors if _in_order(at_vector, vectors) else vectors[at_vector],
        features=features if _in_order(at_feature, features) else features.take(at_feature),
        decisions=decisions, placed=placed,
    )  # fmt: skip


_TEXTS = ("article_id", "outlet", "lang", "title", "story_id", "original_id")


def _in_order(rows: Rows, of: Any) -> bool:
    return len(rows) == len(of) and bool((np.diff(rows) == 1).all())


def _take(table: pa.Table, rows: Rows) -> pa.Table:
    return table if _in_order(rows, table) else table.take(pa.array(rows))


def _numbers(table: pa.Table, name: str) -> NDArray[Any]:
    numbers: NDArray[Any] = table.column(name).to_numpy()
    return numbers


def _matrix(table: pa.Table) -> Matrix:
    """The fixed-size list column `vector` as `[n, d]`, without a copy where it is in one piece."""
    column = table.column("vector")
    flat = column.combine_chunks().flatten().to_numpy()
    matrix: Matrix = flat.reshape(len(column), column.type.list_size)
    return matrix
