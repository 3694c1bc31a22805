"""`kill -9` in the middle of loads: nothing lost, nothing half, nothing twice."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from builders import batch, contents

from warehouse.warehouse import Warehouse

KILLS, BATCHES = 20, 12


@pytest.mark.slow
def test_killed_loads_lose_and_double_nothing(house, template, tmp_path):
    script = Path(__file__).with_name("killed_loads.py")
    done = subprocess.run(
        [sys.executable, script, house.path, "7", str(KILLS), str(BATCHES)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    said = json.loads(done.stdout)
    assert said["inside"] >= KILLS // 4, "the kills missed the loads: nothing was tested"
    killed = contents(house)
    assert len(killed["articles"]) == len(set(killed["articles"])) == 6 * BATCHES

    shutil.copytree(template, tmp_path / "other")
    other = Warehouse(tmp_path / "other")  # the same batches, loaded in peace
    for n in range(BATCHES):
        other.load(batch(1 + 6 * n))
    assert killed == contents(other)
