"""What made-up articles are made of: words, who tells which story, vectors as stories have them.

Words are drawn by Zipf's law from the vocabulary of a language. Sentences of them are made once,
and an article is some dozens of those, in paragraphs. A story is joined by joining one of the last
articles, so that stories are of very different size, run through one another and end by themselves.
Vectors are their story's direction and a remainder: about .6 within a story, 0 to .2 between two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

WORDS = 30_000
POOL = 4_000_000
LANGS = ("en", "en", "en", "en", "en", "en", "de", "de", "fr", "es")
"""Of outlets, one after the other."""

OUTLETS = 200
SENTENCES, WORDS_EACH = 60_000, 20
"""Sentences of each language, and words in one."""

LENGTHS = {30: 0.7, 60: 0.25, 130: 0.05}
"""Sentences of a text, and the share of texts that have so many: 6.8 KB in the mean. Those of 20 KB
matter: DuckDB packs no column with strings of 16 KB, so that real texts lie plain in the file."""

BEGUN = 0.2
"""Share of the articles that begin a story: stories of 5 in the mean."""

COPIED = 0.25
"""Share of those that join one and copy the text of whom they join."""

NEAR = 400
"""Articles back, in the mean, that a story is joined at: ten hours of 950 a day."""

PRIMES = (1009, 1013, 1019, 1021)
"""Sizes of the tables of directions that a story's is the sum of: no two stories have the same."""


@dataclass(slots=True)
class Press:
    """Words, how often each comes, and chance."""

    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))
    words: dict[str, Any] = field(default_factory=dict)
    ranks: Any = None
    sentences: dict[str, Any] = field(default_factory=dict)
    directions: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        letters = np.array(list("etaoinshrdlcumwfgypbvk"))
        for lang in dict.fromkeys(LANGS):
            lengths = self.rng.integers(3, 12, WORDS)
            self.words[lang] = np.array(["".join(self.rng.choice(letters, n)) for n in lengths])
        self.ranks = np.minimum(self.rng.zipf(1.15, POOL), WORDS).astype(np.int32) - 1
        self.directions = [unit(self.rng.standard_normal((n, 384), np.float32)) for n in PRIMES]

    def lines(self, n: int, length: int, lang: str = "en") -> list[str]:
        """`n` lines of `length` words."""
        chosen = self.words[lang].astype(object)[
            self.ranks[self.rng.integers(0, POOL, (n, length), np.int32)]
        ]
        return [" ".join(row).capitalize() for row in chosen.tolist()]

    def texts(self, n: int, lang: str = "en") -> Any:
        """`n` texts of 5 to 20 KB, mostly short ones."""
        texts, length = (
            np.empty(n, object),
            self.rng.choice(list(LENGTHS), n, p=list(LENGTHS.values())),
        )
        for sentences in LENGTHS:
            rows = np.flatnonzero(length == sentences)
            texts[rows] = self._texts(len(rows), sentences, lang)
        return texts

    def _texts(self, n: int, sentences: int, lang: str) -> list[str]:
        """`n` texts of so many sentences, a paragraph every five."""
        if lang not in self.sentences:
            made = [f"{line}. " for line in self.lines(SENTENCES, WORDS_EACH, lang)]
            self.sentences[lang] = np.array(made, object)
        chosen = self.sentences[lang][self.rng.integers(0, SENTENCES, (n, sentences))]
        chosen[:, 4::5] += "\n"
        return ["".join(row).replace(" \n", "\n") for row in chosen.tolist()]

    def names(self, stories: Any, lang: str) -> list[str]:
        """The name that each of these stories is about."""
        words = self.words[lang]
        first, last = words[stories * 7919 % WORDS], words[stories * 104_729 % WORDS]
        pairs = zip(first.tolist(), last.tolist(), strict=True)
        return [f"{a.capitalize()} {b.capitalize()}" for a, b in pairs]

    def vectors(self, stories: Any) -> Any:
        """A `[n, 768]` row for each article of these stories: two halves of norm 1."""
        story = sum(table[stories % len(table)] for table in self.directions) / 2
        halves = [unit(story + self.noise(len(stories)) * weight) for weight in (1.0, 0.7)]
        return np.round(np.hstack(halves) * 2048) / np.float32(2048)

    def noise(self, n: int) -> Any:
        """Rows of norm 1, in no direction."""
        return unit(self.rng.standard_normal((n, 384), np.float32))

    def question(self) -> str:
        """Three words that are neither rare nor in every text."""
        return " ".join(self.words["en"][self.rng.integers(50, 3000, 3)])


@dataclass(frozen=True)
class Course:
    """Which story each of `n` articles tells, and whose text: the same whatever `n`."""

    n: int

    @cached_property
    def columns(self) -> dict[str, Any]:
        """By the article's number: `story` and `original` as numbers, itself where its own."""
        chances = [np.random.default_rng(seed) for seed in range(3)]
        begun = chances[0].random(self.n) < BEGUN
        back = 1 + chances[1].exponential(NEAR, self.n).astype(np.int64)
        copied = (chances[2].random(self.n) < COPIED).tolist()
        story, original = list(range(self.n)), list(range(self.n))
        for i, joined in enumerate((np.arange(self.n) - back).tolist()):
            if joined >= 0 and not begun[i]:
                story[i] = story[joined]
                if copied[i]:
                    original[i] = original[joined]
        return {"story": np.array(story), "original": np.array(original)}

    def outlets(self, first: int, last: int) -> Any:
        """Numbers of who tells the articles `first` to `last`; all of a story in its language."""
        stories = self.columns["story"][first:last]
        chance = np.random.default_rng(first)
        ten = np.minimum(chance.zipf(1.3, last - first) - 1, OUTLETS // len(LANGS) - 1)
        return ten * len(LANGS) + _lang_numbers(stories, chance)

    def langs(self, stories: Any) -> Any:
        """The language of each story."""
        return np.array(LANGS)[stories * 31 % len(LANGS)]


def _lang_numbers(stories: Any, chance: np.random.Generator) -> Any:
    """A place in `LANGS` with the story's language, for each."""
    places = {lang: [i for i, each in enumerate(LANGS) if each == lang] for lang in LANGS}
    drawn = chance.random(len(stories))
    langs = [LANGS[i] for i in (stories * 31 % len(LANGS)).tolist()]
    return np.array(
        [
            places[lang][int(x * len(places[lang]))]
            for lang, x in zip(langs, drawn.tolist(), strict=True)
        ]
    )


def unit(rows: Any) -> Any:
    """The rows with norm 1."""
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
