"""The mean vector of each language, which is subtracted before vectors are compared.

Texts of one language lie together in the space of a multilingual model, whatever they tell: raw
cosines of multilingual-e5-small are .76-.90 for all news, and higher within a language than across.
Once each row has lost the mean of its language and is of length one again, a cosine says how alike
two texts are, whatever their languages.

A prior mean for each language comes with the program; a stream adds its own, counted online and
frozen at fixed ordinals, so that vectors do not depend on how the stream was cut into batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from pipeline.encoders.registry import Encoder, encoder_of
from pipeline.records import Matrix

Mean = NDArray[np.float64]

REST = ""  # the language of texts whose own has no mean
STEPS = 2048  # stored rows are multiples of one part in so many (`pipeline.embed`): exact sums
STEP = 256  # articles between two freezings
EARLY, EARLY_STEP = 1024, 64  # before that many articles, means are young: every so many
FIRST = (16, 32)  # ... and here
# Articles of its language that a prior mean counts as. Average precision of same-story pairs, title
# and lead cosine, mean of nine labelled sets (2026-11), for 0, 3, 10, 30, 100 and the prior alone:
# .573, .575, .577, .573, .550, .498; whichever set is left out, 3 or 10 is best on the others.
# Frozen every 64 from the start: .567 for 10.
PSEUDO = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class FrozenMean:
    """What a stream's articles before ordinal `upto` add up to, in one language."""

    lang: str
    upto: int
    counts: NDArray[np.int64]  # articles with a title, and with a lead that is not the title, [2]
    sums: NDArray[np.int64]  # of their halves, in parts of 1/`STEPS`, [2, d]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LanguageMeans:
    """The means in force in a stream; a value: every step gives a new one."""

    prior: Mapping[str, Mean]  # by language, [2, d]: of titles and of leads; with `REST`
    placed: int = 0  # articles of the stream so far
    frozen: Mapping[str, FrozenMean] = field(default_factory=dict)  # by language, the newest
    since: Mapping[str, FrozenMean] = field(default_factory=dict)  # ... of what came after
    early: Matrix | None = None  # a young stream's rows as stored, [m, 2 * d]
    fresh: Sequence[FrozenMean] = ()  # frozen since the stream was last stored

    def centred(self, rows: Matrix, langs: Sequence[str]) -> Matrix:
        """Articles' rows, `[n, 2 * d]`, as they are compared; with the means as last frozen."""
        means = {lang: _blended(self.prior, lang, self.frozen.get(lang)) for lang in set(langs)}
        return _articles_centred(rows, langs, means)

    def with_rows(self, rows: Matrix, langs: Sequence[str]) -> LanguageMeans:
        """After articles of the stream, rows `[n, 2 * d]` as stored; frozen where it is time.

        The rows must not reach beyond the next ordinal of a freezing.
        """
        placed, since = self.placed + len(rows), dict(self.since)
        for lang, total in _totals(rows, langs, placed).items():
            since[lang] = _added(since.get(lang), total)
        early = None
        if placed <= EARLY:
            early = rows if self.early is None else np.vstack([self.early, rows])
        after = replace(self, placed=placed, since=since, early=early)
        if last_freezing(placed) < placed:
            return after
        new = {
            lang: replace(_added(self.frozen.get(lang), total), upto=placed)
            for lang, total in since.items()
        }
        fresh = (*self.fresh, *new.values())
        return replace(after, frozen={**self.frozen, **new}, since={}, fresh=fresh)


