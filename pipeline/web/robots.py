"""robots.txt: which pages a site asks programs to leave alone (RFC 9309, read by protego)."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
KEPT = timedelta(hours=6)
"""How long a site's rules are kept. RFC 9309, 2.4: no more than a day; what an editor changes holds
the same day. Chosen by hand (2026-11)."""
MOST_SITES = 2000
"""Sites whose rules are kept, those asked last: a few MB. Chosen by hand (2026-11)."""
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


@dataclass(frozen=True, slots=True)
class _Kept:
    """Rules, read or on their way, as of a cycle's time."""

    task: asyncio.Task[Protego | Failure]
    at: datetime

    def holds(self, now: datetime) -> bool:
        """Whether they are still to go by; what was read in the future is read again."""
        if self.task.done():
            if self.task.cancelled() or self.task.exception():
                return False
            if isinstance(self.task.result(), Failure):
                return now == self.at
        return self.at <= now < self.at + KEPT


class RobotsRules:
    """The rules of every site met, kept for `KEPT`; what could not be read, for one cycle.

    For one event loop. A site is asked once, however many wait for its rules.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    async def refusal(self, url: str, now: datetime) -> Failure | None:
        """Why `url` must not be fetched now; None when it may. A Crawl-delay widens the spacing.

        Raises CancelledError when `cancel` was called while the rules were on their way.
        """
        parts = urlsplit(url)
        rules = await self._rules(f"{parts.scheme}://{parts.netloc}", now)
        if isinstance(rules, Failure):
            return rules
        if delay := rules.crawl_delay(PRODUCT):
            self._client.politeness.widen_spacing(url, min(float(delay), MAX_DELAY_S))
        if rules.can_fetch(url, PRODUCT):
            return None
        return Failure(stage="fetch", url=url, reason=Reason.ROBOTS, at=now)

    def cancel(self) -> None:
        """Stop asking for rules: nobody waits for them any more."""
        for kept in self._kept.values():
            kept.task.cancel()

    async def _rules(self, site: str, now: datetime) -> Protego | Failure:
        kept = self._kept.get(site)
        if kept is None or not kept.holds(now):
            task = asyncio.create_task(self._fetch_rules(site, now))
            kept = self._kept[site] = _Kept(task, now)
        self._kept.move_to_end(site)
        while len(self._kept) > MOST_SITES:
            self._kept.popitem(last=False)
        return await asyncio.shield(kept.task)  # others wait for it too

    async def _fetch_rules(self, site: str, now: datetime) -> Protego | Failure:
        """The rules, or why they could not be read, so that nothing may be fetched for now."""
        answer = await self._client.get(
            f"{site}/robots.txt", now=now, kind="robots", max_bytes=MAX_BYTES
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
