"""Stages that run beside the others: the next batches are fetched and read while one is placed.

    with ahead(batches, [fetch, extract], interrupt) as products:
        for product in products:        # in the order of the batches
            ...

Each step has a thread of its own, so that at most one batch is fetched and one is extracted while
one is embedded, placed and loaded: memory holds three, whatever waits. Order is kept, and with it
the promise that a stream's stories do not depend on how long anything took.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

Step = Callable[[Any], Any]


@contextmanager
def ahead(
    batches: Iterable[Any], steps: Sequence[Step], interrupt: Callable[[BaseException], None]
) -> Iterator[Iterator[Any]]:
    """Give what the steps make of each batch, in order, made in threads before it is asked for.

    Args:
        batches: What the first step takes; the same as `products` where there is no step.
        steps: Each takes what the one before gave. They run in the context of the caller, so that
            Prefect knows their flow. What one raises is raised where its product is asked for.
        interrupt: Called with what the block raised, to end the steps under way; they are waited
            for, so that nothing runs on behind the caller's back.
    """
    pools = [ThreadPoolExecutor(1, thread_name_prefix="newsthread") for _ in steps]
    try:
        yield _products(batches, steps, pools)
    except BaseException as fault:
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)
        interrupt(fault)
        raise
    finally:
        for pool in pools:
            pool.shutdown()


def _products(
    batches: Iterable[Any], steps: Sequence[Step], pools: Sequence[ThreadPoolExecutor]
) -> Iterator[Any]:
    under_way: deque[Future[Any]] = deque()
    for batch in batches:
        under_way.append(_submitted(batch, steps, pools))
        if len(under_way) > len(steps):
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _submitted(
    batch: Any, steps: Sequence[Step], pools: Sequence[ThreadPoolExecutor]
) -> Future[Any]:
    """The batch on its way through all steps, each in its own thread as soon as that is free."""
    product: Future[Any] = Future()
    product.set_result(batch)
    for step, pool in zip(steps, pools, strict=True):
        product = pool.submit(copy_context().run, _step_after, step, product)
    return product


def _step_after(step: Step, before: Future[Any]) -> Any:
    return step(before.result())
