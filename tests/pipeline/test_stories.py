"""Linkage, re-threading, fitting and measuring: what their users rely on."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.agreement import agreement
from pipeline.evaluation.fit import fit
from pipeline.evaluation.labels import read_stories
from pipeline.evaluation.stories import eval_threads
from pipeline.language.words import tokens
from pipeline.records import Matrix
from pipeline.stories.linkage import groups, link
from pipeline.stories.rethread import difference, keep_ids
from pipeline.stories.score import FULL, TITLES, read_coefficients, shipped, write_coefficients


class Hashed:
    """A tiny stand-in for an encoder: words hashed into 384 places."""

    name, sha256 = "hashed", "0" * 64

    def encode(self, texts: list[str]) -> Matrix:
        rows = np.zeros((len(texts), 384), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for token in tokens(text):
                row[hash(token) % 384] += 1.0
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def write(folder: Path, count: int = 60) -> Path:
    rng = np.random.default_rng(0)
    lines = []
    for number in range(count):
        story = number % 12
        own = [f"word{story}x{k}" for k in rng.integers(0, 9, size=30)]
        lines.append(
            {
                "id": str(number), "title": f"Title about {own[0]} and {own[1]}",
                "text": f"Officer Tarn{story} spoke of " + " ".join(own) + ".",
                "published": f"2026-03-{1 + number // 4:02d}T08:00:00Z", "lang": "en",
                "outlet": f"o{number % 3}.test", "url": "", "story": f"s{story}",
            }
        )  # fmt: skip
    path = folder / "labelled.jsonl.gz"
    with gzip.open(path, "wt") as out:
        out.writelines(json.dumps(line) + "\n" for line in lines)
    return path


def test_fit_and_eval_are_one_round_trip(tmp_path: Path) -> None:
    path = write(tmp_path)
    fitted = fit([path], Hashed(), datetime(2026, 3, 9, tzinfo=UTC))
    out = tmp_path / "mine.json"
    write_coefficients(out, fitted)
    assert read_coefficients(out) == fitted
    found = eval_threads(path, Hashed(), read_coefficients(out))
    wanted = (
        "b3_precision b3_recall b3_f1 pairwise_precision pairwise_recall pairwise_f1 ami ari "
        "articles stories gold_stories articles_per_s"
    )
    assert set(wanted.split()) <= set(found)
    assert found["articles"] == 60
    assert found["gold_stories"] == 12
    assert found["b3_f1"] > 0.9


def test_the_shipped_coefficients_say_where_they_come_from() -> None:
    assert set(shipped().full) == {"bias", *FULL}
    assert set(shipped().titles) == {"bias", *TITLES}
    assert shipped().provenance["command"].startswith("newsthread fit ")


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"id": 1}', '{"id": 1, "story": 2, "published": "x"}']
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(ValueError, match=r"bad\.jsonl line 1"):
        read_stories(path)


def test_bad_coefficients_are_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"full": {}}')
    with pytest.raises(ValueError, match=r"bad\.json"):
        read_coefficients(path)


def test_agreement_of_known_examples() -> None:
    perfect = agreement(["a", "a", "b"], ["x", "x", "y"])
    assert (perfect["b3_f1"], perfect["pairwise_f1"], perfect["ami"]) == (1.0, 1.0, 1.0)
    apart = agreement(["a", "a", "b", "b"], ["1", "2", "3", "4"])
    assert (apart["b3_precision"], apart["b3_recall"], apart["pairwise_f1"]) == (1.0, 0.5, 0.0)


def test_a_bridge_of_one_article_does_not_chain_two_stories() -> None:
    pairs = {frozenset(p): 0.9 for p in [(1, 2), (2, 3), (1, 3), (5, 6), (6, 7), (5, 7), (3, 5)]}
    links = {
        a: {b: pairs[frozenset((a, b))] for b in range(1, 8) if frozenset((a, b)) in pairs}
        for a in range(1, 8)
    }
    assert groups([1, 2, 3, 5, 6, 7], links, 0.45) == [[1, 2, 3], [5, 6, 7]]
    assert link([0.9], 3, 3) == pytest.approx(0.1)


@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.sampled_from("xyz")), st.data()
)
def test_placing_the_same_again_keeps_every_id(old: dict[str, str], data: st.DataObject) -> None:
    names = {s: data.draw(st.integers(0, 10**6)) for s in sorted(set(old.values()))}
    again = {a: f"new{names[s]}{s}" for a, s in old.items()}
    assert keep_ids(old, again) == old
    told = difference(old, keep_ids(old, again))
    assert (told.kept, told.merged, told.split, told.moved) == (len(set(old.values())), (), (), ())


def test_a_merge_and_a_split_are_told() -> None:
    old = {"a": "1", "b": "1", "c": "2", "d": "3", "e": "3", "f": "3"}
    new = keep_ids(old, {"a": "p", "b": "p", "c": "p", "d": "q", "e": "q", "f": "r"})
    assert (new["a"], new["c"], new["d"]) == ("1", "1", "3")
    told = difference(old, new)
    assert told.merged == (("2", "1"),)
    assert told.split == (("3", "r"),)
    assert {article for article, _, _ in told.moved} == {"c", "f"}
