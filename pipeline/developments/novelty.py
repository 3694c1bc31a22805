"""Readable features of how new a sentence is to its story: `novelty_features(...)` -> [n, f].

Compared are the sentence's words, names, numbers and vector with everything that the story has
told, with its own article and with the story's main actors. Names of the columns: `FEATURES`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from math import log

import numpy as np
from numpy.typing import NDArray

from pipeline.developments.cues import CUES, cues
from pipeline.developments.specifics import Reading, read_sentence
from pipeline.developments.timeline import TIMELINE, timeline
from pipeline.developments.translations import share_told_elsewhere, told_elsewhere
from pipeline.developments.word_overlap import (
    best_cover,
    best_cover_later,
    weight_share,
    word_places,
)
from pipeline.language.load import ENGLISH
from pipeline.language.stems import light_stem
from pipeline.language.words import tokens
from pipeline.records import Matrix

Column = NDArray[np.floating]

COMPARED = (
    "cos_told",  # highest cosine to a told sentence
    "cos_told3",  # mean of the three highest
    "cover_one",  # share of weighted words found in the best single told sentence
    "cover_three",  # in the three nearest told sentences together
    "cover_all",  # in everything told
    "cover_back",  # of the best told sentence's words, found here
    "rare_one",  # as cover_one, each word weighing less the more told sentences hold it
    "rare_three",  # as cover_three, likewise
    "unseen_weight",  # log of the weight of words never told
    "unseen_names",
    "unseen_figures",
    "unseen_days",
    "unseen_quoted",  # share of quoted words never told
    "names_near",  # share of names that the three nearest told sentences lack
    "figures_near",  # figures that the three nearest told sentences lack
    "cos_before",  # highest cosine to an earlier sentence of the article
    "cover_before",  # share of words told earlier in the article
    "retold",  # earlier sentences of the article that tell the same, two at most
    "cos_after",  # highest cosine to a later sentence of the article
    "cover_after",  # best single later sentence: a heading announces it
    "cos_story",  # cosine to the mean of all that the story told
    "cos_title",  # cosine to the article's title, or its first sentence
    "title_new",  # how little of the title the story has told, 0..1; 0 without a title
    "announced",  # cosine to the title times title_new: what is new is what the title says
    "title_words",  # share of the title's weight in the sentence, times title_new
    "unseen_title",  # log of the weight of words never told that title and sentence share
    "actors",  # share of the story's main actors named
    "names",  # names in the sentence
    "figures",
    "quoted",  # share of words in quotation marks
    "length",  # log of words
    "position",  # place in the article, 0..1
    "first",  # 1 for the first sentence, 1/2, 1/3 ...
    "article_new",  # mean of 1 - cover_one over the article
    "article_new_lead",  # the same over its first five sentences
    "before_new",  # 1 - cover_one of the sentence before
    "told_size",  # log of sentences told
    "size",  # log of the article's sentences
    "actor_first",  # a main actor among the first seven words
    "known_names",  # names that the story has told
    "known_figures",  # figures that the story has told
    "core",  # cosine to the first sentences that the story told
)
FEATURES = COMPARED + CUES + TIMELINE

# Cosine from which two sentences of one article tell the same, or keep to it: articles tell their
# news first and go round it. On real threads left out the average precision of developments is .527
# without the feature, .531 with it; of new .855 and .861 (.6 gives no more; 2026-11).
_SAME_FACT = 0.65


@dataclass(frozen=True)
class Known:
    """What a story has told, ready to compare with: readings and vectors of its sentences."""

    readings: tuple[Reading, ...]
    vectors: Matrix
    at: tuple[datetime, ...] = ()  # when each was told
    langs: tuple[str, ...] = ()  # ISO 639-1 of each; () or "" is any article's own

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Word -> the sentences that hold it."""
        return word_places(self.readings)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word told."""
        return frozenset(self.places)

    @cached_property
    def actors(self) -> list[str]:
        """The names told, the most frequent first; of equal ones those told first."""
        count = Counter(name for reading in self.readings for name in sorted(reading.names))
        return [name for name, _ in count.most_common()]


@dataclass(frozen=True, slots=True)
class Title:
    """An article's title and its vector `[d]`; "" and zeros when it has none."""

    text: str
    vector: Matrix


