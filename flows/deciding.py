"""The user's word on stories: remembered for ever, obeyed at once and by every later placing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.settings import Settings
    from pipeline.records import Decision
    from warehouse.warehouse import Warehouse


def decide(warehouse: Warehouse, settings: Settings, decision: Decision) -> str:
    """Record the decision; give what to tell the user."""
    del settings
    if not warehouse.decide([decision]):
        return "said before; nothing to change"
    return "remembered; the next cycle places by it"
