"""The readers take anything: a few cases of the fuzz, and what it has found before."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase

from tests.fuzz.engines import READERS, load_reader
from tests.fuzz.strategies import cases

FOUND = sorted(path for path in (Path(__file__).parent / "found").iterdir() if path.is_file())
EXAMPLES = {"page": 20, "feed": 40}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_refuses_or_reads_within_bounds(name):
    reader = load_reader(name)
    seeds = reader.SEEDS(outside=False)

    @hypothesis.settings(
        max_examples=EXAMPLES.get(name, 60), deadline=None, database=None, derandomize=True,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @hypothesis.given(cases(reader, seeds))
    def read(data):
        reader.check(data)

    read()


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_the_fuzz_has_found_stays_mended(path):
    """The reader's name is the file's up to its first "-"."""
    load_reader(path.name.partition("-")[0]).check(path.read_bytes())
