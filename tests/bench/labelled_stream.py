"""A made-up stream that has labels, of any size: short articles, their vectors, their stories.

A subject has words, names and a direction; so has an affair in it, three stories that begin within
days and are hard to tell apart, and so has each of these. An article draws words from all of them
and from the language at large, by how often they are met there. Half of the stories are of one
article. Vectors' spectrum falls as that of real ones, titles' are the noisier. How noisy was chosen
by hand (2026-11), for all products to be right in most of 10,000 articles and not in all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.embed import exact
from pipeline.records import Article, Matrix

WIDTH, SUBJECTS, OUTLETS = 384, 300, 200
START, DAYS = datetime(2026, 5, 1, tzinfo=UTC), 20.0
"""Of the first article, and until the last: no window of 30 days is left."""

MOST, AFFAIR = 100, 3
"""Articles of a story at most; stories of an affair."""

LASTS, AFFAIR_LASTS = 2.0, 3.0
"""Days from a story's first article to another, and from an affair's beginning to a story's."""

SENTENCES, WORDS_EACH, TITLE_WORDS = 5, 13, 8
STORY_SHARE, SUBJECT_SHARE = 0.12, 0.15
"""Of the words: those of the story and of its subject, the rest is the language's."""

NAMED = 0.4
"""How often a name is one of the story's own and a figure one that the story has."""

NOISE, TITLE_NOISE = (0.5, 1.3), 1.5
"""Least and most of an article, and how much more in a title; subject, affair and story are .5."""

