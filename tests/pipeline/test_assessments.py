"""Labelled files measured: a row a file and one over all, errors, and weights that saw no gold."""

import json

import numpy as np
import pytest

from pipeline.evaluation.assessments import Assessor
from pipeline.evaluation.developments import labelled_articles, read_threads
from pipeline.evaluation.fit_developments import THREADS, source
from pipeline.evaluation.left_out_developments import assess_left_out


class WordEncoder:
    """Sums of fixed vectors, one a word: alike where words are."""

    name, sha256, dimension = "words", "none", 384

    def encode(self, texts):
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for i, text in enumerate(texts):
            for word in text.lower().split():
                rows[i, sum(word.encode()) % self.dimension] += 1.0
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


@pytest.fixture
def files(tmp_path):
    paths = []
    for name in ("court", "crime"):
        thread = read_threads(THREADS / f"{name}.jsonl")[0]
        paths.append(tmp_path / f"{name}.jsonl")
        paths[-1].write_text(json.dumps(thread) + "\n")
    return paths


def assessed(files):
    assessor = Assessor(WordEncoder())
    for file in files:
        assessor.add(file)
    return assessor


def test_several_files_have_a_row_each_and_one_over_all(files):
    rows = assessed(files).figures()
    assert [row["file"] for row in rows] == [*map(str, files), "all"]
    assert rows[2]["sentences"] == rows[0]["sentences"] + rows[1]["sentences"]
    assert 0.0 <= rows[2]["quotes_sure"] <= 1.0


def test_one_file_is_one_row_and_its_errors_are_named(files):
    row = assessed(files[:1]).figures(errors=True)
    kinds = {error["error"]: error for error in row["errors"]}
    assert kinds.keys() <= {"wrong quote", "missed", "wrong change", "missed change"}
    assert kinds.keys() >= {"missed"}
    assert all(error["label"] == 2 for error in row["errors"] if error["error"] == "missed")
    assert all({"text", "features", "development"} <= error.keys() for error in row["errors"])


def test_a_file_without_labels_is_refused(tmp_path):
    file = tmp_path / "bare.jsonl"
    file.write_text(json.dumps({"story": "s", "articles": [{"id": "a", "sentences": ["One."]}]}))
    with pytest.raises(ValueError, match="no labelled article"):
        Assessor(WordEncoder()).add(file)


def test_no_thread_is_judged_by_weights_that_saw_it():
    encoder = WordEncoder()
    threads = [
        labelled_articles(read_threads(THREADS / f"{name}.jsonl")[0], encoder)
        for name in ("court", "crime", "strike", "sport", "war", "recall")
    ]
    found = list(assess_left_out(threads[:3], [source("own", threads[3:])], folds=3))
    models = [thread[0].classifiers for thread in found]
    assert [len(thread) for thread in found] == [len(thread) for thread in threads[:3]]
    assert len({model.new.tobytes() for model in models}) == 3
    again = list(assess_left_out([threads[0], *threads[1:3]], [source("own", threads[3:])], 3))
    assert (again[0][0].classifiers.new == models[0].new).all()
