"""Twenty readers in other processes while cycles publish: none errs, none is torn, none delays."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from builders import batch

import warehouse.parts

READERS = Path(__file__).with_name("copy_readers.py")
CYCLES, QUICK, HOLDING = 4, 14, 6


@pytest.mark.slow
def test_readers_see_whole_copies_and_delay_no_cycle(house, monkeypatch):
    monkeypatch.setattr(warehouse.parts, "LOOSE", {})
    monkeypatch.setattr(warehouse.parts, "LOOSE_OTHERS", 6)  # parts are written, merged, replaced
    house.load(batch(0))
    house.publish()
    command = [sys.executable, READERS, house.public_path, str(QUICK), str(HOLDING)]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as readers:
        lines = [readers.stdout.readline()]  # they are at work
        house.store.wait_s = 0.0  # to wait for a reader at all would be `Busy`
        for cycle in range(1, CYCLES + 1):
            house.load(batch(6 * cycle))
            house.publish()
        opened = Counter(json.loads(line)["reader"] for line in lines)
        while len(opened) < QUICK or min(opened.values()) < 3:  # who holds a copy has asked again
            lines.append(readers.stdout.readline())
            opened[json.loads(lines[-1])["reader"]] += 1
        lines += readers.communicate()[0].splitlines()
    assert readers.returncode == 0
    openings = [json.loads(line) for line in lines]
    assert [o for o in openings if o["error"] or o["torn"]] == []
    assert {o["reader"] for o in openings} == set(range(QUICK + HOLDING))
    assert len({o["articles"] for o in openings}) > 1  # of several copies
    held = [o for o in openings if o["reader"] >= QUICK]
    assert len(held) == HOLDING and all(o["asked"] > 1 for o in held)
    assert len(list(house.parts_path.glob("*.parquet"))) > 5
