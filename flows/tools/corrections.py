"""The user's decisions on stories: carried out at once, kept until taken back, remembered then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.cycle_lock import cycle_lock
from flows.services import Services
from flows.stages import Stages
from pipeline.stories.undo import changes_back, memberships_back, stories_back
from pipeline.stories.window import Placement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flows.settings import Settings
    from pipeline.records import Decision
    from pipeline.stories.undo import DecisionMove
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
        do.close({})
        do.publish()
    return Correction(is_new=True, n_moved=len(batch.placement.memberships))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """What taking a decision back did.

    `n_moved` articles went back to where they were, or along with one that did; `n_held` would
    have, but other decisions say otherwise; `n_stayed` had been moved by the decision and have gone
    to another story since.
    """

    was_in_force: bool
    n_moved: int = 0
    n_held: int = 0
    n_stayed: int = 0


def undo_decision(
    warehouse: Warehouse, settings: Settings, decision_id: str, now: datetime
) -> Reversal:
    """Take a decision back, move what it moved to where it was, and publish.

    Articles that have left the window are moved too: their past is known. What other decisions
    say still holds. Developments that they told meanwhile go along, alerts stay as they were sent.
    Raises Busy when a cycle runs for over a minute.
    """
    with cycle_lock(warehouse, wait_s=60.0), Services(settings) as services:
        decided = {row["id"]: row for row in warehouse.stories.decision_history()}[decision_id]
        if not decided["in_force"]:
            return Reversal(was_in_force=False)
        do = Stages(warehouse, services, now)
        moves = warehouse.stories.decision_moves(decision_id)
        revive = decided["kind"] == "merge"
        placement = _placement_back(warehouse, do, moves, revive=revive) if moves else Placement()
        warehouse.stories.undo_decision(decision_id, placement, now)
        do = Stages(warehouse, services, now)  # its window holds what has moved
        batch = do.place_decisions()
        do.load(batch)
        do.close({})
        do.publish()
    back = {member.article_id for member in placement.memberships}
    held = back.intersection(member.article_id for member in batch.placement.memberships)
    return Reversal(
        was_in_force=True,
        n_moved=len(back - held),
        n_held=len(held),
        n_stayed=sum(move.story_id != move.put for move in moves),
    )


def _placement_back(
    warehouse: Warehouse, do: Stages, moves: Sequence[DecisionMove], *, revive: bool
) -> Placement:
    """Give what the warehouse has to change so that what a decision moved is where it was."""
    stories = warehouse.stories
    present = sorted({move.story_id for move in moves if move.story_id == move.put})
    later = stories.later_members(present, min(move.until for move in moves))
    heirs = stories.heirs([move.was for move in moves])
    back = memberships_back(moves, later, heirs, revive=revive)
    if not back:
        return Placement()
    story_of = {a.id: id_ for id_, articles in stories.members(present).items() for a in articles}
    touched = {*(story_of[id_] for id_ in back), *(m.story_id for m in back.values())}
    records = stories.records(sorted(touched))
    changes = changes_back(back, story_of, records, do.now)
    return Placement(
        memberships=list(back.values()),
        copies=[copy for copy in stories.copies(present) if copy.article_id in back],
        stories=stories_back(do.window(), back, changes, records),
        changes=changes,
    )
