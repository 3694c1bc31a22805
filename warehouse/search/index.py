"""The search index as a noun of the warehouse: brought up to date, rebuilt, asked."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import pyarrow as pa

from pipeline.records import Matrix
from warehouse.rows import to_dicts
from warehouse.search.analysis import Term
from warehouse.search.meaning import MeaningIndex, VectorFilter
from warehouse.search.words import FORMAT, WordDocument, WordFilter, WordIndex, month_bounds
from warehouse.store import Store, fetch_table, locked

T = TypeVar("T")

STEP: Final = 2_000
"""Articles, or vectors, read in one turn: a second at most (measured 2026-11)."""

TRIES: Final = 5
"""Tries to open the index while its writer replaces files, 50 ms apart."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """How many articles and vectors came into the index, and how many articles went out of it."""

    articles: int = 0
    vectors: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Words and vectors of all articles, in `search/` of the warehouse's folder.

    One process writes at a time, under a lock of its own; readers see the last commit. Raises what
    `Store` raises; what is wrong with the folder itself is mended, not raised.
    """

    store: Store

    @property
    def folder(self) -> Path:
        """Where the index is."""
        return self.store.path / "search"

    def refresh(self, model: str = "", sha256: str = "") -> Indexed:
        """Index what the warehouse has and the index has not; vectors of this model ("": none).

        Months whose articles sum up to the same keys are left alone, so that this costs what
        changed. An index that is missing, of another format or not readable is made anew.
        """
        with locked(self.store.path, "search.lock", self.store.wait_s):
            state, words = self._open_or_create()
            articles, gone = self._refresh_words(state, words)
            vectors = self._refresh_meaning(state, model, sha256) if sha256 else 0
        return Indexed(articles=articles, vectors=vectors, gone=gone)

    def rebuild(self, model: str = "", sha256: str = "") -> Indexed:
        """Make the index anew from the warehouse; seconds for each 10,000 articles."""
        with locked(self.store.path, "search.lock", self.store.wait_s):
            shutil.rmtree(self.folder, ignore_errors=True)
        return self.refresh(model, sha256)

    def is_fresh(self, sha256: str = "") -> bool:
        """Whether the index has as many articles as the warehouse, and vectors by this model.

        `refresh` looks closer, and does so once a cycle.
        """
        state = _read_state(self.folder)
        with self.store.news() as con:
            n = int(fetch_table(con, "count_articles").column("n")[0].as_py())
        known = sum(int(month["n"]) for month in state.get("months", {}).values())
        return n == known and sha256 in {"", state.get("vectors", {}).get("sha256")}

    def find_words(
        self, terms: Sequence[Term], narrowed: WordFilter, most: int
    ) -> tuple[list[tuple[str, float]], int]:
        """The best (article id, score) by words, the best first, and how many match in all."""
        return self._asked(lambda words: words.find(terms, narrowed, most))

    def find_meaning(
        self, vector: Matrix, sha256: str, narrowed: VectorFilter, most: int
    ) -> list[tuple[str, float]]:
        """The nearest (article id, cosine) by meaning, the nearest first.

        `vector`: of the question, `[d]`, by the model of this hash.
        """
        return MeaningIndex(self._meaning_folder(sha256), len(vector)).nearest(
            vector, narrowed, most
        )

    def articles(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Article id -> `article_id, story_id, title, outlet, lang, url, at, text`."""
        with self.store.news() as con:
            rows = to_dicts(fetch_table(con, "search_hits", ids=list(ids)))
        return {row["article_id"]: row for row in rows}

    def story_members(self, story_id: str) -> list[str]:
        """Ids of the articles of a story, or of the one that it went into."""
        with self.store.news() as con:
            ids: list[str] = (
                fetch_table(con, "search_story_members", story_id=story_id).column("id").to_pylist()
            )
        return ids

    def _asked(self, ask: Callable[[WordIndex], T]) -> T:
        """What an index answers; one that does not is given time, then mended."""
        for _ in range(TRIES):
            try:
                return ask(WordIndex(self.folder / "words"))
            except (ValueError, OSError):  # missing, broken, or its writer is at work
                time.sleep(0.05)
        self.refresh()
        try:
            return ask(WordIndex(self.folder / "words"))
        except (ValueError, OSError):  # it opens, and a part of it is damaged
            self.rebuild()
            return ask(WordIndex(self.folder / "words"))

    def _open_or_create(self) -> tuple[dict[str, Any], WordIndex]:
        """The state and the index of words, both empty where either is not usable."""
        state = _read_state(self.folder)
        if state.get("format") == FORMAT:
            try:
                words = WordIndex(self.folder / "words")
            except (ValueError, OSError):
                pass
            else:
                if len(words) == sum(int(month["n"]) for month in state["months"].values()):
                    return state, words
                return state | {"months": {}}, words  # killed between commit and state
        shutil.rmtree(self.folder, ignore_errors=True)
        state = {"format": FORMAT, "months": {}, "vectors": {}}
        return state, WordIndex(self.folder / "words", create=True)

    def _refresh_words(self, state: dict[str, Any], words: WordIndex) -> tuple[int, int]:
        """Index the months that differ; how many articles came in and went out."""
        with self.store.news() as con:
            rows = to_dicts(fetch_table(con, "search_months"))
        now = {f"{row['month']:%Y-%m}": row for row in rows}
        came = gone = 0
        for name in sorted(now.keys() | state["months"].keys()):
            row = now.get(name)
            sums = {"n": row["n"], "keys": row["keys"]} if row else None
            if sums == state["months"].get(name):
                continue
            added, removed = self._refresh_month(words, datetime.strptime(name, "%Y-%m"))  # noqa: DTZ007 - months of UTC
            came, gone = came + added, gone + removed
            state["months"].pop(name, None)
            if sums:
                state["months"][name] = sums
            _write_state(self.folder, state)
        return came, gone

    def _refresh_month(self, words: WordIndex, month: datetime) -> tuple[int, int]:
        start, end = month_bounds(month)
        bounds = {
            "start": datetime.fromtimestamp(start, UTC),
            "end": datetime.fromtimestamp(end, UTC),
        }
        with self.store.news() as con:
            table = fetch_table(con, "search_keys", **bounds)
        present = dict(zip(table["key"].to_pylist(), table["id"].to_pylist(), strict=True))
        indexed = set(words.keys(start, end))
        missing = [id_ for key, id_ in present.items() if key not in indexed]
        gone = indexed - present.keys()
        added = words.write(self._documents(missing), gone) if missing or gone else 0
        return added, len(gone)

    def _documents(self, ids: Sequence[str]) -> Iterator[WordDocument]:
        for start in range(0, len(ids), STEP):
            with self.store.news() as con:
                rows = fetch_table(con, "search_articles", ids=list(ids[start : start + STEP]))
            for row in rows.to_pylist():
                yield WordDocument(**row)

    def _refresh_meaning(self, state: dict[str, Any], model: str, sha256: str) -> int:
        """Append the vectors that are not there yet; how many."""
        folder = self._meaning_folder(sha256)
        with self.store.both() as (_, vectors):
            (sums,) = fetch_table(vectors, "vector_sums", model=model, sha256=sha256).to_pylist()
        known = state["vectors"]
        if known == {"sha256": sha256, **sums} and folder.exists():
            return 0
        for other in self.folder.glob("meaning-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
        n = self._append_vectors(folder, model, sha256)
        state["vectors"] = {"sha256": sha256, **sums}
        _write_state(self.folder, state)
        return n

    def _append_vectors(self, folder: Path, model: str, sha256: str) -> int:
        n, index = 0, None
        while True:
            known = index.ids if index else []
            if index is None and folder.exists():
                dimension = int((folder / "dimension").read_text())
                known = MeaningIndex(folder, dimension).ids
            rows, vectors = self._unindexed(known, model, sha256)
            if not len(vectors):
                return n
            index = MeaningIndex(folder, vectors.shape[1] // 2)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "dimension").write_text(str(index.dimension))
            index.append(rows, vectors)
            n += len(vectors)

    def _unindexed(
        self, known: Sequence[str], model: str, sha256: str
    ) -> tuple[Mapping[str, Any], Matrix]:
        """At most `STEP` vectors that the index lacks, with their articles' columns."""
        with self.store.both() as (news, vectors):
            table = fetch_table(
                vectors, "vectors_unindexed", model=model, sha256=sha256, known=list(known),
                most=STEP,
            )  # fmt: skip
            ids = table["id"].to_pylist()
            rows = fetch_table(news, "search_rows", ids=ids) if ids else None
        if rows is None:
            return {}, np.empty((0, 0), np.float32)
        at = {id_: row for row, id_ in enumerate(rows["id"].to_pylist())}
        keep = [i for i, id_ in enumerate(ids) if id_ in at]
        column = table["vector"].combine_chunks()
        matrix = column.flatten().to_numpy().reshape(len(ids), -1)[keep]
        ordered = rows.take(pa.array([at[ids[i]] for i in keep]))
        return {name: ordered[name].to_pylist() for name in ordered.column_names}, matrix

    def _meaning_folder(self, sha256: str) -> Path:
        return self.folder / f"meaning-{sha256[:16]}"


def _read_state(folder: Path) -> dict[str, Any]:
    try:
        state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _write_state(folder: Path, state: Mapping[str, Any]) -> None:
    half = folder / "state.json.half"
    half.write_text(json.dumps(state), encoding="utf-8")
    half.replace(folder / "state.json")
