"""The user's word on stories: remembered for ever, carried out at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.cycle import cycle_lock
from flows.services import Services
from flows.stages import Stages

if TYPE_CHECKING:
    from flows.settings import Settings
    from pipeline.records import Decision
    from warehouse.warehouse import Warehouse


def decide(warehouse: Warehouse, settings: Settings, decision: Decision) -> str:
    """Record the decision, place by it and publish; give what to tell the user.

    What it names that has left the window is not moved; the decision is kept for re-threading.
    """
    with cycle_lock(warehouse, wait_s=60.0), Services(settings) as services:
        if not warehouse.stories.add_decisions([decision]):
            return "said before; nothing to change"
        do = Stages(warehouse, services, decision.at)
        batch = do.place_decisions()
        do.load(batch)
        do.publish()
    moved = len(batch.placement.memberships)
    if not moved:
        return "remembered; nothing in the window had to move"
    return f"remembered; {moved} article{'' if moved == 1 else 's'} moved"
