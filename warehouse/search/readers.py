"""What answers questions, kept open between two of them: the index's files, and where articles are.

A process that is asked again (the page, the assistant's tools) opens nothing twice: each is kept
with the stamp of the files that it was made of, and made anew when they have another.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import pyarrow as pa

from warehouse.search.meaning import MeaningIndex, prior_leads
from warehouse.search.words import WordIndex
from warehouse.store import Store, fetch_table, file_stamp

T = TypeVar("T")

MEANING_FILES: Final = ("rows.bin", "vectors.bin", "codes.bin", "means.npz")


@dataclass(frozen=True, slots=True)
class Memberships:
    """How many articles a warehouse has, and which story each is in; 40 bytes an article.

    `table`: columns `article_id`, in its order, and `story_id`.
    """

    articles: int
    table: pa.Table

    def stories_of(self, ids: Sequence[str]) -> dict[str, str]:
        """Article id -> its story's, of those that have one."""
        known, stories = self.table["article_id"], self.table["story_id"]
        found = dict[str, str]()
        for id_ in ids:
            at = bisect_left(range(len(known)), id_, key=lambda row: known[row].as_py())
            if at < len(known) and known[at].as_py() == id_:
                found[id_] = stories[at].as_py()
        return found


@dataclass(slots=True)
class Readers:
    """Readers of one warehouse's index. Threads may share them: what they hold never changes."""

    store: Store
    folder: Path
    _kept: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def words(self) -> WordIndex:
        """The index of words. Raises ValueError or OSError for files that are none."""
        folder = self.folder / "words"
        return self._keep("words", file_stamp(folder / "meta.json"), lambda: WordIndex(folder))

    def meaning(self, name: str, dimension: int, sha256: str) -> MeaningIndex:
        """The index of the vectors by the model of this hash, in the folder of this name."""
        folder = self.folder / name
        stamp = folder, *(file_stamp(folder / file) for file in MEANING_FILES)
        return self._keep(
            "meaning", stamp, lambda: MeaningIndex(folder, dimension, prior_leads(sha256))
        )

    def memberships(self) -> Memberships:
        """Of the main file as it now is: read when it has changed."""
        return self._keep("memberships", self.store.stamp(), self._read_memberships)

    def forget(self) -> None:
        """Open everything anew at the next question."""
        self._kept.clear()

    def _read_memberships(self) -> Memberships:
        with self.store.reading() as con:
            n = int(fetch_table(con, "count_articles").column("n")[0].as_py())
            return Memberships(n, fetch_table(con, "search_stories").combine_chunks())

    def _keep(self, name: str, stamp: Any, make: Callable[[], T]) -> T:
        kept = self._kept.get(name)
        if kept is None or kept[0] != stamp:
            self._kept[name] = kept = stamp, make()
        value: T = kept[1]
        return value
