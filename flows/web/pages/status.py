"""Status: cycles and their seconds, what waits, what the disk holds."""

from __future__ import annotations

from dataclasses import dataclass

from flows.reports.status import StatusReport, report_status
from flows.web.page import Page
from flows.web.site import LATE_S, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusQuestion:
    """Nothing is asked."""


def read_status(site: Site, _question: StatusQuestion) -> StatusReport:
    """Read the state of the monitor, at most `LATE_S` ago."""
    return site.remembered(
        ("status",), lambda: report_status(site.warehouse, site.now()), most_s=LATE_S
    )


PAGE = Page(
    path="/status",
    section="status",
    summary="Cycles with their counts and seconds, backlog, files",
    query=StatusQuestion,
    record=StatusReport,
    read=read_status,
    template="status.html",
)