PART = 16_384
"""Rows made at once."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LabelledStream:
    """Who tells what and when, in order of time; what stories and subjects are made of."""

    story: Numbers  # [n]
    days: NDArray[np.float64]  # [n], since the start, ascending
    subject: Numbers  # [stories]
    directions: Matrix  # [stories, 384]
    words: tuple[Numbers, Numbers]  # of stories, `[stories, 20]`, 12 their affair's; of subjects
    names: tuple[Numbers, Numbers]  # likewise, 3 and 1
    figures: Numbers  # [stories, 2]

    def __len__(self) -> int:
        return len(self.story)


def labelled_stream(count: int, seed: int = 1) -> LabelledStream:
    """`count` articles; the same for the same seed."""
    rng = np.random.default_rng(seed)
    sizes = np.minimum(rng.zipf(1.8, size=count), MOST)
    story = np.repeat(np.arange(count), sizes)[: count + count // 4]
    stories = int(story[-1]) + 1
    affair = rng.permutation(stories) // AFFAIR
    subject = rng.integers(SUBJECTS, size=stories)[affair]
    begun = rng.random(stories)[affair] * DAYS * len(story) / count
    begun += rng.exponential(AFFAIR_LASTS, stories)
    days = begun[story] + rng.exponential(LASTS, len(story))
    order = np.argsort(days)[:count]  # those that would be told later are not yet
    words, names = len(language_words()[0]), len(name_words())
    own, shared = (_uncommon(rng, words, (stories, k)) for k in (8, 12))
    one, two = (rng.integers(names, size=(stories, k)) for k in (2, 1))
    return LabelledStream(
        story=story[order],
        days=days[order] * DAYS / days[order[-1]],
        subject=subject,
        directions=_directions(subject, affair, rng),
        words=(np.hstack([own, shared[affair]]), _uncommon(rng, words, (SUBJECTS, 150))),
        names=(np.hstack([one, two[affair]]), rng.integers(names, size=(SUBJECTS, 30))),
        figures=rng.integers(13, 990, size=(stories, 2)),
    )


def _directions(subject: Numbers, affair: Numbers, rng: np.random.Generator) -> Matrix:
    """Where the stories of these subjects and affairs lie, `[stories, 384]`."""
    subjects = noise(rng, SUBJECTS)
    affairs, stories = noise(rng, int(affair.max()) + 1), noise(rng, len(subject))
    for start in range(0, len(stories), PART):
        part = slice(start, start + PART)
        stories[part] += affairs[affair[part]] + subjects[subject[part]]
    stories *= np.float32(0.5)
    return stories


def noise(rng: np.random.Generator, count: int) -> Matrix:
    """`[count, 384]` rows whose spectrum falls as that of real vectors."""
    spectrum = (1 / np.sqrt(np.arange(WIDTH) + 10)).astype(np.float32)
    rows: Matrix = rng.standard_normal((count, WIDTH), np.float32)
    rows *= spectrum
    return rows


def vectors_of(stream: LabelledStream, rows: range) -> Matrix:
    """Title and lead halves of these articles, `[n, 2 * 384]`."""
    rng = np.random.default_rng((1, rows.start))
    centre = stream.directions[stream.story[rows.start : rows.stop]]
    own = rng.uniform(*NOISE, size=(len(rows), 1)).astype(np.float32)
    halves = []
    for scale in (own * np.float32(TITLE_NOISE), own):
        half = centre + noise(rng, len(rows)) * scale
        halves.append(half / np.linalg.norm(half, axis=1, keepdims=True))
    return exact(np.hstack(halves))


def articles_of(stream: LabelledStream, rows: range) -> list[Article]:
    """These articles, of some 65 words: enough to be compared as whole texts are."""
    rng = np.random.default_rng((2, rows.start))
    story, days = stream.story[rows.start : rows.stop], stream.days[rows.start : rows.stop]
    outlets = np.minimum(rng.zipf(1.3, size=len(rows)), OUTLETS).tolist()
    said = _words(stream, story, rng)
    titles, texts = said[:, :TITLE_WORDS], said[:, TITLE_WORDS:]
    texts[:, ::WORDS_EACH] = [[w.capitalize() for w in row[::WORDS_EACH]] for row in texts.tolist()]
    texts[:, WORDS_EACH - 1 :: WORDS_EACH] += "."
    return [
        Article(
            id=f"{number:016x}",
            title=" ".join(title),
            text=" ".join(text),
            lang="en",
            outlet=f"o{outlet}.test",
            published_at=START + timedelta(days=day),
            first_seen_at=START + timedelta(days=day),
        )
        for number, title, text, outlet, day in zip(
            rows, titles.tolist(), texts.tolist(), outlets, days.tolist(), strict=True
        )
    ]


def _words(stream: LabelledStream, story: Numbers, rng: np.random.Generator) -> Any:
    """Words of articles of these stories, title first, `[n, words]`, with names and figures."""
    words, shares = language_words()
    size = (len(story), TITLE_WORDS + SENTENCES * WORDS_EACH)
    subject, at = stream.subject[story], np.arange(TITLE_WORDS + 4, size[1], WORDS_EACH)
    chosen = np.searchsorted(shares, rng.random(size))
    drawn = rng.random(size)
    for wanted, of, pool in (
        (drawn < STORY_SHARE + SUBJECT_SHARE, subject, stream.words[1]),
        (drawn < STORY_SHARE, story, stream.words[0]),
    ):
        chosen = np.where(wanted, _draw(pool, of, size, rng), chosen)
    said = words[chosen]
    own = rng.random((len(story), 1 + len(at))) < NAMED
    names = np.where(
        own,
        _draw(stream.names[0], story, own.shape, rng),
        _draw(stream.names[1], subject, own.shape, rng),
    )
    said[:, [2, *at]] = name_words()[names]
    told = rng.random(len(story)) < NAMED
    figures = np.where(
        told, _draw(stream.figures, story, (len(story), 1), rng)[:, 0],
        rng.integers(13, 990, size=len(story)),
    )  # fmt: skip
    said[:, TITLE_WORDS + 7] = [str(figure) for figure in figures.tolist()]
    return said


def _draw(pool: Numbers, of: Numbers, size: tuple[int, int], rng: np.random.Generator) -> Numbers:
    """`size` draws, each row from the row of the pool that it is `of`."""
    drawn: Numbers = pool[of[:, None], rng.integers(pool.shape[1], size=size)]
    return drawn


def _uncommon(rng: np.random.Generator, count: int, size: tuple[int, int]) -> Numbers:
    """Numbers of words below the three hundred most frequent, the frequent ones more often."""
    return (300 * (count / 300) ** rng.random(size)).astype(np.int64)


@cache
def language_words() -> tuple[Any, NDArray[np.float64]]:
    """English words, the most frequent first, and the share that they and those before have."""
    from wordfreq import top_n_list, word_frequency  # noqa: PLC0415 - 110 MB

    words = [w for w in top_n_list("en", 30_000) if w.isascii() and w.isalpha()]
    shares = np.cumsum([word_frequency(w, "en") for w in words])
    return np.array(words, object), shares / shares[-1]


@cache
def name_words() -> Any:
    """Twenty thousand invented names."""
    rng = np.random.default_rng(3)
    signs = [rng.choice(list(kind), size=(20_000, 4)) for kind in ("bdfgklmnprstvz", "aeiou")]
    rows = np.stack(signs, axis=2).reshape(20_000, 8).tolist()
    return np.array(["".join(row).title() for row in rows], object)
