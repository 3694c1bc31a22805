"""Whether what a track asks for finds its story: a title, its rarest words, an example article.

    python -m tests.bench.requests FOLDER [VECTORS]

FOLDER holds labelled sets (`*.jsonl.gz`, as `newsthread eval stories` reads); VECTORS keeps their
vectors between runs. Of up to forty stories a set the first article is asked for: by its title, by
the four rarest words of that, as an example. Prints for each set and way the share of stories of
which another article answers, how many other stories do in the mean, and the share of the articles
that answer which are of the story.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from pipeline.alerts.requests import Content, article_content, likeness
from pipeline.developments.specifics import read_sentence
from pipeline.encoders import DEFAULT, ENCODERS, load_encoder
from pipeline.encoders.language_means import encode_texts
from pipeline.evaluation.labels import Labelled, read_stories
from pipeline.evaluation.stories import centred_all
from pipeline.language.detection import language
from pipeline.language.stems import light_stem
from pipeline.language.words import tokens
from pipeline.records import Article, Matrix, Track
from tests.quality.folds import read_vectors

STORIES, WORDS, SEED = 40, 4, 7


@dataclass(frozen=True, slots=True)
class Stream:
    """A labelled set as requests meet it."""

    labelled: Labelled
    rows: Matrix
    contents: Sequence[Content]

    def answers(self, track: Track, wanted: Matrix, asked: int) -> tuple[list[int], list[int]]:
        """Articles of the story of article `asked` that answer the track, and others that do."""
        stories = self.labelled.stories
        found = [
            i
            for i, content in enumerate(self.contents)
            if i != asked and likeness(track, wanted, content, self.rows[i]) is not None
        ]
        own = [i for i in found if stories[i] == stories[asked]]
        return own, [i for i in found if stories[i] != stories[asked]]


def rarest_words(title: str) -> str:
    """The rarest words of a title, in its order; those without capitals or blanks as they are."""
    weights = read_sentence(title).words
    rare = frozenset(sorted(weights, key=lambda word: -weights[word])[:WORDS])
    kept = [w for w in title.split() if any(light_stem(part) in rare for part in tokens(w))]
    return " ".join(word.strip(".,:;!?\"'()[]“”‘’") for word in kept) or title


def asked_articles(labelled: Labelled) -> list[int]:
    """The first article of some stories with another, where it has a title."""
    members: dict[str, list[int]] = defaultdict(list)
    for i, story in enumerate(labelled.stories):
        members[story].append(i)
    several = [rows for rows in members.values() if len(rows) > 1]
    random.Random(SEED).shuffle(several)
    return [rows[0] for rows in several[:STORIES] if labelled.articles[rows[0]].title.strip()]


def requested(articles: Sequence[Article], rows: Matrix) -> dict[str, list[tuple[Track, Matrix]]]:
    """Way of asking -> for each of these articles a track, and the vector that it asks for."""
    encoder = load_encoder()
    made: dict[str, list[tuple[Track, Matrix]]] = {}
    titles = [article.title for article in articles]
    for way, queries in (("title", titles), ("words", [rarest_words(title) for title in titles])):
        vectors = encode_texts(queries, [language(query, ()) for query in queries], encoder)
        made[way] = [(track(query=q), row) for q, row in zip(queries, vectors, strict=True)]
    made["example"] = [(track(example="asked"), row) for row in rows]
    return made


def track(query: str = "", example: str = "") -> Track:
    """A track that asks so."""
    created_at = datetime(2026, 1, 1, tzinfo=UTC)
    return Track(id="t", name="t", created_at=created_at, query=query, example=example)


def main() -> None:
    """Print a line for each set and way."""
    kept = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    figures: dict[str, list[list[float]]] = defaultdict(list)
    for path in sorted(Path(sys.argv[1]).glob("*.jsonl.gz")):
        labelled, name = read_stories(path), path.name.split(".")[0]
        vectors = read_vectors(labelled.articles, kept and kept / f"{name}.npy")
        rows = centred_all(labelled.articles, vectors, ENCODERS[DEFAULT].sha256)
        stream = Stream(labelled, rows, [article_content(a) for a in labelled.articles])
        asked = asked_articles(labelled)
        ways = requested([labelled.articles[i] for i in asked], rows[asked])
        for way, tracks in ways.items():
            pairs = zip(tracks, asked, strict=True)
            found = [stream.answers(*each, asked=i) for each, i in pairs]
            others = [len({labelled.stories[j] for j in wrong}) for _, wrong in found]
            n_own = sum(len(own) for own, _ in found)
            right = n_own / max(1, sum(len(own) + len(wrong) for own, wrong in found))
            line = [float(np.mean([bool(own) for own, _ in found])), float(np.mean(others)), right]
            figures[way].append(line)
            print_line(name, way, line)
    for way, lines in figures.items():
        print_line("mean", way, np.mean(lines, axis=0).tolist())


def print_line(name: str, way: str, line: Sequence[float]) -> None:
    """A set's figures, or their means."""
    found, others, right = line
    print(
        f"{name:16} {way:8} found {found:.2f}  others {others:.2f}  right {right:.2f}", flush=True
    )


if __name__ == "__main__":
    main()
