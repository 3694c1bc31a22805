"""The user's decisions on stories: kept for ever, carried out at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.cycle import cycle_lock
from flows.services import Services
from flows.stages import Stages

if TYPE_CHECKING:
    from flows.settings import Settings
    from pipeline.records import Decision
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a decision did: whether it was new, and how many articles of the window it moved."""

    is_new: bool
    n_moved: int = 0


def apply_decision(warehouse: Warehouse, settings: Settings, decision: Decision) -> Correction:
    """Record the decision, place by it and publish.

    Articles that have left the window are not moved; re-threading heeds the decision. Raises Busy
    when a cycle runs for over a minute.
    """
    with cycle_lock(warehouse, wait_s=60.0), Services(settings) as services:
        if not warehouse.stories.add_decisions([decision]):
            return Correction(is_new=False)
        do = Stages(warehouse, services, decision.at)
        batch = do.place_decisions()
        do.load(batch)
        do.publish()
    return Correction(is_new=True, n_moved=len(batch.placement.memberships))
