"""The settled rows of the published copy: Parquet files, written once and named by their content.

Of each noun that grows, rows are held in the copy itself (loose) until there are many; then the
oldest are sealed into parts, month by month. A sealed row that changes is listed as gone, and its
new reading is loose again. Small parts of a month are merged, as are those with many rows gone:
every row is written a handful of times in its life, however old the warehouse grows.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from warehouse.published_state import Part
from warehouse.published_sums import Periods, Sums, meets, time_ranges, total
from warehouse.store import Connection, read_query

LOOSE: Final = {"articles": 1_000, "versions": 500, "entries": 1_500, "alerts": 2_000}
"""Rows of a noun that stay loose when others are sealed, which happens at twice as many; of others
`LOOSE_OTHERS`. An article has 7 KB in the copy, an entry 3.5: 1,000 to 2,000 articles make what is
written each time 7 to 14 MB larger, 1,500 to 3,000 entries 5 to 10. Chosen by what a million make
of the copy (2026-11)."""

LOOSE_OTHERS: Final = 5_000
"""Narrow rows, of 80 to 460 bytes."""

MERGED: Final = 8
"""Small parts of a month that make a large one, and how many times larger it then is."""

MOST_GONE: Final = 0.25
"""Share of a part's rows from which it is written anew without those that are gone.

