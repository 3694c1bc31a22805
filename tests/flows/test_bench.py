"""`newsthread bench` measures a real cycle on this machine, and programs read what it prints."""

import json
from collections import Counter

import pytest
from typer.testing import CliRunner

from flows.cli import app
from pipeline.encoders.registry import load_encoder
from sampleworld import bench
from sampleworld.generated_pages import PageServer, generate_articles
from sampleworld.libraries import SentenceTransformersAlone, extract_alone
from tests.bench.crowd import crowd

KEYS = {
    "ratio", "cpu_ratio", "articles_per_s", "bare_extract_s", "bare_encode_s", "cycle_s", "peak_mb",
    "idle_s",
}  # fmt: skip


@pytest.mark.slow
def test_a_small_run_reads_every_page_and_accounts_for_its_time(monkeypatch):
    monkeypatch.setattr(bench, "WARMING", 5)
    result = CliRunner().invoke(app, ["bench", "--pages", "12", "--kb", "30", "--feeds", "5"])
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report.keys() >= KEYS
    assert report["pages"] == report["articles"] == 12
    assert all(report[key] > 0 for key in KEYS)
    bare = report["bare_extract_s"] + report["bare_encode_s"]
    assert report["ratio"] == pytest.approx(bare / report["cycle_s"], rel=0.1)
    beside = {"fetch", "extract", "embed"}
    wall = sum(s for name, s in report["stages_s"].items() if name not in beside)
    assert wall + report["waiting_s"] == pytest.approx(report["cycle_s"], rel=0.2, abs=0.3)
    assert [batch["stored"] for batch in report["cost"]] == [5]


def test_a_crowd_has_stories_of_all_sizes_and_is_the_same_for_the_same_seed():
    items = crowd(600, 40)
    assert items == crowd(600, 40) != crowd(600, 40, seed=1) and len(items) == 600
    assert [item.cycle for item in items] == sorted(item.cycle for item in items)
    sizes = Counter(Counter(item.story for item in items if item.what != "edited").values())
    assert sizes[1] > sizes[3] > 0 and max(sizes) > 9
    whats = Counter(item.what for item in items)
    assert whats["report"] > whats["copy"] > whats["edited"] > 0


def test_generated_pages_are_as_heavy_as_asked_and_hold_their_articles():
    articles = generate_articles(3)
    assert articles == generate_articles(3) and len({a.path for a in articles}) == 3
    server = PageServer(articles, page_bytes=50_000, quiet=1)
    try:
        page = server.page(articles[0])
    finally:
        server.server_close()
    assert len(page) == pytest.approx(50_000, rel=0.2)
    title, text = extract_alone(page.encode())
    assert title == articles[0].title
    assert all(sentence in text for sentence in articles[0].sentences[1:-1])


def test_the_library_alone_gives_the_vectors_that_the_cycle_is_measured_with():
    texts = ["The ferry sank.", "Ein Schiff ist gesunken. " * 60, "渡し船が沈没した。"]
    ours, alone = load_encoder("e5").encode(texts), SentenceTransformersAlone().encode(texts)
    assert (ours * alone).sum(axis=1).min() > 0.999
