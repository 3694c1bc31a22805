"""The words of an alert: quotes, old and new figures, who told it first. Nothing is paraphrased.

Every alert has four forms of one content: plain text, HTML, Markdown and JSON.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from html import escape

from pipeline.alerts.links import LinkBase
from pipeline.channels.blocks import shorten_words
from pipeline.channels.dialects import escape_markdown
from pipeline.records import Alert, Article, Development, FigureChange, Story, Track, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertContent:
    """All that one alert says, before it is put into words."""

    track: Track
    development: Development
    story: Story
    voices: tuple[Voice, ...]
    zone: tzinfo
    tracks: tuple[Track, ...] = ()  # all that would tell this channel the same; () for `track`
    article: Article | None = None  # that told it; None where only the development is known
    links: LinkBase = field(default_factory=LinkBase)

    @property
    def title(self) -> str:
        """The story's title."""
        return self.story.title or self.track.name

    @property
    def news(self) -> str:
        """What is new, in one line: the changed figure, else how the first quote begins."""
        development = self.development
        if development.changes:
            return shorten_words(change_summary(development.changes[0]), NEWS_LENGTH)
        if development.quotes:
            return shorten_words(development.quotes[0].text, NEWS_LENGTH)
        if development.dropped:
            return shorten_words(f"Removed: {_in_quotes(development.dropped[0])}", NEWS_LENGTH)
        return ""

    @property
    def subject(self) -> str:
        """What is new before the story's title, which stands alone where nothing is quoted."""
        title = shorten_words(self.title, TITLE_LENGTH)
        return f"{self.news} – {title}" if self.news else title

    @property
    def headline(self) -> str:
        """The article's own, on one line; "" when it is not known."""
        return " ".join(self.article.title.split()) if self.article else ""

    @property
    def time(self) -> str:
        """When the article told it, as a reader in the zone writes it: "2 Mar 2026 13:00 CET".

        With an edit, whose date is the first version's, also when the cycle saw it.
        """
        seen = self._clock(self.development.at)
        if self.article is None:
            return seen
        told = self._clock(self.article.at)
        return told if self.development.version == 1 else f"{told}, edited, seen {seen}"

    @property
    def corroboration(self) -> str:
        """How many independent voices, and which was first; "" when none is known."""
        count = len(self.voices)
        if not count:
            return ""
        voices = "1 independent voice" if count == 1 else f"{count} independent voices"
        return f"{voices}; first: {self.voices[0].name}" if self.voices[0].name else voices

    @property
    def requests(self) -> tuple[Track, ...]:
        """The tracks that this alert is for."""
        return self.tracks or (self.track,)

    @property
    def why(self) -> str:
        """Which tracks this alert is for."""
        named = [f'"{track.name}" ({request_summary(track)})' for track in self.requests]
        return f"You follow {' and '.join(named)}."

    @property
    def mute(self) -> str:
        """The command that stops the track."""
        return stop_command(self.track)

    def _clock(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return local.strftime("%d %b %Y %H:%M ").lstrip("0") + (local.tzname() or "")


NEWS_LENGTH = 80
"""Characters of what is new in a subject. Mail lists and lock screens show 40 to 80; chosen by hand
(2026-11)."""

TITLE_LENGTH = 70
"""Characters of the story's title behind it; chosen by hand (2026-11)."""


def change_summary(change: FigureChange) -> str:
    """A changed figure in one line: "killed: 27 → 30"."""
    figures = f"{change.old} → {change.new}"
    return f"{change.counts}: {figures}" if change.counts else figures


def stop_command(track: Track) -> str:
    """The command that stops a track."""
    return f"newsthread untrack {track.id}"


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
        title=content.subject,
        text=plain_text(content),
        html=html(content),
        markdown=markdown(content),
        json=json_text(content, key),
    )


def plain_text(content: AlertContent) -> str:
    """Plain text, lines as they are read in a terminal or a short message."""
    development = content.development
    lines = [content.subject, ""]
    for quote in development.quotes:
        lines += [_in_quotes(quote.text), ""]
    for change in development.changes:
        counts = f"{change.counts}: " if change.counts else ""
        lines.append(f"Changed: {counts}{change.old} -> {change.new}")
    for text in development.dropped:
        lines.append(f"Removed by the publisher: {_in_quotes(text)}")
    headline = f"{_in_quotes(content.headline)}, " if content.headline else ""
    lines.append(f"{_source(content)}, {headline}{content.time}")
    lines += [development.url] if development.url else []
    lines += [content.corroboration] if content.corroboration else []
    stops = [
        f'To stop "{track.name}": {content.links.stop_link(track.id) or stop_command(track)}'
        for track in content.requests
    ]
    opened = content.links.open_link(content.story.id)
    ways = [f"Open the story: {opened}", *stops] if opened else stops
    return "\n".join([*lines, "", content.why, *ways]) + "\n"