Both chosen by hand (2026-11): a row is written three times at most, before changes.
"""


@dataclass(slots=True)
class PartFolder:
    """The folder of parts, as one publishing leaves it.

    `con` has the temporary table `gone`, the new copy as `public`, and where `last` is true that
    before it as `before`.
    """

    con: Connection
    folder: Path
    parts: list[Part] = field(default_factory=list)
    last: bool = False

    def settle(self, noun: str, periods: Periods, differing: Collection[str]) -> None:
        """Bring the parts of a noun up to date, and write what is in none into the copy.

        `periods`: of its rows in the main file; `differing`: those not as in the last copy. Where
        what the copy then holds does not sum up to the main file's rows, every row is looked at.
        """
        self.con.execute(self._held(noun))
        if differing or not self.last:
            self._compare(noun, differing)
            if self._sums(noun) != total(periods):
                self._compare(noun, periods.keys() | {part.month for part in self._of(noun)})
            if self._loose_sums()[0] >= 2 * LOOSE.get(noun, LOOSE_OTHERS):
                self._seal(noun)
            self._merge(noun)
            self.con.execute(f"CREATE TABLE public.rows.{noun} AS " + _of_noun("loose_rows", noun))
        else:
            self.con.execute(f"CREATE TABLE public.rows.{noun} AS FROM held")

    def _held(self, noun: str) -> str:
        query = read_query("held_rows" if self.last else "no_held_rows")
        return query.replace("noun_name", noun).replace("published_noun", f"published_{noun}")

    def _compare(self, noun: str, periods: Collection[str]) -> None:
        """Which rows of these periods are in parts still, and which are loose."""
        con = self.con
        con.execute(_of_noun("no_present_keys", noun))
        con.execute(read_query("no_sealed_keys"))
        con.execute(read_query("held_keys"))
        if "" in periods:
            con.execute(_of_noun("present_undated_keys", noun))
            con.execute(read_query("drop_undated_loose_keys"))
            self._read_sealed("sealed_undated_keys", noun, [""])
        months = {part.month for part in self._of(noun)}
        for start, until in time_ranges(periods):
            bounds = {"start": start, "until": until}
            con.execute(_of_noun("present_keys", noun), bounds)
            con.execute(read_query("drop_loose_keys"), bounds)
            touched = [month for month in months if month and meets(month, start, until)]
            self._read_sealed("sealed_keys", noun, touched, **bounds)
        con.execute(read_query("add_gone"), {"noun": noun})
        con.execute(read_query("loose_keys"))

    def _read_sealed(self, query: str, noun: str, months: Collection[str], **values: Any) -> None:
        if files := self._files(part for part in self._of(noun) if part.month in months):
            self.con.execute(read_query(query), {"files": files, "noun": noun, **values})

    def _sums(self, noun: str) -> Sums:
        """Of what is loose, and of the rows of parts that are not gone."""
        n, keys = self._loose_sums()
        less, parts = self._gone(noun).values(), self._of(noun)
        return (
            n + sum(part.n for part in parts) - sum(one[0] for one in less),
            keys + sum(part.keys for part in parts) - sum(one[1] for one in less),
        )

    def _loose_sums(self) -> Sums:
        ((n, keys),) = self.con.execute(read_query("loose_sums")).fetchall()
        return int(n), int(keys)

    def _seal(self, noun: str) -> None:
        """Write the oldest loose rows into parts, where there are too many."""
        keep = LOOSE.get(noun, LOOSE_OTHERS)
        months = self.con.execute(read_query("loose_months"), {"noun": noun}).fetchall()
        over = sum(n for _, n in months) - keep
        if over < keep:
            return
        for month, n in months:
            left = min(n, over)
            while left > 0:
                most = min(left, keep * MERGED)
                values = {"month": month, "most": most, "noun": noun}
                self.con.execute(read_query("seal_rows"), values)
                self._write(noun, month, _of_noun("part_rows", noun), {})
                self.con.execute(read_query("unloose_rows"))
                left, over = left - most, over - most

    def _merge(self, noun: str) -> None:
        gone, size = self._gone(noun), LOOSE.get(noun, LOOSE_OTHERS)
        for month in sorted({part.month for part in self._of(noun)}):
            parts = [part for part in self._of(noun) if part.month == month]
            small = [part for part in parts if part.n < size * MERGED // 2]
            worn = [p for p in parts if gone.get(p.name, (0, 0))[0] > MOST_GONE * p.n]
            if len(small) >= MERGED or worn:
                merged = {p.name: p for p in (small if len(small) >= MERGED else []) + worn}
                self._replace(noun, month, list(merged.values()))

    def _replace(self, noun: str, month: str, parts: Sequence[Part]) -> None:
        """Write one part in place of these, without the rows that are gone."""
        values = {"files": self._files(parts), "noun": noun}
        self._write(noun, month, read_query("merged_rows"), values)
        for part in parts:
            self.parts.remove(part)
            self.con.execute(read_query("forget_gone"), {"noun": noun, "part": part.name})

    def _write(self, noun: str, month: str, select: str, values: dict[str, Any]) -> None:
        """Write what `select` gives as a part, synced and under its name; nothing: no part."""
        self.folder.mkdir(exist_ok=True)
        half = self.folder / f"{noun}.{os.getpid()}.half"
        target = str(half).replace("'", "''")
        self.con.execute(
            f"COPY ({select}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)", values
        )
        (sums,) = self.con.execute(read_query("part_sums"), {"files": [str(half)]}).fetchall()
        if not sums[0]:
            half.unlink()
            return
        with half.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        name = f"{noun}-{month or 'undated'}-{sha256[:16]}.parquet"
        half.chmod(0o444)  # the folder is open to anyone's questions, which could write there
        half.replace(self.folder / name)
        self.parts.append(Part(noun, month, name, int(sums[0]), int(sums[1])))

    def files_of(self, noun: str) -> list[str]:
        """Paths of the parts of a noun."""
        return self._files(self._of(noun))

    def _of(self, noun: str) -> list[Part]:
        return [part for part in self.parts if part.noun == noun]

    def _files(self, parts: Iterable[Part]) -> list[str]:
        return [str(self.folder / part.name) for part in parts]

    def _gone(self, noun: str) -> dict[str, Sums]:
        rows = self.con.execute(read_query("gone_sums"), {"noun": noun}).fetchall()
        return {part: (int(n), int(keys)) for part, n, keys in rows}


def is_whole(path: Path) -> bool:
    """Whether a part's content is what its name says."""
    with path.open("rb") as file:
        return path.stem.endswith(hashlib.file_digest(file, "sha256").hexdigest()[:16])


def _of_noun(query: str, noun: str) -> str:
    return read_query(query).replace("published_noun", f"published_{noun}")