def novelty_features(
    sentences: Sequence[str],
    vectors: Matrix,
    title: Title,
    known: Known,
    at: datetime | None,
    lang: str = ENGLISH,
) -> Matrix:
    """One row per sentence, `[n, len(FEATURES)]` float32.

    Args:
        sentences: The article's sentences in order.
        vectors: Theirs, `[n, d]`, unit rows.
        title: The article's.
        known: What the story has told before this article.
        at: When the article counts as told; what "on Monday" is measured from.
        lang: ISO 639-1, the article's.
    """
    readings = [read_sentence(text, lang) for text in sentences]
    columns = _against_told(readings, vectors, known, lang)
    columns |= _within(readings, vectors, title.vector)
    columns |= _announced(readings, columns["cos_title"], title, known, lang)
    columns = told_elsewhere(
        columns, share_told_elsewhere(vectors, known.vectors, known.langs, lang)
    )
    columns |= _alone(readings)
    new = 1.0 - columns["cover_one"]
    columns["article_new"] = np.full(len(readings), new.mean() if len(new) else 0.0)
    columns["article_new_lead"] = np.full(len(readings), new[:5].mean() if len(new) else 0.0)
    columns["before_new"] = np.concatenate([[1.0], new[:-1]])[: len(new)]
    columns |= cues(readings, at, lang)
    columns |= timeline(readings, at, known.at, lang)
    rows = np.stack([columns[name] for name in FEATURES], axis=1)
    return np.asarray(rows, np.float32)


def _against_told(
    readings: Sequence[Reading], vectors: Matrix, known: Known, lang: str
) -> dict[str, Column]:
    n = len(readings)
    cosines = vectors @ known.vectors.T if len(known.vectors) else np.zeros((n, 1), np.float32)
    near = np.argsort(-cosines, axis=1)[:, :3]
    told = known.readings
    cover, back = best_cover(readings, told, known.places)
    rare = [_rare(r, known) for r in readings]
    rows = [
        _row(r, [told[j] for j in near[i] if j < len(told)], known.words)
        for i, r in enumerate(readings)
    ]
    best = np.sort(cosines, axis=1)[:, ::-1]
    mean = known.vectors.mean(axis=0) if len(known.vectors) else np.zeros(vectors.shape[1])
    actors, main = frozenset(known.actors[:5]), frozenset(known.actors[:12])
    return {
        "cos_told": best[:, 0],
        "cos_told3": best[:, :3].mean(axis=1),
        "cover_one": cover,
        "cover_back": back,
        "rare_one": best_cover(rare, told, known.places)[0],
        "rare_three": np.array(
            [weight_share(r, _words(told, near[i])) for i, r in enumerate(rare)], np.float32
        ),
        **{name: np.array([row[k] for row in rows], np.float32) for k, name in enumerate(_ROW)},
        "cos_story": vectors @ mean / max(float(np.linalg.norm(mean)), 1e-6),
        "actors": np.array([_share(actors, r.words.keys()) for r in readings], np.float32),
        "told_size": np.full(n, np.log1p(len(told)), np.float32),
        "actor_first": np.array([_begins(main, r, lang) for r in readings], np.float32),
        "known_names": np.array(
            [np.log1p(len(r.names & known.words)) for r in readings], np.float32
        ),
        "known_figures": np.array(
            [np.log1p(len(r.figures & known.words)) for r in readings], np.float32
        ),
        "core": (vectors @ known.vectors[:3].T).max(axis=1) if len(told) else np.zeros(n),
    }


_ROW = (
    "cover_three",
    "cover_all",
    "unseen_weight",
    "unseen_names",
    "unseen_figures",
    "unseen_days",
    "unseen_quoted",
    "names_near",
    "figures_near",
)


def _row(r: Reading, near: Sequence[Reading], seen: frozenset[str]) -> tuple[float, ...]:
    near_words = {word for reading in near for word in reading.words}
    unseen = sum(w for word, w in r.words.items() if word not in seen)
    return (
        weight_share(r, near_words),
        weight_share(r, seen),
        float(np.log1p(unseen)),
        float(np.log1p(len(r.names - seen))),
        float(np.log1p(len(r.figures - seen))),
        float(len(r.days - seen) > 0),
        len(r.quoted - seen) / len(r.quoted) if r.quoted else 0.0,
        len(r.names - near_words) / len(r.names) if r.names else 0.0,
        float(np.log1p(len(r.figures - near_words))),
    )


