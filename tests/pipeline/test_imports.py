"""Importing the pipeline is quick: what takes seconds to load waits until it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("torch", "numba", "prefect", "duckdb", "sentence_transformers")


@pytest.mark.parametrize(
    "statement",
    ["import pipeline", "import pipeline.encoders", "import pipeline.embed, pipeline.place"],
)
def test_importing_loads_no_heavy_package(statement: str) -> None:
    program = f"{statement}\nimport sys\nprint(*[n for n in {HEAVY!r} if n in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == []
