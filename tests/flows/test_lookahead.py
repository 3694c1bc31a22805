"""The next batches are fetched and read while one is placed: in order, bounded, none left over."""

import threading

import pytest

from flows.lookahead import Lane, ahead


def nothing(_fault):
    """What is called when a block ends by an exception: here there is nothing to interrupt."""


def test_products_come_in_order_and_the_next_is_made_before_it_is_asked_for():
    second_is_read = threading.Event()

    def read(number):
        if number == 1:
            second_is_read.set()
        return number * 10

    with ahead(range(7), [Lane(lambda n: n), Lane(read)], nothing) as products:
        assert next(products) == 0
        assert second_is_read.wait(10)
        assert list(products) == [10, 20, 30, 40, 50, 60]


def test_no_more_batches_are_in_hand_than_the_lanes_are_wide_and_one():
    begun, most = [], 0
    lanes = [Lane(lambda n: begun.append(n) or n, 3), Lane(lambda n: n)]
    with ahead(range(20), lanes, nothing) as products:
        for done, _ in enumerate(products):
            most = max(most, len(begun) - done)
    assert sorted(begun) == list(range(20))
    assert most <= 5


def test_a_wide_lane_works_on_several_batches_and_gives_them_in_order():
    together = threading.Barrier(3, timeout=10)

    def fetch(number):
        together.wait()  # three at once, or this raises
        return number

    with ahead(range(6), [Lane(fetch, 3), Lane(lambda n: n)], nothing) as products:
        assert list(products) == list(range(6))


def test_without_a_step_the_batches_come_as_they_are():
    with ahead([[1], [2]], [], nothing) as products:
        assert list(products) == [[1], [2]]


def test_what_a_step_raises_is_raised_where_its_product_is_asked_for():
    def read(number):
        if number == 2:
            raise LookupError(number)
        return number

    with ahead(range(5), [Lane(read)], nothing) as products:
        assert [next(products), next(products)] == [0, 1]
        with pytest.raises(LookupError):
            next(products)


def test_a_block_that_ends_early_interrupts_what_is_under_way_and_leaves_no_thread():
    let_go, interrupted = threading.Event(), []

    def slow(number):
        if number:
            let_go.wait(30)
        return number

    def interrupt(fault):
        interrupted.append(fault)
        let_go.set()

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt), ahead(range(9), [Lane(slow)], interrupt) as products:
        next(products)
        raise KeyboardInterrupt
    assert [type(fault) for fault in interrupted] == [KeyboardInterrupt]
    assert threading.active_count() == before
