"""What tracked stories have told: parallel columns, one row per sentence, and a figures ledger.

`History` is what detection compares with, and what it hands back to be stored. Its columns map to
a table one to one; a cycle loads only the rows of the stories that its articles belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from pipeline.records import Figure, Matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Row i: a sentence that an article version told. `vectors` is [n, d] float32, unit rows.

    The story of a row is that of its article; after a merge, split or re-threading the caller
    loads the rows under the article's present story.
    """

    story_ids: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()
    versions: tuple[int, ...] = ()
    indices: tuple[int, ...] = ()  # of the sentence in its article, from 0; the title is -1
    texts: tuple[str, ...] = ()
    at: tuple[datetime, ...] = ()
    langs: tuple[str, ...] = ()  # ISO 639-1 of its article, "" unknown; () where none is known
    vectors: Matrix
    figures: tuple[Figure, ...] = ()

    def __len__(self) -> int:
        return len(self.texts)

    @staticmethod
    def empty() -> History:
        """No rows, of no width: of a story that has told nothing yet."""
        return History(vectors=np.zeros((0, 0), np.float32))

    @staticmethod
    def from_columns(
        columns: Mapping[str, Sequence[Any]], figures: Sequence[Figure] = ()
    ) -> History:
        """Rows from `columns()`, as a table gave them back, with the ledger's `figures`.

        Raises ValueError when the columns differ in length.
        """
        lengths = {name: len(values) for name, values in columns.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"columns of told sentences differ in length: {lengths}")
        n = lengths["vector"]
        vectors = np.asarray(list(columns["vector"]), np.float32).reshape(n, -1 if n else 0)
        return History(
            story_ids=tuple(columns["story_id"]),
            article_ids=tuple(columns["article_id"]),
            versions=tuple(int(v) for v in columns["version"]),
            indices=tuple(int(i) for i in columns["index"]),
            texts=tuple(columns["text"]),
            at=tuple(columns["at"]),
            langs=tuple(columns["lang"]),
            vectors=vectors,
            figures=tuple(figures),
        )

    def columns(self) -> dict[str, Sequence[Any]]:
        """story_id, article_id, version, index, text, at, lang, vector: one value per sentence.

        The ledger (`figures`) is a table of its own, one row per record.
        """
        return {
            "story_id": self.story_ids,
            "article_id": self.article_ids,
            "version": self.versions,
            "index": self.indices,
            "text": self.texts,
            "at": self.at,
            "lang": self.known_langs,
            "vector": list(self.vectors),
        }

    @property
    def known_langs(self) -> tuple[str, ...]:
        """Language of each row, "" where it is not known."""
        return self.langs or ("",) * len(self)

    def extend(self, other: History) -> History:
        """These rows and `other`'s after them, figures alike; a sentence in both is there twice."""
        return concat([self, other])

    def with_stories(self, story_of: Callable[[str], str]) -> History:
        """The same rows, each under `story_of` its story: what merges make of the stored ids."""
        return replace(
            self,
            story_ids=tuple(story_of(story_id) for story_id in self.story_ids),
            figures=tuple(replace(f, story_id=story_of(f.story_id)) for f in self.figures),
        )

    def rows(self, keep: Sequence[int]) -> History:
        """The given rows, counted from 0, in the given order; the ledger is left out.

        Raises IndexError for a row that is not there.
        """
        return History(
            story_ids=tuple(self.story_ids[i] for i in keep),
            article_ids=tuple(self.article_ids[i] for i in keep),
            versions=tuple(self.versions[i] for i in keep),
            indices=tuple(self.indices[i] for i in keep),
            texts=tuple(self.texts[i] for i in keep),
            at=tuple(self.at[i] for i in keep),
            langs=tuple(self.known_langs[i] for i in keep),
            vectors=self.vectors[np.asarray(keep, np.int64)],
        )

    def by_story(self) -> dict[str, History]:
        """Story id -> its rows and its figures; a story of figures alone is among them."""
        rows: dict[str, list[int]] = {}
        for i, story_id in enumerate(self.story_ids):
            rows.setdefault(story_id, []).append(i)
        figures: dict[str, list[Figure]] = {}
        for figure in self.figures:
            figures.setdefault(figure.story_id, []).append(figure)
        return {
            story_id: replace(
                self.rows(rows.get(story_id, [])), figures=tuple(figures.get(story_id, ()))
            )
            for story_id in {**rows, **figures}
        }


def concat(parts: Sequence[History]) -> History:
    """All rows and figures of all parts, in order; of no parts, `History.empty`.

    Raises ValueError when parts with rows have vectors of different widths.
    """
    if not parts:
        return History.empty()

    def chain(name: str) -> Iterator[Any]:
        return (value for part in parts for value in getattr(part, name))

    return History(
        story_ids=tuple(chain("story_ids")),
        article_ids=tuple(chain("article_ids")),
        versions=tuple(chain("versions")),
        indices=tuple(chain("indices")),
        texts=tuple(chain("texts")),
        at=tuple(chain("at")),
        langs=tuple(chain("known_langs")),
        vectors=np.vstack([part.vectors for part in parts if len(part)] or [parts[0].vectors]),
        figures=tuple(chain("figures")),
    )
