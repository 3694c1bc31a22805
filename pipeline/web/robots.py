"""robots.txt: which pages a site asks programs to leave alone (RFC 9309, read by protego)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego

from pipeline.reasons import Reason
from pipeline.records import Failure

if TYPE_CHECKING:
    from pipeline.web.client import Client, Response

PRODUCT = "newsthread"
"""The token that a site addresses us by."""
MAX_BYTES = 512_000
"""RFC 9309 asks for 500 KiB at least; the rest of a longer file is not read."""
MAX_DELAY_S = 30.0
"""Crawl-delay (no part of RFC 9309, but widely used) is followed up to here; longer ones would
outlast a cycle. Chosen by hand (2026-11)."""

# Answers that mean "there are no rules" (RFC 9309, 2.3.1.3); server errors mean wait (2.3.1.4).
_NO_RULES = frozenset(
    {
        Reason.NOT_FOUND,
        Reason.FORBIDDEN,
        Reason.GONE,
        Reason.BAD_STATUS,
        Reason.TOO_LARGE,
        Reason.BAD_ENCODING,
        Reason.REDIRECT_LOOP,
        Reason.BAD_REDIRECT,
    }
)


class RobotsRules:
    """The rules of every site met in one round of fetching, each asked for once."""

    def __init__(self, client: Client, now: datetime) -> None:
        self._client, self._now = client, now
        self._sites: dict[str, asyncio.Task[Protego | Failure]] = {}

    async def refusal(self, url: str) -> Failure | None:
        """Why `url` must not be fetched now; None when it may. A Crawl-delay widens the spacing.

        Raises CancelledError when `cancel` was called while the rules were on their way.
        """
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._sites:
            self._sites[site] = asyncio.create_task(self._fetch_rules(site))
        rules = await asyncio.shield(self._sites[site])  # others wait for it too
        if isinstance(rules, Failure):
            return rules
        if delay := rules.crawl_delay(PRODUCT):
            self._client.politeness.widen_spacing(url, min(float(delay), MAX_DELAY_S))
        if rules.can_fetch(url, PRODUCT):
            return None
        return Failure(stage="fetch", url=url, reason=Reason.ROBOTS, at=self._now)

    def cancel(self) -> None:
        """Stop asking for rules that nobody waits for any more."""
        for task in self._sites.values():
            task.cancel()

    async def _fetch_rules(self, site: str) -> Protego | Failure:
        """The rules, or why they could not be read, so that nothing may be fetched for now."""
        answer = await self._client.get(
            f"{site}/robots.txt", now=self._now, kind="robots", max_bytes=MAX_BYTES
        )
        if not isinstance(answer, Failure):
            return Protego.parse(_rules_text(answer))
        if answer.reason in _NO_RULES:
            return Protego.parse("")
        if answer.reason != Reason.SERVER_ERROR:
            return answer
        return replace(answer, reason=Reason.ROBOTS_UNREACHABLE)


def _rules_text(answer: Response) -> str:
    if answer.content_type in ("text/html", "application/xhtml+xml"):  # a "soft 404"
        return ""
    return answer.body.decode("utf-8-sig", "replace").replace("\x00", "")
