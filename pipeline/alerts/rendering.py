"""The words of an alert: quotes, old and new figures, who told it first. Nothing is paraphrased.

Every alert has four forms of one content: plain text, HTML, Markdown and JSON.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape

from pipeline.records import Alert, Development, Story, Track, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertContent:
    """All that one alert says, before it is put into words."""

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
        """When the cycle saw it, as a reader in the zone would write it: "2 Mar 2026 13:00 CET"."""
        local = self.development.at.astimezone(self.zone)
        return local.strftime("%d %b %Y %H:%M ").lstrip("0") + (local.tzname() or "")

    @property
    def corroboration(self) -> str:
        """How many independent voices, and which was first; "" when none is known."""
        count = len(self.voices)
        if not count:
            return ""
        voices = "1 independent voice" if count == 1 else f"{count} independent voices"
        return f"{voices}; first: {self.voices[0].name}" if self.voices[0].name else voices

    @property
    def why(self) -> str:
        """Which track this alert is for."""
        return f'You follow "{self.track.name}" ({request_summary(self.track)}).'

    @property
    def mute(self) -> str:
        """How to stop it."""
        return f"newsthread untrack {self.track.id}"


def request_summary(track: Track) -> str:
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


def alert_id(track_id: str, development_id: str, channel: str) -> str:
    """The idempotency key, 16 hex digits."""
    return hashlib.sha256("\n".join((track_id, development_id, channel)).encode()).hexdigest()[:16]


def render_alert(content: AlertContent, channel: str, now: datetime, due: datetime) -> Alert:
    """The alert row for one channel, made `now`, to be handed over at `due`; all four forms."""
    key = alert_id(content.track.id, content.development.id, channel)
    return Alert(
        id=key,
        track_id=content.track.id,
        development_id=content.development.id,
        story_id=content.story.id,
        channel=channel,
        created_at=now,
        due_at=due,
        title=content.title,
        text=plain_text(content),
        html=html(content),
        markdown=markdown(content),
        json=json_text(content, key),
    )


def plain_text(content: AlertContent) -> str:
    """Plain text, lines as they are read in a terminal or a short message."""
    development = content.development
    lines = [content.title, ""]
    for quote in development.quotes:
        lines += [_in_quotes(quote.text), ""]
    for change in development.changes:
        lines.append(f"Changed: {change.old} -> {change.new}")
    for text in development.dropped:
        lines.append(f"Removed by the publisher: {_in_quotes(text)}")
    lines.append(f"{_source(content)}, {content.time}")
    lines += [development.url] if development.url else []
    lines += [content.corroboration] if content.corroboration else []
    return "\n".join([*lines, "", content.why, f"To stop: {content.mute}"]) + "\n"


def markdown(content: AlertContent) -> str:
    """CommonMark; what comes from the world is escaped."""
    development = content.development
    lines = [f"## {_md(content.title)}", ""]
    for quote in development.quotes:
        lines += [f"> {_md(quote.text)}", ""]
    for change in development.changes:
        lines += [f"- Changed: {_md(change.old)} → **{_md(change.new)}**"]
    for text in development.dropped:
        lines += [f"- Removed by the publisher: {_md(text)}"]
    link = (
        f"[{_md(_source(content))}](<{development.url}>)" if development.url else _source(content)
    )
    lines += ["", f"{link}, {content.time}", ""]
    lines += [_md(content.corroboration), ""] if content.corroboration else []
    return "\n".join([*lines, f"*{_md(content.why)} To stop:* `{content.mute}`"]) + "\n"


def html(content: AlertContent) -> str:
    """A fragment without scripts, styles or pictures; what comes from the world is escaped."""
    development = content.development
    parts = [f"<h2>{escape(content.title)}</h2>"]
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
    source = escape(_source(content))
    if development.url:
        source = f'<a href="{escape(development.url)}">{source}</a>'
    stamp = development.at.isoformat()
    parts.append(f'<p>{source}, <time datetime="{stamp}">{escape(content.time)}</time></p>')
    if content.corroboration:
        parts.append(f"<p>{escape(content.corroboration)}</p>")
    parts.append(
        f"<p><small>{escape(content.why)} To stop: <code>{content.mute}</code></small></p>"
    )
    return "\n".join(parts) + "\n"


def json_text(content: AlertContent, key: str) -> str:
    """One JSON object; times are ISO 8601 in UTC."""
    development = content.development
    first = content.voices[0].name if content.voices else ""
    return json.dumps(
        {
            "id": key,
            "story": {"id": content.story.id, "title": content.title},
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
            "voices": {"count": len(content.voices), "first": first},
            "track": {
                "id": content.track.id,
                "name": content.track.name,
                "wish": request_summary(content.track),
            },
            "mute": content.mute,
        },
        ensure_ascii=False,
    )


def _source(content: AlertContent) -> str:
    return content.development.outlet or content.development.url or "unknown outlet"


def _in_quotes(text: str) -> str:
    return f"“{text}”" if text[:1] not in '"“”«' else text


def _md(text: str) -> str:
    """Escape what CommonMark would read as markup; line breaks become blanks."""
    flat = " ".join(text.split())
    return "".join("\\" + sign if sign in "\\`*_{}[]<>#|!~" else sign for sign in flat)
