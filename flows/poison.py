"""Stages over batches in which an item may make our own code raise: without it, and told.

What one article, feed, track or channel does to a stage costs that one alone. It leaves a failure
of reason `poison`; see `pipeline.poison`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from flows.logs import log_fault
from flows.refusal import SettingsError
from pipeline.notify import MOST_WAIT, RetryPolicy, send_message
from pipeline.pages.archive import write_archive
from pipeline.poison import Culprit, as_one, in_parts, is_machine_fault, poison_failure
from pipeline.poll import poisoned_poll
from pipeline.reasons import Reason, Stage
from pipeline.records import Alert, Article, Delivery, Entry, Failure, Page, Poll, Track
from warehouse.batch import Batch
from warehouse.errors import LakeError, WarehouseError

if TYPE_CHECKING:
    from pipeline.channels.sending import Channel
    from warehouse.warehouse import Warehouse

R = TypeVar("R")

SPARED = (WarehouseError, SettingsError)
"""Exceptions that are no item's fault: they end the cycle."""

CONTROL_TEXT = "The council met on Monday and agreed on the budget of the coming year."


def control_article(now: datetime) -> Article:
    """An article that no stage can fail on unless it fails on everything."""
    title = "Council agrees on budget"
    return Article(id="0" * 16, title=title, text=CONTROL_TEXT, lang="en", first_seen_at=now)


def blank_article(article: Article) -> Article:
    """The article without its words and date: no stage can fail on it, nothing resembles it."""
    return replace(article, title="", text="", summary="", published_at=None)


def is_poison(fault: Exception) -> bool:
    """Whether an item may be to blame for the exception."""
    return not isinstance(fault, SPARED) and not is_machine_fault(fault)


def failure_of(
    stage: Stage, item: Article | Entry | Track, fault: Exception, at: datetime
) -> Failure:
    """The failure row of an article, an entry or a track; the stack goes to the log at debug."""
    log_fault(logging.DEBUG, "poison", fault, stage=stage)
    if isinstance(item, Track):
        return poison_failure(stage, fault, at, url=f"track {item.name or item.id}")
    return poison_failure(stage, fault, at, url=item.url, feed_id=item.feed_id, entry_id=item.id)


def failures_of(
    stage: Stage, culprits: Sequence[Culprit[Article]] | Sequence[Culprit[Entry]], at: datetime
) -> list[Failure]:
    """The failure rows of culprits."""
    return [failure_of(stage, culprit.item, culprit.fault, at) for culprit in culprits]


def archived(pages: Sequence[Page], folder: Path, now: datetime) -> list[Failure]:
    """Archive the pages; a failure for each that cannot be, or one for the folder.

    Raises OSError when the disk is full.
    """
    try:
        _, culprits = as_one(
            pages, lambda part: write_archive(part, folder, now), (*SPARED, OSError)
        )
    except OSError as fault:
        if is_machine_fault(fault):
            raise
        return [poison_failure("fetch", fault, now, url=str(folder))]
    return [
        poison_failure("fetch", c.fault, now, url=c.item.url, entry_id=c.item.entry_id)
        for c in culprits
    ]


def failed_deliveries(
    alerts: Sequence[Alert],
    detail: str,
    now: datetime,
    tries: Mapping[str, int],
    policy: RetryPolicy,
) -> list[Delivery]:
    """The deliveries of a message whose channel raised: tried again as the policy has it."""
    deliveries = []
    for alert in alerts:
        attempt = tries.get(alert.id, 0) + 1
        wait = min(timedelta(seconds=policy.first_retry_s) * 2 ** min(attempt - 1, 20), MOST_WAIT)
        retry_at = now + wait if attempt < policy.attempts else None
        deliveries.append(
            Delivery(
                alert_id=alert.id,
                at=now,
                accepted=False,
                detail=detail,
                attempt=attempt,
                retry_at=retry_at,
            )
        )
    return deliveries


def send_or_fail(
    channels: Mapping[str, Channel],
    policy: RetryPolicy,
    now: datetime,
    alerts: Sequence[Alert],
    tries: Mapping[str, int],
) -> tuple[Sequence[Delivery], Failure | None]:
    """Send one message; where a channel makes our own code raise, it is tried again later."""
    try:
        return send_message(alerts, channels, now, tries, policy), None
    except Exception as fault:
        if not is_poison(fault):
            raise
        name = alerts[0].channel
        url = f"channel {name}" if name in channels else "channel of a track"
        failure = poison_failure("notify", fault, now, url=url)
        return failed_deliveries(alerts, failure.detail, now, tries, policy), failure


def lake_failure(warehouse: Warehouse, fault: LakeError, now: datetime) -> Failure:
    """What is kept of a lake that could not be appended to."""
    return Failure(
        stage="publish", url=str(warehouse.lake), reason=Reason.LAKE, detail=str(fault), at=now
    )


# --- detect ----------------------------------------------------------------------------------

Detector = Callable[[Sequence[Track], Batch], Batch]
"""Adds to a placed batch what it means to these tracks."""


