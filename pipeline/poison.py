"""Items that make our own code raise: found by halving, left out, told with their place.

    vectors, culprits = as_one(articles, lambda part: embed(part, encoder))

The last thing between a bug of ours and the other articles of a batch; what the world does wrong
has a reason of its own and raises nothing.
"""

from __future__ import annotations

import errno
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Generic, TypeVar

from pipeline.reasons import Reason, Stage
from pipeline.records import Failure

T = TypeVar("T")
R = TypeVar("R")
Kinds = tuple[type[Exception], ...]

TOGETHER = 8
"""Items that raise only beside others, at most: more of them are no items' fault, but the machine's
or the stage's. Chosen by hand (2026-11)."""

_ROOT = Path(__file__).parents[1]
_PACKAGES = ("pipeline", "flows", "warehouse", "sampleworld")
_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM}


@dataclass(frozen=True, slots=True)
class Culprit(Generic[T]):
    """An item, and what was raised for it."""

    item: T
    fault: Exception


def in_parts(
    items: Sequence[T], do: Callable[[Sequence[T]], R], spared: Kinds = ()
) -> tuple[list[R], list[Culprit[T]]]:
    """`do` of all items; where that raises, of ever smaller halves: (results, culprits), in order.

    With one culprit among n items these are about 2 log2(n) calls. Exceptions of the kinds `spared`
    and those of the machine (see `is_machine_fault`) are raised on.
    """
    try:
        return [do(items)], []
    except Exception as fault:
        if not items or isinstance(fault, spared) or is_machine_fault(fault):
            raise
        return _halved(items, do, spared, fault)


def _halved(
    items: Sequence[T], do: Callable[[Sequence[T]], R], spared: Kinds, fault: Exception
) -> tuple[list[R], list[Culprit[T]]]:
    """Both halves of items for which `do` raised."""
    if len(items) == 1:
        return [], [Culprit(items[0], fault)]
    middle = len(items) // 2
    results, culprits = in_parts(items[:middle], do, spared)
    more_results, more_culprits = in_parts(items[middle:], do, spared)
    return results + more_results, culprits + more_culprits


def as_one(
    items: Sequence[T],
    do: Callable[[Sequence[T]], R],
    spared: Kinds = (),
    control: Callable[[], object] = lambda: None,
) -> tuple[R, list[Culprit[T]]]:
    """`do` of all items but the culprits, in one call: as if there had been no culprit.

    Culprits are found as in `in_parts`; one that raises only after others is the last item of the
    shortest beginning that raises. Where no item is left, `control` is called: raising, it says
    that the items are not at fault. Raises that, and what `do` raises without items.
    """
    items = list(items)
    try:
        return do(items), []
    except Exception as fault:
        if not items or isinstance(fault, spared) or is_machine_fault(fault):
            raise
        _, culprits = _halved(items, do, spared, fault)
    for _ in range(TOGETHER):
        left_out = {id(culprit.item) for culprit in culprits}
        rest = [item for item in items if id(item) not in left_out]
        if not rest:
            control()
        try:
            return do(rest), culprits
        except Exception as fault:
            if not rest or isinstance(fault, spared) or is_machine_fault(fault):
                raise
            last = fault
            culprits.append(_last_of_shortest(rest, do, spared, fault))
    raise last


def _last_of_shortest(
    items: Sequence[T], do: Callable[[Sequence[T]], R], spared: Kinds, fault: Exception
) -> Culprit[T]:
    """The item that ends the shortest beginning of `items` for which `do` raises."""
    whole, broken = 0, len(items)
    while broken - whole > 1:
        middle = (whole + broken) // 2
        try:
            do(items[:middle])
            whole = middle
        except Exception as earlier:
            if isinstance(earlier, spared) or is_machine_fault(earlier):
                raise
            broken, fault = middle, earlier
    return Culprit(items[broken - 1], fault)


def is_machine_fault(fault: Exception) -> bool:
    """Whether memory, disk or installation are at fault, which no item is to be blamed for."""
    if isinstance(fault, (MemoryError, ImportError)) or "OutOfMemory" in type(fault).__name__:
        return True
    return isinstance(fault, OSError) and fault.errno in _MACHINE


def is_disk_full(fault: BaseException) -> bool:
    """Whether the file system had no room."""
    return isinstance(fault, OSError) and fault.errno in {errno.ENOSPC, errno.EDQUOT}


@cache
def program_version() -> str:
    """This program's version: poison to one may be none to the next."""
    try:
        return version("newsthread")
    except PackageNotFoundError:
        return "unknown"


def place_of(fault: BaseException) -> str:
    """`file:line` of the innermost frame of our own code that raised; "" without one."""
    place = ""
    for frame in traceback.extract_tb(fault.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in _PACKAGES:
            place = f"{path.relative_to(_ROOT)}:{frame.lineno}"
    return place


def poison_failure(
    stage: Stage,
    fault: Exception,
    at: datetime,
    *,
    url: str = "",
    feed_id: str = "",
    entry_id: str = "",
) -> Failure:
    """A failure of reason `poison`: which version raised what, and where.

    The detail is `newsthread VERSION: TYPE at FILE:LINE: message`, one line of at most 300
    characters; `warehouse.feeds.wanted_entries` reads the version in it.
    """
    where = f"{type(fault).__name__} at {place_of(fault) or 'an unknown place'}"
    detail = f"newsthread {program_version()}: {where}: {' '.join(str(fault).split())}"
    return Failure(
        stage=stage,
        url=_storable(url),
        reason=Reason.POISON,
        detail=_storable(detail)[:300],
        at=at,
        feed_id=feed_id,
        entry_id=entry_id,
    )


def _storable(text: str) -> str:
    """Text as any column holds it: no half of a surrogate pair, no NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")
