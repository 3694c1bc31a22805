"""Status: cycles and their seconds, what waits, what the disk holds."""

from __future__ import annotations

from dataclasses import dataclass

from flows.reports.status import StatusReport, report_status
from flows.web.page import Page
from flows.web.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusQuestion:
    """Nothing is asked."""


def read_status(site: Site, _question: StatusQuestion) -> StatusReport:
    """Read the state of the monitor."""
    return report_status(site.warehouse, site.now())


PAGE = Page(
    path="/status",
    section="status",
    summary="Cycles with their counts and seconds, backlog, files",
    query=StatusQuestion,
    record=StatusReport,
    read=read_status,
    template="status.html",
)
