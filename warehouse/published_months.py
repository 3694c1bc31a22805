"""Rows of a published noun by month: their sums, and their keys where a sum has changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from warehouse.published_sums import Sums
from warehouse.store import Connection, read_query


def read_month_sums(con: Connection, view: str) -> dict[str, Sums]:
    """Month ("2026-03", "" without a time) -> rows of the view, and the sum of their keys."""
    rows = con.execute(_of_view("published_months", view)).fetchall()
    return {month: (int(n), int(keys)) for month, n, keys in rows}


def read_month_keys(con: Connection, view: str, months: Iterable[str]) -> None:
    """Put the keys of these months' rows into the temporary table `present`."""
    con.execute(_of_view("new_present", view))
    for month in months:
        if not month:
            con.execute(_of_view("published_undated_keys", view))
            continue
        year, number = (int(part) for part in month.split("-"))
        until = "infinity" if (year, number) == (9999, 12) else _first_of(year, number + 1)
        bounds = {"month": month, "start": _first_of(year, number), "until": until}
        con.execute(_of_view("published_keys", view), bounds)


def _first_of(year: int, number: int) -> datetime:
    return datetime(year + (number - 1) // 12, (number - 1) % 12 + 1, 1)  # noqa: DTZ001 - columns hold naive UTC


def _of_view(query: str, view: str) -> str:
    return read_query(query).replace("published_noun", view)
