"""The vectors of all articles as files that are appended to, and the nearest of them to a question.

    rows.bin      id, time, outlet, language of each article
    vectors.bin   its lead's vector and its title's, float16
    codes.bin     the signs of the lead's vector, less the mean of its language, as bits
    means.npz     those means, and of how many rows they are

Up to `EXACT` rows are compared exactly. Of more, the nearest by code (bits in common: the sign
random projection of Charikar 2002, with the axes themselves) are compared exactly: a million codes
are 48 MB and take some 20 ms, where the vectors are 1.5 GB.

Vectors of one encoder crowd around the mean of their language, more so across languages: what is
compared is what they have beyond it. Means are taken when rows have doubled and hold until then;
one that the program brings counts as some articles: few articles and rare languages have it, too.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pipeline.encoders.language_means import PSEUDO, REST, prior_means
from pipeline.records import Matrix

EXACT: Final = 20_000
"""Rows up to which every vector is compared: 30 ms (measured 2026-11, two cores)."""

CANDIDATES: Final = 4_000
"""Rows that are nearest by code and compared exactly."""

LEAST_FOR_MEAN: Final = 200
"""Rows of a language from which its mean is its own where the encoder has no prior means; below it
is that of all (by hand, 2026-11)."""

FIRST_MEANS: Final = 16
"""Rows from which means are taken where there are prior ones (by hand, 2026-11). When these, too,
were the mean of all below 200 rows a language, a story's title found .67 of its other articles by
meaning in a set of many languages, .95 so (recall@10 on mmds_dev by `tests.bench.recall`)."""

_ID = "S32"
_ROW: Final = np.dtype([("id", _ID), ("at", "i8"), ("outlet", "u8"), ("lang", "u8")])

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class VectorFilter:
    """What hits are narrowed to; None: not. Times are seconds since 1970, `ids` of articles."""

    since: int | None = None
    until: int | None = None
    outlet: str | None = None
    lang: str | None = None
    ids: tuple[str, ...] | None = None


@dataclass(frozen=True)
class MeaningIndex:
    """Vectors of two halves of `dimension` numbers, in a folder; one process appends, any read.

    `prior`: the mean lead of each language, and of `REST`; empty for an encoder that has none.
    """

    folder: Path
    dimension: int
    prior: Mapping[str, Matrix] = field(default_factory=dict)

    def __len__(self) -> int:
        sizes = {"rows.bin": _ROW.itemsize, "vectors.bin": 4 * self.dimension}
        sizes["codes.bin"] = self.dimension // 8
        paths = [(self.folder / name, width) for name, width in sizes.items()]
        return min(path.stat().st_size // width if path.exists() else 0 for path, width in paths)

    def known(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of these ids that have a row."""
        if not (len(self) and len(ids)):
            return frozenset()
        sought = np.sort(_beginnings(np.array([id_.encode() for id_ in ids], _ID)))
        begun = _beginnings(self._rows["id"])
        at = np.minimum(np.searchsorted(sought, begun), len(sought) - 1)
        alike = {id_.decode() for id_ in self._rows["id"][sought[at] == begun].tolist()}
        return frozenset(alike.intersection(ids))

    def append(self, rows: Mapping[str, Any], vectors: Matrix) -> None:
        """Add articles: columns `id, at, outlet, lang` and their `[n, 2 * d]` vectors, title first.

        A kill between the files leaves rows that are not whole; the next call cuts them off.
        """
        n = len(self)
        self.folder.mkdir(parents=True, exist_ok=True)
        added = np.empty(len(vectors), _ROW)
        added["id"] = [id_.encode() for id_ in rows["id"]]
        added["at"] = rows["at"]
        for name in ("outlet", "lang"):
            added[name] = [name_hash(value) for value in rows[name]]
        titles, leads = vectors[:, : self.dimension], vectors[:, self.dimension :]
        halves = np.hstack([leads, titles]).astype(np.float16)
        self._append("vectors.bin", n, halves)
        codes = _codes(leads - self._means_of(added["lang"]))
        self._append("codes.bin", n, codes)
        self._append("rows.bin", n, added)
        self._refresh()
        if self._are_means_due():
            self._take_means()

    def nearest(self, vector: Matrix, narrowed: VectorFilter, most: int) -> list[tuple[str, float]]:
        """The nearest `most` (article id, cosine) to a vector `[d]`, the nearest first."""
        if not len(self):
            return []
        of = len(self._rows)  # its writer may be appending: the other files are read no further
        mask = self._mask(narrowed)
        n = of if mask is None else int(mask.sum())
        query = np.asarray(vector, np.float32)
        if n <= EXACT:
            rows = np.arange(of) if mask is None else np.flatnonzero(mask)
        else:
            rows = self._nearest_by_code(query, mask)
        scores = self._cosines(query, rows)
        best = np.argsort(-scores, kind="stable")[:most]
        ids = self._rows["id"][rows[best]].tolist()
        return [(id_.decode(), float(scores[i])) for id_, i in zip(ids, best, strict=True)]

    def _nearest_by_code(self, query: Matrix, mask: Mask | None) -> NDArray[np.int64]:
        code = _codes((query - self._means["all"])[None])[0]
        apart = np.bitwise_count(self._codes[: len(self._rows)] ^ code).sum(axis=1, dtype=np.uint16)
        if mask is not None:
            apart[~mask] = np.iinfo(np.uint16).max
        most = min(CANDIDATES, len(apart) - 1)
        rows: NDArray[np.int64] = np.argpartition(apart, most)[:most]
        return rows if mask is None else rows[mask[rows]]

    def _cosines(self, query: Matrix, rows: NDArray[np.int64]) -> Matrix:
        """Of the question with title and lead, the mean of both, each beyond its mean.

        A vector is multiplied with question and mean as it stands, so that none beyond its mean is
        made: |v - m|^2 is |v|^2 - 2vm + |m|^2.
        """
        cosines = np.zeros(len(rows), np.float32)
        question = _unit((query - self._means["all"])[None])[0]
        langs = self._rows["lang"][rows]
        for lang in np.unique(langs):
            at = np.flatnonzero(langs == lang)
            mean = self._mean(lang)
            both = _widened(self._vectors[rows[at]]).reshape(-1, self.dimension)
            dots = both @ np.stack([question, mean], axis=1)
            lengths = np.einsum("ij,ij->i", both, both) - 2 * dots[:, 1] + mean @ mean
            beyond = (dots[:, 0] - mean @ question) / np.sqrt(np.maximum(lengths, 1e-9))
            cosines[at] = beyond.reshape(-1, 2).mean(axis=1)
        return cosines

    def _mask(self, narrowed: VectorFilter) -> Mask | None:
        rows, mask = self._rows, np.ones(len(self._rows), bool)
        if narrowed == VectorFilter():
            return None
        if narrowed.since is not None:
            mask &= rows["at"] >= narrowed.since
        if narrowed.until is not None:
            mask &= rows["at"] <= narrowed.until
        for name in ("outlet", "lang"):
            if (value := getattr(narrowed, name)) is not None:
                mask &= rows[name] == name_hash(value)
        if narrowed.ids is not None:
            mask &= np.isin(rows["id"], np.array([id_.encode() for id_ in narrowed.ids], _ID))
        return mask

    def _are_means_due(self) -> bool:
        """Whether rows have doubled since means were taken, or these knew no prior ones."""
        first = FIRST_MEANS if self.prior else LEAST_FOR_MEAN
        taken = int(self._means["n"]) if "pseudo" in self._means or not self.prior else 0
        return len(self) >= max(2 * taken, first)

    def _take_means(self) -> None:
        """Mean vectors of all rows and of each language; all codes made anew."""
        langs = self._rows["lang"]
        leads = self._vectors[:, : self.dimension]
        means: dict[str, Any] = {"n": np.int64(len(self))}
        if self.prior:
            means["pseudo"] = np.float64(PSEUDO)
        means["all"] = _blended(leads, self.prior.get(REST))
        for lang in np.unique(langs):
            rows = np.flatnonzero(langs == lang)
            prior = self._priors.get(int(lang), self.prior.get(REST))
            if prior is not None or len(rows) >= LEAST_FOR_MEAN:
                means[str(lang)] = _blended(leads[rows], prior)
        half = self.folder / "means.half.npz"
        np.savez(half, **means)
        half.replace(self.folder / "means.npz")
        self._refresh()
        with (self.folder / "codes.half").open("wb") as file:
            for start in range(0, len(self._rows), EXACT):
                part = slice(start, start + EXACT)
                beyond = leads[part].astype(np.float32) - self._means_of(langs[part])
                file.write(_codes(beyond).tobytes())
        (self.folder / "codes.half").replace(self.folder / "codes.bin")
        self._refresh()

    def _means_of(self, langs: NDArray[np.uint64]) -> Matrix:
        means = np.empty((len(langs), self.dimension), np.float32)
        for lang in np.unique(langs):
            means[langs == lang] = self._mean(lang)
        return means

    def _mean(self, lang: np.uint64) -> Matrix:
        """The mean of a language's leads, by the hash of its name, as last taken; else the prior
        one; else that of all."""
        known = self._means
        mean: Matrix = known.get(str(lang), self._priors.get(int(lang), known["all"]))
        return mean

    def _append(self, name: str, n: int, values: NDArray[Any]) -> None:
        path = self.folder / name
        width = values[:1].nbytes
        with path.open("r+b" if path.exists() else "w+b") as file:
            file.truncate(n * width)
            file.seek(n * width)
            file.write(values.tobytes())
            file.flush()
            os.fsync(file.fileno())

    def _refresh(self) -> None:
        for name in ("_rows", "_vectors", "_codes", "_means"):
            self.__dict__.pop(name, None)

    @cached_property
    def _rows(self) -> NDArray[Any]:
        return self._map("rows.bin", _ROW, (len(self),))

    @cached_property
    def _vectors(self) -> NDArray[Any]:
        return self._map("vectors.bin", np.dtype("f2"), (len(self), 2 * self.dimension))

    @cached_property
    def _codes(self) -> NDArray[Any]:
        return self._map("codes.bin", np.dtype("u8"), (len(self), self.dimension // 64))

    def _map(self, name: str, kind: np.dtype[Any], shape: tuple[int, ...]) -> NDArray[Any]:
        if not shape[0]:
            return np.empty(shape, kind)
        return np.memmap(self.folder / name, kind, "r", shape=shape)

    @cached_property
    def _means(self) -> dict[str, Any]:
        path = self.folder / "means.npz"
        if path.exists():
            with np.load(path) as stored:
                return {name: stored[name] for name in stored.files}
        return {"n": np.int64(0), "all": self.prior.get(REST, np.zeros(self.dimension, np.float32))}

    @cached_property
    def _priors(self) -> dict[int, Matrix]:
        """The prior means by the hash of a language's name."""
        return {name_hash(lang): mean for lang, mean in self.prior.items() if lang != REST}


def prior_leads(encoder_sha256: str) -> dict[str, Matrix]:
    """The mean lead of each language that the program brings for an encoder; empty for none."""
    prior = prior_means(encoder_sha256) or {}
    return {lang: np.asarray(mean[1], np.float32) for lang, mean in prior.items()}


def _blended(rows: NDArray[np.float16], prior: Matrix | None) -> Matrix:
    """The mean of rows, where a prior one counts as `PSEUDO` more."""
    mean: Matrix = rows.mean(axis=0, dtype=np.float32)
    if prior is None:
        return mean
    return np.asarray((len(rows) * mean + PSEUDO * prior) / (len(rows) + PSEUDO), np.float32)


def _beginnings(ids: NDArray[np.bytes_]) -> NDArray[np.uint64]:
    """The first eight signs of each id as a number: to look for, sooner than the whole."""
    return np.ascontiguousarray(ids).view(np.uint64).reshape(len(ids), -1)[:, 0]


def name_hash(name: str) -> int:
    """An outlet or a language as a number of 64 bits."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def _codes(vectors: Matrix) -> NDArray[np.uint64]:
    """Signs of `[n, d]` vectors as bits, `[n, d / 64]`."""
    packed = np.packbits(vectors > 0, axis=1)
    codes: NDArray[np.uint64] = np.ascontiguousarray(packed).view(np.uint64)
    return codes


def _widened(halves: NDArray[np.float16]) -> Matrix:
    """The same numbers as float32, by a table: ten times as fast as numpy's conversion."""
    wide: Matrix = _wide()[np.ascontiguousarray(halves).view(np.uint16)]
    return wide


@cache
def _wide() -> Matrix:
    """Each float16, by its bits."""
    every = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    with np.errstate(invalid="ignore"):  # some bits are no number
        return every.astype(np.float32)


def _unit(rows: Matrix) -> Matrix:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)
