"""The search index as a noun of the warehouse: brought up to date, rebuilt, asked."""

from __future__ import annotations

import errno
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import pyarrow as pa

from pipeline.records import Matrix
from warehouse.errors import OWNER
from warehouse.locks import locked
from warehouse.rows import to_dicts
from warehouse.search.analysis import Term
from warehouse.search.meaning import MeaningIndex, VectorFilter, prior_leads
from warehouse.search.readers import Readers
from warehouse.search.words import (
    FORMAT,
    ShownArticle,
    WordDocument,
    WordFilter,
    WordIndex,
    month_bounds,
)
from warehouse.store import Store, fetch_table

T = TypeVar("T")

STEP: Final = 2_000
"""Articles read in one turn: a second at most (measured 2026-11)."""

VECTORS_STEP: Final = 16_384
"""Vectors read in one turn, 50 MB of them. Every turn looks through all ids: of a million, 2,000 a
turn took 3 s (measured 2026-11)."""

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

    One process writes at a time, under a lock of its own; readers see the last commit, and keep it
    open until the next. Raises what `Store` raises; what is wrong with the folder itself is mended,
    not raised.
    """

    store: Store
    _readers: list[Readers] = field(default_factory=list)  # at most one: made when first asked

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
            _remove(self.folder)
        return self.refresh(model, sha256)

    def is_fresh(self, sha256: str = "") -> bool:
        """Whether the index has as many articles as the warehouse, and vectors by this model.

        `refresh` looks closer, and does so once a cycle.
        """
        state = _read_state(self.folder)
        n = self.readers.memberships().articles
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
        index = self.readers.meaning(self._meaning_folder(sha256).name, len(vector), sha256)
        return index.nearest(vector, narrowed, most)

    def shown(self, ids: Sequence[str]) -> dict[str, ShownArticle]:
        """What is shown of these articles, by id; those that are not indexed are left out."""
        return self._asked(lambda words: words.shown(ids))

    def stories_of(self, ids: Sequence[str]) -> dict[str, str]:
        """Article id -> the story that it is in now, of those that are in one."""
        return self.readers.memberships().stories_of(ids)

    def story_members(self, story_id: str) -> list[str]:
        """Ids of the articles of a story, or of the one that it went into."""
        with self.store.reading() as con:
            ids: list[str] = (
                fetch_table(con, "search_story_members", story_id=story_id).column("id").to_pylist()
            )
        return ids

    @property
    def readers(self) -> Readers:
        """What is kept open between two questions."""
        if not self._readers:
            self._readers.append(Readers(self.store, self.folder))
        return self._readers[0]

    def _asked(self, ask: Callable[[WordIndex], T]) -> T:
        """What an index answers; one that does not is given time, then mended."""
        for _ in range(TRIES):
            try:
                return ask(self.readers.words())
            except (ValueError, OSError):  # missing, broken, or its writer is at work
                self.readers.forget()
                time.sleep(0.05)
        self.refresh()
        try:
            return ask(self.readers.words())
        except (ValueError, OSError):  # it opens, and a part of it is damaged
            self.rebuild()
            self.readers.forget()
            return ask(self.readers.words())

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
        _remove(self.folder)
        state = {"format": FORMAT, "months": {}, "vectors": {}}
        return state, WordIndex(self.folder / "words", create=True)

    def _refresh_words(self, state: dict[str, Any], words: WordIndex) -> tuple[int, int]:
        """Index the months that differ; how many articles came in and went out."""
        with self.store.reading() as con:
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
        with self.store.reading() as con:
            table = fetch_table(con, "search_keys", **bounds)
        present = dict(zip(table["key"].to_pylist(), table["id"].to_pylist(), strict=True))
        indexed = set(words.keys(start, end))
        missing = [id_ for key, id_ in present.items() if key not in indexed]
        gone = indexed - present.keys()
        added = words.write(self._documents(missing), gone) if missing or gone else 0
        return added, len(gone)

    def _documents(self, ids: Sequence[str]) -> Iterator[WordDocument]:
        for start in range(0, len(ids), STEP):
            with self.store.reading() as con:
                rows = fetch_table(con, "search_articles", ids=list(ids[start : start + STEP]))
            for row in rows.to_pylist():
                yield WordDocument(**row)

    def _refresh_meaning(self, state: dict[str, Any], model: str, sha256: str) -> int:
        """Append the vectors that are not there yet; how many."""
        folder, made_by = self._meaning_folder(sha256), {"model": model, "sha256": sha256}
        known = state["vectors"]
        with self.store.reading_both() as (_, vectors):
            (sums,) = fetch_table(vectors, "vector_sums", **made_by).to_pylist()
            last = -1 if not folder.exists() else known.get("row", -1)
            if last >= 0 and _is_of(known, sha256, sums):
                return 0
            new = fetch_table(vectors, "vector_ids", after=last, **made_by)
            if last >= 0 and not _is_of(_with_vectors(known, new), sha256, sums):
                new = fetch_table(vectors, "vector_ids", after=-1, **made_by)  # rows have moved
        for other in self.folder.glob("meaning-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
        n = self._append_vectors(folder, new, made_by)
        row = max([last, *new["row"].to_pylist()])
        state["vectors"] = {"sha256": sha256, **sums, "row": row}
        _write_state(self.folder, state)
        return n

    def _append_vectors(self, folder: Path, new: pa.Table, made_by: Mapping[str, str]) -> int:
        """Index those of the vectors in `new` that are not; how many."""
        n, width, prior = 0, folder / "dimension", prior_leads(made_by["sha256"])
        index = MeaningIndex(folder, int(width.read_text()), prior) if width.exists() else None
        ids = list(dict.fromkeys(new["id"].to_pylist()))
        known = index.known(ids) if index and ids else frozenset[str]()
        ids = [id_ for id_ in ids if id_ not in known]
        for start in range(0, len(ids), VECTORS_STEP):
            rows, vectors = self._vectors(ids[start : start + VECTORS_STEP], made_by)
            if not len(vectors):
                continue
            if index is None:
                index = MeaningIndex(folder, vectors.shape[1] // 2, prior)
                folder.mkdir(parents=True, exist_ok=True)
                width.write_text(str(index.dimension))
            index.append(rows, vectors)
            n += len(vectors)
        return n

    def _vectors(
        self, ids: Sequence[str], made_by: Mapping[str, str]
    ) -> tuple[Mapping[str, Any], Matrix]:
        """The vectors of these articles, with the columns of those that are articles."""
        with self.store.reading_both() as (news, vectors):
            table = fetch_table(vectors, "vectors", ids=list(ids), **made_by)
            rows = fetch_table(news, "search_rows", ids=list(ids))
        at = {id_: row for row, id_ in enumerate(rows["id"].to_pylist())}
        have = table["article_id"].to_pylist()
        keep = [i for i, id_ in enumerate(have) if id_ in at]
        matrix = table["vector"].combine_chunks().flatten().to_numpy()
        ordered = rows.take(pa.array([at[have[i]] for i in keep], pa.int64()))
        columns = {name: ordered[name].to_pylist() for name in ordered.column_names}
        return columns, matrix.reshape(len(have), -1)[keep]

    def _meaning_folder(self, sha256: str) -> Path:
        return self.folder / f"meaning-{sha256[:16]}"


def _remove(folder: Path) -> None:
    """Remove an index. Raises PermissionError, with the mend, for one of another user's."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise PermissionError(errno.EACCES, OWNER, str(folder))


def _read_state(folder: Path) -> dict[str, Any]:
    try:
        state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _is_of(known: Mapping[str, Any], sha256: str, sums: Mapping[str, Any]) -> bool:
    """Whether these are the vectors of that model that there are."""
    return {"sha256": sha256, **sums} == {key: known.get(key) for key in ("sha256", "n", "keys")}


def _with_vectors(known: Mapping[str, Any], new: pa.Table) -> dict[str, Any]:
    """What is known, with these vectors counted in."""
    keys = int(known["keys"]) + sum(int(key) for key in new["key"].to_pylist())
    return {**known, "n": known["n"] + len(new), "keys": str(keys)}


def _write_state(folder: Path, state: Mapping[str, Any]) -> None:
    half = folder / "state.json.half"
    half.write_text(json.dumps(state), encoding="utf-8")
    half.replace(folder / "state.json")