def detected(
    batch: Batch, tracks: Sequence[Track], story_of: Mapping[str, str], do: Detector
) -> Batch:
    """The batch with its developments and alerts, but of the articles and tracks that raise.

    These articles stay in the batch: what they are is known, only what they add is not.

    Args:
        batch: Placed.
        tracks: The active ones.
        story_of: Article id -> story id, of the batch's articles at least.
        do: Called again and again, with some of the tracks and some of the articles.
    """
    changed = [*batch.articles, *batch.edits]
    try:
        return do(tracks, batch)
    except Exception as fault:
        if not is_poison(fault):
            raise
    _, suspects = in_parts(changed, lambda part: do(tracks, articles_of(batch, part)), SPARED)
    culprits = [
        suspect
        for suspect in suspects
        if _fails_anyone(suspect.item, articles_of(batch, [suspect.item]), story_of, do)
    ]
    rest = _without(changed, culprits)
    result, broken = as_one(tracks, lambda part: do(part, articles_of(batch, rest)), SPARED)
    if broken and not suspects:  # articles raise only together
        try:
            result, more = as_one(rest, lambda part: do(tracks, articles_of(batch, part)), SPARED)
        except Exception as fault:
            if not is_poison(fault):
                raise
        else:
            culprits, broken = [*culprits, *more], []
    failures = failures_of("detect", culprits, batch.at)
    failures += [failure_of("detect", each.item, each.fault, batch.at) for each in broken]
    return replace(
        result,
        articles=batch.articles,
        edits=batch.edits,
        embeddings=batch.embeddings,
        failures=[*result.failures, *failures],
    )


def _fails_anyone(
    article: Article, alone: Batch, story_of: Mapping[str, str], do: Detector
) -> bool:
    """Whether the article raises for plain tracks, too: one by its story, one by its own words."""
    plain = Track(id="plain", name="plain", created_at=alone.at, channels=("plain",))
    tracks = [
        replace(plain, story_id=story_of.get(article.id, "")),
        replace(plain, id="words", query=article.title),
    ]
    try:
        do(tracks, alone)
    except Exception as fault:
        if not is_poison(fault):
            raise
        return True
    return False


def articles_of(batch: Batch, part: Sequence[Article]) -> Batch:
    """The batch with these of its articles and edits alone; its placement stays."""
    kept = {(article.id, article.version) for article in part}
    rows = [i for i, a in enumerate(batch.articles) if (a.id, a.version) in kept]
    return replace(
        batch,
        articles=[batch.articles[row] for row in rows],
        embeddings=batch.embeddings[np.array(rows, np.int64)],
        edits=[a for a in batch.edits if (a.id, a.version) in kept],
    )


def _without(articles: Sequence[Article], culprits: Sequence[Culprit[Article]]) -> list[Article]:
    left_out = {id(culprit.item) for culprit in culprits}
    return [article for article in articles if id(article) not in left_out]


# --- load ------------------------------------------------------------------------------------


def loadable_polls(warehouse: Warehouse, batch: Batch) -> Batch:
    """A batch of polls without the entries and feed states that break its transaction.

    A culprit among the entries is loaded as a stub, so that its feed does not bring it again; a
    feed whose state is one begins anew.
    """

    def probe(polls: Sequence[Poll]) -> Sequence[Poll]:
        warehouse.probe(replace(batch, polls=polls))
        return polls

    whole, culprits = as_one(batch.polls, probe, SPARED)
    polls, stubs, failures = list(whole), list[Entry](), list[Failure]()
    for culprit in culprits:
        poll, left_out = _loadable_poll(warehouse, batch, culprit)
        if poll:
            polls.append(poll)
        stubs += [_stub(each.item) for each in left_out]
        failures += failures_of("load", left_out, batch.at)
    return replace(
        batch,
        polls=polls,
        entries=[*batch.entries, *stubs],
        tried=[*batch.tried, *stubs],
        failures=[*batch.failures, *failures],
    )


def _loadable_poll(
    warehouse: Warehouse, batch: Batch, culprit: Culprit[Poll]
) -> tuple[Poll | None, list[Culprit[Entry]]]:
    """The poll without its culprits; without entries where its feed is at fault, else None."""
    poll = culprit.item

    def probe(entries: Sequence[Entry]) -> Poll:
        part = replace(poll, entries=tuple(entries))
        warehouse.probe(replace(batch, polls=[part]))
        return part

    try:
        return as_one(poll.entries, probe, SPARED)
    except Exception as fault:
        if not is_poison(fault):
            raise
        return _probed_failed_poll(warehouse, batch, poll, fault), []


def _probed_failed_poll(
    warehouse: Warehouse, batch: Batch, poll: Poll, fault: Exception
) -> Poll | None:
    failed = poisoned_poll(poll.feed, fault, batch.at)
    try:
        warehouse.probe(replace(batch, polls=[failed]))
    except Exception as again:
        if not is_poison(again):
            raise
        return None
    return failed


def _stub(entry: Entry) -> Entry:
    """What is kept of an entry that cannot be stored: who it is, and where it stands."""
    url = entry.url if entry.url.isascii() and entry.url.isprintable() else ""
    return Entry(
        id=entry.id,
        feed_id=entry.feed_id,
        outlet="",
        url=url,
        first_seen_at=entry.first_seen_at,
        digest=entry.digest,
    )
