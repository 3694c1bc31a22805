"""Alerts as messages: told once per channel, in the order of time, cut between developments."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields

from pipeline.channels.blocks import Block, parse_blocks, shorten_blocks, shorten_words
from pipeline.channels.dialects import Dialect, render_blocks, unstyled
from pipeline.channels.rules import ChannelRules
from pipeline.records import Alert

Item = tuple[Alert, ...]
"""Alerts that tell one channel one development: of every track that asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestAlert(Alert):
    """An alert of a digest in several parts: it leaves with those of its `part_id`, under one
    `heading`; `number` is the part's, from 1."""

    part_id: str
    number: int
    heading: str


@dataclass(frozen=True, slots=True)
class Text:
    """A message as it is sent; `title` is "" where the channel has none or it stands in `body`."""

    title: str
    body: str


def article_time(alert: Alert) -> str:
    """When the alert's article was told, ISO 8601 in UTC; "" in rows made before it was kept."""
    try:
        content = json.loads(alert.json)
        return str(content["article"]["at"])
    except (ValueError, KeyError, TypeError):
        return ""


def collect_items(alerts: Sequence[Alert]) -> list[Item]:
    """The alerts, those of one channel and development together: the longest due first."""
    ordered = sorted(alerts, key=lambda a: (a.due_at, a.created_at, article_time(a), a.id))
    items: dict[tuple[str, str], list[Alert]] = {}
    for alert in ordered:
        items.setdefault((alert.channel, alert.development_id), []).append(alert)
    return [tuple(item) for item in items.values()]


def cut_digest(items: Sequence[Item], rules: ChannelRules) -> Iterator[tuple[Alert, ...]]:
    """Cut a digest into messages, each within the channel's limit: between developments.

    The alerts of each come as `DigestAlert`s, with their number where there are several messages.
    """
    ordered = sorted(items, key=lambda item: (article_time(item[0]), item[0].created_at))
    heading = digest_heading([alert for item in ordered for alert in item])
    parts = [ordered]
    if rules.limit:
        parts = list(_packed(ordered, rules, f"{heading} (99/99)"))
    for number, part in enumerate(parts, 1):
        alerts = tuple(alert for item in part for alert in item)
        yield (
            alerts
            if len(parts) == 1
            else _numbered(alerts, number, f"{heading} ({number}/{len(parts)})")
        )


def digest_heading(alerts: Sequence[Alert]) -> str:
    """How many developments of how many stories a digest tells."""
    count = len({alert.development_id for alert in alerts})
    stories = len({alert.story_id for alert in alerts})
    return f"{count} developments in {stories} " + ("story" if stories == 1 else "stories")


def message_text(message: Sequence[Alert], rules: ChannelRules, *, plain: bool = False) -> Text:
    """The message as the channel takes it; `plain`: without any markup."""
    dialect = unstyled(rules.dialect) if plain else rules.dialect
    items = collect_items(message)
    first = items[0][0]
    heading = getattr(first, "heading", "")
    if not heading and len(items) > 1:
        heading = digest_heading(message)
    title = shorten_words(heading or first.title, rules.title_limit or TITLE)
    if not heading:
        return Text(
            title if rules.title_limit else "",
            _item_text(first, dialect, rules, titled=bool(rules.title_limit)),
        )
    alone = render_blocks([Block("heading", parse_blocks(_escaped(title))[0].spans)], dialect)
    start = "" if rules.title_limit else alone + dialect.rule
    ordered = sorted((i[0] for i in items), key=lambda a: (article_time(a), a.created_at))
    room = rules.limit and rules.limit - rules.size(start)
    texts = [_item_text(alert, dialect, rules, room=room) for alert in ordered]
    if room and rules.size(dialect.rule.join(texts)) > room:  # plain links take more room
        each = room // len(ordered) - rules.size(dialect.rule)
        texts = [_item_text(alert, dialect, rules, room=max(each, 1)) for alert in ordered]
    return Text(title if rules.title_limit else "", start + dialect.rule.join(texts))


TITLE = 250
"""Characters of a heading in a message's body; subjects are shorter, a story's title may not be."""


def _item_text(
    alert: Alert, dialect: Dialect, rules: ChannelRules, *, room: int = 0, titled: bool = False
) -> str:
    """One development in the dialect, within `room` (0: the rules' limit); `titled`: with a title
    outside, so that the body does not repeat it."""
    room = room or rules.limit
    if dialect.verbatim and not (titled and dialect.verbatim == "text"):
        text = str(getattr(alert, dialect.verbatim)).strip()
        if not room or rules.size(text) <= room:
            return text
    elif dialect.verbatim:
        text = alert.text.strip().removeprefix(alert.title).strip()
        if not room or rules.size(text) <= room:
            return text
    blocks = parse_blocks(alert.html) or parse_blocks(_escaped(alert.text))
    if titled and len(blocks) > 1 and blocks[0] == _heading(alert):
        blocks = blocks[1:]
    fits = _fits(dialect, rules, room)
    return render_blocks(shorten_blocks(blocks, fits), dialect)


def _fits(dialect: Dialect, rules: ChannelRules, room: int) -> Callable[[Sequence[Block]], bool]:
    return lambda blocks: not room or rules.size(render_blocks(blocks, dialect)) <= room


def _heading(alert: Alert) -> Block | None:
    blocks = parse_blocks(f"<h2>{_escaped(alert.title)}</h2>")
    return blocks[0] if blocks else None


def _packed(items: Sequence[Item], rules: ChannelRules, heading: str) -> Iterator[list[Item]]:
    """As many items into each part as its limit takes, in their order; one that is too long is
    alone, and shortened when it is written."""
    rule = rules.size(rules.dialect.rule)
    start = 0 if rules.title_limit else rules.size(heading) + rules.size("****") + rule
    part: list[Item] = []
    length = start
    for item in items:
        size = rules.size(_item_text(item[0], rules.dialect, rules, room=rules.limit - start))
        if part and length + rule + size > rules.limit:
            yield part
            part, length = [], start
        length += size + (rule if part else 0)
        part.append(item)
    if part:
        yield part


def _numbered(alerts: Sequence[Alert], number: int, heading: str) -> tuple[DigestAlert, ...]:
    return tuple(
        DigestAlert(
            **{f.name: getattr(alert, f.name) for f in fields(Alert)},
            part_id=alerts[0].id,
            number=number,
            heading=heading,
        )
        for alert in alerts
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
