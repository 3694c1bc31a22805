"""Labelled files assessed together: figures of each file and over all, and what went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.developments.classifiers import Classifiers, shipped_classifiers
from pipeline.encoders import Encoder
from pipeline.evaluation.developments import (
    AssessedArticle,
    LabelledArticle,
    assess_articles,
    development_errors,
    development_metrics,
    labelled_articles,
    read_threads,
)
from pipeline.evaluation.fit_developments import source
from pipeline.evaluation.left_out_developments import assess_left_out, own_threads


class Assessor:
    """Collects files; `figures` assesses all of their threads."""

    def __init__(
        self, encoder: Encoder, classifiers: Classifiers | None = None, *, leave_out: bool = False
    ) -> None:
        """`classifiers`: the shipped ones by default; `leave_out`: fitted without each thread."""
        self._encoder, self._leave_out = encoder, leave_out
        self._classifiers = classifiers or shipped_classifiers(encoder.sha256)
        self._threads: list[tuple[str, list[LabelledArticle]]] = []

    def add(self, file: Path) -> None:
        """Read and encode a file. Raises OSError; ValueError without a labelled article in it."""
        threads = [labelled_articles(thread, self._encoder) for thread in read_threads(file)]
        if not any(threads):
            raise ValueError(f"{file}: no labelled article: the first of a thread has no labels")
        self._threads += [(str(file), thread) for thread in threads]

    def figures(self, *, errors: bool = False) -> Any:
        """Of one file its figures; of several a list, one each and one over all ("all")."""
        assessed = self._assessed()
        names = list(dict.fromkeys(name for name, _ in self._threads))
        groups = {
            name: [
                a
                for (file, _), of in zip(self._threads, assessed, strict=True)
                if file == name
                for a in of
            ]
            for name in names
        }
        if len(names) > 1:
            groups["all"] = [a for of_thread in assessed for a in of_thread]
        rows = [
            {"file": name, **development_metrics(articles)}
            | ({"errors": development_errors(articles)} if errors and name != "all" else {})
            for name, articles in groups.items()
        ]
        return rows[0] if len(rows) == 1 else rows

    def _assessed(self) -> list[list[AssessedArticle]]:
        threads = [thread for _, thread in self._threads]
        if not self._leave_out:
            return [assess_articles(thread, self._classifiers) for thread in threads]
        own = source("own", own_threads(self._encoder))
        return list(assess_left_out(threads, [own]))
