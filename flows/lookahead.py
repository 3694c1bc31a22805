"""Work on the next batches while one is placed and loaded: the network, the workers, the model.

    with ahead(entries, [Lane(fetch, 4), Lane(extract), Lane(embed)], interrupt) as products:
        for product in products:        # in the order of the batches
            ...

Each step has threads of its own, as many as it may have batches under way; most have one. As many
batches as there are threads are in hand beside the one given last: that bounds memory, whatever
waits. Order is kept, and with it the promise that a stream's stories do not depend on how long
anything took.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

Step = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Lane:
    """A step, and how many batches it may work on at once."""

    step: Step
    width: int = 1


@contextmanager
def ahead(
    batches: Iterable[Any], lanes: Sequence[Lane], interrupt: Callable[[BaseException], None]
) -> Iterator[Iterator[Any]]:
    """Give what the lanes make of each batch, in order, made in threads before it is asked for.

    Args:
        batches: What the first step takes; the same as `products` where there is no lane.
        lanes: Each takes what the one before gave. They run in the context of the caller, so that
            Prefect knows their flow. What one raises is raised where its product is asked for.
        interrupt: Called with what the block raised, to end the steps under way; they are waited
            for, so that nothing runs on behind the caller's back.
    """
    pools = [ThreadPoolExecutor(lane.width, thread_name_prefix="newsthread") for lane in lanes]
    try:
        yield _products(batches, lanes, pools)
    except BaseException as fault:
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)
        interrupt(fault)
        raise
    finally:
        for pool in pools:
            pool.shutdown()


def _products(
    batches: Iterable[Any], lanes: Sequence[Lane], pools: Sequence[ThreadPoolExecutor]
) -> Iterator[Any]:
    most = sum(lane.width for lane in lanes)
    under_way: deque[Future[Any]] = deque()
    for batch in batches:
        under_way.append(_submitted(batch, lanes, pools))
        if len(under_way) > most:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _submitted(
    batch: Any, lanes: Sequence[Lane], pools: Sequence[ThreadPoolExecutor]
) -> Future[Any]:
    """The batch on its way through all lanes, in each as soon as a thread of it is free."""
    product: Future[Any] = Future()
    product.set_result(batch)
    for lane, pool in zip(lanes, pools, strict=True):
        product = pool.submit(copy_context().run, _step_after, lane.step, product)
    return product


def _step_after(step: Step, before: Future[Any]) -> Any:
    return step(before.result())