def markdown(content: AlertContent) -> str:
    """CommonMark; what comes from the world is escaped."""
    development = content.development
    lines = [f"## {_md(content.subject)}", ""]
    for quote in development.quotes:
        lines += [f"> {_md(quote.text)}", ""]
    for change in development.changes:
        counts = f"{_md(change.counts)}: " if change.counts else ""
        lines += [f"- Changed: {counts}{_md(change.old)} → **{_md(change.new)}**"]
    for text in development.dropped:
        lines += [f"- Removed by the publisher: {_md(text)}"]
    words = _md(content.headline or _source(content))
    link = f"[{words}](<{_address(development.url)}>)" if development.url else words
    source = f"{_md(_source(content))}, " if content.headline else ""
    lines += ["", f"{source}{content.time}: {link}", ""]
    lines += [_md(content.corroboration), ""] if content.corroboration else []
    opened = content.links.open_link(content.story.id)
    ways = [f"[Open the story](<{opened}>)"] if opened else []
    for track in content.requests:
        url = content.links.stop_link(track.id)
        way = f"[stop](<{url}>)" if url else f"`{stop_command(track)}`"
        ways.append(f'To stop "{_md(track.name)}": {way}')
    return "\n\n".join(["\n".join([*lines, f"*{_md(content.why)}*"]), *ways]) + "\n"


def html(content: AlertContent) -> str:
    """A fragment without scripts, styles or pictures; what comes from the world is escaped."""
    development = content.development
    parts = [f"<h2>{escape(content.subject)}</h2>"]
    cite = f' cite="{escape(development.url)}"' if development.url else ""
    parts += [f"<blockquote{cite}>{escape(q.text)}</blockquote>" for q in development.quotes]
    rows = []
    for change in development.changes:
        counts = f"{escape(change.counts)}: " if change.counts else ""
        figures = f"{escape(change.old)} → <strong>{escape(change.new)}</strong>"
        rows.append(f"<li>Changed: {counts}{figures}</li>")
    rows += [
        f"<li>Removed by the publisher: <del>{escape(t)}</del></li>" for t in development.dropped
    ]
    if rows:
        parts.append(f"<ul>{''.join(rows)}</ul>")
    words = escape(content.headline or _source(content))
    link = f'<a href="{escape(development.url)}">{words}</a>' if development.url else words
    source = f"{escape(_source(content))}, " if content.headline else ""
    stamp = (content.article or development).at.isoformat()
    stamped = f'<time datetime="{stamp}">{escape(content.time)}</time>'
    parts.append(f"<p>{source}{stamped}: {link}</p>")
    if content.corroboration:
        parts.append(f"<p>{escape(content.corroboration)}</p>")
    parts.append(f"<p><small>{escape(content.why)}</small></p>")
    if opened := content.links.open_link(content.story.id):
        parts.append(f'<p><small><a href="{escape(opened)}">Open the story</a></small></p>')
    parts += [f"<p><small>{_html_stop(content, track)}</small></p>" for track in content.requests]
    return "\n".join(parts) + "\n"


def _html_stop(content: AlertContent, track: Track) -> str:
    url = content.links.stop_link(track.id)
    if url:
        return f'To stop "{escape(track.name)}": <a href="{escape(url)}">stop</a>'
    return f'To stop "{escape(track.name)}": <code>{escape(stop_command(track))}</code>'


def json_text(content: AlertContent, key: str) -> str:
    """One JSON object; times are ISO 8601 in UTC."""
    development = content.development
    article = content.article
    first = content.voices[0].name if content.voices else ""
    return json.dumps(
        {
            "id": key,
            "subject": content.subject,
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
            "article": {
                "title": content.headline,
                "at": (article.at if article else development.at).isoformat(),
            },
            "quotes": [{"text": q.text, "score": round(q.score, 3)} for q in development.quotes],
            "changes": [
                {"counts": c.counts, "old": c.old, "new": c.new, "sentence": c.sentence}
                for c in development.changes
            ],
            "dropped": list(development.dropped),
            "voices": {"count": len(content.voices), "first": first},
            "track": _track_json(content.track),
            "tracks": [_track_json(track) for track in content.requests],
            "mute": content.mute,
            "stop": content.links.stop_link(content.track.id),
            "open": content.links.open_link(content.story.id),
        },
        ensure_ascii=False,
    )


def _track_json(track: Track) -> dict[str, str]:
    return {"id": track.id, "name": track.name, "wish": request_summary(track)}


def _source(content: AlertContent) -> str:
    return content.development.outlet or content.development.url or "unknown outlet"


def _in_quotes(text: str) -> str:
    return f"“{text}”" if text[:1] not in '"“”«' else text


def _md(text: str) -> str:
    """Escape what CommonMark would read as markup; line breaks become blanks."""
    return escape_markdown(" ".join(text.split()))


def _address(url: str) -> str:
    """The address as CommonMark takes it between angle brackets."""
    return url.replace("<", "%3C").replace(">", "%3E").replace("\n", "")