def _rare(r: Reading, known: Known) -> Reading:
    """The sentence with what the story always says weighing little: its names, its matter.

    Each word's weight times the log of told sentences per sentence with the word, 1 for a new word.
    """
    n = len(known.readings) + 1
    often = known.places
    words = {
        word: weight * log(n / (len(often.get(word, ())) + 0.5)) / log(n / 0.5)
        for word, weight in r.words.items()
    }
    return replace(r, words=words, weight=sum(words.values()))


def _words(told: Sequence[Reading], places: Sequence[int]) -> set[str]:
    return {word for j in places if j < len(told) for word in told[j].words}


def _within(readings: Sequence[Reading], vectors: Matrix, title: Matrix) -> dict[str, Column]:
    n = len(readings)
    cosines = vectors @ vectors.T
    before, after = np.tril(cosines, -1), np.triu(cosines, 1)
    told: set[str] = set()
    cover_before = []
    for r in readings:
        cover_before.append(weight_share(r, told) if told else 0.0)
        told |= r.words.keys()
    head = title if np.linalg.norm(title) > 0 else vectors[:1].sum(axis=0)
    return {
        "cos_before": before.max(axis=1) if n else np.zeros(0),
        "cos_after": after.max(axis=1) if n else np.zeros(0),
        "cover_before": np.array(cover_before, np.float32),
        "retold": np.minimum((before >= _SAME_FACT).sum(axis=1), 2),
        "cover_after": best_cover_later(readings),
        "cos_title": vectors @ head,
    }


def _announced(
    readings: Sequence[Reading], cosines: Column, title: Title, known: Known, lang: str
) -> dict[str, Column]:
    """What the title says that the story has not told, and which sentence tells it."""
    n = len(readings)
    if not title.text:
        zero = np.zeros(n, np.float32)
        return dict.fromkeys(("title_new", "announced", "title_words", "unseen_title"), zero)
    reading = read_sentence(title.text, lang)
    fresh = {word: w for word, w in reading.words.items() if word not in known.words}
    unseen = [sum(w for word, w in fresh.items() if word in r.words) for r in readings]
    cover, _ = best_cover([reading], known.readings, known.places)
    close = float((known.vectors @ title.vector).max()) if len(known.vectors) else 0.0
    head = title.vector[None, :]
    elsewhere = float(share_told_elsewhere(head, known.vectors, known.langs, lang)[0])
    new = (1.0 - max(float(cover[0]), elsewhere)) * (1.0 - max(0.0, close))
    unseen = [weight * (1.0 - elsewhere) for weight in unseen]
    held = np.array([weight_share(reading, r.words.keys()) for r in readings], np.float32)
    return {
        "title_new": np.full(n, new, np.float32),
        "announced": np.maximum(cosines, 0.0) * new,
        "title_words": held * new,
        "unseen_title": np.log1p(np.array(unseen, np.float32)),
    }


def _alone(readings: Sequence[Reading]) -> dict[str, Column]:
    n = max(len(readings), 1)
    place = np.arange(len(readings), dtype=np.float32)
    lengths = np.array([max(r.length, 1) for r in readings], np.float32)
    return {
        "names": np.log1p(np.array([len(r.names) for r in readings], np.float32)),
        "figures": np.log1p(np.array([len(r.figures) for r in readings], np.float32)),
        "quoted": np.array([min(1.0, 2.0 * len(r.quoted) / max(r.length, 1)) for r in readings]),
        "length": np.log1p(lengths),
        "position": place / n,
        "size": np.full(len(readings), np.log1p(n), np.float32),
        "first": 1.0 / (1.0 + place),
    }


def _begins(actors: frozenset[str], reading: Reading, lang: str) -> float:
    """Whether a main actor stands among the first seven words."""
    return float(any(light_stem(word, lang) in actors for word in tokens(reading.text)[:7]))


def _share(actors: frozenset[str], words: Set[str]) -> float:
    return len(actors & words) / len(actors) if actors else 0.0
