"""The words of an alert: quotes, old and new figures, who told it first. Nothing is paraphrased.

Every alert has four forms of one content: plain text, HTML, Markdown and JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape

from pipeline.alerts.tracks import due_at, held_until, kinds, within_budget
from pipeline.records import Alert, Development, Story, Track, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """All that one alert says."""

    track: Track
    development: Development
    story: Story
    voices: tuple[Voice, ...]
    zone: tzinfo

    @property
    def title(self) -> str:
        """The story's title."""
        return self.story.title or self.track.name

    @property
    def time(self) -> str:
        """When it was told, as a reader in the zone would write it."""
        local = self.development.at.astimezone(self.zone)
        return local.strftime("%d %b %Y %H:%M ").lstrip("0") + (local.tzname() or "")

    @property
    def corroboration(self) -> str:
        """How many independent voices, and which was first."""
        count = len(self.voices)
        if not count:
            return ""
        said = "1 independent voice" if count == 1 else f"{count} independent voices"
        return f"{said}; first: {self.voices[0].name}" if self.voices[0].name else said

    @property
    def why(self) -> str:
        """Which wish this alert answers."""
        return f'You follow "{self.track.name}" ({wish(self.track)}).'

    @property
    def mute(self) -> str:
        """How to stop it."""
        return f"newsthread untrack {self.track.id}"


def wish(track: Track) -> str:
    """What a track asks for, in a few words."""
    parts = []
    if track.story_id:
        parts.append(f"story {track.story_id}")
    if track.query:
        parts.append(f"words: {track.query}")
    if track.example:
        parts.append(f"example: {track.example}")
    for name, terms in (("any", track.any_of), ("all", track.all_of), ("none", track.none_of)):
        if terms:
            parts.append(f"{name} of: {', '.join(terms)}")
    return "; ".join(parts)


def alerts(  # noqa: PLR0913, PLR0917 - who wishes what, what happened, and when and where it is read
    tracks: Sequence[Track],
    developments: Sequence[Development],
    stories: Mapping[str, Story],
    voices: Mapping[str, Sequence[Voice]],
    now: datetime,
    zone: tzinfo,
    told_today: Mapping[str, int] | None = None,
) -> list[Alert]:
    """One alert per track, development and channel; its id is the hash of the three.

    A track that follows several stories is given once per story, its `story_id` set to each.
    Developments that were not told before because a track's minimum of outlets was not reached
    are given again, until they are: ids keep that harmless.

    Args:
        tracks: Each with the `story_id` it follows.
        developments: Of those stories; silent ones (`alert` False) are passed over.
        stories: By id.
        voices: A story's independent voices, the earliest first.
        now: The cycle's time.
        zone: In which quiet hours and digests are meant, and times are written.
        told_today: Track id -> developments told since midnight, for the budgets.
    """
    out: list[Alert] = []
    ready: dict[str, list[tuple[Track, Development]]] = {}
    for track in tracks:
        for development in developments:
            if _concerns(track, development, voices.get(development.story_id, ())):
                ready.setdefault(track.id, []).append((track, development))
    for track_id, pairs in ready.items():
        unique = {d.id: (t, d) for t, d in pairs}
        track = pairs[0][0]
        told, held = within_budget(
            track, [d for _, d in unique.values()], (told_today or {}).get(track_id, 0)
        )
        for found, due in ((told, due_at(track, now, zone)), (held, held_until(track, now, zone))):
            for development in found:
                matter = Matter(
                    track=unique[development.id][0],
                    development=development,
                    story=stories[development.story_id],
                    voices=tuple(voices.get(development.story_id, ())),
                    zone=zone,
                )
                out.extend(_written(matter, channel, now, due) for channel in track.channels)
    return out


def _concerns(track: Track, development: Development, voices: Sequence[Voice]) -> bool:
    if not (track.active and development.alert and track.story_id == development.story_id):
        return False
    if track.min_outlets > 1 and len(voices) < track.min_outlets:
        return False
    return not track.mute_until or track.mute_until in kinds(development)


def alert_id(track_id: str, development_id: str, channel: str) -> str:
    """The idempotency key, 16 hex digits."""
    return hashlib.sha256("\n".join((track_id, development_id, channel)).encode()).hexdigest()[:16]


def _written(matter: Matter, channel: str, now: datetime, due: datetime) -> Alert:
    key = alert_id(matter.track.id, matter.development.id, channel)
    return Alert(
        id=key,
        track_id=matter.track.id,
        development_id=matter.development.id,
        story_id=matter.story.id,
        channel=channel,
        created_at=now,
        due_at=due,
        title=matter.title,
        text=plain(matter),
        html=html(matter),
        markdown=markdown(matter),
        json=as_json(matter, key),
    )