def next_freezing(placed: int) -> int:
    """The first ordinal after `placed` at which means are frozen."""
    coming = [ordinal for ordinal in FIRST if ordinal > placed]
    if coming:
        return coming[0]
    step = EARLY_STEP if placed < EARLY else STEP
    return (placed // step + 1) * step


def last_freezing(placed: int) -> int:
    """The last ordinal up to `placed` at which means were frozen; 0 before the first."""
    step = EARLY_STEP if placed < EARLY else STEP
    return max(o for o in (0, *FIRST, placed // step * step) if o <= placed)


def initial_means(encoder_sha256: str) -> LanguageMeans | None:
    """Those of a stream that begins; None for an encoder whose vectors are compared as they are."""
    prior = prior_means(encoder_sha256)
    return None if prior is None else LanguageMeans(prior=prior)


def restored(
    rows: Matrix,
    langs: Sequence[str],
    seqs: NDArray[np.int64],
    stored: Iterable[FrozenMean],
    begin: LanguageMeans,
) -> tuple[Matrix, LanguageMeans]:
    """A stored window's rows, each centred as it was when last compared, and the means in force.

    Args:
        rows: As stored, `[m, 2 * d]`.
        langs: Of the articles, `[m]`.
        seqs: Their ordinals in the stream, `[m]`, ascending.
        stored: All that was ever frozen in this stream.
        begin: `initial_means` of the encoder, `placed` set to the articles placed so far.

    Bit for bit what the stream would hold had it never been stored.
    """
    placed = begin.placed
    versions: dict[str, list[FrozenMean]] = {}
    for version in sorted(stored, key=lambda version: version.upto):
        if version.upto <= placed:
            versions.setdefault(version.lang, []).append(version)
    out, given = np.zeros(rows.shape, np.float32), np.asarray(langs, np.str_)
    at = np.maximum(seqs, min(placed, EARLY))  # early rows go with the means
    for lang in sorted(set(langs)):
        own, here = versions.get(lang, []), np.flatnonzero(given == lang)
        number = np.searchsorted(np.array([m.upto for m in own]), at[here], side="right")
        for count in np.unique(number).tolist():
            mean = _blended(begin.prior, lang, own[count - 1] if count else None)
            part = here[number == count]
            out[part] = _articles_centred(rows[part], [lang] * len(part), {lang: mean})
    new = seqs >= last_freezing(placed)
    since = _totals(rows[new], given[new].tolist(), placed)
    frozen = {lang: own[-1] for lang, own in versions.items()}
    early = rows if placed < EARLY and len(rows) else None
    return out, replace(begin, frozen=frozen, since=since, early=early)


def means_of_past(
    rows: Matrix, langs: Sequence[str], seqs: NDArray[np.int64], placed: int
) -> list[FrozenMean]:
    """Means of a window that was placed without any, in force from the stream's first article on.

    Of its rows, `[m, 2 * d]` as stored, up to the last freezing before `placed` articles.
    """
    past = np.flatnonzero(seqs < last_freezing(placed))
    totals = _totals(rows[past], [langs[row] for row in past.tolist()], 0)
    return list(totals.values())


def centred(rows: Matrix, langs: Sequence[str], means: Mapping[str, Mean]) -> Matrix:
    """Rows, each without the mean of its language, of length one again and rounded.

    Args:
        rows: `[n, d]`, as an encoder gives them; a row of zeros stays one.
        langs: Of the texts, `[n]`.
        means: By language, `[d]`; a language that has none takes that of `REST`.

    Returns multiples of 1/2048, as `pipeline.embed.embed` does and for its reason. A row depends on
    itself, its language and that language's mean alone.
    """
    if not len(rows):
        return np.zeros(rows.shape, np.float32)
    shifts = np.stack([means[lang if lang in means else REST] for lang in langs])
    moved = rows.astype(np.float64) - shifts
    moved /= np.maximum(np.sqrt(np.einsum("ij,ij->i", moved, moved)), 1e-9)[:, None]
    moved[~rows.any(axis=1)] = 0.0
    return (np.round(moved * STEPS) / STEPS).astype(np.float32)


def encode_texts(texts: Sequence[str], langs: Sequence[str], encoder: Encoder) -> Matrix:
    """Single texts (titles, sentences, a user's words) to rows ready to compare, `[n, d]`.

    Without the prior mean of their language where the encoder needs that; see `texts_centred`.
    """
    return texts_centred(encoder.encode(texts), langs, encoder.sha256)


def texts_centred(rows: Matrix, langs: Sequence[str], encoder_sha256: str) -> Matrix:
    """Rows of single texts (titles, sentences, a user's words), `[n, d]`, with the prior alone.

    As they are for an encoder that needs no centring.
    """
    prior = prior_means(encoder_sha256)
    if prior is None:
        return rows
    return centred(rows, langs, {lang: mean[0] for lang, mean in prior.items()})


@cache
def prior_means(encoder_sha256: str) -> Mapping[str, Mean] | None:
    """By language, `[2, d]`: of titles and of leads. None: this encoder needs none.

    Made by `tests/bench/language_means.py`.
    """
    known = encoder_of(encoder_sha256)
    if known is None or not known[1].means:
        return None
    file = known[1].means
    with resources.as_file(resources.files("pipeline.encoders") / file) as path:
        table = np.load(path)
        if str(table["encoder_sha256"]) != known[1].sha256:
            raise ValueError(f"{file}: means of another encoder's vectors")
        means = table["means"].astype(np.float64)
        return dict(zip(map(str, table["langs"]), means, strict=True))


def _articles_centred(rows: Matrix, langs: Sequence[str], means: Mapping[str, Mean]) -> Matrix:
    """Rows `[n, 2 * d]`, each half centred with its mean of `[2, d]`; a lead that is the title
    as the title."""
    titles, leads = _halves(rows)
    heads = centred(titles, langs, {lang: mean[0] for lang, mean in means.items()})
    tails = centred(leads, langs, {lang: mean[1] for lang, mean in means.items()})
    bare = (titles == leads).all(axis=1)
    tails[bare] = heads[bare]
    return np.hstack([heads, tails])


def _halves(rows: Matrix) -> tuple[Matrix, Matrix]:
    half = rows.shape[1] // 2
    return rows[:, :half], rows[:, half:]


def _blended(prior: Mapping[str, Mean], lang: str, own: FrozenMean | None) -> Mean:
    mean = prior[lang if lang in prior else REST]
    if own is None:
        return mean
    return (PSEUDO * mean + own.sums / STEPS) / (PSEUDO + own.counts[:, None])


def _totals(rows: Matrix, langs: Sequence[str], upto: int) -> dict[str, FrozenMean]:
    """What rows add up to, by language; exact, so that their order does not matter."""
    if not len(rows):
        return {}
    given = np.asarray(langs, np.str_)
    titles, leads = _halves(np.rint(rows.astype(np.float64) * STEPS).astype(np.int64))
    held = titles.any(axis=1), leads.any(axis=1) & (titles != leads).any(axis=1)
    totals = {}
    for lang in sorted(set(langs)):
        chosen = [own & (given == lang) for own in held]
        counts = np.array([own.sum() for own in chosen], np.int64)
        sums = np.stack([titles[chosen[0]].sum(axis=0), leads[chosen[1]].sum(axis=0)])
        if counts.any():
            totals[lang] = FrozenMean(lang, upto, counts, sums)
    return totals


def _added(total: FrozenMean | None, more: FrozenMean) -> FrozenMean:
    if total is None:
        return more
    return FrozenMean(more.lang, more.upto, total.counts + more.counts, total.sums + more.sums)
