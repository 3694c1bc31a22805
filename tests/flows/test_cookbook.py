"""The cookbook's questions, asked of the sample world after its three days."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from crashes import QuickServices

from flows.cycle import cycle
from sampleworld.compose import load_world
from sampleworld.receiver import run_receiver
from sampleworld.replay import CHANNEL, Environment, replay, replay_settings
from sampleworld.server import serve_world
from warehouse.warehouse import Warehouse

COOKBOOK = Path(__file__).parents[2] / "docs" / "cookbook.md"
NOTEBOOK = COOKBOOK.parent / "story.ipynb"
RECIPES = re.findall(
    r"^## (\d+)\. [^\n]+\n\n```sql\n(.*?)```\n\n(.+?)(?=\n## |\Z)",
    COOKBOOK.read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The sample world's warehouse, and what its receiver was sent."""
    folder = tmp_path_factory.mktemp("cookbook")
    warehouse = Warehouse(folder)
    with serve_world(load_world()) as server, run_receiver() as receiver:
        with QuickServices(replay_settings(folder, receiver)) as services:
            steps = list(replay(Environment(warehouse, services, server, receiver), cycle))
        return warehouse, steps, list(receiver.received)


@pytest.fixture(scope="module")
def answers(world):
    """Number of the question -> its rows as dicts."""
    return {int(number): world[0].sql.query(sql).dicts() for number, sql, _ in RECIPES}


def test_the_notebook_draws_the_life_of_a_story(world, tmp_path, monkeypatch):
    nbclient = pytest.importorskip("nbclient", reason="no nbclient: pip install -e '.[docs]'")
    pytest.importorskip("ipykernel", reason="no ipykernel: pip install -e '.[docs]'")
    notebook = nbformat_of(NOTEBOOK)
    stored = [picture for cell in notebook.cells for picture in pictures(cell)]
    assert len(stored) == 2, "volume and voices, as it was executed"
    monkeypatch.setenv("PUBLIC", str(world[0].store.public_path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    place = {"metadata": {"path": str(NOTEBOOK.parent)}}
    nbclient.NotebookClient(notebook, timeout=120, resources=place).execute()
    texts = [output.text for cell in notebook.cells for output in cell.get("outputs", ())
             if output.output_type == "stream" and output.name == "stdout"]  # fmt: skip
    assert "articles of" in texts[0], "the story"
    assert any("Dec" in text and "\n    " in text for text in texts), "its developments, quoted"
    assert sum(len(pictures(cell)) for cell in notebook.cells) == 2


def nbformat_of(path):
    import nbformat  # noqa: PLC0415 - comes with nbclient

    return nbformat.read(path, as_version=4)


def pictures(cell):
    outputs = [output for output in cell.get("outputs", ()) if "data" in output]
    return [output.data["image/png"] for output in outputs if "image/png" in output.data]


def test_there_are_twenty_five_each_with_its_sentence():
    assert [int(number) for number, _, _ in RECIPES] == list(range(1, 26))
    assert all(sentence.strip() for _, _, sentence in RECIPES)


def test_counts_of_articles_are_those_of_the_world(answers):
    assert [(row["day"], row["n_articles"]) for row in answers[4]] == [
        (date(2025, 11, 30), 47), (date(2025, 12, 1), 65), (date(2025, 12, 2), 52)
    ]  # fmt: skip
    assert len(answers[7]) == 15 and sum(row["n_articles"] for row in answers[7]) == 164
    assert sum(row["n_copies"] for row in answers[4]) == sum(row["n_copies"] for row in answers[7])
    assert sum(row["copies"] for row in answers[12]) == sum(row["n_copies"] for row in answers[7])
    assert [(row["day"].day, row["articles"]) for row in answers[25]] == [(30, 10), (1, 5), (2, 5)]


def test_stories_are_told_of_alike_by_all_that_count_them(world, answers):
    n_stories = len(world[0].stories.latest())
    assert sum(row["n_new_stories"] for row in answers[4]) == n_stories
    assert sum(row["stories"] for row in answers[8]) == n_stories
    alone = sum(row["stories_alone"] for row in answers[10])
    assert alone + sum(row["of_several"] for row in answers[8]) == n_stories
    assert sum(row["n_articles"] for row in answers[5]) == len(answers[6]) > 5
    growing = {row["title"] for row in answers[1] if row["state"] == "growing"}
    assert {row["title"] for row in answers[2]} >= growing and answers[3] == []
    assert all(row["n_day"] > row["n_day_before"] for row in answers[2])
    (texts,) = answers[14]
    assert 0 <= texts["of_those_one_text"] <= texts["told_more_than_once"] <= n_stories
    assert all(row["n_outlets"] >= 3 for row in answers[9])


def test_copies_name_their_originals(answers):
    assert answers[11] and all(0 < row["share"] <= 1 for row in answers[11])
    assert {"outlet": "Valley Sentinel", "original_outlet": "Meridian Press"}.items() <= max(
        answers[12], key=lambda row: row["copies"]
    ).items()


def test_followed_stories_have_voices_figures_and_developments(answers):
    leading = {row["source"]: row["kind"] for row in answers[15][:2]}
    assert leading == {"Miami Herald": "outlet", "Reuters": "agency"}
    assert any(row["source"] == "Reuters" for row in answers[16])
    assert answers[17] and all(row["n_articles"] >= 1 for row in answers[17])
    assert all(row["old"] != row["new"] for row in answers[18])
    assert all(row["quote"] or row["n_changes"] for row in answers[19])


def test_the_copy_shows_its_alerts_delivered_and_its_cycle_ended(world, answers):
    """Publishing comes last: not the cycle before, but this one is whole in it."""
    warehouse, steps, received = world
    assert received and [(row["channel"], row["state"]) for row in answers[20]] == [
        (CHANNEL, "delivered")
    ]
    unended = warehouse.sql.query("SELECT id FROM cycles WHERE ended_at IS NULL").rows
    (last,) = warehouse.sql.query("SELECT arg_max(id, started_at) FROM cycles").rows
    assert unended == [] and last == (steps[-1].cycle.id,)
    told = [row for row in answers[21] if row["told_min"] is not None]
    assert told and all(row["seen_min"] >= 0 for row in answers[21])


def test_feeds_failures_and_edits_are_told(answers):
    assert {row["title"] for row in answers[22]} == {"Globe & Quay", "The Harbour Post"}
    assert {(row["reason"], row["entries"]) for row in answers[23]} == {
        ("forbidden", 1), ("not_found", 1)
    }  # fmt: skip
    assert len(answers[24]) == 3
    assert all(row["title"] != row["title_before"] for row in answers[24])
