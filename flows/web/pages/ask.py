"""Ask: a question in SQL with its answer, and the dictionary; the URL holds the question."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows.reports.answer import SqlAnswer, View, answer_sql, read_dictionary
from flows.web.page import Page
from flows.web.site import Site
from warehouse.errors import WarehouseError

MOST_ROWS = 500
"""Rows of an answer on the page; the command line gives more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskQuestion:
    """`sql`: one SELECT over the views; "": none yet."""

    sql: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPage:
    """The question, its answer (None: none, or `problem`), and what may be asked about."""

    sql: str
    answer: SqlAnswer | None
    problem: str
    views: tuple[View, ...]


def read_ask(site: Site, question: AskQuestion) -> AskPage:
    """Answer the question; what is wrong with it stands in the page."""
    try:
        views = site.remembered(
            ("views",), lambda: read_dictionary(site.warehouse), for_good=True
        )  # this program's views, as it publishes them
    except WarehouseError as fault:
        return AskPage(sql=question.sql, answer=None, problem=str(fault), views=())
    page = AskPage(sql=question.sql, answer=None, problem="", views=views)
    if not question.sql.strip(" \t\r\n;"):
        return page
    try:
        answer = answer_sql(site.warehouse, question.sql, MOST_ROWS)
    except WarehouseError as fault:
        return replace(page, problem=str(fault))
    return replace(page, answer=answer)


PAGE = Page(
    path="/ask",
    section="ask",
    summary="The answer to a question in SQL over the published views, and their dictionary",
    query=AskQuestion,
    record=AskPage,
    read=read_ask,
    template="ask.html",
)
