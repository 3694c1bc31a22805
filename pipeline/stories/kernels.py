"""The loops of `loops`, as machine code where there is much to do.

numba takes a second and a half of a processor to be loaded and to read what it has kept on disk.
The few steps of a process that places one article are done in less by the same loops in plain
Python, and give the same bits: nothing is summed in another order.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import FunctionType, SimpleNamespace
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from pipeline.stories import loops
from pipeline.stories.loops import CountedRows, Hashes, Limits, Places, Runs, WeightedRows, Weights

Loop = TypeVar("Loop", bound=Callable[..., Any])

PLAIN_STEPS = 400_000
"""Steps of a process in plain Python before the loops are compiled: a microsecond each, which adds
up to a third of what numba takes. Chosen by hand (2026-11)."""

KEY_STEPS = 100
"""Steps for a key of a new article: runs are searched by halves, each holder is looked up."""


def masses(mine: WeightedRows, theirs: CountedRows, pair_starts: Places, others: Places) -> Weights:
    """See `loops.masses`."""
    steps = _values_of(theirs.starts, others)
    return cast(Weights, loops_for(steps).masses(mine, theirs, pair_starts, others))


def shared(mine: Hashes, their_starts: Places, their_hashes: Hashes, others: Places) -> Places:
    """See `loops.shared`."""
    steps = _values_of(their_starts, others)
    return cast(Places, loops_for(steps).shared(mine, their_starts, their_hashes, others))


def nearest(cosines: NDArray[np.float32], first: int, most: int) -> tuple[Places, Places]:
    """See `loops.nearest`."""
    return cast("tuple[Places, Places]", loops_for(cosines.size).nearest(cosines, first, most))


def candidates(
    near: tuple[Places, Places],
    keys: tuple[Places, Hashes],
    runs: Runs,
    live: Places,
    limits: Limits,
) -> tuple[Places, Places, NDArray[np.bool_]]:
    """See `loops.candidates`."""
    chosen = loops_for(KEY_STEPS * len(keys[1]))
    found = chosen.candidates(near, keys, runs, live, limits)
    return cast("tuple[Places, Places, NDArray[np.bool_]]", found)


def _values_of(starts: Places, rows: Places) -> int:
    return int((starts[rows + 1] - starts[rows]).sum())


_done = SimpleNamespace(steps=0)


def loops_for(steps: int) -> Any:
    """Give the plain loops while a process takes few steps, the compiled ones from then on."""
    _done.steps += steps
    if _done.steps < PLAIN_STEPS and not compiled_loops.cache_info().currsize:
        return loops
    return compiled_loops()


@cache
def compiled_loops() -> SimpleNamespace:
    """Give all loops, compiled when first called and kept on disk; they call each other so."""
    scope: dict[str, Any] = dict(vars(loops))
    plain = {name: loop for name, loop in scope.items() if isinstance(loop, FunctionType)}
    for name, loop in plain.items():
        scope[name] = compiled(FunctionType(loop.__code__, scope, name))
    return SimpleNamespace(**{name: scope[name] for name in plain})


def compiled(loop: Loop) -> Loop:
    """`loop` as machine code; compiled anew in every process where nothing may be kept on disk."""
    from numba import njit  # noqa: PLC0415 - half a second

    try:
        return cast(Loop, njit(cache=True, nogil=True)(loop))
    except RuntimeError:  # neither this folder nor the user's cache can be written to
        return cast(Loop, njit(nogil=True)(loop))
