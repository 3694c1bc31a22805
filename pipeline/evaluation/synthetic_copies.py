"""Copies and look-alikes made out of real articles, for measuring the copy check."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.language.sentences import sentences
from pipeline.records import Article

_LEADS = (
    "More details have emerged in a case that has kept the region on edge this week.",
    "Here is what is known so far about the events that many readers have asked about.",
    "It was the turn that few observers had expected when the week began.",
)
_LOCAL = (
    "Residents of Harrow Street, who had followed the news since morning, gathered at the library.",
    "Councillor Imke Tessel told this newspaper that the town would offer whatever help it could.",
    "The parish office on Mill Lane will stay open late on Thursday for anyone who wants to talk.",
)
_AROUND = (
    "Skip to main content. Subscribe from one euro a week. Sign in. My account. Today's paper.",
    "Share this article on social media. Print. Email. Read more from our newsroom below.",
    "All rights reserved. Terms of use. Privacy notice. Advertise with us. Contact the newsroom.",
)
_WORDS = ("very", "quite", "several", "later", "local", "former", "recent", "major", "further")
_AGENCIES = ("Reuters", "AP", "AFP", "dpa")

Edit = Callable[[Article, random.Random, Sequence[Article]], Article]


def _truncated(article: Article, rng: random.Random, _: Sequence[Article]) -> Article:
    texts = sentences(article.text)
    return _with_sentences(article, texts[: max(3, int(len(texts) * rng.uniform(0.4, 0.7)))])


def _headline(article: Article, rng: random.Random, _: Sequence[Article]) -> Article:
    words = article.title.split()
    rng.shuffle(words)
    return replace(article, title="What we know: " + " ".join(words[: max(4, len(words) // 2)]))


def _agency(article: Article, rng: random.Random, _: Sequence[Article]) -> Article:
    return replace(article, text=f"LINDALE ({rng.choice(_AGENCIES)}) - {article.text}")


def _reordered(article: Article, rng: random.Random, _: Sequence[Article]) -> Article:
    texts = sentences(article.text)
    parts = [texts[i : i + 3] for i in range(0, len(texts), 3)]
    rng.shuffle(parts)
    return _with_sentences(article, [sentence for part in parts for sentence in part])


def _around(article: Article, rng: random.Random, _: Sequence[Article]) -> Article:
    before, after = rng.sample(_AROUND, 2)
    return replace(article, text=f"{before}\n{article.text}\n{after}")


def _lead(article: Article, rng: random.Random, _: Sequence[Article]) -> Article:
    return _with_sentences(article, [rng.choice(_LEADS), *sentences(article.text)[1:]])


def _tenth(article: Article, rng: random.Random, _: Sequence[Article]) -> Article:
    words = article.text.split(" ")
    return replace(
        article, text=" ".join(rng.choice(_WORDS) if rng.random() < 0.1 else w for w in words)
    )


def _local(article: Article, rng: random.Random, _: Sequence[Article]) -> Article:
    texts = sentences(article.text)
    texts.insert(rng.randrange(1, len(texts) + 1), " ".join(rng.sample(_LOCAL, 2)))
    return _with_sentences(article, texts)


def _contained(article: Article, _: random.Random, others: Sequence[Article]) -> Article:
    longest = max(others, key=lambda other: len(other.text))
    return replace(article, text=f"{article.text}\n{longest.text}")


EDITS: dict[str, Edit] = {
    "truncated": _truncated,
    "re-headlined": _headline,
    "agency line added": _agency,
    "paragraphs reordered": _reordered,
    "boilerplate around": _around,
    "lead rewritten": _lead,
    "one word in ten changed": _tenth,
    "local paragraph added": _local,
    "contained in a longer piece": _contained,
}

_TEMPLATES = (
    "{a} will be cloudy at first with highs of {x} degrees and a low of {y}. Winds from the west "
    "at {z} km/h. Chance of rain {x} percent in the morning and {y} percent by evening. In {b} "
    "expect sun with {z} degrees. The outlook for the week is mild, with showers on the coast.",
    "Shares in {a} closed at {x}.{y}, up {z} points on the day. The {b} index ended at {z}{x} "
    "after trading between {y} and {x}{y}. Volume was {x} million shares. Gold stood at {z}{y} "
    "dollars an ounce and crude at {y} dollars. Bond yields stood at {x}.{z} percent.",
    "{a} beat {b} {x}-{y} at home on Saturday. The hosts led {z}-{y} at the break. {a} now have "
    "{x} points from {z} games, {b} have {y} points. Attendance was {x},{z}00. The next round "
    "starts on Friday at {y}:{z}0 with {b} away to the leaders. The match saw {z} yellow cards.",
)
_PLACES = ("Veltram", "Ostrona", "Karbuk", "Lindale", "Moraque", "Pellworth", "Sarnholt", "Quibrey")


def templated(article: Article, rng: random.Random, number: int) -> Article:
    """A weather, market or match report by template, dated and named like `article`."""
    a, b = rng.sample(_PLACES, 2)
    x, y, z = (rng.randrange(11, 99) for _ in range(3))
    text = _TEMPLATES[number % len(_TEMPLATES)].format(a=a, b=b, x=x, y=y, z=z)
    return replace(article, title=f"Report for {a}", text=text)


def _with_sentences(article: Article, texts: Sequence[str]) -> Article:
    return replace(article, text="\n".join(texts))
