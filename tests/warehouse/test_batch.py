"""Batches: everything in them may be missing."""

from __future__ import annotations

from builders import NOW, batch, contents

from warehouse.batch import Batch, Cycle, Loaded


def test_an_empty_batch_loads_nothing(house):
    before = contents(house)
    assert house.load(Batch(at=NOW)) == Loaded()
    assert contents(house) == before


def test_a_cycle_loaded_again_under_its_id_replaces_its_row(house):
    started = Cycle(id="cycle", kind="import", started_at=NOW)
    house.load(Batch(at=NOW, cycle=started))
    assert house.cycles() == [started]
    ended = Cycle(id="cycle", kind="import", started_at=NOW, ended_at=NOW, counts={"articles": 2},
                  took_s={"embed": 0.5})  # fmt: skip
    house.load(Batch(at=NOW, cycle=ended))
    assert house.cycles() == [ended]
    house.load(batch(1))
    assert len(house.cycles()) == 2
    assert len(house.cycles(most=1)) == 1
