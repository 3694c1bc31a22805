"""Floors on what is told as new; they may only rise.

All threads, our own and, where present, real ones, are measured with weights that never saw them.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.detect import detect
from pipeline.developments.history import History
from pipeline.encoders import load_encoder
from pipeline.evaluation.assessments import Assessor
from pipeline.evaluation.developments import development_metrics
from pipeline.evaluation.fit_developments import source
from pipeline.evaluation.left_out_developments import assess_left_out, own_threads
from pipeline.records import Article

REAL = [
    Path(f"../shared/data/developments/{name}.jsonl")
    for name in ("threads", "threads_2", "threads_3")
]
FLOORS = {
    "quotes_development": 0.66,
    "quotes_new": 0.90,
    "quotes_recall": 0.65,
    "quotes_sure": 0.75,
    "development_f1": 0.48,
    "new_f1": 0.80,
    "alert_precision": 0.87,
    "alert_recall": 0.90,
    "changed_recall": 0.48,
    "changed_precision": 0.80,
}
SEEDS = Path("../shared/data/seeds")


@pytest.fixture(scope="module")
def encoder():
    return load_encoder()


@pytest.mark.slow
@pytest.mark.figures
def test_own_threads_left_out(encoder):
    """A third of the project's own threads, by weights that learned from the other two thirds."""
    threads = own_threads(encoder)
    assessed = assess_left_out(threads[::3], [source("own", threads[1::3] + threads[2::3])], 2)
    found = development_metrics([a for thread in assessed for a in thread])
    print({name: round(value, 3) for name, value in found.items()})
    assert found["quotes_development"] >= 0.72
    assert found["quotes_new"] >= 0.95
    assert found["development_f1"] >= 0.56
    assert found["new_f1"] >= 0.85


@pytest.mark.figures
def test_real_threads_left_out(encoder):
    """Whole threads left out of all that was learned, over all three files."""
    if not all(file.exists() for file in REAL):
        pytest.skip("real labelled threads are not part of the repository")
    assessor = Assessor(encoder, leave_out=True)
    for file in REAL:
        assessor.add(file)
    found = assessor.figures()[-1]
    print({name: value if name == "file" else round(value, 3) for name, value in found.items()})
    for name, floor in FLOORS.items():
        assert found[name] >= floor, name


def test_seeds_in_reading_order(encoder):
    """The last alert quotes four new facts, and changed figures; a retelling is silent."""
    if not SEEDS.exists():
        pytest.skip(f"{SEEDS} is absent: the seed texts are not part of the repository")
    told, start, found = History.empty(), datetime(2025, 12, 1, tzinfo=UTC), {}
    for hour, key in enumerate(("000", "001", "002", "004", "003")):
        text = next(SEEDS.glob(f"{key}*")).read_text(encoding="utf-8")
        article = Article(id=key, text=text, lang="en", first_seen_at=start + timedelta(hours=hour))
        detection = detect([article], {key: "story"}, told, encoder, start)
        told = told.extend(detection.sentences)
        found[key] = detection.developments
    quoted = " ".join(q.text for d in found["003"] if d.alert for q in d.quotes)
    facts = (
        "15 minutes",
        "one week",
        "International Criminal Court",
        "more than 100 officials",
        "interim government",
        "more than 75",
        "$25 million",
    )
    assert sum(fact in quoted for fact in facts) >= 4
    assert not any(d.alert for d in found["004"])
    changes = [change for d in found["003"] for change in d.changes]
    assert any("20 strikes" in c.new and "more than 75" in c.sentence for c in changes)
