"""What there is to publish, in sums of keys: by day where rows come, by month where settled.

Settled rows, two weeks old and older, are told unchanged by their number and the sum of their
times, and by `store.revisions`, where every statement that changes published rows notes it: their
keys are summed anew only where one of these speaks, and by whoever publishes first in a process or
for the first time in a day. Publishing so costs what is new, not what there is.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from warehouse.store import Connection, read_query

Sums = tuple[int, int]
"""How many rows, and the sum of their keys."""

Periods = Mapping[str, Sums]
"""By day ("2026-03-31"), settled month ("2026-02"), or "" for rows without a time."""

BEGINNING: Final = datetime(1, 1, 1)  # noqa: DTZ001 - columns hold naive UTC
DAY: Final = len("2026-03-31")


@dataclass(frozen=True, slots=True)
class PublishedSums:
    """The sums of a main file, as one publishing finds them.

    `nouns`: noun -> period -> sums; of a noun that is published whole the period is "". `settled`:
    noun -> how many rows are older than `open_from` (naive UTC), and the sum of their times.
    `revision`: the last one's number.
    """

    nouns: dict[str, dict[str, Sums]] = field(default_factory=dict)
    settled: dict[str, Sums] = field(default_factory=dict)
    open_from: datetime = BEGINNING
    revision: int = 0


def read_sums(
    con: Connection, parted: Iterable[str], whole: Iterable[str], before: PublishedSums | None
) -> PublishedSums:
    """The sums now; `before`: those of the last publishing, None to sum all keys."""
    since, open_from = (before.revision, before.open_from) if before else (0, _open_from(con))
    values = {"since": since, "open_from": open_from}
    ((revision, revised),) = con.execute(read_query("revised_nouns"), values).fetchall()
    if revision < since:  # of another file, put in this one's place
        return read_sums(con, parted, whole, None)
    sums = PublishedSums(open_from=open_from, revision=int(revision))
    for noun in parted:
        sums.settled[noun] = _read_periods(con, "settled_sums", noun, open_from)[""]
        kept = before if before and noun not in revised else None
        if kept and kept.settled.get(noun) == sums.settled[noun]:
            months = {p: one for p, one in kept.nouns.get(noun, {}).items() if 0 < len(p) < DAY}
        else:
            months = _read_periods(con, "settled_months", noun, open_from)
        sums.nouns[noun] = months | _read_periods(con, "open_days", noun, open_from)
    for noun in whole:
        query = read_query("published_whole").replace("published_noun", f"published_{noun}")
        ((_, n, keys),) = con.execute(query).fetchall()
        sums.nouns[noun] = {"": (int(n), int(keys))}
    return sums


def _open_from(con: Connection) -> datetime:
    """Where days begin; where there was no cycle all rows are by days."""
    newest: datetime | None = con.execute(read_query("open_from")).fetchall()[0][0]
    return newest or BEGINNING


def fold_days(periods: Periods, open_from: datetime) -> dict[str, Sums]:
    """The periods as they are named with this beginning of days: settled ones are of months."""
    folded: dict[str, Sums] = {}
    for period, (n, keys) in periods.items():
        name = period[:7] if period < open_from.date().isoformat() else period
        before = folded.get(name, (0, 0))
        folded[name] = (before[0] + n, before[1] + keys)
    return folded


def differing_periods(before: Periods, now: Periods) -> list[str]:
    """Periods whose sums differ."""
    return sorted(p for p in before.keys() | now.keys() if before.get(p) != now.get(p))


def time_ranges(periods: Collection[str]) -> list[tuple[datetime, datetime | str]]:
    """From when until when the periods are, those that touch as one; without "" for no time."""
    ranges: list[tuple[datetime, datetime | str]] = []
    months = {period for period in periods if len(period) < DAY}
    for start, until in map(
        _bounds, sorted(p for p in periods if p and (p in months or p[:7] not in months))
    ):
        if ranges and ranges[-1][1] == start:
            ranges[-1] = (ranges[-1][0], until)
        else:
            ranges.append((start, until))
    return ranges


def meets(month: str, start: datetime, until: datetime | str) -> bool:
    """Whether some of the month is within these times."""
    first, following = _bounds(month)
    return (until == "infinity" or first < until) and (following == "infinity" or start < following)  # type: ignore[operator]


def total(periods: Periods) -> Sums:
    """Of all periods."""
    return sum(n for n, _ in periods.values()), sum(keys for _, keys in periods.values())


def _bounds(period: str) -> tuple[datetime, datetime | str]:
    start = date.fromisoformat(period if len(period) == DAY else f"{period}-01")
    if len(period) == DAY:
        last = start
    else:
        last = start.replace(day=monthrange(start.year, start.month)[1])
    until = _midnight(last + timedelta(1)) if last < date.max else "infinity"
    return _midnight(start), until


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - columns hold naive UTC


def _read_periods(con: Connection, query: str, noun: str, open_from: datetime) -> dict[str, Sums]:
    text = read_query(query).replace("published_noun", f"published_{noun}")
    rows = con.execute(text, {"open_from": open_from}).fetchall()
    return {period: (int(n), int(keys)) for period, n, keys in rows}
