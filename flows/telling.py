"""Of a placed batch: what tracked stories have to tell, and to whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from warehouse.batch import Batch

if TYPE_CHECKING:
    from flows.parts import Parts
    from pipeline.window import Window
    from warehouse.warehouse import Warehouse


def tell(warehouse: Warehouse, parts: Parts, window: Window, batch: Batch) -> Batch:
    """Add to the batch what its articles add to tracked stories, and the alerts due for it."""
    tracks = warehouse.tracks()
    if not tracks:
        return batch
    return replace(batch, tracks=[])