def plain(matter: Matter) -> str:
    """Plain text, lines as they are read in a terminal or a short message."""
    development = matter.development
    lines = [matter.title, ""]
    for quote in development.quotes:
        lines += [_in_quotes(quote.text), ""]
    for change in development.changes:
        lines.append(f"Changed: {change.old} -> {change.new}")
    for text in development.dropped:
        lines.append(f"Removed by the publisher: {_in_quotes(text)}")
    lines.append(f"{_source(matter)}, {matter.time}")
    lines += [development.url] if development.url else []
    lines += [matter.corroboration] if matter.corroboration else []
    return "\n".join([*lines, "", matter.why, f"To stop: {matter.mute}"]) + "\n"


def markdown(matter: Matter) -> str:
    """CommonMark; what comes from the world is escaped."""
    development = matter.development
    lines = [f"## {_md(matter.title)}", ""]
    for quote in development.quotes:
        lines += [f"> {_md(quote.text)}", ""]
    for change in development.changes:
        lines += [f"- Changed: {_md(change.old)} → **{_md(change.new)}**"]
    for text in development.dropped:
        lines += [f"- Removed by the publisher: {_md(text)}"]
    link = f"[{_md(_source(matter))}](<{development.url}>)" if development.url else _source(matter)
    lines += ["", f"{link}, {matter.time}", ""]
    lines += [_md(matter.corroboration), ""] if matter.corroboration else []
    return "\n".join([*lines, f"*{_md(matter.why)} To stop:* `{matter.mute}`"]) + "\n"


def html(matter: Matter) -> str:
    """A fragment without scripts, styles or pictures; what comes from the world is escaped."""
    development = matter.development
    parts = [f"<h2>{escape(matter.title)}</h2>"]
    cite = f' cite="{escape(development.url)}"' if development.url else ""
    parts += [f"<blockquote{cite}>{escape(q.text)}</blockquote>" for q in development.quotes]
    rows = [
        f"<li>Changed: {escape(c.old)} → <strong>{escape(c.new)}</strong></li>"
        for c in development.changes
    ]
    rows += [
        f"<li>Removed by the publisher: <del>{escape(t)}</del></li>" for t in development.dropped
    ]
    if rows:
        parts.append(f"<ul>{''.join(rows)}</ul>")
    source = escape(_source(matter))
    if development.url:
        source = f'<a href="{escape(development.url)}">{source}</a>'
    stamp = development.at.isoformat()
    parts.append(f'<p>{source}, <time datetime="{stamp}">{escape(matter.time)}</time></p>')
    if matter.corroboration:
        parts.append(f"<p>{escape(matter.corroboration)}</p>")
    parts.append(f"<p><small>{escape(matter.why)} To stop: <code>{matter.mute}</code></small></p>")
    return "\n".join(parts) + "\n"


def as_json(matter: Matter, key: str) -> str:
    """One JSON object; times are ISO 8601 in UTC."""
    development = matter.development
    first = matter.voices[0].name if matter.voices else ""
    return json.dumps(
        {
            "id": key,
            "story": {"id": matter.story.id, "title": matter.title},
            "development": {
                "id": development.id,
                "article_id": development.article_id,
                "version": development.version,
                "at": development.at.isoformat(),
                "outlet": development.outlet,
                "url": development.url,
                "score": round(development.score, 3),
            },
            "quotes": [{"text": q.text, "score": round(q.score, 3)} for q in development.quotes],
            "changes": [
                {"counts": c.counts, "old": c.old, "new": c.new, "sentence": c.sentence}
                for c in development.changes
            ],
            "dropped": list(development.dropped),
            "voices": {"count": len(matter.voices), "first": first},
            "track": {"id": matter.track.id, "name": matter.track.name, "wish": wish(matter.track)},
            "mute": matter.mute,
        },
        ensure_ascii=False,
    )


def _source(matter: Matter) -> str:
    return matter.development.outlet or matter.development.url or "unknown outlet"


def _in_quotes(text: str) -> str:
    return f"“{text}”" if text[:1] not in '"“”«' else text


def _md(text: str) -> str:
    """Escape what CommonMark would read as markup; line breaks become blanks."""
    flat = " ".join(text.split())
    return "".join("\\" + sign if sign in "\\`*_{}[]<>#|!~" else sign for sign in flat)
