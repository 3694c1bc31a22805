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
from streams import HashedWords

from pipeline.evaluation.agreement import agreement
from pipeline.evaluation.copies import evaluate_copies
from pipeline.evaluation.fit import fit
from pipeline.evaluation.labels import read_stories
from pipeline.evaluation.stories import evaluate_stories
from pipeline.evaluation.synthetic_copies import EDITS
from pipeline.stories.linkage import link_groups, link_strength
from pipeline.stories.rethread import difference, keep_ids
from pipeline.stories.score import (
    REGIMES,
    read_coefficients,
    shipped_coefficients,
    write_coefficients,
)


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
    fitted = fit([path], HashedWords(), datetime(2026, 3, 9, tzinfo=UTC))
    out = tmp_path / "mine.json"
    write_coefficients(out, fitted)
    assert read_coefficients(out) == fitted
    found = evaluate_stories(path, HashedWords(), read_coefficients(out))
    wanted = (
        "b3_precision b3_recall b3_f1 pairwise_precision pairwise_recall pairwise_f1 ami ari "
        "articles stories gold_stories articles_per_s"
    )
    assert set(wanted.split()) <= set(found)
    assert found["articles"] == 60
    assert found["gold_stories"] == 12
    assert found["b3_f1"] > 0.9


def test_copies_are_measured_on_edits_of_a_file_s_own_articles(tmp_path: Path) -> None:
    path = write(tmp_path)
    with gzip.open(path, "rt") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:  # texts long enough to be edited
        words = np.random.default_rng(int(row["id"])).integers(0, 500, size=120)
        row["text"] = ". ".join(
            " ".join(f"Term{k}" for k in words[start : start + 12]) for start in range(0, 120, 12)
        )
    with gzip.open(path, "wt") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    figures = evaluate_copies(path, HashedWords())
    assert figures["copies"] == len(EDITS) * 40
    assert figures["precision"] > 0.9
    assert figures["recall"] > 0.9
    assert set(figures["recall_by_edit"]) == set(EDITS)


def test_fitted_coefficients_name_the_encoder_that_they_fit(tmp_path: Path) -> None:
    fitted = fit([write(tmp_path)], HashedWords(), datetime(2026, 3, 9, tzinfo=UTC))
    assert fitted.encoder_sha256 == HashedWords.sha256
    write_coefficients(tmp_path / "mine.json", fitted)
    data = json.loads((tmp_path / "mine.json").read_text())
    assert data["encoder_sha256"] == HashedWords.sha256


def test_the_shipped_coefficients_say_where_they_come_from() -> None:
    for name, features in REGIMES.items():
        assert set(shipped_coefficients().weights[name]) == {"bias", *features}
    assert shipped_coefficients().provenance["command"].startswith("newsthread fit ")


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
    assert link_groups([1, 2, 3, 5, 6, 7], links, 0.45) == [[1, 2, 3], [5, 6, 7]]
    assert link_strength([0.9], 3, 3) == pytest.approx(0.1)


def test_three_pairs_join_a_small_story_and_a_theme_asks_for_more() -> None:
    three = [0.9, 0.9, 0.9]
    assert link_strength(three, 1, 20) == pytest.approx(0.9)
    assert link_strength(three, 1, 64) < 0.4
    assert link_strength(three * 3, 1, 1000) == pytest.approx(0.9)  # a candidate has few pairs
    assert link_strength(three * 10, 3, 100) == pytest.approx(0.9)
    assert link_strength(three * 10, 3, 1000) < 0.2


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
