"""An outlet's feed document at a simulated time: RSS 2.0, Atom, RDF (RSS 1.0) or JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from sampleworld.compose import Piece
from sampleworld.outlets import Outlet
from sampleworld.pages import paragraphs

TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "rdf": "application/rdf+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
ITEMS = 30  # as many as most news feeds carry


def render_feed(outlet: Outlet, pieces: Sequence[Piece], now: datetime, base: str) -> str:
    """The document, newest first. `pieces` are the outlet's, `base` the server's address."""
    write = {"rss": _rss, "atom": _atom, "rdf": _rdf, "json": _json}[outlet.format]
    return write(outlet, pieces[:ITEMS], now, base)


def item_link(piece: Piece, base: str) -> str:
    """The address a feed gives for the article; tracked outlets send readers through /go/."""
    return f"{base}/go{piece.path}" if piece.outlet.tracked_links else f"{base}{piece.path}"


def item_title(piece: Piece, now: datetime) -> str:
    """The title at `now`, with what the outlet hangs on it."""
    return piece.version(now).title + piece.outlet.suffix


def item_summary(piece: Piece, now: datetime) -> str:
    """The first sentence or two of the text."""
    lines = piece.version(now).lines[: piece.outlet.summary_sentences]
    return " ".join(line.text for line in lines)


def item_content(piece: Piece, now: datetime) -> str:
    """The whole text as HTML."""
    return "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in paragraphs(piece, now))


def _rss(outlet: Outlet, pieces: Sequence[Piece], now: datetime, base: str) -> str:
    items = []
    for piece in pieces:
        edits = piece.versions.index(piece.version(now))
        bumped = outlet.bumps_dates
        at = piece.version(now).at if bumped else piece.at
        guid = f"{base}{piece.path}" + (f"#{edits}" if bumped else "")
        items.append(
            f"<item><title>{escape(item_title(piece, now))}</title>"
            f"<link>{item_link(piece, base)}</link>"
            f'<guid isPermaLink="false">{guid}</guid>'
            f"<description>{escape(item_summary(piece, now))}</description>"
            f"<dc:creator>{escape(piece.by)}</dc:creator>"
            f"<pubDate>{format_datetime(at)}</pubDate></item>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{escape(outlet.name)}</title><link>{base}/{outlet.id}/</link>"
        f"<description>News from {escape(outlet.name)}</description>"
        f"<language>{outlet.lang}</language>\n" + "\n".join(items) + "\n</channel></rss>\n"
    )


def _atom(outlet: Outlet, pieces: Sequence[Piece], now: datetime, base: str) -> str:
    entries = []
    for piece in pieces:
        body = (
            f'<content type="html">{escape(item_content(piece, now))}</content>'
            if outlet.full_content
            else ""
        )
        entries.append(
            f"<entry><title>{escape(item_title(piece, now))}</title>"
            f'<link rel="alternate" href="{item_link(piece, base)}"/>'
            f"<id>tag:{outlet.id}.example,{piece.at:%Y}:{piece.slug}</id>"
            f"<published>{piece.at.isoformat()}</published>"
            f"<updated>{piece.version(now).at.isoformat()}</updated>"
            f"<author><name>{escape(piece.by)}</name></author>"
            f"<summary>{escape(item_summary(piece, now))}</summary>{body}</entry>"
        )
    newest = max((piece.version(now).at for piece in pieces), default=now)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.lang}">'
        f"<title>{escape(outlet.name)}</title><id>tag:{outlet.id}.example,2025:feed</id>"
        f'<link href="{base}/{outlet.id}/"/><updated>{newest.isoformat()}</updated>\n'
        + "\n".join(entries)
        + "\n</feed>\n"
    )


def _rdf(outlet: Outlet, pieces: Sequence[Piece], now: datetime, base: str) -> str:
    listed = "".join(f'<rdf:li rdf:resource="{item_link(piece, base)}"/>' for piece in pieces)
    items = [
        f'<item rdf:about="{item_link(piece, base)}">'
        f"<title>{escape(item_title(piece, now))}</title>"
        f"<link>{item_link(piece, base)}</link>"
        f"<description>{escape(item_summary(piece, now))}</description>"
        f"<dc:creator>{escape(piece.by)}</dc:creator>"
        f"<dc:date>{piece.at.isoformat()}</dc:date></item>"
        for piece in pieces
    ]
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{base}/{outlet.id}/"><title>{escape(outlet.name)}</title>'
        f"<link>{base}/{outlet.id}/</link><description>{escape(outlet.name)}</description>"
        f"<items><rdf:Seq>{listed}</rdf:Seq></items></channel>\n"
        + "\n".join(items)
        + "\n</rdf:RDF>\n"
    )


def _json(outlet: Outlet, pieces: Sequence[Piece], now: datetime, base: str) -> str:
    items = []
    for piece in pieces:
        body = (
            item_content(piece, now)
            if outlet.full_content
            else f"<p>{escape(item_summary(piece, now))}</p>"
        )
        items.append(
            {
                "id": f"{outlet.id}-{piece.slug}",
                "url": item_link(piece, base),
                "title": item_title(piece, now),
                "summary": item_summary(piece, now),
                "content_html": body,
                "date_published": piece.at.isoformat(),
                "date_modified": piece.version(now).at.isoformat(),
                "authors": [{"name": piece.by}],
            }
        )
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": outlet.name,
            "home_page_url": f"{base}/{outlet.id}/",
            "language": outlet.lang,
            "items": items,
        },
        ensure_ascii=False,
        indent=1,
    )
