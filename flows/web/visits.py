"""A reader's visits, remembered by cookies: what became known since the last one is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.reports.changes import CursorError, latest_cursor, read_cursor

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from warehouse.warehouse import Warehouse

VISIT_S = 1800
"""Seconds without a page after which the next is a new visit (chosen by hand, 2026-11)."""

YEAR_S = 31_536_000
LAST, VISIT = "newsthread_last", "newsthread_visit"  # cookies: the newest cursor, this visit's


def visit_cursor(request: Request) -> str:
    """Give the cursor from which the reader's visit counts what is new; "": the first visit."""
    return request.cookies.get(VISIT, request.cookies.get(LAST, ""))


def remember_visit(answer: Response, cursor: str, since: str) -> None:
    """Remember that the reader has seen all up to `cursor`, in a visit that counts from `since`."""
    answer.set_cookie(LAST, cursor, max_age=YEAR_S, httponly=True, samesite="lax")
    answer.set_cookie(VISIT, since, max_age=VISIT_S, httponly=True, samesite="lax")


def seen_cursor(warehouse: Warehouse, shown: str) -> str:
    """Give the cursor up to which a page showed everything; where it is none, the newest."""
    try:
        read_cursor(warehouse, shown)
    except CursorError:
        shown = ""
    return shown or latest_cursor(warehouse)
