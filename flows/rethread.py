"""A span of the past placed again, its difference shown, and adopted when it is wished.

Articles of the span go through `place` in the order they were told, from an empty window, with the
user's decisions in force. New stories take the id of the old story with which they share most
articles; what was told and sent stays, and tracks follow their story.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What to place again, how, and whether to put it in place."""

    since: datetime | None = None
    until: datetime | None = None
    coefficients: Path | None = None
    adopt: bool = False
